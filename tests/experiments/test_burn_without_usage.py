"""A vault without usage: what must hold by the idea of a price, and the closed forms beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pytest
import xarray as xr

from model.answerbook import burn_without_usage as answered
from model.answerbook.said import number
from model.experiments.challenges import burn_sources as sources
from model.experiments.challenges import burn_without_usage as burn
from model.experiments.challenges import burn_without_usage_told as told
from model.experiments.sources import measured
from model.figures import burn_without_usage as figures
from model.points import Points


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


def test_the_answers_read_what_the_tables_read(found: xr.Dataset) -> None:
    """The answers' source and the page's tables, on the same paths."""
    points = Points.of([answered.setting("usual premium").parameters()])
    asked = {each.name: each for each in (*sources.BURNED.values(), *sources.COVER.values())}
    read = measured(sources.SOURCE, points, 12, asked, burn.SEED)
    one = found.sel(closure="usual premium")
    share, covered = burn.burned_share(one), 100 * burn.cover(found).sel(closure="usual premium")
    for name, revenue in sources.REVENUES.items():
        burned = read[f"burned, {name}"][0]
        np.testing.assert_allclose(burned, share.sel(revenue=revenue), rtol=1e-9)
        month = covered.sel(revenue=revenue, month=sources.MONTH)
        np.testing.assert_allclose(read[f"cover, {name}"][0], month, rtol=1e-9)


def test_the_revenue_is_what_it_is_said_to_be_whatever_fee_is_drawn() -> None:
    given = {"delphi_fee": np.array([0.01, 0.04]), "delphi_protocol_share": np.array([0.2, 0.9])}
    for name, revenue in sources.REVENUES.items():
        volume = sources.cases(given)[name].changes["delphi_volume"]
        brought = volume * given["delphi_fee"] * given["delphi_protocol_share"]
        np.testing.assert_allclose(brought, revenue, rtol=1e-12)


def test_tables_say_medians_with_their_intervals(found: xr.Dataset) -> None:
    share = burn.burned_share(found).sel(closure="no premium", revenue=burn.SEEN)
    ends = [number(float(share.quantile(q))) for q in (0.5, 0.05, 0.95)]
    table = figures.by_revenue(found, (burn.SEEN, 1e3))
    assert f"<td>{ends[0]} ({ends[1]} to {ends[2]})</td>" in table
    best = {("given price", 14): burn.best_cover(found, "given price", 14)}
    assert f"at {number(best['given price', 14].revenue)}" in figures.best(best)
    few = {"base": burn.paths(burn.WITH_BILLS, (burn.SEEN,), 3, "base", opening_day=1)}
    assert "base, quantity equation" in figures.with_bills(few)


class Given(NamedTuple):
    """What the page's text is told from."""

    ds: xr.Dataset
    still: xr.Dataset
    bills: dict[str, xr.Dataset]
    best: dict[tuple[str, int], burn.Best]

    def burning(self, burned: xr.DataArray) -> Given:
        """The same runs with other burns."""
        return self._replace(ds=self.ds.assign(burned=burned))


@pytest.fixture(scope="module")
def given(found: xr.Dataset) -> Given:
    still = burn.paths(runs=1, revenues=(burn.SEEN, 1e3), **dict[str, Any](burn.STILL))
    one = found.sel(closure=["given price"], revenue=[burn.SEEN])
    one = one.assign_coords(closure=["quantity equation"])
    bills = {s: one.assign(burned=one["burned"] * k) for s, k in (("bear", 9), ("base", 3))}
    best = {("given price", m): burn.best_cover(found, "given price", m) for m in told.CLAIMED}
    return Given(found, still, bills, best)


def denied(given: Given) -> set[str]:
    return {name for name, value in told.of_page(*given).items() if value is False}


def _of_one_closure(burned: xr.DataArray) -> xr.DataArray:
    return burned.copy(data=burned.isel(closure=[0] * burned.sizes["closure"]))


BREAKS: dict[str, Callable[[Given], Given]] = {
    "no_revenue_covers": lambda g: g.burning(1000 * g.ds["burned"]),
    "expectations_came": lambda g: g.burning(
        g.ds["burned"].copy(data=g.ds["burned"].isel(revenue=slice(None, None, -1)))
    ),
    "price_says_more": lambda g: g.burning(_of_one_closure(g.ds["burned"])),
    "two_thirds": lambda g: g.burning(g.ds["burned"] / 2),
    "bear_burns_most": lambda g: g._replace(bills={**g.bills, "bear": g.bills["base"] / 2}),
    "claim_is_a_lower_bound": lambda g: g._replace(
        best={key: each._replace(revenue=burn.BEYOND[-1]) for key, each in g.best.items()}
    ),
    "claim_is_met": lambda g: g._replace(still=g.still.assign(burned=2 * g.still["burned"])),
}


@pytest.mark.parametrize("finding", BREAKS)
def test_a_sentence_is_taken_back_where_its_numbers_deny_it(given: Given, finding: str) -> None:
    assert denied(given) == set()
    assert finding in denied(BREAKS[finding](given))


def test_a_claim_is_no_lower_bound_where_less_revenue_suffices(given: Given) -> None:
    assert "claim_is_a_lower_bound" in denied(given.burning(1000 * given.ds["burned"]))


def test_every_sentence_of_the_page_can_be_taken_back(given: Given) -> None:
    said = told.of_page(*given)
    assert {name for name, value in said.items() if value is True} == set(BREAKS)
    assert said["best"] == pytest.approx(
        100 * float(burn.cover(given.ds).median("run").sel(month=slice(14, None)).max())
    )
