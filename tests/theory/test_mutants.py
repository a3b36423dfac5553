"""Formulas that are wrong at their source are refused by their proofs, or else by numbers."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from model.experiments import wrong_statements
from model.theory.registry import TOPICS, claims


def refused(topics: Iterable[str], count: int, least: int) -> None:
    """At least 95 in a hundred by their proofs, and what a proof lets pass by numbers."""
    found = [each for topic in topics for each in wrong_statements.tried(topic, count)]
    assert len(found) >= least
    passed = [each for each in found if each.by != "proof"]
    assert len(passed) <= 0.05 * len(found), passed
    assert all(each.by == "numbers" for each in passed), passed


def test_wrong_statements_are_refused() -> None:
    """One of every second module; `test_claims` has one of every claim."""
    refused(TOPICS[1::2], count=1, least=20)


@pytest.mark.bench
def test_many_wrong_statements_are_refused() -> None:
    refused(TOPICS, count=wrong_statements.EACH, least=500)


def test_the_book_prints_a_count_of_these_claims() -> None:
    """`python -m benchmarks.wrong_statements` counts anew."""
    stored = wrong_statements.stored()
    assert stored["claims"] == len(claims)
    counts = stored["chapters"].values()
    tried, by_proof = (sum(row[key] for row in counts) for key in ("tried", "proof"))
    assert by_proof >= 0.95 * tried
    assert tried == by_proof + sum(row["numbers"] for row in counts)
