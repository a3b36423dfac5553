"""A graph in rows: nothing overlaps, arrows go down but where they close a circle."""

from __future__ import annotations

import itertools
import random

import pytest

from model.figures.diagrams.layered import Edge, Layout, Point, layout


def boxes(laid: Layout, sizes: dict[str, Point]) -> dict[str, tuple[float, float, float, float]]:
    """The left, top, right and bottom edge of each node."""
    halves = {name: (width / 2, height / 2) for name, (width, height) in sizes.items()}
    return {
        name: (x - halves[name][0], y - halves[name][1], x + halves[name][0], y + halves[name][1])
        for name, (x, y) in laid.places.items()
    }


def graphs() -> list[tuple[dict[str, Point], list[Edge]]]:
    """Some graphs with circles, long arrows and nodes without arrows."""
    draw, found = random.Random(5), []
    for count in range(1, 14):
        names = [f"n{number}" for number in range(count)]
        sizes = {name: (draw.uniform(20, 90), draw.uniform(15, 60)) for name in names}
        pairs = [pair for pair in itertools.permutations(names, 2) if draw.random() < 0.2]
        found.append((sizes, pairs))
    return found


@pytest.mark.parametrize(("sizes", "edges"), graphs())
def test_nothing_stands_on_anything_else(sizes: dict[str, Point], edges: list[Edge]) -> None:
    laid = layout(sizes, edges)
    placed = boxes(laid, sizes)
    for one, other in itertools.combinations(placed.values(), 2):
        assert one[2] < other[0] or other[2] < one[0] or one[3] < other[1] or other[3] < one[1]
    assert all(box[0] >= -0.1 and box[2] <= laid.width + 0.1 for box in placed.values())
    assert all(box[1] >= -0.1 and box[3] <= laid.height + 0.1 for box in placed.values())


@pytest.mark.parametrize(("sizes", "edges"), graphs())
def test_arrows_touch_their_ends_and_cross_no_box(
    sizes: dict[str, Point], edges: list[Edge]
) -> None:
    """Between two points a curve stays within their heights, so it is enough to look there."""
    laid = layout(sizes, edges)
    placed = boxes(laid, sizes)
    assert set(laid.routes) == set(edges)
    for (a, b), points in laid.routes.items():
        for name, (x, y) in ((a, points[0]), (b, points[-1])):
            left, top, right, bottom = placed[name]
            assert left <= x <= right
            assert min(abs(y - top), abs(y - bottom)) < 0.01
        for (x, y), (other, down) in itertools.pairwise(points):
            low, high = sorted((y, down))
            for left, top, right, bottom in placed.values():
                beside = max(x, other) < left or min(x, other) > right
                assert beside or high <= top + 0.01 or low >= bottom - 0.01


def test_who_gives_stands_above_who_gets() -> None:
    sizes = dict.fromkeys(("a", "b", "c", "alone"), (20.0, 10.0))
    laid = layout(sizes, [("a", "b"), ("b", "c"), ("a", "c")])
    heights = {name: y for name, (_, y) in laid.places.items()}
    assert heights["a"] < heights["b"] < heights["c"]
    assert laid.routes["a", "c"][0][1] < laid.routes["a", "c"][-1][1]


def test_an_arrow_that_closes_a_circle_goes_up() -> None:
    laid = layout(dict.fromkeys("ab", (20.0, 10.0)), [("a", "b"), ("b", "a")])
    assert laid.places["a"][1] < laid.places["b"][1]
    assert laid.routes["b", "a"][0][1] > laid.routes["b", "a"][-1][1]


def test_crossings_are_taken_out_where_that_can_be() -> None:
    sizes = dict.fromkeys("abcd", (20.0, 10.0))
    laid = layout(sizes, [("a", "d"), ("b", "c"), ("a", "c")])
    x = {name: place[0] for name, place in laid.places.items()}
    assert (x["a"] < x["b"]) == (x["d"] < x["c"])


def test_the_same_graph_is_the_same_drawing() -> None:
    for sizes, edges in graphs():
        assert layout(sizes, edges) == layout(dict(sizes), list(edges))


@pytest.mark.parametrize("edge", [("a", "a"), ("a", "z"), ("z", "a")])
def test_an_arrow_to_nowhere_is_refused(edge: Edge) -> None:
    with pytest.raises(ValueError, match="no arrow can be drawn from"):
        layout({"a": (1.0, 1.0)}, [edge])
