"""Sets that quantities are declared over, and where a quantity stands in a row of like ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Index:
    """A set that quantities are declared over: its members by name, and their subscripts.

    ``letter`` stands for any member in an equation that holds for all of them. The members of an
    ``ordered`` index follow each other: there the next one is written ``letter + 1``.
    """

    name: str
    letter: str
    members: tuple[str, ...]
    subscripts: tuple[str, ...]
    ordered: bool = False

    def __iter__(self) -> Iterator[str]:
        return iter(self.members)

    def __len__(self) -> int:
        return len(self.members)

    def __getitem__(self, place: int) -> str:
        return self.members[place]


@dataclass(frozen=True)
class Place:
    """Where a quantity stands in a row of like ones: the row's name and symbol, and its member."""

    row: str
    tex: str
    index: Index
    member: str

    @property
    def number(self) -> int:
        """The position of the member, from 1."""
        return self.index.members.index(self.member) + 1
