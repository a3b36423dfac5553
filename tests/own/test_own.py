"""An economy of a stranger: declared through public names, run everywhere, changed freely."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pytest
import sympy as sp

import model
from model import own
from model.compile import latex
from model.ensembles.outcomes import FirstPassage, Last, OutcomeError
from model.parameter_sets import ParameterError
from model.quantities import QuantityError, quantity
from model.simulation import ENGINES
from model.spec.core import SpecificationError
from model.spec.economy import Economy
from tests.parity.compare import same_bits


def burning(value: float | None = 0.01, unit: str = "TKN", name: str = "akash") -> Economy:
    """Users hold a token of their own and burn a part of it each day."""
    own.unit(unit, "a token of a test")
    users = own.stock("held", unit, "tokens of the users")
    burned = own.stock("gone", unit, "tokens that are burned")
    share = own.parameter(
        "part", "1/day", "part burned in a day", own.NOT_NEGATIVE, value=value, low=0, high=0.5
    )
    day = own.parameter("a_day", "day", "length of a step", own.POSITIVE, value=1)
    noise = own.shock("luck", "luck of the day")
    burn = own.flow("burning", unit, "tokens burned today")
    equation = own.Flow(burn, users, burned, share * day * users * sp.exp(noise / 4))
    blocks = [own.Block("burn", "Users burn.", (equation,))]
    return own.economy(name, "burns", {users: 3e8, burned: 0}, blocks)


@pytest.mark.parametrize("engine", ENGINES)
def test_it_runs_on_every_engine_and_says_what_it_is(engine: str) -> None:
    economy = burning()
    point, shocks = model.parameters(economy), model.shocks(economy, 20, 5, 1)
    ds = model.simulate(economy, point, shocks, engine)
    reference = model.simulate(economy, point, shocks, "python")
    same_bits(reference, ds)
    assert ds["held"].attrs["units"] == "TKN"
    assert ds["held"].attrs["long_name"] == "tokens of the users"
    np.testing.assert_allclose(ds["held"] + ds["gone"], 3e8, rtol=1e-12)
    assert (ds["burning"].isel(day=slice(1, None)) > 0).all()


def test_it_prints_sweeps_and_makes_an_ensemble() -> None:
    economy = burning()
    assert "held -> gone" in latex.text(economy.block("burn"))
    assert r"\mathit{held} \to \mathit{gone}" in latex.align(economy.block("burn"))
    points = [model.parameters(economy, part=part) for part in ("1 percent/day", 0.02)]
    ds = model.sweep(economy, points, model.shocks(economy, 10, 2, 1))
    np.testing.assert_allclose(ds["part"], [0.01, 0.02], rtol=1e-15)
    assert ds["part"].attrs["units"] == "1/day"
    outcomes = {"half": FirstPassage("held", below="150e6 TKN"), "end": Last("gone")}
    many = model.ensemble(economy, points[1], 60, 100, 1, keep=["held"], outcomes=outcomes)
    assert many["held_mean"].attrs["units"] == many["end_mean"].attrs["units"] == "TKN"
    assert many["half_mean"].attrs["units"] == "day"
    wrong = {"low": FirstPassage("held", below="1 USD")}
    with pytest.raises(OutcomeError, match="held"):
        model.ensemble(economy, points[1], 5, 4, 1, keep=[], outcomes=wrong)


def test_a_cell_can_be_run_again_and_two_economies_may_share_a_name() -> None:
    first, again, other = burning(0.01), burning(0.02), burning(0.01, "OTHER", "other")
    assert [model.parameters(e)["part"] for e in (first, again, other)] == [0.01, 0.02, 0.01]
    runs = [model.simulate(e, model.parameters(e), model.shocks(e, 3)) for e in (first, other)]
    assert [ds["held"].attrs["units"] for ds in runs] == ["TKN", "OTHER"]
    assert model.parameters(pickle.loads(pickle.dumps(again)))["part"] == 0.02


def test_a_hint_names_what_the_economy_has() -> None:
    """The command line lists the parameters of shipped economies alone."""
    with pytest.raises(ParameterError, match=r"no parameter 'parts'.*; there are part, a_day$"):
        model.parameters(burning(), parts=0.1)


def test_a_unit_may_be_declared_again_in_an_edited_cell() -> None:
    for meaning in ("a coin", "a coin of the first issue"):
        assert own.unit("Thaler", meaning) == "Thaler"
        till, vault = own.stock("till", "Thaler", meaning), own.stock("vault", "Thaler", meaning)
        kept = own.Flow(own.flow("kept", "Thaler", "kept"), till, vault, till / 2)
        block = own.Block("keep", "They keep.", (kept,))
        which = own.economy("mint", meaning, {till: 8, vault: 0}, [block])
        ds = model.simulate(which, model.parameters(which), model.shocks(which, 2))
        assert ds["vault"].to_numpy().tolist() == [[0, 4, 6]]
        assert ds["vault"].attrs["long_name"] == meaning


def test_a_parameter_without_a_value_is_asked_for() -> None:
    economy = burning(None)
    with pytest.raises(ParameterError, match="part has no value of its own: give one in"):
        model.parameters(economy)
    assert model.parameters(economy, part=0.3)["part"] == 0.3


def test_blocks_are_added_taken_out_and_replaced() -> None:
    economy = burning()
    held = economy.states[0]
    worth = own.level("worth", "1", "a number that follows")
    law = own.Block("follow", "It follows.", (own.Law(worth, worth / 2 + 1),))
    more = economy.with_block(law, before="burn", start={worth: 5})
    assert [b.name for b in more.blocks] == ["follow", "burn"]
    assert [b.name for b in economy.with_block(law, start={worth: 5}).blocks] == ["burn", "follow"]
    assert [b.name for b in economy.blocks] == ["burn"], "the first stays as it was"
    assert more.without("follow").states == economy.states
    slower = own.Block("follow", "It follows.", (own.Law(worth, worth / 4 + 1),))
    ds = model.simulate(
        e := more.replace("follow", slower), model.parameters(e), model.shocks(e, 2)
    )
    assert ds["worth"].to_numpy().ravel().tolist() == [5, 2.25, 1.5625]
    with pytest.raises(SpecificationError, match="has no block 'followed'"):
        more.without("followed")
    with pytest.raises(SpecificationError, match="before or after a block, not both"):
        economy.with_block(law, before="burn", after="burn", start={worth: 5})
    assert held in more.states


def test_the_shipped_economy_takes_a_block_of_ones_own() -> None:
    shipped = model.economy("deployed")
    price = shipped.record("price").symbol
    high = own.level("highest", "USD/AI", "the highest price so far", own.NOT_NEGATIVE)
    block = own.Block(
        "remember", "The highest price is kept.", (own.Law(high, sp.Max(high, price)),)
    )
    economy = shipped.with_block(block, start={high: 0})
    ds = model.simulate(economy, model.parameters(economy), model.shocks(economy, 9, 2, 3))
    running = np.maximum.accumulate(ds["price"].to_numpy()[:, 1:], axis=1)
    np.testing.assert_array_equal(ds["highest"].to_numpy()[:, 1:], running)
    plain = model.simulate(shipped, model.parameters("deployed"), model.shocks(shipped, 9, 2, 3))
    same_bits(plain, ds[list(plain)])


@pytest.mark.parametrize("name", ["lambda", "exp", "min", "run", "day", "state", "len", "next_x"])
def test_words_of_the_programs_are_refused_when_the_economy_is_built(name: str) -> None:
    one, other = own.stock(name, "AI", "an account"), own.stock("elsewhere", "AI", "another")
    flow = own.flow("moved", "AI", "a flow")
    block = own.Block("move", "It moves.", (own.Flow(flow, one, other, one / 2),))
    with pytest.raises(SpecificationError, match=f"no quantity can be called '{name}'"):
        own.economy("odd", "odd", {one: 1, other: 0}, [block])


def test_a_name_of_the_package_beside_ones_own_is_refused() -> None:
    shipped = model.economy("deployed")
    mine = own.level("price", "1", "another price")
    block = own.Block("mine", "Mine.", (own.Law(mine, mine + 1),))
    with pytest.raises(SpecificationError, match="two quantities are called price"):
        shipped.with_block(block, start={mine: 1})


@pytest.mark.parametrize(
    ("declared", "said"),
    [
        (lambda: own.parameter("x", "1", "", own.SHARE, value=2), r"x=2 is outside its domain"),
        (lambda: own.parameter("x", "1", "", value=5, low=0, high=1), "not within its range"),
        (lambda: own.parameter("x", "1", "", value=float("nan")), "x=nan is outside"),
        (lambda: own.parameter("x", "1", "", low=1), "one end of a range"),
        (lambda: own.stock("not a name", "AI", ""), "cannot name a quantity"),
        (lambda: own.stock("x", "furlong", ""), "unit 'furlong' is not known"),
        (lambda: own.unit("akt", "small"), "begin with a capital"),
        (lambda: own.unit("USD", "dollars of mine"), "the unit USD is taken"),
    ],
)
def test_a_declaration_that_does_not_hold_is_refused(declared: Any, said: str) -> None:
    with pytest.raises((QuantityError, ValueError), match=said):
        declared()


def test_an_expression_that_no_engine_computes_is_refused_when_the_block_is_built() -> None:
    x = own.level("x", "1", "a number")
    for wrong in (sp.sqrt(-1) * x, sp.tan(x), sp.oo * x, sp.gamma(x), sp.floor(x), sp.zoo + x):
        with pytest.raises(SpecificationError):
            own.Block("odd", "Odd.", (own.Law(x, wrong),))


def test_an_empty_economy_is_refused() -> None:
    with pytest.raises(SpecificationError, match="needs a state on day 0 and a block"):
        own.economy("nothing", "nothing", {}, [])
    x = own.level("x", "1", "a number")
    block = own.Block("b", "B.", (own.Law(x, x),))
    for name in ("", "../up", "a b", "x" * 80, "é"):
        with pytest.raises(SpecificationError, match="an economy cannot be called"):
            own.economy(name, "odd", {x: 1}, [block])
    assert quantity(x).own is not None
