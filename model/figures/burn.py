"""Supply under several ideas of the price: closed forms as lines, daily burns as dots."""

from __future__ import annotations

import numpy as np

from model.experiments.supply_paths import Corrections, Curves, HalfLives, Shares
from model.figures.style import COLOURS, Figure, style, subplots

LINES = ("vermilion", "orange", "blue", "green", "sky", "purple", "ink")
MARKS = "os^"


def closures(found: Curves) -> Figure:
    """What is left of supply, per cent: one line and its dots for each closure."""
    told = []
    with style():
        figure, (ax,) = subplots(height=4.4)
        for curve, colour in zip(found.curves, LINES[-len(found.curves) :], strict=True):
            shown = slice(-1, None) if curve.only_end else slice(None)
            ends = np.arange(found.years + 1)[shown]
            dashes = ":" if curve.only_end else "-"
            ax.plot(
                found.fine, curve.line, color=COLOURS[colour], lw=1.6, label=curve.name, ls=dashes
            )
            ax.plot(ends, curve.dots[shown], "o", ms=3.5, color=COLOURS[colour])
            told.append(f"{curve.name} {curve.left:.0f}")
        limits = (0, found.years + 0.3)
        ax.set(xlabel="years", ylabel="supply left (%)", xlim=limits, ylim=(-2, 102))
        ax.legend(fontsize="small", ncols=2, loc="upper center", bbox_to_anchor=(0.5, 1.3))
    return Figure(
        figure,
        f"{len(told)} falling curves. Left after {found.years} years, in per cent: "
        f"{', '.join(told)}. Dots of daily burns lie on the lines.",
    )


def rates(found: HalfLives) -> Figure:
    """Half-life against the application margin under three prices: claims, burns, the economy."""
    with style():
        figure, (ax,) = subplots(height=3.8)
        for (name, rule), colour in zip(
            found.rules.items(), ("sky", "green", "blue"), strict=False
        ):
            margins, hue = 100 * found.margins, COLOURS[colour]
            label = "announced economy" if name == "both" else None
            ax.plot(margins, rule.line, color=hue, label=name)
            ax.plot(margins, rule.dots, "o", ms=4, color=hue)
            red = COLOURS["vermilion"]
            ax.plot(100 * rule.at, rule.seen, "D", ms=7, mfc="none", color=red, label=label)
        ax.set(xscale="log", yscale="log")
        ax.set(xlabel="application revenue per dollar of fees (%)", ylabel="half-life (years)")
        for axis, ticks in ((ax.xaxis, (1, 2, 5, 10, 20, 50)), (ax.yaxis, (0.2, 1, 5, 20))):
            axis.set_ticks(ticks, [f"{tick:g}" for tick in ticks])
        ax.minorticks_off()
        ax.legend(fontsize="small")
    both = found.rules["both"].line
    worst = max(rule.off for rule in found.rules.values())
    return Figure(
        figure,
        "Half-life of supply against the application margin on logarithmic axes, under the "
        "quantity equation, under rational pricing, and under both; under both it goes from "
        f"{both[0]:.2g} to {both[-1]:.2g} years. Dots of daily burns lie on the lines, and "
        f"runs of the announced economy within {100 * worst:.1f} per cent of them.",
    )


def burn_share(found: Shares) -> Figure:
    """Rational pricing for several burned shares: one path of supply, parallel paths of price."""
    with style():
        figure, (left, right) = subplots(1, 2, height=3.6)
        left.plot(found.fine, found.line, color=COLOURS["grey"], label="claim")
        for place, (each, colour) in enumerate(
            zip(found.found, ("sky", "blue", "purple"), strict=False)
        ):
            ends, mark, hue = np.arange(each.left.size), MARKS[place], COLOURS[colour]
            name = f"{100 * each.share:.0f} % of a dollar burns"
            left.plot(ends, each.left, mark, ms=9 - 2 * place, mfc="none", color=hue, label=name)
            right.plot(found.fine, each.line, color=hue)
            right.plot(ends, each.price, mark, ms=5, mfc="none", color=hue)
        left.set(xlabel="years", ylabel="supply left (%)", ylim=(0, 102))
        left.legend(fontsize="small")
        right.set(xlabel="years", ylabel="price (USD per AI)", yscale="log")
    ends_at = [float(each.left[-1]) for each in found.found]
    first = [float(each.price[0]) for each in found.found]
    return Figure(
        figure,
        f"Left: after {found.fine[-1]:.0f} years {min(ends_at):.1f} to {max(ends_at):.1f} per cent "
        f"of the supply is left, whatever share burns. Right: parallel prices on a logarithmic "
        f"axis, from {min(first):.3f} to {max(first):.3f} USD at the start.",
    )


def steps(found: Corrections) -> Figure:
    """Left: burns under a price that wanders. Right: burning in steps against without end."""
    volatilities, count = 100 * found.volatilities, found.before.size - 1
    red, blue, green = (COLOURS[name] for name in ("vermilion", "blue", "green"))
    endless = 100 * np.exp(-found.share * np.linspace(0, count, 200))
    with style():
        figure, (left, right) = subplots(1, 2, height=3.4)
        left.plot(volatilities, found.line, color=blue, label="claimed")
        left.errorbar(
            volatilities, found.mean, 2 * found.error, fmt="o", ms=4, color=red, label="2,000 paths"
        )
        left.set(xlabel="volatility of the price (% a year)")
        left.set(ylabel="burn over that at the\nmedian price")
        left.legend(fontsize="small")
        right.plot(np.linspace(0, count, 200), endless, color=blue, label="without end")
        right.plot(found.before, "v", ms=5, color=red, label="at the price before")
        right.plot(found.after, "^", ms=5, color=green, label="at the price after")
        right.set(xlabel="burns", ylabel="supply left (%)", ylim=(0, 102))
        right.legend(fontsize="small")
    return Figure(
        figure,
        f"Left: with a volatility of {volatilities[-1]:.0f} per cent a year's burn is "
        f"{found.line[-1]:.2f} times that at the median price, simulated {found.mean[-1]:.2f}. "
        f"Right: after {count} burns of {100 * found.share:.0f} per cent {found.before[-1]:.1f}, "
        f"{endless[-1]:.1f} and {found.after[-1]:.1f} per cent are left.",
    )
