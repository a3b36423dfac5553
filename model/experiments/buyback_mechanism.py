"""The vault's mechanism, worked out without its formulas: swaps, paths, calls and attacks.

What is computed here stands beside the claims in the figures. Nothing here reads a claim's
statement: whole-number swaps, guards and splits, random paths, the specification's own block.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import quad
from scipy.optimize import brentq, minimize_scalar

from model.contract_runs import largest_passing, whole_reward
from model.contract_runs import safe as safe_share
from model.exact import Values
from model.quantities import in_force
from model.spec import accounts, vault
from model.spec.pool import pool_fee
from model.theory.vault.vault import vault_day

Array = NDArray[np.float64]
DAY = 86_400  # seconds
UNIT, TOKENS = 10**6, 10**27  # base units of a dollar; tokens of a pool, in base units


class Setting(NamedTuple):
    """A pool and a vault: dollars of depth, pool fee, executor's share, gas in dollars."""

    depth: float
    fee: float
    share: float
    gas: float


def largest(depth: float, slip: float, premium: float = 1.0) -> float:
    """Largest purchase in USD that the contract's guard accepts at a premium, in whole units."""
    other = int(depth * UNIT)
    average = Fraction(other, TOKENS) / Fraction(premium)
    return largest_passing(TOKENS, other, average, round(slip * 10**4)) / UNIT


def least(setting: Setting, depth: float) -> float:
    """Smallest purchase in USD whose executor's part pays the gas, in whole units; or nan."""
    other, bps = int(depth * UNIT), round(setting.share * 10**4)
    low, high = 0, 100 * other
    if whole_reward(TOKENS, other, high, bps) < setting.gas * UNIT:
        return float("nan")
    while low < high:
        middle = (low + high) // 2
        pays = whole_reward(TOKENS, other, middle, bps) >= setting.gas * UNIT
        low, high = (low, middle) if pays else (middle + 1, high)
    return low / UNIT


def patient(setting: Setting, depth: float) -> float:
    """The purchase in USD at which profit a day is largest, by search over the size."""

    def loss(log_size: float) -> float:
        paid = (1 - setting.fee) * float(np.exp(log_size))
        return -(setting.share * depth * paid / (depth + paid) - setting.gas) / paid

    found = minimize_scalar(loss, bounds=(0.0, float(np.log(10 * depth))), method="bounded")
    return float(np.exp(found.x))


def _today(setting: Setting, held: float) -> Values:
    return {
        accounts.vault_usd: held,
        accounts.pool_usd: setting.depth,
        vault.gas_cost: setting.gas,
        in_force(vault.executor_share): setting.share,
        pool_fee: setting.fee,
    }


def calls(setting: Setting, deposits: float, days: int) -> list[int]:
    """Days on which the specification's vault spends, with the same deposits every day."""
    held, found = 0.0, []
    for day in range(1, days + 1):
        today = vault_day(_today(setting, held + deposits))
        held = float(today[accounts.vault_usd])
        if float(today[vault.spend]) > 0:
            found.append(day)
    return found


class Purchases(NamedTuple):
    """What the specification's vault does on one day: purchases, size of each, dollars spent."""

    number: float
    size: float
    spent: float


def purchases(setting: Setting, held: float, slip: float, seconds: float) -> Purchases:
    """A day of the specification's vault that holds ``held`` dollars, at windows of ``seconds``."""
    more: Values = {in_force(vault.max_slippage): slip, in_force(vault.twap_window): seconds}
    today = vault_day(_today(setting, held) | more)
    wanted = (vault.executions, vault.one_purchase, vault.spend)
    return Purchases(*(float(today[each]) for each in wanted))


def waiting(
    setting: Setting, deposits: float, days: int, slip: float, times: int, cap: float
) -> float:
    """Dollars that wait in the specification's vault after some days, in a recovering pool.

    ``times`` windows make a day; ``cap`` is what an epoch of seven days may spend, 0 for no cap.
    """
    known = {vault.epoch_used: 0.0, vault.epoch_age: 0.0, accounts.vault_usd: 0.0}
    for _ in range(days):
        today = vault_day(
            {
                **_today(setting, known[accounts.vault_usd] + deposits),
                vault.epoch_used: known[vault.epoch_used],
                vault.epoch_age: known[vault.epoch_age],
                vault.gas_cost: 0.0,
                in_force(vault.twap_window): DAY / times,
                in_force(vault.max_slippage): slip,
                in_force(vault.epoch_volume_cap): cap,
            }
        )
        known = {each: float(today[each]) for each in known}
    return known[accounts.vault_usd]


def in_windows(setting: Setting, slip: float, windows: int) -> Array:
    """Dollars spent by largest purchases one window apart, without other trades, summed up."""
    reserve, other = TOKENS, int(setting.depth * UNIT)
    spent = []
    for _ in range(windows):
        average = Fraction(other, reserve)
        size = largest_passing(reserve, other, average, round(slip * 10**4))
        paid = size * round((1 - setting.fee) * 10**4) // 10**4
        reserve, other = reserve - reserve * paid // (other + paid), other + paid
        spent.append(size / UNIT)
    return np.cumsum(spent)


def gaps(volatility: float, seconds: float, paths: int, seed: int = 7) -> Array:
    """Logarithm of the price over its average, at the end of random paths of 180 moments."""
    moments = 180
    step = volatility * np.sqrt(seconds / 31_536_000 / moments)
    moves = np.random.default_rng(seed).standard_normal((paths, moments)) * step
    path = np.cumsum(moves, axis=1)
    return np.asarray(path[:, -1] - path.mean(axis=1), float)


def recovering(order: float, slices: int, left: float, plan: Sequence[float]) -> float:
    """Cost of an order in a pool whose price comes back, in units of a move by the whole order.

    ``order`` is a share of the reserve; of each move of the log price ``left`` remains when the
    next slice comes. Swaps are of a constant product.
    """
    gap, got = 0.0, 0.0
    for each in plan[:slices]:
        price = np.exp(gap)
        depth = np.sqrt(price)  # dollars of a pool with product one
        paid = each * order
        got += paid / (depth * (depth + paid))
        gap = left * (gap + 2 * np.log1p(paid / depth))
    # A move by the whole order is 2 of it, so the mean mark-up is this many of these.
    return float((order / got - 1) / (2 * order))


class Attack(NamedTuple):
    """The best sandwich around a purchase: its dollars before the fee, and what it gains."""

    size: float
    gain: float


def sandwich(setting: Setting, size: float, ahead: float) -> tuple[float, float]:
    """What an attack of ``ahead`` dollars gains, and what the vault gets in a pool of 1 AI."""
    kept, y = 1 - setting.fee, setting.depth
    x = 1.0
    got = x * kept * ahead / (y + kept * ahead)
    x, y = x - got, y + kept * ahead
    out = x * kept * size / (y + kept * size)
    x, y = x - out, y + kept * size
    return y * kept * got / (x + kept * got) - ahead, out


def edge(setting: Setting, size: float, slip: float) -> float:
    """Largest attack in dollars before the fee under which the vault's purchase still passes."""
    least_out = (1 - slip) * size / setting.depth

    def spare(ahead: float) -> float:
        return sandwich(setting, size, ahead)[1] - least_out

    return float(brentq(spare, 0.0, setting.depth)) if spare(0.0) > 0 else 0.0


def best_attack(setting: Setting, size: float, slip: float | None) -> Attack:
    """The sandwich that gains most, within the guard if a tolerance is given; none at a loss."""
    most = 5 * setting.depth if slip is None else edge(setting, size, slip)
    if most <= 0:
        return Attack(0.0, 0.0)
    found = minimize_scalar(
        lambda x: -sandwich(setting, size, x)[0],
        bounds=(0.0, most),
        method="bounded",
        options={"xatol": 1e-6 * setting.depth / 10**3},
    )
    tried = [(sandwich(setting, size, x)[0], x) for x in (float(found.x), most)]
    gain, ahead = max(tried)
    return Attack(ahead, gain) if gain > 0 else Attack(0.0, 0.0)


def safe(depth: float, fee: float) -> float:
    """Largest purchase in USD from which no sandwich gains, by bisection."""
    return depth * safe_share(cost=fee)


def along_range(dollars: float) -> float:
    """AI that dollars buy, one after the other, in a range of liquidity 1 at a price of 1."""
    return float(quad(lambda y: 1 / (1 + y) ** 2, 0, dollars)[0])
