"""What the burn rests on: laws of the premium, on runs and in closed form."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from model.experiments import premium
from model.experiments.premium import HALF_LIVES, NONE, SCENARIOS, USUAL, Ends, band


@cache
def by_half_life() -> dict[str, dict[float, Ends]]:
    return premium.by_half_life(runs=12)


@cache
def by_closure() -> dict[str, Ends]:
    return premium.by_closure(runs=12)


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_the_longer_the_premium_lasts_the_less_burns(scenario: str) -> None:
    found = by_half_life()[scenario]
    burned = [band(found[half].burned).middle for half in (NONE, *HALF_LIVES)]
    assert burned == sorted(burned, reverse=True)
    assert burned[0] > 5 * burned[-1]
    for ends in found.values():
        low, middle, high = band(ends.burned)
        assert 0 < low <= middle <= high < 1


def test_no_path_differs_but_by_what_was_changed() -> None:
    """The point of base with the usual half-life is the fundamental closure, run by run."""
    np.testing.assert_array_equal(
        by_half_life()["base"][USUAL].burned, by_closure()["fundamental"].burned
    )


def test_the_half_life_decides_more_than_users_do() -> None:
    of_half_life = premium.by_range("premium_half_life", runs=12)
    assert of_half_life > 5 * premium.by_range("usage_at_maturity", runs=12)
    assert premium.by_range("discount_rate", runs=12) < 1.5


def test_a_premium_stands_between_the_launch_price_and_none() -> None:
    usual, bare = by_closure()["fundamental"], by_closure()["fundamental, no premium"]
    assert bool((usual.flat < usual.burned).all())
    assert bool((usual.burned < bare.burned).all())
    assert bool((usual.slashed < usual.burned / 10).all())


def test_daily_burns_under_a_premium_follow_the_claim() -> None:
    network = premium.Still(usage=3e5, rate=0.3, premium=2.5e8)
    for half in (0.25, 0.5, 1.0):
        claimed = network.left(half, np.arange(21.0))
        np.testing.assert_allclose(network.daily(half, 20), claimed, rtol=0.02)
        late = np.exp(-network.rate * (20 - network.delay(half)))
        assert claimed[-1] == pytest.approx(late, rel=0.01)
    dearer = premium.Still(usage=3e5, rate=0.3, premium=5e8)
    assert dearer.daily(1.0, 20)[-1] > 1.2 * network.daily(1.0, 20)[-1], "it would be noticed"


def test_the_fifth_year_standing_still_tells_the_runs_about_right() -> None:
    network = premium.still(by_half_life()["base"][USUAL])
    burned = 1 - float(network.left(USUAL, np.array([5.0]))[0])
    assert burned == pytest.approx(band(by_half_life()["base"][USUAL].burned).middle, rel=0.5)
