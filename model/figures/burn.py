"""Supply under several ideas of the price: closed forms as lines, daily burns as dots."""

from __future__ import annotations

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from model.experiments.burn import (
    RATIONAL,
    Closure,
    Network,
    claimed,
    half_lives,
    shares,
    simulated,
    wandering,
)
from model.experiments.economy_at_rest import in_the_economy
from model.figures.style import COLOURS, Figure, style, subplots
from model.spec.worth import discount_rate
from model.theory.burn.valuation import convenience
from model.theory.notation import burned_share, supply, token_price, yearly_revenue

LINES = ("vermilion", "orange", "blue", "green", "sky", "purple", "ink")


def closures(net: Network, made: list[Closure], years: int) -> Figure:
    """What is left of supply, per cent, over ``years``: one line and its dots for each closure."""
    fine, ends = np.linspace(0.01, years, 400), np.arange(years + 1)
    told = []
    with style():
        figure, (ax,) = subplots(height=4.4)
        for closure, colour in zip(made, LINES[-len(made) :], strict=True):
            line = 100 * claimed(closure.claim, closure.values, fine) / net.supply
            dots = 100 * simulated(net, closure.price, years) / net.supply
            wanders = closure.claim.startswith("random")
            # The harmonic mean of all years says where the path ends, not how it gets there.
            shown = slice(-1, None) if wanders else slice(None)
            ax.plot(
                fine,
                line,
                color=COLOURS[colour],
                lw=1.6,
                label=closure.name,
                ls=":" if wanders else "-",
            )
            ax.plot(ends[shown], dots[shown], "o", ms=3.5, color=COLOURS[colour])
            told.append(f"{closure.name} {dots[-1]:.0f}")
        ax.set(xlabel="years", ylabel="supply left (%)", xlim=(0, years + 0.3), ylim=(-2, 102))
        ax.legend(fontsize="small", ncols=2, loc="upper center", bbox_to_anchor=(0.5, 1.3))
    return Figure(
        figure,
        f"{len(made)} falling curves. Left after {years} years, in per cent: {', '.join(told)}. "
        "Dots of daily burns lie on the lines.",
    )


def rates(margins: NDArray[np.float64], asked: float, growth: float) -> Figure:
    """Half-life against the application margin under three prices: claims, burns, the economy."""
    found, runs = half_lives(margins, asked, growth), in_the_economy()
    worst = 0.0
    with style():
        figure, (ax,) = subplots(height=3.8)
        for (name, (line, dots)), colour in zip(
            found.items(), ("sky", "green", "blue"), strict=True
        ):
            ax.plot(100 * margins, line, color=COLOURS[colour], label=name)
            ax.plot(100 * margins, dots, "o", ms=4, color=COLOURS[colour])
            at, years, _ = runs[name]
            ax.plot(
                100 * at,
                years,
                "D",
                ms=7,
                mfc="none",
                color=COLOURS["vermilion"],
                label=None if name != "both" else "announced economy",
            )
            there, _ = half_lives(at, asked, growth)[name]
            worst = max(worst, float(np.max(np.abs(years / there - 1))))
        ax.set_xscale("log")
        ax.set_yscale("log")
        ax.set(xlabel="application revenue per dollar of fees (%)", ylabel="half-life (years)")
        for axis, ticks in ((ax.xaxis, (1, 2, 5, 10, 20, 50)), (ax.yaxis, (0.2, 1, 5, 20))):
            axis.set_ticks(ticks, [f"{tick:g}" for tick in ticks])
        ax.minorticks_off()
        ax.legend(fontsize="small")
    both = found["both"][0]
    return Figure(
        figure,
        "Half-life of supply against the application margin on logarithmic axes: falling under "
        "the quantity equation, flat under rational pricing, and their sum under both, from "
        f"{both[0]:.0f} to {both[-1]:.1f} years. Dots of daily burns lie on the lines, and "
        f"runs of the announced economy within {100 * worst:.1f} per cent of them.",
    )


def burn_share(net: Network, burned: NDArray[np.float64], asked: float, years: int) -> Figure:
    """Rational pricing for several burned shares: one path of supply, parallel paths of price."""
    fine, ends = np.linspace(0, years, 200), np.arange(years + 1)
    known = net.values() | {discount_rate: asked, convenience: 0.0}
    path, earned = claimed(RATIONAL, known, fine), net.revenue * np.exp(net.growth * fine)
    runs = shares(net, burned, asked, years)
    with style():
        figure, (left, right) = subplots(1, 2, height=3.6)
        left.plot(fine, 100 * path / net.supply, color=COLOURS["grey"], label="claim")
        for (share, (left_over, price)), colour, mark in zip(
            runs.items(), ("sky", "blue", "purple"), "os^", strict=True
        ):
            name = f"{100 * share:.0f} % of a dollar burns"
            left.plot(
                ends,
                100 * left_over / net.supply,
                mark,
                ms=9 - 2 * "os^".index(mark),
                mfc="none",
                color=COLOURS[colour],
                label=name,
            )
            now: dict[sp.Symbol, float | NDArray[np.float64]] = dict(known)
            now |= {burned_share: share, supply: path, yearly_revenue: earned}
            level = claimed(RATIONAL, now, fine, token_price)
            right.plot(fine, level, color=COLOURS[colour])
            right.plot(ends, price, mark, ms=5, mfc="none", color=COLOURS[colour])
        left.set(xlabel="years", ylabel="supply left (%)", ylim=(0, 102))
        left.legend(fontsize="small")
        right.set(xlabel="years", ylabel="price (USD per AI)", yscale="log")
    ends_at = [100 * float(tokens[-1]) / net.supply for tokens, _ in runs.values()]
    first = [float(price[0]) for _, price in runs.values()]
    return Figure(
        figure,
        f"Left: after {years} years {min(ends_at):.1f} to {max(ends_at):.1f} per cent of the "
        f"supply is left, whatever share burns. Right: parallel rising prices on a logarithmic "
        f"axis, from {min(first):.3f} to {max(first):.3f} USD at the start.",
    )


def steps(volatilities: NDArray[np.float64], share: float, count: int) -> Figure:
    """Left: burns under a price that wanders. Right: burning in steps against without end."""
    line, mean, error = wandering(volatilities)
    burns = np.arange(count + 1)
    before, after = [1.0], [1.0]
    for _ in range(count):
        before.append(before[-1] * (1 - share))
        # At the price after the burn the same dollars buy a share of what is left.
        after.append(after[-1] / (1 + share))
    with style():
        figure, (left, right) = subplots(1, 2, height=3.4)
        left.plot(100 * volatilities, line, color=COLOURS["blue"], label="claimed")
        left.errorbar(
            100 * volatilities,
            mean,
            yerr=2 * error,
            fmt="o",
            ms=4,
            color=COLOURS["vermilion"],
            label="2,000 paths",
        )
        left.set(xlabel="volatility of the price (% a year)")
        left.set(ylabel="burn over that at the\nmedian price")
        left.legend(fontsize="small")
        fine = np.linspace(0, count, 200)
        right.plot(fine, 100 * np.exp(-share * fine), color=COLOURS["blue"], label="without end")
        right.plot(
            burns,
            100 * np.array(before),
            "v",
            ms=5,
            color=COLOURS["vermilion"],
            label="at the price before",
        )
        right.plot(
            burns,
            100 * np.array(after),
            "^",
            ms=5,
            color=COLOURS["green"],
            label="at the price after",
        )
        right.set(xlabel="burns", ylabel="supply left (%)", ylim=(0, 102))
        right.legend(fontsize="small")
    return Figure(
        figure,
        f"Left: with a volatility of {100 * volatilities[-1]:.0f} per cent a year's burn is "
        f"{line[-1]:.2f} times that at the median price, simulated {mean[-1]:.2f}. Right: after "
        f"{count} burns of {100 * share:.0f} per cent {100 * before[-1]:.1f}, "
        f"{100 * float(np.exp(-share * count)):.1f} and {100 * after[-1]:.1f} per cent are left.",
    )
