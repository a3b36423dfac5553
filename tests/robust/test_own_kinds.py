"""What one's own economy may be: odd clocks and names, edited cells, votes that nothing reads."""

from __future__ import annotations

import keyword

import numpy as np
import pytest
import sympy as sp
import xarray as xr

import model
from model import own
from model.simulation import ENGINES
from model.spec import names
from model.spec.core import SpecificationError
from model.spec.economy import Economy
from tests.parity.compare import same_bits


def weekly(days: float, stock: str = "till", rate: float = 0.01) -> Economy:
    """A till that is filled at a rate a day, in steps of so many days, and a clock."""
    till, outside = own.stock(stock, "USD", "kept"), own.stock("outside", "USD", "outside")
    step = own.parameter("a_step", "day", "length of a step", own.POSITIVE, value=days)
    speed = own.parameter("speed", "1/day", "part taken", own.NOT_NEGATIVE, value=rate)
    clock = own.level("clock", "day", "days gone by", own.NOT_NEGATIVE)
    luck = own.shock("luck", "a draw")
    taken = own.flow("taken", "USD", "taken")
    flow = own.Flow(taken, outside, till, outside * speed * step * sp.exp(luck / 9))
    block = own.Block("take", "It takes.", (flow, own.Law(clock, clock + step)))
    return own.economy("weekly", "in steps", {outside: 900, till: 0, clock: 0}, [block])


def on_all(which: Economy, steps: int = 5) -> xr.Dataset:
    """What every engine gives, which is the same."""
    point, drawn = model.parameters(which), model.shocks(which, steps, 3, 2)
    reference = model.simulate(which, point, drawn, "python")
    for engine in ENGINES:
        same_bits(reference, model.simulate(which, point, drawn, engine))
    return reference


@pytest.mark.parametrize("days", [14, 1 / 24, 365 / 12])
def test_a_step_may_be_a_fortnight_an_hour_or_a_month(days: float) -> None:
    found = on_all(weekly(days))
    np.testing.assert_allclose(found["clock"].isel(run=0), np.arange(6) * days, rtol=1e-14)
    np.testing.assert_allclose(found["till"] + found["outside"], 900, rtol=1e-14)
    assert (found["taken"].isel(day=slice(1, None)) > 0).all()


#: What has no value on the first day, when the clock is zero, and what is made of it.
WITHOUT_VALUE = {
    "an infinity that is cut": lambda x, early: sp.Min(2, x),
    "an infinity that is chosen": lambda x, early: sp.Piecewise((1, x > 5), (0, True)),
    "one over another": lambda x, early: sp.Max(0.5, sp.Min(2, x / early)),
    "the less of two, neither a number": lambda x, early: sp.Min(2, x - early),
    "the more of two, one no number": lambda x, early: sp.Max(x - early, 1),
    "the root of less than nothing": lambda x, early: sp.Max(1, sp.sqrt(-x * early)),
    "a logarithm of it": lambda x, early: sp.Min(2, sp.log(early / x)),
    "a power of it": lambda x, early: sp.Min(2, x ** sp.Rational(-1, 3)),
}


@pytest.mark.parametrize("word", WITHOUT_VALUE)
def test_what_has_no_value_on_a_day_stops_no_engine(word: str) -> None:
    till, outside = own.stock("till", "USD", "kept"), own.stock("outside", "USD", "outside")
    step = own.parameter("a_step", "day", "length of a step", own.POSITIVE, value=1)
    clock = own.level("clock", "day", "days gone by", own.NOT_NEGATIVE)
    late = own.level("late_clock", "day", "days gone by after the second", own.NOT_NEGATIVE)
    part = own.definition("part", "1", "part taken, in hundredths", own.REAL)
    taken = own.flow("taken", "USD", "taken")
    block = own.Block(
        "take",
        "It takes.",
        (
            own.Definition(part, WITHOUT_VALUE[word](step / clock, step / late)),
            own.Flow(taken, outside, till, sp.Max(0, sp.Min(part, 2)) * outside / 100),
            own.Law(clock, clock + step),
            own.Law(late, sp.Max(late, clock - step)),
        ),
    )
    which = own.economy(
        "undefined", "not always", {outside: 900, till: 0, clock: 0, late: 0}, [block]
    )
    assert np.isfinite(on_all(which)["till"]).all()


#: Words of Python, of its builtins, of arrays, of what prints and of results.
WORDS = (*keyword.kwlist, *keyword.softkwlist, "max", "log", "abs", "sum", "round", "sqrt", "where",
         "np", "numpy", "math", "nan", "inf", "self", "step", "initial", "runs", "point", "params",
         "E", "pi", "I", "S", "N", "Q", "Min", "Piecewise", "t0", "i1", "double", "entry", "é",
         "value", "units", "attrs", "dims", "coords", "mean", "index", "level_0")  # fmt: skip


@pytest.mark.parametrize("word", WORDS)
def test_a_name_runs_alike_on_every_engine_or_is_refused_when_the_economy_is_built(
    word: str,
) -> None:
    if word in names.TAKEN:
        with pytest.raises(SpecificationError, match=f"no quantity can be called '{word}'"):
            weekly(1, word)
        return
    which = weekly(1, word)
    found = on_all(which, 3)
    np.testing.assert_allclose(found[word] + found["outside"], 900, rtol=1e-14)


def test_an_edited_cell_gives_the_edited_economy_and_leaves_the_first() -> None:
    first, edited = weekly(7), weekly(7, rate=0.02)
    again = weekly(7)
    taken = [float(on_all(each, 1)["taken"].isel(day=1, run=0)) for each in (first, edited, again)]
    assert taken[1] == pytest.approx(2 * taken[0], rel=1e-14)
    assert taken[2] == taken[0]


def governed(start: bool) -> Economy:
    """A tax that votes set, whose own value something reads or nothing."""
    tax = own.parameter("tax", "1", "part of what is sold", own.SHARE, value=0.25)
    till, outside = own.stock("till", "USD", "kept"), own.stock("outside", "USD", "outside")
    now = own.level("tax_now", "1", "the tax in force", own.SHARE)
    paid = own.flow("paid", "USD", "paid")
    law = own.Law(now, own.schedule(tax))
    block = own.Block("pay", "It pays.", (law, own.Flow(paid, outside, till, outside * now)))
    start_at = tax if start else sp.Rational(1, 8)
    return own.economy("taxed", "taxed", {outside: 64, till: 0, now: start_at}, [block])


def test_a_schedule_of_a_parameter_that_nothing_reads_is_refused_and_another_is_voted_on() -> None:
    with pytest.raises(SpecificationError, match="votes set tax, which no equation and no value"):
        governed(start=False)
    which = governed(start=True)
    point = model.parameters(which, votes=[model.Vote("tax", "50 percent", 3)])
    for engine in ENGINES:
        found = model.simulate(which, point, model.shocks(which, 4), engine)
        assert found["tax_now"].to_numpy().tolist() == [[0.25, 0.25, 0.25, 0.5, 0.5]], engine
