"""How the point of rest of the market for compute answers to demand and to the nodes' share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import sympy as sp

from model.logic.formulas import elasticity, only_root
from model.logic.step import Step
from model.logic.steps import identity
from model.logic.theorems import all_of
from model.quantities import NOT_NEGATIVE, theoretical
from model.spec import market as m
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.market import one_class as o

p, gpus, h, target = o.hour_price, o.node_gpus, o.node_hours, m.utilisation_target
eps, eta = o.demand_response, o.supply_response
cost_slope = theoretical(
    "cost_slope", r"\chi", "1", "elasticity of the cost of a GPU-hour in the GPUs", NOT_NEGATIVE
)
gpus_to_demand = theoretical(
    "gpus_to_demand", r"\mathcal{E}_{nA}", "1", "elasticity of the GPUs at rest in demand"
)
price_to_demand = theoretical(
    "price_to_demand", r"\mathcal{E}_{pA}", "1", "elasticity of the price at rest in demand"
)
gpus_to_share = theoretical(
    "gpus_to_share", r"\mathcal{E}_{na}", "1", "elasticity of the GPUs at rest in the nodes' share"
)
EARNED = o.last_gpu_cost - o.gpu_subsidy + o.node_variable_cost * target * h
SLOPE = sp.Eq(cost_slope, (o.last_gpu_cost / eta + o.gpu_subsidy) / EARNED)
STATICS = sp.And(
    sp.Eq(gpus_to_demand, 1 / (1 + eps * cost_slope)),
    sp.Eq(price_to_demand, cost_slope / (1 + eps * cost_slope)),
    sp.Eq(gpus_to_share, eps / (1 + eps * cost_slope)),
)


# Bound variables: moves of logs, and the cost of the last GPU less the subsidy.
more, dearer, wanted, paid = sp.symbols("x y z w", real=True)
over = sp.Symbol("v", positive=True)
#: How far the logs move of what profit and balance depend on.
MOVES = {gpus: more, p: dearer, o.hours_wanted: wanted, o.kept: paid}
#: What the last GPU must earn at rest, and the day's subsidy to all.
THERE = {
    o.node_fixed_cost: o.last_gpu_cost * (gpus / o.first_node_gpus) ** (-1 / eta),
    o.subsidy_usd: o.gpu_subsidy * gpus,
}


def _unit() -> sp.Expr:
    """What nodes as a whole must be paid for a GPU-hour, in the number of GPUs."""
    return (o.keep_cost() - o.subsidy_usd / gpus) / (h * target) + o.node_variable_cost


def _moved() -> tuple[sp.Expr, sp.Expr]:
    """By how much profit and balance move at rest, if the logs of their causes move."""
    profit = o.margin(target).subs(o.KEPT) - o.keep_cost()
    balance = sp.expand_log(sp.log(gpus * h * target) - sp.log(o.load() * gpus * h), force=True)
    (rest,) = sp.solve(profit, o.kept)

    def total(expression: sp.Expr) -> sp.Expr:
        """The sum of the slopes in the logs times the moves."""
        slopes = sp.Add(*(move * x * sp.diff(expression, x) for x, move in MOVES.items()))
        return sp.powsimp(sp.expand(slopes.subs(o.kept, rest).subs(THERE)))

    return total(profit), total(balance)


def _statics(statement: sp.Basic) -> Iterator[Step]:
    profit, balance = _moved()
    yield identity(
        "Let the logs of the GPUs, the price, demand and the nodes' share move by x, y, z and w. "
        "At rest the profit of the last GPU moves by this,",
        profit,
        EARNED * (dearer + paid) - (o.last_gpu_cost / eta + o.gpu_subsidy) * more,
    )
    yield identity("And capacity over demand by this. Both stay at zero.", balance,
                   more + eps * dearer - wanted)  # fmt: skip
    unit, below = _unit(), {o.last_gpu_cost: o.gpu_subsidy + over}
    rises, whole = (
        sp.powsimp(sp.expand(each.subs(THERE))) for each in (gpus * sp.diff(unit, gpus), unit)
    )
    known = below | {cost_slope: (rises / whole).subs(below)}
    parts = []
    for symbol, move, one, first, gone, second, text in (
        (gpus_to_demand, more, wanted, profit, dearer, balance,
         "Demand rises by one per cent: y leaves profit at zero, and x alone the balance."),
        (price_to_demand, dearer, wanted, balance, more, profit,
         "So with the price: x leaves the balance, and y alone profit at zero."),
        (gpus_to_share, more, paid, profit, dearer, balance,
         "The nodes' share rises by one per cent: again x is the only one."),
    ):  # fmt: skip
        other = {each: int(each == one) for each in (wanted, paid)}
        (follows,) = sp.solve(first.subs(other), gone)
        stays = second.subs(other).subs(gone, follows).subs(move, symbol)
        part = o.part(statement, symbol)
        parts.append(only_root(text, part, sp.Eq(stays, 0), where=known))
    yield from parts
    yield all_of(
        "With χ for what GPUs add to the cost of a GPU-hour, these are the elasticities.",
        statement,
        *parts,
    )


def _statics_in_numbers(statement: sp.Basic) -> Evidence:
    count, step = 60, 1e-4
    many, worst = o.markets(count), 0.0
    for place in range(count):
        market = many.case(place)
        price, number = market.rest()
        found: dict[sp.Symbol, float] = {}
        for name, of_price, of_gpus in (
            ("scale", price_to_demand, gpus_to_demand),
            ("share", None, gpus_to_share),
        ):
            up, down = (
                np.log(replace(market, **{name: getattr(market, name) * np.exp(x)}).rest())
                for x in (step, -step)
            )
            change = (up - down) / (2 * step)
            found |= {of_gpus: change[1]} | ({of_price: change[0]} if of_price else {})

        found[cost_slope] = _slope_by_differences(market)[2]
        worst = max(worst, o.distance(statement, o.point(market, price, number) | found))
    return Evidence(
        "random markets solved again with demand and share moved a little: relative difference",
        count,
        worst,
        1e-6,
    )


def _rationed() -> Counterexample:
    """Half the GPUs may come, so that price and not entry answers to demand."""
    market = o.markets(1).case(0)
    price, number = market.rest()
    more = market.reference * (1.01 * market.scale / (market.target * number * market.hours)) ** (
        1 / market.elasticity
    )
    values = o.point(market, price, number)
    chi = (market.keep(number) / market.supply + values[o.gpu_subsidy]) / (
        market.share * price * market.target * market.hours
    )
    return o.unlike(
        "let no GPU come or go: the price answers to demand by one over its elasticity",
        float(np.log(more / price) / np.log(1.01)),
        cost_slope / (1 + eps * cost_slope),
        {eps: market.elasticity, cost_slope: chi},
    )


def _slope(statement: sp.Basic) -> Iterator[Step]:
    unit = _unit()
    yield identity(
        "Nodes as a whole are paid this for a GPU-hour if the last GPU just covers its cost.",
        (o.margin(target).subs(o.KEPT) - o.keep_cost()).subs(p, unit / o.kept),
        sp.Integer(0),
    )
    yield identity(
        "At rest it is this.", sp.powsimp(sp.expand(unit.subs(THERE))), EARNED / (h * target)
    )
    yield elasticity(
        "It moves with the log of the GPUs by the dearer last one and the thinner subsidy. That "
        "over what it is at rest is the elasticity.",
        statement,
        unit,
        gpus,
        where=THERE,
    )


def _slope_by_differences(market: o.Market, fixed_each: bool = False) -> tuple[float, float, float]:
    """Price and GPUs at rest, and the elasticity of what a GPU-hour must earn."""
    (price, number), step = market.rest(), 1e-4

    def unit(log: float) -> float:
        now = float(number * np.exp(log))
        borne = market.keep(now) - market.subsidy / (number if fixed_each else now)
        return float(np.log(borne / (market.target * market.hours) + market.variable))

    return price, number, (unit(step) - unit(-step)) / (2 * step)


def _slope_in_numbers(statement: sp.Basic) -> Evidence:
    count, worst = 80, 0.0
    many = o.markets(count)
    for place in range(count):
        market = many.case(place)
        price, number, found = _slope_by_differences(market)
        worst = max(
            worst, o.distance(statement, o.point(market, price, number) | {cost_slope: found})
        )
    text = "random markets, cost of a GPU-hour by differences: relative gap"
    return Evidence(text, count, worst, 1e-6)


def _subsidy_for_each() -> Counterexample:
    market = o.markets(1).case(0)
    price, number, found = _slope_by_differences(market, fixed_each=True)
    return o.unlike(
        "let each GPU get the same subsidy, however many there are: no subsidy is thinned",
        found,
        SLOPE.rhs,
        o.point(market, price, number),
    )


def claims() -> tuple[Claim, ...]:
    """The two claims."""
    entry = Assumption("free-entry", "GPUs come while they earn more than they cost, and leave")
    statics = Claim(
        "compute-market-statics",
        "How the point of rest answers to demand and to the nodes' share",
        "If the cost of a GPU-hour rises with the number of GPUs, demand raises price and "
        "capacity together. If it does not, capacity follows demand one for one and the price "
        "stays. A larger share for nodes raises capacity by up to the elasticity of demand.",
        (entry,),
        STATICS,
        _statics,
        _statics_in_numbers,
        {"free-entry": _rationed},
        f"{o.TEXTBOOK}; small changes around rest; the day's subsidy and hardware cost constant; a "
        "subsidy below the cost of the last GPU",
        shown_in="fig-market-statics",
        owner="own; solved from the model's equations",
    )
    slope = Claim(
        "compute-cost-slope",
        "How the cost of a GPU-hour rises with the number of GPUs",
        "What a GPU-hour must earn rises as the last GPU gets dearer, and as a fixed subsidy is "
        "spread over more of them. With a constant cost and no subsidy it does not rise.",
        (Assumption("fixed-subsidy", "the day's subsidy to all nodes together is fixed"),),
        SLOPE,
        _slope,
        _slope_in_numbers,
        {"fixed-subsidy": _subsidy_for_each},
        f"{o.TEXTBOOK}; at rest; a subsidy below the cost of the last GPU",
        shown_in="fig-market-statics",
        owner="own; solved from the model's equations",
    )
    return slope, statics
