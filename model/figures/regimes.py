"""Burns when revenue is not steady: without a bubble, at random, and in regimes."""

from __future__ import annotations

import numpy as np
import sympy as sp
from matplotlib.axes import Axes
from numpy.typing import NDArray

from model.experiments.unsteady import integrated, walks
from model.figures.style import COLOURS, Figure, style, subplots
from model.spec.accounts import initial_supply
from model.spec.worth import discount_rate
from model.theory.burn import regimes
from model.theory.burn.no_bubble import SUPPLY, burns, first_price, moment
from model.theory.burn.valuation import PATH, RISE, convenience
from model.theory.notation import burned_share, elapsed, growth

#: Holders ask fifteen per cent; a hump of revenue fades, waves last; a half of each dollar burns.
ASKED, BURNED = 0.15, 0.5
REVENUE = 3 * moment * sp.exp(-moment / 2) + 1 + sp.cos(moment) / 2
#: The fast and the slow regime grow by so much a year; revenue that walks has this volatility.
FAST, SLOW, UNREST = 0.2, -0.1, 0.4


def claimed_supply(year: float) -> float:
    """What the claim on supply says is left of one token."""
    known = {discount_rate: ASKED, elapsed: year, initial_supply: 1, burned_share: BURNED}
    return integrated(SUPPLY, REVENUE, known)


def supply_by_first_price(years: NDArray[np.float64], factor: float) -> NDArray[np.float64]:
    """Supply by burns 250 times a year if the first price is the fair one times a factor."""
    fair = first_price(ASKED, REVENUE, BURNED)
    return np.array([burns(ASKED, REVENUE, factor * fair, year, BURNED) for year in years])


def burn_rates(lengths: NDArray[np.float64]) -> dict[str, tuple[list[float], list[float]]]:
    """Claimed and simulated burn rates of a fast and a slow regime, by their mean length."""
    found = {}
    for now, (name, rate) in enumerate((("fast", regimes.RATE_FAST), ("slow", regimes.RATE_SLOW))):
        claimed, seen = [], []
        for length in lengths:
            at = {
                discount_rate: ASKED,
                regimes.fast: FAST,
                regimes.slow: SLOW,
                **dict.fromkeys(regimes.ENDS, 1 / length),
            }
            claimed.append(float(rate.subs(at)))
            seen.append(regimes.simulated(at, now, paths=40_000))
        found[name] = claimed, seen
    return found


def unsteady(years: int) -> Figure:
    """Three panels: supply by the first price; random revenue; burn rates of two regimes."""
    with style():
        figure, (left, middle, right) = subplots(1, 3, height=3.4)
        over = _first_prices(left, years)
        seen = _walks(middle)
        told = _regimes(right)
    return Figure(
        figure,
        f"Left: supply under one path of revenue, from three first prices. At the fair one all "
        f"tokens burn in the end, at a price a fifth higher {100 * over:.0f} per cent are left "
        f"after {years} years, at one a fifth lower none are left before. Middle: with random "
        f"revenue the mean price after ten years is {seen:.1f} times the first, and supply falls "
        f"on one line. Right: burn rates of {told}.",
    )


def _first_prices(ax: Axes, years: int) -> float:
    fine, ends = np.linspace(0, years, 60), np.linspace(years / 15, years, 15)
    ax.plot(fine, [100 * claimed_supply(year) for year in fine], color=COLOURS["ink"], lw=1.4)
    over = 0.0
    for factor, colour, name in (
        (1.2, "vermilion", "a fifth dearer"),
        (1.0, "blue", "fair"),
        (0.8, "green", "a fifth cheaper"),
    ):
        supply = supply_by_first_price(ends, factor)
        there = supply >= 0
        ax.plot(ends[there], 100 * supply[there], "o", ms=4, color=COLOURS[colour], label=name)
        over = float(supply[-1]) if factor > 1 else over
    ax.set(xlabel="years", ylabel="supply left (%)", ylim=(-2, 102))
    ax.legend(fontsize="x-small", title="first price", title_fontsize="x-small")
    return over


def _walks(ax: Axes) -> float:
    left, price = walks(ASKED, 0.0, UNREST, years=10, yearly=50)
    years = np.linspace(0, 10, left.shape[1])
    known = {discount_rate: ASKED, convenience: 0, growth: 0, initial_supply: 1}
    rise, path = (sp.lambdify(elapsed, each.subs(known), "numpy") for each in (RISE, PATH))
    ax.plot(years, rise(years), color=COLOURS["ink"], label="price, claimed mean")
    shown = slice(None, None, 50)
    ax.plot(
        years[shown],
        (price / price[0, 0]).mean(axis=0)[shown],
        "o",
        ms=4,
        color=COLOURS["blue"],
        label="mean of 4,000 walks",
    )
    ax.plot(years, price[0] / price[0, 0], color=COLOURS["sky"], lw=0.7, label="one walk")
    ax.plot(years, path(years), color=COLOURS["ink"], ls="--", label="supply, claimed")
    ax.plot(years[shown], left[0, shown], "v", ms=4, color=COLOURS["green"], label="supply, burns")
    ax.set(xlabel="years", ylabel="over the start", yscale="log", ylim=(0.1, 20))
    ax.set_yticks([0.1, 0.5, 1, 2, 5], ["0.1", "0.5", "1", "2", "5"])
    ax.minorticks_off()
    ax.legend(fontsize="xx-small", loc="upper left")
    return float((price[:, -1] / price[0, 0]).mean())


def _regimes(ax: Axes) -> str:
    lengths = np.array([0.25, 0.5, 1, 2, 3, 4])
    told = []
    for (name, (line, dots)), colour in zip(
        burn_rates(lengths).items(), ("blue", "vermilion"), strict=True
    ):
        ax.plot(lengths, 100 * np.array(line), color=COLOURS[colour], label=f"{name} regime")
        ax.plot(lengths, 100 * np.array(dots), "o", ms=4, color=COLOURS[colour])
        told.append(f"the {name} regime from {100 * line[0]:.1f} to {100 * line[-1]:.1f} per cent")
    ax.set(xlabel="regime lasts (years)", ylabel="burn rate (% a year)")
    ax.legend(fontsize="x-small")
    return " and ".join(told)
