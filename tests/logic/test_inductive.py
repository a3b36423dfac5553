"""The inductive invariant: every question is answered, and a broken economy is refuted.

For each kind of question one equation is broken; Z3 then shows a state, which the text that the
NumPy engine runs takes to another one, outside of what is kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
import sympy as sp

import model
from model.compile.python import outputs, printed
from model.logic.inductive import Found, change, decide, whatever_is_asked
from model.quantities import quantity, registry
from model.spec.core import Flow, Initial, target_of
from model.spec.economy import Economy
from model.theory.invariants.always import decided, questions
from tests.behaviour.changed import changed

ECONOMIES = ("announced", "deployed")


def named(name: str) -> sp.Symbol:
    return registry[name].symbol


def fails(economy: Economy, block: str, about: str) -> Found:
    """The answer to one question about an economy."""
    question = next(q for q in questions(economy) if (q.block, q.about) == (block, about))
    return decide(question, economy.block(block) if block != "day 0" else None)


def test_every_question_is_decided() -> None:
    economy = model.economy("announced")
    found = list(decided(economy))
    assert [
        f"{f.goal.block}: {f.goal.about}: {f.answer.why}" for f in found if not f.answer.holds
    ] == []
    about = {f.goal.about for f in found}
    assert {s.name for s in economy.states if quantity(s).domain.low >= 0} <= about | {"day"}
    assert {f.goal.kind for f in found} == {
        *("definition", "level", "stock", "conserved", "kept", "first")
    }


def test_the_other_economy_asks_the_same_questions() -> None:
    one, other = (list(questions(model.economy(name))) for name in ECONOMIES)
    assert one == other


def redirected(flow: str, receiver: str) -> Economy:
    """The economy in which one flow is paid to another."""
    sound = model.economy("announced")
    blocks = [
        replace(
            block,
            equations=tuple(
                replace(e, receiver=named(receiver))
                if isinstance(e, Flow) and e.symbol.name == flow
                else e
                for e in block.equations
            ),
        )
        for block in sound.blocks
    ]
    return Economy("announced", "a copy", sound.initial, blocks, sound.constraints, sound.rules)


def test_what_may_be_asked_is_that_of_a_block_and_not_of_its_name() -> None:
    sound = model.economy("announced").block("unbonding")
    last = sound.flows[-1]
    shorter = replace(sound, equations=tuple(e for e in sound.equations if e != last))
    assert [len(whatever_is_asked(each)) for each in (sound, shorter)] == [
        len(sound.flows),
        len(sound.flows) - 1,
    ]


def begun(state: str, value: Callable[[sp.Expr], sp.Expr]) -> Economy:
    """The economy with another value of a state on day 0."""
    sound = model.economy("announced")
    initial = [
        Initial(s.state, value(s.value)) if s.state.name == state else s for s in sound.initial
    ]
    return Economy("announced", "a copy", initial, sound.blocks, sound.constraints, sound.rules)


#: What is broken, and the question that notices: its block, and what it is about.
BROKEN: dict[str, tuple[Callable[[], Economy], str, str]] = {
    "arbitrage off the curve": (
        lambda: changed({"arbitrage_tokens_out": lambda e: e / 2}),
        "arbitrage",
        "arbitrage keeps the pool's product",
    ),
    "providers who withdraw three times what is there": (
        lambda: changed({"liquidity_tokens_out": lambda e: 3 * e}),
        "liquidity",
        "pool_ai",
    ),
    "a vault that spends what it has not": (
        lambda: changed({"affordable": lambda e: named("depth_share") * named("depth")}),
        "vault",
        "the vault spends what it has",
    ),
    "a vault that forgets its cap": (
        lambda: changed({"affordable": lambda e: e.subs(named("cap_left"), 2 * named("cap_left"))}),
        "vault",
        "the vault spends within its cap",
    ),
    "a guard that lets twice its room through": (
        lambda: changed(
            {"vault_spend": lambda e: e.subs(named("guard_room"), 2 * named("guard_room"))}
        ),
        "vault",
        "the vault spends within the guard's room",
    ),
    "a slash beyond the stake": (
        lambda: changed({"slash_due_consumer": lambda e: max(e.args, key=sp.count_ops)}),
        "verification",
        "a slash of consumer nodes is within their stake",
    ),
    "a queue that loses what waits in it": (
        lambda: redirected("unbonding_step_05", "grantees"),
        "unbonding",
        "the queue loses nothing",
    ),
    "trust beyond one": (
        lambda: changed({"reputation": lambda e: e + named("trust_regained")}),
        "verification",
        "reputation",
    ),
    "more paid than billed": (
        lambda: changed({"share_paid_today": lambda e: 2 * e}),
        "exchange",
        "share_paid_today",
    ),
    "burned tokens that circulate less than nothing": (
        lambda: changed({"circulating": lambda e: e - 2 * named("locked_treasury")}),
        "worth",
        "circulating",
    ),
}


def replayed(economy: Economy, found: Found) -> dict[sp.Symbol, np.ndarray]:
    """What the NumPy engine's text makes of the state that Z3 found, by symbol."""
    block = economy.block(found.goal.block)
    point = model.parameters("announced")
    case = found.answer.case
    known: dict[sp.Symbol, np.ndarray] = {}
    for symbol in {*block.inputs, *block.moved, *(e.level for e in block.laws)}:
        domain = quantity(symbol).domain
        usual = point.get(symbol.name, float(domain.open_low))
        known[symbol] = np.array([case.get(symbol, usual)])
    run = printed(economy, "numpy").function(block)
    with np.errstate(all="ignore"):  # as the engine does: both branches of a case are worked out
        made = dict(zip(outputs(block), run(*(known[s] for s in block.inputs)), strict=True))
    for equation in block.equations:
        symbol = target_of(equation)
        known[symbol] = np.asarray(made.get(f"next_{symbol.name}", made.get(symbol.name)))
    return known


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_economy_is_refuted_and_the_engine_goes_there(what: str) -> None:
    make, block, about = BROKEN[what]
    economy = make()
    found = fails(economy, block, about)
    assert not found.answer.holds
    assert found.answer.case, f"no state was found: {found.answer.why}"
    values = replayed(economy, found)
    statement = found.goal.statement
    if about in registry and registry[about].symbol in values:
        symbol = registry[about].symbol
        moved = change(symbol, economy.block(block))
        end = values[symbol] + sum(
            (
                term.as_coeff_Mul()[0] * values[term.as_coeff_Mul()[1]]
                for term in sp.Add.make_args(moved)
                if moved != 0
            ),
            np.zeros(1),
        )
        assert float(end[0]) not in registry[about].domain
    else:
        at = {s: sp.Float(float(values[s][0])) for s in statement.free_symbols}
        assert not _nearly(statement.subs(at))


def _nearly(relation: sp.Basic) -> bool:
    if isinstance(relation, sp.Eq):
        return bool(sp.Abs(relation.lhs - relation.rhs) < 1e-9)
    return bool(relation)


def test_a_day_0_without_the_pools_tokens_is_refuted() -> None:
    economy = begun("pool_ai", lambda value: 2 * value)
    assert not fails(economy, "day 0", "AI").answer.holds
