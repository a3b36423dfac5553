"""From usage to the price: claims as lines, beside programs that know nothing of them.

Whole-number swaps, batches cleared by bisection, burns integrated in time, the economy's runs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import sympy as sp
from numpy.typing import NDArray
from scipy.integrate import solve_ivp

from model.experiments.closures import CLOSURES, Comparison, Weight
from model.parameter_sets import Parameters
from model.spec import accounts, vault
from model.spec.worth import premium_at_launch, premium_half_life
from model.theory.notation import supply
from model.theory.sourced import AFTER_FEE
from model.theory.value import fair_value, fees_in_tokens, order_flow, transmission
from model.theory.vault import purchase

Array = NDArray[np.float64]
_BATCH = {"depth": 1.0, "fair_price": 1.0}


def line(formula: sp.Expr, variable: sp.Symbol, **known: float) -> Any:
    """A formula as a function of one quantity, the others by name."""
    names = {s: known[s.name] for s in formula.free_symbols if s != variable}
    return sp.lambdify(variable, formula.subs(names), "numpy")


@dataclass(frozen=True)
class Drawn:
    """A claim's ``line`` over ``x``, and what was ``found`` without it over ``dots``."""

    x: Array
    line: Array
    dots: Array
    found: Array


@dataclass(frozen=True)
class Links:
    """Elasticities of the links from usage to the price.

    ``fees`` in usage, over ``epsilons`` of demand, by how much of the reach is used, and base's at
    ``here`` in the runs; of tokens ``bought`` in dollars and of the ``pushed`` price of the day,
    over the purchase's size; and the ``lift`` by burned tokens, over their share.
    """

    epsilons: Array
    fees: dict[float, Array]
    here: tuple[float, float]
    bought: Drawn
    pushed: Drawn
    lift: Drawn


def links(found: Comparison) -> Links:
    """Elasticity of each link from usage to the price, closed form and program."""
    base, epsilons = found.base, np.linspace(0.3, 3, 200)
    outside = {"price_over_outside": 1.0, "supply_elasticity": base["supply_elasticity"]}
    fees = {
        used: line(transmission.FEES, transmission.epsilon, reach_used=used, **outside)(epsilons)
        for used in (0.0, 0.5, 1e9)
    }
    sizes, dots = np.geomspace(0.001, 3, 200), np.geomspace(0.001, 3, 9)
    buys = line(purchase.ELASTIC, vault.one_purchase, pool_usd=1.0, pool_fee=base["pool_fee"])
    shares, some = np.linspace(0, 0.6, 100), np.linspace(0.05, 0.55, 6)
    rises = transmission.BURNED.subs(transmission.counted_tokens, 1 - accounts.burned)
    slope = np.log((1 - 0.999 * some) / (1 - 1.001 * some)) / np.log(1.001 / 0.999)
    return Links(
        epsilons,
        {used: np.broadcast_to(each, epsilons.shape) for used, each in fees.items()},
        (base["demand_elasticity"], found.elasticity("fees_usd", "fundamental", "usage").middle),
        Drawn(sizes, buys(sizes), dots, _bought_slopes(dots)),
        _pushed(sizes, dots, base),
        Drawn(shares, line(rises, accounts.burned)(shares), some, slope),
    )


def _bought_slopes(sizes: Array) -> Array:
    """Elasticity of tokens in dollars, from whole-number swaps a little apart."""
    tokens, dollars, kept, found = 10**27, 10**24, round(10**6 * AFTER_FEE), []
    for size in sizes:
        spent = int(dollars * size)
        paid = [spent * part // 10_000 * kept // 10**6 for part in (9_999, 10_001)]
        less, more = (tokens * each // (dollars + each) for each in paid)
        found.append(float(np.log(more / less) / np.log(10_001 / 9_999)))
    return np.array(found)


def _pushed(sizes: Array, dots: Array, base: Parameters) -> Drawn:
    offered, step, response, fee = 0.1, 1e-3, base["sellers_response"], base["pool_fee"]
    given = {"tokens_offered": offered, "sellers_response": response, "pool_fee": fee}
    push = line(order_flow.PUSH, vault.buyback_usd, **_BATCH, **given)
    found = []
    for size in dots:
        up, down = (
            order_flow.batch((1 - fee) * size * np.exp(sign * step), offered, response, 1.0)
            for sign in (1, -1)
        )
        found.append((up - down) / (2 * step))
    return Drawn(sizes, push(sizes), dots, np.array(found))


@dataclass(frozen=True)
class Lever:
    """What a lever does to the price by what has been burned; the weight of usage in the price.

    ``lift`` goes by the direct effect. ``weight`` goes by scenario: per cent of usage in the fair
    price after so many ``years``, over the premium's half-life in years, whose usual value is
    ``half_life``.
    """

    lift: dict[float, Drawn]
    weight: dict[str, Drawn]
    half_life: float
    years: float


def lever(weights: Mapping[str, Weight], half_life: float, years: float) -> Lever:
    """The claims on levers and on the weight of usage, beside burns in time and medians of runs."""
    part, dots = np.linspace(0.001, 0.6, 100), np.linspace(0.05, 0.55, 6)
    lift = {}
    for zeta in (1.0, 0.5, 0.0):
        said = line(transmission.LEVER, supply, value_to_lever=zeta, initial_supply=1.0)
        whole = np.broadcast_to(said(1 - part), part.shape)
        lift[zeta] = Drawn(part, whole, dots, _integrated(zeta, dots))
    return Lever(
        lift, {name: _weight(each, years) for name, each in weights.items()}, half_life, years
    )


def _integrated(zeta: float, parts: Array) -> Array:
    """Elasticity of the price in the lever, where ``parts`` of the supply have been burned."""
    found = []
    for part in parts:
        years = -np.log(1 - part)
        step, left = 0.002, []
        for power in (np.exp(-step) ** (1 - zeta), np.exp(step) ** (1 - zeta)):
            run = solve_ivp(
                lambda _, s, p: -p * s, (0, years), [1.0], args=(power,), rtol=1e-10, atol=1e-12
            )
            left.append(float(run.y[0, -1]))
        found.append(zeta - float(np.log(left[1] / left[0])) / (2 * step))
    return np.array(found)


def years_to_half(half_life: float, launched: float, worth: float) -> float:
    """Age at which usage makes half of the price, for a premium at launch and usage's worth in USD.

    By the claim, with all trust.
    """
    known = {premium_half_life: half_life, premium_at_launch: launched, fair_value.HOPE: 1}
    return float(fair_value.TAKEOVER.subs(fair_value.BY_USAGE, worth).subs(known))


def _weight(found: Weight, years: float) -> Drawn:
    """Usage's share by the claim on when it takes over, and the medians of the runs."""
    worth = float(np.median(found.worth[-1]))
    lives = np.geomspace(found.half_lives[0], found.half_lives[-1], 100)
    takes_over = np.array([years_to_half(each, found.premium, worth) for each in lives])
    share = 100 / (1 + 2 ** ((takes_over - years) / lives))
    return Drawn(lives, share, found.half_lives, np.median(found.usage, axis=1))


@dataclass(frozen=True)
class Market:
    """How far a flow moves a day's price, what runs found, what noise adds, and Little's law.

    ``cleared`` goes by sellers' response, ``held`` by closure: gaps that flows hold, and those of
    price over fair price in logarithms, by run; ``apart`` is their mean distance. ``spread`` goes
    by the size of unrest, ``transit`` by the kind of holding time.
    """

    cleared: dict[float, Drawn]
    held: dict[str, tuple[Array, Array]]
    apart: float
    spread: dict[float, Drawn]
    transit: dict[str, Drawn]


def market(found: Comparison, seed: int = 7) -> Market:
    """One batch a day: the claims, batches cleared by bisection, markets with noise, the runs."""
    draw = np.random.default_rng(seed)
    flows, orders = np.linspace(-1, 2, 100), np.linspace(-0.9, 1.8, 7)
    cleared = {}
    for response in (0.0, 1.0, 5.0):
        given = {"tokens_offered": 1.0, "sellers_response": response}
        said = line(order_flow.GAP, order_flow.standing_flow, **_BATCH, **given)(flows)
        ends = np.array([order_flow.batch(1.0 + x, 1.0, response, 1.0) for x in orders])
        cleared[response] = Drawn(flows, said, orders, ends)
    held = {closure: found.gaps(closure)[::-1] for closure in CLOSURES}
    apart = float(np.mean([abs(gap - flow) for flow, gap in held.values()]))
    sizes, some = np.linspace(0, 0.1, 50), np.linspace(0.01, 0.09, 5)
    spread = {
        unrest: Drawn(
            sizes, sizes, some, np.array([order_flow.noisy(x, unrest, draw) for x in some])
        )
        for unrest in (0.0, 0.3, 0.5)
    }
    flow, times = 1.0, np.linspace(0.02, 0.5, 8)
    tokens = sp.solve(sp.Eq(fees_in_tokens.TRANSIT, 1), accounts.free_float)[0]
    names = sorted(tokens.free_symbols, key=str)
    law = sp.lambdify(names, tokens, "numpy")(times, flow)
    transit = {
        name: Drawn(
            times,
            law,
            times,
            np.array([fees_in_tokens.in_transit(flow, each, kind, draw) for each in times]),
        )
        for kind, name in enumerate(("exponential", "uniform", "lognormal"))
    }
    return Market(cleared, held, apart, spread, transit)
