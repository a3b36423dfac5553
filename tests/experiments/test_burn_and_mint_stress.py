"""The published stress on Akash's burn and mint: laws of what comes out, on every engine."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from model.experiments import burn_and_mint_stress as stress
from model.experiments.burn_and_mint_stress import BUFFERS, FALLS, Outcome
from model.figures import akash as draw
from model.simulation import ENGINES
from tests.parity.compare import same_bits

LIMITS = {"warning": 0.95, "slow": 0.93, "halt": 0.9}


@cache
def table() -> dict[tuple[str, int], Outcome]:
    return {(o.buffer, o.fall_days): o for o in stress.outcomes()}


@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_gives_the_same_stress(engine: str) -> None:
    for (name, days), reference in stress.runs().items():
        ds = stress.run(BUFFERS[name], days, engine=engine)
        same_bits(reference, ds)


def test_the_falls_are_the_published_ones() -> None:
    for days in FALLS:
        p = stress.point(1.0, days)
        for path, change in (("akt_price", -0.50), ("usage", -0.55)):
            values = np.array(p.paths[path].values)
            assert values[stress.BEFORE - 1] == values[0]
            assert values[stress.BEFORE + days - 1] / values[0] == pytest.approx(1 + change)
            assert (np.diff(values) <= 0).all()
            assert len(np.flatnonzero(np.diff(values))) == days


def test_the_buffer_keeps_top_ups_open_and_without_it_they_halt() -> None:
    for days in FALLS:
        kept, bare = table()["with the buffer", days], table()["without", days]
        assert kept.days_halted == kept.newly_minted == kept.paid_directly == 0
        assert kept.least_ratio > 1
        assert bare.days_halted > 0
        assert bare.newly_minted > 0
        assert 0 < bare.paid_directly < 0.05
        assert bare.least_ratio == 0, "the vault is empty before the last credit is used"


def test_tokens_come_into_circulation_with_and_without_the_buffer() -> None:
    for o in table().values():
        assert o.net_burned < 0
        # No more than what a whole runway of credit costs more at the lower price.
        credit = 7 * stress._START["usage_at_start"]
        price = stress._START["price_at_start"]
        assert o.newly_minted < credit / price / (1 + stress.PRICE)
        assert o.minted_per_dollar == o.newly_minted / o.usage


def test_a_price_that_stands_or_rises_burns() -> None:
    for price in (0.0, 0.5):
        p = stress.point(1.0, 30, price=price, demand=0.0)
        ds = stress.run(1.0, 30, price=price, demand=0.0)
        o = stress.outcome(ds, p, "without", 30)
        assert o.net_burned > 0
        assert o.newly_minted == o.days_halted == 0


def test_the_least_buffer_halts_nothing_and_a_little_less_does() -> None:
    least = stress.least_buffer(1)
    assert 1 < least < BUFFERS["with the buffer"]
    for buffer, halts in ((least, False), (least - 0.002, True)):
        assert bool(stress.run(buffer, 1)["days_halted"].max() > 0) is halts
    # With usage as it was, the ratio halves with the price and must stay above the halt.
    alone = stress.least_buffer(1, demand=0.0)
    assert alone == pytest.approx(LIMITS["halt"] / (1 + stress.PRICE), rel=0.05)
    # Without a fall, a ratio at which top-ups are slow can still slide to the halt.
    still = stress.least_buffer(1, price=0.0, demand=0.0)
    assert LIMITS["halt"] <= still < LIMITS["slow"]


def test_the_figure_says_what_it_shows() -> None:
    fig = draw.stress(stress.runs(), table(), LIMITS)
    for o in table().values():
        assert f"{o.days_halted:.0f} days halted" in fig.alt
    assert "slow below 0.93" in fig.alt
    assert fig.svg() == draw.stress(stress.runs(), table(), LIMITS).svg()
