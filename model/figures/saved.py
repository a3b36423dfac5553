"""Columns of a saved result against the day, for a first look."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import xarray as xr
from matplotlib.axes import Axes

from model import gates
from model.figures.style import Figure, style, subplots

#: Lines and panels that one figure can hold and still be read.
LINES, PANELS = 6, 6


class PlotError(gates.Refused):
    """What cannot be drawn, with the limit and the way out."""


def saved(ds: xr.Dataset, columns: Sequence[str]) -> Figure:
    """A panel a column, dims (day,) and possibly (point,), (run,) or (quantile,).

    Runs are drawn as their median with the middle nine tenths, quantiles as the outer two with the
    middle one, points as a line each. Raises `PlotError` for columns that are no series of days.
    """
    _check(ds, columns)
    said = []
    with style():
        drawing, axes = subplots(len(columns), height=0.6 + 2.4 * len(columns), share_x=True)
        for ax, name in zip(axes, columns, strict=True):
            values, unit = ds[name], ds[name].attrs.get("units", "1")
            for label, line in _lines(values):
                said.append(_drawn(ax, line, label, str(name), unit))
            ax.set_ylabel(f"{name}\n[{unit}]")
            if "point" in values.dims and values.sizes["point"] > 1:
                ax.legend()
        axes[-1].set_xlabel("day")
    return Figure(drawing, " ".join(said))


def _check(ds: xr.Dataset, columns: Sequence[str]) -> None:
    series = [str(name) for name in ds.data_vars if "day" in ds[name].dims]
    for name in columns:
        if name not in series:
            raise PlotError(
                f"{gates.shown(name)} is no column with a day; there are {', '.join(series[:8])}"
                + (", and more: python -m model show FILE lists them" if len(series) > 8 else "")
            )
        if ds[name].sizes["day"] < 2:
            raise PlotError(f"{name} has one day only: save at least two to see a line")
        if ds[name].sizes.get("point", 1) > LINES:
            raise PlotError(
                f"{name} has {ds[name].sizes['point']} points, and a figure holds {LINES} lines: "
                "select some with xarray and save them"
            )
    if len(columns) > PANELS:
        raise PlotError(f"{len(columns)} columns are more than a figure's {PANELS}: give fewer")


def _lines(values: xr.DataArray) -> list[tuple[str, xr.DataArray]]:
    """A line for each point, with what differs between them as its label."""
    if "point" not in values.dims:
        return [("", values)]
    differ = [name for name, c in values.coords.items() if c.dims == ("point",) and name != "point"]
    return [
        (
            ", ".join(f"{n} = {values[n].values[at]}" for n in differ) or f"point {at}",
            values.isel(point=at),
        )
        for at in range(values.sizes["point"])
    ]


def _drawn(ax: Axes, line: xr.DataArray, label: str, name: str, unit: str) -> str:
    """Draw one line and its band; what it shows, in a sentence."""
    middle, band, about = line, None, ""
    if "run" in line.dims and line.sizes["run"] > 1:
        low, middle, high = (line.quantile(q, "run") for q in (0.05, 0.5, 0.95))
        band, about = (low, high), f", median of {line.sizes['run']} runs"
    elif "quantile" in line.dims:
        order = np.argsort(line["quantile"].values)
        shares = line["quantile"].values[order]
        low, middle, high = (line.isel(quantile=order[at]) for at in (0, len(order) // 2, -1))
        band, about = (low, high), f", quantile {shares[len(order) // 2]:g}"
    middle = middle.squeeze(drop=True)
    days = middle["day"].values
    (drawn,) = ax.plot(days, middle.values, label=label)
    if band is not None:
        lower, upper = (each.squeeze(drop=True).values for each in band)
        ax.fill_between(days, lower, upper, alpha=0.2, color=drawn.get_color(), lw=0)
    known = middle.values[np.isfinite(middle.values)]
    if not known.size:
        return f"{name} has no value on any day."
    which = f" ({label})" if label else ""
    return f"{name}{which}{about}: {known[0]:.4g} to {known[-1]:.4g} {unit} by day {days[-1]}."
