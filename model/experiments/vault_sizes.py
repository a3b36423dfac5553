"""Sizes of a purchase: what pays, is safe and passes; what one pays; who calls, and how often.

Lines are the claims' formulas, dots were worked out without them. Sizes are in USD.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import sympy as sp

from model import contract
from model.contract_runs import swapped
from model.experiments import buyback_mechanism as work
from model.experiments.beside import Array, Curve
from model.experiments.buyback_mechanism import Setting
from model.experiments.formulas import values
from model.experiments.vault_formulas import SLIP, WINDOW, of, one
from model.quantities import in_force
from model.spec import accounts, vault
from model.theory.vault import executor, guard, purchase, sandwich, saturation
from model.theory.vault import vault as passing


@dataclass(frozen=True)
class Sizes:
    """Sizes against the pool's dollars; ``edges`` are depths below which nothing pays and passes.

    ``edges`` is by tolerance, ``depth`` the pool's, ``least`` what pays there.
    """

    curves: tuple[Curve, ...]
    edges: dict[float, float]
    depth: float
    least: float


def sizes(setting: Setting, slips: Sequence[float]) -> Sizes:
    """What pays, what a sole executor waits for, what is safe and what passes, by depth."""
    deep = np.geomspace(3e3, 1e8, 200)
    deep = deep[deep * setting.share > 1.02 * setting.gas]
    dots, known = np.geomspace(deep[0] * 1.5, deep[-1], 9), of(setting)

    def curve(name: str, formula: sp.Expr, found: Callable[[float], float], **more: float) -> Curve:
        at: dict[sp.Symbol, Any] = {**known, accounts.pool_usd: deep}
        at |= {SLIP: more["slip"]} if more else {}
        worked = np.array([found(float(depth)) for depth in dots])
        return Curve(name, deep, values(formula, at), dots, worked)

    curves = [
        curve("least that pays the gas", executor.LEAST, partial(work.least, setting)),
        curve("what a sole executor waits for", executor.PATIENT, partial(work.patient, setting)),
        curve("safe from a sandwich", sandwich.SAFE, lambda depth: work.safe(depth, setting.fee)),
    ]
    for slip in slips:
        name = f"passes at a tolerance of {100 * slip:g} %"
        largest = partial(work.largest, slip=slip)
        curves.append(curve(name, saturation.AT_ONCE, largest, slip=slip))
    edges = {slip: one(setting, guard.DEPTH, {SLIP: slip}) for slip in slips}
    return Sizes(tuple(curves), edges, setting.depth, one(setting, executor.LEAST))


@dataclass(frozen=True)
class Purchase:
    """One purchase against its share of the pool's dollars, in per cent.

    ``left`` and ``paid`` are prices over the price before, ``along`` the price paid in a range of
    concentrated liquidity; ``elastic`` and ``burned`` are shares of one. ``tenth`` are the prices
    paid and left behind and the elasticity at a tenth of the reserve.
    """

    left: Curve
    paid: Curve
    along: Array
    elastic: Curve
    burned: Curve
    tenth: tuple[float, float, float]


def one_purchase(setting: Setting) -> Purchase:
    """What a purchase pays, leaves behind and burns, up to a fifth of the reserve."""
    share, some = np.linspace(0, 0.2, 101), np.linspace(0.02, 0.2, 10)
    known: dict[sp.Symbol, Any] = {**of(setting), vault.one_purchase: share * setting.depth}
    # The contract's default, as in the dots.
    known[in_force(vault.burn_share)] = contract.split(contract.BPS, 0).burn / contract.BPS
    pool, keeps = 10**15, 1 - setting.fee
    rows = []
    for part in some:
        dollars = int(keeps * part * pool)
        got = swapped(pool, pool, dollars)
        less, more = (
            swapped(pool, pool, int(keeps * part * pool * step)) for step in (0.999, 1.001)
        )
        slope = np.log(more / less) / np.log(1.001 / 0.999)
        burned = contract.split(got).burn / (part * pool)
        along = part / work.along_range(keeps * float(part))
        rows.append(((pool + dollars) / (pool - got), part * pool / got, slope, burned, along))
    dots = np.array(rows).T

    def curve(name: str, formula: sp.Expr, place: int) -> Curve:
        return Curve(name, 100 * share, values(formula, known), 100 * some, dots[place])

    tenth = {**known, vault.one_purchase: 0.1 * setting.depth}
    paid, left, elastic = (
        float(values(each, tenth)) for each in (purchase.GROSS, purchase.AFTER, purchase.ELASTIC)
    )
    return Purchase(
        curve("left behind", purchase.AFTER, 0),
        curve("paid, on average", purchase.GROSS, 1),
        dots[4],
        curve("elasticity of what is bought", purchase.ELASTIC, 2),
        curve("burn per dollar, at the old price", purchase.PER_DOLLAR, 3),
        (paid, left, elastic),
    )


@dataclass(frozen=True)
class Executors:
    """Days between calls by a day's deposits, and a sole executor's profit by the size waited for.

    Profit is in per cent of deposits. Competitors call at ``least``, he at ``patient``.
    """

    waits: Curve
    profit: Curve
    least: float
    patient: float


def executors(setting: Setting) -> Executors:
    """When competitors call, in runs of the specification's vault, and what waiting is worth."""
    least, patient = one(setting, executor.LEAST), one(setting, executor.PATIENT)
    income, some = np.geomspace(2, 1000, 400), np.geomspace(3, 700, 9)
    paced = {vault.least_purchase: least, executor.daily_deposits: income}
    gaps = [
        np.diff(work.calls(setting, float(each), int(5 * least / each) + 5)).mean() for each in some
    ]
    waits = Curve("days", income, values(executor.DAYS, paced), some, np.array(gaps))
    size = np.geomspace(least, setting.depth / 4, 300)
    best = np.array([work.patient(setting, setting.depth)])
    profit = Curve("profit", size, _profit(setting, size), best, _profit(setting, best))
    return Executors(waits, profit, least, patient)


def _profit(setting: Setting, size: Array) -> Array:
    kept = (1 - setting.fee) * size
    reward = setting.share * setting.depth * kept / (setting.depth + kept)
    return 100 * (reward - setting.gas) / size


@dataclass(frozen=True)
class Frequency:
    """A called vault by what it holds: dollars spent in a day, and the size of one purchase.

    Curves are by the number of windows a day; ``limits`` the most that is spent, by their names.
    """

    spent: tuple[Curve, ...]
    size: tuple[Curve, ...]
    limits: dict[str, float]
    safe: float
    room: float
    least: float


def frequency(setting: Setting, slip: float, seconds: Sequence[float]) -> Frequency:
    """Days of a vault with windows of so many seconds, beside days as specified."""
    held = np.geomspace(10, 1e6, 400)
    known: dict[sp.Symbol, Any] = {**of(setting), SLIP: slip}
    known |= dict.fromkeys(passing.MARKET.free_symbols, 1e9)
    room, safe, least = (
        float(values(each, known)) for each in (saturation.AT_ONCE, sandwich.SAFE, executor.LEAST)
    )
    known |= dict.fromkeys((accounts.vault_usd, vault.affordable, vault.cap_left), held)
    known |= {vault.guard_room: room, vault.least_purchase: least}
    known[accounts.day_in_seconds] = work.DAY
    called = held > least
    some, limits = held[called][::30], {}
    spent: list[Curve] = []
    size: list[Curve] = []
    for window in seconds:
        name = _windows(window)
        days = [work.purchases(setting, float(each), slip, window) for each in some]
        for found, formula, dots in (
            (spent, passing.SPENT, [day.spent for day in days]),
            (size, passing.EACH, [day.size for day in days]),
        ):
            line = np.where(called, values(formula, {**known, WINDOW: window}), np.nan)
            found.append(Curve(name, held, line, some, np.array(dots)))
        limits[name] = work.DAY / window * room
    return Frequency(tuple(spent), tuple(size), limits, safe, room, least)


def _windows(seconds: float) -> str:
    many = work.DAY / seconds
    return "one window a day" if many == 1 else f"{many:.0f} windows a day"
