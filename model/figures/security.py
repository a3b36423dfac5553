"""Figures of jackpots, replicas and stake: formulas as lines, what was simulated as marks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from model.experiments.honesty import formula
from model.figures.style import COLOURS, Figure, style, subplots
from model.theory.honesty.jackpot import ENTRY
from model.theory.honesty.replicas import PASSES, ROUNDS

if TYPE_CHECKING:
    import xarray as xr

_THOUSAND = 1e3
_THREE = ("blue", "vermilion", "green")


def jackpot(takes: Mapping[int, Sequence[float]], ratios: np.ndarray, inside: np.ndarray) -> Figure:
    """Left: what a checker with several identities receives; right: how many checkers stay.

    ``takes`` maps the number of others to shares of the jackpot for 1, 2, … identities;
    ``inside`` (season, ratio) are checkers over the expected jackpot in costs of a check.
    """
    settled = inside[len(inside) // 2 :]
    low, middle, high = (np.quantile(settled, q, axis=0) for q in (0.05, 0.5, 0.95))
    line = np.geomspace(ratios[0], ratios[-1], 400)
    steps = formula(ENTRY, forced_errors=1.0, jackpot=line, check_cost=1.0)
    with style():
        figure, (left, right) = subplots(1, 2, height=3.7)
        for (n, shares), colour in zip(takes.items(), _THREE, strict=True):
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
        right.step(line, steps, color=COLOURS["ink"], lw=1.4, label="formula")
        right.errorbar(
            ratios,
            middle,
            np.stack([middle - low, high - middle]),
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


def replicas(
    passed: Mapping[str, np.ndarray],
    honest: float,
    one_hand: float,
    tasks: int,
    lengths: Sequence[int],
    rounds: np.ndarray,
) -> Figure:
    """Left: wrong results that pass, over replicas; right: rounds of a dispute over its length.

    ``passed`` from `model.experiments.honesty.accepted`, ``rounds`` (game, length) from
    `disputes`. Whiskers: two standard errors.
    """
    counts = np.arange(1, len(passed["independent"]) + 1)
    lines = {
        name: formula(PASSES, honest_share=honest, replicas=counts, one_hand=hand)
        for name, hand in (("independent", 0.0), ("one hand", one_hand))
    }
    with style():
        figure, (left, right) = subplots(1, 2, height=3.8)
        for (name, shares), colour in zip(passed.items(), _THREE, strict=True):
            spread = 2 * np.sqrt(shares * (1 - shares) / tasks)
            left.errorbar(
                counts,
                shares,
                np.minimum(spread, 0.9 * shares),
                fmt="o",
                ms=4,
                lw=1.2,
                capsize=2,
                color=COLOURS[colour],
                label=name,
            )
            if name in lines:
                left.plot(counts, lines[name], color=COLOURS[colour], lw=1.2)
        bound = one_hand * (1 - honest)
        left.axhline(bound, color=COLOURS["grey"], ls="--", lw=1.2, label="bound of one hand")
        left.set_yscale("log")
        left.set(xlabel="replicas", ylabel="wrong results that pass")
        left.set_ylim(lines["independent"][-1] / 3, 1)
        left.legend(fontsize="small")
        one = np.ones(len(lengths))
        curve = formula(ROUNDS, steps_of_task=np.array(lengths), nodes_of_step=one)
        right.plot(lengths, curve, color=COLOURS["ink"], label="formula")
        right.plot(lengths, rounds.max(axis=0), "o", color=COLOURS["orange"], label="longest")
        right.plot(lengths, rounds.mean(axis=0), "_", ms=9, color=COLOURS["blue"], label="mean")
        right.set_xscale("log")
        right.set(xlabel="steps of the task", ylabel="rounds of the search")
        right.legend(fontsize="small")
    return Figure(
        figure,
        f"Left: with independent replicas wrong results fall to {passed['independent'][-1]:.1g} at "
        f"{counts[-1]} replicas; with one hand in {100 * one_hand:.0f} per cent of cases they stay "
        f"near {bound:.2g}; a majority needs many more. Right: the longest dispute takes "
        f"{rounds.max()} rounds for {lengths[-1]:,} steps, as the logarithm says.",
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
        "whatever the price of the token. Right: the same for the value that stake protects.",
    )
