"""Counterexamples that are runs: where they are, and what their runs are told."""

from __future__ import annotations

from urllib.parse import parse_qsl

import pytest

import model
from model.experiments import counterexample_runs as runs


@pytest.mark.parametrize("pair", runs.pairs(), ids=lambda pair: pair.key)
def test_two_runs_differ_as_the_numbers_of_the_theory_do(pair: runs.Pair) -> None:
    told = runs.data()[pair.key]
    assert told["times"] == pytest.approx(pair.ratio(), rel=runs.ROUNDING, abs=1e-12)
    assert told["place"].endswith(f".html#claim-{pair.claim}")
    assert runs.of(pair.claim, pair.assumption) == pair


@pytest.mark.parametrize("pair", runs.pairs(), ids=lambda pair: pair.key)
def test_a_link_names_what_differs_from_base_and_no_more(pair: runs.Pair) -> None:
    parts = dict(parse_qsl(pair.link().removeprefix("#")))
    base = model.parameters("announced")
    for mark, values in (("", pair.dropped), ("b.", pair.kept)):
        changed = {mark + s.name: float(v) for s, v in values.items() if v != base[s.name]}
        assert {name: float(parts.pop(name)) for name in changed} == changed
    assert set(parts) == {"scenario", "b.scenario", "seed", "run", "counterexample"}


def test_an_assumption_without_a_pair_has_none() -> None:
    assert runs.of("called-vault-spends-what-passes", "competition") is None
