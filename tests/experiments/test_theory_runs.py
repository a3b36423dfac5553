"""The runs that pages set beside the theory: they agree with it, and would show if they did not."""

from __future__ import annotations

import numpy as np
import pytest

import model
from model.experiments import burn, closures, economy_at_rest, invariants, unlocks
from model.experiments.value_lines import years_to_half
from model.quantities import quantity
from model.spec.pool import pool_fee
from model.spec.worth import discount_rate, long_run_growth

NET = burn.network(revenue=3e7, growth=0.1)


@pytest.mark.parametrize(
    "closure",
    [*burn.closures(NET, 10.0, 0.4), *burn.scaled(NET, 10.0)],
    ids=lambda closure: closure.name,
)
def test_daily_burns_follow_the_claim(closure: burn.Closure) -> None:
    years = 20 if closure.claim.startswith("random") else 5
    claimed = burn.claimed(closure.claim, closure.values, np.array([float(years)]))[0]
    found = burn.simulated(NET, closure.price, years)[-1]
    tolerance = 0.1 if closure.claim.startswith("random") else 0.01
    assert found == pytest.approx(claimed, rel=tolerance)
    dearer = burn.simulated(NET, lambda *day: 2 * closure.price(*day), years)[-1]
    assert dearer != pytest.approx(claimed, rel=tolerance), "twice the price would be noticed"


def test_half_lives_of_daily_burns_add() -> None:
    found = burn.half_lives(np.array([0.02, 0.1, 0.4]), 0.15, 0.05)
    for line, days in found.values():
        np.testing.assert_allclose(days, line, rtol=0.01)
    kept = 1 - quantity(pool_fee).default
    parts = found["quantity equation"][1] + found["rational pricing"][1] / kept
    np.testing.assert_allclose(found["both"][1], parts, rtol=0.01)


def test_random_economies_keep_the_invariants() -> None:
    found = invariants.worst_gaps(points=8, days=30)
    assert float(found.gap.max()) < 1e-13
    assert float(found.least.min()) >= 0
    assert float(found.reserve.min()) > 0


def test_break_even_revenue_is_that_of_the_table() -> None:
    """93.4 and 70.6 per cent after 12 and 18 months, if a third vests at once."""
    draft = model.parameters("announced", scenario="draft vesting")
    line = unlocks.break_even_line(draft, np.array([366, 547]), 1e9)
    np.testing.assert_allclose(line, [0.934, 0.706], rtol=0.01)


def test_the_economy_at_rest_halves_its_supply_as_the_claims_say() -> None:
    asked, growth = (quantity(s).default for s in (discount_rate, long_run_growth))
    for name, (margins, years, gap) in economy_at_rest.in_the_economy((0.05, 0.2)).items():
        line, _ = burn.half_lives(margins, asked, growth)[name]
        np.testing.assert_allclose(years, line, rtol=0.02)
        np.testing.assert_allclose(gap, 1, rtol=0.02)


def test_usage_moves_the_price_or_the_burn_and_the_premium_decides() -> None:
    """The answer of the page on value, on fewer and shorter runs."""
    found = closures.compare(days=1000, runs=2)
    for closure in ("quantity equation", "no premium"):
        assert found.elasticity("price", closure, "usage").middle > 0.6
        assert abs(found.elasticity("burn", closure, "usage").middle) < 0.3
    for closure in ("exogenous price", "fundamental"):
        assert abs(found.elasticity("price", closure, "usage").middle) < 0.1
        assert found.elasticity("burn", closure, "usage").middle > 0.6
    parts = found.parts("fundamental")
    assert sum(parts.values()) == pytest.approx(1, abs=0.01)
    assert parts["premium"] > 0.9
    assert found.parts("no premium")["premium"] < 1e-6


def test_flows_hold_the_gap_and_the_premium_leaves_usage_its_share() -> None:
    """The page on value: the batch of a day, and when usage takes over."""
    found = closures.compare(days=800, runs=2, closures=("fundamental", "short premium"))
    for closure in ("fundamental", "short premium"):
        gap, held = found.gaps(closure)
        # Noise of two per cent a day, averaged over a year.
        np.testing.assert_allclose(gap, held, atol=4 * 0.02 / np.sqrt(closures.LAST))
    assert 0 < found.flat_part("fundamental").middle < found.burned_part("fundamental").middle
    assert found.reach_used() < 0.05
    weight = closures.weight_of_usage(days=800, runs=2, points=3)
    share = np.median(weight.usage, axis=1)
    for life, worth, part in zip(weight.half_lives, weight.worth, share, strict=True):
        years = years_to_half(life, weight.premium, float(np.median(worth)))
        claimed = 100 / (1 + 2 ** ((years - 800 / 365) / life))
        assert part == pytest.approx(claimed, rel=0.05)
    assert share[0] > 100 * share[-1]
