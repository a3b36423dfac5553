"""Where the vault's mechanism stops: a shut guard, a sandwich, saturation.

Lines are the right sides of the claims, evaluated; dots are worked out without them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import sympy as sp
from scipy.special import ndtr

from model import contract
from model.experiments import buyback_mechanism as work
from model.experiments.buyback_mechanism import Setting
from model.experiments.formulas import values
from model.figures.mechanism import HUES, SLIP, of, panel
from model.figures.style import COLOURS, Figure, style, subplots
from model.quantities import in_force
from model.spec import accounts, vault
from model.spec.pool import pool_fee
from model.spec.worth import price_volatility
from model.theory.evaluate import Values
from model.theory.vault import (
    executor,
    guard,
    reopening,
    sandwich,
    saturation,
)
from model.theory.vault import vault as passing

WINDOW = in_force(vault.twap_window)
DAYS = {accounts.one_day: 1, accounts.day_in_years: 1 / 365, accounts.day_in_seconds: 86400}


def freezing_chance(setting: Setting, slips: Sequence[float], seconds: float) -> Figure:
    """Spread of the premium against the window, and how likely the guard is shut."""
    vols, window = np.linspace(0.3, 3, 100), np.geomspace(1800, 86400, 60)
    variance = values(guard.VARIANCE, {price_volatility: vols, WINDOW: seconds} | DAYS)
    with style():
        fig, (ax, bx) = subplots(1, 2, height=3.6)
        for vol, hue in zip((0.5, 1.0, 2.0), HUES, strict=False):
            line = values(guard.VARIANCE, {price_volatility: vol, WINDOW: window} | DAYS)
            ax.loglog(
                window / 3600,
                100 * np.sqrt(line),
                color=COLOURS[hue],
                label=f"volatility {100 * vol:g} % a year",
            )
            for each in window[::12]:
                spread = work.gaps(vol, float(each), 4000).std()
                ax.loglog(each / 3600, 100 * spread, "o", ms=4, color=COLOURS[hue])
        for slip, hue in zip(slips, ("vermilion", "green"), strict=False):
            chance = values(guard.SHUT, {guard.gap_variance: variance, SLIP: slip} | of(setting))
            bx.plot(
                100 * vols, 100 * chance, color=COLOURS[hue], label=f"tolerance {100 * slip:g} %"
            )
            edge = np.log(float(values(guard.FREEZE, {SLIP: slip} | of(setting))))
            for vol in np.linspace(0.5, 3, 6):
                drawn = work.gaps(float(vol), seconds, 8000) > edge
                bx.errorbar(
                    100 * vol,
                    100 * drawn.mean(),
                    200 * drawn.std() / np.sqrt(drawn.size),
                    fmt="o",
                    ms=4,
                    color=COLOURS[hue],
                )
                there: Values = {
                    price_volatility: float(vol),
                    WINDOW: seconds,
                    SLIP: slip,
                    pool_fee: setting.fee,
                }
                spec = 100 * ndtr(-guard.shutting_draw(there))
                bx.plot(100 * vol, spec, "x", ms=7, color=COLOURS["ink"])
        ax.set_yticks([0.2, 0.5, 1, 2, 5], ["0.2", "0.5", "1", "2", "5"])
        ax.set_xticks([1, 3, 10], ["1", "3", "10"])
        ax.minorticks_off()
        panel(ax, "window [hours]", "spread of the premium [%]")
        panel(bx, "volatility [% a year]", "guard is shut [% of the time]")
        ax.legend(fontsize=9)
        bx.legend()
    return Figure(
        fig,
        "Left: the spread of the premium over the average grows with the root of "
        "the window and with volatility; random paths lie on the lines. Right: chance "
        "that the guard is shut against volatility, near zero when the price is calm; "
        "random paths and the specification's block agree with the formula.",
    )


def after_purchase(setting: Setting, slips: Sequence[float], seconds: float) -> Figure:
    """Premium and room in the window after a largest purchase, without other trades."""
    part, moments = np.linspace(0, 1, 201), np.linspace(1 / 12, 1, 12)
    told = []
    with style():
        fig, (ax, bx) = subplots(1, 2, height=3.6)
        for slip, hue in zip(slips, ("vermilion", "blue", "green"), strict=False):
            known = of(setting) | {
                SLIP: slip,
                WINDOW: seconds,
                accounts.pool_usd: 1.0,
                reopening.since_purchase: part * seconds,
            }
            room = values(reopening.ROOM, known)
            shut = float(values(guard.FREEZE, known))
            first = shut**2
            ax.plot(
                part,
                100 * (first ** (1 - part) - 1),
                color=COLOURS[hue],
                label=f"tolerance {100 * slip:g} %",
            )
            ax.axhline(100 * (shut - 1), color=COLOURS[hue], lw=1, ls=":")
            bps = round(slip * contract.BPS)
            after = guard.behind(guard.passing(bps=bps))
            bx.plot(part, 100 * room, color=COLOURS[hue])
            for moment in moments:
                found = reopening.above(float(moment), after)
                ax.plot(moment, 100 * (found - 1), "o", ms=4, color=COLOURS[hue])
                size = 100 * guard.passing(found, bps) / guard.DOLLARS
                bx.plot(moment, size, "o", ms=4, color=COLOURS[hue])
            told.append(f"at {100 * slip:g} % the price starts {100 * (first - 1):.2f} % above")
        panel(ax, "time since the purchase [windows]", "premium over the average [%]")
        panel(bx, "time since the purchase [windows]", "room [% of dollar reserve]")
        ax.legend()
    return Figure(
        fig,
        "After a largest purchase the premium falls to zero within one window and "
        "crosses the shutting premium at half of it; from then on the room grows: "
        + "; ".join(told)
        + ".",
    )


def sandwiches(setting: Setting, slips: Sequence[float]) -> Figure:
    """What the best sandwich gains against the size of the purchase, and the guard's bound."""
    full = [work.largest(setting.depth, s) for s in slips]
    safe = float(values(sandwich.SAFE, of(setting)))
    told = []
    with style():
        fig, (ax, bx) = subplots(1, 2, height=3.6)
        free = np.linspace(0.5 * safe, full[-1], 60)
        ax.plot(
            free / 1e3,
            [work.best_attack(setting, float(x), None).gain for x in free],
            color=COLOURS["grey"],
            ls="--",
            label="no guard",
        )
        for slip, most, hue in zip(slips, full, ("vermilion", "blue"), strict=False):
            size = np.linspace(0.02 * most, most, 60)
            gains = [work.best_attack(setting, float(x), slip).gain for x in size]
            ax.plot(size / 1e3, gains, color=COLOURS[hue], label=f"tolerance {100 * slip:g} %")
            told.append(f"at {100 * slip:g} % at most {max(gains):.2f} USD")
            line = values(sandwich.FRONT, of(setting) | {vault.one_purchase: size, SLIP: slip})
            bx.plot(size / 1e3, line / 1e3, color=COLOURS[hue])
            edges = [work.edge(setting, float(x), slip) * (1 - setting.fee) for x in size[::7]]
            bx.plot(size[::7] / 1e3, np.array(edges) / 1e3, "o", ms=4, color=COLOURS[hue])
        ax.axvline(safe / 1e3, color=COLOURS["green"], lw=1.5, ls=":", label="safe from a sandwich")
        ax.set_yscale("symlog", linthresh=1)
        ax.set_ylim(bottom=-0.1)
        panel(ax, "purchase [thousand USD]", "gain of the best sandwich [USD]")
        panel(bx, "purchase [thousand USD]", "largest attack that passes\n[thousand USD]")
        ax.legend(fontsize=9)
    return Figure(
        fig,
        f"Best gain of a sandwich: nothing up to a purchase of {safe:,.0f} USD, "
        "then rising; within the guard " + " and ".join(told) + ". Right: the largest "
        "attack under which the purchase still passes falls to zero as the purchase "
        "itself uses up the tolerance.",
    )


def backlogs(setting: Setting, slip: float, days: int, caps: Sequence[float]) -> Figure:
    """What waits after some days against deposits, and what largest purchases add up to.

    One window makes a day, so the limit of a day is the room of one purchase.
    """
    known = of(setting) | {SLIP: slip}
    full = float(values(saturation.AT_ONCE, known))
    one: dict[sp.Symbol, float] = dict.fromkeys(passing.MARKET.free_symbols, 1e9)
    one |= {WINDOW: 1, accounts.day_in_seconds: 1, accounts.one_day: 1, vault.guard_room: full}
    income = np.linspace(0, 2.5 * full, 101)
    windows = np.arange(1, 49)
    with style():
        fig, (ax, bx) = subplots(1, 2, height=3.6)
        for cap, hue in zip((None, *caps), ("blue", "vermilion", "green"), strict=False):
            line = np.zeros_like(income)
            known_here: dict[sp.Symbol, Any] = one | {
                saturation.days_run: 7,
                executor.daily_deposits: income,
                passing.cap: cap or np.inf,
            }
            for _ in range(days // 7):
                line = values(saturation.WAITING, known_here | {saturation.at_first: line})
            name = f"cap of {cap / 1e3:,.0f} thousand a week" if cap else "no cap"
            ax.plot(income / 1e3, line / 1e3, color=COLOURS[hue], label=name)
            for deposits in income[10::15]:
                held = work.waiting(setting, float(deposits), days, slip, 1, cap or 0.0)
                ax.plot(deposits / 1e3, held / 1e3, "o", ms=4, color=COLOURS[hue])
        ax.axvline(full / 1e3, color=COLOURS["grey"], lw=1, ls=":")
        panel(ax, "deposits a day [thousand USD]", f"waiting after {days} days\n[thousand USD]")
        ax.legend(fontsize=9)
        total = values(reopening.COMPOUND, known | {reopening.windows: windows})
        bx.plot(windows, total / 1e3, color=COLOURS["purple"], label="nobody sells, a window apart")
        found = work.in_windows(setting, slip, 48)
        bx.plot(windows[3::4], found[3::4] / 1e3, "o", ms=4, color=COLOURS["purple"])
        bx.plot(
            windows,
            windows * full / 1e3,
            color=COLOURS["ink"],
            ls="--",
            label="as many times the first",
        )
        panel(bx, "largest purchases", "spent [thousand USD]")
        bx.legend(fontsize=9)
    return Figure(
        fig,
        f"Left: with one window a day, deposits above {full:,.0f} USD a day wait, and the more so "
        "under a cap; runs of the specification's vault lie on the lines. Right: largest "
        f"purchases one window apart add up to {found[-1] / 1e3:,.0f} thousand USD after "
        f"48, where 48 times the first is {48 * full / 1e3:,.0f} thousand.",
    )


def purchases_of_a_day(setting: Setting, slip: float, seconds: Sequence[float]) -> Figure:
    """Dollars spent in a day and size of one purchase, against what the vault holds."""
    held, told = np.geomspace(10, 1e6, 400), []
    known = of(setting) | {SLIP: slip} | dict.fromkeys(passing.MARKET.free_symbols, 1e9)
    room, safe, least = (
        float(values(f, known)) for f in (saturation.AT_ONCE, sandwich.SAFE, executor.LEAST)
    )
    known |= dict.fromkeys((accounts.vault_usd, vault.affordable, vault.cap_left), held)
    known |= {
        vault.guard_room: room,
        vault.least_purchase: least,
        accounts.day_in_seconds: work.DAY,
    }
    with style():
        fig, (ax, bx) = subplots(1, 2, height=3.6)
        for window, hue in zip(seconds, HUES, strict=False):
            here = known | {WINDOW: window}
            label = _windows(window)
            called = held > least
            for axis, formula in ((ax, passing.SPENT), (bx, passing.EACH)):
                line = np.where(called, values(formula, here), np.nan)
                axis.loglog(held, line, color=COLOURS[hue], label=label)
            for each in held[called][::30]:
                day = work.purchases(setting, float(each), slip, window)
                ax.plot(each, day.spent, "o", ms=4, color=COLOURS[hue])
                bx.plot(each, day.size, "o", ms=4, color=COLOURS[hue])
            limit = work.DAY / window * room
            told.append(f"with {label} at most {limit:,.0f} USD")
        bx.axhline(safe, color=COLOURS["green"], lw=1.5, ls=":", label="safe from a sandwich")
        bx.axhline(room, color=COLOURS["grey"], lw=1, ls=":", label="room of one purchase")
        panel(ax, "held by the vault [USD]", "spent in the day [USD]")
        panel(bx, "held by the vault [USD]", "size of one purchase [USD]")
        ax.legend(fontsize=9)
        bx.legend(handles=bx.lines[-2:], fontsize=9, loc="lower right")
    return Figure(
        fig,
        "Left: a called vault spends what it holds, up to a limit: "
        + "; ".join(told)
        + f". Right: purchases are {least:,.0f} "
        "USD while gas decides how many there are, then grow with what is held, up to "
        f"the room of {room:,.0f} USD. Days of the specification's vault lie on the "
        "lines.",
    )


def _windows(seconds: float) -> str:
    many = work.DAY / seconds
    return "one window a day" if many == 1 else f"{many:.0f} windows a day"
