"""Rival designs as economies: the announced one with one flow, rule or block changed.

Each is made by `model.spec.economy.Economy` from the announced economy, keeps all its random
processes, and so meets the same paths.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from model.experiments.rivals.credit import burn_and_mint
from model.experiments.rivals.flows import (
    buyback_and_make,
    controlled_buyback,
    distribution,
    dollar_payouts,
    fee_burn,
    no_buyback,
)
from model.spec.economy import Economy

#: How each rival is made, by its name.
RIVALS: Mapping[str, Callable[[], Economy]] = {
    name: cache(made_by)
    for name, made_by in {
        "no buyback": no_buyback,
        "distribution": distribution,
        "fee burn": fee_burn,
        "buyback and make": buyback_and_make,
        "controlled buyback": controlled_buyback,
        "burn and mint": burn_and_mint,
        "dollar payouts": dollar_payouts,
    }.items()
}
