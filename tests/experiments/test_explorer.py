"""What the Explorer is given is the model's own: parameters, columns, and the bits of its runs."""

from __future__ import annotations

import numpy as np
import pytest

import model
from model.experiments import explorer, explorer_questions
from model.experiments.outcomes import RELEASED
from model.parameter_sets import SCENARIOS
from model.quantities import registry


def test_the_hash_is_of_every_number_of_a_run_whatever_the_engine() -> None:
    found = {
        engine: explorer.reference("bull", days=40, engine=engine)
        for engine in ("python", "kernel", "cadcad")
    }
    assert len(set(found.values())) == 1
    assert found["python"] != explorer.reference("bull", days=41)
    assert found["python"] != explorer.reference("base", days=40)


def test_parameters_of_every_scenario_come_back() -> None:
    scene = explorer.scene()
    assert list(scene["scenarios"]) == list(SCENARIOS)
    for name, known in scene["scenarios"].items():
        point = model.parameters("announced", name)
        values = dict(zip(scene["parameters"], scene["base"], strict=True)) | known["changes"]
        assert values == dict(point)
        assert known["votes"] == [[v.parameter, v.value, v.proposed] for v in point.votes]
    hashes = {known["bits"] for known in scene["scenarios"].values()}
    assert len(hashes) == len(SCENARIOS)


def test_a_slider_spans_the_range_of_its_fact() -> None:
    for field in explorer.scene()["sliders"]:
        record = registry[field["name"]]
        assert (field["low"], field["high"]) == record.range
        assert field["low"] <= model.parameters("announced")[field["name"]] <= field["high"]
        assert field["least"] <= field["low"]
        assert field["most"] is None or field["high"] <= field["most"]


@pytest.mark.parametrize("tokens", [1e10, 3e10])
def test_supply_is_what_the_economy_counts(tokens: float) -> None:
    """Circulating and locked tokens are all that is not burned, however many there are."""
    economy = model.economy("announced")
    point = model.parameters("announced", initial_supply=tokens)
    ds = model.simulate(economy, point, model.shocks(economy, days=500, seed=7))
    (supply,) = (chart for chart in explorer.CHARTS if chart.id == "supply")
    circulating, whole = (
        series.of({name: ds[name].to_numpy() for name in series.terms}, point)
        for series in supply.series
    )
    names = [str(name) for name in ds if str(name).startswith("locked_")]
    locked = np.sum([ds[name].to_numpy() for name in names], axis=0) / 1e9
    np.testing.assert_allclose((circulating + locked)[0, 1:], whole[0, 1:], rtol=1e-12)


@pytest.mark.parametrize("chart", explorer.CHARTS, ids=lambda chart: chart.id)
def test_a_fan_is_ordered_and_moves(chart: explorer.Chart) -> None:
    for lines in explorer.fan()[chart.id]:
        assert lines.shape == (len(explorer.QUANTILES), len(explorer.ROWS))
        known = np.asarray(np.isfinite(lines).all(axis=0))
        assert known[1:].all()
        assert (np.diff(lines[:, known], axis=0) >= 0).all()
        assert float(np.ptp(lines[2, known])) > 0


def test_what_left_the_locks_is_the_share_that_answers_quote() -> None:
    """Nothing on day 0, and in the end what `RELEASED` measures."""
    economy, point = model.economy("announced"), model.parameters("announced")
    ds = model.simulate(economy, point, model.shocks(economy, days=explorer.DAYS, seed=7))
    left = explorer_questions.questions()["unlocks"].chart.series[1]
    values = left.of({name: ds[name].to_numpy() for name in left.terms}, point)[0]
    assert abs(values[0]) < 1e-6
    paths = {name: ds[name].to_numpy()[:, 1:] for name in RELEASED.columns}
    share = RELEASED.measure(paths, {name: np.array([value]) for name, value in point.items()})
    assert values[-1] == pytest.approx(float(share[0]) / 100 * point["initial_supply"] / 1e6)


def test_a_question_knows_its_columns_and_where_its_fact_ends() -> None:
    found = explorer_questions.data()
    every = explorer.scene()["every"]
    for name, question in explorer_questions.questions().items():
        known = found[name]
        read = {n for chart in known["charts"] for s in chart["series"] for n in s["terms"]}
        assert set(known["columns"]) == read
        assert all(0 <= place < every for place in known["columns"].values())
        assert len(known["units"]) == len(known["charts"][1]["series"])
        low, high = registry[question.parameter].range
        assert known["field"]["low"] == low
        assert ("the range of its fact ends" in known["field"]["info"]) == (
            known["field"]["high"] > high
        )
