"""A graph in rows: who gives stands above who gets, and nothing stands on anything else.

Arrows that close a circle are turned while rows are chosen, so they go up. What passes a row
without stopping there gets a place of its own in it, so no arrow crosses a box. Everything is
decided by the order in which nodes and arrows are given: the same graph is the same drawing.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# Space between neighbours in a row, and between rows.
GAP, STEP = 4.0, 20.0
_PASSING = 6.0  # the room that an arrow takes in a row which it passes
_SWEEPS = 24
# How much the ends of a line draw each other, by how many of them are stops.
_PULL = (1.0, 2.0, 12.0)

Edge = tuple[str, str]
Point = tuple[float, float]


@dataclass(frozen=True)
class Layout:
    """The middle of each node, the points of each arrow from its start, and the whole's size."""

    places: dict[str, Point]
    routes: dict[Edge, tuple[Point, ...]]
    width: float
    height: float


def layout(sizes: Mapping[str, Point], edges: Sequence[Edge]) -> Layout:
    """Places for nodes of the given widths and heights.

    Raises `ValueError` for an arrow from a node to itself or to one that has no size.
    """
    for a, b in edges:
        if a == b or a not in sizes or b not in sizes:
            raise ValueError(f"no arrow can be drawn from {a!r} to {b!r}")
    turned = _turned(sizes, edges)
    down = {edge: edge[::-1] if edge in turned else edge for edge in edges}
    row_of = _rows(sizes, list(down.values()))
    chains: dict[Edge, list[str]] = {}
    for edge, (first, last) in down.items():
        passed = range(row_of[first] + 1, row_of[last])
        stops = {f"{first}>{last}@{row}": row for row in passed}
        row_of |= stops
        chains[edge] = [first, *stops, last]
    links = [pair for chain in chains.values() for pair in itertools.pairwise(chain)]
    rows = _uncrossed(_filled(row_of, links), links)
    widths = {node: sizes[node][0] if node in sizes else _PASSING for node in row_of}
    across = _across(rows, links, widths)
    return _placed(
        rows, {e: c[::-1] if e in turned else c for e, c in chains.items()}, across, sizes
    )


def _turned(nodes: Mapping[str, object], edges: Sequence[Edge]) -> set[Edge]:
    """The arrows that close a circle when all are followed from the first node on."""
    found: set[Edge] = set()
    done: set[str] = set()
    path: list[str] = []

    def follow(node: str) -> None:
        path.append(node)
        for edge in edges:
            if edge[0] == node and edge[1] in path:
                found.add(edge)
            elif edge[0] == node and edge[1] not in done:
                follow(edge[1])
        path.pop()
        done.add(node)

    for node in nodes:
        if node not in done:
            follow(node)
    return found


def _rows(nodes: Mapping[str, object], edges: Sequence[Edge]) -> dict[str, int]:
    """The row of each node: below all who give to it; who only gives stands close to who gets."""
    found: dict[str, int] = {}

    def row(node: str) -> int:
        if node not in found:
            found[node] = max((row(a) + 1 for a, b in edges if b == node), default=0)
        return found[node]

    for node in nodes:
        row(node)
    for node in nodes:
        if not any(b == node for _, b in edges):
            found[node] = min((found[b] - 1 for a, b in edges if a == node), default=0)
    return found


def _filled(row_of: Mapping[str, int], links: Sequence[Edge]) -> list[list[str]]:
    """Each row with its nodes, in the order in which following the arrows meets them."""
    met: dict[str, None] = {}

    def meet(node: str) -> None:
        if node not in met:
            met[node] = None
            for a, b in links:
                if a == node:
                    meet(b)

    for node in sorted(row_of, key=row_of.__getitem__):
        meet(node)
    rows: list[list[str]] = [[] for _ in range(max(row_of.values(), default=-1) + 1)]
    for node in met:
        rows[row_of[node]].append(node)
    return rows


def _uncrossed(rows: list[list[str]], links: Sequence[Edge]) -> list[list[str]]:
    """The rows in the order with the fewest crossings that sorting by neighbours finds."""
    best, fewest = rows, _crossings(rows, links)
    now = [list(row) for row in rows]
    for sweep in range(_SWEEPS):
        downward = sweep % 2 == 0
        numbers = range(1, len(now)) if downward else range(len(now) - 2, -1, -1)
        for number in numbers:
            other = now[number - 1 if downward else number + 1]
            now[number] = _sorted(now[number], other, links, downward)
        count = _crossings(now, links)
        if count < fewest:
            best, fewest = [list(row) for row in now], count
    return best


def _sorted(row: list[str], other: list[str], links: Sequence[Edge], downward: bool) -> list[str]:
    """A row by the mean place of what its nodes are linked to in the other row."""
    place = {node: number / max(1, len(other) - 1) for number, node in enumerate(other)}
    own = {node: number / max(1, len(row) - 1) for number, node in enumerate(row)}

    def mean(node: str) -> float:
        near = [place[a if downward else b] for a, b in links if (b if downward else a) == node]
        return sum(near) / len(near) if near else own[node]

    return sorted(row, key=mean)


def _crossings(rows: Sequence[Sequence[str]], links: Sequence[Edge]) -> int:
    place = {node: (at, number) for at, row in enumerate(rows) for number, node in enumerate(row)}
    spans = [(place[a][0], place[a][1], place[b][1]) for a, b in links]
    return sum(
        1
        for at, (row, a, b) in enumerate(spans)
        for other, c, d in spans[:at]
        if row == other and (a - c) * (b - d) < 0
    )


def _across(
    rows: Sequence[Sequence[str]], links: Sequence[Edge], widths: Mapping[str, float]
) -> dict[str, float]:
    """The middle of each node from the left: near what it is linked to, in the order of its row.

    Two stops of one arrow draw each other more than boxes do, so that long arrows are straight.
    """
    near: dict[str, list[tuple[str, float]]] = {node: [] for row in rows for node in row}
    for a, b in links:
        pull = _PULL[(widths[a] == _PASSING) + (widths[b] == _PASSING)]
        near[a].append((b, pull))
        near[b].append((a, pull))
    weights = {node: sum(pull for _, pull in others) or 1.0 for node, others in near.items()}
    found = dict.fromkeys(near, 0.0)
    for row in rows:
        found |= _apart(row, found, weights, widths)
    for sweep in range(4 * _SWEEPS):
        for row in rows if sweep % 2 == 0 else reversed(rows):
            wish = {
                node: sum(found[each] * pull for each, pull in near[node]) / weights[node]
                if near[node]
                else found[node]
                for node in row
            }
            found |= _apart(row, wish, weights, widths)
    left = min((found[node] - widths[node] / 2 for node in found), default=0.0)
    return {node: round(place - left, 1) for node, place in found.items()}


def _apart(
    row: Sequence[str],
    wish: Mapping[str, float],
    weights: Mapping[str, float],
    widths: Mapping[str, float],
) -> dict[str, float]:
    """Places as near to the wishes as the order and the widths allow, in weighted least squares.

    With the widths taken out a place may not be less than the one before it: neighbours who
    wish otherwise are pooled at the mean of what they wish.
    """
    shift, shifts = 0.0, []
    for before, node in zip([None, *row], row, strict=False):
        if before is not None:
            shift += (widths[before] + widths[node]) / 2 + GAP
        shifts.append(shift)
    pools: list[tuple[float, float, int]] = []
    for node, moved in zip(row, shifts, strict=True):
        mean, weight, count = wish[node] - moved, weights[node], 1
        while pools and pools[-1][0] > mean:
            other, heavy, many = pools.pop()
            mean = (mean * weight + other * heavy) / (weight + heavy)
            weight, count = weight + heavy, count + many
        pools.append((mean, weight, count))
    level = [mean for mean, _, count in pools for _ in range(count)]
    return {node: at + moved for node, at, moved in zip(row, level, shifts, strict=True)}


def _placed(
    rows: Sequence[Sequence[str]],
    chains: Mapping[Edge, Sequence[str]],
    across: Mapping[str, float],
    sizes: Mapping[str, Point],
) -> Layout:
    """Heights of rows, and arrows from the edge of one box to that of another."""
    size = {node: sizes.get(node, (_PASSING, 0.0)) for row in rows for node in row}
    top, middle, tall = 0.0, dict[str, float](), dict[str, float]()
    for row in rows:
        height = max((size[node][1] for node in row), default=0.0)
        for node in row:
            middle[node], tall[node] = top + height / 2, height
        top += height + STEP
    ends = _ends(chains, across, middle, size)
    routes: dict[Edge, tuple[Point, ...]] = {}
    for edge, chain in chains.items():
        points: list[Point] = []
        for node, after in itertools.pairwise(chain):
            sign = 1 if middle[after] > middle[node] else -1
            for each, side in ((node, sign), (after, -sign)):
                at = ends[edge, each, side]
                # A line leaves the row at its edge, or it would bend beside a taller box.
                points.append((at, middle[each] + side * size[each][1] / 2))
                points.append((at, middle[each] + side * tall[each] / 2))
            points[-2:] = points[:-3:-1]
        routes[edge] = tuple(dict.fromkeys(points))
    width = max((across[n] + size[n][0] / 2 for n in across), default=0.0)
    places = {node: (across[node], middle[node]) for node in sizes}
    return Layout(places, routes, width, max(0.0, top - STEP))


def _ends(
    chains: Mapping[Edge, Sequence[str]],
    across: Mapping[str, float],
    middle: Mapping[str, float],
    size: Mapping[str, Point],
) -> dict[tuple[Edge, str, int], float]:
    """Where each arrow touches a node, from the left: below (1) or above (-1), side by side."""
    touching: dict[tuple[str, int], list[tuple[float, Edge]]] = {}
    for edge, chain in chains.items():
        for a, b in itertools.pairwise(chain):
            for node, other in ((a, b), (b, a)):
                side = 1 if middle[other] > middle[node] else -1
                touching.setdefault((node, side), []).append((across[other], edge))
    found: dict[tuple[Edge, str, int], float] = {}
    for (node, side), others in touching.items():
        room = min(size[node][0] - 16, 14.0 * (len(others) - 1)) if len(others) > 1 else 0.0
        for number, (_, edge) in enumerate(sorted(others)):
            share = number / (len(others) - 1) - 0.5 if len(others) > 1 else 0.0
            found[edge, node, side] = round(across[node] + share * room, 1)
    return found
