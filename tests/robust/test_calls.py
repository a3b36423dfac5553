"""Generated calls of the public interface: each works, or the package itself refuses it."""

from __future__ import annotations

import contextlib
import datetime
import tempfile
from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import sympy as sp
import xarray as xr
from hypothesis import HealthCheck, given, settings

import model
from model import own
from model.ensembles import designs, outcomes, reductions
from tests.robust.calls import TABLE, Call, calls, economy, parameters, shocks, shop, spare, starts
from tests.robust.law import check_call, same

QUICK, LONG = 60, 2000
#: Calls of which the result is computed by engines.
COMPUTED = ("simulate", "sweep", "ensemble", "paired")


def tried(call: Call) -> str:
    """Try a call, and what works with a second engine."""
    with tempfile.TemporaryDirectory() as place, contextlib.chdir(place):
        result, refusal = check_call(call)
        if refusal is not None:
            return "refused"
        if call.name in COMPUTED and call.words.get("engine") == "right":
            assert isinstance(result, xr.Dataset)
            same(result, call(engine="numpy"))
        return "works"


@pytest.mark.parametrize("name", TABLE)
def test_what_is_right_works(name: str) -> None:
    function, plain, right = TABLE[name]
    call = Call(name, function, right, plain, dict(right), dict.fromkeys(right, "right"))
    assert tried(call) == "works"


@settings(max_examples=QUICK)
@given(calls())
def test_a_call_works_or_is_refused(call: Call) -> None:
    tried(call)


@pytest.mark.bench
def test_two_thousand_calls() -> None:
    ends: Counter[str] = Counter()

    @settings(max_examples=LONG, suppress_health_check=list(HealthCheck))
    @given(calls())
    def each(call: Call) -> None:
        ends[tried(call)] += 1

    each()
    print(f"{sum(ends.values())} calls: {dict(ends)}")
    assert sum(ends.values()) >= LONG
    assert min(ends.values()) > LONG / 10


def test_numbers_of_numpy_are_whole_numbers_too() -> None:
    """They were taken at the door, and not by what writes a result's key."""
    days, runs, seed, every = np.int64(3), np.int32(2), np.uint8(7), np.int64(1)
    how: dict[str, Any] = {"days": days, "runs": runs, "seed": seed, "every": every}
    ds = model.ensemble(economy(), parameters(), **how, keep=["price"])
    same(ds, model.ensemble(economy(), parameters(), 3, 2, 7, keep=["price"]))
    assert {type(ds.attrs[name]) for name in ("days", "runs", "seed")} == {int}


def _block_with(request: Any) -> Any:
    a, b = own.stock("spare_a", "USD", "one"), own.stock("spare_b", "USD", "other")
    return own.Flow(own.flow("spared", "USD", "moved"), a, b, request)


#: Calls that broke something once, and what is said of them now.
PINNED: dict[str, tuple[Callable[[], Any], str]] = {
    "a table as the name of a block: the first block was taken away": (
        lambda: economy().without(shocks()),  # type: ignore[arg-type]
        "the name of a block=a Dataset is not a text",
    ),
    "a table as an engine: the default ran": (
        lambda: model.simulate(economy(), parameters(), shocks(), shocks()),  # type: ignore[arg-type]
        "engine=a Dataset is not a text",
    ),
    "text as a start: it was run as a program": (
        lambda: own.economy(
            "mine", "mine", dict.fromkeys(starts(), "__import__('os').getpid()"), [spare()]
        ),
        "no formula: write real numbers and symbols",
    ),
    "text as a request": (lambda: _block_with("2+"), "'2+', which is no formula"),
    "no real number as a request": (lambda: _block_with(sp.I), "no formula"),
    "a value of 0 outside its range": (
        lambda: own.parameter("share", "1", "share", value=0, low=0.1, high=0.9),
        "share=0.0 is not within its range from 0.1 to 0.9",
    ),
    "a domain that falls": (lambda: own.Domain(1, 0), "from 1 to 0: let it rise"),
    "a domain of texts": (lambda: own.Domain("0", "1"), "ends at '0'"),  # type: ignore[arg-type]
    "alternatives twice": (lambda: own.choice("a", "a"), "each once"),
    "a unit that is none": (
        lambda: own.stock("mine", "Doubloon", "mine"),
        "unit 'Doubloon' is not known",
    ),
    "a unit of a fact": (lambda: model.facts["burn_bps"].to("yr"), "unit 'yr' is not known"),
    "a list as the name of a fact": (
        lambda: model.facts[["burn_bps"]],  # type: ignore[index]
        "['burn_bps'] is not a text",
    ),
    "a number as the name of a claim": (lambda: model.claims[3], "claim=3"),  # type: ignore[index]
    "an economy by its name": (
        lambda: model.shocks("announced", 3),  # type: ignore[arg-type]
        "economy='announced' is not Economy: pass model.economy('announced')",
    ),
    "the package as an economy": (
        lambda: model.shocks(model, 3),  # type: ignore[arg-type]
        "pass model.economy('announced')",
    ),
    "a set of parameters as days, in seven thousand letters": (
        lambda: model.shocks(economy(), parameters()),
        "is not a whole number of at least 1",
    ),
    "a dict as parameters": (
        lambda: model.simulate(economy(), dict(parameters()), shocks()),  # type: ignore[arg-type]
        "dict is not a set of parameters: make them with",
    ),
    "a date as parameters": (
        lambda: model.simulate(economy(), datetime.date(2026, 1, 1), shocks()),  # type: ignore[arg-type]
        "is no list: make them with",
    ),
    "shocks of no run, whose seed was looked for": (
        lambda: model.simulate(economy(), parameters(), shocks().isel(run=[])),
        "the shocks are of 0 runs and 3 days",
    ),
    "shocks of no day": (
        lambda: model.simulate(economy(), parameters(), shocks().isel(day=[])),
        "the shocks are of 2 runs and 0 days",
    ),
    "a path of a thousand million days": (
        lambda: model.parameters(shop(), sales=range(10**9)),
        "sales has more than 10,000,000 days",
    ),
    "a thousand million numbers as parameters": (
        lambda: model.simulate(economy(), range(10**9), shocks()),  # type: ignore[arg-type]
        "parameters has more than 10,000,000 members",
    ),
    "an infinite fraction": (lambda: parameters(burn_share="1e400/1"), "'1e400/1' cannot be read"),
    "a number that its unit takes beyond the range": (
        lambda: parameters(opening_day="1e308 calendar_year"),
        "opening_day='1e308 calendar_year' cannot be read",
    ),
    "a unit of its own": (
        lambda: parameters(sale_lock_days="3 leap_year"),
        "sale_lock_days='3 leap_year' cannot be read (unit 'leap_year' is not known: write",
    ),
    "a vote as a tuple": (
        lambda: parameters(votes=("burn_share", 0.5, 10)),
        "is not a vote: write model.Vote(",
    ),
    "more days than memory": (
        lambda: model.ensemble(economy(), parameters(), 10**12, 1, 7, keep=["price"]),
        "days would take 8 TB",
    ),
    "days to keep as text": (
        lambda: model.ensemble(economy(), parameters(), 3, 2, 7, keep=["price"], days_kept="12"),  # type: ignore[arg-type]
        "days_kept='12' is no list",
    ),
    "more days to keep than there are": (
        lambda: model.ensemble(
            economy(), parameters(), 3, 2, 7, keep=["price"], days_kept=range(10**9)
        ),
        "more days than the run has",
    ),
    "a class as an outcome": (
        lambda: model.ensemble(economy(), parameters(), 3, 2, 7, outcomes={"y": outcomes.Last}),  # type: ignore[dict-item]
        "the outcome y=a Last is none: write",
    ),
    "a number as a reduction": (
        lambda: model.ensemble(economy(), parameters(), 3, 2, 7, keep=["price"], reduce=3),  # type: ignore[arg-type]
        "reduce=3 is no list",
    ),
    "a day of an outcome as text": (
        lambda: outcomes.At("price", "2"),  # type: ignore[arg-type]
        "the day of an outcome='2' is not a whole number",
    ),
    "a list as the limit of a share": (
        lambda: reductions.Share(below=[0, 1]),  # type: ignore[arg-type]
        "below=[0, 1] is not a number",
    ),
    "values of a grid that no memory holds": (
        lambda: designs.grid(economy(), parameters(), {"burn_share": range(10**12)}),
        "points would take",
    ),
    "a design of one economy around the other's set": (
        lambda: designs.grid(model.economy("announced"), parameters(), {"burn_share": [0.4]}),
        "no set of parameters of announced",
    ),
    "a grid around another economy's set": (
        lambda: designs.grid(shop(), parameters(), {"share": [0.4]}),
        "no set of parameters of shop",
    ),
    "points that no memory holds": (
        lambda: designs.latin_hypercube(economy(), parameters(), ["burn_share"], 10**14, 7),
        "points would take",
    ),
    "a number as a dataset to save": (
        lambda: model.save(3, "out.nc"),  # type: ignore[arg-type]
        "3 is no dataset: save what",
    ),
    "the working folder as a store": (
        lambda: model.ensemble(economy(), parameters(), 3, 2, 7, keep=["price"], store=""),
        "'' names no folder",
    ),
    "a store that no system can name": (
        lambda: model.ensemble(economy(), parameters(), 3, 2, 7, keep=["price"], store="\ud800"),
        "names no folder",
    ),
    "a file that no system can name": (
        lambda: model.save(shocks(), "\ud800.nc"),
        "names no file",
    ),
    "a result as the economy of a design": (
        lambda: designs.sobol(shocks(), parameters(), ["burn_share"], 4, 7),
        "economy=a Dataset is not Economy",
    ),
    "an array as a place": (
        lambda: model.save(shocks(), np.array(2)),  # type: ignore[arg-type]
        "names no file",
    ),
    "a number as a block": (
        lambda: shop().with_block(3),  # type: ignore[arg-type]
        "block=3 is not Block: make it with Block",
    ),
}


@pytest.mark.parametrize("case", PINNED)
def test_what_broke_once_is_refused(case: str) -> None:
    call, said = PINNED[case]
    _, refusal = check_call(call)
    assert type(refusal).__module__.startswith("model.")
    assert said in str(refusal), str(refusal)
