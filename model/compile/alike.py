"""Which members of a row say the same thing, so that it is stated once with the index's letter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sympy as sp

from model.compile.places import View
from model.compile.terms import Ways, common
from model.indices import Index, Place
from model.spec.core import Equation


@dataclass(frozen=True)
class Range:
    """The members that a letter stands for, by their numbers in the index, ascending."""

    index: Index
    numbers: tuple[int, ...]

    @property
    def whole(self) -> bool:
        """Whether these are all members of the index."""
        return len(self.numbers) == len(self.index.members)


@dataclass(frozen=True)
class Member:
    """A member of a row: its flows, and its equation as it sees it unless it is a stock."""

    symbol: sp.Symbol
    here: Place
    ways: Ways
    view: View | None = None

    def patterns(self) -> Iterable[Equation | None]:
        """Equations that other members may say too."""
        return self.view.patterns() if self.view else (None,)

    def fits(self, pattern: Equation | None) -> bool:
        """Whether the pattern is this member's equation."""
        return self.view is None or pattern is None or self.view.fits(pattern)

    def adjoins(self, next_one: Member) -> bool:
        """Whether one letter can stand for both: in a queue, if they are neighbours."""
        return not self.here.index.ordered or self.here.number + 1 == next_one.here.number


@dataclass(frozen=True)
class Group:
    """Members, ascending, that say the same: by one pattern, their flows in common ways."""

    members: tuple[Member, ...]
    pattern: Equation | None
    ways: Ways

    @property
    def range(self) -> Range:
        """Whose letter it is."""
        return Range(self.index, tuple(member.here.number for member in self.members))

    @property
    def index(self) -> Index:
        """The index that all members share."""
        return self.members[0].here.index


def groups(row: Sequence[Member]) -> list[Group]:
    """The members of a row, those together that say the same."""
    rest = sorted(row, key=lambda member: member.here.number)
    found: list[Group] = []
    while rest:
        # Late members of a queue have numbers that mean nothing but their place.
        group = max((_with_last(p, rest) for p in rest[-1].patterns()), key=_size)
        found.append(group)
        rest = [member for member in rest if member not in group.members]
    return found


def _size(group: Group) -> int:
    return len(group.members)


def _with_last(pattern: Equation | None, row: Sequence[Member]) -> Group:
    chosen, ways = [row[-1]], row[-1].ways
    for member in reversed(row[:-1]):
        shared = common(ways, member.ways)
        if shared is not None and member.fits(pattern) and member.adjoins(chosen[0]):
            chosen, ways = [member, *chosen], shared
    return Group(tuple(chosen), pattern, ways)
