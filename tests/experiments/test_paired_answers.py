"""Numbers that a page and an answer both tell: one run, one value."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest
from numpy.typing import NDArray

import model
from model.experiments import headline, headline_paired, policies, policies_paired
from model.experiments.intervals import SEED, Setting
from model.experiments.outcomes import Reading
from model.experiments.parties import PARTIES
from model.experiments.sources import measured
from model.experiments.stress import (
    ballot,
    freeze,
    paired,
    sandwich,
    summary,
)
from model.experiments.stress.common import SETTINGS
from model.points import Points

Array = NDArray[np.float64]
RUNS = 3


def of_source(setting: Setting, readings: Mapping[str, Reading]) -> dict[str, Array]:
    points = Points.of([setting.parameters()])
    found = measured(setting.source, points, RUNS, readings, SEED)
    return {name: each[0] for name, each in found.items()}


@pytest.fixture(scope="module")
def found() -> summary.Found:
    return summary.Found.all(RUNS, draws=4)


def test_what_an_answer_tells_is_what_the_table_of_stresses_tells(found: summary.Found) -> None:
    blows = of_source(
        Setting.of("base", paired.BLOWS),
        {each.name: each for each in (paired.LEFT, paired.LATER, paired.HALF, paired.FALLEN)},
    )
    one, rows = found.spirals["base"], found.rows()
    assert np.median(blows["left"]) == pytest.approx(100 * one.told(365).middle)
    assert np.median(blows["left later"]) == pytest.approx(100 * one.told(365, 730).middle)
    exits = found.exits["base"]
    assert np.median(blows["half"]) == pytest.approx(100 * exits.spiral(0.0, 0.5).middle)
    assert np.median(blows["fallen"]) == pytest.approx(100 * exits.spiral(0.9, 0.0).middle)
    burned = of_source(Setting.of("base", paired.DOWNTURN), {"burned": paired.BURNED})["burned"]
    row = rows["five years' burn with a downturn"]("base").middle
    assert np.median(burned) == pytest.approx(100 * row)
    washed = of_source(Setting.of("base", paired.WASHING), {"replayed": paired.WASHED})["replayed"]
    assert np.median(washed) == pytest.approx(found.washed["base"].usual["replayed"].middle)
    share = of_source(paired.voted("bull"), {"share": paired.SANDWICHED})["share"]
    told = found.sandwiches["bull"].told(sandwich.TOLERANCES[-1], sandwich.WINDOWS[-1])
    assert np.median(share) == pytest.approx(told.middle)
    worth = of_source(Setting.of("base", paired.BLOWS), {"worth": paired.WORTH})["worth"]
    lost = found.captures["base"].of("audit_probability", 0.0).parts["holders"]
    assert np.median(worth) == pytest.approx(-100 * lost.middle, rel=0.01)


def test_the_tables_say_what_was_found(found: summary.Found) -> None:
    table = found.table().set_index("in per cent")
    assert [name.replace(",<br>", ", ") for name in table.columns] == list(SETTINGS)
    left = found.spirals["base"].told(365)
    said = str(table.loc["the same, a year later", "base"])
    assert said.startswith(f"{100 * left.middle:.0f}<br>")
    rally = table.loc["change of a year's burn by a frozen rally"]
    assert rally["base,<br>quantity equation"] == "–" != rally["base"]
    votes = summary.votes(found.captures["base"])
    assert votes.iloc[0]["voted on"] == "audit probability"
    assert set(votes["usual"]) >= {"20 days"}


def test_numbers_of_the_page_are_finite_and_named_by_setting(found: summary.Found) -> None:
    usual = model.parameters("announced", "base", ())
    numbers = summary.numbers(found, freeze.frozen(runs=2), ballot.ballot(runs=2), usual)
    assert all(np.isfinite(each) for each in numbers.values())
    for name in summary.SHORT:
        assert (
            numbers[f"left_{name}_low"] <= numbers[f"left_{name}"] <= numbers[f"left_{name}_high"]
        )
    assert numbers["border_bear"] >= numbers["border_base"] >= numbers["border_bull"]
    assert numbers["executors"] > 0


def test_an_answer_on_a_policy_is_the_comparison_of_the_page() -> None:
    found = of_source(policies_paired.setting(), policies_paired.READINGS)
    rows = {row.policy.name: row for row in policies.compared(RUNS, draws=0)["base"]}
    for key, values in found.items():
        name, who = key.split(", ")
        assert who in PARTIES
        assert np.allclose(values, 100 * (rows[name].by_run[who] - 1), atol=1e-6), key


def test_levers_are_not_drawn_where_an_answer_says_what_is_assumed() -> None:
    for scenario in policies.SCENARIOS:
        free = set(policies_paired.setting(scenario).free(sourced=False))
        assert free == set(policies.unknown_state(scenario))


def test_a_factor_at_both_ends_is_the_ratio_of_two_runs() -> None:
    ratios = of_source(Setting.of("base", headline_paired.SOURCE), headline_paired.READINGS)
    economy = model.economy("announced")
    u = model.shocks(economy, days=1825, runs=RUNS, seed=SEED)
    burned = [
        model.simulate(
            economy, model.parameters("announced", "base", (), application_margin=margin), u
        ).burned.isel(day=-1)
        for margin in headline_paired.ends("application_margin")
    ]
    assert np.allclose(ratios["margin, burned"], burned[1] / burned[0])
    assert (ratios["shorter premium, burned"] > 1).all()
    assert (ratios["shorter premium, price"] < 1).all()
    assert set(headline_paired.TOLD["usage"]) == set(headline.FACTORS["usage"])
