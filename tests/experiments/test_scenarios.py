"""The scenarios, the back-test and the nine signs that pages print."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

import model
from model.experiments import backtest, scenario_tables, scenarios, signs


@cache
def seen_in_2026() -> backtest.BackTest:
    return backtest.backtest()


def test_the_scenarios_share_their_history_until_the_market_opens() -> None:
    opening = int(model.parameters("announced")["opening_day"])
    ds = scenarios.paths(runs=4, years=2)
    before = ds.isel(day=slice(0, opening))
    base = before.sel(scenario="base")
    for name in scenarios.KEPT:
        for other in ("observed", "bear", "bull"):
            if not name.startswith("gpus"):  # the first GPUs come on the evening before
                there = before[name].sel(scenario=other)
                assert np.array_equal(base[name], there, equal_nan=True), (name, other)
    assert not np.array_equal(*(ds.fees_usd.sel(scenario=s) for s in ("observed", "base")))


def test_the_day_on_which_scenarios_part_is_found() -> None:
    ds = scenarios.paths(runs=2, years=2)
    opening = int(model.parameters("announced")["opening_day"])
    assert scenarios.same_until(ds, opening)
    assert not scenarios.same_until(ds, 2 * scenarios.YEAR)


def test_an_outcome_s_medians_are_in_the_order_of_its_scenarios() -> None:
    row = scenarios.Outcome("x", "1", {"bear": (1.0, 2.0, 3.0), "bull": (0.0, 9.0, 10.0)})
    assert row.medians == [2.0, 9.0]


def test_the_back_test_counts_what_is_inside_and_names_what_is_learned() -> None:
    row = backtest.Row("x", 2.0, "1", (1.0, 2.0, 3.0), (1.0, 2.0, 3.0), 0.0, 0.5, "learned", 0.9)
    outside = replace(row, observed=9.0, identifies="")
    test = backtest.BackTest((row, outside, outside), {})
    assert test.inside == 1
    assert test.learned == {"learned"}


def test_networks_stand_beside_the_token_and_its_scenarios() -> None:
    beside = scenario_tables.Beside.of(scenarios.paths(runs=2))
    assert [peer.name for peer in beside.known] == list(scenarios.PEERS)
    assert beside.own.name == "$AI"
    assert [peer.name for peer in beside.later] == ["base", "bull"]
    akash = beside.known[0]
    assert akash.price_to_burn is not None
    assert beside.burning("akash") == [akash.price_to_burn / akash.price_to_sales]
    networks = list(beside.multiples()["network"])
    assert networks == list(beside.take_and_burn()["network"])
    assert networks[-1] == "bull, year five"


def test_a_path_through_cadcad_loses_no_token() -> None:
    base = model.parameters("announced")
    one, leak = scenario_tables.audited_path(base, days=20, seed=3)
    assert one.sizes == {"day": 21}
    assert 0 <= leak < 1e-2


def test_scenarios_are_ordered_by_what_the_vault_earns_and_burns() -> None:
    rows = {row.name: row.by_scenario for row in scenarios.outcomes(scenarios.paths(runs=8))}
    for name in ("burned by the vault", "revenue of the vault in year five"):
        medians = [rows[name][scenario][1] for scenario in scenarios.NAMES]
        assert medians == sorted(medians)
        assert medians[0] > 0
    assert rows["fees for compute in year five"]["observed"] == (0, 0, 0)
    for low, middle, high in (band for row in rows.values() for band in row.values()):
        assert low <= middle <= high


def test_every_observation_lies_in_the_band_of_both_kinds_of_doubt() -> None:
    assert [row.name for row in seen_in_2026().rows if not row.inside] == []
    assert all(0 <= row.by_chance <= 1 for row in seen_in_2026().rows)
    far = replace(seen_in_2026().rows[0], observed=10 * seen_in_2026().rows[0].band[2])
    assert not far.inside


def test_observations_speak_of_the_premium_and_not_of_its_half_life() -> None:
    found = {row.name: row.identifies for row in seen_in_2026().rows}
    assert found["price in July"] == "premium_at_launch"
    assert found["circulation in July"] == "sale_locked_share"
    unknown = set(seen_in_2026().not_identified)
    assert {"premium_half_life", "discount_rate", "usage_at_maturity"} <= unknown
    assert "premium_at_launch" not in unknown


def test_peers_have_the_price_to_sales_of_their_facts() -> None:
    for peer in scenarios.peers()[:-1]:
        fact = model.facts[f"{peer.name}_price_to_sales"]
        assert peer.price_to_sales == pytest.approx(fact.value, rel=0.02)


def test_peers_have_what_their_facts_say_and_nothing_where_none_was_found() -> None:
    found = {peer.name: peer for peer in scenarios.peers()}
    assert found["render"].take == model.facts["render_take"].value
    assert found["ionet"].take == model.facts["ionet_stablecoin_fee"].value
    assert (found["livepeer"].take, found["aethir"].issue, found["ionet"].burned) == (None,) * 3
    assert found["livepeer"].price_to_burn is None
    render = model.facts["render_market_value"].value / model.facts["render_burned"].value
    assert found["render"].price_to_burn == pytest.approx(render)


def test_the_token_as_observed_sells_its_whole_trading_fee() -> None:
    own: Any = scenarios.peers()[-1]
    assert own.price_to_sales == pytest.approx(model.facts["ai_price_to_sales"].low, rel=0.001)
    burned_of_fees = own.price_to_sales / own.price_to_burn
    assert burned_of_fees == pytest.approx(own.take * 0.99 * 0.70, rel=0.001)


def test_a_scenario_in_the_terms_of_a_peer() -> None:
    ds = scenarios.paths(runs=8, years=3)
    found: dict[str, Any] = {peer.name: peer for peer in scenarios.as_peers(ds)}
    observed = found["observed"]
    assert observed.take == pytest.approx(model.facts["delphi_protocol_share"].value)
    burned_of_fees = observed.burned / observed.fees
    # The vault spends what markets paid, a lag after the trades.
    assert burned_of_fees == pytest.approx(observed.take * 0.99 * 0.70, rel=0.03)
    assert observed.fees < found["bear"].fees < found["base"].fees < found["bull"].fees
    assert observed.burned < found["bear"].burned < found["base"].burned < found["bull"].burned
    # In base most fees are for compute, of which the protocol keeps less than of trades.
    assert model.facts["protocol_take"].value < found["base"].take < observed.take
    for peer in found.values():
        assert peer.market_value / peer.burned == pytest.approx(peer.price_to_burn)
        # Of what unlocks in the third year next to nothing is burned.
        grown = scenarios.supply_growth(ds, 3)[peer.name]
        assert 0 < peer.issue - grown < 0.02


def test_the_nine_signs_are_right_and_can_be_wrong() -> None:
    found = signs.signs(runs=4)
    assert len(found) == 9
    counted = signs.told(found)
    assert (counted["signs"], counted["right"]) == (9, 9)
    assert counted["fallen"] == 100 * max(sign.effect.unpaid for sign in found)
    assert [sign.change.said for sign in found if not sign.right] == []
    wrong = signs.Effect(price=14, fees=1, gpus=1, unpaid=0.6, off=57, slashed=1)
    assert not any(change.holds(wrong) for change in signs.changes())
