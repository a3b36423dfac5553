"""The vault as a mechanism: each claim's formula as a line, and what was worked out as dots.

Lines are the right sides of the claims, evaluated. Dots come from whole-number swaps and guards,
random paths and the specification's own block (`model.experiments.buyback_mechanism`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from model import contract
from model.experiments import buyback_mechanism as work
from model.experiments.buyback_mechanism import Setting
from model.experiments.formulas import values
from model.figures.style import COLOURS, Figure, style, subplots
from model.quantities import in_force
from model.spec import accounts, vault
from model.spec.pool import pool_fee, spot
from model.theory.vault import (
    executor,
    guard,
    purchase,
    resilience,
    sandwich,
    saturation,
    slicing,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Array = NDArray[np.float64]
SLIP, SHARE = in_force(vault.max_slippage), in_force(vault.executor_share)
HUES = ("blue", "vermilion", "green", "purple")


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


def _passes(slip: float, depth: float) -> float:
    return work.largest(depth, slip)


def panel(ax: Axes, x: str, y: str) -> None:
    """Label both axes."""
    ax.set_xlabel(x)
    ax.set_ylabel(y)


def sizes(setting: Setting, slips: Sequence[float]) -> Figure:
    """What may be bought against the depth: what pays, what is safe, what passes."""
    deep = np.geomspace(3e3, 1e8, 200)
    deep = deep[deep * setting.share > 1.02 * setting.gas]
    known = of(setting) | {accounts.pool_usd: deep}
    dots = np.geomspace(deep[0] * 1.5, deep[-1], 9)
    lines: list[tuple[str, sp.Expr, dict[sp.Symbol, float], Callable[[float], float]]] = [
        ("least that pays the gas", executor.LEAST, {}, partial(work.least, setting)),
        ("what a sole executor waits for", executor.PATIENT, {}, partial(work.patient, setting)),
        ("safe from a sandwich", sandwich.SAFE, {}, lambda y: work.safe(y, setting.fee)),
    ]
    for slip in slips:
        name = f"passes at a tolerance of {100 * slip:g} %"
        lines.append((name, saturation.AT_ONCE, {SLIP: slip}, partial(_passes, slip)))
    with style():
        fig, (ax,) = subplots(height=4.4)
        for (name, formula, more, found), hue in zip(
            lines, ("blue", "purple", "green", "orange", "vermilion"), strict=True
        ):
            ax.loglog(deep, values(formula, known | more), color=COLOURS[hue], label=name)
            ax.loglog(dots, [found(float(y)) for y in dots], "o", ms=4, color=COLOURS[hue])
        needed = [float(values(guard.DEPTH, of(setting) | {SLIP: s})) for s in slips]
        for each in needed:
            ax.axvline(each, color=COLOURS["grey"], lw=1, ls=":")
        ax.axvline(setting.depth, color=COLOURS["ink"], lw=1)
        ax.set_ylim(float(values(executor.LEAST, of(setting))) / 4, 1e7)
        panel(ax, "dollar reserve [USD]", "size of a purchase [USD]")
        ax.legend(fontsize=9)
    pairs = zip(needed, slips, strict=True)
    shut = " and ".join(f"{y:,.0f} USD at {100 * s:g} %" for y, s in pairs)
    return Figure(
        fig,
        "Sizes of a purchase against the depth of the pool, on logarithmic scales. "
        "The least that pays is nearly flat; what is safe and what passes grow with "
        f"depth and cross it; below a depth of {shut} nothing both pays and passes.",
    )


def one_purchase(setting: Setting) -> Figure:
    """Prices paid and left behind, elasticity and burn per dollar, against the size."""
    share = np.linspace(0, 0.2, 101)
    known: dict[sp.Symbol, Any] = of(setting) | {vault.one_purchase: share * setting.depth}
    # The contract's default, as in the dots.
    known |= {in_force(vault.burn_share): contract.split(contract.BPS, 0).burn / contract.BPS}
    dots = np.linspace(0.02, 0.2, 10)
    fee = setting.fee
    pool = 10**15
    with style():
        fig, (ax, bx) = subplots(1, 2, height=3.6)
        for name, formula, hue in (
            ("left behind", purchase.AFTER, "vermilion"),
            ("paid, on average", purchase.GROSS, "blue"),
        ):
            ax.plot(100 * share, values(formula, known), color=COLOURS[hue], label=name)
        for x in dots:
            paid = int((1 - fee) * x * pool)
            got = purchase.swapped(pool, pool, paid)
            ax.plot(100 * x, x * pool / got, "o", ms=4, color=COLOURS["blue"])
            ax.plot(100 * x, (pool + paid) / (pool - got), "o", ms=4, color=COLOURS["vermilion"])
            less, more = (
                purchase.swapped(pool, pool, int((1 - fee) * x * pool * step))
                for step in (0.999, 1.001)
            )
            slope = np.log(more / less) / np.log(1.001 / 0.999)
            bx.plot(100 * x, slope, "o", ms=4, color=COLOURS["green"])
            in_range = x / work.along_range((1 - fee) * x)
            ax.plot(100 * x, in_range, "x", ms=7, color=COLOURS["ink"])
            whole = contract.split(got).burn / (x * pool)
            bx.plot(100 * x, whole, "o", ms=4, color=COLOURS["purple"])
        bx.plot(
            100 * share,
            values(purchase.ELASTIC, known),
            color=COLOURS["green"],
            label="elasticity of what is bought",
        )
        bx.plot(
            100 * share,
            values(purchase.PER_DOLLAR, known),
            color=COLOURS["purple"],
            label="burn per dollar, at the old price",
        )
        panel(ax, "purchase [% of dollar reserve]", "price over the price before")
        panel(bx, "purchase [% of dollar reserve]", "share of one")
        bx.set_ylim(0.5, 1.1)
        bx.legend(fontsize=9)
        ax.legend()
        tenth = known | {vault.one_purchase: 0.1 * setting.depth}
        told = [float(values(f, tenth)) for f in (purchase.GROSS, purchase.AFTER, purchase.ELASTIC)]
    return Figure(
        fig,
        "Price paid and price left behind rise with the size of a purchase; a tenth "
        f"of the reserve pays {told[0]:.3f} times the price before and leaves "
        f"{told[1]:.3f} times. The elasticity there is {told[2]:.3f}. Swaps in whole "
        "units and a price range lie on the lines.",
    )


def slices(order: float, cost: float, most: int = 40) -> Figure:
    """Shortfall against the number of slices, and total cost with waiting.

    ``order`` is a share of the reserve, ``cost`` that of waiting for a slice.
    """
    n = np.arange(1, most + 1)
    known = {
        slicing.order: order,
        slicing.slices: n,
        accounts.pool_ai: 1.0,
        accounts.pool_usd: 1.0,
        slicing.waiting_cost: cost,
    }
    short = 1 - values(slicing.EQUAL, known) / order
    flat = 1 - float(values(slicing.NEUTRAL, known)) / order
    best = float(values(slicing.BEST, known))
    some = [1, 2, 3, 5, 8, 12, 20, 30, 40]
    with style():
        fig, (ax, bx) = subplots(1, 2, height=3.6)
        ax.plot(n, 100 * short, color=COLOURS["blue"], label="the pool recovers")
        ax.axhline(100 * flat, color=COLOURS["vermilion"], label="nobody sells between")
        for k in some:
            part = [Fraction(order).limit_denominator(10**6) / k] * k
            for recovers, hue in ((True, "blue"), (False, "vermilion")):
                got = slicing.in_turn(Fraction(1), Fraction(1), part, recovers)
                ax.plot(k, 100 * (1 - float(got) / order), "o", ms=4, color=COLOURS[hue])
        bx.plot(n, 100 * (order / n + cost * (n - 1) / 2), color=COLOURS["blue"])
        paid = [
            100 * (order / k / (order / k / (1 + order / k)) - 1 + cost * sum(range(k)) / k)
            for k in some
        ]
        bx.plot(some, paid, "o", ms=4, color=COLOURS["blue"])
        bx.axvline(best, color=COLOURS["grey"], lw=1, ls=":")
        panel(ax, "slices", "shortfall [%]")
        panel(bx, "slices", "impact and waiting [%]")
        ax.set_ylim(bottom=0)
        bx.set_ylim(bottom=0)
        ax.legend(loc="center right")
    return Figure(
        fig,
        f"An order of {100 * order:g} % of the reserve: without recovery the "
        f"shortfall is {100 * flat:.2f} % however many slices; with recovery it falls "
        f"from there to {100 * short[-1]:.2f} % at {most}. With waiting at "
        f"{100 * cost:g} % a slice the least cost is at {best:.1f} slices.",
    )


def plans(rates: Sequence[float], count: int = 10, order: float = 0.002) -> Figure:
    """Best slices and their cost where a share of each move is left at the next slice."""
    n = np.arange(2, 31)
    with style():
        fig, (ax, bx) = subplots(1, 2, height=3.6)
        for left, hue in zip(rates, HUES, strict=False):
            known = {resilience.remains: left, slicing.slices: count}
            ends, middle, _ = _plan(known)
            line = np.full(count, middle)
            line[[0, -1]] = ends
            ax.step(
                np.arange(1, count + 1),
                100 * line,
                where="mid",
                color=COLOURS[hue],
                label=f"{100 * left:g} % is left",
            )
            found, _ = resilience.best_plan(count, left)
            ax.plot(np.arange(1, count + 1), 100 * found, "o", ms=4, color=COLOURS[hue])
            costs = [_plan({resilience.remains: left, slicing.slices: int(k)})[2] for k in n]
            bx.plot(n, costs, color=COLOURS[hue])
            solved = [list(resilience.best_plan(int(k), left)[0]) for k in n[::4]]
            pool = [work.recovering(order, len(plan), left, plan) for plan in solved]
            bx.plot(n[::4], pool, "o", ms=4, color=COLOURS[hue])
        panel(ax, "slice", "share of the order [%]")
        panel(bx, "slices", "cost, of a move by the order")
        bx.set_ylim(bottom=0)
        ax.set_ylim(bottom=0)
        ax.legend()
    ends, middle, _ = _plan({resilience.remains: rates[-1], slicing.slices: count})
    return Figure(
        fig,
        f"{count} slices: the more of a move is left, the larger the end slices; "
        f"with {100 * rates[-1]:g} % left they are {100 * ends:.0f} % each, the others "
        f"{100 * middle:.1f} %. Cost falls with the slices, less so if much is left. "
        "Solved equations and a constant-product pool lie on the lines.",
    )


def _plan(known: Mapping[sp.Symbol, float]) -> tuple[float, float, float]:
    sides = {eq.lhs: eq.rhs for eq in resilience.PLAN.args}
    wanted = (resilience.end_slice, resilience.middle_slice, resilience.least_cost)
    first, second, third = (float(values(sides[each], known)) for each in wanted)
    return first, second, third


def executors(setting: Setting) -> Figure:
    """Days from call to call against deposits, and profit a day against the size of a call."""
    income = np.geomspace(2, 1000, 400)
    known = of(setting)
    least, patient = (float(values(f, known)) for f in (executor.LEAST, executor.PATIENT))
    size = np.geomspace(least, setting.depth / 4, 300)
    kept = (1 - setting.fee) * size
    profit = (setting.share * setting.depth * kept / (setting.depth + kept) - setting.gas) / size
    with style():
        fig, (ax, bx) = subplots(1, 2, height=3.6)
        paced = {vault.least_purchase: least, executor.daily_deposits: income}
        waits = values(executor.DAYS, paced)
        ax.loglog(income, waits, color=COLOURS["blue"], drawstyle="steps-pre")
        for deposits in np.geomspace(3, 700, 9):
            gaps = np.diff(work.calls(setting, float(deposits), int(5 * least / deposits) + 5))
            ax.loglog(deposits, gaps.mean(), "o", ms=5, color=COLOURS["ink"])
        panel(ax, "deposits a day [USD]", "days between calls")
        bx.semilogx(size, 100 * profit, color=COLOURS["purple"])
        found = work.patient(setting, setting.depth)
        for where, hue in ((least, "blue"), (patient, "purple")):
            bx.axvline(where, color=COLOURS[hue], lw=1, ls=":")
        kept_best = (1 - setting.fee) * found
        top = setting.share * setting.depth * kept_best / (setting.depth + kept_best)
        bx.semilogx(found, 100 * (top - setting.gas) / found, "o", color=COLOURS["purple"])
        panel(bx, "size of a call [USD]", "profit [% of deposits]")
        bx.set_ylim(bottom=0)
    return Figure(
        fig,
        "Left: days between calls fall with deposits to one day, in steps; runs of "
        "the specification's vault lie on them. Right: a sole executor's profit is zero "
        f"at {least:,.0f} USD and largest at {patient:,.0f} USD.",
    )
