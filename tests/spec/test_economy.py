"""An economy that does not hold together is refused; the two that ship do what they say."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest
import sympy as sp

import model
from model import quantities as q
from model.parameter_sets import NEVER
from model.quantities import Kind, quantity
from model.spec.accounts import CLASSES
from model.spec.core import Block, Constraint, Definition, Flow, Initial, Law, SpecificationError
from model.spec.economy import Economy

Toy = SimpleNamespace


def start(toy: Toy, *names: str) -> list[Initial]:
    return [Initial(getattr(toy, name), sp.Integer(0)) for name in names]


def sells(toy: Toy) -> Block:
    return Block("sells", "Sale.", (Flow(toy.paid, toy.purse, toy.till, toy.share * toy.purse),))


def made(toy: Toy, blocks: list[Block], initial: list[Initial]) -> Economy:
    return Economy("toy", "a toy", initial, blocks)


def test_a_sound_economy_lists_its_parts(toy: Toy) -> None:
    feels = Block("feels", "Mood.", (Law(toy.mood, toy.mood * toy.share + toy.luck),))
    economy = made(toy, [sells(toy), feels], start(toy, "purse", "till", "mood"))
    assert economy.states == (toy.purse, toy.till, toy.mood)
    assert economy.stocks == (toy.purse, toy.till)
    assert economy.levels == (toy.mood,)
    assert economy.parameters == (toy.share,)
    assert economy.shocks == (toy.luck,)
    assert economy.observables == (toy.paid,)
    assert economy.accounts("AI") == (toy.purse, toy.till)
    assert economy.accounts("USD") == ()
    assert [(b.name, f.symbol) for b, f in economy.flows()] == [("sells", toy.paid)]
    assert economy.block("feels") is feels
    assert "2 blocks, 3 states" in repr(economy)


def test_an_unknown_block_lists_the_blocks_there_are(toy: Toy) -> None:
    economy = made(toy, [sells(toy)], start(toy, "purse", "till"))
    with pytest.raises(SpecificationError, match="toy has no block 'sell'; its blocks are sells"):
        economy.block("sell")


Made = tuple[Callable[[Toy], tuple[list[Block], list[Initial]]], str]
REFUSED: dict[str, Made] = {
    "missing initial value of a payer": (
        lambda t: ([sells(t)], start(t, "till")),
        "block sells: toy_purse has no initial value",
    ),
    "missing initial value of a receiver": (
        lambda t: ([sells(t)], start(t, "purse")),
        "block sells: toy_till has no initial value",
    ),
    "missing initial value of a level": (
        lambda t: ([Block("feels", "Mood.", (Law(t.mood, t.share),))], []),
        "block feels: toy_mood has no initial value",
    ),
    "two initial values": (
        lambda t: ([sells(t)], start(t, "till", "purse", "till")),
        "toy_till has two initial values",
    ),
    "unused state": (
        lambda t: ([sells(t)], start(t, "purse", "till", "mood")),
        "toy_mood has an initial value, but no block uses it",
    ),
    "initial value in another unit": (
        lambda t: ([sells(t)], [Initial(t.purse, t.share), *start(t, "till")]),
        "toy_purse is in AI, but its value on day 0 is not",
    ),
    "initial value from a later one": (
        lambda t: ([sells(t)], [Initial(t.purse, t.till), *start(t, "till")]),
        "toy_purse on day 0 uses toy_till before it is set",
    ),
    "undeclared on day 0": (
        lambda t: ([sells(t)], [Initial(t.purse, sp.Symbol("stranger")), *start(t, "till")]),
        "toy_purse on day 0 uses stranger, which is not declared",
    ),
    "undeclared state": (
        lambda t: ([sells(t)], [*start(t, "purse", "till"), Initial(sp.Symbol("who"), t.share)]),
        "who on day 0 uses who, which is not declared",
    ),
    "flow on day 0": (
        lambda t: ([sells(t)], [Initial(t.purse, t.paid), *start(t, "till")]),
        "toy_purse on day 0 uses toy_paid, a flow",
    ),
    "shock on day 0": (
        lambda t: ([sells(t)], [Initial(t.purse, t.purse * t.luck), *start(t, "till")]),
        "toy_purse on day 0 uses toy_(luck, a shock|purse before it is set)",
    ),
    "unlike units in a sum on day 0": (
        lambda t: ([sells(t)], [Initial(t.purse, t.share + t.wait), *start(t, "till")]),
        "toy_purse on day 0: unlike units meet in .*",
    ),
    "two laws": (
        lambda t: (
            [Block(name, "Mood.", (Law(t.mood, t.share * t.mood),)) for name in ("one", "two")],
            start(t, "mood"),
        ),
        "toy_mood has two laws of motion, in one and two",
    ),
    "two blocks of one name": (
        lambda t: ([sells(t), sells(t)], start(t, "purse", "till")),
        "two blocks are called sells",
    ),
    "one flow in two blocks": (
        lambda t: (
            [sells(t), Block("gives", "Gift.", (Flow(t.paid, t.till, t.purse, t.till),))],
            start(t, "purse", "till"),
        ),
        "toy_paid differs between sells and gives",
    ),
    "definition that differs between blocks": (
        lambda t: (
            [
                Block(
                    "one",
                    "Sale.",
                    (Definition(t.bill, t.purse), Flow(t.paid, t.purse, t.till, t.bill)),
                ),
                Block(
                    "two",
                    "Gift.",
                    (Definition(t.bill, t.till), Flow(t.tip, t.purse, t.till, t.bill)),
                ),
            ],
            start(t, "purse", "till"),
        ),
        "toy_bill differs between one and two",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_does_not_hold_together_is_refused(toy: Toy, case: str) -> None:
    parts, words = REFUSED[case]
    with pytest.raises(SpecificationError, match=f"^{words}$"):
        made(toy, *parts(toy))


def test_a_condition_speaks_of_parameters_only(toy: Toy) -> None:
    for symbol, words in (
        (sp.Symbol("stranger"), "uses stranger, which is not declared"),
        (toy.purse, "uses toy_purse, a stock: only parameters are known before a run"),
    ):
        condition = Constraint(sp.Gt(symbol, 0), "must be positive")
        with pytest.raises(SpecificationError, match=words):
            Economy("toy", "a toy", start(toy, "purse", "till"), [sells(toy)], [condition])


def test_a_definition_may_be_read_again_in_the_same_words(toy: Toy) -> None:
    again = Definition(toy.bill, toy.purse)
    one = Block("one", "Sale.", (again, Flow(toy.paid, toy.purse, toy.till, toy.bill)))
    two = Block("two", "Gift.", (again, Flow(toy.tip, toy.purse, toy.till, toy.bill)))
    economy = made(toy, [one, two], start(toy, "purse", "till"))
    assert economy.observables == (toy.bill, toy.paid, toy.tip)


# The economies that ship ---------------------------------------------------------------------

NAMES = ("announced", "deployed")


@pytest.mark.parametrize("name", NAMES)
def test_the_day_runs_in_order(name: str) -> None:
    assert [block.name for block in model.economy(name).blocks] == [
        "morning",
        "market_mood",
        "governance",
        "vesting",
        "treasury",
        "delphi",
        "demand",
        "worth",
        "vault",
        "split",
        "market",
        "billing",
        "exchange",
        "payment",
        "verification",
        "applications",
        "rewards",
        "staking",
        "unbonding",
        "arbitrage",
        "liquidity",
        "adjustment",
        "learning",
    ]


@pytest.mark.parametrize("name", NAMES)
def test_only_the_world_outside_may_owe(name: str) -> None:
    economy = model.economy(name)
    owing = [s.name for s in economy.stocks if not quantity(s).domain.low >= 0]
    world = ("users", "validators", "holders", "sellers", "grantees", "executor", "providers")
    nodes = (f"node_usd_{c}" for c in CLASSES)
    assert set(owing) == {*(f"{who}_usd" for who in world), *nodes, "outside"}
    assert all(quantity(s).unit == "USD" for s in economy.stocks if s.name in owing)
    assert {quantity(s).unit for s in economy.stocks} == {"AI", "USD"}
    assert {s.name for s in economy.accounts("AI")} >= {"burned", "slash_burned", "pool_ai"}


@pytest.mark.parametrize("name", NAMES)
def test_nothing_comes_back_from_the_fire(name: str) -> None:
    payers = {flow.payer.name for _, flow in model.economy(name).flows()}
    receivers = {flow.receiver.name for _, flow in model.economy(name).flows()}
    for fire in ("burned", "slash_burned"):
        assert fire not in payers
        assert fire in receivers
    locked = {s for s in payers | receivers if s.startswith("locked_")}
    assert not locked & receivers, "what has vested is not locked again"


@pytest.mark.parametrize("name", NAMES)
def test_every_quantity_says_what_it_is(name: str) -> None:
    economy = model.economy(name)
    symbols = (
        *economy.states,
        *economy.observables,
        *economy.parameters,
        *economy.shocks,
        *economy.schedules,
    )
    records = economy.records(symbols)
    assert not [r.name for r in records if not (r.info and r.tex and r.unit)]
    assert not [r.name for r in records if r.kind == Kind.PARAMETER and r.fact is None]
    letters = [r.tex for r in records]
    doubled = sorted({tex for tex in letters if letters.count(tex) > 1})
    assert not doubled, "two quantities of one economy share a symbol"


def test_deployed_is_announced_with_the_market_closed() -> None:
    announced, deployed = map(model.economy, NAMES)
    assert announced.blocks == deployed.blocks
    assert announced.initial == deployed.initial
    assert dict(announced.defaults) == {}
    assert dict(deployed.defaults) == {"opening_day": NEVER}


def test_the_registry_is_read_only() -> None:
    with pytest.raises(TypeError):
        q.registry["new"] = quantity(model.economy("announced").states[0])  # type: ignore[index]
