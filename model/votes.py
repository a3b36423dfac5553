"""Votes: proposals to change one parameter from a day on, no sooner than the timelock allows."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from model.gates import shown
from model.values import ParameterError


@dataclass(frozen=True)
class Vote:
    """A proposal to change one parameter on day ``enacted``, at least the timelock later.

    ``enacted`` defaults to the first day that the timelock allows.
    """

    parameter: str
    value: float | str
    proposed: int
    enacted: int | None = None


def enacted_on(vote: Vote) -> int:
    """The day from which on a vote is in force; `ParameterError` if it has none yet."""
    if vote.enacted is None:
        raise ParameterError(
            f"the vote on {vote.parameter} has no day of enactment yet: "
            "pass it through model.parameters"
        )
    return vote.enacted


def day_of(where: str, name: str, value: object) -> int:
    """A day of a vote as a whole number; ``where`` begins the refusal of another value."""
    whole = isinstance(value, (int, np.integer)) and not isinstance(value, bool)
    if not whole or int(str(value)) < 0:
        raise ParameterError(f"{where}{name}={shown(value)} is not a whole day of 0 or later")
    return int(str(value))


def check(votes: Sequence[Vote], governed: Sequence[str]) -> None:
    """Refuse votes that no engine can apply: without a day or a number, or two of one day."""
    seen: dict[tuple[str, int], Vote] = {}
    for vote in votes:
        if vote.parameter not in governed:
            raise ParameterError(f"votes cannot change {vote.parameter}")
        if not isinstance(vote.value, (int, float)) or not math.isfinite(vote.value):
            raise ParameterError(
                f"the vote on {vote.parameter} gives {vote.value!r}, which is no number yet: pass "
                "it through model.parameters"
            )
        other = seen.setdefault((vote.parameter, enacted_on(vote)), vote)
        if other is not vote:
            raise ParameterError(
                f"two votes set {vote.parameter} on day {enacted_on(vote)}, to {other.value} and "
                f"{vote.value}: leave one out"
            )
