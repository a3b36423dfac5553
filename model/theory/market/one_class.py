"""The textbook market for compute: one class of node, one price, two constant elasticities.

Demand and the cost of the last GPU are powers, as in a textbook; how a GPU earns, how the posted
price moves and how orders wait are the specification's equations for one class alone. Near rest
the economy's own curves look like these, with elasticities that another claim gives. The copy in
NumPy shares nothing with them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
import sympy as sp
from numpy.typing import NDArray
from scipy.optimize import brentq

from model.logic.step import ProofError
from model.quantities import NOT_NEGATIVE, POSITIVE, SHARE, in_force, quantity, theoretical
from model.spec import accounts as a
from model.spec import adjustment as j
from model.spec import demand as d
from model.spec import fees as f
from model.spec import market as m
from model.spec import nodes as n
from model.spec import rewards as r
from model.spec import staking, terms
from model.spec import verification as ver
from model.spec.announced import announced
from model.spec.core import stated
from model.theory.claim import Counterexample

Array = NDArray[np.float64]

hour_price = theoretical(
    "hour_price", "p", "USD/GPU_hour", "price of a GPU-hour, one class of node alone", POSITIVE
)
reference_price = theoretical(
    "reference_price", r"\bar p", "USD/GPU_hour", "price at which demand is counted", POSITIVE
)
hours_wanted = theoretical(
    "hours_wanted", r"\bar Q", "GPU_hour", "hours a day wanted at the reference price", POSITIVE
)
demand_response = theoretical(
    "demand_response", r"\varepsilon_r", "1", "elasticity of demand in its price, at rest", POSITIVE
)
supply_response = theoretical(
    "supply_response", r"\eta_r", "1", "elasticity of the GPUs in the last one's cost, at rest",
    POSITIVE,
)  # fmt: skip
utilisation = theoretical("utilisation", "u", "1", "hours worked over hours on offer", SHARE)
node_gpus = theoretical("node_gpus", "n", "GPU", "running GPUs, all of one class", POSITIVE)
first_node_gpus = theoretical(
    "first_node_gpus", r"\bar n", "GPU", "GPUs of that class at launch", POSITIVE
)
node_hours = theoretical("node_hours", "h", "hour", "hours a day that a GPU is online", POSITIVE)
node_fixed_cost = theoretical(
    "node_fixed_cost", r"c^{f}", "USD/GPU", "a day's cost of keeping a GPU at launch", POSITIVE
)
node_variable_cost = theoretical(
    "node_variable_cost", r"c^{v}", "USD/GPU_hour", "cost of one GPU-hour of work", NOT_NEGATIVE
)
last_gpu_cost = theoretical(
    "last_gpu_cost", "k", "USD/GPU", "what the last GPU must earn in a day", POSITIVE
)
gpu_subsidy = theoretical(
    "gpu_subsidy", "s", "USD/GPU", "a day's subsidy to one GPU, in dollars", NOT_NEGATIVE
)

TEXTBOOK = "textbook market of one class"
# Bound variables of the proofs: the nodes' share of a fee, and the day's subsidy to all nodes.
kept, subsidy_usd = sp.symbols("b_n Z", positive=True)
KEPT = {in_force(terms.protocol_take): 1 - terms.validator_share - kept}
ONE = a.CLASSES[0]
#: The specification's quantities of a class that is alone.
ALONE = {
    n.gpus[ONE]: node_gpus,
    n.variable_cost[ONE]: node_variable_cost,
    m.compute_price[ONE]: hour_price,
    a.node_stake[ONE]: sp.Integer(0),
    ver.cheating[ONE]: sp.Integer(0),
    ver.slashed[ONE]: sp.Integer(0),
    staking.staking_yield: sp.Integer(0),
    d.cost_index: sp.Integer(1),
    d.market_open: sp.Integer(1),
    r.part[ONE]: sp.Integer(1),
    a.one_day: sp.Integer(1),
}


@cache
def equation(block: str, symbol: sp.Symbol) -> sp.Expr:
    """The right side of an equation of the specification, with one class of node."""
    result: sp.Expr = stated(announced().block(block), symbol).subs(ALONE)
    return result


def load() -> sp.Expr:
    """Hours wanted over hours on offer, in the price and the number of GPUs."""
    wanted = hours_wanted * (hour_price / reference_price) ** -demand_response
    return wanted / (node_gpus * node_hours)


def margin(use: sp.Expr) -> sp.Expr:
    """A day's income of one GPU less its running cost, if the share ``use`` of it works.

    From the specification: nodes hold no collateral, err in nothing and are not slashed.
    """
    found = equation("adjustment", j.margin[ONE])
    income = equation("rewards", r.node_income[ONE])
    parts = {s: equation("rewards", s) for s in (r.node_fee[ONE], r.node_subsidy[ONE])}
    worked = use * node_gpus * node_hours
    paid = {r.to_divide: hour_price * worked / a.price, r.subsidy: subsidy_usd / a.price}
    found = found.subs(r.node_income[ONE], income).subs(parts).subs(paid)
    result: sp.Expr = sp.expand(found.subs(f.served_hours[ONE], worked))
    return result


def keep_cost() -> sp.Expr:
    """What the last GPU must earn in a day, in the number of GPUs."""
    return node_fixed_cost * (node_gpus / first_node_gpus) ** (1 / supply_response)


@dataclass(frozen=True)
class Market:
    """The same market in NumPy: every field a number or an array of cases."""

    scale: Any
    elasticity: Any
    hours: Any
    fixed: Any
    variable: Any
    share: Any
    subsidy: Any
    supply: Any
    target: Any
    first: Any = 1.0
    reference: Any = 1.0
    span: float = 1e6

    def use(self, price: Any, gpus: Any) -> Any:
        """Hours wanted over hours on offer."""
        return self.scale * (price / self.reference) ** -self.elasticity / (gpus * self.hours)

    def keep(self, gpus: Any) -> Any:
        """Fixed cost of the last GPU."""
        return self.fixed * (gpus / self.first) ** (1 / self.supply)

    def profit(self, price: Any, gpus: Any, use: Any) -> Any:
        """Relative profit of a GPU of which ``use`` works."""
        earned = (self.share * price - self.variable) * use * self.hours + self.subsidy / gpus
        return earned / self.keep(gpus) - 1

    def evening(self, price: Any, gpus: Any, speed: Any) -> Any:
        """Tomorrow's posted price."""
        pressure = np.minimum(self.use(price, gpus), 2 * self.target)
        moved = price * np.exp(speed * (pressure / self.target - 1))
        return np.clip(moved, 0, self.reference * self.span)

    def lagged(self, days: int, speed: Any, entry: Any, lag: Any) -> tuple[Any, Any]:
        """Price and GPUs after days of the specification's rule: orders wait, exits do not."""
        price = self.reference + 0 * self.scale
        gpus, building = self.first + 0 * self.scale, 0 * self.scale
        for _ in range(days):
            use = np.minimum(self.use(price, gpus), 1)
            gain = np.clip(self.profit(price, gpus, use), -1, 1)
            price, gpus, building = (
                self.evening(price, gpus, speed),
                gpus + building / lag - entry * np.maximum(-gain, 0) * gpus,
                building * (1 - 1 / lag) + entry * np.maximum(gain, 0) * gpus,
            )
        return price, gpus

    def rest(self) -> tuple[float, float]:
        """Price and GPUs at rest, found by bisection on the number of GPUs; numbers only."""

        def price(gpus: float) -> float:
            paid = self.reference * (self.scale / (self.target * gpus * self.hours)) ** (
                1 / self.elasticity
            )
            return float(paid)

        def gain(log: float) -> float:
            return float(self.profit(price(np.exp(log)), np.exp(log), self.target))

        gpus = float(np.exp(brentq(gain, -30, 30, xtol=1e-13)))
        return price(gpus), gpus

    def case(self, place: int) -> Market:
        """One case as numbers."""
        arrays = {k: float(v[place]) for k, v in vars(self).items() if np.ndim(v)}
        return replace(self, **arrays)


def markets(count: int, seed: int = 7) -> Market:
    """Random markets whose demand at the reference price is near their first capacity."""
    draw = np.random.default_rng(seed).uniform
    hours, target = draw(12, 24, count), draw(0.2, 0.8, count)
    return Market(
        draw(0.5, 2, count) * hours * target,
        draw(0.5, 2.5, count),
        hours,
        draw(0.2, 0.6, count) * hours * target,
        draw(0.1, 0.4, count),
        draw(0.7, 0.98, count),
        draw(0, 0.1, count) * hours * target,
        draw(0.3, 3, count),
        target,
    )


def point(market: Market, price: Any, number: Any) -> dict[sp.Symbol, Any]:
    """What the claims speak of, for numbers."""
    return {
        hours_wanted: market.scale, demand_response: market.elasticity, node_hours: market.hours,
        node_fixed_cost: market.fixed, node_variable_cost: market.variable,
        in_force(terms.protocol_take): 0.9 * (1 - market.share),
        terms.validator_share: 0.1 * (1 - market.share),
        supply_response: market.supply, m.utilisation_target: market.target,
        first_node_gpus: market.first, reference_price: market.reference, hour_price: price,
        node_gpus: number, last_gpu_cost: market.keep(number),
        gpu_subsidy: market.subsidy / number,
    }  # fmt: skip


def distance(statement: sp.Basic, values: dict[sp.Symbol, Any]) -> float:
    """How far numbers are from a statement: the worst relative gap; of a relation, its breach."""
    worst = 0.0
    for part in statement.args if isinstance(statement, sp.And) else (statement,):
        known = {s.name: s for s in values}
        symbols = [known[s.name] for s in part.free_symbols]
        numbers = [np.asarray(values[s], float) for s in symbols]
        sides = (sp.lambdify(symbols, side, "numpy")(*numbers) for side in part.args)
        left, right = (np.asarray(side, float) for side in sides)
        gap = left / right - 1
        if isinstance(part, sp.Eq):
            gap = np.abs(gap)
        elif isinstance(part, (sp.Gt, sp.Ge)):
            gap = np.maximum(-gap, 0)
        worst = max(worst, float(np.max(np.maximum(gap, 0))))
    return worst


def part(
    statement: sp.Basic, symbol: sp.Symbol, kind: type[sp.core.relational.Relational] = sp.Eq
) -> sp.Basic:
    """The one relation of a kind that has ``symbol`` on its left side, of a conjunction."""
    found = [each for each in statement.args if isinstance(each, kind) and each.lhs == symbol]
    if len(found) != 1:
        raise ProofError(f"{statement} says {len(found)} things of {symbol}")
    return found[0]


def unlike(
    text: str, found: float, formula: sp.Expr, values: dict[sp.Symbol, Any]
) -> Counterexample:
    """A counterexample: what was found by running, and what the formula says."""
    said = sp.lambdify(list(values), formula, "numpy")(*map(float, values.values()))
    return Counterexample(text, sp.Eq(rational(found), rational(float(said))))


def rational(number: float) -> sp.Expr:
    """A number found by running, to six digits."""
    return sp.oo if np.isinf(number) else sp.Rational(f"{number:.6g}")


def positive(expression: sp.Expr) -> sp.Expr:
    """The expression with every quantity but a change of its sign known to be positive."""
    signs = {s: sp.Symbol(s.name, positive=True) for s in expression.free_symbols}
    return expression.subs(signs)


def known(symbol: sp.Symbol) -> sp.Symbol:
    """One symbol of the registry, known to be positive in a proof."""
    return sp.Symbol(quantity(symbol).name, positive=True)
