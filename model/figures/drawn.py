"""What a figure draws, as a table: each line, band, dot, bar and cell, with the axes' own units.

It is read off the drawing, so it cannot say anything else than the figure shows. Shapes that stand
for no number, such as boxes and arrows, are left out.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import FillBetweenPolyCollection, LineCollection, PathCollection
from matplotlib.colors import to_hex
from matplotlib.container import BarContainer, ErrorbarContainer
from matplotlib.contour import ContourSet
from matplotlib.figure import Figure as Drawing
from matplotlib.lines import Line2D

from model.arrays import Array
from model.figures import cells

Column = tuple[str, list[str]]
Names = Mapping[str, str]  # by the code of a colour


@dataclass(frozen=True)
class Series:
    """One thing that is drawn: places along one axis, and for each some values along the other.

    ``upright`` is false where the values lie along the horizontal axis, as those of lying bars.
    Without places it is one value, as that of a line across the whole panel.
    """

    name: str
    places: Array | None
    values: tuple[tuple[str, Array], ...]
    upright: bool = True


def table(drawing: Drawing, colours: Mapping[str, str]) -> str:
    """The figure's data as CSV, a heading with units and then numbers; empty if it draws none.

    A column of values lies over the nearest column of places to its left; one that says "at" is a
    line across the panel. Columns of unlike length end in empty cells. A series without a label is
    named after the one label that its panel has for the colour, or the figure if the panel has no
    labels and several of the labelled colours, or else after the colour: ``colours`` has names and
    codes.
    """
    panels = [ax for ax in drawing.axes if ax.get_label() != "<colorbar>"]
    plain = {code: name for name, code in colours.items()}
    every = _labelled(panels)
    known = {ax: plain | (_labelled([ax]) or _borrowed(ax, every)) for ax in panels}
    found = [(ax, [*cells.columns(ax), *_columns(ax, known[ax], plain)]) for ax in panels]
    found = [(ax, columns) for ax, columns in found if columns]
    made: list[Column] = []
    for number, (ax, columns) in enumerate(found, 1):
        title = " ".join(filter(None, (ax.get_title(loc=at) for at in ("left", "center", "right"))))
        panel = f"{title or f'panel {number}'} | " if len(found) > 1 else ""
        made += [(" ".join(f"{panel}{head}".split()), values) for head, values in columns]
    if not made:
        return ""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(_unlike([head for head, _ in made]))
    for row in range(max(len(values) for _, values in made)):
        writer.writerow([values[row] if row < len(values) else "" for _, values in made])
    return stream.getvalue()


def _unlike(heads: Sequence[str]) -> list[str]:
    """Headings of which no two are the same."""
    found: list[str] = []
    for head in heads:
        number = 1 + sum(each == head for each in heads[: len(found)])
        found.append(head if number == 1 else f"{head} ({number})")
    return found


def _labelled(panels: Sequence[Axes]) -> dict[str, str]:
    """The colours that belong to one label alone, with it."""
    found: dict[str, set[str]] = {}
    for ax in panels:
        for drawn, label in zip(*ax.get_legend_handles_labels(), strict=True):
            found.setdefault(_shade(drawn), set()).add(label)
    return {code: min(labels) for code, labels in found.items() if len(labels) == 1 and code}


def _borrowed(ax: Axes, labels: dict[str, str]) -> dict[str, str]:
    """Labels of other panels; one colour alone may mean something else than it does there."""
    shades = {_shade(each) for each in (*ax.lines, *ax.collections)}
    return labels if len(shades & set(labels)) > 1 else {}


def _columns(ax: Axes, names: Names, plain: Names) -> Iterator[Column]:
    """Places and after them all that lies over them, group by group; then what has no places."""
    groups: dict[tuple[str, tuple[str, ...]], list[Column]] = {}
    alone: list[Column] = []
    for series in map(partial(_by_names, ax), _series(ax, names, plain)):
        along, over = (ax.xaxis, ax.yaxis) if series.upright else (ax.yaxis, ax.xaxis)
        group = alone
        if series.places is not None:
            key = cells.label(along), tuple(cells.named(along, series.places))
            group = groups.setdefault(key, [])
        group += [
            (f"{series.name}{what}: {cells.label(over)}", cells.written(values))
            for what, values in series.values
        ]
    for (head, places), columns in groups.items():
        yield head, list(places)
        yield from columns
    yield from alone


def _by_names(ax: Axes, series: Series) -> Series:
    """Dots beside names on the upright axis are told by the name, as bars are."""
    if series.places is None or len(series.values) > 1 or not series.upright:
        return series
    ((what, values),) = series.values
    if not cells.has_names(ax.yaxis) or cells.has_names(ax.xaxis):
        return series
    return Series(series.name, values, ((what, series.places),), upright=False)


def _series(ax: Axes, names: Names, plain: Names) -> Iterator[Series]:
    """All that is drawn in a panel but cells, and but pieces of the borders between them."""
    taken: set[Any] = set()
    for held in ax.containers:
        if isinstance(held, ErrorbarContainer):
            line, caps, bars = held.lines
            taken |= {line, *caps, *bars}
            yield from _with_errors(held, _name(held, names))
        elif isinstance(held, BarContainer) and held.patches:
            yield _bars(held, _name(held, names))
    for line in ax.lines:
        edge = cells.has_map(ax) and str(line.get_label()).startswith("_")
        if line not in taken and np.size(line.get_xdata()) > 2 * edge:
            across = not all(line.get_transform().contains_branch_seperately(ax.transData))
            yield from _line(ax, line, _name(line, plain if across else names))
    for drawn in ax.collections:
        if drawn not in taken:
            yield from _collected(drawn, _name(drawn, names))


def _collected(drawn: Any, name: str) -> Iterator[Series]:
    """What is drawn as many pieces at once."""
    if isinstance(drawn, FillBetweenPolyCollection):
        yield from _band(drawn, name)
    elif isinstance(drawn, PathCollection):
        places = np.asarray(drawn.get_offsets(), float)
        yield Series(name, places[:, 0], (("", places[:, 1]),))
    elif isinstance(drawn, ContourSet):
        yield from _contours(drawn)
    elif isinstance(drawn, LineCollection):
        yield from _pieces(drawn.get_segments(), name)


def _name(drawn: Any, names: Names) -> str:
    """The label, or else the name of the colour and the kind of thing."""
    label = str(drawn.get_label())
    if not label.startswith("_"):
        return label
    kinds = ((PathCollection, "dots"), (FillBetweenPolyCollection, "band"), (BarContainer, "bars"))
    kind = next((kind for of, kind in kinds if isinstance(drawn, of)), "line")
    line = drawn.lines[0] if isinstance(drawn, ErrorbarContainer) else drawn
    if isinstance(line, Line2D) and line.get_linestyle() == "None":
        kind = "dots"
    return f"{names.get(_shade(drawn), '')} {kind}".strip()


def _shade(drawn: Any) -> str:
    """The code of a thing's colour; empty if it has none."""
    if isinstance(drawn, ErrorbarContainer):
        line, _, bars = drawn.lines
        drawn = line or bars[0]
    if isinstance(drawn, BarContainer):
        if not drawn.patches:
            return ""
        drawn = drawn.patches[0]
    if isinstance(drawn, Line2D):
        return to_hex(drawn.get_color())
    for shades in (np.atleast_2d(drawn.get_facecolor()), np.atleast_2d(drawn.get_edgecolor())):
        if shades.size:
            return to_hex(shades[0])
    return ""


def _line(ax: Axes, line: Line2D, name: str) -> Iterator[Series]:
    """A line through data, or one that crosses the panel at a value."""
    across, up = line.get_transform().contains_branch_seperately(ax.transData)
    x, y = _array(line.get_xdata()), _array(line.get_ydata())
    if across and up:
        yield Series(name, x, (("", y),))
    elif across or up:
        yield Series(f"{name} at", None, (("", (x if across else y)[:1]),), upright=up)


def _array(values: Any) -> Array:
    return np.asarray(values, float)


def _with_errors(held: ErrorbarContainer, name: str) -> Iterator[Series]:
    """Dots, or nothing, with the ends of their bars."""
    line, _, bars = held.lines
    ends = [_array(each.get_segments()) for each in bars]
    at = _array(line.get_xydata()) if line else ends[-1].mean(axis=1)
    values: list[tuple[str, Array]] = [("", at[:, 1])] if line else []
    if held.has_yerr:
        values += [(", lower end", ends[-1][:, 0, 1]), (", upper end", ends[-1][:, 1, 1])]
    if values:
        yield Series(name, at[:, 0], tuple(values))
    if held.has_xerr:
        lying = ((", left end", ends[0][:, 0, 0]), (", right end", ends[0][:, 1, 0]))
        yield Series(name, at[:, 1], lying, upright=False)


def _bars(held: BarContainer, name: str) -> Series:
    """Bars by the middle of their foot; those that do not stand on zero with both their ends."""
    upright = held.orientation != "horizontal"
    ends = _array([bar.get_bbox().get_points() for bar in held.patches])
    foot, length = (0, 1) if upright else (1, 0)
    low, high = ends[:, 0, length], ends[:, 1, length]
    values = ((", from", low), (", to", high)) if low.any() else (("", high),)
    return Series(name, ends[:, :, foot].mean(axis=1), values, upright)


def _band(drawn: Any, name: str) -> Iterator[Series]:
    """The two edges of a band, from where it begins to where it ends."""
    upright = drawn.t_direction == "x"
    for path in drawn.get_paths():
        corners = _array(path.vertices)
        edge = corners if upright else corners[:, ::-1]
        count = (len(edge) - 3) // 2
        one, other = edge[1 : count + 1], edge[-2 : -count - 2 : -1]
        sides = np.sort(np.stack([one[:, 1], other[:, 1]]), axis=0)
        yield Series(name, one[:, 0], ((", lower", sides[0]), (", upper", sides[1])), upright)


def _contours(drawn: ContourSet) -> Iterator[Series]:
    """The lines of a map by their level; filled areas have no data of their own."""
    if drawn.filled:
        return
    for level, path in zip(_array(drawn.levels), drawn.get_paths(), strict=True):
        for piece in map(_array, path.to_polygons(closed_only=False)):
            yield Series(f"line at {level:g}", piece[:, 0], (("", piece[:, 1]),))


def _pieces(segments: Sequence[Any], name: str) -> Iterator[Series]:
    """Short lines side by side, by their ends."""
    if segments:
        ends = _array([[piece[0], piece[-1]] for piece in segments])
        yield Series(f"{name}, start", ends[:, 0, 0], (("", ends[:, 0, 1]),))
        yield Series(f"{name}, end", ends[:, 1, 0], (("", ends[:, 1, 1]),))
