"""The revenue split: what users pay reaches somebody, to the last token."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import sympy as sp

from model.logic.arithmetic import by_arithmetic
from model.logic.economies import moved
from model.logic.step import Step
from model.logic.steps import identity
from model.quantities import in_force
from model.spec import accounts as a
from model.spec import rewards as r
from model.spec import terms
from model.spec.announced import announced
from model.spec.core import stated
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.evaluate import some_days

PAID = (r.audit_fee, r.protocol_fee, r.validator_fee, *r.node_fee.values())
LAST = r.node_fee[a.CLASSES[-1]]
take, validators_part = in_force(terms.protocol_take), terms.validator_share


def _divided(statement: sp.Basic) -> Iterator[Step]:
    block = announced().block("rewards")
    yield identity(
        "The charge for audits is paid first. As every flow it is at most the pot, so what is "
        "left to divide is not negative.",
        stated(block, r.to_divide),
        a.fee_pot - r.audit_fee,
    )
    others = [paid for paid in PAID if paid not in (LAST, r.audit_fee)]
    parts = sp.Add(*(r.part[c] for c in a.CLASSES.members[:-1]))
    yield identity(
        "The others ask for fixed shares of what is left.",
        r.to_divide - sp.Add(*(stated(block, paid) for paid in others)),
        r.to_divide * (1 - take - validators_part - (1 - take - validators_part) * parts),
    )
    steps = [moved(block, paid) for paid in PAID]
    yield from steps
    yield by_arithmetic(
        "If any task counts, the last class of node asks for the whole pot, and is paid what the "
        "others have left of it: the sum is the pot.",
        statement,
        *steps,
        given=(sp.Gt(r.total_score, 0, evaluate=False),),
    )


def _divided_in_numbers(statement: sp.Basic) -> Evidence:
    symbols = sorted(statement.free_symbols, key=str)
    gap = sp.lambdify(symbols, statement.lhs - statement.rhs, "math")
    worst, cases = Fraction(0), 0
    for trace in some_days(announced(), 10, 7, seed=11, opening_day=1):
        paid = {p.flow: p.paid for p in trace.payments if p.flow in PAID}
        pot = next(p.held for p in trace.payments if p.flow == r.audit_fee)
        found = abs(gap(*(pot if s == a.fee_pot else paid[s] for s in symbols)))
        if trace.values[r.total_score] > 0:
            worst, cases = max(worst, found / pot), cases + 1
    return Evidence(
        "days of random parameters in exact fractions: what is left of the pot, as a share of it",
        cases,
        float(worst),
        0.0,
    )


def _nobody_scores() -> Counterexample:
    pot = sp.Integer(100)
    return Counterexample(
        "let no task count: the nodes' 90 of 100 tokens stay in the pot until a day on which one "
        "does",
        sp.Eq(pot * sp.Rational(5, 100) + pot * sp.Rational(5, 100), pot),
    )


def claims() -> tuple[Claim, ...]:
    """The claim."""
    return (
        Claim(
            "fees-are-divided-exactly",
            "Auditors, treasury, validators and nodes receive exactly the fees of the day",
            "Validators get the charge for audits. Of the rest the nodes' share is what the others "
            "leave, so the shares sum to one by construction.",
            (Assumption("work-counts", "at least one task of the day counts"),),
            sp.Eq(sp.Add(*PAID), a.fee_pot),
            _divided,
            _divided_in_numbers,
            {"work-counts": _nobody_scores},
            "all shares; where they sum to more than one, who comes last gets what is left",
            shown_in="fig-invariants",
            owner="by construction",
        ),
    )
