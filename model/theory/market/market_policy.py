"""What the end of a subsidy does to capacity, and which demand keeps it without one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import sympy as sp
from scipy.optimize import brentq

from model.logic.formulas import only_root, threshold
from model.logic.step import Step
from model.logic.steps import identity, inequality
from model.logic.theorems import rewritten
from model.quantities import POSITIVE, SHARE, theoretical
from model.spec import market as m
from model.spec import terms
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.market import one_class as o

eps, eta, target = o.demand_response, o.supply_response, m.utilisation_target
p, gpus, h = o.hour_price, o.node_gpus, o.node_hours
gpus_before = theoretical("gpus_before", "n_0", "GPU", "GPUs at rest with the subsidy", POSITIVE)
gpus_after = theoretical("gpus_after", "n_1", "GPU", "GPUs at rest without it", POSITIVE)
subsidised_share = theoretical(
    "subsidised_share", r"\hat s", "1", "share of a GPU's fixed cost that the subsidy pays", SHARE
)
wanted_gpus = theoretical("wanted_gpus", r"n_{\min}", "GPU", "GPUs that must not leave", POSITIVE)
least_demand = theoretical(
    "least_demand", r"A_{\min}", "GPU_hour", "least demand at the reference price", POSITIVE
)
# Bound variable: the part of the last GPU's cost that no subsidy pays.
left = sp.Symbol("w", positive=True)
END = sp.Eq(gpus_after / gpus_before, (1 - subsidised_share) ** (eps * eta / (eps + eta)))
FLOOR_PRICE = (
    o.node_fixed_cost * (wanted_gpus / o.first_node_gpus) ** (1 / eta) / (h * target)
    + o.node_variable_cost
) / terms.node_share()
FLOOR = sp.Eq(least_demand, wanted_gpus * target * h * (FLOOR_PRICE / o.reference_price) ** eps)


def logs() -> tuple[sp.Expr, sp.Expr]:
    """Logs of what a GPU earns over the last one's cost, and of demand over capacity in use.

    Work costs nothing, and there is no subsidy.
    """
    earned = o.margin(target).subs({o.subsidy_usd: 0, o.node_variable_cost: 0}).subs(o.KEPT)
    return (
        sp.expand_log(sp.log(sp.expand(earned) / o.keep_cost()), force=True),
        sp.expand_log(sp.log(o.load() / target), force=True),
    )


def _end(statement: sp.Basic) -> Iterator[Step]:
    profit, demand = logs()
    keep, full = o.keep_cost(), o.hours_wanted / (target * h)
    price = o.reference_price * (full / gpus) ** (1 / eps)
    subsidised = {o.subsidy_usd: (1 - left) * keep * gpus, o.node_variable_cost: 0}
    yield identity(
        "If the subsidy leaves a part w of the last GPU's cost, its fees must pay for that part.",
        (sp.expand(o.margin(target).subs(o.KEPT)) - keep).subs(subsidised),
        o.kept * p * target * h - left * keep,
    )
    yield only_root(
        "Demand over capacity is the target at this price, and at no other.",
        sp.Eq(p, price),
        sp.Eq(demand, 0),
        slope=-eps / p,
    )
    one_gpu = o.kept * price.subs(gpus, 1) * target * h * o.first_node_gpus ** (1 / eta)
    rests = []
    for text, symbol, part in (
        ("At that price fees are w of the cost at this number of GPUs only.", gpus_before, left),
        ("Without the subsidy they are all of it at this number.", gpus_after, sp.Integer(1)),
    ):
        number = (one_gpu / (part * o.node_fixed_cost)) ** (eps * eta / (eps + eta))
        pays = sp.expand_log(profit.subs(p, price), force=True) - sp.log(part)
        falls = -(1 / eps + 1 / eta) / symbol
        rests.append(
            only_root(text, sp.Eq(symbol, number), sp.Eq(pays.subs(gpus, symbol), 0), falls)
        )
    yield from rests
    yield rewritten(
        "With the subsidised share for 1 − w, the second over the first is that power of what is "
        "left.",
        statement,
        *rests,
        where={subsidised_share: 1 - left},
    )


def _runs(market: o.Market, count: int, seed: int) -> tuple[Any, Any]:
    draw = np.random.default_rng(seed)
    speeds = draw.uniform(0.02, 0.1, count), draw.uniform(0.02, 0.05, count)
    return market.lagged(6000, *speeds, draw.uniform(1, 20, count))


def _end_in_numbers(statement: sp.Basic) -> Evidence:
    count = 80
    bare = replace(o.markets(count), variable=np.zeros(count))
    price, before = _runs(bare, count, 11)
    _, after = _runs(replace(bare, subsidy=np.zeros(count)), count, 12)
    values = o.point(bare, price, before) | {gpus_before: before, gpus_after: after}
    values[subsidised_share] = bare.subsidy / before / bare.keep(before)
    text = "random markets after 6 000 days with the subsidy and without: relative difference"
    return Evidence(text, count, o.distance(statement, values), 1e-8)


def _running_cost() -> Counterexample:
    market = replace(o.markets(1).case(0), variable=0.3)
    (_, before), (_, after) = market.rest(), replace(market, subsidy=0.0).rest()
    share = market.subsidy / before / market.keep(before)
    values = {eps: market.elasticity, eta: market.supply, subsidised_share: share}
    return o.unlike(
        "let work cost something: the subsidy was a smaller part of all costs, and fewer leave",
        after / before,
        END.rhs,
        values,
    )


def _scarce() -> Counterexample:
    market = replace(o.markets(1).case(0), variable=0.0)
    _, before = market.rest()
    values = {eps: market.elasticity, eta: market.supply,
              subsidised_share: market.subsidy / before / market.keep(before)}  # fmt: skip
    price = market.rest()[0]
    capped = brentq(
        lambda n: (
            market.share * price * market.scale * price**-market.elasticity / n - market.keep(n)
        ),
        1e-6,
        1e6,
    )
    return o.unlike("hold the price where it was: users pay no more, so more nodes leave",
                    float(capped) / before, END.rhs, values)  # fmt: skip


def _floor(statement: sp.Basic) -> Iterator[Step]:
    margin = sp.expand(o.margin(target).subs(o.subsidy_usd, 0).subs(o.KEPT))
    cost = o.keep_cost().subs(gpus, wanted_gpus)
    price = (cost / (h * target) + o.node_variable_cost) / o.kept
    yield identity(
        "Without a subsidy the price covers the cost of the last of the wanted GPUs if it is this.",
        (margin - o.keep_cost()).subs(gpus, wanted_gpus).subs(p, price),
        sp.Integer(0),
    )
    x = sp.Symbol("x", nonnegative=True)
    yield inequality(
        "More demand never means fewer GPUs: one per cent more means this many per cent more of "
        "them, with the elasticity x of the cost of a GPU-hour in the GPUs.",
        1 / (1 + eps * x),
        sp.Integer(0),
        1 / (1 + eps * x),
        strict=True,
    )
    yield threshold(
        "At that price demand fills the wanted GPUs up to the target or beyond if it is at least "
        "this, and not if it is less.",
        statement,
        (o.load() - target).subs({gpus: wanted_gpus, p: price}),
        o.hours_wanted,
        (price / o.reference_price) ** -eps / (wanted_gpus * h),
        o.KEPT,
    )


def _floor_in_numbers(statement: sp.Basic) -> Evidence:
    count, worst = 80, 0.0
    many = replace(o.markets(count), subsidy=np.zeros(count))
    draw = np.random.default_rng(11)
    for place in range(count):
        market, wanted = many.case(place), draw.uniform(0.3, 3)

        def short(log: float, market: o.Market = market, wanted: float = wanted) -> float:
            return replace(market, scale=np.exp(log)).rest()[1] - wanted

        found = np.exp(brentq(short, -12, 14, xtol=1e-12))
        values = o.point(market, 1.0, wanted) | {wanted_gpus: wanted, least_demand: found}
        worst = max(worst, o.distance(statement, values))
    text = "demand at which a market rests with the wanted GPUs, by bisection: relative difference"
    return Evidence(text, count, worst, 1e-7)


def _still_subsidised() -> Counterexample:
    market, wanted = o.markets(1).case(0), 1.2
    found = np.exp(brentq(lambda x: replace(market, scale=np.exp(x)).rest()[1] - wanted, -12, 14))
    values = o.point(market, 1.0, wanted) | {wanted_gpus: wanted}
    return o.unlike("keep the subsidy: less demand is enough", float(found), FLOOR.rhs, values)


def claims() -> tuple[Claim, ...]:
    """The two claims."""
    idle = Assumption("no-running-cost", "work itself costs nothing, the fixed cost is all")
    end = Claim(
        "subsidy-end-exit",
        "How many GPUs leave when a subsidy ends",
        "What stays is a power of the share of the cost that was not subsidised. The power is "
        "below the elasticities of demand and of supply; with a constant cost of the last GPU it "
        "is the elasticity of demand.",
        (idle, Assumption("price-moves", "the price rises until the nodes that stay are paid")),
        END,
        _end,
        _end_in_numbers,
        {"no-running-cost": _running_cost, "price-moves": _scarce},
        f"{o.TEXTBOOK}; rest before and after; the subsidised share is measured before the end "
        "and below one",
        shown_in="fig-subsidy-end",
        owner="own; solved from the model's equations",
    )
    floor = Claim(
        "demand-floor",
        "The demand that keeps a number of GPUs without a subsidy",
        "It is what those GPUs can work at the target, times a power of the price that covers the "
        "last of them.",
        (Assumption("no-subsidy", "nodes live on fees alone"),),
        FLOOR,
        _floor,
        _floor_in_numbers,
        {"no-subsidy": _still_subsidised},
        f"{o.TEXTBOOK}; at rest, away from limits",
        shown_in="fig-subsidy-end",
        owner="own; solved from the model's equations",
    )
    return end, floor
