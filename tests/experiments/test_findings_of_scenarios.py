"""What the page on scenarios says is put to the test: each finding is denied by some result."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pandas as pd
import xarray as xr

from model.experiments import scenario_tables as tables
from model.experiments import scenarios, scenarios_told, signs
from model.experiments.backtest import NARROWED, BackTest, Row
from model.factbook import facts
from tests.experiments.denial import denied, numbers_denied

PREMIUM = Row("x", 2.0, "1", (1.0, 2.0, 3.0), (1.0, 2.0, 3.0), 0.0, 0.5, "premium_at_launch", 0.9)
SALE = replace(PREMIUM, identifies="sale_locked_share")
TEST = BackTest((PREMIUM, SALE), {"premium_half_life": 0.0})


def test_the_back_test() -> None:
    denied(
        scenarios_told.of_test,
        TEST,
        {
            "two_are_learned": [
                replace(TEST, rows=(PREMIUM,)),
                replace(TEST, rows=(PREMIUM, SALE, replace(SALE, identifies="discount_rate"))),
            ],
            "chance_is_a_part": [replace(TEST, rows=(PREMIUM, replace(SALE, by_chance=1.0)))],
            "test_is_weak": [
                replace(TEST, rows=(PREMIUM, replace(SALE, z=z))) for z in (-1.6, 1.6)
            ],
        },
    )


def paths(early: float = 0.0, skew: float = 1.0) -> xr.Dataset:
    """Two scenarios of three runs: ``early`` parts them on day 1, ``skew`` is how the last lies."""
    price = np.ones((2, 3, 4))
    price[1, :, 1] += early
    price[1, :, 3] = 2 + skew * np.array([-1.0, 0.0, 3.0])
    price[0, :, 3] = (1.0, 2.0, 6.0)
    dims = ("scenario", "run", "day")
    coords = {"scenario": ["observed", "base"], "day": [0, 1, 2, 3]}
    return xr.Dataset({"price": (dims, price), "burned": (dims, 0 * price)}, coords)


def test_the_paths() -> None:
    base = {"opening_day": 3.0, "premium_at_launch": 3e8, "premium_half_life": 0.5}

    def tell(case: tuple[xr.Dataset, BackTest]) -> dict[str, float | bool]:
        return scenarios_told.of_paths(case[0], cast(Any, base), case[1])

    outside = replace(TEST, rows=(PREMIUM, replace(SALE, observed=9.0)))
    known = replace(TEST, narrowed={"premium_half_life": NARROWED})
    denied(
        tell,
        (paths(), TEST),
        {
            "same_until_the_market_opens": [(paths(early=0.1), TEST)],
            "prices_are_skewed": [(paths(skew=-1.0), TEST), (paths(skew=0.0), TEST)],
            "all_inside": [(paths(), outside)],
            "half_life_unknown": [(paths(), known)],
        },
    )
    assert tell((paths(), TEST))["open_day"] == 3


def outcomes(**medians: tuple[float, float, float, float]) -> dict[str, scenarios.Outcome]:
    names = {
        "burned": "burned by the vault",
        "earned": scenarios.REVENUE,
        "slashed": "burned by slashes",
        "price": "price in year five",
        "explained": scenarios.EXPLAINED,
    }
    rising = {"burned": (1.0, 2.0, 3.0, 4.0), "earned": (1.0, 2.0, 3.0, 4.0)}
    flat = {"slashed": (0.1,) * 4, "price": (1.0,) * 4, "explained": (10.0,) * 4}
    found = {**rising, **flat, **medians}
    return {
        name: scenarios.Outcome(
            name, "1", {s: (m, m, m) for s, m in zip(scenarios.NAMES, found[key], strict=True)}
        )
        for key, name in names.items()
    }


def test_the_outcomes() -> None:
    denied(
        scenarios_told.of_outcomes,
        outcomes(),
        {
            "price_is_premium": [outcomes(explained=(10.0, 10.0, 10.0, 50.0))],
            "burn_follows_revenue": [
                outcomes(burned=(1.0, 2.0, 4.0, 3.0)),
                outcomes(earned=(1.0, 2.0, 4.0, 3.0)),
                outcomes(price=(1.0, 1.0, 1.0, 1.5)),
            ],
            "slashes_burn_little": [outcomes(slashed=(0.1, 0.1, 0.4, 0.1))],
        },
    )


def test_one_path() -> None:
    path = {"open_day": 365.0, "sold_before": 0.0, "subsidy_over_fees": 1.0, "leak": 1e-3}
    path |= {"first_gpus": 5.0, "fewest_gpus": 2.0, "most_gpus": 9.0}
    path |= {"first_price": 1.0, "low_price": 0.5, "demand_late": 0.8, "capacity_late": 0.8}
    numbers_denied(
        lambda n: scenarios_told.of_one_path(n, n["leak"]),
        path,
        {
            "a_year_of_predictions": [
                {"open_day": 300.0},
                {"open_day": 430.0},
                {"sold_before": 1e-6},
            ],
            "subsidy_comes_first": [{"subsidy_over_fees": 0.0}],
            "gpus_leave_and_return": [{"first_gpus": 2.0}, {"most_gpus": 2.0}],
            "compute_gets_cheaper": [{"low_price": 1.0}],
            "demand_declines": [{"demand_late": 0.95}],
            "capacity_declines": [{"capacity_late": 0.95}],
            "leak_is_rounding": [{"leak": 1e-2}],
        },
    )


def test_the_mechanisms() -> None:
    acts = pd.DataFrame(
        {"mechanism": ["a", "a", "b"], "least": [0.0, 1.0, 2.0], "largest": [0.0, 3.0, 4.0]}
    )
    still = acts.assign(largest=[0.0, 1.0, 4.0])
    denied(scenarios_told.of_mechanisms, acts, {"all_act": [still]})
    assert tables.named_once(acts)["mechanism"].tolist() == ["a", "", "b"]
    assert acts["mechanism"].tolist() == ["a", "a", "b"]


def peer(name: str, sales: float, burn: float = 10.0, issue: float = 0.1) -> scenarios.Peer:
    """A network with fees of 1, a price to sales of ``sales``, and to burn of ``burn`` times it."""
    return scenarios.Peer(name, 1.0, sales, 0.1, issue, 1 / burn)


def beside(
    own: scenarios.Peer, base: scenarios.Peer, akash: scenarios.Peer, grown: float = 1.1
) -> tuple[tables.Beside, xr.Dataset]:
    known = (akash, *(peer(name, 5.0, 1.0, 0.05) for name in ("render", "helium")))
    ours = {"base": base, "bull": replace(base, name="bull")}
    days = {"scenario": ["base"], "day": [365, 730, 1460, 1825]}
    circulating = (("scenario", "run", "day"), [[[1.0, grown, 2.0, 1.9]]])
    return tables.Beside(known, own, ours), xr.Dataset({"circulating": circulating}, days)


def test_the_networks() -> None:
    high = 2 * facts["peer_price_to_sales"].value
    own, base, akash = peer("$AI", high), peer("base", high / 2), peer("akash", 5.0, 1.0, 0.05)
    denied(
        lambda case: scenarios_told.of_peers(*case),
        beside(own, base, akash),
        {
            "dear_when_observed": [beside(peer("$AI", high / 2), base, akash)],
            "fees_catch_up": [beside(own, peer("base", high), akash)],
            "burn_catches_up": [beside(own, peer("base", high / 2, 20.0), akash)],
            "more_than_peers_mint": [beside(own, base, peer("akash", 5.0, 1.0, 0.1))],
            "burn_is_a_small_part": [
                beside(peer("$AI", high, 4.0), base, akash),
                beside(own, peer("base", high / 2, 4.0), akash),
                beside(own, replace(base, burned=None), akash),
            ],
            "peers_burn_fees": [
                beside(own, base, peer("akash", 5.0, 0.5)),
                beside(own, base, peer("akash", 5.0, 2.0)),
            ],
            "supply_grows_then_shrinks": [beside(own, base, akash, grown=1.0)],
        },
    )


def test_the_signs() -> None:
    def found(unpaid: float) -> list[Any]:
        change = SimpleNamespace(name=signs.WORTHLESS)
        effect = SimpleNamespace(unpaid=unpaid)
        return [SimpleNamespace(change=change, effect=effect, right=True)]

    denied(scenarios_told.of_signs, found(0.2), {"worthless_cannot_pay": [found(0.1)]})
