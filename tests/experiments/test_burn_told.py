"""Findings of the page on equilibrium burn are told by its numbers, and withdrawn by others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

import pytest

from model.experiments import burn_told as told
from model.experiments import premium, sign_table
from model.theory import signs


@cache
def runs() -> Mapping[str, Mapping[float, premium.Ends]]:
    return premium.by_half_life(runs=8)


@cache
def numbers() -> Mapping[str, float]:
    found = told.of_the_premium(runs(), premium.still(runs()["base"][premium.USUAL]))
    return found | {"times_half": 150.0, "times_usage": 17.0, "times_asked": 1.1}


@pytest.mark.parametrize(
    ("finding", "other"),
    [
        (told.premium_decides, {"times_usage": 60.0}),
        (told.premium_decides, {"bare_base": 0.1}),
        (told.order_reverses, {"short_bull": 99.0}),
        (told.order_reverses, {"usual_bear": 99.0}),
        (told.dollars_are_not_the_reason, {"dollars_least": 10.0}),
        (told.dollars_are_not_the_reason, {"long_bull": 17.0}),
        (told.less_is_paid_and_sold, {"treasury_bull": 40.0}),
        (told.less_is_paid_and_sold, {"paid_base": 101.0}),
    ],
)
def test_a_finding_goes_with_its_numbers(
    finding: Callable[[Mapping[str, float]], bool], other: Mapping[str, float]
) -> None:
    assert finding(numbers())
    assert not finding({**numbers(), **other})


def test_a_burn_is_told_in_per_cent_and_years() -> None:
    usual = premium.band(runs()["base"][premium.USUAL].burned)
    assert numbers()["usual_middle"] == pytest.approx(100 * usual.middle)
    assert numbers()["late_long"] / numbers()["late_short"] == pytest.approx(
        premium.LONGEST / premium.SHORTEST
    )
    assert numbers()["half_needed"] * numbers()["halvings"] == pytest.approx(5)


def test_signs_are_counted_once_and_cases_told_for_each_without_one() -> None:
    some = ("yearly_fees", "velocity", "burn_share_in_force")
    found = sign_table.Signs([c for c in signs.table() if c.parameter in some])
    counts = found.counts
    parts = ("signs_sure", "signs_none", "signs_both", "signs_open")
    assert sum(counts[part] for part in parts) == counts["signs_all"] == len(found.cells)
    assert len(found.cases()) == counts["signs_both"]
    assert counts["signs_open"] == 0
    assert int(found.frame().isin(["+", "−"]).to_numpy().sum()) == counts["signs_sure"]
    assert found.usage_lowers_where_given
    found.marks["supply", "rational", "yearly_fees"] = "−"
    assert not found.usage_lowers_where_given
