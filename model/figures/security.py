"""Figures of jackpots, replicas and stake: formulas as lines, what was simulated as marks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from model.experiments.honesty import formula
from model.figures.style import COLOURS, Figure, style, subplots
from model.theory.honesty.jackpot import ENTRY
from model.theory.honesty.replicas import INDEPENDENT, ROUNDS

if TYPE_CHECKING:
    import xarray as xr

_MILLION = 1e6
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
            left.plot(range(1, len(shares) + 1), shares, "o-", color=COLOURS[colour],
                      label=f"beside {n}" if n else "alone")  # fmt: skip
        left.set(xlabel="identities of one checker", ylabel="its part of the jackpot")
        left.set(ylim=(0, 1.05))
        left.legend(fontsize="small")
        right.step(line, steps, color=COLOURS["ink"], lw=1.4, label="formula")
        right.errorbar(ratios, middle, np.stack([middle - low, high - middle]), fmt="o", ms=4,
                       color=COLOURS["orange"], capsize=2, lw=1.2, label="seasons")  # fmt: skip
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
    passed: Mapping[str, np.ndarray], honest: float, one_hand: float, tasks: int,
    lengths: Sequence[int], rounds: np.ndarray,
) -> Figure:  # fmt: skip
    """Left: wrong results that pass, over replicas; right: rounds of a dispute over its length.

    ``passed`` from `model.experiments.honesty.accepted`, ``rounds`` (game, length) from
    `disputes`. Whiskers: two standard errors.
    """
    counts = np.arange(1, len(passed["independent"]) + 1)
    apart = formula(INDEPENDENT, honest_share=honest, replicas=counts)
    lines = {"independent": apart, "one hand": one_hand * (1 - honest) + (1 - one_hand) * apart}
    with style():
        figure, (left, right) = subplots(1, 2, height=3.8)
        for (name, shares), colour in zip(passed.items(), _THREE, strict=True):
            spread = 2 * np.sqrt(shares * (1 - shares) / tasks)
            left.errorbar(counts, shares, np.minimum(spread, 0.9 * shares), fmt="o", ms=4, lw=1.2,
                          capsize=2, color=COLOURS[colour], label=name)  # fmt: skip
            if name in lines:
                left.plot(counts, lines[name], color=COLOURS[colour], lw=1.2)
        bound = one_hand * (1 - honest)
        left.axhline(bound, color=COLOURS["grey"], ls="--", lw=1.2, label="bound of one hand")
        left.set_yscale("log")
        left.set(xlabel="replicas", ylabel="wrong results that pass", ylim=(apart[-1] / 3, 1))
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
    """Left: stake in years of fees over the asked yield; right: what it protects.

    ``found`` comes from `model.experiments.honesty.security`.
    """
    asked = found.staking_yield.values
    years = (found.value / found.fees).values
    safe = attack_share * penalty
    line = np.geomspace(asked.min(), asked.max(), 100)
    free = ~found.bound.values
    with style():
        figure, (left, right) = subplots(1, 2, height=3.9)
        left.loglog(100 * line, 1 / line, color=COLOURS["ink"], label="formula")
        for factor, colour in zip(np.unique(found.price_factor), ("blue", "orange"), strict=True):
            chosen = found.price_factor.values == factor
            name = f"launch price × {factor:g}"
            for ax, values, expected in (
                (left, years, None),
                (right, safe * found.value.values / _MILLION,
                 safe * (found.fees / found.staking_yield).values / _MILLION),
            ):  # fmt: skip
                for mask, fill in ((chosen & free, COLOURS[colour]), (chosen & ~free, "none")):
                    if not mask.any():
                        continue
                    y = np.median(values[mask], axis=1)
                    ends = np.stack([y - values[mask].min(axis=1), values[mask].max(axis=1) - y])
                    x = 100 * asked[mask] if expected is None else np.median(expected[mask], axis=1)
                    ax.errorbar(x, y, ends, fmt="o", ms=5, mfc=fill, color=COLOURS[colour], lw=1.2,
                                label=name if fill != "none" else None)  # fmt: skip
        top = safe * float((found.fees / found.staking_yield).max()) / _MILLION
        low = safe * float((found.fees / found.staking_yield).min()) / _MILLION
        right.loglog([low, top], [low, top], color=COLOURS["ink"], label="formula")
        left.set(xlabel="yield that holders ask (% a year)", ylabel="stake (years of net fees)")
        right.set(xlabel="safe value by the formula (million USD)",
                  ylabel="safe value by the stake (million USD)")  # fmt: skip
        left.legend(fontsize="small")
    ratio = (years * asked[:, None])[free]
    return Figure(
        figure,
        "Left: stake in years of net fees falls with the asked yield along the formula; over it "
        f"the simulated values are {ratio.min():.2f} to {ratio.max():.2f} where the share of "
        f"tokens that holders stake does not bind. {int((~free).sum())} hollow marks, where it "
        "binds, lie below. Right: the same for the value that stake protects.",
    )
