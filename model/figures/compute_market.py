"""The market for compute: claims as lines, runs as dots and paths."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from model.experiments import build_lag as lags
from model.experiments import compute_market as runs
from model.figures.style import COLOURS, Figure, style, subplots
from model.theory.market import cobweb_bound, cobweb_lag, entry_runs
from model.theory.market import one_class as o

Array = NDArray[np.float64]
_ORDER = ("blue", "vermilion", "green", "purple")


def at_rest(found: runs.Settled) -> Figure:
    """Price and GPUs of the whole economy as they settle, beside the claim of each day."""
    days = np.arange(found.price.size)
    with style():
        drawing, (left, right) = subplots(1, 2, height=3.6)
        left.plot(days, found.price, color=COLOURS["blue"], label="run")
        left.plot(days, found.said, "--", color=COLOURS["grey"], label="claim, no loss")
        left.plot(
            days,
            found.said_with_loss,
            ":",
            color=COLOURS["vermilion"],
            label="claim, measured loss",
        )
        left.set(xlabel="day", ylabel="price (USD per GPU-hour)", ylim=(0, None))
        left.legend(loc="lower right")
        right.plot(days, found.gpus / 1e3, color=COLOURS["blue"], label="run")
        right.plot(days, found.needed / 1e3, ":", color=COLOURS["vermilion"], label="claim")
        right.set(xlabel="day", ylabel="GPUs (thousand)", ylim=(0, 1.4e-3 * found.gpus.max()))
        right.legend(loc="lower right")
    gap = abs(found.price[-1] / found.said_with_loss[-1] - 1)
    alt = (
        f"Price and GPUs settle within {days[-1]} days. The price ends at {found.price[-1]:.2f} "
        f"USD, {100 * gap:.1f} per cent from the claim with the payment as it is, and above the "
        f"{found.said[-1]:.2f} USD of a payment without loss; GPUs end at {found.gpus[-1]:,.0f}."
    )
    return Figure(drawing, alt)


def statics(market: o.Market, elasticities: Sequence[float]) -> Figure:
    """How rest answers to demand and to the nodes' share, by elasticity of supply."""
    supply = np.geomspace(0.2, 20, 40)
    dots = np.geomspace(0.3, 10, 6)
    ends = []
    with style():
        drawing, (left, right) = subplots(1, 2, height=3.6)
        found, lines = (
            runs.responses(market, dots),
            runs.responses_said(market, supply),
        )
        for name, label, colour in (("gpus", "GPUs", "blue"), ("price", "price", "vermilion")):
            left.plot(supply, lines[name], color=COLOURS[colour], label=label)
            left.plot(dots, found[name], "o", color=COLOURS[colour])
        left.set(ylabel="per cent, for one per cent of demand")
        for each, colour in zip(elasticities, _ORDER, strict=False):
            here = replace(market, elasticity=each)
            line, found = runs.responses_said(here, supply)["share"], runs.responses(here, dots)
            right.plot(supply, line, color=COLOURS[colour], label=f"ε = {each:g}")
            right.plot(dots, found["share"], "o", color=COLOURS[colour])
            ends.append(line[-1])
        right.set(ylabel="per cent of GPUs, for one of the share")
        for axes in (left, right):
            axes.set(xscale="log", xlabel="elasticity of supply", ylim=(0, None))
            axes.legend(loc="upper left")
    alt = (
        "As supply becomes elastic, GPUs answer to demand by up to "
        f"{lines['gpus'][-1]:.2f} per cent per per cent and the price by as little as "
        f"{lines['price'][-1]:.2f}. To the nodes' share GPUs answer by up to "
        + ", ".join(f"{x:.2f}" for x in ends)
        + " per cent for the elasticities of demand shown. Dots from runs lie on the lines."
    )
    return Figure(drawing, alt)


def stability(market: o.Market, found: runs.Region, here: tuple[float, float]) -> Figure:
    """Which speeds settle: the claim's edge, runs at both sides, and the price alone."""
    products = (0.5, 1.5, 1.9, 2.1)
    paths = runs.price_paths(market, products, 14)
    with style():
        drawing, (left, right) = subplots(1, 2, height=3.8)
        left.plot(found.speed, found.edge, color=COLOURS["blue"], label="claim: entry at once")
        left.plot(found.speed, found.with_wait, "--", color=COLOURS["green"],
                  label="measured: orders wait")  # fmt: skip
        for calm, mark, colour in ((True, "o", "blue"), (False, "x", "vermilion")):
            pick = found.calm == calm
            name = "run settles" if calm else "run swings"
            left.plot(found.tried_speed[pick], found.tried_entry[pick], mark, ms=4,
                      color=COLOURS[colour], label=name)  # fmt: skip
        left.plot(*here, "*", ms=11, color=COLOURS["ink"], label="baseline")
        left.set(xlabel="price speed", ylabel="entry speed", ylim=(-0.15, 3.2), xlim=(0, None))
        left.legend(loc="upper right", fontsize=8.5, ncols=2)
        for product, path, colour in zip(products, paths, _ORDER, strict=True):
            right.plot(100 * path, color=COLOURS[colour], label=f"λε = {product:g}")
        right.set(xlabel="day", ylabel="price from rest (per cent, log)")
        right.legend(loc="upper left", fontsize=8.5)
    right_side = int(found.calm.sum()), int((~found.calm).sum())
    alt = (
        f"The critical entry speed runs from {found.edge[0]:.2f} to {found.edge[-1]:.2f}. Of "
        f"the runs drawn, {right_side[0]} below it settle and {right_side[1]} above it swing. With "
        f"orders that wait the measured edge is near {np.median(found.with_wait):.1f}. The "
        f"baseline lies at {here[1]:g}. With capacity fixed, the price settles for products of "
        f"{products[0]:g} to {products[-2]:g} and swings away at {products[-1]:g}, "
        f"to {100 * abs(paths[-1, -1]):.0f} per cent."
    )
    return Figure(drawing, alt)


def build_lag(market: o.Market, entry: float, wait: int) -> Figure:
    """The same mean wait, spread or fixed: critical speeds, and paths at one speed."""
    case = lags.clearing_case(market)
    waits = np.unique(np.geomspace(1, 120, 40).astype(int))
    pull = 1 / entry_runs.critical("spread", case, 1)
    said = 2 * np.sin(np.pi / (4 * waits + 2)) / pull
    dots = waits[::6]
    with style():
        drawing, (left, right) = subplots(1, 2, height=3.6)
        left.plot(waits, 0 * waits + 1 / pull, color=COLOURS["green"], label="spread wait")
        left.plot(dots, [entry_runs.critical("spread", case, int(x)) for x in dots], "o",
                  color=COLOURS["green"])  # fmt: skip
        left.plot(waits, said, color=COLOURS["vermilion"], label="fixed wait")
        left.plot(dots, [entry_runs.critical("fixed", case, int(x)) for x in dots], "o",
                  color=COLOURS["vermilion"])  # fmt: skip
        left.axhline(entry, color=COLOURS["grey"], ls=":", label="speed on the right")
        left.set(xscale="log", yscale="log", xlabel="wait (days)", ylabel="critical entry speed")
        left.legend(loc="lower left")
        paths = lags.capacity_paths(case, wait, entry, 1500)
        names = ("fixed wait", "spread wait", "spread wait, exit at once")
        for path, name, colour, line in zip(
            paths, names, ("vermilion", "green", "blue"), ("-", "-", "--"), strict=True
        ):
            right.plot(path, line, color=COLOURS[colour], label=name)
        right.set(xlabel="day", ylabel="GPUs over GPUs at rest", xlim=(0, 1500), ylim=(0, 5))
        right.legend(loc="upper left", fontsize=8.5)
    alt = (
        f"With a spread wait the critical entry speed is {1 / pull:.2f} whatever the wait; with a "
        f"fixed wait it falls to {said[-1]:.4f} at {waits[-1]} days. At a speed of {entry:g} and a "
        f"wait of {wait} days capacity with a fixed wait swings between {paths[0, 500:].min():.2f} "
        f"and {paths[0, 500:].max():.2f} times that at rest; with a spread wait it settles."
    )
    return Figure(drawing, alt)


def cobweb(ratios: Sequence[float]) -> Figure:
    """The edge of the cobweb by wait, from the claim, from long runs, and the bound's error."""
    waits = np.unique(np.geomspace(1, 90, 30).astype(int))
    dots = (1, 3, 7, 20)
    with style():
        drawing, (left, right) = subplots(1, 2, height=3.6)
        for ratio, colour in zip(ratios, _ORDER, strict=False):
            exact = np.array([cobweb_lag.exact(ratio, int(x))[1] for x in waits])
            bound = np.array([cobweb_bound.short(ratio, int(x)) for x in waits])
            left.plot(waits, exact, color=COLOURS[colour], label=f"η/ε = {ratio:g}")
            left.plot(waits, bound, ":", color=COLOURS[colour])
            left.plot(dots, [lags.cobweb_edge(ratio, x) for x in dots], "o", color=COLOURS[colour])
            right.plot(waits, 100 * (bound / exact - 1), color=COLOURS[colour])
        left.set(xscale="log", yscale="log", xlabel="wait (days)", ylabel="critical speed")
        left.legend(loc="lower left")
        right.set(
            xscale="log",
            yscale="log",
            xlabel="wait (days)",
            ylabel="excess of the bound (per cent)",
        )
    last = [cobweb_lag.exact(r, 30)[1] for r in ratios]
    alt = (
        "The critical speed falls with the wait and with the relative elasticity of supply: at "
        "30 days it is "
        + ", ".join(f"{x:.4f} at {r:g}" for x, r in zip(last, ratios, strict=True))
        + ". Dots from long runs lie on the lines. The bound in closed form lies above, by less "
        "the longer the wait and the larger the ratio."
    )  # fmt: skip
    return Figure(drawing, alt)


def subsidy_end(market: o.Market, wanted: float) -> Figure:
    """What stays when a subsidy ends, and the demand that keeps capacity without one."""
    shares = np.linspace(0, 0.9, 46)
    dots = np.linspace(0.1, 0.9, 5)
    bare = replace(market, variable=0.0)
    with style():
        drawing, (left, right) = subplots(1, 2, height=3.6)
        ends = []
        for supply, label, colour in ((market.supply, f"η = {market.supply:g}", "blue"),
                                      (1e4, "η without limit", "vermilion")):  # fmt: skip
            here = replace(bare, supply=supply)
            power = market.elasticity * supply / (market.elasticity + supply)
            left.plot(shares, (1 - shares) ** power, color=COLOURS[colour], label=label)
            left.plot(dots, runs.subsidy_ends(here, dots), "o", color=COLOURS[colour])
            ends.append(0.5**power)
        left.plot(dots, runs.subsidy_ends(market, dots), "s--", color=COLOURS["green"], ms=4,
                  label="with running cost")  # fmt: skip
        left.set(xlabel="subsidised share of fixed cost", ylabel="GPUs after over GPUs before",
                 ylim=(0, 1.02))  # fmt: skip
        left.legend(loc="lower left")
        floor = demand_floor(market, wanted)
        scales = np.geomspace(floor / 3, 3 * floor, 30)
        gpus = runs.gpus_by_demand(market, scales)
        right.plot(scales / 1e3, gpus / 1e3, "o", ms=4, color=COLOURS["blue"], label="runs")
        right.plot([floor / 1e3], [wanted / 1e3], "*", ms=13, color=COLOURS["vermilion"],
                   label="claim")  # fmt: skip
        right.set(xlabel="demand (thousand GPU-hours a day)",
                  ylabel="GPUs at rest (thousand)")  # fmt: skip
        right.legend(loc="upper left")
    alt = (
        f"If half of the fixed cost was subsidised, {100 * ends[0]:.0f} per cent of the GPUs "
        f"stay, or {100 * ends[1]:.0f} if the cost of the last GPU is constant. Dots from runs lie "
        f"on the lines, and running cost lets more stay. To keep {wanted:,.0f} GPUs takes a demand "
        f"of {floor:,.0f} GPU-hours a day."
    )
    return Figure(drawing, alt)


def demand_floor(market: o.Market, wanted: float) -> float:
    """The least demand of the claim, in GPU-hours a day at the reference price."""
    price = (market.keep(wanted) / (market.hours * market.target) + market.variable) / market.share
    power = (price / market.reference) ** market.elasticity
    return float(wanted * market.target * market.hours * power)


def take_rate(market: o.Market, elasticities: Sequence[float], validators: float) -> Figure:
    """What the treasury earns by take, with the claim's best take."""
    takes, dots = np.linspace(0.01, 0.99 - validators, 120), np.linspace(0.08, 0.9, 9)
    bare, best = replace(market, variable=0.0), []
    with style():
        drawing, (axes,) = subplots(1, 1, height=3.6)
        for each, colour in zip(elasticities, _ORDER, strict=False):
            here = replace(bare, elasticity=each)
            line = runs.treasury_said(here, takes, validators)
            axes.plot(takes, line / line.max(), color=COLOURS[colour], label=f"ε = {each:g}")
            axes.plot(dots, runs.treasury_income(here, dots, validators) / line.max(), "o",
                      color=COLOURS[colour], ms=4)  # fmt: skip
            best.append(best_take(here, validators))
            axes.axvline(best[-1], color=COLOURS[colour], ls=":")
        axes.set(xlabel="take of the protocol", ylabel="income of the treasury over its maximum")
        axes.legend(loc="upper left")
    alt = (
        "Income of the treasury rises with the take up to a best take of "
        + ", ".join(f"{b:.2f} at ε = {e:g}" for b, e in zip(best, elasticities, strict=True))
        + ", and falls beyond. Dots from runs lie on the lines."
    )
    return Figure(drawing, alt)


def best_take(market: o.Market, validators: float) -> float:
    """The best take of the claim."""
    demand, supply = market.elasticity, market.supply
    return float((1 - validators) * (demand + supply) / (demand * (1 + supply)))
