"""Sensitivity: known indices come back, a conclusion is what a run says, a planted box is found."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import model
from model.arrays import Array
from model.experiments import discovery, outcomes
from model.experiments.sensitivity import conclusions, foretold, indices, inputs, rules
from model.outside import sobol as known
from model.parameter_sets import ParameterError, Parameters
from model.points import Points
from model.spec.economy import Economy

ISHIGAMI = ("7", "0.1")
#: A conclusion that is compared as it is, not by ratio.
GIVEN = "right results"
Few = tuple[Points, NDArray[np.int64], dict[str, Array]]


@pytest.fixture(scope="module")
def economy() -> Economy:
    return model.economy("announced")


@pytest.fixture(scope="module")
def base() -> Parameters:
    return model.parameters("announced", votes=())


@pytest.fixture
def ishigami(economy: Economy, base: Parameters, monkeypatch: pytest.MonkeyPatch) -> inputs.Inputs:
    """Three inputs whose conclusion is the Ishigami function instead of an economy's."""
    three = inputs.Inputs(economy, base, ("usage_at_maturity", "burn_share", "application_margin"))

    def function(given: inputs.Inputs, unit: Array, seed: int) -> dict[str, Array]:
        x = np.pi * (2 * unit.T - 1)
        a, b = (float(each) for each in ISHIGAMI)
        return {GIVEN: np.sin(x[0]) + a * np.sin(x[1]) ** 2 + b * x[2] ** 4 * np.sin(x[0])}

    monkeypatch.setattr(indices, "_values", function)
    return three


def test_sobol_gives_the_known_indices_within_their_intervals(ishigami: inputs.Inputs) -> None:
    exact = known.exact(*map(Fraction, ISHIGAMI))
    sample = indices.saltelli(ishigami, 2048, seed=3)
    found: Any = indices.sobol(sample).loc[GIVEN]
    for place, row in enumerate(found.itertuples(), start=1):
        assert row.first == pytest.approx(exact[f"S{place}"], abs=2 * row.first_interval + 1e-3)
        assert row.total == pytest.approx(exact[f"T{place}"], abs=2 * row.total_interval + 1e-3)
        assert row.total_interval < 0.1
    grown: Any = indices.convergence(sample, (128, 2048))
    widths = grown["total_interval"].groupby("size").max()
    assert widths[2048] < widths[128] / 2
    assert grown.loc[(2048, GIVEN)].equals(found)


def test_morris_and_pawn_rank_as_the_known_indices_do(ishigami: inputs.Inputs) -> None:
    screened = indices.screen(ishigami, 200, seed=3)
    effect: Any = screened.loc[GIVEN, "effect"]
    # Between middles of quarters the second input, of period a half, changes nothing at all.
    assert effect["usage_at_maturity"] > effect["application_margin"] > 1
    assert effect["burn_share"] == pytest.approx(0, abs=1e-9)
    assert indices.strongest(screened, 2) == ("usage_at_maturity", "application_margin")
    sample = indices.independent(indices.saltelli(ishigami, 1024, seed=3))
    distance: Any = indices.pawn(sample).loc[GIVEN, "distance"]
    assert distance["burn_share"] > distance["application_margin"] > distance[indices.DUMMY]
    assert distance[indices.DUMMY] < 0.08


def test_a_group_carries_what_its_inputs_carry(ishigami: inputs.Inputs) -> None:
    exact = known.exact(*map(Fraction, ISHIGAMI))
    alone: Any = indices.carried(ishigami, ("application_margin",), 1024, 3).loc[GIVEN]
    # The third input does nothing alone, and the two others are in all that happens.
    assert alone["few"] == pytest.approx(exact["S3"], abs=2 * alone["few_interval"])
    assert alone["few_interval"] < 0.15
    assert alone["rest"] == pytest.approx(1 - exact["S3"], abs=2 * alone["rest_interval"])
    both: Any = indices.carried(ishigami, ("usage_at_maturity", "application_margin"), 1024, 3)
    assert both.loc[GIVEN, "few"] == pytest.approx(1 - exact["T2"], abs=0.15)
    assert both.loc[GIVEN, "rest"] == pytest.approx(exact["T2"], abs=0.15)


def test_independent_points_share_no_coordinate(ishigami: inputs.Inputs) -> None:
    sample = indices.saltelli(ishigami, 16, seed=3)
    apart = indices.independent(sample)
    assert len(apart.unit) == len(apart.values[GIVEN]) == 2 * 16
    for column in apart.unit.T:
        assert len(set(column)) == 2 * 16
    there = indices._values(ishigami, apart.unit, 0)
    assert np.array_equal(apart.values[GIVEN], there[GIVEN])


def test_samples_that_say_nothing_are_refused(
    ishigami: inputs.Inputs, base: Parameters, economy: Economy, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(inputs.SensitivityError, match="power of two"):
        indices.saltelli(ishigami, 100, seed=1)
    monkeypatch.setattr(indices, "_values", lambda i, unit, seed: {GIVEN: np.ones(len(unit))})
    with pytest.raises(inputs.SensitivityError, match="no variance"):
        indices.sobol(indices.saltelli(ishigami, 4, seed=1))
    voted = model.parameters("announced", votes=[model.Vote("audit_probability", 0.1, 30)])
    with pytest.raises(inputs.SensitivityError, match="votes=\\(\\)"):
        inputs.inputs(economy, voted)


def test_every_corner_of_the_cube_is_an_admissible_economy(
    economy: Economy, base: Parameters
) -> None:
    every = inputs.inputs(economy, base)
    assert len(every.names) == len(set(every.names)) > 130
    assert every.names[-1] == inputs.CHANCE
    draw = np.random.default_rng(5)
    corners = draw.integers(0, 2, (400, len(every.names))).astype(float)
    points, runs = every.place(corners)  # refuses what is not admissible
    assert len(points) == 400
    assert set(runs) == {0, inputs.PATHS - 1}
    with pytest.raises(ParameterError):
        model.parameters("announced", billed_by_task=0.9, billed_by_cycle=0.9)


def test_what_may_vary_is_what_nobody_knows(economy: Economy, base: Parameters) -> None:
    varied = set(inputs.inputs(economy, base).names)
    assert {"premium_half_life", "delphi_volume", "opening_day", "market_rule"} <= varied
    for symbol in economy.parameters:
        record = model.quantities.registry[symbol.name]
        if record.name not in varied and record.name != "price_rule":
            stands = record.range[0] == record.range[1] or record.domain.low == record.domain.high
            assert record.fact is not None
            assert stands or model.facts[record.fact].status not in inputs.UNKNOWN


def test_an_input_spans_the_range_of_its_fact(economy: Economy, base: Parameters) -> None:
    one = inputs.inputs(economy, base, ("usage_at_maturity", "price_rule", "treasury_spend_rate"))
    ends = one.values(np.array([[0.0, 0, 0, 0], [1, 1, 1, 1]]))
    record = model.quantities.registry["usage_at_maturity"]
    assert tuple(ends["usage_at_maturity"]) == pytest.approx(record.range)
    assert set(ends["price_rule"]) == {0, 2}


@pytest.fixture(scope="module")
def few(economy: Economy, base: Parameters) -> Few:
    """Four points on two runs: their points, runs and conclusions."""
    chosen = inputs.inputs(economy, base, ("audit_probability", "opening_day", "slash_fraction"))
    unit = np.random.default_rng(2).random((4, 4))
    unit[:, -1] = (0.0, 0.02, 0.0, 0.02)
    points, runs = chosen.place(unit)
    every = {**conclusions.CONCLUSIONS, "slashed": conclusions.SLASHED}
    found = conclusions.conclude(economy, points, runs, 11, conclusions=every)
    return points, runs, found


def test_a_conclusion_is_what_a_run_of_that_point_says(economy: Economy, few: Few) -> None:
    points, runs, found = few
    assert list(runs) == [0, 1, 0, 1]
    paths = model.shocks(economy, days=outcomes.DAYS, runs=2, seed=11)
    for place in range(2):
        p = points[place]
        ds = model.simulate(economy, p, paths).isel(run=runs[place])
        year, supply = ds.sel(day=slice(1461, 1825)), p["initial_supply"]
        said = {name: values[place] for name, values in found.items()}
        assert said["burned"] == pytest.approx(100 * float(ds.burn.sum()) / supply, rel=1e-9)
        slashes = sum(
            float(ds[f.symbol.name].sum())
            for _, f in economy.flows()
            if f.receiver.name == "slash_burned"
        )
        assert said["slashed"] == pytest.approx(100 * slashes / supply, rel=1e-9)
        assert said["price"] == pytest.approx(float(year.price.mean()), rel=1e-9)
        paid = year.price * (year.paid_from_holdings + year.fee_purchase)
        assert said["fees"] == pytest.approx(float(paid.mean()), rel=1e-9)
        gpus: Any = sum(year[f"gpus_{c}"] for c in ("datacentre", "professional", "consumer"))
        assert said["GPUs"] == pytest.approx(float(gpus.mean()), rel=1e-9)
        assert said["right results"] == pytest.approx(100 * float(year.right_share.mean()))
        ready = ds.sel(day=slice(int(p["opening_day"]), None))
        unpaid = 100 * float((ready.paid_share < outcomes.PAID).mean())
        assert said["unpaid"] == pytest.approx(unpaid)


def test_bills_are_left_unpaid_where_a_token_is_worth_nothing(
    economy: Economy, base: Parameters
) -> None:
    """The rare conclusion can be another: a premium that is gone, collateral for a quarter."""
    poor: dict[str, Any] = {"premium_half_life": 0.01, "usage_at_maturity": 4e5, "stake_days": 90}
    poor |= {"market_depth_share": 0.05, "opening_day": 150}
    points = model.points.Points.of([model.parameters("announced", votes=(), **poor), base])
    unpaid = conclusions.conclude(economy, points, np.zeros(2, np.int64), 7)["unpaid"]
    assert unpaid[0] > 1
    assert unpaid[1] == 0


def test_conclusions_that_span_magnitudes_are_compared_by_ratio() -> None:
    fees, right = (conclusions.CONCLUSIONS[name] for name in ("fees", "right results"))
    steps = np.diff(fees.scaled(np.array([0.0, 1.0, 10.0, 100.0])))
    assert steps == pytest.approx([0, np.log(10), np.log(10)])
    assert list(right.scaled(np.array([0.0, 50.0]))) == [0, 50]
    assert list(fees.flips(np.array([99.0, 101.0]))) == [True, False]
    assert conclusions.band(np.arange(101.0)) == (10, 50, 90)


def test_conclusions_do_not_depend_on_grouping_or_engine(
    economy: Economy, few: Few, monkeypatch: pytest.MonkeyPatch
) -> None:
    points, runs, found = few
    monkeypatch.setattr(conclusions, "ROOM", 1)
    again = conclusions.conclude(economy, points, runs, 11)
    for name, values in again.items():
        assert np.array_equal(values, found[name])
    one = conclusions.chosen(points, np.array([1]))
    slow = conclusions.conclude(economy, one, runs[1:2], 11, engine="python")
    for name, values in slow.items():
        assert values[0] == pytest.approx(found[name][1], rel=1e-9)


def test_the_claims_foretell_right_results(economy: Economy, base: Parameters) -> None:
    honest = model.points.Points.of([base])
    (run,) = conclusions.conclude(economy, honest, np.zeros(1, np.int64), 7)["right results"]
    assert foretold.right_results(honest)[0] == pytest.approx(run, abs=0.5)
    lax: dict[str, Any] = {"audit_probability": 0.02, "slash_fraction": 0.02}
    cheats = model.points.Points.of([model.parameters("announced", votes=(), **lax)])
    (run,) = conclusions.conclude(economy, cheats, np.zeros(1, np.int64), 7)["right results"]
    assert foretold.right_results(cheats)[0] == 0
    assert run < 50
    for member in ("datacentre", "professional", "consumer"):
        asked = foretold.least_days(cheats, member)
        assert asked > base["stake_days"] > foretold.least_days(honest, member)


def test_the_half_life_leads_the_burn_and_audits_lead_right_results(
    economy: Economy, base: Parameters
) -> None:
    """The answer of the page, on fewer points and inputs."""
    names = ("audit_probability", "premium_at_launch", "premium_half_life", "usage_at_maturity")
    found = indices.sobol(indices.saltelli(inputs.inputs(economy, base, names), 256, seed=7))
    totals: Any = found["total"].unstack("conclusion")
    assert set(totals.columns) == set(conclusions.DIVIDED)
    for each in ("burned", "price"):
        assert totals.loc["premium_half_life", each] > 0.7
        assert totals.loc["premium_at_launch", each] < 0.1
    assert totals["right results"].idxmax() == "audit_probability"
    assert totals["fees"].idxmax() == "usage_at_maturity"


def planted(seed: int, count: int = 4000) -> tuple[dict[str, Array], NDArray[np.bool_]]:
    """Points whose conclusion flips in a box of three parameters, and at one in fifty by chance."""
    draw = np.random.default_rng(seed)
    values = {
        "burn_share": draw.random(count),
        "application_margin": draw.random(count),
        "price_rule": np.floor(3 * draw.random(count)),
        "velocity": draw.random(count),
        "stake_days": draw.random(count),
    }
    inside = (values["burn_share"] > 0.6) & (values["application_margin"] < 0.5)
    inside &= values["price_rule"] != 1
    return values, inside ^ (draw.random(count) < 0.02)


def test_a_planted_box_is_found_and_holds_on_fresh_points(economy: Economy) -> None:
    box = discovery.rule(economy, *planted(1), 0.9)
    assert box is not None
    assert set(box.names) == {"burn_share", "application_margin", "price_rule"}
    assert box.choices["price_rule"] == (0.0, 2.0)
    assert box.limits["burn_share"][0] == pytest.approx(0.6, abs=0.06)
    assert box.limits["application_margin"][1] == pytest.approx(0.5, abs=0.06)
    fresh = discovery.score(box, *planted(2))
    assert fresh.coverage > 0.7
    assert fresh.density > 0.85
    said = discovery.words(box, economy)
    assert "price rule is fundamental or quantity" in said
    assert len(said) == 3
    assert any(phrase.startswith("burn share at least 0.") for phrase in said)
    assert discovery.plain("gpus_datacentre") == "GPUs, datacentre"
    assert [discovery.short(x) for x in (0, 0.000123, 1.26, 1234567)] == [
        "0",
        "0.00012",
        "1.3",
        "1,200,000",
    ]


def test_a_rule_keeps_no_limit_that_it_does_not_need(economy: Economy) -> None:
    # Peeled on these points the box also limits a fourth parameter.
    box = discovery.rule(economy, *planted(7, 1000), 0.75)
    assert box is not None
    assert set(box.names) == {"burn_share", "application_margin", "price_rule"}


def test_no_rule_is_found_where_there_is_none(economy: Economy) -> None:
    values, flips = planted(1)
    shuffled = np.random.default_rng(9).permutation(flips)
    assert discovery.rule(economy, values, shuffled, density=0.7) is None
    with pytest.raises(discovery.DiscoveryError, match="needs both kinds"):
        discovery.rule(economy, values, np.zeros(len(flips), bool), density=0.5)
    way = discovery.peel(economy, values, flips)
    coverage = [s.coverage for _, s in way]
    assert coverage == sorted(coverage, reverse=True)
    assert way[0][1].density == pytest.approx(flips.mean())


def test_all_is_the_same_when_done_again(economy: Economy, base: Parameters) -> None:
    chosen = inputs.inputs(economy, base, ("premium_half_life", "stake_days"))
    first, again = (indices.saltelli(chosen, 4, seed=8) for _ in range(2))
    for name, drawn in first.values.items():
        assert np.array_equal(drawn, again.values[name])
    values, flips = planted(1)
    one, two = (discovery.rule(economy, values, flips, density=0.9) for _ in range(2))
    assert one is not None
    assert one == two


def test_rules_are_judged_on_points_they_have_not_seen(economy: Economy, base: Parameters) -> None:
    chosen = inputs.inputs(economy, base, ("burn_share", "application_margin", "price_rule"))

    def sample(seed: int, count: int = 2000) -> indices.Sample:
        unit = np.random.default_rng(seed).random((count, 4))
        held = (unit[:, 0] > 0.6) & (unit[:, 1] < 0.5)
        return indices.Sample(chosen, unit, {GIVEN: np.where(held, 0.0, 100.0)})

    found, fresh = sample(1), sample(2)
    boxes = rules.rules(found, [GIVEN], 0.95)
    table: Any = rules.judged(boxes, {"found": found, "fresh": fresh}).loc[GIVEN]
    assert table["what flips"] == conclusions.CONCLUSIONS[GIVEN].flipped
    (box,) = boxes.values()
    assert box is not None
    assert set(box.names) == {"burn_share", "application_margin"}
    assert table["coverage, fresh"] > 80
    assert table["density, fresh"] > 90
    assert table["flips, fresh"] == pytest.approx(100 - fresh.values[GIVEN].mean(), abs=0.05)
    way = rules.ways(found, fresh, [GIVEN])[GIVEN]
    assert way[0].coverage == 1
    assert max(step.density for step in way) > 0.95
    homeless: Any = rules.judged({GIVEN: None}, {"fresh": fresh}).loc[GIVEN]
    assert homeless["rule"] == "none is that dense"
