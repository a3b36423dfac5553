"""Where the steady state closes: formulas solved from the equations of the specification.

Each equates tomorrow's value of a state, as the specification states it, with today's, less
the part by which all token amounts shrink (`daily_shrinkage`). The rest of the steady state
is one system of equations and is solved in numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import sympy as sp

from model.experiments.steady_state.solve import Steady
from model.interface import economy as named_economy
from model.quantities import Kind, quantity
from model.spec import accounts as a
from model.spec import adjustment as j
from model.spec import fees as f
from model.spec import market as m
from model.spec import nodes as n
from model.spec import rewards as r
from model.spec import staking as k
from model.spec import vault as v
from model.theory.evaluate import stated
from model.theory.steady_state.treasury import HELD, daily_shrinkage, treasury_income


def _repeats(block: str, level: sp.Symbol, tokens: bool = False) -> sp.Eq:
    law = stated(named_economy("announced").block(block), level)
    return sp.Eq(law, level * (1 - daily_shrinkage if tokens else 1))


@cache
def closed_forms() -> Mapping[sp.Symbol, sp.Expr]:
    """Values at rest by state, from the equations that run."""
    economy = named_economy("announced")
    posted = stated(economy.block("adjustment"), m.posted_price)
    inside = posted.replace(sp.Min, lambda first, *_: first if first.has(sp.Max) else _[0])
    inside = inside.replace(sp.Max, lambda *both: next(x for x in both if x.has(m.pressure)))
    leaving = stated(economy.block("staking"), k.undelegated)
    stays = leaving.replace(sp.Max, lambda *both: sp.Add(*both))
    fees = sp.solve(_repeats("fees", f.fee_trend), f.fee_trend)
    paid_in_dollars = stated(economy.block("fees"), f.fees_usd)
    forms = {
        m.pressure: sp.solve(sp.Eq(inside, m.compute_price), m.pressure),
        f.fee_trend: [each.subs(paid_in_dollars, f.fees_usd) for each in fees],
        v.spend_trend: sp.solve(_repeats("vault", v.spend_trend), v.spend_trend),
        a.treasury: [HELD],
        a.delegated_stake: sp.solve(
            sp.Eq(a.delegated_stake - stays, a.delegated_stake * (1 - daily_shrinkage)),
            a.delegated_stake,
        ),
    }
    for c in a.CLASSES:
        keep = stated(economy.block("adjustment"), j.keep_cost[c])
        forms[n.gpus[c]] = sp.solve(sp.Eq(keep, j.margin[c]), n.gpus[c])
        trend = r.node_income_trend[c]
        forms[trend] = sp.solve(_repeats("rewards", trend, tokens=True), trend)
    return {state: found[0] for state, found in forms.items()}


@dataclass(frozen=True)
class Compared:
    """A closed form, its value in the steady state, and the solved value."""

    state: sp.Symbol
    form: sp.Expr
    closed: float
    solved: float


def compare(steady: Steady) -> list[Compared]:
    """Each closed form against the solution in numbers."""
    seen, given = steady.values, steady.day.given
    left = given["initial_supply"] - seen["burned"]
    income = seen["treasury"] + seen["grants"] - steady["treasury"]
    own = {daily_shrinkage: 1 - left / steady.day.slow.supply, treasury_income: income}

    def value(symbol: sp.Symbol) -> float:
        if symbol in own:
            return own[symbol]
        is_parameter = quantity(symbol).kind is Kind.PARAMETER
        return given[symbol.name] if is_parameter else seen[symbol.name]

    found = []
    for state, form in closed_forms().items():
        symbols = sorted(form.free_symbols, key=str)
        number = sp.lambdify(symbols, form, "math")(*map(value, symbols))
        found.append(Compared(state, form, float(number), steady[state.name]))
    return found
