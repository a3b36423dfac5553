"""The symbols of the vault's claims with the numbers of a pool and a vault."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from model.experiments.buyback_mechanism import Setting
from model.experiments.formulas import values
from model.quantities import in_force
from model.spec import accounts, vault
from model.spec.pool import pool_fee, spot

Array = NDArray[np.float64]
SLIP, SHARE = in_force(vault.max_slippage), in_force(vault.executor_share)
WINDOW = in_force(vault.twap_window)
#: One day in years, in seconds, and as itself.
DAYS = {accounts.one_day: 1, accounts.day_in_years: 1 / 365, accounts.day_in_seconds: 86400}


def of(setting: Setting) -> dict[sp.Symbol, float]:
    """The symbols of a setting with their numbers."""
    return {
        accounts.pool_usd: setting.depth,
        pool_fee: setting.fee,
        SHARE: setting.share,
        vault.gas_cost: setting.gas,
        accounts.pool_ai: setting.depth,
        spot: 1.0,
    }


def one(setting: Setting, formula: sp.Expr, more: Mapping[sp.Symbol, Any] | None = None) -> float:
    """A claim's formula for a setting, with other numbers where they are given."""
    return float(values(formula, of(setting) | dict(more or {})))
