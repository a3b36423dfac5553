"""The market for compute: claims as lines, runs as dots and paths."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from model.experiments import build_lag as lags
from model.experiments import class_at_rest
from model.experiments import compute_market as runs
from model.experiments.class_at_rest import Market, Rule
from model.figures.style import COLOURS, Figure, style, subplots
from model.theory.market.node_entry import edge

Array = NDArray[np.float64]
_ORDER = ("blue", "vermilion", "green", "purple")


def at_rest(found: runs.Settled) -> Figure:
    """Price and GPUs of the whole economy from two starts, beside the claim's band and GPUs."""
    days = np.arange(found.price.shape[1])
    names = ("from few GPUs", "from many")
    with style():
        drawing, (left, right) = subplots(1, 2, height=3.6)
        left.axhspan(*found.band, color=COLOURS["grey"], alpha=0.3, lw=0, label="claim: the band")
        left.axhline(found.outside, color=COLOURS["ink"], ls=":", lw=1.2, label="price outside")
        for path, gpus, needed, name, colour in zip(
            found.price, found.gpus, found.needed, names, ("blue", "orange"), strict=True
        ):
            left.plot(days, path, color=COLOURS[colour], label=name)
            right.plot(days, gpus, color=COLOURS[colour], label=name)
            right.plot(days, needed, ":", color=COLOURS[colour])
        right.plot([], [], ":", color=COLOURS["grey"], label="claim for the day's price")
        left.set(xlabel="day", ylabel="price (USD per GPU-hour)", ylim=(0, None))
        left.legend(loc="lower right", fontsize=8.5)
        right.set(xlabel="day", ylabel="GPUs of one class", ylim=(0, None))
        right.legend(loc="upper right", fontsize=8.5)
    gap = np.abs(found.gpus[:, -1] / found.needed[:, -1] - 1).max()
    ends = " and ".join(f"{x:.3f}" for x in found.price[:, -1])
    alt = (
        f"Price and GPUs settle within {days[-1]} days. From few GPUs and from many the price ends "
        f"at {ends} USD, inside the claim's band of {found.band[0]:.3f} to {found.band[1]:.3f}, "
        f"beside {found.outside:.2f} outside. GPUs end within {100 * gap:.2g} per cent of it."
    )
    return Figure(drawing, alt)


def curves(rule: Rule) -> Figure:
    """The economy's demand beside the textbook's that touches it, and its elasticity."""
    market = class_at_rest.near(rule)
    price = class_at_rest.rest(rule)[0]
    ratios = np.linspace(0.2, 3, 120)
    prices = ratios * rule.outside
    hours = np.asarray(rule.wanted(prices))
    dots, step = np.linspace(0.4, 2.8, 7) * rule.outside, 1e-5
    shares = prices / (prices + rule.audit)
    right_price = (prices + rule.audit) / (rule.outside * rule.trust)
    power = right_price ** (2 * rule.elasticity)
    found = np.log(
        np.asarray(rule.wanted(dots * (1 - step))) / np.asarray(rule.wanted(dots * (1 + step)))
    ) / (2 * step)
    with style():
        drawing, (left, right) = subplots(1, 2, height=3.6)
        left.plot(ratios, hours / 1e3, color=COLOURS["blue"], label="economy")
        touching = np.asarray(market.use(prices, 1.0)) * market.hours
        left.plot(ratios, touching / 1e3, "--", color=COLOURS["vermilion"], label="textbook")
        left.plot(price / rule.outside, rule.wanted(price) / 1e3, "o", color=COLOURS["ink"])
        left.set(
            xlabel="price over the price outside",
            ylabel="hours wanted (thousand a day)",
            ylim=(0, 2.4 * rule.scale / 1e3),
        )
        left.legend(loc="upper right")
        said = 2 * rule.elasticity * power / (1 + power) * shares
        right.plot(ratios, said, color=COLOURS["blue"], label="claim")
        right.plot(dots / rule.outside, found, "o", color=COLOURS["blue"], label="by differences")
        right.axhline(market.elasticity, color=COLOURS["vermilion"], ls="--", label="textbook")
        right.set(
            xlabel="price over the price outside", ylabel="elasticity of demand", ylim=(0, None)
        )
        right.legend(loc="upper left")
    alt = (
        f"Hours wanted fall with the price along an S; the textbook's power touches them at rest, "
        f"at {price / rule.outside:.2f} times the price outside. The elasticity there is "
        f"{market.elasticity:.2f}; it rises to {said[-1]:.2f} at three times the price outside and "
        f"falls to {said[0]:.2f} at a fifth. Dots by differences lie on the line."
    )
    return Figure(drawing, alt)


def statics(market: Market, elasticities: Sequence[float]) -> Figure:
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


def stability(market: Market, found: runs.Region, here: tuple[float, float]) -> Figure:
    """Which speeds settle: the claim's edge, runs at both sides, and the price alone."""
    products = (0.5, 1.5, 1.9, 2.1)
    paths = runs.price_paths(market, products, 14)
    with style():
        drawing, (left, right) = subplots(1, 2, height=3.8)
        left.plot(found.speed, found.edge, color=COLOURS["blue"], label="claim")
        for calm, mark, colour in ((True, "o", "blue"), (False, "x", "vermilion")):
            pick = found.calm == calm
            name = "run settles" if calm else "run swings"
            left.plot(
                found.tried_speed[pick],
                found.tried_entry[pick],
                mark,
                ms=4,
                color=COLOURS[colour],
                label=name,
            )
        left.plot(*here, "*", ms=11, color=COLOURS["ink"], label="base")
        left.set(xlabel="price speed", ylabel="entry speed", ylim=(-0.15, 4.2), xlim=(0, None))
        left.legend(loc="upper right", fontsize=8.5, ncols=2)
        for product, path, colour in zip(products, paths, _ORDER, strict=True):
            right.plot(100 * path, color=COLOURS[colour], label=f"λε = {product:g}")
        right.set(xlabel="day", ylabel="price from rest (per cent, log)")
        right.legend(loc="upper left", fontsize=8.5)
    right_side = int(found.calm.sum()), int((~found.calm).sum())
    alt = (
        f"The critical entry speed of the textbook market runs from {found.edge[0]:.2f} to "
        f"{found.edge[-1]:.2f}. Of the runs drawn, {right_side[0]} below it settle and "
        f"{right_side[1]} above it swing. Base lies at {here[1]:g}. With capacity fixed, the price "
        f"settles for products of {products[0]:g} to {products[-2]:g} and swings away at "
        f"{products[-1]:g}, to {100 * abs(paths[-1, -1]):.0f} per cent."
    )
    return Figure(drawing, alt)


def build_lag(
    market: Market, rule: Rule, entries: Sequence[float], leave: float, memory: float, wait: int
) -> Figure:
    """The same mean wait, spread or fixed: textbook's critical speeds, and the economy's paths."""
    case = lags.clearing_case(market)
    waits = np.unique(np.geomspace(1, 120, 40).astype(int))
    pull = 1 / edge(case, 1, fixed=False)
    said = 2 * np.sin(np.pi / (4 * waits + 2)) / pull
    dots = waits[::6]
    with style():
        drawing, (left, right) = subplots(1, 2, height=3.6)
        left.plot(waits, 0 * waits + 1 / pull, color=COLOURS["green"], label="spread wait")
        left.plot(
            dots, [edge(case, int(x), fixed=False) for x in dots], "o", color=COLOURS["green"]
        )
        left.plot(waits, said, color=COLOURS["vermilion"], label="fixed wait")
        left.plot(
            dots, [edge(case, int(x), fixed=True) for x in dots], "o", color=COLOURS["vermilion"]
        )
        left.axhline(entries[0], color=COLOURS["grey"], ls=":", label="base")
        left.set(xscale="log", yscale="log", xlabel="wait (days)", ylabel="critical entry speed")
        left.legend(loc="lower left")
        swings = []
        for entry, colour in zip(entries, _ORDER, strict=False):
            for fixed, line in ((True, "-"), (False, "--")):
                path = lags.paths(rule, 1500, 0.3, entry, leave, memory, wait, fixed)
                label = f"entry {entry:g}, {'fixed' if fixed else 'spread'}"
                right.plot(path, line, color=COLOURS[colour], label=label, lw=1.4)
                swings.append(f"{label}: {100 * lags.standing_swing(path, 500):.0f} per cent")
        right.set(xlabel="day", ylabel="GPUs over GPUs at rest", xlim=(0, 1500), ylim=(0, 4.9))
        right.legend(loc="upper right", fontsize=8, ncols=2)
    alt = (
        f"In the textbook market that clears, a spread wait has the critical entry speed "
        f"{1 / pull:.2f} whatever its mean; with a fixed wait it falls to {said[-1]:.4f} at "
        f"{waits[-1]} days. By the economy's own rule and a wait of {wait} days, capacity in the "
        f"last 500 of 1 500 days swings by: {'; '.join(swings)}."
    )
    return Figure(drawing, alt)


def cobweb(ratios: Sequence[float]) -> Figure:
    """The edge of the cobweb by wait, from the claim, from long runs, and the bound's error."""
    waits = np.unique(np.geomspace(1, 90, 30).astype(int))
    dots = (1, 3, 7, 20)
    with style():
        drawing, (left, right) = subplots(1, 2, height=3.6)
        for ratio, colour in zip(ratios, _ORDER, strict=False):
            _, exact, bound = np.array([lags.cobweb_said(ratio, int(x)) for x in waits]).T
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
    last = [lags.cobweb_said(r, 30)[1] for r in ratios]
    alt = (
        "The critical speed falls with the wait and with the relative elasticity of supply: at "
        "30 days it is "
        + ", ".join(f"{x:.4f} at {r:g}" for x, r in zip(last, ratios, strict=True))
        + ". Dots from long runs lie on the lines. The bound in closed form lies above, by less "
        "the longer the wait and the larger the ratio."
    )
    return Figure(drawing, alt)
