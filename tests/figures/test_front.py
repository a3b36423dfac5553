"""The front page: its numbers are those of runs, and its figure says them."""

from __future__ import annotations

import pytest

import model
from model.answerbook.said import number
from model.experiments import front
from model.experiments.backtest import BackTest, Row
from model.experiments.front import Front
from model.experiments.premium import LONGEST, USUAL
from model.figures import front as draw

RUNS = 3


@pytest.fixture(scope="module")
def found() -> Front:
    return front.front(runs=RUNS)


def test_a_place_is_the_median_of_runs(found: Front) -> None:
    economy = model.economy("announced")
    p = model.parameters("announced", "bull", premium_half_life=LONGEST)
    ds = model.simulate(economy, p, model.shocks(economy, days=1825, runs=RUNS, seed=7))
    burned = 100 * ds.burned.isel(day=-1) / p["initial_supply"]
    assert found.middle("bull", "burned", LONGEST) == pytest.approx(float(burned.median()))
    price = 100 * ds.price.sel(day=slice(1461, 1825)).mean("day")
    assert found.middle("bull", "price", LONGEST) == pytest.approx(float(price.median()))


def test_findings_follow_the_numbers(found: Front) -> None:
    assert found.premium_moves_burn
    assert found.more_usage_burns_more
    assert found.burn_or_price
    turned = dict(zip(("bear", "base", "bull"), reversed(list(found.found.values())), strict=True))
    upside_down = Front(turned, found.launch, found.july, found.pace)
    assert not upside_down.more_usage_burns_more
    flat = {s: dict.fromkeys(ends, ends[USUAL]) for s, ends in found.found.items()}
    still = Front(flat, found.launch, found.july, found.pace)
    assert not still.premium_moves_burn
    assert not still.burn_or_price


def test_the_figure_says_its_numbers(found: Front) -> None:
    alt = draw.usage(found).alt
    burned, price = (found.middle("base", name) for name in ("burned", "price"))
    assert f"base {number(burned)} per cent at {number(price)} cents" in alt
    longest = found.middle("base", "burned", LONGEST)
    assert f"{number(longest)} per cent at" in alt
    assert f"{number(found.pace)} per cent at {found.july:.1f} cents" in alt


def test_a_row_has_what_was_observed_and_the_band() -> None:
    row = Row("price", 0.5, "USD/AI", (0.1, 0.2, 3e6), (0.1, 0.2, 0.3), 1.0, 0.5, "a_name", 0.2)
    (made,) = draw.observations(BackTest((row,), {})).to_numpy().tolist()
    assert made[:3] == ["price", "0.50", "0.20 (0.10 to 3.0 million)"]
    assert made[-1] == "a name"
