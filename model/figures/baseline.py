"""The announced baseline: one run, an ensemble, and what kills it. Dataset in, `Figure` out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from model.figures.style import COLOURS, Figure, style, subplots
from model.spec.accounts import CLASSES

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.axes import Axes

YEAR, MONTH = 365, 30
STEP = 5  # days between the points of a band, so that a page stays light
MILLION, BILLION = 1e6, 1e9
CLASS_COLOURS = dict(zip(CLASSES, ("blue", "vermilion", "green"), strict=True))
CLASS_NAMES = dict(zip(CLASSES, ("data centre", "professional", "consumer"), strict=True))


def smooth(values: xr.DataArray, days: int = MONTH) -> xr.DataArray:
    """The mean of the last ``days`` days, or of as many as there are."""
    mean: xr.DataArray = values.rolling(day=days, min_periods=1).mean()
    return mean


def unlocked(ds: xr.Dataset) -> xr.DataArray:
    """AI that becomes free in a day: insiders, sale and treasury."""
    free: xr.DataArray = ds.newly_vested + ds.treasury_released
    return free


def all_burned(ds: xr.Dataset) -> xr.DataArray:
    """AI that is burned in a day, by buybacks and by slashing."""
    today: xr.DataArray = ds.burned.diff("day")
    return today


def _years(values: xr.DataArray) -> np.ndarray:
    return np.asarray(values.day.to_numpy() / YEAR)


def _line(ax: Axes, values: xr.DataArray, colour: str, label: str = "", ls: str = "-") -> None:
    ax.plot(_years(values), values, color=COLOURS[colour], label=label or None, lw=1.2, ls=ls)


def _band(ax: Axes, values: xr.DataArray, colour: str, label: str = "") -> None:
    values = values.isel(day=slice(None, None, STEP))
    low, middle, high = (values.quantile(q, "run") for q in (0.05, 0.5, 0.95))
    ax.fill_between(_years(low), low, high, color=COLOURS[colour], alpha=0.22, lw=0)
    ax.plot(_years(middle), middle, color=COLOURS[colour], label=label or None, lw=1.5)


def _log(ax: Axes, *ticks: float) -> None:
    """A logarithmic axis whose labels are plain numbers."""
    ax.set_yscale("log")
    ax.set_yticks(ticks, [f"{tick:g}" for tick in ticks])
    ax.minorticks_off()


def _finish(axes: Sequence[Axes], columns: int = 2) -> None:
    for ax in axes:
        if ax.get_legend_handles_labels()[0]:
            ax.legend(fontsize=8, handlelength=1.4, labelspacing=0.25)
    for ax in axes[-columns:]:
        ax.set_xlabel("age of the network [years]")


def one_run(ds: xr.Dataset, target: float) -> Figure:
    """Eight panels of one run, dims (day,); ``target`` is the target of utilisation."""
    with style():
        fig, axes = subplots(4, 2, height=9.0, share_x=True)
        price, compute, used, gpus, cheats, supply, vault, stake = axes
        _line(price, ds.fair_price, "grey", "fair", ls="--")
        _line(price, ds.price, "blue", "pool")
        _log(price, 0.005, 0.01, 0.02, 0.03)
        price.set_ylabel("AI price [USD/AI]")
        _line(compute, ds.compute_price, "vermilion")
        compute.set_ylabel("compute price\n[USD/GPU-hour]")
        daily = 100 * ds.utilisation.isel(day=slice(1, None))
        used.plot(_years(daily), daily, color=COLOURS["green"], lw=0.4, alpha=0.45)
        _line(used, smooth(daily), "green", "30-day mean")
        used.axhline(100 * target, color=COLOURS["ink"], ls=":", lw=1)
        used.set(ylabel="utilisation [%]", ylim=(0, 100))
        for c in CLASSES:
            _line(gpus, ds[f"gpus_{c}"], CLASS_COLOURS[c], CLASS_NAMES[c])
            _line(cheats, 100 * ds[f"cheating_{c}"], CLASS_COLOURS[c], CLASS_NAMES[c])
        gpus.set(ylabel="capacity [GPU]", ylim=(0, None))
        cheats.set_ylabel("cheating [% of tasks]")
        _line(supply, smooth(unlocked(ds)) / MILLION, "orange", "unlocked")
        _line(supply, smooth(all_burned(ds)) / MILLION, "vermilion", "burned")
        _log(supply, 0.1, 1, 10)
        supply.set(ylabel="a day, 30-day mean\n[million AI]", ylim=(0.05, 30))
        _line(vault, smooth(ds.vault_deposit.isel(day=slice(1, None))) / 1e3, "grey", "paid in")
        spent = smooth(ds.vault_spend.isel(day=slice(1, None))) / 1e3
        _line(vault, spent, "purple", "spent", ls="--")
        vault.set(ylabel="vault a day, 30-day mean\n[thousand USD]", ylim=(0, None))
        _line(stake, ds.circulating.isel(day=slice(1, None)) / BILLION, "blue", "circulating")
        _line(stake, ds.delegated_stake / BILLION, "sky", "staked")
        stake.set_ylabel("tokens [billion AI]")
        _finish(axes)
    last = ds.isel(day=-1)
    worst = max(CLASSES, key=lambda c: float(ds[f"cheating_{c}"].max()))
    of_all = 100 * float(ds.vault_spend.sum() / ds.vault_deposit.sum())
    alt = (
        f"Eight panels over {_years(ds.day)[-1]:.0f} years. The AI price falls from "
        f"{float(ds.price[0]):.3f} to {float(last.price):.4f} USD; compute ends at "
        f"{float(last.compute_price):.2f} USD per GPU-hour; utilisation stays between "
        f"{100 * float(ds.utilisation[1:].min()):.0f} and "
        f"{100 * float(ds.utilisation.max()):.0f} per cent; cheating peaks at "
        f"{100 * float(ds[f'cheating_{worst}'].max()):.0f} per cent of {CLASS_NAMES[worst]} tasks; "
        f"the vault spends {of_all:.0f} per cent of what it gets and holds "
        f"{float(last.vault_usd) / 1e3:.0f} thousand USD at the end."
    )
    return Figure(fig, alt)


def ensemble(ds: xr.Dataset, voted: xr.Dataset, vote_day: int) -> Figure:
    """Six panels of many runs, dims (run, day): median and the middle nine tenths.

    ``voted`` are the same paths with a vote that takes effect on ``vote_day``.
    """
    with style():
        fig, axes = subplots(3, 2, height=7.2, share_x=True)
        _band(axes[0], ds.fair_price, "grey", "fair")
        _band(axes[0], ds.price, "blue", "pool")
        _log(axes[0], 0.005, 0.01, 0.02, 0.03)
        axes[0].set_ylabel("AI price [USD/AI]")
        _band(axes[1], ds.compute_price, "vermilion")
        axes[1].set_ylabel("compute price\n[USD/GPU-hour]")
        _band(axes[2], smooth(ds.fees_usd.isel(day=slice(1, None))) / 1e3, "green")
        axes[2].set_ylabel("fees a day, 30-day mean\n[thousand USD]")
        _band(axes[3], smooth(100 * ds.utilisation.isel(day=slice(1, None))), "green")
        axes[3].set(ylabel="utilisation,\n30-day mean [%]", ylim=(0, 100))
        for ax, name in ((axes[4], "burned"), (axes[5], "vault_usd")):
            _band(ax, ds[name] / MILLION, "vermilion", "baseline")
            _band(ax, voted[name] / MILLION, "orange", "guard vote")
            ax.axvline(vote_day / YEAR, color=COLOURS["ink"], ls=":", lw=1)
        axes[4].set_ylabel("burned so far [million AI]")
        axes[5].set_ylabel("waiting in the vault\n[million USD]")
        _finish(axes)
    low, high = (float(ds.price.isel(day=-1).quantile(q)) for q in (0.05, 0.95))
    burned = [float(ds.burned.isel(day=-1).quantile(q)) / MILLION for q in (0.05, 0.95)]
    alt = (
        f"Six panels, median and 5 to 95 per cent band of {ds.sizes['run']} runs. The final price "
        f"lies between {low:.4f} and {high:.4f} USD, the final burn between {burned[0]:.0f} and "
        f"{burned[1]:.0f} million AI. With the guard vote the burn slows and the backlog grows."
    )
    return Figure(fig, alt)


def profits(ds: xr.Dataset) -> Figure:
    """Profit of each class as a share of its fixed cost, dims (run, day), quarterly means."""
    with style():
        fig, axes = subplots(1, 3, height=2.9, share_x=True)
        told = []
        for ax, c in zip(axes, CLASSES, strict=True):
            profit = 100 * ds[f"profit_{c}"].isel(day=slice(1, None))
            _band(ax, smooth(profit, 91), CLASS_COLOURS[c])
            ax.axhline(0, color=COLOURS["ink"], lw=1, ls=":")
            ax.text(0.96, 0.94, CLASS_NAMES[c], transform=ax.transAxes, ha="right", va="top")
            ax.set_xlabel("age [years]")
            ax.sharey(axes[0])
            told.append(f"{CLASS_NAMES[c]} {float(profit.mean()):+.1f}")
        axes[0].set_ylabel("profit [% of fixed cost]")
    alt = "Three panels, one a class of node. Mean profit in per cent of fixed cost: "
    return Figure(fig, alt + ", ".join(told) + ".")


def deaths(ds: xr.Dataset, names: Mapping[int, str]) -> Figure:
    """Baseline beside economies that die, dims (point, run, day); ``names`` by point."""
    with style():
        fig, axes = subplots(2, 2, height=5.2, share_x=True)
        told = []
        for (point, name), colour in zip(names.items(), ("blue", "vermilion", "purple"),
                                         strict=False):  # fmt: skip
            one = ds.isel(point=point)
            capacity = sum((one[f"gpus_{c}"] for c in CLASSES.members[1:]), one[f"gpus_{CLASSES[0]}"])
            _band(axes[0], one.compute_price, colour, name)
            _band(axes[1], capacity, colour)
            _band(axes[2], 100 * one.cheating_consumer, colour)
            _band(axes[3], smooth(one.fees_usd.isel(day=slice(1, None))) / 1e3, colour)
            told.append(
                f"{name}: {float(one.compute_price[:, -1].median()):.1f} USD per GPU-hour, "
                f"{float(capacity[:, -1].median()):.0f} GPUs, "
                f"{100 * float(one.cheating_consumer[:, -1].median()):.0f} per cent cheating"
            )
        _log(axes[0], 2.5, 5, 10, 25, 50)
        axes[0].set_ylabel("compute price\n[USD/GPU-hour]")
        _log(axes[1], 100, 300, 1000, 3000)
        axes[1].set_ylabel("capacity, all classes\n[GPU]")
        axes[2].set(ylabel="cheating, consumer\n[% of tasks]", ylim=(-3, 103))
        _log(axes[3], 10, 30, 100)
        axes[3].set_ylabel("fees a day, 30-day mean\n[thousand USD]")
        _finish(axes)
    return Figure(fig, "Four panels; at the end " + "; ".join(told) + ".")
