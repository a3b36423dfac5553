"""The table of a figure is what it draws: values, names, units, and whose they are."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from matplotlib.axes import Axes

from model.figures.style import COLOURS, Figure, style, subplots

Draw = Callable[[Axes], Any]


def columns(*draw: Draw) -> dict[str, list[str]]:
    """The table of a figure with a panel for each function, by heading, without empty cells."""
    with style():
        drawing, panels = subplots(1, len(draw))
        for ax, each in zip(panels, draw, strict=True):
            each(ax)
    head, *rows = list(csv.reader(io.StringIO(Figure(drawing, "A figure.").csv()))) or [[]]
    return {name: [row[at] for row in rows if row[at]] for at, name in enumerate(head)}


def test_lines_over_the_same_places_share_their_column() -> None:
    def draw(ax: Axes) -> None:
        ax.plot([0, 1, 2], [5, 6, 7], label="base")
        ax.plot([10, 20], [1, 2], label="bull")
        ax.plot([0, 1, 2], [8, np.nan, 9.123456789], label="bear")
        ax.set(xlabel="years", ylabel="price\n[USD]")

    assert list(columns(draw).items()) == [
        ("years", ["0", "1", "2"]),
        ("base: price [USD]", ["5", "6", "7"]),
        ("bear: price [USD]", ["8", "9.123457"]),
        ("years (2)", ["10", "20"]),
        ("bull: price [USD]", ["1", "2"]),
    ]


def test_a_band_is_its_two_edges() -> None:
    def draw(ax: Axes) -> None:
        ax.fill_between([1, 2, 4], [3, 2, 1], [5, 6, 7], color=COLOURS["blue"])
        ax.fill_betweenx([1, 2], [0, 1], [9, 8], color=COLOURS["green"])

    found = columns(draw)
    assert found["x"] == ["1", "2", "4"]
    assert found["blue band, lower: y"] == ["3", "2", "1"]
    assert found["blue band, upper: y"] == ["5", "6", "7"]
    assert found["y"] == ["1", "2"]
    assert found["green band, lower: x"] == ["0", "1"]
    assert found["green band, upper: x"] == ["9", "8"]


def test_error_bars_are_their_ends() -> None:
    def draw(ax: Axes) -> None:
        ax.errorbar([1, 2], [10, 20], [[1, 2], [3, 4]], fmt="o", label="runs", capsize=2)
        ax.errorbar([5], [6], [[1], [1]], [[0.5], [0.25]], fmt="o", label="both")
        ax.errorbar([7], [8], [[1], [2]], fmt="none", ecolor=COLOURS["ink"])

    found = columns(draw)
    assert found["runs: y"] == ["10", "20"]
    assert found["runs, lower end: y"] == ["9", "18"]
    assert found["runs, upper end: y"] == ["13", "24"]
    assert (found["both, left end: x"], found["both, right end: x"]) == (["4.5"], ["5.25"])
    assert found["both, upper end: y"] == ["7"]
    assert found["ink line, lower end: y"] == ["7"]


def test_bars_and_dots_beside_names_are_told_by_the_names() -> None:
    def bars(ax: Axes) -> None:
        ax.barh([0, 1], [3, 4], color=COLOURS["green"])
        ax.barh([0, 1], [1, 2], left=[3, 4], label="more")
        ax.barh([], [], label="nothing")
        ax.set_yticks([0, 1], ["nodes", "users"])
        ax.set_xlabel("share (%)")

    def dots(ax: Axes) -> None:
        ax.plot([30, 40], [0.1, 0.9], "o", color=COLOURS["blue"])
        ax.set_yticks([0, 1], ["low", "high"])
        ax.set_xlabel("cost (USD)")

    found = columns(bars, dots)
    assert found["panel 1 | name"] == ["nodes", "users"]
    assert found["panel 1 | green bars: share (%)"] == ["3", "4"]
    assert found["panel 1 | more, from: share (%)"] == ["3", "4"]
    assert found["panel 1 | more, to: share (%)"] == ["4", "6"]
    assert found["panel 2 | name"] == ["low", "high"]
    assert found["panel 2 | blue dots: cost (USD)"] == ["30", "40"]


def test_ticks_that_say_their_place_are_no_names() -> None:
    def draw(ax: Axes) -> None:
        ax.plot([1, 10, 100], [-1, 0, 1], label="a")
        ax.set_xscale("log")
        ax.set_yticks([-1, 0, 1], ["−1", "0.0", ""])

    assert columns(draw) == {"x": ["1", "10", "100"], "a: y": ["-1", "0", "1"]}


def test_a_line_between_names_keeps_its_places() -> None:
    def draw(ax: Axes) -> None:
        ax.plot([0, 0.5, 1], [1, 2, 3], label="a")
        ax.bar([-0.2, 0.8], [5, 6], width=0.2, label="b")
        ax.set_xticks([0, 1], ["first", "second"])

    found = columns(draw)
    assert found["name"] == ["first", "second"]
    assert found["name (2)"] == ["0", "0.5", "1"]
    assert found["b: y"] == ["5", "6"]


def test_cells_have_the_numbers_of_their_ticks_and_borders_are_left_out() -> None:
    def draw(ax: Axes) -> None:
        ax.imshow([[1.0, 2.0]])
        ax.set_xticks([0, 1], ["10", "20"])
        ax.set_yticks([0], ["low"])
        ax.plot([0.5, 0.5], [-0.5, 0.5], color="k")
        ax.plot([0, 0.2, 1], [0, 0.1, 0], color=COLOURS["blue"])

    found = columns(draw)
    assert found["name"] == ["10", "20"]
    assert [head for head in found if "line" in head] == ["blue line: name"]


@pytest.mark.parametrize("origin", ["upper", "lower"])
def test_cells_hold_what_is_written_in_them_or_their_shade(origin: Any) -> None:
    values = np.array([[1.0, 2.0], [3.0, 4.0]])

    def shades(ax: Axes) -> None:
        shown = ax.imshow(values, origin=origin)
        ax.set_xticks([0, 1], ["a", "b"])
        ax.set_yticks([0, 1], ["first", "second"])
        bar = ax.figure.colorbar(shown, ax=ax)
        bar.set_label("effect [1]")

    def mesh(ax: Axes) -> None:
        ax.pcolormesh(np.minimum(values, 2.0))
        for (row, column), value in np.ndenumerate(values):
            ax.text(column + 0.5, row + 0.5, f"{value:.0f} %")

    found = columns(shades, mesh)
    assert found["panel 1 | name"] == ["a", "b", "a", "b"]
    assert found["panel 1 | name (2)"] == ["first", "first", "second", "second"]
    assert found["panel 1 | effect [1]"] == ["1", "2", "3", "4"]
    assert found["panel 2 | cell"] == ["1 %", "2 %", "3 %", "4 %"]
    assert found["panel 2 | y"] == ["0.5", "0.5", "1.5", "1.5"]


def test_a_map_without_ticks_has_the_names_of_the_one_beside_it() -> None:
    def left(ax: Axes) -> None:
        ax.imshow([[1.0], [2.0]])
        ax.set_xticks([0], ["a"])
        ax.set_yticks([0, 1], ["first", "second"])

    def right(ax: Axes) -> None:
        ax.imshow([[3.0], [4.0]])
        ax.set_xticks([0], ["b"])
        ax.set_yticks([])

    def other(ax: Axes) -> None:
        ax.imshow([[3.0], [4.0], [5.0]])
        ax.set_xticks([0], ["c"])
        ax.set_yticks([])

    found = columns(left, right, other)
    assert found["panel 2 | name (2)"] == ["first", "second"]
    assert found["panel 3 | y"] == ["0", "1", "2"]


def test_lines_of_a_map_and_dots_and_short_lines_are_told() -> None:
    def draw(ax: Axes) -> None:
        x, y = np.meshgrid([0.0, 1, 2], [0.0, 1])
        ax.contourf(x, y, x, levels=[0, 1, 2])
        ax.contour(x, y, x, levels=[0.5], colors=COLOURS["ink"])
        ax.scatter([7], [8], color=COLOURS["purple"])
        ax.vlines([3], [1], [2], color=COLOURS["sky"])

    found = columns(draw)
    assert found["line at 0.5: y"] in (["0", "1"], ["1", "0"])
    assert found["purple dots: y"] == ["8"]
    assert (found["sky line, start: y"], found["sky line, end: y"]) == (["1"], ["2"])


def test_a_line_across_a_panel_is_its_value() -> None:
    def draw(ax: Axes) -> None:
        ax.plot([0, 1], [0, 1], color=COLOURS["ink"], label="claim")
        ax.axhline(0.7, color=COLOURS["ink"])
        ax.axvline(0.2, label="launch")

    found = columns(draw)
    assert found["ink line at: y"] == ["0.7"]
    assert found["launch at: x"] == ["0.2"]


def test_series_borrow_the_label_of_their_colour_where_nothing_else_can_be_meant() -> None:
    def labelled(ax: Axes) -> None:
        ax.plot([0], [1], color=COLOURS["blue"], label="base")
        ax.plot([0], [2], "o", color=COLOURS["blue"])
        ax.plot([0], [3], "o", color=COLOURS["green"])

    def other(ax: Axes) -> None:
        ax.plot([0], [4], color=COLOURS["green"], label="bull")
        ax.plot([0], [5], "o", color=COLOURS["blue"])

    def bare(ax: Axes) -> None:
        ax.plot([0], [6], "o", color=COLOURS["blue"])
        ax.plot([0], [7], "o", color=COLOURS["grey"])
        ax.plot([0], [8], "o", color=COLOURS["green"])

    def alone(ax: Axes) -> None:
        ax.plot([0], [9], "o", color=COLOURS["blue"])

    found = columns(labelled, other, bare, alone)
    assert found["panel 1 | base dots: y"] == ["2"]
    assert found["panel 1 | green dots: y"] == ["3"], "another panel's label is not this one's"
    assert found["panel 2 | blue dots: y"] == ["5"]
    assert found["panel 3 | base dots: y"] == ["6"]
    assert found["panel 3 | grey dots: y"] == ["7"]
    assert found["panel 4 | blue dots: y"] == ["9"], "it may mean something else here"


def test_panels_have_their_title_or_number_and_share_labels() -> None:
    with style():
        drawing, (top, bottom) = subplots(2, share_x=True)
        top.plot([0], [1], label="a")
        top.set_title("Supply")
        bottom.plot([0], [2], label="b")
        bottom.set_xlabel("days")
    heads = Figure(drawing, "Two panels.").csv().splitlines()[0].split(",")
    assert heads == ["Supply | days", "Supply | a: y", "panel 2 | days", "panel 2 | b: y"]


def test_a_panel_without_a_label_has_that_of_its_row() -> None:
    found = columns(
        lambda ax: [ax.plot([0], [1], label="a"), ax.set_ylabel("price (USD)")],
        lambda ax: ax.plot([0], [2], label="b"),
    )
    assert found["panel 2 | b: price (USD)"] == ["2"]


def test_a_figure_without_numbers_has_no_table() -> None:
    def draw(ax: Axes) -> None:
        ax.text(0, 0, "a box")

    assert columns(draw) == {}
