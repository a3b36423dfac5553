"""A change goes in at the fact, before anything is read, or not at all."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from model.factbook import facts
from model.revision import DoesNotHold, of_notebook, revise, revised, say
from model.values import ParameterError
from tests.fresh import started

FIRST = "import model; from model.revision import *; from model.factbook import facts; "


Told = Callable[[str], str]


@pytest.fixture(scope="module")
def told() -> Iterator[Told]:
    """What a process of its own prints: a change lasts as long as its process.

    A revision builds both economies to learn which parameters there are, and no fact counts as
    read for that: they are built once for all.
    """
    built = "[model.economy(name) for name in ('announced', 'deployed')]"
    imports = "import dask.array, llvmlite, scipy.stats, sympy, xarray"
    with started(f"{imports}; {FIRST}{built}") as run:

        def said(code: str) -> str:
            ran = run(FIRST + code)
            return ran.stdout.strip() + ran.stderr.strip().rpartition("\n")[2]

        yield said


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
        ({"market_cap_july": -1}, "an amount in USD is 0 or more"),
        ({"ai_daily_volume_observed": -5.0}, "an amount in USD"),
    ],
)
def test_what_is_not_admissible_changes_nothing(changes: Any, said: str) -> None:
    before = {name: fact.value for name, fact in facts.items()}
    with pytest.raises(ParameterError, match=said):
        revise(changes)
    assert {name: fact.value for name, fact in facts.items()} == before
    assert not revised()


def test_a_joint_condition_is_refused_before_anything_is_changed(told: Told) -> None:
    found = told(
        "\ntry: revise({'billed_by_task': 0.9, 'billed_by_cycle': 0.9})\n"
        "except ValueError as refusal: print(refusal, revised())"
    )
    assert "billed_by_task + billed_by_cycle must not exceed 1" in found
    assert found.endswith("{}")


def test_a_change_says_where_something_else_decides(told: Told) -> None:
    found = told("\nprint(revise({'opening_day': 200, 'twap_window': 7200, 'burn_share': 0.5}))")
    opening, window, share = found.split(", was ")[1:]
    assert "deployed keeps its own 36500" in opening
    assert "announced" not in opening
    assert "announced votes on it, for the fact voted_twap_window" in window
    assert "votes" not in share
    assert "keeps" not in share


def test_nothing_to_change_is_nothing_done() -> None:
    assert revise({}) is None


def test_all_that_reads_a_fact_reads_the_change(told: Told) -> None:
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
def test_a_number_that_was_used_already_is_not_changed(reads: str, told: Told) -> None:
    found = told(f"{reads}; revise({{'burn_share': 0.5}})")
    assert "TooLate: burn_bps has been used already" in found
    assert "restart the kernel" in found


def test_a_cell_may_be_run_again(told: Told) -> None:
    changes = "revise({'burn_share': 0.5}); "
    found = told(changes + "model.parameters('announced'); " + changes + "print(revised())")
    assert found == "{'burn_bps': 5000.0}"


def test_a_change_before_anything_is_read_may_be_edited(told: Told) -> None:
    found = told(
        "revise({'burn_share': 0.9}); revise({'burn_share': 0.5}); print(facts['burn_bps'].high,"
        " facts['burn_bps'].value)"
    )
    assert found == f"{facts['burn_bps'].high} 5000.0"


def test_a_result_says_what_was_changed(told: Told) -> None:
    found = told(
        "revise({'burn_share': 0.5}); e = model.economy('announced'); "
        "ds = model.simulate(e, model.parameters('announced'), model.shocks(e, days=2, runs=1, "
        "seed=1), engine='numpy'); print(ds.attrs['changed_by_the_reader'])"
    )
    assert found == '{"burn_bps": "5000 bps, was 7000"}'


def test_a_text_marks_a_number_that_is_not_its_sources(told: Told) -> None:
    found = told(
        "revise({'burn_share': 0.5}); from model.readable.roles import Page, inline; "
        "print(inline('{fact}`burn_bps in percent`, {param}`burn_share`, {fact}`pool_fee`', "
        "Page({})))"
    )
    assert found.startswith("50 per cent (changed), ")
    assert found.count("(changed)") == 2


def test_an_ensemble_of_changed_facts_has_a_name_of_its_own(told: Told) -> None:
    """A fact that is no parameter may enter an outcome, so it is part of what is kept."""
    keys = [
        told(
            f"revise({changes}); e = model.economy('announced'); "
            "ds = model.ensemble(e, model.parameters('announced'), days=3, runs=2, seed=1, "
            "keep=['price'], engine='numpy'); print(ds.attrs['key'])"
        )
        for changes in ({}, {"ai_burned_observed": 1.0})
    ]
    assert len(set(keys)) == 2


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("changes = {'burn_share': 0.5}", "{'burn_share': 0.5}"),
        ("changes = {}", "{}"),
        ("changes = dict(burn_share=0.5)", "ParameterError: the changes of run.ipynb cannot be"),
    ],
)
def test_a_notebook_says_with_which_changes_it_was_run(
    source: str, found: str, tmp_path: Path
) -> None:
    cells = [
        {"source": ["changes = {'burn_share': 0.1}"], "metadata": {"tags": ["parameters"]}},
        {"source": [source], "metadata": {"tags": ["injected-parameters"]}},
    ]
    path = tmp_path / "run.ipynb"
    path.write_text(json.dumps({"cells": cells}), encoding="utf-8")
    try:
        said = repr(of_notebook(path))
    except ParameterError as refusal:
        said = f"ParameterError: {refusal}"
    assert said.startswith(found)


def test_a_page_is_told_numbers_texts_and_findings(monkeypatch: pytest.MonkeyPatch) -> None:
    stored: dict[str, Any] = {}
    monkeypatch.setattr("myst_nb.glue", lambda name, value, display: stored.update({name: value}))
    say({"part": np.float64(0.25), "days": 3, "count": np.array(4), "who": "nodes"})
    say({"it_rises": np.bool_(True), "it_falls": np.array(True), "third": Fraction(1, 4)})
    assert stored == {
        "part": 0.25,
        "days": 3,
        "count": 4,
        "who": "nodes",
        "holds_it_rises": True,
        "holds_it_falls": True,
        "third": 0.25,
    }
    assert [type(each) for each in stored.values()] == [float, int, int, str, bool, bool, float]


@pytest.mark.parametrize(
    ("told", "refusal"),
    [
        ({"all": [1.0, 2.0]}, "all=.* is nothing to say: give a number"),
        ({"nobody": None}, "nobody=None is nothing to say: give a number"),
        ({"two words": 1.0}, "'two words' cannot name what is said"),
    ],
)
def test_what_a_page_cannot_say_is_refused(told: dict[str, Any], refusal: str) -> None:
    with pytest.raises(ParameterError, match=refusal):
        say(told)


@pytest.mark.parametrize("finding", [False, np.bool_(False), np.array(False)])
def test_a_finding_that_is_false_stops_the_unchanged_page(finding: Any) -> None:
    with pytest.raises(DoesNotHold, match="at 'it_rises': change the sentence"):
        say({"it_rises": finding})


def test_every_whole_basis_point_reaches_the_contract(told: Told) -> None:
    for share in (0.57, 0.29):
        found = told(
            f"revise({{'burn_share': {share}}})\n"
            "print(model.contract.split(10**6, executor_bps=0).burn)"
        )
        assert found == str(round(share * 10**6))
    assert "whole basis points" in told(
        "revise({'burn_share': 0.57005})\nprint(model.contract.split(10**6))"
    )


def test_workers_of_a_cluster_are_refused_where_facts_were_changed(told: Told) -> None:
    found = told(
        "revise({'burn_share': 0.5}); e = model.economy('announced')\n"
        "try: model.ensemble(e, model.parameters(e), 5, 2, seed=1, client='tcp://127.0.0.1:1')\n"
        "except ValueError as refusal: print(refusal)"
    )
    assert "burn_bps was changed in this process" in found


def test_an_answer_is_computed_anew_where_facts_were_changed(told: Told) -> None:
    found = told(
        "revise({'burn_share': 0.35}); a = model.answers['burn-base']\n"
        "from model.answerbook import numbers\n"
        "print(0.35 < a.estimate.value / numbers.kept('burn-base').value < 0.65)"
    )
    assert found == "True"
