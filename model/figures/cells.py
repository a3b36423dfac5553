"""Maps of cells as columns, and how places and values of an axis are written in a table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.collections import QuadMesh
from matplotlib.ticker import FixedLocator

from model.arrays import Array

Column = tuple[str, list[str]]
_ASIDE = 0.35  # how far from its tick a thing may stand that bears the tick's name


def written(values: Array) -> list[str]:
    """Numbers to seven digits, so that no machine's last one shows; nothing for what is none."""
    return [f"{v:.7g}" if np.isfinite(v) else "" for v in np.asarray(values, float)]


def label(axis: Axis) -> str:
    """What an axis says it shows, with its unit; without a label, what others say for it.

    Those are panels that share the axis, and then those beside it in its row or column of panels.
    """
    ax = axis.axes
    lying = axis is ax.xaxis
    shared = ax.get_shared_x_axes() if lying else ax.get_shared_y_axes()
    for each in (ax, *shared.get_siblings(ax), *_in_line(ax, lying)):
        if text := (each.xaxis if lying else each.yaxis).get_label_text():
            return str(text)
    return "name" if has_names(axis) else "x" if lying else "y"


def _in_line(ax: Axes, lying: bool) -> list[Axes]:
    """The panels below and above one, or those to its left and right."""
    spec = ax.get_subplotspec()
    if spec is None:
        return []
    own = spec.colspan if lying else spec.rowspan
    places = [(each, each.get_subplotspec()) for each in ax.figure.axes]
    return [each for each, at in places if at and (at.colspan if lying else at.rowspan) == own]


def named(axis: Axis, places: Array) -> list[str]:
    """Places along an axis; where it has names in place of numbers, the names."""
    if not has_names(axis):
        return written(places)
    ticks, texts = _ticks(axis)
    at = np.abs(np.asarray(places, float)[:, None] - ticks[None, :])
    # Dots and bars of one name stand side by side; what is farther off lies between the names.
    if not (at.min(axis=1) <= _ASIDE).all():
        return written(places)
    return [" ".join(texts[each].split()) for each in at.argmin(axis=1)]


def has_names(axis: Axis) -> bool:
    """Whether ticks one apart were set by hand, and some say something else than their place."""
    if not isinstance(axis.get_major_locator(), FixedLocator):
        return False
    ticks, texts = _ticks(axis)
    steps = np.diff(np.sort(ticks))
    if not len(ticks) or not np.allclose(steps, 1):
        return False
    return not all(_says(text, tick) for tick, text in zip(ticks, texts, strict=True))


def _ticks(axis: Axis) -> tuple[Array, list[str]]:
    """Ticks and what they say; without any, those of a like axis in the same row or column."""
    ax, lying = axis.axes, axis is axis.axes.xaxis
    for each in (ax, *_in_line(ax, lying)):
        other = each.xaxis if lying else each.yaxis
        ticks = np.asarray(other.get_majorticklocs(), float)
        if len(ticks) and np.array_equal(other.get_view_interval(), axis.get_view_interval()):
            return ticks, other.get_major_formatter().format_ticks(list(ticks))
    return np.zeros(0), []


def _says(text: str, tick: float) -> bool:
    """Whether a text is the number at which it stands, or nothing."""
    try:
        return not text or bool(np.isclose(float(text.replace("\N{MINUS SIGN}", "-")), tick))
    except ValueError:
        return False


def has_map(ax: Axes) -> bool:
    """Whether a panel shows cells."""
    return bool(ax.images) or any(isinstance(each, QuadMesh) for each in ax.collections)


def columns(ax: Axes) -> Iterator[Column]:
    """Each map of cells of a panel: where the cell is, and what it holds.

    Where a text stands in every cell, that is what it holds; its shade may be cut off at an end.
    """
    for shown in (*ax.images, *(each for each in ax.collections if isinstance(each, QuadMesh))):
        x, y, values = _cells(shown)
        yield label(ax.xaxis), named(ax.xaxis, x)
        yield label(ax.yaxis), named(ax.yaxis, y)
        texts = {_place(*t.get_position()): " ".join(t.get_text().split()) for t in ax.texts}
        places = [_place(*each) for each in zip(x, y, strict=True)]
        bar = shown.colorbar
        head = label(bar.ax.yaxis) if bar is not None else "cell"
        told = all(place in texts for place in places)
        yield head, [texts[place] for place in places] if told else written(values)


def _place(x: float, y: float) -> tuple[float, float]:
    return round(float(x), 6), round(float(y), 6)


def _cells(shown: Any) -> tuple[Array, Array, Array]:
    """The middles of cells and what they hold, in one row."""
    values = np.ma.filled(np.ma.asarray(shown.get_array()).astype(float), np.nan)
    if isinstance(shown, QuadMesh):
        corners = np.asarray(shown.get_coordinates(), float)
        across, up = corners[0, :, 0], corners[:, 0, 1]
    else:
        # The first row is at the top or at the bottom, as the extent has it.
        left, right, bottom, top = shown.get_extent()
        ends = (top, bottom) if shown.origin == "upper" else (bottom, top)
        across = np.linspace(left, right, values.shape[1] + 1)
        up = np.linspace(*ends, values.shape[0] + 1)
    x, y = np.meshgrid((across[1:] + across[:-1]) / 2, (up[1:] + up[:-1]) / 2)
    return x.ravel(), y.ravel(), values.reshape(x.shape).ravel()
