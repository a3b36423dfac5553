"""When the guard is shut, by chance or by the vault's own hand, and what a sandwich gains.

Lines are the claims' formulas, dots were worked out without them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import sympy as sp
from scipy.special import ndtr

from model import contract, contract_runs
from model.exact import Values
from model.experiments import buyback_mechanism as work
from model.experiments.beside import Array, Curve
from model.experiments.buyback_mechanism import Setting
from model.experiments.formulas import values
from model.experiments.vault_formulas import DAYS, SLIP, WINDOW, of, one
from model.spec import accounts, vault
from model.spec.pool import pool_fee
from model.spec.worth import price_volatility
from model.theory.vault import executor, guard, reopening, sandwich, saturation
from model.theory.vault import vault as passing

#: Volatilities a year whose spreads are shown, and those at which paths are drawn.
VOLATILITIES, DRAWN = (0.5, 1.0, 2.0), np.linspace(0.5, 3, 6)


@dataclass(frozen=True)
class Shut:
    """How often the guard is shut, per cent, by volatility in per cent a year.

    ``error`` is twice the standard error of the dots, which are random paths; ``specified`` the
    normal tail above the draw at which the guard of the specification shuts.
    """

    chance: Curve
    error: Array
    specified: Array


@dataclass(frozen=True)
class Chance:
    """Spread of the premium over the average in per cent by window in hours, and what is shut."""

    spread: tuple[Curve, ...]
    shut: tuple[Shut, ...]


def chance(setting: Setting, slips: Sequence[float], seconds: float, paths: int = 8000) -> Chance:
    """For windows up to a day, and for the window in force of so many seconds."""
    return Chance(
        tuple(_spread(volatility, paths // 2) for volatility in VOLATILITIES),
        tuple(_shut(setting, slip, seconds, paths) for slip in slips),
    )


def _spread(volatility: float, paths: int) -> Curve:
    window = np.geomspace(1800, 86400, 60)
    line = np.sqrt(values(guard.VARIANCE, {price_volatility: volatility, WINDOW: window} | DAYS))
    some = window[::12]
    dots = [100 * work.gaps(volatility, float(each), paths).std() for each in some]
    name = f"volatility {100 * volatility:g} % a year"
    return Curve(name, window / 3600, 100 * line, some / 3600, np.array(dots))


def _shut(setting: Setting, slip: float, seconds: float, paths: int) -> Shut:
    fine = np.linspace(0.3, 3, 100)
    variance = values(guard.VARIANCE, {price_volatility: fine, WINDOW: seconds} | DAYS)
    line = values(guard.SHUT, {**of(setting), guard.gap_variance: variance, SLIP: slip})
    edge = np.log(one(setting, guard.FREEZE, {SLIP: slip}))
    drawn = [work.gaps(float(each), seconds, paths) > edge for each in DRAWN]
    dots = np.array([100 * each.mean() for each in drawn])
    error = np.array([200 * each.std() / np.sqrt(each.size) for each in drawn])
    specified = []
    for volatility in DRAWN:
        there: Values = {
            price_volatility: float(volatility),
            WINDOW: seconds,
            SLIP: slip,
            pool_fee: setting.fee,
        }
        specified.append(100 * ndtr(-guard.shutting_draw(there)))
    name = f"tolerance {100 * slip:g} %"
    curve = Curve(name, 100 * fine, 100 * line, 100 * DRAWN, dots)
    return Shut(curve, error, np.array(specified))


@dataclass(frozen=True)
class After:
    """After a largest purchase, by windows since: premium over the average and room, per cent.

    ``shuts`` is the premium that shuts the guard. Room is in per cent of the pool's dollars.
    """

    premium: Curve
    room: Curve
    shuts: float


def after_purchase(setting: Setting, slips: Sequence[float], seconds: float) -> tuple[After, ...]:
    """One for each tolerance, if nobody trades."""
    return tuple(_after(setting, slip, seconds) for slip in slips)


def _after(setting: Setting, slip: float, seconds: float) -> After:
    part, moments = np.linspace(0, 1, 201), np.linspace(1 / 12, 1, 12)
    known = {**of(setting), SLIP: slip, WINDOW: seconds, accounts.pool_usd: 1.0}
    room = values(reopening.ROOM, {**known, reopening.since_purchase: part * seconds})
    shuts = float(values(guard.FREEZE, known))
    bps = round(slip * contract.BPS)
    behind = contract_runs.behind(contract_runs.passing(bps=bps))
    above = [contract_runs.above(float(moment), behind) for moment in moments]
    passes = [100 * contract_runs.passing(each, bps) / contract_runs.DOLLARS for each in above]
    name, left = f"tolerance {100 * slip:g} %", 100 * (np.array(above, float) - 1)
    return After(
        Curve(name, part, 100 * (shuts ** (2 * (1 - part)) - 1), moments, left),
        Curve(name, part, 100 * room, moments, np.array(passes, float)),
        100 * (shuts - 1),
    )


@dataclass(frozen=True)
class Attacks:
    """Gain of the best sandwich by purchase, and the largest attack that passes; all in USD.

    ``free`` are sizes and gains without a guard; ``gain`` has no claim, so its dots are its line.
    """

    safe: float
    free: Curve
    gain: tuple[Curve, ...]
    front: tuple[Curve, ...]


def attacks(setting: Setting, slips: Sequence[float], sizes: int = 60) -> Attacks:
    """The best sandwich by search over its size, for each tolerance and without a guard."""
    full, safe = [work.largest(setting.depth, slip) for slip in slips], one(setting, sandwich.SAFE)

    def gains(name: str, size: Array, slip: float | None) -> Curve:
        found = np.array([work.best_attack(setting, float(each), slip).gain for each in size])
        return Curve(name, size, found, size, found)

    gain, front = [], []
    for slip, most in zip(slips, full, strict=True):
        name, size = f"tolerance {100 * slip:g} %", np.linspace(0.02 * most, most, sizes)
        gain.append(gains(name, size, slip))
        line = values(sandwich.FRONT, {**of(setting), vault.one_purchase: size, SLIP: slip})
        edges = [work.edge(setting, float(each), slip) * (1 - setting.fee) for each in size[::7]]
        front.append(Curve(name, size, line, size[::7], np.array(edges)))
    free = gains("no guard", np.linspace(0.5 * safe, full[-1], sizes), None)
    return Attacks(safe, free, tuple(gain), tuple(front))


@dataclass(frozen=True)
class Backlogs:
    """Dollars that wait after ``days`` days by a day's deposits, with one window a day and a cap.

    ``largest`` is what largest purchases add up to, a window apart and without other trades;
    ``full`` the room of one.
    """

    days: int
    waiting: tuple[Curve, ...]
    largest: Curve
    full: float


def backlogs(setting: Setting, slip: float, days: int, caps: Sequence[float]) -> Backlogs:
    """Without a cap on a week, and with each of ``caps``, beside runs of the vault as specified."""
    full = one(setting, saturation.AT_ONCE, {SLIP: slip})
    windows = np.arange(1.0, 49)
    known = {**of(setting), SLIP: slip, reopening.windows: windows}
    found = np.asarray(work.in_windows(setting, slip, 48), float)
    total = values(reopening.COMPOUND, known)
    largest = Curve("a window apart", windows, total, windows[3::4], found[3::4])
    waiting = tuple(_waiting(setting, slip, days, cap, full) for cap in (None, *caps))
    return Backlogs(days, waiting, largest, full)


def _waiting(setting: Setting, slip: float, days: int, cap: float | None, full: float) -> Curve:
    one_day: Mapping[sp.Symbol, float] = {
        **dict.fromkeys(passing.MARKET.free_symbols, 1e9),
        WINDOW: 1,
        accounts.day_in_seconds: 1,
        accounts.one_day: 1,
        vault.guard_room: full,
        saturation.days_run: 7,
        passing.cap: cap or np.inf,
    }
    income = np.linspace(0, 2.5 * full, 101)
    line = np.zeros_like(income)
    for _ in range(days // 7):
        week = {**one_day, executor.daily_deposits: income, saturation.at_first: line}
        line = values(saturation.WAITING, week)
    some = income[10::15]
    held = [work.waiting(setting, float(each), days, slip, 1, cap or 0.0) for each in some]
    name = f"cap of {cap / 1e3:,.0f} thousand a week" if cap else "no cap"
    return Curve(name, income, line, some, np.array(held, float))
