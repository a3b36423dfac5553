"""Stresses over what is assumed: what maps and answers tell, in drawn economies."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import model
from model.experiments import intervals
from model.experiments.intervals import SEED, Setting
from model.experiments.outcomes import GPUS
from model.experiments.sensitivity.indices import spread
from model.experiments.sensitivity.inputs import CHANCE, Inputs
from model.experiments.sources import measured
from model.experiments.stress import (
    assumed,
    ballot,
    freeze,
    paired,
    spiral,
    summary,
)
from model.experiments.stress.common import BASE, BILLS, SETTINGS, SHOCK, told
from model.experiments.stress.struck import strikable
from model.points import Points

RUNS = 3


@pytest.fixture(scope="module")
def found() -> summary.Found:
    return summary.Found.all(RUNS, draws=4)


def test_as_it_stands_each_reading_is_that_of_the_maps(found: summary.Found) -> None:
    """On the random paths of a scenario itself: what is drawn is read as the maps read it."""
    rows = found.rows()
    for source, names in (
        (assumed.BLOWS, {"gone": 0, "left": 1, "left later": 2, "half": 3, "fallen": 4}),
        (assumed.DOWNTURN, {"price": 5, "gpus": 6, "burned": 7}),
        (assumed.RALLY, {"frozen": 8}),
    ):
        setting = Setting.of("bear", source)
        readings = assumed._readings(*names)
        values = measured(source, Points.of([setting.parameters()]), RUNS, readings, SEED)
        for name, row in names.items():
            there = told(values[name][0] / 100)
            assert there == pytest.approx(list(rows.values())[row]("bear")), name


def test_frozen_days_and_turnouts_are_those_of_the_page() -> None:
    base = Setting.of(BASE, assumed.RALLY)
    names = ("slow", "fast", "wide", "noise")
    points = Points.of([base.parameters()])
    values = measured(assumed.RALLY, points, RUNS, assumed._readings(*names), SEED)
    shares = freeze.frozen(runs=RUNS)
    usual = shares[base.parameters()["max_slippage"]]
    page = dict(
        zip(
            names,
            (usual[-1, -1], usual[0, -1], shares[freeze.WIDE][-1, -1], usual[-1, 0]),
            strict=True,
        )
    )
    for name, share in page.items():
        assert values[name].mean() == pytest.approx(100 * share), name
    votes = ballot.ballot(runs=RUNS)
    plain = Setting.of(BASE, paired.WASHING)
    least = measured(paired.WASHING, Points.of([plain.parameters()]), RUNS, ballot.LEAST, SEED)
    assert np.median(least["turnout"]) == pytest.approx(votes.least_turnout(ballot.DAYS[3], True))
    assert np.median(least["silent"]) == pytest.approx(votes.least_turnout(ballot.DAYS[2], False))
    assert np.median(least["majority"]) == votes.majority.middle


def test_an_interval_is_that_of_the_answers(found: summary.Found) -> None:
    setting = Setting.of(BASE, paired.DOWNTURN)
    answer = intervals.estimates(setting, [paired.BURNED], runs=1, draws=4, few=1)["burned"]
    assert found.drawn[BASE]["burned"] == pytest.approx(answer.assumed)


def test_a_draw_is_a_run_of_that_economy_with_the_blow_and_without() -> None:
    """Against the simulation itself, which knows nothing of cases."""
    setting = Setting.of("bull", assumed.BLOWS)
    gone = assumed.drawn(setting, assumed._readings("gone"), draws=4)["gone"]
    which, names = strikable(), (*setting.free(sourced=False), CHANCE)
    cube = Inputs(which, setting.parameters(), names)
    points, paths = cube.place(spread(cube, 4, SEED))
    assert "usage_at_maturity" not in names
    shocks = model.shocks(which, days=SHOCK + spiral.WINDOW, runs=int(paths[1]) + 1, seed=SEED)
    gpus = []
    for days in (float(spiral.OUTAGES[-1]), 0.0):
        changes = {n: float(points.columns[n][1]) for n in names if n != CHANCE}
        p = model.parameters(which, "bull", (), **changes, struck_audits=days)
        ds = model.simulate(which, p, shocks).isel(run=int(paths[1]))
        after = ds.sel(day=slice(SHOCK + 1, SHOCK + spiral.WINDOW))
        gpus.append(float(after[list(GPUS)].to_dataarray("class").sum("class").mean()))
    assert gone[1] == pytest.approx(100 * gpus[0] / gpus[1], rel=1e-9)


def test_the_size_of_a_stress_is_never_drawn() -> None:
    for source in (assumed.BLOWS, assumed.DOWNTURN, assumed.RALLY):
        free = set(Setting.of(BASE, source).free(sourced=False))
        own = {s.name for s in source.economy.parameters} - {
            s.name for s in model.economy("announced").parameters
        }
        assert own
        assert not free & own
        assert "premium_half_life" in free


def test_the_table_has_both_intervals_in_every_cell(found: summary.Found) -> None:
    assert set(found.drawn) == set(SETTINGS)
    table = found.table().set_index("in per cent")
    low, high = found.drawn["bear"]["worth"]
    said = str(table.loc["change of market value if audits are voted away", "bear"])
    assert said.endswith(f"<small>[{summary._to(-high / 100, -low / 100)}]</small>")
    for cell in table.to_numpy().ravel():
        assert (str(cell).count("<small>") == 2) or cell == "–"
    assert "frozen" not in found.drawn[BILLS]


def test_ends_of_the_page_are_in_order_and_wider_where_chance_is_narrower(
    found: summary.Found,
) -> None:
    usual = model.parameters("announced", "base", ())
    numbers = summary.numbers(found, freeze.frozen(runs=2), ballot.ballot(runs=2), usual)
    lows = {name.removesuffix("_from") for name in numbers if name.endswith("_from")}
    assert {"left_later_bull", "half_bills", "frozen_own", "share_base", "turnout"} <= lows
    for name in lows:
        assert numbers[f"{name}_from"] <= numbers[f"{name}_to"], name
    assert numbers["frozen_base_from"] == pytest.approx(-found.drawn[BASE]["frozen"][1])
    narrow = {s: dict.fromkeys(each, (0.0, 0.0)) for s, each in found.drawn.items()}
    wide = {s: dict.fromkeys(each, (0.0, 1e6)) for s, each in found.drawn.items()}
    assert replace(found, drawn=narrow).wider() == 0
    assert replace(found, drawn=wide).wider() == 1
