"""One class of the economy alone: its rule from parameters, its rest, and the textbook's market."""

from __future__ import annotations

import sympy as sp
from scipy.optimize import brentq

from model.parameters import Parameters
from model.spec import accounts as a
from model.spec import adjustment as j
from model.spec import demand as d
from model.theory.market import class_market, textbook
from model.theory.market import one_class as o
from model.theory.market.class_market import Rule

#: The class that the page on the market for compute speaks of.
CLASS = "professional"


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


def near(rule: Rule) -> o.Market:
    """The textbook market that touches the class at rest."""
    price, gpus = rest(rule)
    right = (price + rule.audit) / (rule.outside * rule.trust)
    values = {
        d.demand_elasticity: rule.elasticity, textbook.dearness: right, o.hour_price: price,
        class_market.audit_hour: rule.audit, j.supply_elasticity: rule.supply,
        class_market.reachable: rule.reach, o.node_gpus: gpus,
    }  # fmt: skip
    demand, supply = (
        float(sp.lambdify(list(values), each, "math")(*values.values()))
        for each in (textbook.DEMAND_NEAR, textbook.SUPPLY_NEAR)
    )
    return o.Market(
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
