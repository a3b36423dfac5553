"""Formulas that are wrong at their source are refused by their proofs, or else by numbers."""

from __future__ import annotations

import pytest

from model.logic.step import ProofError
from model.theory.claim import CheckError, Claim
from model.theory.registry import TOPICS
from tests.theory.mutants import mutants

SEED = 11
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


def tried(count: int) -> dict[str, bool]:
    """Every wrong statement by what was changed, and whether its proof refused it."""
    return {
        f"{what}: {claim.id}": refused_by_proof(claim)
        for topic in TOPICS
        for what, wrong in mutants(topic, count, SEED)
        if not what.startswith(STILL_TRUE)
        for claim in wrong
    }


def refused(count: int, least: int) -> None:
    """At least 95 in a hundred by their proofs, and what a proof lets pass by numbers."""
    found = tried(count)
    assert len(found) >= least
    passed = {what for what, by_proof in found.items() if not by_proof}
    assert len(passed) <= 0.05 * len(found), passed
    for topic in {what.partition(":")[0] for what in passed}:
        for what, wrong in mutants(topic, count, SEED):
            for claim in wrong:
                if f"{what}: {claim.id}" in passed:
                    assert refused_by_numbers(claim), f"{what}: {claim.id}"


def test_wrong_statements_are_refused() -> None:
    refused(count=1, least=60)


@pytest.mark.bench
def test_many_wrong_statements_are_refused() -> None:
    refused(count=12, least=600)
