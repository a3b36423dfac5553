"""A rule yields a true statement, and no author gets a false one past it."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import pytest
import sympy as sp

from model.logic import arithmetic, decide, formulas, smt, steps, theorems
from model.logic.step import ProofError, Proved, Step, Strength, fingerprint, strength
from model.quantities import POSITIVE, Domain, theoretical
from model.spec import vault
from model.spec.pool import spot, spot_price

x = theoretical("test_root", "x", "1", "a symbol of this test")
n = theoretical("test_count", "n", "1", "a count of this test", Domain(0, whole=True))
a, b, t = sp.symbols("a b t", positive=True)
d = sp.Symbol("d", real=True)
whole = sp.Symbol("k", integer=True, nonnegative=True)
unit = sp.Symbol("u", nonnegative=True)
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
        sp.Eq(spot, spot_price),
        sp.Eq(spot, 2 * spot_price),
        lambda s: formulas.by_specification("Spot", s, (spent, spot)),
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
    "greatest": (
        sp.Eq(x, sp.Max(a, a * sp.exp(-d))),
        sp.Eq(x, a + a * sp.exp(-d)),
        lambda s: arithmetic.greatest("Ends", s, a * sp.exp(-d * unit), unit, [0, 1], [unit <= 1]),
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
    "evenly": (
        sp.Ge(n * sp.sqrt(a / n), x, evaluate=False),
        sp.Ge(n * sp.sqrt(a / n) / 2, x, evaluate=False),
        lambda s: theorems.evenly("Parts", s, sp.sqrt(t), t, a, n, where={n: b}),
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
        sp.And(sp.Eq(x, a), sp.Eq(spot, spot_price)),
        sp.And(sp.Eq(x, 2 * a), sp.Eq(spot, spot_price)),
        lambda s: theorems.all_of(
            "Both",
            s,
            formulas.limit_of(
                "Rest", next(e for e in s.args if e.lhs == x), a * t / (1 + t), t, sp.oo
            ),
            formulas.by_specification("Spot", next(e for e in s.args if e.lhs != x), (spent, spot)),
        ),
    ),
    "rewritten": (
        sp.Eq(2 * x, 2 * a),
        sp.Eq(2 * x, 3 * a),
        lambda s: theorems.rewritten("Put in", s, half),
    ),
    "border": (
        sp.Eq(x, a / sp.Max(b, 1)),
        sp.Eq(x, a / sp.Min(b, 1)),
        lambda s: arithmetic.border("Both", s, sp.And(t < a, b * t < a), t),
    ),
    "bound_by_induction": (
        sp.Ge(a * 2**n, a + a * n, evaluate=False),
        sp.Ge(a * 2**n, a + 2 * a * n, evaluate=False),
        lambda s: arithmetic.bound_by_induction("Doubling", s, whole, {n: whole}),
    ),
    "only_best": (
        sp.Eq(x, sp.Min(a, b)),
        sp.Eq(x, sp.Max(a, b)),
        lambda s: arithmetic.only_best("Nearest", s, (t - a) ** 2, t, sp.Le(t, b)),
    ),
    "by_arithmetic": (
        sp.Ge(sp.Max(x, a), a, evaluate=False),
        sp.Ge(sp.Min(x, a), a, evaluate=False),
        lambda s: arithmetic.by_arithmetic("Cases", s),
    ),
    "argued": (
        sp.Eq(x, a),
        sp.Eq(x, 2 * a),
        lambda s: theorems.argued(
            "In words", s, twice, instances=[({x: 1, a: 1}, sp.true), ({x: 2, a: 2}, sp.true)]
        ),
    ),
}


def test_every_rule_is_tried() -> None:
    made = {
        name
        for module in (arithmetic, formulas, theorems)
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
    "greatest": lambda s: arithmetic.greatest("So it is", s, t, t, [a]),
    "elasticity": lambda s: formulas.elasticity("So it is", s, sp.Integer(1), t),
    "bound": lambda s: theorems.bound("So it is", s, sp.Integer(0), {}),
    "evenly": lambda s: theorems.evenly("So it is", s, t, t, a, n),
    "same_sign": lambda s: theorems.same_sign("So it is", s, sp.Integer(1)),
    "least_whole": lambda s: theorems.least_whole("So it is", s, sp.Integer(0), t, sp.Integer(0)),
    "all_of": lambda s: theorems.all_of("So it is", s),
    "rewritten": lambda s: theorems.rewritten("So it is", s),
    "border": lambda s: arithmetic.border("So it is", s, sp.Lt(t, s.rhs, evaluate=False), t),
    "bound_by_induction": lambda s: arithmetic.bound_by_induction("So it is", s, whole),
    "only_best": lambda s: arithmetic.only_best("So it is", s, sp.Integer(0), t, sp.true),
    "by_arithmetic": lambda s: arithmetic.by_arithmetic("So it is", s),
    "argued": lambda s: theorems.argued("So it is", s, instances=[]),
}
FALSE = (
    sp.Eq(x, 2 * a + b),
    sp.Eq(spot, 3 * spot_price),
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
    with pytest.raises(ProofError, match="with test_root in it"):
        formulas.by_meaning("Itself", sp.Eq(x, x**2 / 2), sp.Integral(t, (t, 0, x)))


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


def test_steps_of_any_size_reach_every_count() -> None:
    pool = sp.Eq(x, a * t / (b + t))
    met = (a - x) * d / (b + t + d)
    size = sp.Symbol("d", positive=True)
    for more in (2, d, a):  # other counts are left out, of any sign, in the formula
        with pytest.raises(ProofError, match="do not reach every count"):
            theorems.by_induction("Slices", pool, t, sp.Integer(0), met, more=more)
    slices = {"first": sp.Integer(0), "step": x + met.subs(d, size), "more": size}
    assert theorems.by_induction("Slices", pool, t, **slices)
    with pytest.raises(ProofError, match="another step"):
        theorems.by_induction("Slices", sp.Eq(x, a * t / b), t, **slices)


def test_equal_parts_give_most_of_what_is_concave_only() -> None:
    square = sp.Ge(a**2 / b, x, evaluate=False)
    with pytest.raises(ProofError, match="not concave"):
        theorems.evenly("Parts", square, t**2, t, a, b)
    part = sp.Symbol("u", real=True)
    with pytest.raises(ProofError, match="not concave"):
        theorems.evenly("Parts", sp.Ge(-(a**2) / b, x, evaluate=False), -(part**2), part, a, b)
    with pytest.raises(ProofError, match="sum over all parts"):
        theorems.evenly("Parts", sp.Ge(b * sp.sqrt(a / b), a, evaluate=False), sp.sqrt(t), t, a, b)


def test_angles_are_decided_as_exponentials() -> None:
    turned = sp.exp(sp.I * (sp.pi - a) / 2) * (sp.exp(sp.I * a) - 1)
    assert decide.equal(turned, -2 * sp.sin(a / 2))
    assert not decide.equal(turned, -2 * sp.cos(a / 2))


def test_a_border_is_the_only_one() -> None:
    half_of = sp.And(t < a, 2 * t < b)
    for formula in (a, b / 2, sp.Min(a, b), sp.Min(a, b / 2) - 1):
        with pytest.raises(ProofError, match="it fails at"):
            arithmetic.border("Near", sp.Eq(x, formula), half_of, t)
    with pytest.raises(ProofError, match="no condition"):
        arithmetic.border("Near", sp.Eq(x, a), half_of, t, given=[t < a])
    with pytest.raises(ProofError, match="no condition"):
        arithmetic.border("Near", sp.Eq(x, a), half_of, t, where={t: a / (1 + t)})
    with pytest.raises(ProofError, match="it fails at"):
        arithmetic.border("Never", sp.Eq(x, -a), sp.Lt(t, -b, evaluate=False), t)
    assert arithmetic.border("Near", sp.Eq(x, sp.Min(a, b / 2)), half_of, t).strength is Strength.Z3


def test_the_best_is_allowed_and_the_only_one() -> None:
    for cost, allowed in (
        (-((t - a) ** 2), sp.true),
        ((t - a) ** 2, sp.Lt(t, a)),
        (sp.Max(0, t - a), sp.true),
        ((t - a) ** 2, sp.Le(t, b)),
    ):
        with pytest.raises(ProofError, match="it fails at"):
            arithmetic.only_best("Best", sp.Eq(x, a), cost, t, allowed)
    with pytest.raises(ProofError, match="alone"):
        arithmetic.only_best("Best", sp.Eq(x, a), (t - a) ** 2, t, sp.true, where={t: a})


def test_the_greatest_value_is_reached_and_not_passed() -> None:
    hill = a - (unit - b) ** 2
    assert arithmetic.greatest("Top", sp.Eq(x, a), hill, unit, [b]).meaning
    for formula in (2 * a, a - b):
        with pytest.raises(ProofError, match="it fails at"):
            arithmetic.greatest("Top", sp.Eq(x, formula), hill, unit, [b, 0])
    for places, given in (([-b], []), ([b], [unit <= a])):  # b may not be where one may look
        with pytest.raises(ProofError, match="it fails at"):
            arithmetic.greatest(
                "Top", sp.Eq(x, hill.subs(unit, places[0])), hill, unit, places, given
            )
    with pytest.raises(ProofError, match="no value at any"):
        arithmetic.greatest("Top", sp.Eq(x, hill), hill, unit, [unit])


def test_an_induction_needs_its_beginning_and_its_step() -> None:
    for statement in (
        sp.Ge(a * 2**n, a * n, evaluate=False),
        sp.Ge(a, a * n, evaluate=False),
        sp.Ge(2**n, 1 + n**2, evaluate=False),
    ):
        with pytest.raises(ProofError):
            arithmetic.bound_by_induction("Doubling", statement, whole, {n: whole})
    with pytest.raises(ProofError, match="counted"):
        arithmetic.bound_by_induction("Doubling", sp.Ge(2**a, 1 + a, evaluate=False), a)


def test_what_contradicts_itself_proves_nothing() -> None:
    never = [sp.Lt(a, b, evaluate=False), sp.Lt(b, a, evaluate=False)]
    with pytest.raises(ProofError, match="contradicts itself"):
        arithmetic.by_arithmetic("So it is", sp.Eq(x, 2 * a), given=never)
    below = sp.Ge(a, b, evaluate=False)
    with pytest.raises(ProofError, match="contradicts itself"):
        theorems.bound("So it is", below, a - b, {a: b}, given=never)


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
        (sp.Eq(n, sp.floor(d)), [sp.Eq(sp.floor(n), n), sp.Le(n, d), sp.Lt(d, n + 1)]),
        (sp.Eq(sp.Piecewise((a, a > b), (b, True)), sp.Max(a, b)), []),
        (sp.Gt(sp.exp(x) + a, a, evaluate=False), []),
        (sp.Eq(sp.sign(sp.exp(d) - 1), sp.sign(d)), []),
        (sp.Ge(a + b, 2 * sp.sqrt(a) * sp.sqrt(b), evaluate=False), []),
        (sp.Ge(sp.Abs(x), x, evaluate=False), []),
        (sp.Eq(sp.sign(a), 1), []),
        (sp.Gt(sp.cos(a), 0, evaluate=False), [sp.Lt(2 * a, sp.pi, evaluate=False)]),
        (sp.Gt(a + 1, sp.cos(b), evaluate=False), []),
    ],
)
def test_z3_knows_what_sympy_means(true: sp.Basic, given: list[sp.Basic]) -> None:
    assert smt.follows(true, given) == (True, "")
    assert not smt.follows(sp.Not(true), given)[0]


@pytest.mark.parametrize("name", ["f", "function", "function!0"])
def test_a_symbol_is_never_taken_for_a_function(name: str) -> None:
    symbol = sp.Symbol(name, positive=True)
    for before in ([], [a], [a, b], [sp.sqrt(a)], [sp.sqrt(a), sp.sqrt(b)]):
        premises = [sp.Ge(each, 0, evaluate=False) for each in before]
        for root in (sp.sqrt(1 + t), sp.exp(t)):
            assert not smt.follows(sp.Eq(symbol, root, evaluate=False), premises)[0]


def test_positive_symbols_are_positive_for_z3() -> None:
    other = theoretical("test_positive", "p", "1", "a positive symbol of this test", POSITIVE)
    assert smt.follows(sp.Gt(other, 0, evaluate=False), [])[0]
    assert not smt.follows(sp.Gt(x, 0, evaluate=False), [])[0]
