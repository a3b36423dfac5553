"""Figures of the vault as a mechanism say what their results hold, each from a small one."""

from __future__ import annotations

import numpy as np
import pytest

from model.experiments import vault_guard, vault_pace, vault_sizes, vault_slices, vault_told
from model.experiments.beside import Curve
from model.experiments.buyback_mechanism import DAY, Setting
from model.figures import control, mechanism, mechanism_limits

VAULT = Setting(depth=100_000.0, fee=0.003, share=0.01, gas=0.5)
SLIPS = (0.01, 0.02)


def lies_on(curve: Curve, rel: float) -> None:
    """Dots on the line, and off a line that is shifted by twice the tolerance."""
    assert curve.off < rel, f"{curve.name} is off by {curve.off}"
    shifted = Curve(curve.name, curve.x, (1 + 3 * rel) * curve.line, curve.at, curve.dots)
    assert shifted.off > rel


def test_sizes_lie_on_the_claims_and_the_edges_are_told() -> None:
    found = vault_sizes.sizes(VAULT, SLIPS)
    for curve in found.curves:
        lies_on(curve, 0.03)
    assert [curve.name for curve in found.curves][-1] == "passes at a tolerance of 2 %"
    alt = mechanism.sizes(found).alt
    for slip, edge in found.edges.items():
        assert f"{edge:,.0f} USD at {100 * slip:g} %" in alt


def test_a_purchase_is_told_at_a_tenth_of_the_reserve() -> None:
    found = vault_sizes.one_purchase(VAULT)
    for curve in (found.left, found.paid, found.elastic, found.burned):
        lies_on(curve, 1e-3)
    np.testing.assert_allclose(found.along, found.paid.dots, rtol=1e-6)
    paid, left, elastic = found.tenth
    assert paid == pytest.approx(np.interp(10, found.paid.x, found.paid.line))
    alt = mechanism.one_purchase(found).alt
    assert f"pays {paid:.3f} times the price before and leaves {left:.3f} times" in alt
    assert f"elasticity there is {elastic:.3f}" in alt


def test_slices_save_impact_only_where_the_pool_recovers() -> None:
    found = vault_slices.slices(0.05, 0.001)
    lies_on(found.recovers, 1e-6)
    lies_on(found.neutral, 1e-6)
    assert found.cost.x[np.argmin(found.cost.line)] == pytest.approx(found.best, abs=1)
    alt = mechanism.slices(found).alt
    assert f"shortfall is {found.neutral.dots[0]:.2f} % however many slices" in alt
    assert f"to {found.recovers.dots[-1]:.2f} % at 40" in alt
    assert f"the least cost is at {found.best:.1f} slices" in alt


def test_the_best_plan_has_large_ends() -> None:
    found = vault_slices.plans((0.0, 0.8), count=5)
    for curve in (*found.plan, *found.cost):
        lies_on(curve, 0.02)
    even, uneven = (curve.dots for curve in found.plan)
    np.testing.assert_allclose(even, 20)
    assert uneven[0] == pytest.approx(found.ends)
    alt = mechanism.plans(found).alt
    assert alt.startswith("5 slices")
    assert (
        f"with 80 % left they are {found.ends:.0f} % each, the others {found.middle:.1f} %" in alt
    )


def test_executors_call_when_gas_is_paid_and_one_alone_later() -> None:
    found = vault_sizes.executors(VAULT)
    assert found.waits.off < 0.35  # the line has steps, which a mean over calls has not
    lies_on(found.profit, 1e-3)
    assert found.profit.line[0] == pytest.approx(0, abs=1e-6)
    assert found.profit.dots[0] >= found.profit.line.max()
    alt = mechanism.executors(found).alt
    assert f"zero at {found.least:,.0f} USD and largest at {found.patient:,.0f} USD" in alt


def test_a_called_vault_is_told_by_its_limits() -> None:
    found = vault_sizes.frequency(VAULT, 0.02, (1800, DAY))
    for curve in (*found.spent, *found.size):
        np.testing.assert_allclose(np.interp(curve.at, curve.x, curve.line), curve.dots, rtol=1e-6)
    assert found.limits["48 windows a day"] == pytest.approx(48 * found.room)
    assert found.spent[1].line[-1] == pytest.approx(found.room)
    alt = mechanism.purchases_of_a_day(found).alt
    assert f"with one window a day at most {found.room:,.0f} USD" in alt
    assert f"purchases are {found.least:,.0f} USD while gas decides" in alt


def test_a_guard_that_chance_shuts_is_told_by_tolerance() -> None:
    found = vault_guard.chance(VAULT, SLIPS, 1800, paths=4000)
    for curve in found.spread:
        lies_on(curve, 0.1)
    for shut in found.shut:
        there = np.interp(shut.chance.at, shut.chance.x, shut.chance.line)
        assert bool((np.abs(shut.chance.dots - there) <= 2 * shut.error + 0.2).all())
        np.testing.assert_allclose(shut.specified, there, atol=0.05)
    often = [f"{shut.chance.line[-1]:.0f} at {shut.chance.name}" for shut in found.shut]
    assert (
        f"at 300 per cent a year {'; '.join(often)}" in mechanism_limits.freezing_chance(found).alt
    )


def test_after_a_largest_purchase_the_guard_opens_at_half_a_window() -> None:
    found = vault_guard.after_purchase(VAULT, SLIPS, 1800)
    for one in found:
        np.testing.assert_allclose(
            np.interp(one.premium.at, one.premium.x, one.premium.line), one.premium.dots, atol=1e-3
        )
        half = np.interp(0.5, one.premium.x, one.premium.line)
        assert half == pytest.approx(one.shuts)
        assert abs(one.room.line[:100]).max() < 1e-9 < one.room.line[-1]
        start = f"at {one.premium.name} the price starts {one.premium.line[0]:.2f} % above"
        assert start in mechanism_limits.after_purchase(found).alt


def test_sandwiches_gain_nothing_up_to_the_safe_size() -> None:
    found = vault_guard.attacks(VAULT, SLIPS, sizes=12)
    for gain, front in zip(found.gain, found.front, strict=True):
        assert gain.line[gain.x < found.safe].max(initial=0) == pytest.approx(0, abs=1e-6)
        np.testing.assert_allclose(
            np.interp(front.at, front.x, front.line), front.dots, rtol=0.01, atol=1
        )
    alt = mechanism_limits.sandwiches(found).alt
    assert f"up to a purchase of {found.safe:,.0f} USD" in alt
    assert f"at tolerance 2 % at most {found.gain[1].line.max():.2f} USD" in alt


def test_what_waits_is_told_by_the_room_of_a_purchase() -> None:
    found = vault_guard.backlogs(VAULT, 0.01, 14, (2_000.0,))
    free, capped = found.waiting
    assert capped.line[-1] > free.line[-1] > 0
    assert free.line[free.x < found.full].max() == pytest.approx(0, abs=1e-6)
    for curve in found.waiting:
        held = np.interp(curve.at, curve.x, curve.line)
        np.testing.assert_allclose(curve.dots, held, rtol=0.02, atol=0.05 * found.full)
    lies_on(found.largest, 1e-3)
    alt = mechanism_limits.backlogs(found).alt
    assert f"deposits above {found.full:,.0f} USD a day wait" in alt
    assert f"add up to {found.largest.dots[-1] / 1e3:,.0f} thousand USD after 48" in alt


def test_the_pace_is_told_by_the_least_cost_of_haste() -> None:
    found = vault_pace.pace()
    for curve in (*found.rule, *found.noise):
        assert curve.off < 0.25
    lies_on(found.cost, 0.02)
    assert found.least == pytest.approx(found.cost.line.min(), rel=1e-3)
    assert found.cost.x[np.argmin(found.cost.line)] == pytest.approx(found.at, rel=0.05)
    assert f"costs at least {found.least:.3f} times the best" in control.pace(found).alt


def test_the_numbers_of_the_page_follow_the_setting() -> None:
    base, thin = vault_told.of_sizes(VAULT), vault_told.of_sizes(VAULT._replace(gas=5.0))
    assert thin["least"] == pytest.approx(10 * base["least"], rel=0.1)
    assert base["least"] < base["safe"] < base["full_one"] < base["full_two"]
    fee = vault_told.of_the_fee(VAULT)
    assert fee["apart"] < 1e-6
    assert fee["meet_one"] == pytest.approx(0.501, abs=0.001)
    day = vault_told.of_a_day(VAULT, 1800)
    assert day["limit_many"] == pytest.approx(48 * base["full_two"])
