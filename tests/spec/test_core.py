"""A block that does not hold together is refused in the words of the domain."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest
import sympy as sp

from model import quantities as q
from model.spec.core import (
    Block,
    Definition,
    Equation,
    Flow,
    Law,
    SpecificationError,
    limited,
    right_of,
    target_of,
)

Toy = SimpleNamespace


def block(*equations: Equation) -> Block:
    return Block("shop", "A customer pays.", equations)


def test_a_sound_block_lists_what_it_reads_and_moves(toy: Toy) -> None:
    made = block(
        Definition(toy.bill, toy.share * toy.purse),
        Flow(toy.paid, toy.purse, toy.till, toy.bill),
        Flow(toy.tip, toy.world, toy.till, toy.purse * toy.luck**2),
        Law(toy.mood, toy.mood + toy.share * toy.paid / toy.purse),
    )
    assert made.inputs == (toy.purse, toy.mood, toy.share, toy.luck), "in the registry's order"
    assert made.moved == (toy.purse, toy.till, toy.world)
    assert [e.symbol for e in made.definitions] == [toy.bill]
    assert [e.symbol for e in made.flows] == [toy.paid, toy.tip]
    assert [e.level for e in made.laws] == [toy.mood]
    assert [target_of(e) for e in made.equations] == [toy.bill, toy.paid, toy.tip, toy.mood]
    assert right_of(made.flows[0]) == toy.bill
    assert limited(made.flows[0])
    assert not limited(made.flows[1]), "the world cannot run out"


def test_a_payer_that_no_equation_reads_is_an_input(toy: Toy) -> None:
    assert block(Flow(toy.paid, toy.purse, toy.till, toy.till)).inputs == (toy.till, toy.purse)


#: What is wrong, the equations that are wrong, and what the message must name.
REFUSED: dict[str, tuple[Callable[[Toy], list[Equation]], list[str]]] = {
    "undeclared on the right": (
        lambda t: [Flow(t.paid, t.purse, t.till, sp.Symbol("stranger"))],
        ["toy_paid uses stranger, which is not declared"],
    ),
    "undeclared on the left": (
        lambda t: [Law(sp.Symbol("stranger"), t.mood)],
        ["stranger", "not declared"],
    ),
    "undeclared payer": (
        lambda t: [Flow(t.paid, sp.Symbol("stranger"), t.till, t.till)],
        ["toy_paid uses stranger, which is not declared"],
    ),
    "namesake with other assumptions": (
        lambda t: [Flow(t.paid, t.purse, t.till, sp.Symbol("toy_till"))],
        ["toy_paid uses toy_till, which is not declared"],
    ),
    "flow stated twice": (
        lambda t: [Flow(t.paid, t.purse, t.till, t.till), Flow(t.paid, t.till, t.purse, t.till)],
        ["toy_paid is stated twice"],
    ),
    "law stated twice": (
        lambda t: [Law(t.mood, t.mood), Law(t.mood, t.share)],
        ["toy_mood is stated twice"],
    ),
    "definition used before stated": (
        lambda t: [Flow(t.paid, t.purse, t.till, t.bill), Definition(t.bill, t.till)],
        ["toy_paid uses toy_bill, which is not stated before it"],
    ),
    "flow used before stated": (
        lambda t: [Flow(t.paid, t.purse, t.till, t.tip), Flow(t.tip, t.purse, t.till, t.till)],
        ["toy_paid uses toy_tip, which is not stated before it"],
    ),
    "definition that nothing uses": (
        lambda t: [Definition(t.bill, t.till)],
        ["toy_bill is defined, but nothing uses it"],
    ),
    "definition of a level": (
        lambda t: [Definition(t.mood, t.share)],
        ["toy_mood is a level, not a definition"],
    ),
    "flow named as a stock": (
        lambda t: [Flow(t.till, t.purse, t.till, t.till)],
        ["toy_till is a stock, not a flow"],
    ),
    "law of a stock": (
        lambda t: [Law(t.till, t.till)],
        ["toy_till is a stock, not a level"],
    ),
    "law of a parameter": (
        lambda t: [Law(t.share, t.share)],
        ["toy_share is a parameter, not a level"],
    ),
    "payer that is no stock": (
        lambda t: [Flow(t.paid, t.price, t.till, t.till)],
        ["flow toy_paid needs a stock, not toy_price"],
    ),
    "receiver that is no stock": (
        lambda t: [Flow(t.paid, t.till, t.mood, t.till)],
        ["flow toy_paid needs a stock, not toy_mood"],
    ),
    "self-payment": (
        lambda t: [Flow(t.paid, t.till, t.till, t.till)],
        ["flow toy_paid pays toy_till to itself"],
    ),
    "unlike units between accounts": (
        lambda t: [Flow(t.paid, t.till, t.cash, t.till)],
        ["toy_paid moves AI, but toy_cash holds USD"],
    ),
    "unlike units in a flow": (
        lambda t: [Flow(t.paid, t.purse, t.till, t.till * t.price)],
        ["toy_paid is in AI, but its right side is not"],
    ),
    "unlike units in a law": (
        lambda t: [Law(t.price, t.price * t.wait)],
        ["toy_price is in USD/AI"],
    ),
    "unlike units in a definition": (
        lambda t: [Definition(t.bill, t.cash), Flow(t.paid, t.purse, t.till, t.bill)],
        ["toy_bill is in AI"],
    ),
    "unlike units in a sum": (
        lambda t: [Law(t.price, t.price * (t.till + t.cash) / t.till)],
        ["toy_price", "unlike units meet", "ai_token", "us_dollar"],
    ),
    "a month where a day belongs": (
        lambda t: [Law(t.mood, t.mood * (t.wait + t.pause) / t.wait)],
        ["toy_mood", "unlike units meet"],
    ),
    "a month over a day as a share": (
        lambda t: [Law(t.mood, t.wait / t.pause)],
        ["toy_mood is in 1, but its right side is not"],
    ),
    "a unit in an exponent": (
        lambda t: [Law(t.mood, sp.exp(t.wait))],
        ["toy_mood", "where a pure number belongs"],
    ),
    "unlike units in a condition": (
        lambda t: [Law(t.mood, sp.Piecewise((t.mood, t.wait > t.till), (0, True)))],
        ["toy_mood", "unlike units meet"],
    ),
    "unlike units in branches": (
        lambda t: [Law(t.mood, sp.Piecewise((t.mood, t.mood > 0), (t.wait, True)))],
        ["toy_mood", "unlike units meet"],
    ),
    "unlike units in a minimum": (
        lambda t: [Law(t.mood, sp.Min(t.mood, t.wait))],
        ["toy_mood", "unlike units meet"],
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_does_not_hold_together_is_refused(toy: Toy, case: str) -> None:
    equations, words = REFUSED[case]
    with pytest.raises(SpecificationError) as caught:
        block(*equations(toy))
    message = str(caught.value)
    assert message.startswith("block shop: ")
    assert "\n" not in message
    for word in words:
        assert word in message


def test_zero_fits_any_unit_and_a_number_only_a_share(toy: Toy) -> None:
    block(Flow(toy.paid, toy.purse, toy.till, sp.Integer(0)))
    with pytest.raises(SpecificationError, match="toy_paid is in AI"):
        block(Flow(toy.paid, toy.purse, toy.till, sp.Integer(3)))


def test_declaring_again_is_harmless_and_differing_is_not(toy: Toy) -> None:
    assert q.stock("toy_till", "a", "AI", "tokens in the till") == toy.till
    with pytest.raises(q.QuantityError, match=r"toy_till is declared twice.*unit"):
        q.stock("toy_till", "a", "USD", "tokens in the till")
