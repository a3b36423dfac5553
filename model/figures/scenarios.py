"""One run of the whole economy, the scenarios beside each other, and the back-test."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from model.experiments.backtest import BackTest
from model.experiments.scenarios import NAMES, YEAR, gpus
from model.factbook import facts
from model.figures.style import COLOURS, Figure, style, subplots
from model.spec.accounts import CLASSES

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.axes import Axes

MONTH = 30
STEP = 10  # days between the points of a band, so that a page stays light
MILLION, BILLION = 1e6, 1e9
CLASS_COLOURS = dict(zip(CLASSES, ("blue", "vermilion", "green"), strict=True))
CLASS_NAMES = dict(zip(CLASSES, ("data centre", "professional", "consumer"), strict=True))
SCENARIO_COLOURS = dict(zip(NAMES, ("ink", "vermilion", "blue", "green"), strict=True))


def smooth(values: xr.DataArray, days: int = MONTH) -> xr.DataArray:
    """The mean of the last ``days`` days, or of as many as there are."""
    mean: xr.DataArray = values.rolling(day=days, min_periods=1).mean()
    return mean


def unlocked(ds: xr.Dataset) -> xr.DataArray:
    """AI that becomes free in a day: insiders, sale and treasury."""
    free: xr.DataArray = ds.newly_vested + ds.treasury_released
    return free


def _years(values: xr.DataArray) -> np.ndarray:
    return np.asarray(values.day.to_numpy() / YEAR)


def _line(ax: Axes, values: xr.DataArray, colour: str, label: str = "", ls: str = "-") -> None:
    ax.plot(_years(values), values, color=COLOURS[colour], label=label or None, lw=1.2, ls=ls)


def _band(ax: Axes, values: xr.DataArray, colour: str, label: str = "") -> None:
    values = values.isel(day=slice(None, None, STEP))
    low, middle, high = (values.quantile(q, "run") for q in (0.1, 0.5, 0.9))
    ax.fill_between(_years(low), low, high, color=COLOURS[colour], alpha=0.15, lw=0)
    ax.plot(_years(middle), middle, color=COLOURS[colour], label=label or None, lw=1.5)


def _finish(axes: Sequence[Axes], columns: int = 2) -> None:
    for ax in axes:
        if ax.get_legend_handles_labels()[0]:
            ax.legend(fontsize=8, handlelength=1.4, labelspacing=0.25)
    for ax in axes[-columns:]:
        ax.set_xlabel("age of the token [years]")


def one_run(ds: xr.Dataset, opening_day: int) -> Figure:
    """Eight panels of one run, dims (day,); the market for compute opens on ``opening_day``."""
    open_days = ds.isel(day=slice(opening_day, None))
    with style():
        fig, axes = subplots(4, 2, height=9.0, share_x=True)
        price, compute, fees, running, trust, supply, vault, held = axes
        _line(price, ds.fair_price, "grey", "fair", ls="--")
        _line(price, ds.price, "blue", "market")
        price.set(ylabel="price of AI [USD/AI]", yscale="log")
        for c in CLASSES:
            relative = 100 * open_days[f"compute_price_{c}"] / open_days[f"price_outside_{c}"]
            _line(compute, relative, CLASS_COLOURS[c], CLASS_NAMES[c])
            _line(running, open_days[f"gpus_{c}"], CLASS_COLOURS[c], CLASS_NAMES[c])
        compute.set(ylabel="price of compute\n[% of the price outside]", ylim=(0, None))
        running.set(ylabel="GPUs [GPU]", ylim=(0, None))
        _line(fees, smooth(open_days.fees_usd) / 1e3, "green")
        fees.set(ylabel="fees a day, 30-day mean\n[thousand USD]", ylim=(0, None))
        _line(trust, 100 * ds.reputation, "purple")
        trust.set(ylabel="reputation\n[% right results]", ylim=(0, 102))
        _line(supply, smooth(unlocked(ds)) / MILLION, "orange", "unlocked")
        _line(supply, smooth(ds.burned.diff("day")) / MILLION, "vermilion", "burned by the vault")
        supply.set(ylabel="tokens a day, 30-day mean\n[million AI]", yscale="log", ylim=(1e-4, 30))
        _line(vault, smooth(ds.revenue.isel(day=slice(1, None))), "grey", "revenue")
        spent = smooth(ds.buyback_usd.isel(day=slice(1, None)))
        _line(vault, spent, "vermilion", "spent", ls="--")
        vault.set(ylabel="vault a day, 30-day mean\n[USD]", ylim=(0, None))
        known = ds.isel(day=slice(1, None))
        _line(held, known.circulating / BILLION, "blue", "circulating")
        _line(held, known.free_float / BILLION, "sky", "free float")
        held.set(ylabel="tokens [billion AI]", ylim=(0, None))
        _finish(axes)
    last = ds.isel(day=-1)
    free, burned = unlocked(ds).to_numpy()[1:], ds.burned.diff("day").to_numpy()
    alt = (
        f"Eight panels over {_years(ds.day)[-1]:.0f} years. The price of AI goes from "
        f"{float(ds.price[0]):.3f} to {float(last.price):.4f} USD, beside the fair price. The "
        f"market for compute opens on day {opening_day}; at the end "
        f"{float(gpus(last)):.0f} GPUs run, users pay {float(last.fees_usd):.0f} USD a day, and "
        f"the reputation is {100 * float(last.reputation):.1f} per cent. More is unlocked "
        f"than burned on {100 * float((free > burned).mean()):.0f} per cent of the days; "
        f"circulation ends at {float(last.circulating) / BILLION:.1f} billion AI."
    )
    return Figure(fig, alt)


def fans(ds: xr.Dataset) -> Figure:
    """Four panels of scenarios, dims (scenario, run, day): medians and the middle 80 per cent."""
    supply = facts["initial_supply"].to("AI")
    panels: tuple[tuple[str, Callable[[xr.Dataset], xr.DataArray]], ...] = (
        ("price of AI [USD/AI]", lambda one: one.price),
        ("burned by the vault so far\n[% of supply]", lambda one: 100 * one.burned / supply),
        ("fees a day, 30-day mean [USD]", lambda one: smooth(one.fees_usd)),
        ("GPUs [GPU]", gpus),
    )
    told = []
    with style():
        fig, axes = subplots(2, 2, height=5.6, share_x=True)
        for ax, (label, measure) in zip(axes, panels, strict=True):
            for name in NAMES:
                values = measure(ds.sel(scenario=name)).isel(day=slice(1, None))
                if name == "observed" and float(values.isel(day=-1).median()) < 1e-3:
                    continue
                _band(ax, values.clip(1e-12), SCENARIO_COLOURS[name], name)
            ax.set(ylabel=label, yscale="log")
        axes[1].set_ylim(1e-5, None)
        axes[2].set_ylim(1, None)
        axes[3].set_ylim(10, None)
        _finish(axes)
    ends = [float(ds.price.sel(scenario=name).isel(day=-1).median()) for name in NAMES]
    paid = [float(smooth(ds.fees_usd.sel(scenario=name)).isel(day=-1).median()) for name in NAMES]
    for name in NAMES:
        burned = 100 * ds.burned.sel(scenario=name).isel(day=-1) / supply
        told.append(f"{name} {float(burned.median()):.2g}")
    return Figure(
        fig,
        "Four panels with a band for each of the scenarios observed, bear, base and bull. The "
        f"highest median price at the end is {max(ends) / min(ends):.2f} times the lowest; users "
        f"then pay {', '.join(f'{each:,.0f}' for each in paid)} dollars a day. Burned by the vault "
        f"after {_years(ds.day)[-1]:.0f} years, per cent of supply at the median: "
        + ", ".join(told)
        + ".",
    )


def observed_beside(test: BackTest) -> Figure:
    """Every observation over the model's median, with the bands of chance and of all doubt."""
    rows = test.rows
    with style():
        fig, (ax,) = subplots(height=0.42 * len(rows) + 1.0)
        for place, row in enumerate(reversed(rows)):
            low, middle, high = (value / row.observed for value in row.band)
            ax.plot([low, high], [place, place], color=COLOURS["sky"], lw=5, alpha=0.5)
            few, _, many = (value / row.observed for value in row.chance)
            ax.plot([few, many], [place, place], color=COLOURS["blue"], lw=5)
            ax.plot(middle, place, "|", color=COLOURS["ink"], ms=12, mew=2)
        ax.axvline(1, color=COLOURS["vermilion"], lw=1.5)
        ax.set(xscale="log", xlabel="model over observed", yticks=range(len(rows)))
        ax.set_yticklabels([row.name for row in reversed(rows)])
        ticks = (0.1, 0.3, 1, 3, 10)
        ax.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
        ax.minorticks_off()
    inside = sum(row.inside for row in rows)
    alt = (
        f"A row for each of {len(rows)} observations; the model's 80 per cent band over the "
        f"observed number. {inside} of {len(rows)} bands over chance and assumed ranges contain "
        "the observed number; the darker bands of chance alone are narrower."
    )
    return Figure(fig, alt)
