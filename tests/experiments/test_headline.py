"""What moves the headline: parts that sum, and corners that are what a run says."""

from itertools import permutations, product
from typing import Any

import numpy as np
import pytest

import model
from model.answerbook.said import number
from model.experiments import headline, headline_told
from model.experiments.headline import FACTORS, FALLING, divided
from model.experiments.intervals import Move, end_values
from model.figures import headline as draw
from model.quantities import registry


def test_parts_are_the_mean_over_all_orders() -> None:
    """By the definition: every order of three factors, for a function with interactions."""
    corners = np.array(list(product((0, 1), repeat=3)))
    values = np.array([a + 2 * b * c + 5 * a * c - b for a, b, c in corners], float)
    at = {tuple(c): v for c, v in zip(corners.tolist(), values, strict=True)}
    means = np.zeros(3)
    for order in permutations(range(3)):
        here = [0, 0, 0]
        for factor in order:
            before = at[tuple(here)]
            here[factor] = 1
            means[factor] += (at[tuple(here)] - before) / 6
    assert divided(values, corners) == pytest.approx(means)
    assert divided(values, corners).sum() == pytest.approx(values[-1] - values[0])


def test_what_the_page_tells_is_a_factor_s_part_as_a_multiple() -> None:
    sizes = {name: float(place) for place, name in enumerate(headline_told.FACTORS.values())}
    alone = {name: -size for name, size in sizes.items()}
    parts = {
        name: headline.Parts(outcome, 0.25, 4.0, sizes, alone)
        for name, outcome in headline.OUTCOMES.items()
    }
    moves = (Move("one", (1.0, 2.0), (8.0, 3.0)), Move("other", (5.0, 6.0), (7.0, 7.5)))
    torn = {name: headline.Tornado(1.0, moves) for name in headline.OUTCOMES}
    told = headline_told.numbers(parts, torn)
    assert (told["low_burned"], told["high_price"]) == (0.25, 400.0)
    assert told["usage_burned"] == pytest.approx(np.exp(1))
    assert told["margin_price_alone"] == pytest.approx(np.exp(-2))
    assert (told["first_burned_low"], told["second_price_high"]) == (8.0, 750.0)
    assert (told["first_price_at_high"], told["second_burned_at_low"]) == (2.0, 5.0)
    assert headline_told.strongest(parts["price"]) == "anticipation"
    assert set(headline_told.FACTORS.values()) == set(FACTORS)


@pytest.fixture(scope="module")
def found() -> Any:
    return headline.shapley(runs=4)


def test_parts_sum_to_the_whole(found: Any) -> None:
    for each in found.values():
        assert sum(each.parts.values()) == pytest.approx(each.whole, abs=1e-9)
        assert set(each.parts) == set(FACTORS)


def test_the_highest_corner_is_a_run_with_all_factors_high(found: Any) -> None:
    base = model.parameters("announced")
    values: dict[str, Any] = {}
    for name in (n for names in FACTORS.values() for n in names):
        low, high = end_values(base, name)
        values[name] = low if name in FALLING else high
    economy = model.economy("announced")
    u = model.shocks(economy, days=1825, runs=4, seed=7)
    ds = model.simulate(economy, model.parameters("announced", **values), u)
    burned = 100 * ds.burned.isel(day=-1) / base["initial_supply"]
    assert found["burned"].high == pytest.approx(float(burned.median()), rel=1e-9)
    price = ds.price.sel(day=slice(1461, 1825)).mean("day")
    assert found["price"].high == pytest.approx(float(price.median()), rel=1e-9)


def test_what_must_rise_rises_and_what_must_fall_falls(found: Any) -> None:
    """A margin burns more; a premium burns less and makes the price; a dearer return lowers it."""
    burned, price = found["burned"].parts, found["price"].parts
    assert burned["margin of applications"] > 0 < burned["usage"]
    assert burned["premium at launch and its half-life"] < 0
    assert price["premium at launch and its half-life"] > 0 < price["usage"]
    assert price["return less growth"] < 0 < burned["return less growth"]
    assert abs(burned["depth of the market"]) < 0.1


def test_both_figures_say_their_numbers(found: Any) -> None:
    torn = headline.tornado(count=3, few=2)
    text = draw.tornado(torn).alt
    assert "premium half-life first" in text
    first = torn["burned"].moves[0]
    assert number(first.values[0]) in text
    alt = draw.parts(found).alt
    assert number(found["burned"].high) in alt
    assert registry[first.parameter].name == "premium_half_life"
