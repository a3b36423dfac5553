"""A token has no size: nothing in the economy depends on the unit that tokens are counted in.

So the supply of the launch is no magnitude of the model, and each evening the supply that is left
may be called the whole again.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
import sympy as sp

from model.quantities import POSITIVE, quantity, theoretical
from model.spec import accounts as a
from model.spec import pool
from model.spec import worth as t
from model.spec.announced import announced
from model.spec.core import right_of, target_of
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.evaluate import Trace, run_block, start, stated
from model.theory.steps import ProofError, Step, case, conclusion, identity
from model.units import unit

new_for_old = theoretical("new_for_old", "q", "1", "new tokens that replace each old one", POSITIVE)
price_of_new = theoretical("price_of_new", "P'", "USD/AI", "price of a new token", POSITIVE)
RESTATED = sp.Eq(price_of_new, a.price / new_for_old, evaluate=False)


def power(symbol: sp.Symbol) -> sp.Rational:
    """The power of AI in a quantity's unit: 1 for a balance, -1 for a price of the token."""
    return sp.Rational(dict(unit(quantity(symbol).unit)[1]).get("[ai_token]", 0))


def degree(expression: sp.Basic) -> sp.Rational | None:
    """The power of q that comes out if every symbol takes its own; None for zero.

    By induction over the form of the expression. Raises `ProofError` where terms of unlike
    power meet or where a power of q reaches a function that cannot pass it on.
    """
    if isinstance(expression, sp.Symbol):
        return power(expression)
    if expression.is_number or expression in (sp.true, sp.false):
        return None if expression.is_zero else sp.Integer(0)
    if isinstance(expression, sp.Piecewise):
        for _, condition in expression.args:
            degree(condition)
        return _common(expression, [degree(branch) for branch, _ in expression.args])
    parts = [degree(arg) for arg in expression.args]
    if isinstance(expression, sp.Mul):
        return None if None in parts else sp.Add(*parts)
    if isinstance(expression, sp.Pow) and expression.args[1].is_number and parts[0] is not None:
        return parts[0] * expression.args[1]
    if isinstance(expression, _LIKE) or set(parts) == {0}:
        return _common(expression, parts)
    raise ProofError(f"{expression} does not pass on a new denomination")


_LIKE = (sp.Add, sp.Min, sp.Max, sp.core.relational.Relational)


def _common(whole: sp.Basic, parts: list[sp.Rational | None]) -> sp.Rational | None:
    found = {part for part in parts if part is not None}
    if len(found) > 1:
        raise ProofError(f"unlike powers of the denomination meet in {whole}")
    return found.pop() if found else None


def _restated(statement: sp.Basic) -> Iterator[Step]:
    economy, q = announced(), new_for_old
    equations = [e for block in economy.blocks for e in block.equations]
    scaled = {s: s * q ** power(s) for block in economy.blocks for s in block.inputs}
    held = [degree(right_of(e)) in (None, power(target_of(e))) for e in equations]
    day = case(
        "If every amount of tokens is multiplied by q and every price of a token divided by it, "
        "each side of each equation of the day takes the same power of q: this many equations of "
        "as many.",
        sp.Integer(sum(held)),
        sp.Integer(len(equations)),
    )
    begun = [degree(each.value) in (None, power(each.state)) for each in economy.initial]
    launch = case(
        "So does each state at launch.", sp.Integer(sum(begun)), sp.Integer(len(economy.initial))
    )
    spot = identity(
        "The price in the pool is divided by q.",
        pool.spot_price.subs(scaled, simultaneous=True),
        pool.spot_price / q,
    )
    quantity_rule = stated(economy.block("worth"), t.usage_value)
    worth = identity(
        "What usage is worth in dollars stays.",
        quantity_rule.subs(scaled, simultaneous=True),
        quantity_rule,
    )
    yield from (launch, day, spot, worth)
    yield conclusion("Day after day, so is the price of a token.", RESTATED, launch, day, spot)


def _two_denominations(factor: Fraction, trace: Trace, keep: tuple[sp.Symbol, ...] = ()) -> Trace:
    """The same launch with ``factor`` new tokens for each old one; ``keep`` stay as they were."""
    return Trace(
        {
            s: v if s in keep else Fraction(v) * factor ** int(power(s))
            for s, v in trace.values.items()
        }
    )


def _day(economy_trace: Trace, draws: dict[sp.Symbol, float | Fraction]) -> None:
    economy_trace.values.update(draws)
    for block in announced().blocks:
        run_block(block, economy_trace)


def _restated_in_numbers(statement: sp.Basic) -> Evidence:
    draw, worst, points, days = np.random.default_rng(7), 0.0, 4, 16
    off = sp.lambdify((price_of_new, a.price, new_for_old), statement.lhs / statement.rhs - 1)
    economy = announced()
    for _ in range(points):
        old, factor = start(economy, draw), Fraction(int(draw.integers(2, 1000)), 7)
        new = _two_denominations(factor, old)
        for _ in range(days):
            draws: dict[sp.Symbol, float | Fraction] = {
                s: float(draw.standard_normal()) for s in economy.shocks
            }
            _day(old, draws)
            _day(new, draws)
            prices = (float(new.values[a.price]), float(old.values[a.price]), float(factor))
            dollars = float(new.values[a.pool_usd]) / float(old.values[a.pool_usd]) - 1
            worst = max(worst, abs(off(*prices)), abs(dollars))
    return Evidence(
        "days of random economies in two denominations, price and pool: relative difference",
        points * days,
        worst,
        1e-9,
    )


def _floor_kept() -> Counterexample:
    """A thousand new tokens for one, with the least price left as it was."""
    draw, factor = np.random.default_rng(7), Fraction(1000)
    old = start(announced(), draw)
    old.values |= {t.price_rule: t.QUANTITY, t.velocity: 1e6, t.least_price: 1e-3}
    new = _two_denominations(factor, old, keep=(t.least_price,))
    draws: dict[sp.Symbol, float | Fraction] = dict.fromkeys(announced().shocks, 0.0)
    for trace in (old, new):
        for _ in range(5):
            _day(trace, draws)
    found = {
        price_of_new: sp.Rational(round(float(new.values[a.price]) * 1e12), 10**12),
        a.price: sp.Rational(round(float(old.values[a.price]) * 1e12), 10**12),
        new_for_old: sp.Integer(1000),
    }
    return Counterexample(
        "leave the least price, at which somebody always bids, in old tokens", RESTATED.subs(found)
    )


def claims() -> tuple[Claim, ...]:
    """The claims of this module, in the order of the book."""
    return (
        Claim(
            "denomination-is-neutral",
            "A new denomination changes no dollar",
            "Replace each token by q new ones, on every account, in every allotment and in every "
            "price that is quoted per token. On every later day the price of a token is then "
            "divided by q, and no amount in dollars, no price of compute and no share differs.",
            (
                Assumption(
                    "restated everywhere",
                    "every amount and every price per token is restated: the supply, what cohorts "
                    "paid and the least price that somebody always bids",
                ),
            ),
            RESTATED,
            _restated,
            _restated_in_numbers,
            {"restated everywhere": _floor_kept},
            "every parameter, shock and vote of the announced economy",
            shown_in="fig-invariants",
        ),
    )
