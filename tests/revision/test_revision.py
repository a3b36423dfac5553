"""A change goes in at the fact, before anything is read, or not at all."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from model.factbook import facts
from model.revision import ParameterError, revise, revised

FIRST = "import model; from model.revision import *; from model.factbook import facts; "


def told(code: str) -> str:
    """What a process of its own prints: a change lasts as long as its process."""
    ran = subprocess.run(
        [sys.executable, "-c", FIRST + code], capture_output=True, text=True, check=False
    )
    return ran.stdout.strip() + ran.stderr.strip().rpartition("\n")[2]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"burn_shar": 0.5}, "did you mean 'burn_share'"),
        ({"burn_share": 2}, r"burn_share=2 is outside its domain: give a value in \[0, 1\]"),
        ({"burn_bps": 12_000}, "burn_share=1.2 is outside its domain"),
        ({"premium_half_life": "6 AI"}, "cannot be read"),
        ({"burn_share": 0.5, "burn_bps": 5000}, "are one number: change one of them"),
        (0.5, "is no dict"),
        ({"epoch_days": 0}, "epoch_days"),
        # A joint condition, which only a whole set of parameters can break.
        ({"rent_share": 0.9, "audit_budget_share": 0.9}, "."),
    ],
)
def test_what_is_not_admissible_changes_nothing(changes: Any, said: str) -> None:
    before = {name: fact.value for name, fact in facts.items()}
    with pytest.raises(ParameterError, match=said):
        revise(changes)
    assert {name: fact.value for name, fact in facts.items()} == before
    assert not revised()


def test_nothing_to_change_is_nothing_done() -> None:
    assert revise({}) is None


def test_all_that_reads_a_fact_reads_the_change() -> None:
    found = told(
        "revise({'burn_share': 0.5, 'premium_half_life': '6 calendar_month'}); "
        "from model.theory import sourced; "
        "print([model.parameters('announced', case)[n] for case in ('base', 'bear', 'bull')"
        " for n in ('burn_share', 'premium_half_life')], sourced.BURN_AS_FOUND,"
        " model.contract.split(10**6).burn, facts['burn_bps'].was, facts['burn_bps'])"
    )
    assert found.startswith("[0.5, 0.5, 0.5, 0.5, 0.5, 0.5] 1/2 ")
    assert "changed by the reader, was 7000" in found


@pytest.mark.parametrize(
    "reads",
    [
        "facts['burn_bps']",
        "model.parameters('announced')",
        "from model.theory import sourced",
        "revise({'burn_share': 0.4}); model.parameters('announced')",
    ],
)
def test_a_number_that_was_used_already_is_not_changed(reads: str) -> None:
    found = told(f"{reads}; revise({{'burn_share': 0.5}})")
    assert "TooLate: burn_bps has been used already" in found
    assert "restart the kernel" in found


def test_a_cell_may_be_run_again() -> None:
    changes = "revise({'burn_share': 0.5}); "
    found = told(changes + "model.parameters('announced'); " + changes + "print(revised())")
    assert found == "{'burn_bps': 5000.0}"


def test_a_change_before_anything_is_read_may_be_edited() -> None:
    found = told(
        "revise({'burn_share': 0.9}); revise({'burn_share': 0.5}); print(facts['burn_bps'].high,"
        " facts['burn_bps'].value)"
    )
    assert found == f"{facts['burn_bps'].high} 5000.0"
