"""A sign that holds everywhere is decided; one that does not is refused, with two cases."""

from __future__ import annotations

import pytest
import sympy as sp

from model.logic.signs import both_signs, by_sign, constant_sign
from model.logic.step import ProofError, Strength

a, t = sp.symbols("a t", positive=True)
d = sp.Symbol("d", real=True, zero=False)
LEAD = (sp.exp(d * t) - 1) / d


def above(expression: sp.Expr) -> sp.Basic:
    return sp.Gt(expression, 0, evaluate=False)


@pytest.mark.parametrize(
    "expression",
    [
        a / (1 + a),
        LEAD,
        1 + (d * t - 1) * sp.exp(d * t),
        sp.log(1 + t),
        sp.exp(t) - 1 - t,
        sp.exp(t) - 1 + sp.log(1 + t) * LEAD,
        sp.Mul(LEAD, a + t, evaluate=False),
    ],
    ids=str,
)
def test_what_is_positive_is_so(expression: sp.Expr) -> None:
    proof = by_sign("Above", above(expression), t)
    assert proof.strength is Strength.SYMPY
    with pytest.raises(ProofError):
        by_sign("Below", sp.Lt(expression, 0, evaluate=False), t)
    with pytest.raises(ProofError):
        by_sign("Negated", above(-expression), t)


@pytest.mark.parametrize(
    "expression",
    [
        sp.exp(t) - 1 - 2 * t,  # zero at zero, but it falls before it rises
        LEAD - 2 * t,
        sp.exp(d * t) - 1,
        sp.exp(t) - 1 - sp.log(1 + t) * LEAD,
        sp.Mul(LEAD, a - t, evaluate=False),
        d,
        sp.tan(t),  # zero at zero and rising, with poles
        t / (1 - t),
        sp.log(1 - t),
        sp.log(-1 - t) - sp.log(-1),
        sp.Max(t, 1) - 1,
        sp.floor(t),
    ],
    ids=str,
)
def test_what_has_no_sign_is_refused(expression: sp.Expr) -> None:
    assert constant_sign(expression, t) is None
    for order in (sp.Gt, sp.Lt):
        with pytest.raises(ProofError):
            by_sign("Open", order(expression, 0, evaluate=False), t)


def test_z3_decides_what_sympy_leaves_open() -> None:
    proof = by_sign("Square", above(a**2 - a * t + t**2))
    assert proof.strength is Strength.Z3


def test_time_must_be_positive_and_the_statement_a_sign() -> None:
    with pytest.raises(ProofError, match="may be zero"):
        by_sign("Time", above(LEAD), sp.Symbol("s", nonnegative=True))
    with pytest.raises(ProofError, match="no sign"):
        by_sign("Equation", sp.Eq(a, t, evaluate=False))
    with pytest.raises(ProofError, match="no sign"):
        by_sign("Beside zero", sp.Gt(a, 1, evaluate=False))


def test_both_signs_are_shown_or_not() -> None:
    cases = both_signs(t - a)
    assert cases is not None
    rises, falls = cases
    assert rises[t] > rises[a]
    assert falls[t] < falls[a]
    assert both_signs(t + a) is None
