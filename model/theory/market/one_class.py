"""The textbook market for compute: one class of node, one price, two constant elasticities.

Demand and the cost of the last GPU are powers, as in a textbook; how a GPU earns, how the posted
price moves and how orders wait are the specification's equations for one class alone. Near rest
the economy's own curves look like these, with elasticities that another claim gives. Numbers come
from these equations by search, by differences and by running them day after day.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
import sympy as sp

from model.logic import Case, bisect, compiled
from model.quantities import NOT_NEGATIVE, POSITIVE, SHARE, in_force, theoretical
from model.spec import accounts, adjustment, demand, fees, market as compute, nodes, rewards
from model.spec import staking, terms, verification as verified
from model.spec.announced import announced
from model.spec.core import stated

(hour_price, reference_price, hours_wanted, demand_response, supply_response, node_gpus,
 first_node_gpus, node_hours, node_fixed_cost, last_gpu_cost, fee_ratio, critical_entry_speed) = (
    theoretical(*row, POSITIVE) for row in (
        ("hour_price", "p", "USD/GPU_hour", "price of a GPU-hour, one class of node alone"),
        ("reference_price", r"\bar p", "USD/GPU_hour", "price at which demand is counted"),
        ("hours_wanted", r"\bar Q", "GPU_hour", "hours a day wanted at the reference price"),
        ("demand_response", r"\varepsilon_r", "1", "elasticity of demand in its price, at rest"),
        ("supply_response", r"\eta_r", "1",
         "elasticity of the GPUs in the last one's cost, at rest"),
        ("node_gpus", "n", "GPU", "running GPUs, all of one class"),
        ("first_node_gpus", r"\bar n", "GPU", "GPUs of that class at launch"),
        ("node_hours", "h", "hour", "hours a day that a GPU is online"),
        ("node_fixed_cost", r"c^{f}", "USD/GPU", "a day's cost of keeping a GPU at launch"),
        ("last_gpu_cost", "k", "USD/GPU", "what the last GPU must earn in a day"),
        ("fee_ratio", r"a", "1", "fees of a GPU over the fixed cost of the last one, at rest"),
        ("critical_entry_speed", r"\nu_{c}", "1",
         "entry speed at which small swings do not die out")))
node_variable_cost, gpu_subsidy, subsidy_ratio = (theoretical(*row, NOT_NEGATIVE) for row in (
    ("node_variable_cost", r"c^{v}", "USD/GPU_hour", "cost of one GPU-hour of work"),
    ("gpu_subsidy", "s", "USD/GPU", "a day's subsidy to one GPU, in dollars"),
    ("subsidy_ratio", r"\varsigma_{k}", "1",
     "subsidy of a GPU over the fixed cost of the last one, at rest")))
utilisation = theoretical("utilisation", "u", "1", "hours worked over hours on offer", SHARE)

Ranges = Mapping[sp.Symbol, tuple[float, float]]
target = compute.utilisation_target
TEXTBOOK = "textbook market of one class"
# Bound variables of the proofs: the nodes' share of a fee, and the day's subsidy to all nodes.
kept, subsidy_usd = sp.symbols("b_n Z", positive=True)
KEPT = {in_force(terms.protocol_take): 1 - terms.validator_share - kept}
ONE = accounts.CLASSES[0]
#: The specification's quantities of a class that is alone.
ALONE = {
    **dict.fromkeys((accounts.node_stake[ONE], verified.cheating[ONE], verified.slashed[ONE],
                     staking.staking_yield), sp.Integer(0)),
    **dict.fromkeys((demand.cost_index, demand.market_open, rewards.part[ONE], accounts.one_day),
                    sp.Integer(1)),
    nodes.gpus[ONE]: node_gpus, nodes.variable_cost[ONE]: node_variable_cost,
    compute.compute_price[ONE]: hour_price, demand.opening_day: accounts.day}
#: Hours wanted over hours on offer, and what the last GPU must earn in a day.
LOAD = hours_wanted * (hour_price / reference_price) ** -demand_response / (node_gpus * node_hours)
KEEP_COST = node_fixed_cost * (node_gpus / first_node_gpus) ** (1 / supply_response)


@cache
def equation(block: str, symbol: sp.Symbol) -> sp.Expr:
    """The right side of an equation of the specification, with one class of node."""
    result: sp.Expr = stated(announced().block(block), symbol).subs(ALONE)
    return result


def margin(use: sp.Expr) -> sp.Expr:
    """A day's income of one GPU less its running cost, if the share ``use`` of it works.

    From the specification: nodes hold no collateral, err in nothing and are not slashed.
    """
    income = rewards.node_income[ONE]
    found = equation("adjustment", adjustment.margin[ONE]).subs(income, equation("rewards", income))
    for paid in (rewards.node_fee[ONE], rewards.node_subsidy[ONE]):
        found = found.subs(paid, equation("rewards", paid))
    worked = use * node_gpus * node_hours
    found = found.subs({rewards.to_divide: hour_price * worked / accounts.price,
                        rewards.subsidy: subsidy_usd / accounts.price})
    return sp.expand(sp.expand(found.subs(fees.served_hours[ONE], worked)).subs(KEPT))


def profit_answers(use: sp.Expr, share: sp.Expr) -> tuple[sp.Expr, ...]:
    """What relative profit at rest answers to the logs of price and GPUs.

    ``use`` is the part of a GPU that works, in price and GPUs; at rest it is ``share``.
    """
    an_hour = last_gpu_cost / (share * node_hours)
    there = {kept: fee_ratio * an_hour / hour_price,
             node_variable_cost: (fee_ratio + subsidy_ratio - 1) * an_hour,
             subsidy_usd: subsidy_ratio * last_gpu_cost * node_gpus, node_fixed_cost: last_gpu_cost
             * (node_gpus / first_node_gpus) ** (-1 / supply_response),
             hours_wanted: hours_wanted * share / LOAD}
    profit = margin(use) / KEEP_COST - 1
    return tuple(sp.powsimp(sp.expand((cause * sp.diff(profit, cause)).subs(there)))
                 for cause in (hour_price, node_gpus))


def largest_root(own: float, old: float, wait: int) -> float:
    """Largest modulus of the roots of a day that owes to itself and to the day ``wait`` before."""
    day = [1.0, -own, *[0.0] * (wait - 1), -old] if wait else [1.0, -own - old]
    return float(np.abs(np.roots(day)).max())


def drawn_cases(ranges: Ranges, sizes: Ranges, count: int, seed: int = 7) -> Case:
    """Random markets; ``sizes`` are in units of the hours that a GPU works in a day."""
    draw = np.random.default_rng(seed).uniform
    at = {symbol: draw(*ends, count) for symbol, ends in ranges.items()}
    work = at[node_hours] * at[target]
    return at | {symbol: draw(*ends, count) * work for symbol, ends in sizes.items()} | {
        in_force(terms.protocol_take): 1 - at[kept], terms.validator_share: 0.0}


def markets(count: int, changes: Mapping[sp.Symbol, Any] | None = None) -> Case:
    """Random textbook markets, with some quantities changed."""
    at = drawn_cases(
        {demand_response: (0.5, 2.5), supply_response: (0.3, 3), node_hours: (12, 24),
         node_variable_cost: (0.1, 0.4), kept: (0.7, 0.98), target: (0.2, 0.8)},
        {hours_wanted: (0.5, 2), node_fixed_cost: (0.2, 0.6), subsidy_usd: (0, 0.1)}, count)
    at |= {symbol: value + np.zeros(count) for symbol, value in (changes or {}).items()}
    return at | {reference_price: 1.0, first_node_gpus: 1.0}


def at_rest(at: Mapping[sp.Symbol, Any]) -> Case:
    """Markets at rest, found by bisection on the number of GPUs, in the words of the claims."""
    price = reference_price * (hours_wanted / (target * node_gpus * node_hours)) ** (
        1 / demand_response)
    profit = compiled((margin(target) - KEEP_COST).subs(hour_price, price))
    number = np.exp(bisect(lambda log: profit({**at, node_gpus: np.exp(log)}) > 0, -30.0, 30.0, 60))
    there = {**at, node_gpus: number}
    there |= {hour_price: compiled(price)(there), last_gpu_cost: compiled(KEEP_COST)(there),
              gpu_subsidy: at[subsidy_usd] / number}
    fees = there[kept] * there[hour_price] * there[target] * there[node_hours]
    return there | {fee_ratio: fees / there[last_gpu_cost],
                    subsidy_ratio: there[gpu_subsidy] / there[last_gpu_cost]}
