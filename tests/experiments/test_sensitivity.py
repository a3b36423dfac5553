"""Sensitivity: known indices come back, a conclusion is what a run says, a planted box is found."""

import numpy as np
import pytest

import model
from model.experiments import discovery
from model.experiments.sensitivity import break_even, conclusions, indices, inputs, rules
from model.outside import sobol as known
from model.parameters import ParameterError

ISHIGAMI = ("7", "0.1")


@pytest.fixture(scope="module")
def economy():
    return model.economy("announced")


@pytest.fixture(scope="module")
def base():
    return model.parameters("announced", votes=())


@pytest.fixture
def ishigami(economy, base, monkeypatch):
    """Three inputs whose conclusion is the Ishigami function instead of an economy's."""
    three = inputs.Inputs(economy, base, ("demand_at_maturity", "burn_share", "application_margin"))

    def function(given, unit, seed):
        x = np.pi * (2 * unit.T - 1)
        a, b = (float(each) for each in ISHIGAMI)
        return {"burned": np.sin(x[0]) + a * np.sin(x[1]) ** 2 + b * x[2] ** 4 * np.sin(x[0])}

    monkeypatch.setattr(indices, "_values", function)
    return three


def test_sobol_gives_the_known_indices_within_their_intervals(ishigami):
    exact = known.exact(*ISHIGAMI)
    sample = indices.saltelli(ishigami, 2048, seed=3)
    found = indices.sobol(sample).loc["burned"]
    for place, row in enumerate(found.itertuples(), start=1):
        assert row.first == pytest.approx(exact[f"S{place}"], abs=2 * row.first_interval + 1e-3)
        assert row.total == pytest.approx(exact[f"T{place}"], abs=2 * row.total_interval + 1e-3)
        assert row.total_interval < 0.1
    grown = indices.convergence(sample, (128, 2048))
    widths = grown["total_interval"].groupby("size").max()
    assert widths[2048] < widths[128] / 2
    assert grown.loc[(2048, "burned")].equals(found)


def test_morris_and_pawn_rank_as_the_known_indices_do(ishigami):
    screened = indices.screen(ishigami, 200, seed=3)
    effect = screened.loc["burned", "effect"]
    # Between middles of quarters the second input, of period a half, changes nothing at all.
    assert effect["demand_at_maturity"] > effect["application_margin"] > 1
    assert effect["burn_share"] == pytest.approx(0, abs=1e-9)
    assert indices.strongest(screened, 2) == ("demand_at_maturity", "application_margin")
    sample = indices.independent(indices.saltelli(ishigami, 1024, seed=3))
    distance = indices.pawn(sample).loc["burned", "distance"]
    assert distance["burn_share"] > distance["application_margin"] > distance[indices.DUMMY]
    assert distance[indices.DUMMY] < 0.08


def test_a_group_carries_what_its_inputs_carry(ishigami):
    exact = known.exact(*ISHIGAMI)
    alone = indices.carried(ishigami, ("application_margin",), 1024, 3).loc["burned"]
    # The third input does nothing alone, and the two others are in all that happens.
    assert alone["few"] == pytest.approx(exact["S3"], abs=2 * alone["few_interval"])
    assert alone["few_interval"] < 0.15
    assert alone["rest"] == pytest.approx(1 - exact["S3"], abs=2 * alone["rest_interval"])
    both = indices.carried(ishigami, ("demand_at_maturity", "application_margin"), 1024, 3)
    assert both.loc["burned", "few"] == pytest.approx(1 - exact["T2"], abs=0.15)
    assert both.loc["burned", "rest"] == pytest.approx(exact["T2"], abs=0.15)


def test_independent_points_share_no_coordinate(ishigami):
    sample = indices.saltelli(ishigami, 16, seed=3)
    apart = indices.independent(sample)
    assert len(apart.unit) == len(apart.values["burned"]) == 2 * 16
    for column in apart.unit.T:
        assert len(set(column)) == 2 * 16
    there = indices._values(ishigami, apart.unit, 0)
    assert np.array_equal(apart.values["burned"], there["burned"])


def test_samples_that_say_nothing_are_refused(ishigami, base, economy, monkeypatch):
    with pytest.raises(inputs.SensitivityError, match="power of two"):
        indices.saltelli(ishigami, 100, seed=1)
    monkeypatch.setattr(indices, "_values", lambda i, unit, seed: {"burned": np.ones(len(unit))})
    with pytest.raises(inputs.SensitivityError, match="no variance"):
        indices.sobol(indices.saltelli(ishigami, 4, seed=1))
    with pytest.raises(inputs.SensitivityError, match="votes=\\(\\)"):
        inputs.inputs(economy, model.parameters("announced"))


def test_every_corner_of_the_cube_is_an_admissible_economy(economy, base):
    every = inputs.inputs(economy, base)
    assert len(every.names) == len(set(every.names)) > 90
    assert every.names[-1] == inputs.CHANCE
    draw = np.random.default_rng(5)
    corners = draw.integers(0, 2, (400, len(every.names))).astype(float)
    points, runs = every.place(corners)  # refuses what is not admissible
    assert len(points) == 400
    assert set(runs) == {0, inputs.PATHS - 1}
    with pytest.raises(ParameterError):
        model.parameters("announced", billed_by_task=0.9, billed_by_cycle=0.9)


def test_an_input_spans_the_range_of_its_fact(economy, base):
    one = inputs.inputs(economy, base, ("demand_at_maturity", "price_rule", "treasury_spend_rate"))
    ends = one.values(np.array([[0.0, 0, 0, 0], [1, 1, 1, 1]]))
    record = model.quantities.registry["demand_at_maturity"]
    assert tuple(ends["demand_at_maturity"]) == pytest.approx(record.range)
    assert set(ends["price_rule"]) == {0, 2}


@pytest.fixture(scope="module")
def few(economy, base):
    """Four points on two runs: their inputs, points, runs and conclusions."""
    chosen = inputs.inputs(economy, base, ("price_rule", "burn_share", "pool_usd_reserve"))
    unit = np.random.default_rng(2).random((4, 4))
    unit[:, -1] = (0.0, 0.02, 0.0, 0.02)
    points, runs = chosen.place(unit)
    every = {**conclusions.CONCLUSIONS, "shrinks": conclusions.SHRINKS}
    every["slashed"] = conclusions.SLASHED
    found = conclusions.conclude(economy, points, runs, 11, conclusions=every)
    return points, runs, found


def test_a_conclusion_is_what_a_run_of_that_point_says(economy, few):
    points, runs, found = few
    assert list(runs) == [0, 1, 0, 1]
    paths = model.shocks(economy, days=conclusions.DAYS, runs=2, seed=11)
    for place in range(2):
        p = points[place]
        ds = model.simulate(economy, p, paths).isel(run=runs[place])
        year = ds.sel(day=slice(731, 1095))
        flows = [
            f for _, f in economy.flows() if f.payer.name in conclusions.HELD
            and f.receiver.name not in conclusions.HELD
        ]  # fmt: skip
        issued = sum(float(year[f.symbol.name].sum()) for f in flows)
        burned = float(ds.burned.sel(day=1095) - ds.burned.sel(day=730))
        supply = p["initial_supply"]
        assert found["net emission"][place] == pytest.approx((issued - burned) / supply, rel=1e-9)
        assert found["burn wins"][place] == (burned > issued)
        sign = conclusions.CONCLUSIONS["net emission"].flips(found["net emission"])
        assert sign[place] == (burned > issued)
        part = p["burn_share"] * (1 - p["executor_share"]) * (1 - p["pool_fee"])
        day = sum(year[f.symbol.name] for f in flows) * year.price
        needed = np.log10(float(day.sum()) / 365 / part)
        assert found["break-even"][place] == pytest.approx(needed, rel=1e-9)
        idle = (ds.buyback_usd == 0) & (ds.vault_usd > 0)
        assert found["frozen"][place] == pytest.approx(float(idle.sel(day=slice(1, None)).mean()))
        price = ds.price.to_numpy()
        assert found["cliff price"][place] == pytest.approx(np.log10(price[365]))
        assert found["cliff fall"][place] == pytest.approx(np.log10(price[364] / price[395]))
        assert found["burned"][place] == pytest.approx(float(ds.burned[-1]) / supply)
        slashes = sum(
            float(ds[f.symbol.name].sum()) for _, f in economy.flows()
            if f.receiver.name == "burned" and f.symbol.name != "burn"
        )  # fmt: skip
        assert found["slashed"][place] == pytest.approx(slashes / float(ds.burned[-1]), rel=1e-9)
        free = ds.circulating  # of the middle of a day: before vault, split and treasury
        change = float(free.sel(day=1095) - free.sel(day=730)) / supply
        assert found["shrinks"][place] == pytest.approx(change, abs=2e-3)


def test_conclusions_do_not_depend_on_grouping_or_engine(economy, few, monkeypatch):
    points, runs, found = few
    monkeypatch.setattr(conclusions, "ROOM", 1)
    again = conclusions.conclude(economy, points, runs, 11)
    for name, values in again.items():
        assert np.array_equal(values, found[name])
    one = conclusions.chosen(points, np.array([1]))
    slow = conclusions.conclude(economy, one, runs[1:2], 11, engine="python")
    for name, values in slow.items():
        assert values[0] == pytest.approx(found[name][1], rel=1e-9)


def test_richer_runs_at_their_own_margin_are_the_runs(economy, base):
    chosen = inputs.inputs(economy, base, ("price_rule", "burn_share"))
    unit = np.random.default_rng(4).random((12, 3))
    table = break_even.richer(chosen, unit, (base["application_margin"],), seed=5)
    points, runs = chosen.place(unit)
    won = conclusions.conclude(economy, points, runs, 5)["burn wins"]
    values = points.columns["price_rule"]
    for number, name in enumerate(("anchor", "exogenous", "quantity")):
        if (values == number).any():
            assert table.loc[(name, base["application_margin"]), "run"] == won[
                values == number
            ].mean()
    assert (table["spent"] > 0).all()
    # Without limits the vault spends all that it earns, but for what it held at the year's ends.
    assert table["spent_open"].between(0.95, 1.05).all()
    rich = break_even.richer(chosen, unit, (5.0,), seed=5)
    assert (rich["dearer"].to_numpy() > table["dearer"].to_numpy()).all()
    assert (rich["reading"].to_numpy() >= table["reading"].to_numpy()).all()


def planted(seed: int, count: int = 4000):
    """Points whose conclusion flips in a box of three parameters, and at one in fifty by chance."""
    draw = np.random.default_rng(seed)
    values = {
        "burn_share": draw.random(count),
        "application_margin": draw.random(count),
        "price_rule": np.floor(3 * draw.random(count)),
        "velocity": draw.random(count),
        "order_limit": draw.random(count),
    }
    inside = (values["burn_share"] > 0.6) & (values["application_margin"] < 0.5)
    inside &= values["price_rule"] != 1
    return values, inside ^ (draw.random(count) < 0.02)


def test_a_planted_box_is_found_and_holds_on_fresh_points(economy):
    box = discovery.rule(economy, *planted(1), density=0.9)
    assert set(box.names) == {"burn_share", "application_margin", "price_rule"}
    assert box.choices["price_rule"] == (0.0, 2.0)
    assert box.limits["burn_share"][0] == pytest.approx(0.6, abs=0.06)
    assert box.limits["application_margin"][1] == pytest.approx(0.5, abs=0.06)
    fresh = discovery.score(box, *planted(2))
    assert fresh.coverage > 0.7
    assert fresh.density > 0.85
    said = discovery.words(box, economy)
    assert "price_rule is anchor or quantity" in said
    assert len(said) == 3


def test_a_rule_keeps_no_limit_that_it_does_not_need(economy):
    # Peeled on these points the box also limits a fourth parameter.
    box = discovery.rule(economy, *planted(7, 1000), density=0.75)
    assert set(box.names) == {"burn_share", "application_margin", "price_rule"}


def test_no_rule_is_found_where_there_is_none(economy):
    values, flips = planted(1)
    shuffled = np.random.default_rng(9).permutation(flips)
    assert discovery.rule(economy, values, shuffled, density=0.7) is None
    with pytest.raises(discovery.DiscoveryError, match="needs both kinds"):
        discovery.rule(economy, values, np.zeros(len(flips), bool), density=0.5)
    way = discovery.peel(economy, values, flips)
    coverage = [s.coverage for _, s in way]
    assert coverage == sorted(coverage, reverse=True)
    assert way[0][1].density == pytest.approx(flips.mean())


def test_all_is_the_same_when_done_again(economy, base):
    chosen = inputs.inputs(economy, base, ("price_rule", "max_slippage"))
    first, again = (indices.saltelli(chosen, 4, seed=8) for _ in range(2))
    for name, values in first.values.items():
        assert np.array_equal(values, again.values[name])
    values, flips = planted(1)
    one, two = (discovery.rule(economy, values, flips, density=0.9) for _ in range(2))
    assert one == two


def test_rules_are_judged_on_points_they_have_not_seen(economy, base):
    chosen = inputs.inputs(economy, base, ("burn_share", "application_margin", "price_rule"))

    def sample(seed, count=2000):
        unit = np.random.default_rng(seed).random((count, 4))
        held = (unit[:, 0] > 0.6) & (unit[:, 1] < 0.5)
        return indices.Sample(chosen, unit, {"frozen": held.astype(float)})

    found, fresh = sample(1), sample(2)
    boxes = rules.rules(found, ["frozen"], 0.95)
    table = rules.judged(boxes, {"found": found, "fresh": fresh}).loc["frozen"]
    assert table["what flips"] == conclusions.CONCLUSIONS["frozen"].flipped
    assert set(boxes["frozen"].names) == {"burn_share", "application_margin"}
    assert table["coverage, fresh"] > 80
    assert table["density, fresh"] > 90
    assert table["flips, fresh"] == pytest.approx(100 * fresh.values["frozen"].mean(), abs=0.05)
    way = rules.ways(found, fresh, ["frozen"])["frozen"]
    assert way[0].coverage == 1
    assert max(step.density for step in way) > 0.95
    homeless = rules.judged({"frozen": None}, {"fresh": fresh}).loc["frozen"]
    assert homeless["rule"] == "none is that dense"
