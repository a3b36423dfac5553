"""One class of the economy, in the words of the claims, and its daily rule in NumPy.

A class is alone in its own demand: users compare what a right result costs them here and outside.
The copy in NumPy has the specification's own entry and exit, and shares no code with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import sympy as sp

from model.quantities import NOT_NEGATIVE, POSITIVE, in_force, theoretical
from model.spec import adjustment as j
from model.spec import demand as d
from model.spec import market as m
from model.spec import nodes as n
from model.spec import terms
from model.theory.market import one_class as o

p, gpus, h, target = o.hour_price, o.node_gpus, o.node_hours, m.utilisation_target
eps, hurdle, ONE = d.demand_elasticity, j.entry_hurdle, o.ONE
outside_hour = theoretical(
    "outside_hour", "p_o", "USD/GPU_hour", "price of such a GPU-hour outside", POSITIVE
)
audit_hour = theoretical(
    "audit_hour", r"\chi_h", "USD/GPU_hour", "what users pay for the audits of such an hour",
    NOT_NEGATIVE,
)  # fmt: skip
hours_outside = theoretical(
    "hours_outside", "A_h", "GPU_hour", "hours a day wanted if a right result costs what it does "
    "outside", POSITIVE,
)  # fmt: skip
reachable = theoretical(
    "reachable_of_class", r"\bar N", "GPU", "GPUs in the world that the class could bring", POSITIVE
)
RIGHT = (p + audit_hour) / (outside_hour * m.reputation)
#: The specification's quantities of one class, in these words.
WORDS = {
    **o.ALONE,
    n.capacity[ONE]: gpus * h,
    m.price_today[ONE]: p,
    terms.audit_charge[ONE]: audit_hour,
    d.price_outside[ONE]: outside_hour,
    m.demand_today[ONE]: hours_outside,
    n.reachable_gpus[ONE]: reachable,
}


def wanted() -> sp.Expr:
    """Hours wanted in a day, in the price: the specification's."""
    hours = o.equation("market", m.wanted_hours[ONE])
    right = o.equation("market", m.right_price[ONE])
    result: sp.Expr = hours.subs(m.right_price[ONE], right).subs(WORDS)
    return result


@dataclass(frozen=True)
class Rule:
    """The specification's market of one class in NumPy: fields are arrays of cases."""

    scale: Any
    outside: Any
    audit: Any
    trust: Any
    elasticity: Any
    hours: Any
    keep: Any
    variable: Any
    share: Any
    subsidy: Any
    target: Any
    hurdle: Any
    reach: Any
    supply: Any = 1.0
    seed: float = 0.01
    span: float = 20.0

    def wanted(self, price: Any) -> Any:
        """Hours wanted at a price."""
        right = (price + self.audit) / (self.outside * self.trust)
        return 2 * self.scale / (1 + right ** (2 * self.elasticity))

    def last(self, gpus: Any) -> Any:
        """What the last GPU must earn in a day."""
        return self.keep * (1 + (gpus / self.reach) ** (1 / self.supply))

    def run(
        self, days: int, gpus: Any, entry: Any = 0.02, leave: Any = 0.1, memory: Any = 14.0,
        lag: int = 30, speed: Any = 0.05, fixed: bool = False,
    ) -> tuple[Any, Any]:  # fmt: skip
        """Paths of price and GPUs from the outside price, arrays (days + 1, cases).

        Orders are ready at random after ``lag`` days on average, or after exactly so many if
        ``fixed``.
        """
        none = 0 * (self.scale + np.asarray(gpus) + entry + leave + speed)
        profit, building, queue = none, none, [none] * lag
        least = np.maximum(self.variable / self.share, self.outside / self.span)
        prices, numbers = [none + self.outside], [none + gpus]
        for _ in range(days):
            price, gpus = prices[-1], numbers[-1]
            use = self.wanted(price) / (gpus * self.hours)
            worked = np.minimum(use, 1) * self.hours
            earned = (self.share * price - self.variable) * worked + self.subsidy / gpus
            today = np.clip(earned / self.last(gpus) - 1, -3, 1)
            ordered = entry * np.maximum(profit - self.hurdle, 0) * (gpus + self.seed)
            arrived = queue[0] if fixed else building / lag
            building, queue = building - arrived + ordered, [*queue[1:], ordered]
            numbers.append(gpus * (1 - leave * np.maximum(-profit, 0)) + arrived)
            profit = profit + (today - profit) / memory
            excess = np.minimum(use, 2 * self.target) / self.target - 1
            moved = price * np.exp(speed * excess)
            prices.append(np.clip(moved, least, self.outside * self.span))
        return np.array(prices), np.array(numbers)


def rules(count: int, seed: int = 7) -> Rule:
    """Random markets of the specification's kind, of about one GPU."""
    draw = np.random.default_rng(seed).uniform
    hours, target = draw(12, 24, count), draw(0.2, 0.8, count)
    return Rule(
        scale=draw(0.5, 2, count) * hours * target,
        outside=draw(0.8, 1.2, count),
        audit=draw(0, 0.1, count),
        trust=draw(0.8, 1, count),
        elasticity=draw(0.5, 2.5, count),
        hours=hours,
        keep=draw(0.3, 0.7, count) * hours * target,
        variable=draw(0.1, 0.3, count),
        share=draw(0.8, 0.98, count),
        subsidy=draw(0, 0.1, count) * hours * target,
        target=target,
        hurdle=draw(0.05, 0.3, count),
        reach=draw(5, 50, count),
        supply=draw(0.5, 2, count),
    )


def point(market: Rule, price: Any, number: Any) -> dict[sp.Symbol, Any]:
    """What the claims speak of, for numbers of the specification's market."""
    return {
        hours_outside: market.scale, outside_hour: market.outside, audit_hour: market.audit,
        m.reputation: market.trust, eps: market.elasticity, h: market.hours,
        o.node_variable_cost: market.variable, in_force(terms.protocol_take): 1 - market.share,
        terms.validator_share: 0 * market.share, target: market.target, hurdle: market.hurdle,
        p: price, gpus: number, o.last_gpu_cost: market.last(number),
        o.gpu_subsidy: market.subsidy / number,
        o.utilisation: market.wanted(price) / (number * market.hours),
    }  # fmt: skip
