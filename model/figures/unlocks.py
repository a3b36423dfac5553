"""Unlocks against burn: break-even revenue, peaks, the fall at the cliff, orders, round trips.

Lines are the claims' statements in numbers; dots are runs, whole-number pools and splits.
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
from model.spec import accounts as a
from model.spec.pool import spot
from model.spec import pool as x
from model.theory import notation as n
from model.theory.unlocks.circulation import at_break
from model.theory.unlocks.interior_peak import WHEN
from model.theory.unlocks.lagged_returns import INFLOW, lag
from model.theory.unlocks.lagged_returns import run as lagged_run
from model.theory.unlocks.net_purchase import NET, sold_executor, sold_others
from model.theory.unlocks.peak import LARGEST, PATH, stretch
from model.theory.unlocks.recirculation import AGAIN, BURN, BURNED, REWARD, back, spent
from model.theory.unlocks.sale import FALL, sell
from model.theory.unlocks.sale_order import LESS, MORE, least_dollars

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from model.parameters import Parameters

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
            line = experiment.break_even_line(p, days, experiment.outside_at_cliff(one, p))
            needed = experiment.needed_in_run(one, experiment.counted(p)[0]).median("run")
            earned = experiment.revenue_over_value(one)
            low, middle, high = (100 * earned.quantile(q, "run") for q in (0.05, 0.5, 0.95))
            months = earned["month"] - 0.5
            ink, colour = COLOURS["ink"], COLOURS[_PAIR[0]]
            ax.plot(days / MONTH, 100 * line, color=COLOURS[_PAIR[1]], label="needed: claim")
            ax.plot(months, 100 * needed, "o", ms=3.5, color=ink, label="needed in the run")
            ax.fill_between(months, low, high, color=colour, alpha=0.25, lw=0)
            ax.plot(months, middle, color=colour, label="earned in the run")
            ax.set(yscale="log", ylim=(4, 1.2e4), xlabel="age of the network (months)")
            ax.set_xticks(np.arange(0, days[-1] / MONTH + 3, 6))
            ax.text(0.98, 0.9, name, transform=ax.transAxes, ha="right", color=ink)
            half = (first + length / 2) / MONTH
            at = {"month": round(half) + 1}
            told.append(
                f"{name}: at month {half:.0f} the claim asks for "
                f"{100 * np.interp(half * MONTH, days, line):.0f} per cent of market value a year, "
                f"the run needs {100 * float(needed.sel(at)):.0f} and earns "
                f"{100 * float(earned.median('run').sel(at)):.0f}"
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
        right.plot(inside / YEAR, same(inside / YEAR) / 1e9, color=COLOURS["sky"], ls="--",
                   label="price follows revenue")  # fmt: skip
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


def unlock_drop(falls: pd.DataFrame) -> Figure:
    """Fall at the cliff against anticipation: the claim, the fair price and the pool's price."""
    share = 100 * falls["anticipated"]
    with style():
        fig, (ax,) = subplots(height=3.8)
        fine = np.linspace(0, 1, 200)
        free, waiting, unlocked = (  # what has burned by then depends on the price, and so on it
            np.interp(fine, falls["anticipated"], falls[name])
            for name in ("circulating", "still_to_come", "unlocked")
        )
        line = experiment.drop_formula()(free, waiting, fine, unlocked)
        ax.plot(100 * fine, 100 * line, color=COLOURS["blue"], label="claim", zorder=1)
        for name, label, marker, colour, shift in (
            ("fair_price", "fair price on the day, runs", "o", "ink", 0.0),
            ("price", "pool price thirty days later, runs", "s", "vermilion", 0.8),
        ):
            middle, low, high = (100 * falls[f"{name}{e}"] for e in ("", "_low", "_high"))
            ax.errorbar(share + shift, middle, [middle - low, high - middle], fmt=marker, ms=5,
                        color=COLOURS[colour], capsize=2, lw=1.2, label=label)  # fmt: skip
        ax.set(xlabel="anticipated part of what is still to come (%)", ylim=(0, None))
        ax.set_ylabel("fall, jump over no jump (%)")
        ax.legend()
    ends = falls.iloc[[0, -1]]
    return Figure(
        fig,
        "Fall of prices at the cliff against anticipation. The fair price falls by "
        f"{100 * ends['fair_price'].iloc[0]:.0f} per cent without anticipation and by "
        f"{100 * ends['fair_price'].iloc[1]:.0f} with full, on the claim's line; the pool's price "
        f"thirty days later by {100 * ends['price'].iloc[0]:.0f} and "
        f"{100 * ends['price'].iloc[1]:.0f} per cent.",
    )


def sale_order(fee: float) -> Figure:
    """Cost of offsetting a sale, by order, and the fall that a sale leaves, against its size."""
    tokens, dollars = 10**27, 10**25  # base units; the price is a hundredth
    sizes = np.linspace(0.002, 0.5, 200)
    known = {x.pool_fee: fee, a.pool_ai: 1, spot: 1}
    curves = [sp.lambdify(x.sold, e.subs(known) / x.sold)(sizes) for e in (LESS, MORE)]
    fall = 1 - sp.lambdify(x.sold, FALL.rhs.subs(known))(sizes)
    some = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5)
    with style():
        fig, (left, right) = subplots(1, 2, height=3.7)
        for curve, first, label, colour in zip(
            curves, (True, False), ("sale first", "buyback first"), _PAIR, strict=True
        ):
            left.plot(100 * sizes, 100 * curve, color=COLOURS[colour], label=label)
            found = [
                100 * least_dollars(tokens, dollars, int(tokens * s), first) / (dollars * s)
                for s in some
            ]
            left.plot([100 * s for s in some], found, "o", color=COLOURS["ink"], ms=4)
        left.axhline(100, color=COLOURS["grey"], ls=":", lw=1.2)
        left.set_ylabel("cost of the offset (% of value sold)")
        left.legend()
        right.plot(100 * sizes, 100 * fall, color=COLOURS["green"])
        after = [sell(tokens, dollars, int(tokens * s)) for s in some]
        dots = [100 * (1 - float(Fraction(y, z) * tokens / dollars)) for z, y in after]
        right.plot([100 * s for s in some], dots, "o", color=COLOURS["ink"], ms=4)
        right.set_ylabel("fall of the pool price (%)")
        for ax in (left, right):
            ax.set(xlabel="sale (% of the pool's tokens)", xlim=(0, None), ylim=(0, None))
    ends = [100 * c[-1] for c in curves]
    return Figure(
        fig,
        "Left: what it costs to offset a sale, as a share of the value sold. For a sale of half "
        f"the pool's tokens it is {ends[0]:.0f} per cent after the sale and {ends[1]:.0f} before "
        f"it. Right: the price fall that the sale leaves, {100 * fall[-1]:.0f} per cent at that "
        "size. Dots from whole-number pools lie on the lines.",
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
            known = shares | {spent: sp.Rational(spends.numerator, spends.denominator),
                              sold_executor: 1, sold_others: 1}  # fmt: skip
            for place, (claim, name, colour) in enumerate(
                ((BURNED, "burned", "vermilion"), (NET, "stays bought", "blue"))
            ):
                line = 100 * sp.lambdify(back, claim.rhs.subs(known))(parts)
                label = f"{name}, {'all' if spends == 1 else 'half'} spent"
                width, shade = (5.0, 0.45) if place else (2.0, 1.0)
                left.plot(100 * parts, line, color=COLOURS[colour], ls=dash, label=label,
                          lw=width, alpha=shade)  # fmt: skip
                left.plot([100 * float(s) for s in some], 100 * found[:, place], "o",
                          color=COLOURS["ink"], ms=3.5)  # fmt: skip
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
            dots = [lagged_run(again, gap, 0.0, y, 400, 5) for y in (0.4, 0.8, 1.2, 1.6, 2.0)]
            right.plot((0.4, 0.8, 1.2, 1.6, 2.0), dots, "o", color=COLOURS[colour], ms=4)
            told.append(f"multiple after a lag of two years at {100 * gap:+.0f} %: {line[-1]:.2f}")
        right.set(xlabel="years until it returns", ylim=(1, None))
        right.set_ylabel("vault inflow over outside revenue")
        right.legend(title="growth less price growth", fontsize="small", title_fontsize="small")
    return Figure(fig, "Left: burn and net purchase against what returns. Right: how much the "
                  "vault receives over its outside revenue. " + "; ".join(told) + ".")  # fmt: skip
