"""The market for compute: claims as lines, runs as dots and paths."""

from __future__ import annotations

import numpy as np

from model.experiments.compute_market import Region, Settled
from model.experiments.market_lines import Curves, PriceAlone, Statics
from model.experiments.waits import Cobweb, Waits
from model.figures.style import COLOURS, Figure, style, subplots

_ORDER = ("blue", "vermilion", "green", "purple")


def at_rest(found: Settled) -> Figure:
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


def curves(found: Curves) -> Figure:
    """The economy's demand beside the textbook's that touches it, and its elasticity."""
    ratios, (ratio, hours) = found.ratios, found.rest
    with style():
        drawing, (left, right) = subplots(1, 2, height=3.6)
        left.plot(ratios, found.wanted / 1e3, color=COLOURS["blue"], label="economy")
        left.plot(ratios, found.touching / 1e3, "--", color=COLOURS["vermilion"], label="textbook")
        left.plot(ratio, hours / 1e3, "o", color=COLOURS["ink"])
        left.set(
            xlabel="price over the price outside",
            ylabel="hours wanted (thousand a day)",
            ylim=(0, 2.4 * found.scale / 1e3),
        )
        left.legend(loc="upper right")
        right.plot(ratios, found.said, color=COLOURS["blue"], label="claim")
        right.plot(found.dots, found.found, "o", color=COLOURS["blue"], label="by differences")
        right.axhline(found.elasticity, color=COLOURS["vermilion"], ls="--", label="textbook")
        right.set(
            xlabel="price over the price outside", ylabel="elasticity of demand", ylim=(0, None)
        )
        right.legend(loc="upper left")
    alt = (
        f"Hours wanted fall with the price along an S; the textbook's power touches them at rest, "
        f"at {ratio:.2f} times the price outside. The elasticity there is {found.elasticity:.2f}; "
        f"it rises to {found.said[-1]:.2f} at three times the price outside and falls to "
        f"{found.said[0]:.2f} at a fifth. Dots by differences lie on the line."
    )
    return Figure(drawing, alt)


def statics(found: Statics) -> Figure:
    """How rest answers to demand and to the nodes' share, by elasticity of supply."""
    with style():
        drawing, (left, right) = subplots(1, 2, height=3.6)
        for name, label, colour in (("gpus", "GPUs", "blue"), ("price", "price", "vermilion")):
            left.plot(found.supply, found.said[name], color=COLOURS[colour], label=label)
            left.plot(found.dots, found.found[name], "o", color=COLOURS[colour])
        left.set(ylabel="per cent, for one per cent of demand")
        for (each, line), colour in zip(found.share_said.items(), _ORDER, strict=False):
            right.plot(found.supply, line, color=COLOURS[colour], label=f"ε = {each:g}")
            right.plot(found.dots, found.share_found[each], "o", color=COLOURS[colour])
        right.set(ylabel="per cent of GPUs, for one of the share")
        for axes in (left, right):
            axes.set(xscale="log", xlabel="elasticity of supply", ylim=(0, None))
            axes.legend(loc="upper left")
    alt = (
        "As supply becomes elastic, GPUs answer to demand by up to "
        f"{found.said['gpus'][-1]:.2f} per cent per per cent and the price by as little as "
        f"{found.said['price'][-1]:.2f}. To the nodes' share GPUs answer by up to "
        + ", ".join(f"{line[-1]:.2f}" for line in found.share_said.values())
        + " per cent for the elasticities of demand shown. Dots from runs lie on the lines."
    )
    return Figure(drawing, alt)


def stability(found: Region, alone: PriceAlone, here: tuple[float, float]) -> Figure:
    """Which speeds settle: the claim's edge, runs at both sides, and the price alone."""
    products, paths = alone.products, alone.paths
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


def build_lag(found: Waits) -> Figure:
    """The same mean wait, spread or fixed: textbook's critical speeds, and the economy's paths."""
    with style():
        drawing, (left, right) = subplots(1, 2, height=3.6)
        for name, line, dots, colour in (
            ("spread wait", 0 * found.waits + found.spread, found.spread_dots, "green"),
            ("fixed wait", found.fixed, found.fixed_dots, "vermilion"),
        ):
            left.plot(found.waits, line, color=COLOURS[colour], label=name)
            left.plot(found.dots, dots, "o", color=COLOURS[colour])
        left.axhline(found.usual, color=COLOURS["grey"], ls=":", label="base")
        left.set(xscale="log", yscale="log", xlabel="wait (days)", ylabel="critical entry speed")
        left.legend(loc="lower left")
        colours = dict(zip(dict.fromkeys(entry for entry, _ in found.paths), _ORDER, strict=False))
        for (entry, kind), path in found.paths.items():
            stroke = "-" if kind == "fixed" else "--"
            label = f"entry {entry:g}, {kind}"
            right.plot(path, stroke, color=COLOURS[colours[entry]], label=label, lw=1.4)
        right.set(xlabel="day", ylabel="GPUs over GPUs at rest", xlim=(0, 1500), ylim=(0, 4.9))
        right.legend(loc="upper right", fontsize=8, ncols=2)
    swings = [
        f"entry {entry:g}, {kind}: {100 * swing:.0f} per cent"
        for (entry, kind), swing in found.swings.items()
    ]
    alt = (
        f"In the textbook market that clears, a spread wait has the critical entry speed "
        f"{found.spread:.2f} whatever its mean; with a fixed wait it falls to "
        f"{found.fixed[-1]:.4f} at {found.waits[-1]:.0f} days. By the economy's own rule and a "
        f"wait of {found.wait} days, capacity in the last 500 of 1 500 days swings by: "
        f"{'; '.join(swings)}."
    )
    return Figure(drawing, alt)


def cobweb(found: Cobweb) -> Figure:
    """The edge of the cobweb by wait, from the claim, from long runs, and the bound's error."""
    with style():
        drawing, (left, right) = subplots(1, 2, height=3.6)
        for (ratio, exact), colour in zip(found.exact.items(), _ORDER, strict=False):
            bound = found.bound[ratio]
            left.plot(found.waits, exact, color=COLOURS[colour], label=f"η/ε = {ratio:g}")
            left.plot(found.waits, bound, ":", color=COLOURS[colour])
            left.plot(found.dots, found.found[ratio], "o", color=COLOURS[colour])
            right.plot(found.waits, 100 * (bound / exact - 1), color=COLOURS[colour])
        left.set(xscale="log", yscale="log", xlabel="wait (days)", ylabel="critical speed")
        left.legend(loc="lower left")
        right.set(
            xscale="log",
            yscale="log",
            xlabel="wait (days)",
            ylabel="excess of the bound (per cent)",
        )
    alt = (
        "The critical speed falls with the wait and with the relative elasticity of supply: at "
        "30 days it is "
        + ", ".join(f"{speed:.4f} at {ratio:g}" for ratio, speed in found.month.items())
        + ". Dots from long runs lie on the lines. The bound in closed form lies above, by less "
        "the longer the wait and the larger the ratio."
    )
    return Figure(drawing, alt)
