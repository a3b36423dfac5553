"""A vault without usage: what must hold by the idea of a price, and the closed forms beside it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import xarray as xr

from model.experiments.challenges import burn_without_usage as burn
from model.figures import burn_without_usage as figures


@pytest.fixture(scope="module")
def found() -> xr.Dataset:
    return burn.paths(runs=12)


def test_what_was_expected_holds(found: xr.Dataset) -> None:
    broken = [name for name, held in burn.expectations(found).items() if not held]
    assert not broken


def test_a_price_that_ignores_revenue_is_told_apart(found: xr.Dataset) -> None:
    burned = found["burned"]
    turned = found.assign(burned=burned.copy(data=burned.isel(revenue=slice(None, None, -1))))
    assert not burn.expectations(turned)["more revenue never burns less"]


def test_without_chance_a_given_price_burns_what_the_claim_says() -> None:
    still = burn.paths(runs=1, revenues=(burn.SEEN, 1e3), **dict[str, Any](burn.STILL))
    share = burn.burned_share(still).sel(closure="given price").isel(run=0)
    for revenue in (burn.SEEN, 1e3):
        said = burn.claimed_share(still, revenue)
        assert float(share.sel(revenue=revenue)) == pytest.approx(said, rel=0.05)


def test_break_even_is_found_where_cover_crosses_one(found: xr.Dataset) -> None:
    plenty = found.assign(burned=1000 * found["burned"])
    least = burn.break_even(plenty)
    assert np.isfinite(least.sel(closure="given price")).any()
    after = slice(burn.CLIFF_MONTH + 1, None)
    assert np.isinf(burn.break_even(found).sel(month=after)).all()


def test_the_figure_says_its_numbers(found: xr.Dataset) -> None:
    share = burn.burned_share(found).median("run").sel(closure="usual premium")
    alt = figures.burned_and_cover(found).alt
    assert f"usual premium: {float(share[0]):.2g} per cent burned" in alt
