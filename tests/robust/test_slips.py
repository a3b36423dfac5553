"""Slips of a notebook that once went by without a word, or met words of Python's own."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
import sympy as sp
import xarray as xr

import model
from model import own
from model.ensembles import outcomes
from model.spec.core import Equation
from model.spec.economy import Economy
from tests.robust.calls import economy, parameters, result, shocks, shop
from tests.robust.law import check_call

DAYS = pd.date_range("2026-03-27", periods=6, freq="D")


def path(values: Any, index: Any = None) -> Callable[[], Any]:
    """A call that takes the values, as a Series if there is an index, for a path."""
    return lambda: model.parameters(
        shop(), sales=values if index is None else pd.Series(values, index=index)
    )


def counting(law: Callable[[sp.Symbol], Any], start: Any = 2) -> Economy:
    """One level that follows a law."""
    level = own.level("counted", "1", "a number", own.NOT_NEGATIVE)
    block = own.Block("count", "It counts.", (own.Law(level, law(level)),))
    return own.economy("counting", "counts", {level: start}, [block])


def following_itself(kind: str) -> Economy:
    """A block with an equation that reads what it states."""
    till, outside = own.stock("till", "USD", "kept"), own.stock("out", "USD", "outside")
    level, share = own.level("seen", "1", "seen"), own.definition("part", "1", "a part")
    flow = own.flow("paid", "USD", "paid")
    equations: dict[str, tuple[Equation, ...]] = {
        "definition": (own.Definition(share, share / 2 + level), own.Law(level, share)),
        "flow": (own.Flow(flow, till, outside, flow / 2), own.Law(level, level)),
    }
    start = {level: 1} if kind == "definition" else {level: 1, till: 5, outside: 0}
    return own.economy("mine", "mine", start, [own.Block("odd", "Odd.", equations[kind])])


#: What is refused, and a part of what is said.
REFUSED: dict[str, tuple[Callable[[], Any], str]] = {
    "masked numbers as a path": (path(np.ma.masked_less([3.0, -1, 2], 0)), "has masked numbers"),
    "whole numbers that no float holds": (path([2, 10**330]), "too large for 64 bits"),
    "a Series a month": (
        path([1.0, 2, 3], pd.period_range("2026-01", periods=3, freq="M")),
        "from date 2026-01-01 to 2026-02-01",
    ),
    "a Series a quarter": (
        path([1.0, 2], pd.date_range("2026-01-01", periods=2, freq="QS")),
        "from date 2026-01-01 to 2026-04-01",
    ),
    "a Series every six hours": (
        path([1.0] * 4, pd.date_range("2026-01-01", periods=4, freq="6h")),
        "has times of day",
    ),
    "a row without a date": (
        path([1.0, 2], [datetime.date(2026, 1, 1), pd.NaT]),
        "a row without a date",
    ),
    "a price of a result as a path": (lambda: path(result()["price"])(), "as with .to_series()"),
    "figures joined by a bar": (lambda: parameters(pool_usd_reserve="25_000"), "cannot be read"),
    "figures of another script": (lambda: parameters(pool_usd_reserve="٣٠٠"), "cannot be read"),
    "two signs": (lambda: parameters(pool_usd_reserve="-+inf"), "cannot be read"),
    "a Series for a number": (
        lambda: parameters(pool_usd_reserve=pd.Series([1.0, 2.0])),
        "pool_usd_reserve=a Series is not a number",
    ),
    "tokens of a few columns": (
        lambda: economy().tokens(result()[["price", "treasury"]]),
        "pass what model.simulate gives",
    ),
    "tokens of what has none": (lambda: shop().tokens(result()), "no sum without an account in AI"),
    "accounts in another money": (lambda: economy().accounts("CHF"), "unit 'CHF' is not known"),
    "the axis as a column": (
        lambda: model.ensemble(economy(), parameters(), 3, 2, 7, keep=["price", "day"]),
        "day is the axis of what is kept, and always there: leave it out",
    ),
    "the axis as an outcome": (
        lambda: model.ensemble(
            economy(), parameters(), 3, 2, 7, outcomes={"x": outcomes.Highest("day")}
        ),
        "day is the axis of what is kept",
    ),
    "a store at home": (
        lambda: model.ensemble(
            economy(), parameters(), 3, 2, 7, keep=["price"], store="~nobody/results"
        ),
        "begins with ~, which only a shell reads",
    ),
    "a file at home": (lambda: model.save(shocks(), "~/draws.nc"), "begins with ~"),
    "a case that is left open": (
        lambda: counting(lambda x: sp.Piecewise((x / 2, sp.Gt(x, 5)))),
        "has no value elsewhere: end it with (value, True)",
    ),
    "two cases that leave one open": (
        lambda: counting(lambda x: sp.Piecewise((x / 2, sp.Gt(x, 5)), (1, sp.Lt(x, 5)))),
        "has no value elsewhere",
    ),
    "a start below its domain": (
        lambda: counting(lambda x: x, start=-3),
        "counted starts at -3, outside its domain: give a value in [0, ∞)",
    ),
    "a start that no block uses": (
        lambda: counting(lambda x: x).with_block(
            own.Block("more", "More.", (own.Law(y := own.level("y", "1", "y"), y),)),
            start={y: 1, own.level("forgotten", "1", "f"): 2},
        ),
        "forgotten starts, but no block uses it: leave it out",
    ),
    "a definition of itself": (lambda: following_itself("definition"), "part uses part, which is"),
    "a flow of itself": (lambda: following_itself("flow"), "paid uses paid, which is"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_slip_is_refused_in_our_words(case: str) -> None:
    call, said = REFUSED[case]
    _, refusal = check_call(call)
    assert type(refusal).__module__.startswith("model."), refusal
    assert said in str(refusal), str(refusal)


@pytest.mark.parametrize(
    "index",
    [
        DAYS.tz_localize("Europe/Berlin"),  # one of its days has 23 hours
        DAYS.tz_localize("America/New_York"),
        DAYS.to_period("D"),
        DAYS.date,
        DAYS.strftime("%Y-%m-%d"),
        range(1, 7),
        np.arange(6, dtype=np.uint8),
    ],
    ids=["Berlin", "New York", "periods", "dates", "texts", "days", "rows"],
)
def test_days_in_any_spelling_are_days(index: Any) -> None:
    given = path(np.arange(6.0), index)()
    assert given.paths["sales"].values == (0, 1, 2, 3, 4, 5)


def test_a_run_can_be_followed_day_by_day() -> None:
    price = result()["price"].isel(run=1, day=slice(1, None))
    given = path(price.to_series())()
    assert given.paths["sales"].values == tuple(price.to_numpy())


def test_cases_that_leave_nothing_open_are_taken() -> None:
    which = counting(lambda x: sp.Piecewise((x / 2, sp.Gt(x, 5)), (x + 4, sp.Le(x, 5))))
    found = model.simulate(which, model.parameters(which), model.shocks(which, 4), "kernel")
    assert found["counted"].to_numpy().tolist() == [[2, 6, 3, 7, 3.5]]


@pytest.mark.parametrize("engine", ["python", "numpy", "kernel", "lanes", "cadcad"])
@pytest.mark.parametrize(
    "law",
    [
        lambda x: sp.sqrt(x - 3),
        lambda x: (x - 3) ** sp.Rational(3, 2),
        lambda x: 5 / (x - 2),
        lambda x: sp.log(x - 2),
        lambda x: sp.exp(900 * x),
    ],
    ids=["root", "power", "division", "logarithm", "overflow"],
)
def test_what_has_no_value_is_refused_alike_by_every_engine(law: Any, engine: str) -> None:
    which = counting(law)
    drawn = model.shocks(which, 3)
    _, refusal = check_call(lambda: model.simulate(which, model.parameters(which), drawn, engine))
    assert "the run left the range of numbers" in str(refusal)


def test_results_are_what_was_asked_whatever_the_kind_of_numbers_and_places(
    tmp_path: Any,
) -> None:
    """Whole numbers of another package, one column as a text, an Index of columns, a Path."""
    plain = model.ensemble(economy(), parameters(), 3, 2, 7, keep=["price"])
    ways: list[Any] = ["price", ("price",), np.array(["price"]), pd.Index(["price"])]
    for keep in ways:
        sizes: list[Any] = [np.int16(3), np.uint32(2), np.int64(7)]
        again = model.ensemble(economy(), parameters(), *sizes, keep=keep, store=tmp_path / "kept")
        xr.testing.assert_identical(plain.drop_attrs(), again.drop_attrs())
