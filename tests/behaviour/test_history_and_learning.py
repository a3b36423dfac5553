"""What the scenarios share until the market opens, and what holders learn of steady growth."""

from __future__ import annotations

import numpy as np
import pytest
import sympy as sp

import model
from model.experiments.scenarios import NAMES
from model.spec.accounts import CLASSES
from model.spec.core import Definition, Law, right_of, target_of
from model.spec.learning import (
    expected_growth,
    growth_seen,
    revenue_of_year,
    revenue_trend,
    trend_days,
    year_days,
)

#: The price of hardware is the world's; take and quality rest until there is work.
OUTSIDE = {
    *("cost_index", "protocol_take_in_force"),
    *(
        f"{what}_{c}"
        for c in CLASSES
        for what in ("price_outside", "posted_price", "compute_price", "refuted_share")
    ),
}


def history(scenario: str, days: int, **changes: float) -> dict[str, np.ndarray]:
    """All states and flows of one run."""
    economy = model.economy("announced")
    point = model.parameters("announced", scenario, votes=(), **changes)
    ds = model.simulate(economy, point, model.shocks(economy, days, 1, seed=5))
    names = {s.name for s in economy.states} | {f.symbol.name for _, f in economy.flows()}
    return {name: ds[name].to_numpy()[..., 1:] for name in names}


@pytest.mark.parametrize("scenario", [name for name in NAMES if name != "base"])
def test_scenarios_share_their_history_to_the_bit(scenario: str) -> None:
    days = int(model.parameters("announced")["opening_day"]) - 2
    base, other = history("base", days), history(scenario, days)
    differ = {name for name in base if base[name].tobytes() != other[name].tobytes()}
    assert differ <= OUTSIDE


def test_another_depth_is_another_history() -> None:
    other = history("base", 30, market_depth_share=0.9)
    assert other["price"].tobytes() != history("base", 30)["price"].tobytes()


def learned(growth: float, memory: float, law: sp.Expr) -> float:
    """Growth that ``law`` sees in two running means of revenue that grows steadily."""
    recent = of_year = 1.0
    for day in range(1, 3650):
        today = np.exp(growth * day / 365)
        recent += (today - recent) / memory
        of_year += (today - of_year) / 365
    known = {revenue_trend: recent, revenue_of_year: of_year, trend_days: memory, year_days: 365}
    free = dict.fromkeys(law.free_symbols - set(known), 1)  # one day
    free |= {symbol: sp.Rational(1, 365) for symbol in free if symbol.name == "day_in_years"}
    return float(law.subs(known | free))


@pytest.mark.parametrize("growth", [-0.4, 0.0, 0.2, 0.9])
@pytest.mark.parametrize("memory", [7.0, 30.0, 90.0])
def test_steady_growth_is_learned_as_it_is(growth: float, memory: float) -> None:
    law = growth_seen(revenue_trend, revenue_of_year)
    assert learned(growth, memory, law) == pytest.approx(growth, abs=2e-3)


def test_the_log_of_the_ratio_would_learn_too_little() -> None:
    assert learned(0.9, 30.0, sp.log(revenue_trend / revenue_of_year)) < 0.7


def test_holders_use_that_rule() -> None:
    equations = model.economy("announced").block("learning").equations
    (law,) = [
        e for e in equations if isinstance(e, (Law, Definition)) and target_of(e) == expected_growth
    ]
    assert right_of(law).has(growth_seen(revenue_trend, revenue_of_year))
