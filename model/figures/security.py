"""Figures of jackpots, replicas and stake: formulas as lines, what was simulated as marks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from model.experiments.checkers import Jackpot, Replicas
from model.figures.style import COLOURS, Figure, style, subplots

if TYPE_CHECKING:
    import xarray as xr

_THOUSAND = 1e3
_THREE = ("blue", "vermilion", "green")


def jackpot(found: Jackpot) -> Figure:
    """Left: what a checker with several identities receives; right: how many checkers stay."""
    middle = found.middle
    with style():
        figure, (left, right) = subplots(1, 2, height=3.7)
        for (n, shares), colour in zip(found.takes.items(), _THREE, strict=True):
            left.plot(
                range(1, len(shares) + 1),
                shares,
                "o-",
                color=COLOURS[colour],
                label=f"beside {n}" if n else "alone",
            )
        left.set(xlabel="identities of one checker", ylabel="its part of the jackpot")
        left.set(ylim=(0, 1.05))
        left.legend(fontsize="small")
        right.step(found.line, found.steps, color=COLOURS["ink"], lw=1.4, label="formula")
        right.errorbar(
            found.ratios,
            middle,
            np.stack([middle - found.low, found.high - middle]),
            fmt="o",
            ms=4,
            color=COLOURS["orange"],
            capsize=2,
            lw=1.2,
            label="seasons",
        )
        right.set_xscale("log", base=2)
        right.set(xlabel="expected jackpot (costs of a check)", ylabel="checkers that stay")
        right.legend(fontsize="small")
    return Figure(
        figure,
        "Left: a checker's part of the jackpot falls, or at two identities alone stays, as it "
        "poses as more. Right: the number of checkers rises by one with each doubling of the "
        f"expected jackpot, from {int(middle[0])} to {int(middle[-1])}, as the formula says.",
    )


def replicas(found: Replicas) -> Figure:
    """Left: wrong results that pass, over replicas; right: rounds of a dispute over its length.

    Whiskers: two standard errors.
    """
    with style():
        figure, (left, right) = subplots(1, 2, height=3.8)
        for (name, shares), colour in zip(found.passed.items(), _THREE, strict=True):
            left.errorbar(
                found.counts,
                shares,
                found.spread[name],
                fmt="o",
                ms=4,
                lw=1.2,
                capsize=2,
                color=COLOURS[colour],
                label=name,
            )
            if name in found.said:
                left.plot(found.counts, found.said[name], color=COLOURS[colour], lw=1.2)
        left.axhline(found.bound, color=COLOURS["grey"], ls="--", lw=1.2, label="bound of one hand")
        left.set_yscale("log")
        left.set(xlabel="replicas", ylabel="wrong results that pass")
        left.set_ylim(found.said["independent"][-1] / 3, 1)
        left.legend(fontsize="small")
        right.plot(found.lengths, found.rounds_said, color=COLOURS["ink"], label="formula")
        right.plot(found.lengths, found.longest, "o", color=COLOURS["orange"], label="longest")
        right.plot(found.lengths, found.mean, "_", ms=9, color=COLOURS["blue"], label="mean")
        right.set_xscale("log")
        right.set(xlabel="steps of the task", ylabel="rounds of the search")
        right.legend(fontsize="small")
    return Figure(
        figure,
        f"Left: with independent replicas wrong results fall to "
        f"{found.passed['independent'][-1]:.1g} at {found.counts[-1]:.0f} replicas; with one hand "
        f"in {100 * found.hand:.0f} per cent of cases they stay near {found.bound:.2g}; a majority "
        f"needs many more. Right: the longest dispute takes {found.longest.max():.0f} rounds for "
        f"{found.lengths[-1]:,} steps, as the logarithm says.",
    )


def security(found: xr.Dataset, attack_share: float, penalty: float) -> Figure:
    """Left: stake in years of stakers' pay over the asked yield; right: what it protects.

    ``found`` comes from `model.experiments.audits.security`.
    """
    asked = found.staking_yield.values
    years = (found.value / found.paid).values
    safe = attack_share * penalty / _THOUSAND
    expected = safe * (found.paid / found.staking_yield).transpose("point", "run").values
    line = np.geomspace(asked.min(), asked.max(), 100)
    with style():
        figure, (left, right) = subplots(1, 2, height=3.9)
        left.loglog(100 * line, 1 / line, color=COLOURS["ink"], label="formula")
        factors = np.unique(found.premium_factor)
        for factor, colour, mark in zip(factors, ("blue", "orange"), "ox", strict=True):
            chosen = found.premium_factor.values == factor
            for ax, values, x in (
                (left, years, 100 * asked[chosen]),
                (right, safe * found.value.values, np.median(expected[chosen], axis=1)),
            ):
                y = np.median(values[chosen], axis=1)
                ends = np.stack([y - values[chosen].min(axis=1), values[chosen].max(axis=1) - y])
                ax.errorbar(
                    x,
                    y,
                    ends,
                    fmt=mark,
                    ms=6,
                    color=COLOURS[colour],
                    lw=1.2,
                    label=f"premium × {factor:g}",
                )
        whole = [expected.min(), expected.max()]
        right.loglog(whole, whole, color=COLOURS["ink"], label="formula")
        left.set(xlabel="yield that holders ask (% a year)", ylabel="stake (years of its pay)")
        right.set(
            xlabel="safe by formula (thousand USD)", ylabel="safe by the stake (thousand USD)"
        )
        left.legend(fontsize="small")
    ratio = years * asked[:, None]
    return Figure(
        figure,
        "Left: stake in years of what stakers are paid falls with the asked yield along the "
        f"formula; over it the simulated values are {ratio.min():.2f} to {ratio.max():.2f}, "
        "at both premiums of the token. Right: the same for the value that stake protects.",
    )
