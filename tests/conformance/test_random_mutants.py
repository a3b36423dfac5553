"""Random mutants of the specification, which all engines would agree on: the nets notice them.

One thing is changed at a time in one equation: a term or a factor goes or turns its sign, a minimum
becomes a maximum or loses a bound, a parameter becomes another one of its unit, a payer a receiver.
The language refuses many; of the others at least `FLOOR` must be noticed by the day by hand. The
long version is in `make bench`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import numpy as np
import pytest
import sympy as sp

import model
from model.quantities import Kind, QuantityError, quantity
from model.spec.core import Block, Equation, Flow, Law, SpecificationError, right_of, target_of
from model.spec.economy import Economy
from tests.conformance.test_day_by_hand import DAYS, off, points

FLOOR = 0.92
LIVE, FEW = 120, 6


def variants(expression: sp.Expr, economy: Economy) -> Iterator[sp.Expr]:
    """What one part of an equation may be changed to."""
    if isinstance(expression, (sp.Add, sp.Mul)):
        for part in expression.args:
            rest = [other for other in expression.args if other != part]
            yield expression.func(*rest)
            yield expression.func(*rest, -part)
    if isinstance(expression, (sp.Max, sp.Min)):
        yield (sp.Min if isinstance(expression, sp.Max) else sp.Max)(*expression.args)
        for part in expression.args:
            yield expression.func(*(other for other in expression.args if other != part))
    if isinstance(expression, sp.exp):
        yield sp.exp(-expression.args[0])
    if expression.is_Symbol and quantity(expression).kind == Kind.PARAMETER:
        unit = quantity(expression).unit
        yield from (p for p in economy.parameters if quantity(p).unit == unit and p != expression)


def mutant(equation: Equation, economy: Economy, rng: np.random.Generator) -> Equation:
    """The equation with one thing changed."""
    if isinstance(equation, Flow) and rng.random() < 0.1:
        swapped = {"payer": equation.receiver, "receiver": equation.payer}
        return dataclasses.replace(equation, **swapped)
    right = right_of(equation)
    parts = list(sp.preorder_traversal(right))
    for place in rng.permutation(len(parts)):
        part = parts[place]
        if isinstance(part, sp.Expr) and (found := list(variants(part, economy))):
            new = right.xreplace({part: found[rng.integers(len(found))]})
            field = "request" if isinstance(equation, Flow) else "amount"
            return dataclasses.replace(
                equation, **{"value" if isinstance(equation, Law) else field: new}
            )
    return equation


def copies(seed: int) -> Iterator[tuple[str, Economy]]:
    """Broken economies that the language takes, each with what was changed."""
    sound, rng = model.economy("announced"), np.random.default_rng(seed)
    while True:
        at = int(rng.integers(len(sound.blocks)))
        block = sound.blocks[at]
        which = int(rng.integers(len(block.equations)))
        equation = block.equations[which]
        changed = mutant(equation, sound, rng)
        if changed == equation:
            continue
        equations = list(block.equations)
        equations[which] = changed
        try:
            broken = Block(block.name, block.info, tuple(equations))
            blocks = (*sound.blocks[:at], broken, *sound.blocks[at + 1 :])
            economy = Economy(sound.name, sound.info, sound.initial, blocks, rules=sound.rules)
        except (SpecificationError, QuantityError):
            continue
        yield f"{block.name}: {target_of(equation)}: {right_of(changed)}", economy


def survivors(count: int, seed: int, days: int) -> list[str]:
    """Of so many live mutants, those that the day by hand does not notice."""
    found, which = [], copies(seed)
    for _ in range(count):
        what, economy = next(which)
        try:
            noticed = off(economy, points("announced"), days)
        except (ArithmeticError, ValueError):
            continue  # it has no value, or left the range of numbers: that is noticed too
        if not noticed:
            found.append(what)
    return found


def test_a_few_random_mutants_are_noticed() -> None:
    assert len(survivors(FEW, seed=3, days=30)) <= 1


@pytest.mark.bench
def test_nearly_all_random_mutants_are_noticed() -> None:
    found = survivors(LIVE, seed=1, days=DAYS)
    assert len(found) <= (1 - FLOOR) * LIVE, "\n".join(found)
