"""What the end of a subsidy does to capacity, and which demand keeps it without one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import sympy as sp
from scipy.optimize import brentq

from model.quantities import POSITIVE, SHARE, theoretical
from model.spec import market as m
from model.spec import terms
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.market import one_class as o
from model.theory.steps import Step, conclusion, equivalence, identity, inequality

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
END = sp.Eq(gpus_after / gpus_before, (1 - subsidised_share) ** (eps * eta / (eps + eta)))
FLOOR_PRICE = (
    o.node_fixed_cost * (wanted_gpus / o.first_node_gpus) ** (1 / eta) / (h * target)
    + o.node_variable_cost
) / terms.node_share()
FLOOR = sp.Eq(least_demand, wanted_gpus * target * h * (FLOOR_PRICE / o.reference_price) ** eps)


def logs() -> tuple[sp.Expr, sp.Expr]:
    """Logs of what a GPU earns over the last one's cost, and of demand over capacity in use."""
    earned = o.margin(target).subs({o.subsidy_usd: 0, o.node_variable_cost: 0}).subs(o.KEPT)
    load = o.load().subs(o.hours_wanted, o.known(o.hours_wanted)) / target
    return (
        sp.expand_log(sp.log(earned / o.keep_cost()), force=True),
        sp.expand_log(sp.log(load), force=True),
    )


def _end(statement: sp.Basic) -> Iterator[Step]:
    profit, demand = logs()
    gone, dearer, change = sp.symbols("x y z", real=True)
    moved = {gpus: gpus * sp.exp(gone), p: p * sp.exp(dearer)}

    def shift(log: sp.Expr) -> sp.Expr:
        return sp.expand(sp.expand_log(log.subs(moved), force=True) - log)

    solved = {gone: change * eps * eta / (eps + eta), dearer: -change * eta / (eps + eta)}
    cost = identity(
        "Let the log of the GPUs move by x and that of the price by y. Then that of what a GPU "
        "earns over its cost moves by this,",
        shift(profit),
        dearer - gone / eta,
    )
    balance = identity("And that of demand over capacity by this.", shift(demand),
                       -eps * dearer - gone)  # fmt: skip
    pays = identity(
        "With z for the log of what is left of the cost, users must pay for the rest once the "
        "subsidy ends: earnings rise by −z with these x and y,",
        (dearer - gone / eta).subs(solved),
        -change,
    )
    meets = identity("And demand still meets capacity.", (-eps * dearer - gone).subs(solved),
                     sp.Integer(0))  # fmt: skip
    steps = (cost, balance, pays, meets)
    yield from steps
    yield conclusion("So the GPUs change by that power of what is left.", END, *steps)


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
    scale = o.known(o.hours_wanted)
    margin = o.margin(target).subs(o.subsidy_usd, 0).subs(o.KEPT)
    price = FLOOR_PRICE.subs(o.KEPT)
    covers = identity(
        "Without a subsidy the price covers the cost of the last of the wanted GPUs if it is this.",
        (margin - o.keep_cost()).subs(gpus, wanted_gpus).subs(p, price),
        sp.Integer(0),
    )
    need = wanted_gpus * target * h * (p / o.reference_price) ** eps
    meets = equivalence(
        "At that price demand fills the wanted GPUs up to the target or beyond if and only if it "
        "is at least this.",
        (o.load().subs(o.hours_wanted, scale) - target).subs(gpus, wanted_gpus),
        scale - need,
        (p / o.reference_price) ** -eps / (wanted_gpus * h),
    )
    more = inequality(
        "More demand never means fewer GPUs: one per cent more means this many per cent more of "
        "them, with the elasticity of the cost of a GPU-hour in the GPUs.",
        1 / (1 + eps * sp.Symbol("x", nonnegative=True)),
        sp.Integer(0),
        1 / (1 + eps * sp.Symbol("x", nonnegative=True)),
        strict=True,
    )
    yield from (covers, meets, more)
    yield conclusion("So the least demand is this.", FLOOR, covers, meets, more)


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
        f"{o.TEXTBOOK}; rest before and after; the subsidised share is measured before the end",
        shown_in="fig-subsidy-end",
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
    )
    return end, floor
