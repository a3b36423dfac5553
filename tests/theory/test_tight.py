"""An inequality of a claim is tight: a case of equality, a limit, or a condition that is exact.

The rules `bound`, `evenly` and `bound_by_induction` ask for it. What plain arithmetic decides has
its case here, or the proof has shown it to be equivalent to what it is drawn from.
"""

from __future__ import annotations

from importlib import import_module

import pytest
import sympy as sp

import model
from model.logic import presentation
from model.logic.claim import Claim
from model.logic.decide import put
from model.logic.step import Proved
from model.quantities import registry
from model.theory.registry import TOPICS

ORDERS = (sp.Ge, sp.Gt, sp.Le, sp.Lt)
ASKED = {"bound", "evenly", "bound by induction"}
#: Values, by name, at which both sides are equal.
EQUAL: dict[str, dict[str, float]] = {
    "cobweb-inelastic-calm": {
        "largest_swing": 1,
        "next_swing": sp.Rational(4, 5),
        "entry_speed": sp.Rational(2, 5),
        "supply_response": sp.Rational(1, 2),
        "demand_response": 1,
    },
    "splitting-never-gains": {"jackpot": 8, "other_checkers": 2, "jackpot_taken": 2},
}
#: The same values are of a case that the claim speaks of, told without its inequality.
REACHED = {
    # Yesterday one below rest, in price one above it by half: two fifths of the way from 1 to 1/2.
    "cobweb-inelastic-calm": (1 + sp.Rational(2, 5) * (sp.Rational(1, 2) - 1), "next_swing"),
    # A jackpot of 8 beside two others: halved twice, and paid to one identity.
    "splitting-never-gains": (sp.Integer(8) / 2**2, "jackpot_taken"),
}


def inequalities(claim: Claim) -> list[sp.Basic]:
    """The inequalities that a claim states."""
    whole = claim.statement
    parts = whole.args if isinstance(whole, sp.And) else (whole,)
    return [part for part in parts if isinstance(part, ORDERS)]


def is_tight(claim: Claim, part: sp.Basic) -> bool:
    """Whether the rule asked for it, the proof has an equivalence, or a case shows it."""
    steps = presentation.decided(claim)[1]
    rules = {step.rule for step in steps if isinstance(step, Proved) and step.relation == part}
    if rules & ASKED:
        return True
    if any(isinstance(s.relation, sp.Equivalent) and part in s.relation.args for s in steps):
        return True
    values = {registry[name].symbol: each for name, each in EQUAL.get(claim.id, {}).items()}
    left = put(part.gts - part.lts, values)
    return bool(values) and sp.simplify(left) == 0


@pytest.mark.parametrize("topic", TOPICS)
def test_inequalities_are_tight(topic: str) -> None:
    for claim in import_module(f"model.theory.{topic}").claims():
        for part in inequalities(claim):
            assert is_tight(claim, part), f"{claim.id}: {part}"


@pytest.mark.parametrize("name", EQUAL)
def test_a_case_of_equality_is_reached(name: str) -> None:
    value, symbol = REACHED[name]
    assert EQUAL[name][symbol] == value


def test_a_loose_one_is_noticed() -> None:
    claim = model.claims["cobweb-inelastic-calm"]
    (part,) = inequalities(claim)
    assert is_tight(claim, part)
    assert not is_tight(claim, part.func(2 * part.args[0], part.args[1], evaluate=False))
