"""Figures of the market for compute: the alternative text says what is drawn."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import xarray as xr

import model
from model.experiments import class_at_rest, compute_market, market_lines, waits
from model.experiments.class_at_rest import Market, Rule
from model.figures import compute_market as figures
from model.figures import market_changes as changes
from model.spec.accounts import CLASSES

P = model.parameters("announced")


@cache
def rule() -> Rule:
    return class_at_rest.class_rule(P)


@cache
def market() -> Market:
    return class_at_rest.near(rule())


def test_rest_says_where_both_runs_end() -> None:
    found = compute_market.Settled(
        np.array([[0.5, 0.71], [0.9, 0.72]]),
        (0.7, 0.8),
        0.78,
        np.array([[10.0, 100.0], [300.0, 101.0]]),
        np.array([[100.0, 100.0], [100.0, 100.0]]),
        np.full(2, 0.6),
    )
    alt = figures.at_rest(found).alt
    assert "0.710 and 0.720 USD, inside the claim's band of 0.700 to 0.800" in alt
    assert "within 1 per cent" in alt


def test_curves_touch_at_rest() -> None:
    found = market_lines.curves(rule())
    alt = figures.curves(found).alt
    assert f"The elasticity there is {found.elasticity:.2f}" in alt
    assert np.allclose(np.interp(found.dots, found.ratios, found.said), found.found, rtol=1e-3)
    at = np.interp(found.rest[0], found.ratios, found.touching)
    assert abs(at / found.rest[1] - 1) < 1e-2


def test_statics_name_the_largest_answers() -> None:
    found = market_lines.statics(market(), (0.8, 2.0))
    ends = ", ".join(f"{line[-1]:.2f}" for line in found.share_said.values())
    assert f"GPUs answer by up to {ends} per cent" in figures.statics(found).alt
    for name in ("gpus", "price"):
        said = np.interp(np.log(found.dots), np.log(found.supply), found.said[name])
        assert np.allclose(said, found.found[name], atol=0.02)


def test_stability_counts_runs_on_both_sides() -> None:
    tried = np.array([0.1, 0.2, 0.3])
    calm = np.array([True, True, False])
    found = compute_market.Region(tried, 2 + tried, tried, 1 + tried, calm)
    alone = market_lines.price_alone(market())
    alt = figures.stability(found, alone, (0.1, 0.02)).alt
    assert "2 below it settle and 1 above it swing" in alt
    assert f"to {100 * abs(alone.paths[-1, -1]):.0f} per cent" in alt


def test_a_fixed_wait_lowers_the_critical_speed() -> None:
    found = waits.waits(market(), rule(), P, 0.3)
    alt = figures.build_lag(found).alt
    assert f"the critical entry speed {found.spread:.2f} whatever its mean" in alt
    swing = found.swings[(0.3, "fixed")]
    assert f"entry 0.3, fixed: {100 * swing:.0f} per cent" in alt
    assert swing > 1 > found.swings[(0.3, "spread")]
    assert np.allclose(found.fixed_dots, found.fixed[::6], rtol=1e-6)


def test_the_cobweb_names_the_speed_of_a_month() -> None:
    found = waits.cobweb((2, 4))
    assert f"{found.month[2]:.4f} at 2, {found.month[4]:.4f} at 4" in figures.cobweb(found).alt
    assert all((found.bound[r] >= found.exact[r] * (1 - 1e-9)).all() for r in found.exact)


def test_the_end_of_a_subsidy_names_who_stays() -> None:
    found = market_lines.subsidy_end(market(), 2 * market().first)
    alt = changes.subsidy_end(found).alt
    first, base = (100 * each for each in found.half.values())
    assert f"{first:.0f} per cent of the GPUs stay, or {base:.0f}" in alt
    assert f"takes a demand of {found.floor:,.0f} GPU-hours a day" in alt
    fewer = replace(found, half={"η = 1": 0.11, "η of base": 0.22})
    assert "11 per cent of the GPUs stay, or 22" in changes.subsidy_end(fewer).alt


def test_the_best_take_is_where_income_is_highest() -> None:
    found = market_lines.take_rate(market(), (1.2, 2.5), P["validator_share"])
    alt = changes.take_rate(found, ((0.1, 0.5, 0.9), np.array([1.0, 3.0, 2.0])), 0.54).alt
    assert f"{found.best[1.2]:.2f} at ε = 1.2, {found.best[2.5]:.2f} at ε = 2.5" in alt
    assert "the best of the takes tried is 0.5; the claim says 0.54 there" in alt
    for each, line in found.lines.items():
        assert abs(found.takes[int(line.argmax())] - found.best[each]) < 0.01


def paths(gpus: list[list[float]], dear: list[list[float]]) -> xr.Dataset:
    """Runs of two networks with one run each, every ten days from day 100."""
    days = 100 + 10 * np.arange(len(gpus[0]))
    made = {
        "gpus": (("point", "run", "day"), np.array(gpus)[:, None, :]),
        "dearness": (("point", "run", "day"), np.array(dear)[:, None, :]),
    }
    return xr.Dataset(made, {"day": days})


def test_after_the_end_the_lowest_and_the_last_are_said() -> None:
    found = paths([[10.0] * 5, [30.0, 20.0, 4.0, 8.0, 9.0]], [[1.0] * 5, [0.5, 0.6, 1.4, 1.1, 1.0]])
    alt = changes.after_the_end(found, (0.3,), 110).alt
    assert "2.00, 0.40 and 0.90 for 30 % of the release" in alt
    assert "at its highest: 0.60 and 1.40" in alt


def test_beside_the_outside_the_most_and_the_last_gpus_are_said() -> None:
    days = 10 * np.arange(20)
    rising = np.concatenate([np.linspace(10, 50, 10), np.linspace(50, 20, 10)])[None, :]
    made = {f"gpus_{c}": (("run", "day"), rising) for c in CLASSES}
    made |= {f"dearness_{c}": (("run", "day"), rising / 40) for c in CLASSES}
    alt = changes.beside_outside(xr.Dataset(made, {"day": days}), 30).alt
    assert "data centre 50 and 20; professional 50 and 20" in alt
    assert f"data centre {rising[0, 6] / 40:.2f} and 0.50" in alt
