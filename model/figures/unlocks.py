"""Unlocks against burn: break-even revenue, peaks, round trips.

Lines are the claims' statements in numbers; dots are runs and whole-number splits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from model import contract
from model.experiments import unlocks as experiment
from model.experiments.unlocks import MONTH, READINGS, YEAR
from model.figures.style import COLOURS, Figure, style, subplots
from model.theory import notation as n
from model.theory.unlocks.peaks import LARGEST, PATH, WHEN, at_break, stretch
from model.theory.unlocks.recirculation import (
    AGAIN,
    BURN,
    BURNED,
    INFLOW,
    NET,
    REWARD,
    back,
    lag,
    multiple,
    sold_executor,
    sold_others,
    spent,
)

if TYPE_CHECKING:
    import xarray as xr

    from model.parameter_sets import Parameters

_PAIR = ("blue", "vermilion")


def break_even(ds: xr.Dataset, points: Sequence[Parameters]) -> Figure:
    """Break-even revenue over value by month for both readings, and what a run earns and needs.

    ``ds`` has dims (point, run, day), points in the order of READINGS. Bands hold nine in ten runs.
    """
    told = []
    with style():
        fig, axes = subplots(1, 2, height=4.3)
        for place, (ax, (name, p)) in enumerate(
            zip(axes, zip(READINGS, points, strict=True), strict=True)
        ):
            one = ds.isel(point=place)
            first, length = p["insider_cliff_days"], p["insider_vesting_days"]
            days = np.linspace(first, first + length, 200)
            line = experiment.break_even_line(p, days, *experiment.by_schedule(p))
            needed = experiment.needed_in_run(one, experiment.counted(p)[0]).median("run")
            earned = experiment.revenue_over_value(one)
            low, middle, high = (100 * earned.quantile(q, "run") for q in (0.05, 0.5, 0.95))
            months = earned["month"] - 0.5
            ink, colour = COLOURS["ink"], COLOURS[_PAIR[0]]
            ax.plot(days / MONTH, 100 * line, color=COLOURS[_PAIR[1]], label="needed: claim")
            ax.plot(months, 100 * needed, "o", ms=3.5, color=ink, label="needed in the run")
            ax.fill_between(months, low, high, color=colour, alpha=0.25, lw=0)
            ax.plot(months, middle, color=colour, label="earned in the run")
            ax.set(yscale="log", ylim=(3e-3, 3e3), xlabel="age of the network (months)")
            ax.set_xticks(np.arange(0, days[-1] / MONTH + 3, 6))
            ax.text(0.98, 0.9, name, transform=ax.transAxes, ha="right", color=ink)
            half = (first + length / 2) / MONTH
            at = {"month": round(half) + 1}
            told.append(
                f"{name}: at month {half:.0f} the claim asks for "
                f"{100 * np.interp(half * MONTH, days, line):.0f} per cent of market value a year, "
                f"the run needs {100 * float(needed.sel(at)):.0f} and earns "
                f"{100 * float(earned.median('run').sel(at)):.2g}"
            )
        axes[0].set_ylabel("revenue over value of circulation\n(% a year, log scale)")
        axes[1].tick_params(labelleft=False)
        lines, labels = axes[0].get_legend_handles_labels()
        fig.legend(lines, labels, loc="outside upper center", ncols=3, fontsize="small")
    alt = "Two panels on a logarithmic scale over the months. "
    return Figure(fig, alt + "; ".join(told) + ".")


def peaks(
    start: float, unlock: float, years: float, rates: Sequence[float], given: Mapping[str, float]
) -> Figure:
    """Circulation after the cliff: constant burn rates on the left, a given price on the right.

    ``start`` AI circulate after the cliff and ``unlock`` AI a year join for ``years``. ``given``
    holds revenue (USD a year), price (USD per AI), growth (per year) and burned_share.
    """
    days = np.arange(0, int((years + 1) * YEAR) + 1)
    told = []
    with style():
        fig, (left, right) = subplots(1, 2, height=3.9)
        for rate, colour in zip(rates, ("blue", "green", "vermilion"), strict=True):
            numbers = {n.unlock_rate: unlock, n.burn_rate: rate, at_break: start, stretch: years}
            path = sp.lambdify(n.elapsed, PATH.subs(numbers))
            line = path(np.minimum(days / YEAR, years))
            line = line * np.exp(-rate * np.maximum(days / YEAR - years, 0))
            share = np.full(len(days) - 1, -np.expm1(-rate / YEAR))
            dots = experiment.circulation(start, unlock, years, share)
            left.plot(days / YEAR, line / 1e9, color=COLOURS[colour], label=f"{rate:.3g} a year")
            every = slice(None, None, 61)
            left.plot(days[every] / YEAR, dots[every] / 1e9, ".", color=COLOURS["ink"], ms=4)
            top, where = float(LARGEST.rhs.subs(numbers)), int(np.argmax(dots))
            left.plot(days[where] / YEAR, top / 1e9, "D", color=COLOURS[colour], ms=7)
            told.append(
                f"with a burn rate of {rate:.3g} a year the peak is {top / 1e9:.2f} billion AI "
                f"after {days[where] / YEAR:.1f} years"
            )
        left.legend(title="burn rate", fontsize="small")
        left.set_ylabel("circulation (billion AI)")
        numbers = {
            n.unlock_rate: unlock,
            n.burned_share: given["burned_share"],
            n.first_revenue: given["revenue"],
            n.token_price: given["price"],
            n.growth: given["growth"],
            n.price_growth: 0,
        }
        when = float(WHEN.rhs.subs(numbers))
        first = given["burned_share"] * given["revenue"] / given["price"]
        shown = days[days <= 2.4 * YEAR]
        growth = np.exp(given["growth"] * shown / YEAR)
        line = start + unlock * np.minimum(shown / YEAR, years)
        line = line - first * (growth - 1) / given["growth"]
        gone = first / given["growth"] * np.diff(growth)  # AI that burns on each day
        dots = experiment.circulation(start, unlock, years, gone)
        right.plot(shown / YEAR, line / 1e9, color=COLOURS["purple"], label="price given")
        right.plot(shown[::61] / YEAR, dots[::61] / 1e9, ".", color=COLOURS["ink"], ms=4)
        follow = first / start
        same = sp.lambdify(
            n.elapsed, PATH.subs({n.unlock_rate: unlock, n.burn_rate: follow, at_break: start})
        )
        inside = shown[shown <= years * YEAR]
        right.plot(
            inside / YEAR,
            same(inside / YEAR) / 1e9,
            color=COLOURS["sky"],
            ls="--",
            label="price follows revenue",
        )
        right.axvline(when, color=COLOURS["grey"], ls=":", lw=1.2)
        right.plot(when, np.interp(when, shown / YEAR, line) / 1e9, "D", color=COLOURS["purple"])
        right.legend(fontsize="small", loc="lower left")
        for ax in (left, right):
            ax.set_xlabel("years after the cliff")
            ax.set_ylim(bottom=0)
    return Figure(
        fig,
        "Two panels of the circulation after the cliff. Left: "
        + "; ".join(told)
        + f". Right: with a given price it peaks inside, after {when:.2f} years; with a price that "
        "follows revenue it rises to the end.",
    )


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


def recirculation(reward: int, burn: int, gaps: Sequence[float]) -> Figure:
    """Burn and net purchase against what returns, and the multiple against the lag.

    ``reward`` and ``burn`` are the split's basis points, ``gaps`` growth less price growth.
    """
    shares = {REWARD: sp.Rational(reward, contract.BPS), BURN: sp.Rational(burn, contract.BPS)}
    parts, some = np.linspace(0, 1, 100), [Fraction(i, 5) for i in range(6)]
    with style():
        fig, (left, right) = subplots(1, 2, height=3.9)
        told = []
        for spends, dash in ((Fraction(1), "-"), (Fraction(1, 2), "--")):
            found = np.array([rounds(reward, burn, spends, s) for s in some])
            known = shares | {
                spent: sp.Rational(spends.numerator, spends.denominator),
                sold_executor: 1,
                sold_others: 1,
            }
            for place, (claim, name, colour) in enumerate(
                ((BURNED, "burned", "vermilion"), (NET, "stays bought", "blue"))
            ):
                line = 100 * sp.lambdify(back, claim.rhs.subs(known))(parts)
                label = f"{name}, {'all' if spends == 1 else 'half'} spent"
                width, shade = (5.0, 0.45) if place else (2.0, 1.0)
                left.plot(
                    100 * parts,
                    line,
                    color=COLOURS[colour],
                    ls=dash,
                    label=label,
                    lw=width,
                    alpha=shade,
                )
                left.plot(
                    [100 * float(s) for s in some],
                    100 * found[:, place],
                    "o",
                    color=COLOURS["ink"],
                    ms=3.5,
                )
                told.append(f"{label}: {line[0]:.0f} to {line[-1]:.0f} per cent")
        left.set(xlabel="returned part of what is spent (%)", ylim=(60, 103))
        left.set_ylabel("of a token bought with outside revenue (%)")
        left.legend(fontsize="x-small", loc="lower right")
        years = np.linspace(0, 2, 100)
        again = float(AGAIN.subs(shares | {spent: 1, back: 1}))
        for gap, colour in zip(gaps, ("vermilion", "ink", "blue", "green"), strict=False):
            known = shares | {spent: 1, back: 1, n.growth: gap, n.price_growth: 0}
            line = sp.lambdify(lag, INFLOW.rhs.subs(known))(years) * np.ones_like(years)
            right.plot(years, line, color=COLOURS[colour], label=f"{100 * gap:+.0f} % a year")
            lags, steps = (0.4, 0.8, 1.2, 1.6, 2.0), np.arange(400) / 5
            dots = [multiple(again, np.exp(gap * y * steps), np.ones(400), 5) for y in lags]
            right.plot(lags, dots, "o", color=COLOURS[colour], ms=4)
            told.append(f"multiple after a lag of two years at {100 * gap:+.0f} %: {line[-1]:.2f}")
        right.set(xlabel="years until it returns", ylim=(1, None))
        right.set_ylabel("vault inflow over outside revenue")
        right.legend(title="growth less price growth", fontsize="small", title_fontsize="small")
    return Figure(
        fig,
        "Left: burn and net purchase against what returns. Right: how much the "
        "vault receives over its outside revenue. " + "; ".join(told) + ".",
    )
