"""What the numbers rest on: counts, ranges and arithmetic, and the figure that says them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from model.experiments import evidence
from model.factbook import facts
from model.figures import evidence as draw


def test_every_fact_is_counted_once_and_the_figure_says_how_many() -> None:
    found = evidence.evidence()
    assert sum(found.counts.values()) == len(facts)
    assert all(min(spans, default=1) >= 1 for spans in found.spans.values())
    alt = draw.evidence(found).alt
    assert f"{found.counts['assumed']} assumed (median ratio {found.median('assumed'):.2g})" in alt
    more = replace(found, counts={**found.counts, "assumed": 7})
    assert "7 assumed" in draw.evidence(more).alt


def test_a_range_with_zero_has_no_ratio() -> None:
    fact = next(iter(facts.values()))
    assert evidence.span(replace(fact, low=0.0, high=1.0)) is None
    assert evidence.span(replace(fact, low=2.0, high=5.0)) == 2.5


def test_formulas_give_what_is_stored_and_a_changed_input_is_seen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert max(evidence.off().values()) < 3
    assert evidence.sums_agree()
    old = evidence.value

    def doubled(name: str) -> float:
        return (1 + (name in ("vault_lifetime_revenue", "delphi_creator_fee"))) * old(name)

    monkeypatch.setattr(evidence, "value", doubled)
    assert evidence.off()["annualised_revenue_observed"] > 90
    assert not evidence.sums_agree()


def test_formulas_are_of_inferred_facts_and_tables_have_a_row_for_each() -> None:
    assert {facts[name].status for name in evidence.FORMULAS} == {"inferred"}
    table = evidence.inferred_table()
    assert len(table) == len(evidence.FORMULAS)
    assert "AI bought observed" in set(table["fact"])
    cases = evidence.cases()
    assert evidence.cases_table().count("\n") == len(cases) + 1
    assert all(fact.bear is not None for fact in cases)


def test_the_gap_is_what_is_released_over_what_is_burned() -> None:
    n = evidence.numbers(evidence.evidence())
    assert n["gap"] == pytest.approx(1e3 * n["released_month"] / n["burned_month"])
    assert n["volume_times"] == pytest.approx(1e6 * n["volume"] / facts["delphi_volume"].value)
    assert n["price_low"] < n["price_paid"] < n["price_high"]
