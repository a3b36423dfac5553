"""Rules that look into cases, roots and integrals: what they refuse, and what they take."""

from __future__ import annotations

import pytest
import sympy as sp

from model.logic import formulas, theorems
from model.logic.decide import sign
from model.logic.step import ProofError, Strength
from model.quantities import POSITIVE, Domain, theoretical

x = theoretical("test_root", "x", "1", "a symbol of this test")
n = theoretical("test_count", "n", "1", "a count of this test", Domain(0, whole=True))
length = theoretical("test_length", "y", "1", "a positive symbol of this test", POSITIVE)
a, b, t = sp.symbols("a b t", positive=True)
d = sp.Symbol("d", real=True)
whole = sp.Symbol("k", integer=True, nonnegative=True)
unit = sp.Symbol("u", nonnegative=True)


def test_an_induction_by_cases() -> None:
    waits = x + a - sp.Min(x + a, b)  # a comes in each time, and at most b goes out
    grows = theorems.by_induction("Waits", sp.Eq(x, n * sp.Max(0, a - b)), n, sp.Integer(0), waits)
    assert grows.strength is Strength.Z3
    for wrong in (sp.Max(0, n * a - b), n * sp.Max(0, b - a), n * (a - b)):
        with pytest.raises(ProofError, match="another"):
            theorems.by_induction("Waits", sp.Eq(x, wrong), n, sp.Integer(0), waits)


def test_a_root_lies_where_its_symbol_may() -> None:
    square, other = sp.Eq(length**2, a), sp.Eq(length, -sp.sqrt(a), evaluate=False)
    assert formulas.only_root("Side", sp.Eq(length, sp.sqrt(a)), square, slope=2 * length)
    with pytest.raises(ProofError, match="may be"):
        formulas.only_root("Side", other, square, slope=2 * length)
    shifted, root = sp.Eq((length + b) ** 2, a), sp.Eq(length, sp.sqrt(a) - b)
    slope = 2 * (length + b)
    with pytest.raises(ProofError, match="may be"):
        formulas.only_root("Side", root, shifted, slope=slope)
    known = formulas.only_root("Side", root, shifted, slope=slope, given=[a > b**2])
    assert known.strength is Strength.Z3
    area = sp.Integral(1 / (1 + unit), (unit, 0, a))
    mean = sp.Eq(a / length, area)
    assert formulas.only_root("Mean", sp.Eq(length, a / area), mean, slope=-a / length**2)


def test_an_integral_is_positive_if_its_function_is_and_it_runs_upwards() -> None:
    assert sign(sp.Integral(unit + 1, (unit, 0, a))) == 1
    assert sign(-sp.Integral(unit + 1, (unit, 0, a))) == -1
    for runs in ((unit, a, 0), (unit, -a, 0), (unit, 0, d), (unit, 0)):
        assert sign(sp.Integral(unit + 1, runs)) is None
    assert sign(sp.Integral(unit - 1, (unit, 0, a))) is None
    below = sp.Symbol("v", negative=True)
    assert sign(sp.Integral(-below, (below, 0, a))) is None


def test_a_limit_of_a_sum() -> None:
    squares = sp.Sum(whole**2, (whole, 1, t)) / t**3
    assert formulas.limit_of("Third", sp.Eq(x, sp.Rational(1, 3)), squares, t, sp.oo)
    with pytest.raises(ProofError, match="another limit"):
        formulas.limit_of("Half", sp.Eq(x, sp.Rational(1, 2)), squares, t, sp.oo)
