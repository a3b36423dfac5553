"""The printed functions say what the specification says, in both dialects, and nothing else."""

from __future__ import annotations

import ast
import hashlib
import inspect
import math
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import sympy as sp
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

import model
from model import elementary, elementary_scalar
from model import quantities as q
from model.compile.printers import ArrayPrinter, ScalarPrinter
from model.compile.python import block_source, load, outputs, printed, update_source
from model.parameter_sets import Parameters
from model.quantities import Kind, quantity
from model.spec.core import Block, Flow, Law, limited, right_of, target_of

ECONOMIES = ("announced", "deployed")
BLOCKS = [(name, b.name) for name in ECONOMIES for b in model.economy(name).blocks]
WORDS = {"numpy.": "math."}


@pytest.fixture
def toy() -> Iterator[SimpleNamespace]:
    yield SimpleNamespace(
        purse=q.stock("toy_purse", "a", "AI", "tokens in the purse"),
        till=q.stock("toy_till", "b", "AI", "tokens in the till"),
        world=q.stock("toy_world", "w", "AI", "the world", q.REAL),
        one=q.flow("toy_one", "f", "AI", "first payment"),
        two=q.flow("toy_two", "g", "AI", "second payment"),
        mood=q.level("toy_mood", "m", "1", "mood"),
    )
    for name in [name for name in q._REGISTRY if name.startswith("toy_")]:
        del q._REGISTRY[name]


# What a function computes --------------------------------------------------------------------


def chosen(expression: sp.Basic, known: dict[sp.Symbol, sp.Expr]) -> sp.Basic:
    """An expression without choices: with exact inputs they are decided as floats decide them.

    What is not chosen may have no value, so it is not worked out.
    """
    if isinstance(expression, sp.Piecewise):
        for value, condition in expression.args:
            if chosen(condition, known).xreplace(known) == sp.true:
                return chosen(value, known)
    if not expression.args:
        return expression
    return expression.func(*(chosen(part, known) for part in expression.args))


def expected(block: Block, values: dict[sp.Symbol, float]) -> dict[str, sp.Float]:
    """The block worked out by SymPy at thirty digits: requests, and what the payer has left."""
    known = {symbol: sp.Float(value, 30) for symbol, value in values.items()}
    left: dict[sp.Symbol, sp.Expr] = {}
    results = {}
    for equation in block.equations:
        amount = sp.N(chosen(right_of(equation), known).xreplace(known), 30)
        if isinstance(equation, Flow):
            amount = sp.Max(0, amount)
            if limited(equation):
                holding = left.get(equation.payer, known[equation.payer])
                amount = sp.Min(amount, holding)
                left[equation.payer] = holding - amount
        target = target_of(equation)
        if not isinstance(equation, Law):
            known[target] = amount
        results[f"next_{target}" if isinstance(equation, Law) else target.name] = amount
    return results


@cache
def opened(name: str) -> tuple[xr.Dataset, Parameters]:
    """A run in which the market for compute opens on day 20, and its parameters."""
    economy, point = model.economy(name), model.parameters(name, opening_day=20)
    ds = model.simulate(economy, point, model.shocks(economy, days=60, runs=1, seed=7))
    return ds.isel(run=0), point


@pytest.mark.parametrize(("name", "block_name"), BLOCKS)
def test_a_function_agrees_with_sympy_at_thirty_digits(name: str, block_name: str) -> None:
    economy = model.economy(name)
    block = economy.block(block_name)
    ds, point = opened(name)
    for day in (3, 41):
        values: dict[sp.Symbol, float] = {}
        for symbol in block.inputs:
            kind = quantity(symbol).kind
            if kind == Kind.PARAMETER:
                values[symbol] = point[symbol.name]
            elif kind == Kind.SCHEDULE:
                values[symbol] = point[str(quantity(symbol).of)]
            elif kind == Kind.SHOCK:
                values[symbol] = math.sin(day + len(symbol.name))
            else:
                values[symbol] = float(day if symbol.name == "day" else ds[symbol.name][day])
        exact = expected(block, values)
        for dialect in ("math", "numpy"):
            given_values: list[Any] = list(values.values())
            if dialect == "numpy":
                given_values = [np.array([value, value]) for value in given_values]
            with np.errstate(divide="ignore", invalid="ignore"):  # in what is not chosen
                found = printed(economy, dialect).function(block)(*given_values)
            for output, value in zip(outputs(block), found, strict=True):
                # Rounding of a difference is relative to what is subtracted.
                scale = max([1e-3, *(abs(v) for v in values.values())]) * 1e-13
                assert np.max(np.abs(np.asarray(value, float) - float(exact[output]))) <= max(
                    1e-11 * abs(float(exact[output])), min(scale, 1e-3)
                ), (output, dialect)


def paid(toy: SimpleNamespace, first: sp.Expr, second: sp.Expr, purse: float) -> tuple[float, ...]:
    block = Block(
        "toy_shop",
        "Two payments.",
        (Flow(toy.one, toy.purse, toy.till, first), Flow(toy.two, toy.purse, toy.till, second)),
    )
    results = {}
    for dialect in ("math", "numpy"):
        module = load(block_source(block, dialect), "toy", dialect)
        values = {"toy_purse": purse, "toy_till": 7.0}
        arguments = [values[s.name] for s in block.inputs]
        results[dialect] = tuple(float(x) for x in module.toy_shop_block(*arguments))
    assert results["math"] == results["numpy"]
    return results["math"]


def computed(text: str, **names: Any) -> Any:
    """The value of a printed expression, whose functions are those of the module ``words``."""
    words = names.pop("words", elementary_scalar)
    functions = {name: getattr(words, name) for name in elementary_scalar.__all__}
    return eval(text, {**functions, **names})  # noqa: S307


def test_flows_are_paid_in_order_from_what_is_left(toy: SimpleNamespace) -> None:
    assert paid(toy, toy.till, toy.till, 10.0) == (7.0, 3.0), "the second gets the rest"
    assert paid(toy, toy.till, toy.till, 5.0) == (5.0, 0.0)
    assert paid(toy, toy.till / 7, toy.purse, 10.0) == (1.0, 9.0), "all that is left"
    assert paid(toy, -toy.till, toy.till, 10.0) == (0.0, 7.0), "no flow runs backwards"


@settings(max_examples=100)
@given(st.floats(0, 1e12), st.floats(-3, 3), st.floats(-3, 3))
def test_a_payer_is_never_overdrawn(purse: float, first: float, second: float) -> None:
    till, account = (q.stock(f"toy_{n}", n, "AI", n) for n in ("till", "purse"))
    flows = [q.flow(f"toy_{n}", n, "AI", n) for n in ("one", "two")]
    shares = [sp.Float(first), sp.Float(second)]
    try:
        block = Block(
            "toy_shop",
            "Pay.",
            tuple(Flow(f, account, till, s * account) for f, s in zip(flows, shares, strict=True)),
        )
        module = load(block_source(block), "toy", "math")
        one, two = module.toy_shop_block(purse)
        left = computed(update_source(account, block), toy_purse=purse, toy_one=one, toy_two=two)
    finally:
        for name in [name for name in q._REGISTRY if name.startswith("toy_")]:
            del q._REGISTRY[name]
    assert one >= 0
    assert two >= 0
    assert left >= 0


def test_the_world_outside_pays_whatever_is_asked(toy: SimpleNamespace) -> None:
    block = Block("toy_shop", "A gift.", (Flow(toy.one, toy.world, toy.till, 2 * toy.till),))
    module = load(block_source(block), "toy", "math")
    assert "toy_world" not in [s.name for s in block.inputs]
    assert module.toy_shop_block(7.0) == (14.0,)


def test_laws_read_what_was_when_the_block_began(toy: SimpleNamespace) -> None:
    other = q.level("toy_temper", "n", "1", "temper")
    block = Block("toy_swap", "Moods change.", (Law(toy.mood, other), Law(other, toy.mood)))
    module = load(block_source(block), "toy", "math")
    assert outputs(block) == ("next_toy_mood", "next_toy_temper")
    assert module.toy_swap_block(1.0, 2.0) == (2.0, 1.0)


# What a text is made of ----------------------------------------------------------------------

X, Y = sp.symbols("x y", positive=True)
EXPRESSIONS = {
    "rational": sp.Rational(7, 10) * X,
    "power": X ** sp.Rational(3, 2),
    "root": sp.sqrt(X),
    "inverse root": 1 / sp.sqrt(X),
    "inverse": 1 / (X + Y),
    "quotient": X / (Y * (1 + X)),
    "tower": (X + 1) ** (Y / 2),
    "negative power": X ** (-Y),
    "minimum": sp.Min(X, Y, X * Y, 2),
    "maximum": sp.Max(X, Y, 1),
    "exp": sp.exp(X - Y),
    "log": sp.log(1 + X),
    "sine": sp.sin(X),
    "e": sp.E * X,
    "pi": sp.pi * X,
    "choice": sp.Piecewise((X, X < Y), (Y, X < 2 * Y), (1, True)),
    "nested": sp.Max(0, sp.Min(X, sp.Piecewise((Y, sp.Ge(X, 1)), (-Y, True)))),
    "minus": -X - Y,
    "equal": sp.Piecewise((X, sp.Eq(Y, 1)), (2 * X, True)),
    "either": sp.Piecewise((X, sp.Or(X > 4, sp.And(X < 1, Y >= 1))), (Y, True)),
    "square": X**2,
    "big": X / 10**12,
}


@pytest.mark.parametrize("case", EXPRESSIONS)
@pytest.mark.parametrize(("x", "y"), [(0.3, 1.0), (2.0, 0.7), (5.0, 40.0)])
def test_a_printed_expression_has_its_value(case: str, x: float, y: float) -> None:
    expression = EXPRESSIONS[case]
    exact = float(expression.subs({X: sp.Float(x, 30), Y: sp.Float(y, 30)}).evalf(30))
    scalar = computed(ScalarPrinter().doprint(expression), math=math, x=x, y=y)
    arrays = {"x": np.array([x, x]), "y": np.array([y, y])}
    words = {"numpy": np, "min": elementary.lesser, "max": elementary.greater}
    array = computed(ArrayPrinter().doprint(expression), words=elementary, **words, **arrays)
    assert scalar == pytest.approx(exact, rel=1e-14)
    assert (np.asarray(array) == scalar).all(), "to the bit"


def test_the_text_does_not_depend_on_how_a_sum_was_written() -> None:
    one, other = sp.Max(X, Y, 1), sp.Max(1, Y, X)
    assert ScalarPrinter().doprint(one) == ScalarPrinter().doprint(other)


@pytest.mark.parametrize("name", ECONOMIES)
def test_the_dialects_differ_in_a_few_words(name: str) -> None:
    """Choices aside, written in another order, the array text is the scalar text."""
    economy = model.economy(name)
    scalar, array = printed(economy, "math").source, printed(economy, "numpy").source
    compared = 0
    for left, right in zip(scalar.splitlines(), array.splitlines(), strict=True):
        if "numpy.where" in right:
            assert " if " in left
            continue
        for word, other in WORDS.items():
            right = right.replace(word, other)
        assert left == right
        compared += 1
    assert compared > 100


@pytest.mark.parametrize("name", ECONOMIES)
def test_a_text_holds_arithmetic_and_nothing_else(name: str) -> None:
    """No name from outside, no clock, no file: what is not an argument is stated before."""
    allowed = {"min", "max", "math", *elementary_scalar.__all__}
    tree = ast.parse(printed(model.economy(name), "math").source)
    functions = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    assert len(functions) == len(tree.body)
    for node in tree.body:
        assert isinstance(node, ast.FunctionDef)
        known = {argument.arg for argument in node.args.args} | allowed | functions
        for part in ast.walk(node):
            assert not isinstance(
                part, (ast.Import, ast.ImportFrom, ast.Global, ast.While, ast.For)
            )
            if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
                known.add(part.id)
        read = {
            p.id for p in ast.walk(node) if isinstance(p, ast.Name) and isinstance(p.ctx, ast.Load)
        }
        assert read <= known
        calls = {ast.unparse(p.func) for p in ast.walk(node) if isinstance(p, ast.Call)}
        assert calls <= {
            "min",
            "max",
            "math.sqrt",
            *elementary_scalar.__all__,
            *functions,
        }


@pytest.mark.parametrize("name", ECONOMIES)
def test_each_name_is_assigned_once_in_a_block(name: str) -> None:
    for block in model.economy(name).blocks:
        (function,) = ast.parse(block_source(block)).body
        stored = [
            p.id
            for p in ast.walk(function)
            if isinstance(p, ast.Name) and isinstance(p.ctx, ast.Store)
        ]
        again = {n for n in stored if stored.count(n) > 1}
        assert all(n.startswith("left_in_") for n in again)
        assert not set(stored) & {s.name for s in block.inputs}


def test_a_function_tells_its_arguments_with_their_units() -> None:
    economy = model.economy("announced")
    function = printed(economy, "math").function(economy.block("split"))
    assert function.__doc__ is not None
    assert function.__doc__.startswith(economy.block("split").info)
    assert "vault_ai [AI]: bought tokens in transit through the vault" in function.__doc__
    assert "def split_block(" in inspect.getsource(function)


def test_printing_twice_gives_the_same_text() -> None:
    """Whatever was imported first, and in whatever order sets come."""
    code = (
        "import model.theory.vault.guard, model, hashlib\n"
        "from model.compile.python import printed\n"
        "texts = [printed(model.economy(n), d).source for n in ('announced', 'deployed')"
        " for d in ('math', 'numpy')]\n"
        "print(hashlib.sha256(''.join(texts).encode()).hexdigest())"
    )
    said = subprocess.run(
        [sys.executable, "-c", code],
        check=True,
        capture_output=True,
        text=True,
        env={"PYTHONHASHSEED": "3", "PATH": "/usr/bin:/bin"},
    ).stdout
    names = ("announced", "deployed")
    texts = [printed(model.economy(n), d).source for n in names for d in ("math", "numpy")]
    assert said.strip() == hashlib.sha256("".join(texts).encode()).hexdigest()
