"""What the page on reward dependence says is taken back where its numbers deny it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pytest
import xarray as xr

from model.experiments.challenges import least_usage as least
from model.experiments.challenges import reward_dependence as reward
from model.experiments.challenges import reward_told
from model.experiments.challenges.common import CLOSURES, SCENARIOS, Middle


class Given(NamedTuple):
    """What the page's text is told from."""

    found: dict[str, xr.Dataset]
    branches: dict[str, xr.DataArray]
    bills: xr.Dataset
    least: dict[tuple[str, str], least.Carries]
    closures: dict[tuple[str, str], dict[str, Middle]]


def at(value: float) -> Middle:
    return Middle(value, value, value)


@pytest.fixture
def given() -> Given:
    """Results by hand of which all is so that the page says."""
    usage = np.array(reward.USAGES)[:, None, None, None]
    times = np.array([0.25, 1.0, 4.0])[:, None, None]
    chance = np.linspace(-1, 1, 5)
    after = 80 + 5 * np.log(usage) - 2 * times + np.zeros((5, 3, 2, 5))
    # Three tenths of base's usage are left with half of what never was paid.
    never = np.where(usage == 0.3, 2 * after, after + chance)
    columns = {"after": after, "never": never, "going_on": np.full_like(after, 100.0)}
    columns |= {"paid": np.full_like(after, 1e6), "dearness": np.full_like(after, 0.4)}
    dims = ("usage", "subsidy", "end", "run")
    coords = {"usage": list(reward.USAGES), "subsidy": list(reward.SUBSIDIES), "end": [365, 730]}
    one = xr.Dataset({name: (dims, each) for name, each in columns.items()}, coords)
    apart = np.array([0.1, 0.02, 0.01])[:, None]
    below = (1 + np.arange(4.0))[:, None, None] * np.ones((4, 3, 5))
    branch = xr.DataArray(
        np.stack([below, below * (1 + apart)]),
        dims=("branch", "subsidy", "after", "run"),
        coords={"branch": ["from below", "from above"], "after": [180, 365, 730]},
    )
    said = {"beside never": at(100.0), "worth of tokens": at(60.0), "GPUs under tokens": at(80.0)}
    carries = least.Carries(at(3e6), at(2.0), at(1.0))
    return Given(
        dict.fromkeys(SCENARIOS, one),
        dict.fromkeys(SCENARIOS, branch),
        one[["after", "going_on"]].assign(after=one["going_on"]),
        {(s, c): carries for s in SCENARIOS for c in ("exogenous price", "fundamental")},
        {(s, c): dict(said) for s in SCENARIOS for c in CLOSURES},
    )


def denied(given: Given) -> set[str]:
    told = reward_told.of_page(*given)
    return {name for name, value in told.items() if value is False}


def with_closure(given: Given, scenario: str, name: str, value: float) -> Given:
    which = (scenario, "fundamental")
    return given._replace(
        closures={**given.closures, which: {**given.closures[which], name: at(value)}}
    )


def with_runs(given: Given, scenario: str, **columns: xr.DataArray) -> Given:
    return given._replace(found={**given.found, scenario: given.found[scenario].assign(columns)})


BREAKS: dict[str, Callable[[Given], Given]] = {
    "expectations_came": lambda g: g._replace(
        branches={**g.branches, "bear": g.branches["bear"] * [[[4.0]], [[3.0]], [[2.0]], [[1.0]]]}
    ),
    "more_subsidy_leaves_less": lambda g: with_runs(
        g, "bull", after=g.found["bull"]["after"] * xr.DataArray([1.0, 1.1, 1.2], dims="subsidy")
    ),
    "no_memory": lambda g: g._replace(branches={**g.branches, "bull": g.branches["bull"] * 0 + 1}),
    "left_is_chance": lambda g: with_runs(g, "bull", never=g.found["bull"]["after"] - 1),
    "less_than_nothing": lambda g: with_runs(g, "base", dearness=g.found["base"]["paid"]),
    "usage_is_what_is_left": lambda g: with_closure(g, "bear", "beside never", 80.0),
    "tokens_are_worth_less": lambda g: with_closure(g, "base", "GPUs under tokens", 101.0),
    "bills_know_no_dependence": lambda g: g._replace(bills=g.found["base"]),
    "price_does_not_matter": lambda g: g._replace(
        least={**g.least, ("bull", "exogenous price"): least.Carries(at(1.0), at(3.0), at(1.0))}
    ),
}


@pytest.mark.parametrize("finding", BREAKS)
def test_a_sentence_is_taken_back_where_its_numbers_deny_it(given: Given, finding: str) -> None:
    assert denied(given) == set()
    assert finding in denied(BREAKS[finding](given))


def test_every_sentence_of_the_page_can_be_taken_back(given: Given) -> None:
    told = reward_told.of_page(*given)
    assert {name for name, value in told.items() if value is True} == set(BREAKS)
