"""How the point of rest of the market for compute answers to demand and to the nodes' share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import sympy as sp

from model.quantities import NOT_NEGATIVE, theoretical
from model.spec import market as m
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.market import one_class as o
from model.theory.steps import Step, conclusion, identity, inequality

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


def _statics(statement: sp.Basic) -> Iterator[Step]:
    share = o.kept
    zero_profit = o.margin(target).subs(o.KEPT) - o.keep_cost()
    met = sp.log(gpus * h * target) - sp.log(o.load() * gpus * h)
    met = sp.expand_log(met, force=True)
    free = (o.node_fixed_cost, o.subsidy_usd, share)
    there = dict(zip(free, (
        o.last_gpu_cost * (gpus / o.first_node_gpus) ** (-1 / eta), o.gpu_subsidy * gpus,
        EARNED / (p * target * h)), strict=True))  # fmt: skip

    def slope(expression: sp.Expr, variable: sp.Symbol) -> sp.Expr:
        """The derivative in the logarithm of a variable, at rest."""
        return sp.powsimp(sp.expand((variable * sp.diff(expression, variable)).subs(there)))

    chi = SLOPE.rhs
    of_price = identity("At rest, profit moves with the log of the price by what a GPU earns.",
                        slope(zero_profit, p), EARNED)  # fmt: skip
    of_gpus = identity(
        "With the log of the GPUs it falls by the dearer last one and the thinner subsidy.",
        slope(zero_profit, gpus),
        -chi * EARNED,
    )
    of_share = identity("With the log of the nodes' share it moves by what a GPU earns.",
                        slope(zero_profit, share), EARNED)  # fmt: skip
    demand = [
        identity(text, slope(met, x), sp.Integer(value) if value != "e" else eps)
        for text, x, value in (
            ("Balance moves one for one with the log of the GPUs.", gpus, 1),
            ("It moves by the elasticity of demand with the log of the price.", p, "e"),
            ("It moves minus one for one with the log of demand.", o.hours_wanted, -1),
        )
    ]
    whole = 1 + eps * chi
    solved = [
        identity("Demand rises by one per cent: profit stays zero.",
                 EARNED * chi / whole - chi * EARNED / whole, sp.Integer(0)),
        identity("The market stays in balance.", 1 / whole + eps * chi / whole, sp.Integer(1)),
        identity("The share rises by one per cent and the price falls by the same over the "
                 "denominator: profit stays zero.",
                 EARNED * (-1 / whole) - chi * EARNED * eps / whole + EARNED, sp.Integer(0)),
        identity("The market stays in balance.", eps / whole - eps / whole, sp.Integer(0)),
    ]  # fmt: skip
    unique = inequality(
        "The two equations have one solution: their determinant is not zero.",
        EARNED * whole / EARNED,
        sp.Integer(0),
        1 + eps * cost_slope,
        {cost_slope: chi},
        strict=True,
    )
    steps = (of_price, of_gpus, of_share, *demand, *solved, unique)
    yield from steps
    yield conclusion(
        "With χ for what GPUs add to the cost of a GPU-hour, these are the elasticities.",
        STATICS,
        *steps,
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
    borne = o.keep_cost() - o.subsidy_usd / gpus
    unit = borne / (h * target) + o.node_variable_cost
    there = {
        o.node_fixed_cost: o.last_gpu_cost * (gpus / o.first_node_gpus) ** (-1 / eta),
        o.subsidy_usd: o.gpu_subsidy * gpus,
    }
    covers = identity(
        "Nodes as a whole are paid this for a GPU-hour if the last GPU just covers its cost.",
        (o.margin(target).subs(o.KEPT) - o.keep_cost()).subs(p, unit / o.kept),
        sp.Integer(0),
    )
    level = identity(
        "At rest it is this.",
        sp.powsimp(sp.expand(unit.subs(there))),
        EARNED / (h * target),
    )
    moves = identity(
        "It moves with the log of the GPUs by the dearer last one and the thinner subsidy.",
        sp.powsimp(sp.expand((gpus * sp.diff(unit, gpus)).subs(there))),
        SLOPE.rhs * EARNED / (h * target),
    )
    yield from (covers, level, moves)
    yield conclusion("The second over the first is the elasticity.", SLOPE, covers, level, moves)


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
        f"{o.TEXTBOOK}; small changes around rest; the day's subsidy and hardware cost constant",
        shown_in="fig-market-statics",
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
    )
    return slope, statics
