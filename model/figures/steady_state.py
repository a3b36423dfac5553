"""The steady state of the whole economy: met by a run, left and found again, and moved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from model.experiments.steady_state import (
    BRANCHES,
    COMPARED,
    Effect,
    Steady,
    eigenvalues,
    treasury_multiple,
)
from model.experiments.steady_state.long_run import YEAR
from model.figures.style import COLOURS, Figure, style, subplots
from model.spec import accounts as a
from model.spec import treasury as tr
from model.theory.steady_state.treasury import HELD, daily_shrinkage, treasury_income

if TYPE_CHECKING:
    import xarray as xr

_LINES = ("blue", "vermilion", "green", "purple", "orange", "sky")
_PANELS: Mapping[str, tuple[tuple[str, ...], str, float]] = {
    "price of compute (USD/GPU-hour)": (("compute_price",), "linear", 1.0),
    "running GPUs": (("gpus_datacentre", "gpus_professional", "gpus_consumer"), "linear", 1.0),
    "price of the token (USD/AI)": (("price",), "log", 1.0),
    "tokens (million AI)": (("treasury", "delegated_stake", "free_float"), "log", 1e-6),
}


def convergence(ds: xr.Dataset, found: xr.Dataset) -> Figure:
    """A run without shocks (lines, dims day) and the solved steady states (dots, what and day)."""
    years, dots = ds["day"] / YEAR, found["day"] / YEAR
    with style():
        figure, axes = subplots(2, 2, height=5.6, share_x=True)
        for ax, (label, (names, scale, factor)) in zip(axes, _PANELS.items(), strict=True):
            for name, colour in zip(names, _LINES, strict=False):
                ax.plot(years, factor * ds[name], color=COLOURS[colour], lw=1.6)
                ax.plot(dots, factor * found["rest"].sel(what=name), "o", ms=4.5, mfc="none",
                        color=COLOURS[colour], label=COMPARED[name])  # fmt: skip
            ax.set(ylabel=label, yscale=scale)
            if len(names) > 1:
                ax.legend(fontsize="small")
        axes[1].set_ylim(0, None)
        axes[0].set_ylim(0, None)
        for ax in axes[2:]:
            ax.set_xlabel("year")
    gap = 100 * abs(found["run"] / found["rest"] - 1).isel(day=-1)
    dollars = gap.sel(what=[*_PANELS["running GPUs"][0], "compute_price"])
    return Figure(
        figure,
        f"Four panels over {float(years[-1]):.0f} years. The run meets the solved steady states "
        f"after about five years. At the end GPUs and the price of compute are within "
        f"{float(dollars.max()):.2f} per cent of them and no quantity is further than "
        f"{float(gap.max()):.1f} per cent.",
    )


def gaps(found: xr.Dataset) -> Figure:
    """Relative distance of the run from rest (left) and from rest with drift (right), per cent."""
    with style():
        figure, axes = subplots(1, 2, height=4.2)
        for ax, layer, words in zip(
            axes, ("rest", "drift"), ("state at rest", "state at rest and its drift"), strict=True
        ):
            far = 100 * abs(found["run"] / found[layer] - 1)
            shown = ("compute_price", "gpus_datacentre", "price", "burn", "delegated_stake",
                     "treasury")  # fmt: skip
            for name, colour in zip(shown, _LINES, strict=True):
                ax.plot(found["day"] / YEAR, far.sel(what=name), color=COLOURS[colour],
                        label=COMPARED[name], lw=1.6)  # fmt: skip
            ax.set(xlabel="year", ylabel=f"distance from the {words} (%)", yscale="log",
                   ylim=(1e-5, 30))  # fmt: skip
        axes[0].legend(fontsize="small", loc="lower center")
    last = {
        layer: float(100 * abs(found["run"] / found[layer] - 1).isel(day=-1).max())
        for layer in ("rest", "drift")
    }
    return Figure(
        figure,
        f"Left: distance of the run from the state at rest by year, at most {last['rest']:.1f} "
        f"per cent in the end. Right: with the slow drift taken into account, at most "
        f"{last['drift']:.1f} per cent.",
    )


def stability(steady: Steady, back: xr.DataArray) -> Figure:
    """Eigenvalues of the day in every branch, and ``back`` (start, day) from `way_back`."""
    with style():
        figure, (left, right) = subplots(1, 2, height=4.0)
        circle = np.exp(1j * np.linspace(-0.1, 0.1, 400))
        left.plot(circle.real, circle.imag, color=COLOURS["grey"], lw=1)
        largest = []
        for branch in BRANCHES:
            found, growing = eigenvalues(steady, branch), sum(branch) == len(branch)
            largest.append(abs(found[0]))
            left.plot(
                found.real,
                found.imag,
                "o" if growing else "x",
                ms=7 if growing else 4.5,
                mfc="none",
                color=COLOURS["blue" if growing else "vermilion"],
                label={0: "all classes grow", 1: "some do not"}.get(len(largest) - 1),
            )
        left.set(xlabel="real part", ylabel="imaginary part", xlim=(0.93, 1.004),
                 ylim=(-0.06, 0.06))  # fmt: skip
        left.legend(fontsize="small", loc="upper left")
        first = back.mean("start")
        for start in back:
            right.plot(back["day"] / YEAR, 100 * start, color=COLOURS["sky"], lw=1)
        slow = float(first[-1]) * max(largest) ** (back["day"] - back["day"][-1])
        right.plot(back["day"] / YEAR, 100 * slow, color=COLOURS["ink"], ls="--",
                   label="rate of the slowest eigenvalue")  # fmt: skip
        right.set(xlabel="years since the disturbance", ylabel="distance from rest (%)",
                  yscale="log")  # fmt: skip
        right.legend(fontsize="small")
    half = np.log(0.5) / np.log(max(largest)) / YEAR
    return Figure(
        figure,
        f"Left: the eigenvalues of the day in eight branches lie inside the unit circle; the "
        f"largest is {max(largest):.5f}. Right: {back.sizes['start']} disturbed economies come "
        f"back, in the end with a half-life of {half:.1f} years.",
    )


def statics(found: Sequence[Effect], causes: Mapping[str, str], outcomes: Mapping[str, str]) -> (
    Figure
):  # fmt: skip
    """Elasticities as a table of numbers; blue raises, red lowers. Names map to words."""
    table = np.array([e.elasticity for e in found]).reshape(len(causes), len(outcomes))
    with style():
        figure, (ax,) = subplots(1, 1, height=0.38 * len(causes) + 1.9)
        ax.imshow(np.clip(table, -1, 1), cmap="RdBu", vmin=-2.2, vmax=2.2, aspect="auto")
        for row, line in enumerate(table):
            for column, value in enumerate(line):
                text = f"{value:+.2f}" if abs(value) >= 0.005 else "0"
                ax.text(column, row, text.replace("-", "−"), ha="center", va="center",
                        fontsize=9, color=COLOURS["ink"])  # fmt: skip
        ax.set_yticks(range(len(causes)), list(causes.values()))
        ax.set_xticks(range(len(outcomes)), list(outcomes.values()), rotation=35, ha="left")
        ax.xaxis.tick_top()
        ax.tick_params(length=0)
        for side in ax.spines.values():
            side.set_visible(False)
    of = {(e.parameter, e.outcome): e.elasticity for e in found}
    return Figure(
        figure,
        "Table of elasticities, parameters by outcomes. One per cent more demand moves the price "
        f"of the token by {of['demand_at_maturity', 'price']:+.2f} per cent and the burn rate by "
        f"{of['demand_at_maturity', 'burn_rate']:+.2f}; one per cent more of the burn share moves "
        f"the burn rate by {of['burn_share', 'burn_rate']:+.2f}.",
    )


def supply(ds: xr.Dataset, foretold: xr.Dataset, first: int, found: xr.Dataset, given:
           Mapping[str, float]) -> Figure:  # fmt: skip
    """The supply of the run and as foretold from year ``first``; the treasury over its income."""
    run = 1e-9 * (given["initial_supply"] - ds["burned"])
    with style():
        figure, (left, right) = subplots(1, 2, height=3.9)
        left.plot(ds["day"] / YEAR, run, color=COLOURS["blue"], label="run")
        left.plot(first + foretold["year"], 1e-9 * foretold["supply"], "o", mfc="none",
                  color=COLOURS["vermilion"], label="foretold by the steady states")  # fmt: skip
        left.set(xlabel="year", ylabel="supply that is not burned (billion AI)", yscale="log")
        left.set_yticks([2, 3, 5, 10], ["2", "3", "5", "10"])
        left.minorticks_off()
        left.legend(fontsize="small")
        multiple = treasury_multiple(ds).sel(day=slice(int(found["day"][0]), None))
        right.plot(multiple["day"] / YEAR, multiple, color=COLOURS["blue"], label="run")
        formula = sp.lambdify(
            (treasury_income, tr.treasury_spend_rate, a.day_in_years, daily_shrinkage), HELD
        )
        rate = [given["treasury_spend_rate"], given["day_in_years"]]
        shrink = 1 - np.exp(-found["burn_rate"] * given["day_in_years"])
        right.plot(found["day"] / YEAR, formula(1.0, *rate, shrink), "--",
                   color=COLOURS["vermilion"], label="on a burning path")  # fmt: skip
        right.axhline(formula(1.0, *rate, 0.0), color=COLOURS["grey"], ls=":",
                      label="without burning")  # fmt: skip
        right.set(xlabel="year", ylabel="treasury over its daily income (days)")
        right.legend(fontsize="small")
    there = run.sel(day=YEAR * (first + int(foretold["year"][-1])))
    off = 100 * (1e-9 * float(foretold["supply"][-1]) / float(there) - 1)
    return Figure(
        figure,
        f"Left: the supply falls along the foretold dots, {off:+.2f} per cent off after "
        f"{int(foretold['year'][-1])} years. Right: the treasury of the run holds "
        f"{float(multiple[-1]):.0f} days of its income in the end; the formula says "
        f"{float(formula(1.0, *rate, shrink)[-1]):.0f}, and {float(formula(1.0, *rate, 0.0)):.0f} "
        "without burning.",
    )
