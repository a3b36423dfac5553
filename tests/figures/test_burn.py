"""Figures of the page on equilibrium burn say what their results hold, each from a small one."""

from __future__ import annotations

import numpy as np
import pytest

from model.experiments import burn as paths
from model.experiments import premium as runs
from model.experiments import supply_paths, unsteady
from model.figures import burn, premium, regimes

NET = paths.network(revenue=3e7, growth=0.1)


def test_supply_by_closure_is_told_as_it_was_burned() -> None:
    ideas = [*paths.closures(NET, 10.0, 0.4)[2:5], paths.scaled(NET, 10.0, years=4)[3]]
    found = supply_paths.curves(NET, ideas, years=4)
    alt = burn.closures(found).alt
    assert alt.startswith("4 falling curves. Left after 4 years")
    for curve in found.curves:
        assert f"{curve.name} {curve.left:.0f}" in alt
        np.testing.assert_allclose(curve.line[-1], curve.left, rtol=0.02)
    assert [curve.only_end for curve in found.curves] == [False, False, False, True]
    assert found.left(ideas[0].name) == found.curves[0].left


def test_the_figure_of_half_lives_says_how_far_the_economy_is_from_the_claim() -> None:
    line = np.array([8.0, 2.0])
    rule = supply_paths.Rule(line, line, np.array([0.1]), np.array([4.2]), np.array([4.0]), line)
    names = ("quantity equation", "rational pricing", "both")
    found = supply_paths.HalfLives(np.array([0.02, 0.5]), dict.fromkeys(names, rule))
    alt = burn.rates(found).alt
    assert rule.off == pytest.approx(0.05)
    assert "within 5.0 per cent" in alt
    assert "from 8 to 2 years" in alt


def test_burned_shares_leave_one_supply_and_many_prices() -> None:
    found = supply_paths.by_share(NET, np.array([0.2, 1.0]), asked=0.4, years=3)
    low, high = (each.left[-1] for each in found.found)
    assert low == pytest.approx(high)
    alt = burn.burn_share(found).alt
    assert f"after 3 years {low:.1f} to {high:.1f} per cent" in alt
    assert f"from {found.found[0].price[0]:.3f} to {found.found[1].price[0]:.3f} USD" in alt
    for each in found.found:
        np.testing.assert_allclose(each.line[-1], each.price[-1], rtol=0.01)


def test_steps_are_told_as_they_fall() -> None:
    found = supply_paths.corrections(np.array([0.5, 1.0]), share=0.5, count=2)
    np.testing.assert_allclose(found.before, [100, 50, 25])
    np.testing.assert_allclose(found.after, [100, 100 / 1.5, 100 / 2.25])
    alt = burn.steps(found).alt
    assert "after 2 burns of 50 per cent 25.0, 36.8 and 44.4 per cent are left" in alt
    assert f"is {found.line[-1]:.2f} times that at the median price" in alt


def test_paths_of_a_premium_end_where_daily_burns_do() -> None:
    network = runs.Still(usage=3e5, rate=0.3, premium=2.5e8)
    found = network.delayed(4, half_lives=(0.25, 8.0))
    assert found.dots[0.25][-1] < found.dots[8.0][-1] <= 100
    np.testing.assert_allclose(found.lines[0.25][-1], found.dots[0.25][-1], rtol=0.02)
    np.testing.assert_allclose(found.bare[-1], 100 * np.exp(-1.2))
    alt = premium.paths(found).alt
    for half, dots in found.dots.items():
        assert f"{half:g} years {dots[-1]:.0f}" in alt


def test_unsteady_revenue_is_told_from_its_three_parts() -> None:
    found = unsteady.unsteady(years=12, paths=2_000)
    fair, dear = (found.first.left[name][-1] for name in ("fair", "a fifth dearer"))
    np.testing.assert_allclose(found.first.line[-1], fair, atol=0.1)
    alt = regimes.unsteady(found).alt
    assert f"After 12 years {fair:.1f} per cent are left at the fair one, {dear:.0f} at a" in alt
    line, seen = found.rate("slow", 2)
    assert seen == pytest.approx(line, rel=0.1)
    assert f"the slow regime from {100 * found.rates['slow'].line[0]:.1f} to" in alt
    assert 1 < found.first.gone < 12
