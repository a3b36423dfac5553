"""Figures from usage to the price, and of payouts: the alternative text says what is drawn."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np

import model
from model.experiments import closures, payout_lines, value_lines
from model.experiments.value_lines import Drawn
from model.figures import payout, value

P = model.parameters("announced")


@cache
def found() -> closures.Comparison:
    return closures.compare(days=400, runs=2)


def near(each: Drawn, tolerance: float = 0.02) -> None:
    """Dots lie on their line."""
    assert np.allclose(np.interp(each.dots, each.x, each.line), each.found, atol=tolerance)


def test_links_say_what_the_runs_give() -> None:
    links = value_lines.links(found())
    assert f"the announced economy's runs give {links.here[1]:.3f}" in value.links(links).alt
    other = replace(links, here=(1.0, 0.5))
    assert "the announced economy's runs give 0.500" in value.links(other).alt
    for each in (links.bought, links.pushed, links.lift):
        near(each)


def test_a_lever_says_the_weight_of_usage() -> None:
    lives = np.array([0.5, 2.0, 8.0])
    weight = closures.Weight(lives, 2e8, np.array([[90.0], [9.0], [0.4]]), np.full((3, 1), 1e6))
    lever = value_lines.lever({"base": weight}, 2.0, 5)
    assert "in base from 90 to 0.4 per cent" in value.lever(lever).alt
    for each in lever.lift.values():
        near(each, 1e-3)


def test_closures_name_every_answer() -> None:
    theory = closures.predicted(found())
    alt = value.closures(found(), theory).alt
    middle = found().elasticity("price", "quantity equation", "usage").middle
    assert f"quantity equation, usage: price {middle:.2f}" in alt


def test_the_market_says_how_far_price_and_flows_are_apart() -> None:
    market = value_lines.market(found())
    assert f"difference of {market.apart:.4f}" in value.market(market).alt
    for each in (*market.cleared.values(), *market.spread.values()):
        near(each, 0.03)


def test_wedges_name_what_reaches_holders() -> None:
    wedges = payout_lines.wedges(P)
    none, worth = (f"{100 * each:.1f}" for each in wedges.hundredth.values())
    assert f"Of a dollar {none} to {worth} cents reach holders" in payout.wedge(wedges).alt
    for each in (*wedges.leak.values(), wedges.stake, *wedges.make.values(), *wedges.dear.values()):
        near(each)


def test_a_burn_is_worth_the_dividend() -> None:
    replicated = payout_lines.replicated(periods=9)
    alt = payout.same_for_a_holder(replicated).alt
    assert "Over 9 random payouts" in alt
    assert f"to {replicated.off:.0e}" in alt
    assert replicated.off < 1e-9


def test_burn_and_mint_names_its_rest() -> None:
    minting = payout_lines.minting()
    alt = payout.minting(minting).alt
    assert f"the supply comes to {minting.rest_supply:g}, and the price to {minting.rest:g}" in alt
    for each in minting.supply.values():
        near(each, 0.01)
