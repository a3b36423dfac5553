"""Formulas that are wrong at their source are refused by their proofs, or else by numbers."""

from __future__ import annotations

from functools import cache

import pytest

from model.logic.step import ProofError
from model.theory.claim import CheckError, Claim
from model.theory.registry import TOPICS
from tests.theory.mutants import mutants

SEED, EACH = 11, 2
#: Changes that only move accounts from one side of a true equation to the other.
STILL_TRUE = ("invariants.accounting: WORLD:", "invariants.accounting: INSIDE:")


def refused_by_proof(claim: Claim) -> bool:
    """Whether the proof of a wrong statement fails, as it should."""
    try:
        claim.prove()
    except (ProofError, ArithmeticError, ValueError, TypeError, KeyError, StopIteration):
        return True
    return False


def refused_by_numbers(claim: Claim) -> bool:
    """Whether numbers contradict it."""
    try:
        claim.check()
    except (CheckError, ArithmeticError, ValueError, TypeError, KeyError):
        return True
    return False


@cache
def tried(count: int) -> dict[str, bool]:
    """Every wrong statement by what was changed, and whether its proof refused it."""
    return {
        f"{what}: {claim.id}": refused_by_proof(claim)
        for topic in TOPICS
        for what, wrong in mutants(topic, count, SEED)
        if not what.startswith(STILL_TRUE)
        for claim in wrong
    }


def test_ninety_five_in_a_hundred_wrong_statements_are_refused_by_their_proofs() -> None:
    found = tried(EACH)
    assert len(found) >= 100
    passed = [what for what, refused in found.items() if not refused]
    assert len(passed) <= 0.05 * len(found), passed


def test_what_a_proof_lets_pass_numbers_refuse() -> None:
    passed = {what for what, refused in tried(EACH).items() if not refused}
    for topic in {what.partition(":")[0] for what in passed}:
        for what, wrong in mutants(topic, EACH, SEED):
            for claim in wrong:
                if f"{what}: {claim.id}" in passed:
                    assert refused_by_numbers(claim), f"{what}: {claim.id}"


@pytest.mark.bench
def test_many_wrong_statements_are_refused_by_their_proofs() -> None:
    found = tried(12)
    passed = [what for what, refused in found.items() if not refused]
    assert len(passed) <= 0.05 * len(found), passed
