"""The market for compute: it does what its theory says, and changes push it where they should."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import xarray as xr

import model
from model.experiments import build_lag, class_at_rest, compute_market, market_changes
from model.parameter_sets import build
from model.spec import nodes as n
from model.spec.accounts import CLASSES
from model.spec.adjustment import keep_cost, supply_elasticity

ECONOMY = model.economy("announced")
BASE = model.parameters("announced")
RULE = class_at_rest.class_rule(BASE)
POINTS = market_changes.cases(ECONOMY)


@pytest.fixture(scope="module")
def year() -> xr.Dataset:
    """The last of four and a half open years, of every case, on the same shocks."""
    ds = market_changes.paths(ECONOMY, list(POINTS.values()), days=1825, runs=8)
    return market_changes.last_year(ds)


def against_base(year: xr.Dataset, case: str, name: str) -> market_changes.Change:
    return market_changes.ratio(year, name, list(POINTS).index(case))


def test_the_economy_settles_in_the_band_of_the_claim() -> None:
    found = compute_market.settle(ECONOMY, 900, (0.3, 3.0))
    low, high = found.band
    assert high / low > 1.05
    assert ((low <= found.price[:, -1]) & (found.price[:, -1] <= high)).all()
    np.testing.assert_allclose(found.gpus[:, -1], found.needed[:, -1], rtol=1e-4)
    np.testing.assert_allclose(found.use[:, -1], BASE["utilisation_target"], rtol=1e-4)


@pytest.mark.parametrize("start", [0.5, 1.5])
def test_a_class_alone_does_what_the_specification_does(start: float) -> None:
    """The rule in NumPy beside the whole economy, in which collateral and trust come by and by."""
    days = 600
    settled = compute_market.settle(ECONOMY, days, (start,))
    rule = class_at_rest.class_rule(compute_market.alike(ECONOMY, 1.0))
    gpus = np.full(1, start * class_at_rest.rest(rule)[1])

    def off(leave: float = 1.0, entry: float = 1.0) -> float:
        price, found = rule.run(
            days,
            gpus,
            entry * BASE["entry_speed"],
            leave * BASE["exit_speed"],
            BASE["profit_days"],
            int(BASE["build_lag"]),
            BASE["price_speed"],
        )
        gaps = (found[:, 0] / settled.gpus[0], price[:, 0] / settled.price[0])
        return max(float(abs(gap - 1).max()) for gap in gaps)

    assert off() < 0.1
    wrong = off(entry=0.3) if start < 1 else off(leave=0.3)
    assert wrong > 0.25, "another speed would be noticed"


@pytest.mark.parametrize("elasticity", [0.5, 1.0, 2.0])
def test_the_last_gpu_of_a_class_alone_costs_what_the_specification_says(elasticity: float) -> None:
    point = model.parameters("announced", supply_elasticity=elasticity)
    rule, c = class_at_rest.class_rule(point), class_at_rest.CLASS
    cost = next(d for d in ECONOMY.block("adjustment").definitions if d.symbol == keep_cost[c])
    known = dict.fromkeys(cost.amount.free_symbols, 1.0)
    known |= {s: point[s.name] for s in (supply_elasticity, n.reachable_gpus[c])}
    for running in (0.1 * rule.reach, rule.reach, 3 * rule.reach):
        dear, first = (float(cost.amount.subs(known | {n.gpus[c]: many})) for many in (running, 0))
        assert rule.last(running) / rule.last(0) == pytest.approx(dear / first, rel=1e-12)
    _, resting = class_at_rest.rest(rule)
    slope = np.log(rule.last(1.001 * resting) / rule.last(resting)) / np.log(1.001)
    assert class_at_rest.near(rule).supply == pytest.approx(1 / slope, rel=0.002)


def test_the_textbook_market_touches_the_class() -> None:
    market, (price, gpus) = class_at_rest.near(RULE), class_at_rest.rest(RULE)
    for near, tolerance in ((1.0, 1e-9), (1.01, 1e-3)):
        hours = market.use(near * price, 1.0) * market.hours
        assert hours == pytest.approx(float(RULE.wanted(near * price)), rel=tolerance)
        assert market.keep(near * gpus) == pytest.approx(float(RULE.last(near * gpus)), rel=1e-6)
    np.testing.assert_allclose(market.rest(), (price, gpus), rtol=1e-9)


@pytest.mark.parametrize("take", ["take of a fifth", "take of a half"])
def test_a_higher_take_makes_compute_dearer_and_drives_out_gpus(
    year: xr.Dataset, take: str
) -> None:
    assert against_base(year, take, "dearness").low > 1.1
    assert against_base(year, take, "gpus").high < 0.9
    assert against_base(year, take, "take").low > 1


def test_users_leave_where_compute_outside_is_cheaper(year: xr.Dataset) -> None:
    assert against_base(year, "outside cheaper", "fees_usd").high < 1
    assert against_base(year, "outside cheaper", "dearness").low > 1.1


def test_a_gpu_that_finds_work_outside_must_be_paid_for_it(year: xr.Dataset) -> None:
    often, rarely = "GPUs often rented outside", "GPUs rarely rented outside"
    assert against_base(year, often, "dearness").low > 1.3
    assert against_base(year, often, "gpus").high < 0.6
    assert against_base(year, rarely, "dearness").middle < 1


def test_costs_of_its_own_make_compute_dearer(year: xr.Dataset) -> None:
    assert against_base(year, "own cost doubled", "dearness").low > 1.3
    assert against_base(year, "own cost doubled", "hours").high < 0.8


def test_base_ends_beside_the_price_outside(year: xr.Dataset) -> None:
    assert 0.8 < float(year["dearness"].isel(point=0).median()) < 1.25


def test_a_subsidy_leaves_a_hole_and_nothing_else() -> None:
    found = market_changes.subsidy_end(ECONOMY, (0.3,), end=900, days=1500, runs=8)
    gpus = (found["gpus"] / found["gpus"].isel(point=0)).median("run").isel(point=1)
    assert float(gpus.sel(day=900)) > 1.3
    assert float(gpus.sel(day=slice(900, 1050)).min()) < 0.8
    assert float(gpus.sel(day=1500)) == pytest.approx(1, abs=0.05)
    dear = found["dearness"].median("run").isel(point=1)
    assert float(dear.sel(day=900)) < 0.8
    assert float(dear.sel(day=slice(900, 1100)).max()) > 1.2


def test_the_best_take_is_that_of_the_claim_at_the_elasticity_there() -> None:
    said = compute_market.best_take_there(RULE, BASE["validator_share"])
    takes = np.linspace(said - 0.3, said + 0.3, 5)
    earned = market_changes.treasury_by_take(ECONOMY, takes.tolist(), days=1825, runs=4)
    assert int(earned.argmax()) == 2
    at_rest = compute_market.best_take(class_at_rest.near(RULE), BASE["validator_share"])
    assert at_rest > said + 0.2, "demand gets more elastic the dearer compute is"


def test_a_fixed_wait_swings_and_a_spread_one_does_not() -> None:
    wait, exits = int(BASE["build_lag"]), (BASE["exit_speed"], BASE["profit_days"])
    edge = build_lag.fixed_wait_edge(RULE, *exits, wait)
    assert edge > 2 * model.facts["entry_speed"].high
    for entry, fixed, swings in (
        (2 * edge, True, True),
        (2 * edge, False, False),
        (edge / 2, True, False),
    ):
        path = build_lag.paths(RULE, 3000, 0.3, entry, *exits, wait, fixed)
        assert (build_lag.standing_swing(path, 500) > 0.1) == swings


def test_dearness_is_the_price_over_the_price_outside() -> None:
    same = {f"outside_price_{c}": 1.0 for c in CLASSES}
    point = build(ECONOMY, "base", (), **same, opening_day=1)
    ds = market_changes.paths(ECONOMY, [point], days=60, runs=2, every=1).isel(day=slice(5, None))
    prices = np.stack([ds[f"dearness_{c}"].values for c in CLASSES])
    assert (prices.min(0) <= ds["dearness"].values + 1e-12).all()
    assert (ds["dearness"].values <= prices.max(0) + 1e-12).all()
    more = replace(RULE, scale=2 * RULE.scale)
    assert class_at_rest.rest(more)[1] > 1.9 * class_at_rest.rest(RULE)[1]
