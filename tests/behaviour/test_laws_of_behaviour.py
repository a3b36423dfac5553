"""The laws of behaviour hold at the scenarios and across the ranges of the facts; each can fail."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

import model
from tests.behaviour.changed import changed
from tests.behaviour.laws import LAWS, Law, Seen, scenarios, seen, with_change, worlds

RUNS = 8
#: A world whose users trust it less often than not, or pay next to nothing, is dead.
LEAST_TRUST, LEAST_FEES = 0.5, 10.0


@cache
def at_scenarios() -> Seen:
    return seen(model.economy("announced"), scenarios(), RUNS)


@cache
def at_worlds() -> Seen:
    return seen(model.economy("announced"), worlds(), 1)


def alive() -> np.ndarray:
    base = at_worlds()
    return (base.reputation > LEAST_TRUST) & (base.fees > LEAST_FEES)


def test_most_worlds_within_the_ranges_are_alive() -> None:
    assert alive().mean() > 0.5


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.name)
def test_a_law_holds_in_bear_base_and_bull(law: Law) -> None:
    after = seen(model.economy("announced"), with_change(scenarios(), law.change), RUNS)
    meant = law.where(scenarios().columns, at_scenarios())
    assert meant[1], "a law must speak of base"
    assert law.holds(at_scenarios(), after)[meant].all()


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.name)
def test_a_law_holds_across_the_ranges_of_the_facts(law: Law) -> None:
    after = seen(model.economy("announced"), with_change(worlds(), law.change), 1)
    meant = alive() & law.where(worlds().columns, at_worlds())
    assert meant.sum() >= 10
    held = law.holds(at_worlds(), after)[meant]
    assert held.mean() >= law.least, f"held at {held.sum()} of {meant.sum()} worlds"


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.name)
def test_a_law_fails_on_a_specification_that_breaks_it(law: Law) -> None:
    broken = changed(law.broken)
    before = seen(broken, scenarios(), 2)
    after = seen(broken, with_change(scenarios(), law.change), 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        assert not law.holds(before, after).all()
