"""Where the vault's mechanism stops: a shut guard, a sandwich, saturation.

Lines are the right sides of the claims, evaluated; dots are worked out without them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import sympy as sp

from model.experiments import buyback_mechanism as work
from model.experiments.buyback_mechanism import Setting
from model.figures.mechanism import HUES, SLIP, of, panel, values
from model.figures.style import COLOURS, Figure, style, subplots
from model.quantities import in_force
from model.spec import accounts as a
from model.spec import vault as v
from model.spec.worth import price_volatility
from model.theory.vault import (
    backlog,
    calling,
    executor,
    freezing,
    frequency,
    guard,
    reopening,
    sandwich,
    saturation,
)

WINDOW = in_force(v.twap_window)
DAYS = {a.one_day: 1, a.day_in_years: 1 / 365, a.day_in_seconds: 86400}


def freezing_chance(setting: Setting, slips: Sequence[float], seconds: float) -> Figure:
    """Spread of the premium against the window, and how likely the guard is shut."""
    vols, window = np.linspace(0.3, 3, 100), np.geomspace(1800, 86400, 60)
    variance = values(freezing.VARIANCE, {price_volatility: vols, WINDOW: seconds} | DAYS)
    with style():
        fig, (ax, bx) = subplots(1, 2, height=3.6)
        for vol, hue in zip((0.5, 1.0, 2.0), HUES, strict=False):
            line = values(freezing.VARIANCE, {price_volatility: vol, WINDOW: window} | DAYS)
            ax.loglog(window / 3600, 100 * np.sqrt(line), color=COLOURS[hue],
                      label=f"volatility {100 * vol:g} % a year")  # fmt: skip
            for each in window[::12]:
                spread = work.gaps(vol, float(each), 4000).std()
                ax.loglog(each / 3600, 100 * spread, "o", ms=4, color=COLOURS[hue])
        for slip, hue in zip(slips, ("vermilion", "green"), strict=False):
            chance = values(freezing.SHUT, {freezing.gap_variance: variance, SLIP: slip}
                            | of(setting))  # fmt: skip
            bx.plot(100 * vols, 100 * chance, color=COLOURS[hue],
                    label=f"tolerance {100 * slip:g} %")  # fmt: skip
            edge = np.log(float(values(guard.FREEZE, {SLIP: slip} | of(setting))))
            for vol in np.linspace(0.5, 3, 6):
                drawn = work.gaps(float(vol), seconds, 8000) > edge
                bx.errorbar(100 * vol, 100 * drawn.mean(), 200 * drawn.std() / np.sqrt(drawn.size),
                            fmt="o", ms=4, color=COLOURS[hue])  # fmt: skip
                spec = freezing.frozen_share(float(vol), seconds, slip, setting.fee, 20_000)
                bx.plot(100 * vol, 100 * spec, "x", ms=7, color=COLOURS["ink"])
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
    part, ticks = np.linspace(0, 1, 201), 60
    told = []
    with style():
        fig, (ax, bx) = subplots(1, 2, height=3.6)
        for slip, hue in zip(slips, ("vermilion", "blue", "green"), strict=False):
            known = of(setting) | {SLIP: slip, WINDOW: seconds, a.pool_usd: 1.0,
                                   reopening.since_purchase: part * seconds}  # fmt: skip
            room = values(reopening.ROOM, known)
            shut = float(values(guard.FREEZE, known))
            first = shut**2
            ax.plot(part, 100 * (first ** (1 - part) - 1), color=COLOURS[hue],
                    label=f"tolerance {100 * slip:g} %")  # fmt: skip
            ax.axhline(100 * (shut - 1), color=COLOURS[hue], lw=1, ls=":")
            found = reopening.after_a_purchase(slip, setting.fee, ticks)
            moments = (np.arange(ticks) + 1) / ticks
            ax.plot(moments[4::5], 100 * (found[4::5] - 1), "o", ms=4, color=COLOURS[hue])
            bx.plot(part, 100 * room, color=COLOURS[hue])
            for n in range(4, ticks, 5):
                size = work.largest(1e6, slip, float(found[n]))
                bx.plot(moments[n], size / 1e4, "o", ms=4, color=COLOURS[hue])
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
        ax.plot(free / 1e3, [work.best_attack(setting, float(x), None).gain for x in free],
                color=COLOURS["grey"], ls="--", label="no guard")  # fmt: skip
        for slip, most, hue in zip(slips, full, ("vermilion", "blue"), strict=False):
            size = np.linspace(0.02 * most, most, 60)
            gains = [work.best_attack(setting, float(x), slip).gain for x in size]
            ax.plot(size / 1e3, gains, color=COLOURS[hue], label=f"tolerance {100 * slip:g} %")
            told.append(f"at {100 * slip:g} % at most {max(gains):.2f} USD")
            line = values(sandwich.FRONT, of(setting) | {v.one_purchase: size, SLIP: slip})
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
    one: dict[sp.Symbol, float] = dict.fromkeys(frequency.MARKET.free_symbols, 1e9)
    one |= {WINDOW: 1, a.day_in_seconds: 1, a.one_day: 1, v.guard_room: full}
    income = np.linspace(0, 2.5 * full, 101)
    epochs = days // 7
    windows = np.arange(1, 49)
    with style():
        fig, (ax, bx) = subplots(1, 2, height=3.6)
        for cap, hue in zip((None, *caps), ("blue", "vermilion", "green"), strict=False):
            if cap is None:
                line = values(backlog.WAITING, one | {backlog.days_run: days,
                                                      calling.daily_deposits: income})  # fmt: skip
                name = "no cap"
            else:
                spent = float(values(backlog.USED, one | {frequency.cap: cap, v.epoch_age: 7}))
                line = epochs * np.maximum(0, 7 * income - spent)
                name = f"cap of {cap / 1e3:,.0f} thousand a week"
            ax.plot(income / 1e3, line / 1e3, color=COLOURS[hue], label=name)
            for deposits in income[10::15]:
                held = work.waiting(setting, float(deposits), days, slip, 1, cap or 0.0)
                ax.plot(deposits / 1e3, held / 1e3, "o", ms=4, color=COLOURS[hue])
        ax.axvline(full / 1e3, color=COLOURS["grey"], lw=1, ls=":")
        panel(ax, "deposits a day [thousand USD]", f"waiting after {days} days\n[thousand USD]")
        ax.legend(fontsize=9)
        total = values(saturation.COMPOUND, known | {saturation.windows: windows})
        bx.plot(windows, total / 1e3, color=COLOURS["purple"], label="nobody sells, a window apart")
        found = work.in_windows(setting, slip, 48)
        bx.plot(windows[3::4], found[3::4] / 1e3, "o", ms=4, color=COLOURS["purple"])
        bx.plot(windows, windows * full / 1e3, color=COLOURS["ink"], ls="--",
                label="as many times the first")  # fmt: skip
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
    known = of(setting) | {SLIP: slip} | dict.fromkeys(frequency.MARKET.free_symbols, 1e9)
    room, safe, least = (float(values(f, known)) for f in
                         (saturation.AT_ONCE, sandwich.SAFE, executor.LEAST))  # fmt: skip
    known |= {a.vault_usd: held, v.affordable: held, v.cap_left: held, v.guard_room: room,
              v.least_purchase: least, a.day_in_seconds: work.DAY}  # fmt: skip
    with style():
        fig, (ax, bx) = subplots(1, 2, height=3.6)
        for window, hue in zip(seconds, HUES, strict=False):
            here = known | {WINDOW: window}
            label = _windows(window)
            called = held > least
            for axis, formula in ((ax, frequency.SPENT), (bx, frequency.EACH)):
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
