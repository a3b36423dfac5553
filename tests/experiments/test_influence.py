"""Assumptions by influence, and what would settle them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from model.experiments import influence
from model.experiments.influence import Influence
from model.experiments.intervals import Setting, moves
from model.experiments.outcomes import OUTCOMES
from model.figures import limits


@cache
def found() -> tuple[Influence, ...]:
    return influence.influences(few=2)


def test_influence_is_the_change_over_the_largest() -> None:
    for name in influence.RESULTS:
        assert max(row.on[name] for row in found()) == pytest.approx(1)
        assert min(row.on[name] for row in found()) >= 0
    means = [row.mean for row in found()]
    assert means == sorted(means, reverse=True)


def test_an_influence_is_that_of_the_answers_moves() -> None:
    """The values are those that stand beside the answer on the burn."""
    kept = moves(Setting("base"), {"burned": OUTCOMES["burned"]}, few=2)["burned"]
    by_name = {row.parameter: row for row in found()}
    assert by_name[kept[0].parameter].on["burned"] == 1
    for move in kept[:5]:
        assert by_name[move.parameter].values["burned"] == move.values
        assert by_name[move.parameter].ends == move.ends


def test_the_page_counts_each_parameter_once() -> None:
    leading = [row for row in found() if row.parameter in influence.ways()][:12]
    told = influence.numbers(found(), leading)
    assert told["wait"] + told["soon"] + told["later"] == told["shown"] == 12
    assert told["assumed"] + told["contract"] + told["secondary"] <= told["parameters"]
    assert told["assumed_share"] == pytest.approx(100 * told["assumed"] / told["parameters"])
    assert told["weak"] == sum(row.mean < influence.WEAK for row in found()) < told["moved"]
    firsts = influence.firsts(found())
    assert set(firsts) == set(influence.RESULTS)
    by_name = {row.parameter: row for row in found()}
    assert all(by_name[first].on[name] == pytest.approx(1) for name, first in firsts.items())


def test_every_assumption_that_leads_has_a_way_to_be_settled() -> None:
    leading = [row.parameter for row in influence.influences()[: limits.SHOWN]]
    assert [name for name in leading if name not in influence.ways()] == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("no_such: {by: x, takes: days}", "there is no parameter no_such"),
        ("stake_days: {by: x}", "write by: and takes:"),
        ("stake_days: {by: x, takes: years}", "which is days, months or an open market"),
    ],
)
def test_a_bad_row_is_refused(
    text: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "resolve.yaml"
    file.write_text(text, "utf-8")
    monkeypatch.setattr(influence, "FILE", file)
    influence.ways.cache_clear()
    try:
        with pytest.raises(influence.ResolveError, match=said):
            influence.ways()
    finally:
        influence.ways.cache_clear()
