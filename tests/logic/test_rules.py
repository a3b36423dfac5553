"""A rule yields a true statement, and no author gets a false one past it."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import pytest
import sympy as sp

import model
from model.logic import formulas, smt, steps, theorems
from model.logic.step import ProofError, Proved, Step, Strength, fingerprint, strength
from model.quantities import POSITIVE, Domain, theoretical
from model.spec import vault

x = theoretical("test_root", "x", "1", "a symbol of this test")
n = theoretical("test_count", "n", "1", "a count of this test", Domain(0, whole=True))
a, b, t = sp.symbols("a b t", positive=True)
d = sp.Symbol("d", real=True)
block = vault.split()
spent = vault.vault()
twice = steps.identity("Twice", 2 * a, a + a)
half = steps.read("Half", x, 2 * a / 2, a)

Rule = Callable[[sp.Basic], Proved]
#: A true statement, a false one, and what the author of either says, for each rule.
TRIED: dict[str, tuple[sp.Basic, sp.Basic, Rule]] = {
    "by_meaning": (
        sp.Eq(x, a**2 / 2),
        sp.Eq(x, a**2),
        lambda s: formulas.by_meaning("Area", s, sp.Integral(t, (t, 0, a))),
    ),
    "by_specification": (
        sp.Eq(vault.spot, vault.spot_price),
        sp.Eq(vault.spot, 2 * vault.spot_price),
        lambda s: formulas.by_specification("Spot", s, (spent, vault.spot)),
    ),
    "only_root": (
        sp.Eq(x, a / b),
        sp.Eq(x, b / a),
        lambda s: formulas.only_root("Root", s, sp.Eq(b * x, a)),
    ),
    "only_path": (
        sp.Eq(x, a * sp.exp(-b * t)),
        sp.Eq(x, a * sp.exp(b * t)),
        lambda s: formulas.only_path("Decay", s, t, -b * x, a),
    ),
    "by_induction": (
        sp.Eq(x, a * b**n),
        sp.Eq(x, a * (b + 1) ** n),
        lambda s: theorems.by_induction("Powers", s, n, a, b * x),
    ),
    "limit_of": (
        sp.Eq(x, a),
        sp.Eq(x, 2 * a),
        lambda s: formulas.limit_of("Rest", s, a * t / (1 + t), t, sp.oo),
    ),
    "threshold": (
        sp.Eq(x, a / b),
        sp.Eq(x, 2 * a / b),
        lambda s: formulas.threshold("Turn", s, b * t - a, t, b),
    ),
    "optimum": (
        sp.Eq(x, a / 2),
        sp.Eq(x, a),
        lambda s: formulas.optimum("Top", s, t * (a - t), t, sp.Integer(2)),
    ),
    "elasticity": (
        sp.Eq(x, b),
        sp.Eq(x, b + 1),
        lambda s: formulas.elasticity("Power", s, a * t**b, t),
    ),
    "bound": (
        sp.Ge(a**2 + b**2, 2 * a * b, evaluate=False),
        sp.Ge(a**2 + b**2, 3 * a * b, evaluate=False),
        lambda s: theorems.bound("Square", s, d**2, {d: 0}, {a: b + d}),
    ),
    "same_sign": (
        sp.Eq(sp.sign(b * x - a), sp.sign(x - a / b), evaluate=False),
        sp.Eq(sp.sign(b * x - a), sp.sign(a / b - x), evaluate=False),
        lambda s: theorems.same_sign("Sides", s, b),
    ),
    "least_whole": (
        sp.Eq(x, sp.ceiling(a / b)),
        sp.Eq(x, sp.ceiling(2 * a / b)),
        lambda s: theorems.least_whole("Enough", s, b * t - a, t, b),
    ),
    "all_of": (
        sp.And(sp.Eq(x, a), sp.Eq(vault.spot, vault.spot_price)),
        sp.And(sp.Eq(x, 2 * a), sp.Eq(vault.spot, vault.spot_price)),
        lambda s: theorems.all_of(
            "Both", s,
            formulas.limit_of("Rest", next(e for e in s.args if e.lhs == x), a * t / (1 + t), t,
                           sp.oo),
            formulas.by_specification("Spot", next(e for e in s.args if e.lhs != x),
                                   (spent, vault.spot)),
        ),
    ),
    "rewritten": (
        sp.Eq(2 * x, 2 * a),
        sp.Eq(2 * x, 3 * a),
        lambda s: theorems.rewritten("Put in", s, half),
    ),
    "by_arithmetic": (
        sp.Ge(sp.Max(x, a), a, evaluate=False),
        sp.Ge(sp.Min(x, a), a, evaluate=False),
        lambda s: theorems.by_arithmetic("Cases", s),
    ),
    "argued": (
        sp.Eq(x, a),
        sp.Eq(x, 2 * a),
        lambda s: theorems.argued("In words", s, twice,
                               instances=[({x: 1, a: 1}, sp.true), ({x: 2, a: 2}, sp.true)]),
    ),
}  # fmt: skip


def test_every_rule_is_tried() -> None:
    made = {
        name
        for module in (formulas, theorems)
        for name, rule in inspect.getmembers(module, inspect.isfunction)
        if rule.__module__ == module.__name__
    }
    assert made == set(TRIED)


@pytest.mark.parametrize("rule", TRIED)
def test_a_rule_yields_what_is_true_and_refuses_what_is_not(rule: str) -> None:
    true, false, author = TRIED[rule]
    assert author(true).relation == true
    with pytest.raises(ProofError):
        author(false)


#: What somebody writes who has nothing: the statement itself as its own reason.
EMPTY: dict[str, Callable[[sp.Basic], Any]] = {
    "by_meaning": lambda s: formulas.by_meaning("So it is", s, s.rhs),
    "by_specification": lambda s: formulas.by_specification("So it is", s),
    "only_root": lambda s: formulas.only_root("So it is", s, s),
    "only_path": lambda s: formulas.only_path("So it is", s, t, sp.Integer(0), a),
    "by_induction": lambda s: theorems.by_induction("So it is", s, n, a, x),
    "limit_of": lambda s: formulas.limit_of("So it is", s, a, t, sp.oo),
    "threshold": lambda s: formulas.threshold("So it is", s, sp.Integer(0), t, sp.Integer(0)),
    "optimum": lambda s: formulas.optimum("So it is", s, sp.Integer(0), t, sp.Integer(0)),
    "elasticity": lambda s: formulas.elasticity("So it is", s, sp.Integer(1), t),
    "bound": lambda s: theorems.bound("So it is", s, sp.Integer(0), {}),
    "same_sign": lambda s: theorems.same_sign("So it is", s, sp.Integer(1)),
    "least_whole": lambda s: theorems.least_whole("So it is", s, sp.Integer(0), t, sp.Integer(0)),
    "all_of": lambda s: theorems.all_of("So it is", s),
    "rewritten": lambda s: theorems.rewritten("So it is", s),
    "by_arithmetic": lambda s: theorems.by_arithmetic("So it is", s),
    "argued": lambda s: theorems.argued("So it is", s, instances=[]),
}
FALSE = (
    sp.Eq(x, 2 * a + b),
    sp.Eq(vault.spot, 3 * vault.spot_price),
    sp.Gt(x, x + 1, evaluate=False),
    sp.And(sp.Eq(x, 5 * a), sp.Gt(a, b)),
)


@pytest.mark.parametrize("rule", TRIED)
def test_a_false_claim_with_an_empty_proof_is_refused(rule: str) -> None:
    for statement in FALSE:
        with pytest.raises((ProofError, AttributeError)):
            EMPTY[rule](statement)


def test_a_quantity_of_the_specification_is_what_the_specification_says() -> None:
    with pytest.raises(ProofError, match="the specification says"):
        formulas.by_meaning("Own words", sp.Eq(vault.spend, 2 * a), sp.Integral(2, (t, 0, a)))


def test_a_step_cannot_be_written_by_hand() -> None:
    with pytest.raises(ProofError, match="a step is made by a rule"):
        Step("So it is", sp.Eq(x, a), Strength.SYMPY, object())


def test_a_proof_is_as_strong_as_its_weakest_step() -> None:
    proved = TRIED["by_arithmetic"][2](TRIED["by_arithmetic"][0])
    words = TRIED["argued"][2](TRIED["argued"][0])
    assert strength([twice]) is Strength.SYMPY
    assert strength([twice, proved]) is Strength.Z3
    assert strength([twice, proved, words]) is Strength.ARGUED
    assert theorems.rewritten("Words", sp.Eq(x, a), words).strength is Strength.ARGUED


def test_the_fingerprint_names_what_was_decided() -> None:
    assert fingerprint([twice]) == fingerprint([steps.identity("Other words", 2 * a, a + a)])
    assert fingerprint([twice]) != fingerprint([half])


def test_a_bound_that_is_not_tight_is_refused() -> None:
    loose = sp.Gt(a + 1, a, evaluate=False)
    with pytest.raises(ProofError, match="not tight"):
        theorems.bound("Far", loose, sp.Integer(1), {a: 0})
    assert theorems.bound("Near", sp.Gt(a + b, b, evaluate=False), a, (a, sp.Integer(0)))


def test_z3_shows_where_a_statement_fails() -> None:
    holds, why = smt.follows(sp.Ge(a, b, evaluate=False), [sp.Ge(a, 1, evaluate=False)])
    assert not holds
    assert "a = " in why
    assert "b = " in why


@pytest.mark.parametrize(
    ("true", "given"),
    [
        (sp.Eq(sp.Max(a, b) + sp.Min(a, b), a + b), []),
        (sp.Ge(a / b, 1, evaluate=False), [sp.Ge(a, b, evaluate=False)]),
        (sp.Gt(sp.floor(x) + 1, x, evaluate=False), []),
        (sp.Ge(sp.ceiling(x), x, evaluate=False), []),
        (sp.Eq(sp.Piecewise((a, a > b), (b, True)), sp.Max(a, b)), []),
        (sp.Gt(sp.exp(x) + a, a, evaluate=False), []),
        (sp.Ge(a + b, 2 * sp.sqrt(a) * sp.sqrt(b), evaluate=False), []),
        (sp.Ge(sp.Abs(x), x, evaluate=False), []),
        (sp.Eq(sp.sign(a), 1), []),
    ],
)
def test_z3_knows_what_sympy_means(true: sp.Basic, given: list[sp.Basic]) -> None:
    assert smt.follows(true, given) == (True, "")
    assert not smt.follows(sp.Not(true), given)[0]


def test_every_claim_ends_in_a_rule() -> None:
    for claim in model.claims.values():
        assert isinstance(claim.prove()[-1], Proved), claim.id


def test_positive_symbols_are_positive_for_z3() -> None:
    other = theoretical("test_positive", "p", "1", "a positive symbol of this test", POSITIVE)
    assert smt.follows(sp.Gt(other, 0, evaluate=False), [])[0]
    assert not smt.follows(sp.Gt(x, 0, evaluate=False), [])[0]
