"""Facts that a reader has changed for this process, over those of the files.

What was computed from a fact cannot be called back, so a fact that somebody has read can no longer
be changed: there is no moment at which one page shows two values of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol, TypeVar


class HasId(Protocol):
    """What this module needs of a fact."""

    @property
    def id(self) -> str:
        """Its id."""


F = TypeVar("F", bound=HasId)

_changed: dict[str, Any] = {}
_read: set[str] = set()


def seen(fact: F) -> F:
    """The fact as it now stands; from here on it cannot be changed."""
    _read.add(fact.id)
    found: F = _changed.get(fact.id, fact)
    return found


def changed() -> Mapping[str, Any]:
    """The changed facts by id, in the order of their ids."""
    return dict(sorted(_changed.items()))


def put(facts: Mapping[str, Any]) -> tuple[str, ...]:
    """Let these be the changed facts, and no others.

    Gives the ids that would have to change and were read before; with any, nothing is done.
    """
    touched = {name for name in {*facts, *_changed} if facts.get(name) != _changed.get(name)}
    late = tuple(sorted(touched & _read))
    if not late:
        _changed.clear()
        _changed.update(facts)
    return late


@contextmanager
def unseen() -> Iterator[None]:
    """Let reads inside the block not count, since nothing is kept of them."""
    before = set(_read)
    try:
        yield
    finally:
        _read.clear()
        _read.update(before)
