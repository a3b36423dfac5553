"""Where a conclusion flips, in plain rules: boxes of parameters found by patient induction.

PRIM :cite:`friedman1999bump` begins with the whole space and peels off, again and again, the
thin slice that costs fewest flips for its size. *Coverage* is the part of all flips that a box
holds, *density* the part of its points that flip. Of the boxes on the way the largest of a given
density is taken, limits that it does not need are dropped, and it is judged on points it has not
seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.compile.tables import unit_text
from model.quantities import quantity, registry
from model.spec.economy import Economy

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
#: Part of the points in a box that one peel takes.
PEEL = 0.05
#: Fewer points than this say nothing about the next slice.
FEWEST = 30
#: How parts of a name are written in words.
_SAID = {"_": " ", "gpu": "GPU", "usd": "USD", "half life": "half-life", "delphi": "Delphi"}


class DiscoveryError(ValueError):
    """Points on which no rule can be found, with the way out."""


@dataclass(frozen=True)
class Box:
    """Limits by parameter, both ends included; of named alternatives those that are left."""

    limits: Mapping[str, tuple[float, float]]
    choices: Mapping[str, tuple[float, ...]]

    def holds(self, values: Mapping[str, Array]) -> Mask:
        """Which points (points,) lie in the box."""
        inside = np.ones(len(next(iter(values.values()))), bool)
        for name, (low, high) in self.limits.items():
            inside &= (values[name] >= low) & (values[name] <= high)
        for name, left in self.choices.items():
            inside &= np.isin(values[name], left)
        return inside

    @property
    def names(self) -> tuple[str, ...]:
        """The parameters that the box restricts."""
        return (*self.choices, *self.limits)

    def without(self, name: str) -> Box:
        """The box with one parameter set free."""
        return Box(
            {n: limit for n, limit in self.limits.items() if n != name},
            {n: left for n, left in self.choices.items() if n != name},
        )


@dataclass(frozen=True)
class Score:
    """How well a box tells flips: coverage, density, and the share of all points that flip."""

    coverage: float
    density: float
    share: float


def score(box: Box, values: Mapping[str, Array], flips: Mask) -> Score:
    """Coverage and density of a box on some points; raises `DiscoveryError` if nothing flips."""
    _checked(flips)
    return _score(box.holds(values), flips)


def peel(economy: Economy, values: Mapping[str, Array], flips: Mask) -> list[tuple[Box, Score]]:
    """All boxes on the way from the whole space inwards, with their scores on these points.

    ``values`` are columns of varied parameters (points,). Raises `DiscoveryError` if the
    conclusion is the same at all points.
    """
    _checked(flips)
    named = {s.name for s in economy.parameters if quantity(s).domain.choices}
    box, inside = Box({}, {}), np.ones(len(flips), bool)
    way = [(box, _score(inside, flips))]
    while True:
        best: tuple[float, int, Box, Mask] | None = None
        size = int(inside.sum())
        for smaller in _peels(box, inside, values, named):
            left = inside & smaller.holds(values)
            kept = int(left.sum())
            if FEWEST <= kept < size:
                # A whole alternative is a thick slice, so gains are counted by the point lost.
                gain = float(flips[left].mean()) - way[-1][1].density
                rank = (gain / (size - kept), kept)
                if best is None or rank > best[:2]:
                    best = (*rank, smaller, left)
        if best is None or way[-1][1].density == 1:
            return way
        _, _, box, inside = best
        way.append((box, _score(inside, flips)))


def rule(economy: Economy, values: Mapping[str, Array], flips: Mask, density: float) -> Box | None:
    """The largest box of `peel` whose points flip at least that often, with few limits.

    Boxes are peeled on every other point, and chosen and simplified on the rest: otherwise the
    smallest box would look best by luck. None if no box is that dense. Raises `DiscoveryError` if
    one kind is missing from either half.
    """
    judged = {name: column[1::2] for name, column in values.items()}
    _checked(flips[1::2])

    def rank(box: Box) -> tuple[float, float]:
        found = score(box, judged, flips[1::2])
        return min(found.density, density), found.coverage

    way = peel(economy, {name: column[::2] for name, column in values.items()}, flips[::2])
    box = max((step[0] for step in way), key=rank)
    if rank(box)[0] < density:
        return None
    while box.names:
        smaller = max((box.without(name) for name in box.names), key=rank)
        # A box without one of its limits holds all that it held, so it covers no less.
        if rank(smaller)[0] < rank(box)[0]:
            break
        box = smaller
    return box


def words(box: Box, economy: Economy) -> list[str]:
    """The rule in words, one phrase a parameter, in the parameter's unit."""
    known = {symbol.name for symbol in economy.parameters}
    phrases = []
    for name in box.names:
        if name not in known:
            raise DiscoveryError(f"{economy.name} has no parameter {name!r}")
        record = registry[name]
        if name in box.choices:
            left = [record.domain.choices[int(value)] for value in box.choices[name]]
            phrases.append(f"{plain(name)} is {' or '.join(left)}")
            continue
        low, high = box.limits[name]
        ends = [
            f"{sign} {short(value)} {unit_text(record.unit, many=value != 1)}".strip()
            for sign, value in (("at least", low), ("at most", high))
            if np.isfinite(value)
        ]
        phrases.append(f"{plain(name)} {' and '.join(ends)}")
    return phrases


def plain(name: str) -> str:
    """A parameter's name in words: of a row of like ones the row's, and then the member."""
    record = registry.get(name)
    place = record.place if record else None
    words = place.row if place else name
    for written, said in _SAID.items():
        words = words.replace(written, said)
    return f"{words}, {place.member}" if place else words


def short(value: float) -> str:
    """A number with two significant digits, written out."""
    if not value:
        return "0"
    digits = 1 - int(np.floor(np.log10(abs(value))))
    return f"{round(value, digits):,.{max(digits, 0)}f}"


def _checked(flips: Mask) -> None:
    count = int(np.sum(flips))
    if count in (0, len(flips)):
        raise DiscoveryError(
            f"the conclusion flips at {count} of {len(flips)} points: a rule needs both kinds; "
            "take more points, wider ranges or another border"
        )


def _score(inside: Mask, flips: Mask) -> Score:
    held = int((inside & flips).sum())
    return Score(held / int(flips.sum()), held / max(int(inside.sum()), 1), float(flips.mean()))


def _peels(
    box: Box, inside: Mask, values: Mapping[str, Array], named: Sequence[str] | set[str]
) -> Iterator[Box]:
    """Boxes that are smaller by one slice at either end of a parameter, or by one alternative."""
    for name, column in values.items():
        here = column[inside]
        if name in named:
            present = np.unique(here)
            for gone in present if len(present) > 1 else ():
                left = tuple(float(value) for value in present if value != gone)
                yield Box(box.limits, {**box.choices, name: left})
            continue
        low, high = box.limits.get(name, (-np.inf, np.inf))
        above, below = np.quantile(here, (PEEL, 1 - PEEL))
        # Of a column with few values a quantile may be its end: then the next value is.
        if above == here.min():
            above = here[here > above].min(initial=np.inf)
        if below == here.max():
            below = here[here < below].max(initial=-np.inf)
        if np.isfinite(above):
            yield Box({**box.limits, name: (float(above), high)}, box.choices)
        if np.isfinite(below):
            yield Box({**box.limits, name: (low, float(below))}, box.choices)
