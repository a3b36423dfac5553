"""Figures of the page on unlocks say what their results hold, each from a small one."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

import model
from model.experiments import cliff, recirculation, sale_overhang, unlock_paths, unlocks
from model.figures import cliff as pictures
from model.figures import unlocks as figures

ECONOMY = model.economy("announced")
BASE, DRAFT = (model.parameters("announced", s) for s in unlocks.READINGS.values())


def test_break_even_is_told_half_way_through_the_vesting() -> None:
    ds = unlocks.runs(ECONOMY, days=800, count=2)
    found = unlock_paths.break_even(ds, (BASE, DRAFT))
    alt = figures.break_even(found).alt
    for one in found:
        needed, earned = one.there
        assert one.half_way == pytest.approx(24)
        assert needed == pytest.approx(one.said, rel=0.1)
        assert f"asks for {one.said:.0f} per cent" in alt
        assert f"needs {needed:.0f} and earns {earned:.2g}" in alt
        assert bool((one.low <= one.high).all())
    assert found[0].said > found[1].said


def test_the_circulation_peaks_at_either_end_or_inside() -> None:
    found = unlock_paths.peaks(DRAFT, price=0.01)
    slow, even, fast = found.constant
    assert slow.year == pytest.approx(2, abs=0.01)
    assert fast.year == 0
    assert even.rate == found.border
    np.testing.assert_allclose(even.line[0], even.line[300], rtol=1e-12)
    for one in found.constant:
        assert one.top == pytest.approx(one.dots.max(), rel=0.01)
    assert found.given.top == pytest.approx(found.given.dots.max(), rel=0.01)
    alt = figures.peaks(found).alt
    assert f"the peak is {slow.top:.2f} billion AI after 2.0 years" in alt
    assert f"after {found.given.when:.2f} years, at {found.given.top:.2f} billion AI" in alt


def test_round_trips_are_told_from_the_claims_that_rounds_follow() -> None:
    found = recirculation.returns(100, 7000, gaps=(0.0, 0.5))
    for one in found.by_spending:
        np.testing.assert_allclose(
            np.interp(one.some, one.parts, one.burned), one.burned_dots, 1e-3
        )
        np.testing.assert_allclose(np.interp(one.some, one.parts, one.net), one.net_dots, 1e-3)
    for lagged in found.by_gap:
        np.testing.assert_allclose(lagged.line[-1], lagged.dots[-1], rtol=1e-6)
    alt = figures.recirculation(found).alt
    first, last = found.by_spending[0].burned[[0, -1]]
    assert f"burned, all spent: {first:.0f} to {last:.0f} per cent" in alt
    assert f"lag of 2 years at +50 %: {found.by_gap[1].line[-1]:.2f}" in alt
    assert recirculation.rounds(100, 7000, Fraction(0), Fraction(0))[0] == pytest.approx(0.693)


def test_the_fall_at_an_unlock_is_told_from_its_ends() -> None:
    falls = cliff.unlock_falls(ECONOMY, (0, 1), count=2)
    line = cliff.drop_line(falls)
    np.testing.assert_allclose(line.iloc[[0, -1]], falls["fair_price"], atol=1e-6)
    alt = pictures.unlock_drop(falls, line).alt
    fair, price = (100 * falls[name].iloc[0] for name in ("fair_price", "price"))
    assert f"falls by {fair:.0f} per cent without anticipation" in alt
    assert f"the market price by {price:.1f} and" in alt


def test_what_hangs_over_the_market_is_told_by_depth() -> None:
    found = sale_overhang.sales(DRAFT, stock=1e8, tokens=2e8, responses=(0, 5))
    blind, patient = found.falls
    for fall in found.falls:
        np.testing.assert_allclose(np.interp(found.some, found.sizes, fall.line), fall.dots, 0.02)
    assert blind.line[-1] > 3 * patient.line[-1]
    deep, thin = found.stocks["depth of base"], found.stocks["shallow"]
    assert 0 < deep.cleared < thin.cleared
    assert deep.left[deep.cleared] < deep.left[0] / 10 <= deep.left[deep.cleared - 1]
    alt = pictures.overhang(found).alt
    assert f"response 0: {blind.line[-1]:.0f} per cent" in alt
    assert f"shallow: {thin.left[90]:.0f} million AI left after 90 days" in alt
