"""What the treasury spends and what returns to the vault: rounds of the contract's split, lags."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from model import contract
from model.experiments.formulas import values
from model.parameter_sets import Parameters
from model.theory import notation as n
from model.theory.unlocks import recirculation as theory

Array = NDArray[np.float64]
Known = Mapping[sp.Symbol, float]
SPENT = (Fraction(1), Fraction(1, 2))
GAPS = (-0.3, 0.0, 0.3, 1.0)  # growth less price growth, a year


def split(p: Parameters) -> tuple[int, int]:
    """The executor's and the burned basis points."""
    reward, burn = (round(p[name] * contract.BPS) for name in ("executor_share", "burn_share"))
    return reward, burn


def rounds(reward: int, burn: int, spends: Fraction, returns: Fraction) -> tuple[float, float]:
    """Burned and net bought of a token, by rounds of the contract's split; all else is sold."""
    first = amount = 10**27
    burned = bought = offered = 0
    while amount > contract.BPS:  # a last unit would go round for ever
        cut = contract.split(amount, reward, burn)
        granted = int(cut.treasury * spends)
        burned, bought, offered = burned + cut.burn, bought + amount, offered + cut.executor
        amount, offered = int(granted * returns), offered + granted
    return burned / first, (bought - offered) / first


@dataclass(frozen=True)
class Spent:
    """Burned and net bought of a token in per cent, against what returns of the part spent.

    Lines are the claims at the shares ``parts``, dots rounds at the shares ``some``.
    """

    spent: Fraction
    parts: Array
    burned: Array
    net: Array
    some: Array
    burned_dots: Array
    net_dots: Array


@dataclass(frozen=True)
class Lagged:
    """The vault's inflow over outside revenue if all returns after a lag: claim, and steps."""

    gap: float
    lags: Array
    line: Array
    some: Array
    dots: Array


@dataclass(frozen=True)
class Returns:
    """What returns: by how much is spent, and by how fast revenue outgrows the price."""

    by_spending: tuple[Spent, ...]
    by_gap: tuple[Lagged, ...]


def returns(reward: int, burn: int, gaps: Sequence[float] = GAPS) -> Returns:
    """``reward`` and ``burn`` are the split's basis points, ``gaps`` growth less price growth."""
    shares = {theory.REWARD: reward / contract.BPS, theory.BURN: burn / contract.BPS}
    spending = tuple(_spent(reward, burn, shares, spends) for spends in SPENT)
    whole = shares | {theory.spent: 1.0, theory.back: 1.0}
    return Returns(spending, tuple(_lagged(whole, gap) for gap in gaps))


def _spent(reward: int, burn: int, shares: Known, spends: Fraction) -> Spent:
    parts, some = np.linspace(0, 1, 100), [Fraction(i, 5) for i in range(6)]
    sold = {theory.sold_executor: 1.0, theory.sold_others: 1.0, theory.back: parts}
    known = {**shares, **sold, theory.spent: float(spends)}
    burned, net = (100 * values(claim.rhs, known) for claim in (theory.BURNED, theory.NET))
    dots = 100 * np.array([rounds(reward, burn, spends, part) for part in some])
    return Spent(spends, parts, burned, net, np.array(some, float), dots[:, 0], dots[:, 1])


def _lagged(whole: Known, gap: float) -> Lagged:
    years, some = np.linspace(0, 2, 100), np.array([0.4, 0.8, 1.2, 1.6, 2.0])
    known = {**whole, n.growth: gap, n.price_growth: 0.0, theory.lag: years}
    line = values(theory.INFLOW.rhs, known) * np.ones_like(years)
    again, steps = float(values(theory.AGAIN, whole)), np.arange(400) / 5
    dots = [theory.multiple(again, np.exp(gap * lag * steps), np.ones(400), 5) for lag in some]
    return Lagged(gap, years, line, some, np.array(dots))
