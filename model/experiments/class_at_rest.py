"""One class of the economy alone: its rule in NumPy, its rest, and the textbook's market."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import sympy as sp
from scipy.optimize import brentq

from model.logic import bisect
from model.parameter_sets import Parameters
from model.spec import accounts as a
from model.spec import adjustment as j
from model.spec import demand as d
from model.theory.market import compute_market, one_class

#: The class that the page on the market for compute speaks of.
CLASS = "professional"


@dataclass(frozen=True)
class Market:
    """The textbook market in NumPy: every field a number or an array of cases."""

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

    def rest(self) -> tuple[Any, Any]:
        """Price and GPUs at rest, found by bisection on the number of GPUs."""

        def price(gpus: Any) -> Any:
            full = self.scale / (self.target * gpus * self.hours)
            return self.reference * full ** (1 / self.elasticity)

        def pays(log: Any) -> Any:
            return self.profit(price(np.exp(log)), np.exp(log), self.target) > 0

        gpus = np.exp(bisect(pays, -30.0, 30.0, 60))
        return price(gpus), gpus

    def ratios(self) -> dict[sp.Symbol, float]:
        """What the claims on swings speak of, at rest."""
        price, gpus = self.rest()
        keep = self.keep(gpus)
        return {
            one_class.demand_response: float(self.elasticity),
            one_class.supply_response: float(self.supply),
            one_class.fee_ratio: float(self.share * price * self.target * self.hours / keep),
            one_class.subsidy_ratio: float(self.subsidy / gpus / keep),
        }


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
        self,
        days: int,
        gpus: Any,
        entry: Any = 0.02,
        leave: Any = 0.1,
        memory: Any = 14.0,
        lag: int = 30,
        speed: Any = 0.05,
        fixed: bool = False,
    ) -> tuple[Any, Any]:
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


def class_rule(p: Parameters, c: str = CLASS, trust: float | None = None) -> Rule:
    """One class alone, once all users have come; what collateral and errors cost is a cost.

    ``trust`` is the reputation, by default the one that honest work of that class deserves.
    """
    share = 1 - p["protocol_take"] - p["validator_share"]
    outside, hours = p[f"outside_price_{c}"], p["day_in_hours"] * p[f"uptime_{c}"]
    collateral = p["stake_days"] * share * outside * hours * p["utilisation_target"]
    caught, wrong = p["audit_probability"] * p["detection_probability"], 1 - p[f"quality_{c}"]
    slash = p["slash_fraction"] * p["gpus_per_task"] / p["gpu_hours_per_task"]
    rented = (1 - p["outside_fee"]) * outside - p[f"variable_cost_{c}"]
    keep = max(p[f"fixed_cost_{c}"], rented * hours * p["outside_use"])
    if trust is None:
        trust = 1 - wrong * (1 - caught) - p["refuted_weight"] * wrong * caught
    weight = p[f"demand_weight_{c}"] / sum(p[f"demand_weight_{x}"] for x in a.CLASSES)
    spent = p["usage_at_maturity"] * p["day_in_years"] * weight
    return Rule(
        scale=spent / outside * trust ** p["reputation_response"],
        outside=outside,
        audit=p["audit_probability"] * p["verification_overhead"] * p["audit_cost_share"] * outside,
        trust=trust,
        elasticity=p["demand_elasticity"],
        hours=hours,
        keep=keep + p["staking_yield"] * p["day_in_years"] * collateral,
        variable=p[f"variable_cost_{c}"] + caught * wrong * slash * collateral,
        share=share,
        subsidy=0.0,
        target=p["utilisation_target"],
        hurdle=p["entry_hurdle"],
        reach=p[f"reachable_gpus_{c}"],
        supply=p["supply_elasticity"],
        seed=p["seed_gpus"],
        span=p["price_span"],
    )


def band(rule: Rule, gpus: float) -> tuple[float, float]:
    """The prices between which capacity stands still."""
    last = rule.last(gpus) / (rule.hours * rule.target)
    ends = (last, last * (1 + rule.hurdle))
    low, high = (float((end + rule.variable) / rule.share) for end in ends)
    return low, high


def rest(rule: Rule) -> tuple[float, float]:
    """Price and GPUs at the lower end of the band."""

    def missing(gpus: float) -> float:
        wanted = rule.wanted(band(rule, gpus)[0])
        return float(wanted / (rule.target * rule.hours)) - gpus

    gpus = float(brentq(missing, 1e-9, 1e9, xtol=1e-9))
    return band(rule, gpus)[0], gpus


def near(rule: Rule) -> Market:
    """The textbook market that touches the class at rest."""
    price, gpus = rest(rule)
    right = (price + rule.audit) / (rule.outside * rule.trust)
    values = {
        d.demand_elasticity: rule.elasticity,
        compute_market.dearness: right,
        one_class.hour_price: price,
        one_class.node_gpus: gpus,
        compute_market.audit_hour: rule.audit,
        compute_market.reachable: rule.reach,
        j.supply_elasticity: rule.supply,
    }
    demand, supply = (
        float(sp.lambdify(list(values), each, "math")(*values.values()))
        for each in (compute_market.DEMAND_NEAR, compute_market.SUPPLY_NEAR)
    )
    return Market(
        scale=float(rule.wanted(price)),
        elasticity=demand,
        hours=rule.hours,
        fixed=float(rule.last(gpus)),
        variable=rule.variable,
        share=rule.share,
        subsidy=0.0,
        supply=supply,
        target=rule.target,
        first=gpus,
        reference=price,
        span=rule.span,
    )


def touching(p: Parameters) -> tuple[Rule, Market]:
    """One class alone by the economy's rule, and the textbook market that touches it at rest."""
    rule = class_rule(p)
    return rule, near(rule)
