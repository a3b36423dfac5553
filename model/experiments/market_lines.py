"""Claims on the market for compute as lines, beside dots that come from runs.

The textbook market is the one that a class of the economy resembles near rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from model.experiments import class_at_rest
from model.experiments import compute_market as runs
from model.experiments.class_at_rest import Market, Rule

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Curves:
    """The economy's demand and the textbook's that touches it, over prices over the one outside.

    Hours a day are ``wanted`` by the economy and ``touching`` by the textbook over ``ratios``;
    ``said`` is the claim's elasticity there, ``found`` by differences over ``dots``. ``elasticity``
    and ``supply`` are the textbook's, at the ``rest`` of price over outside and of hours.
    """

    ratios: Array
    wanted: Array
    touching: Array
    said: Array
    dots: Array
    found: Array
    rest: tuple[float, float]
    elasticity: float
    supply: float
    scale: float


def curves(rule: Rule) -> Curves:
    """Demand of one class by price, and its elasticity by the claim and by differences."""
    market = class_at_rest.near(rule)
    price = float(class_at_rest.rest(rule)[0])
    ratios, dots, step = np.linspace(0.2, 3, 120), np.linspace(0.4, 2.8, 7), 1e-5
    prices = ratios * rule.outside
    right_price = (prices + rule.audit) / (rule.outside * rule.trust)
    power = right_price ** (2 * rule.elasticity)
    less, more = (
        np.asarray(rule.wanted(dots * rule.outside * each)) for each in (1 - step, 1 + step)
    )
    return Curves(
        ratios,
        np.asarray(rule.wanted(prices)),
        np.asarray(market.use(prices, 1.0)) * market.hours,
        2 * rule.elasticity * power / (1 + power) * prices / (prices + rule.audit),
        dots,
        np.log(less / more) / (2 * step),
        (price / rule.outside, float(rule.wanted(price))),
        float(market.elasticity),
        float(market.supply),
        float(rule.scale),
    )


@dataclass(frozen=True)
class Statics:
    """How rest answers, in per cent for one per cent, over the elasticity of supply.

    ``said`` are the claim's lines over ``supply`` and ``found`` pairs of runs over ``dots``: "gpus"
    and "price" answer to demand, and GPUs to the nodes' share by elasticity of demand.
    """

    supply: Array
    dots: Array
    said: dict[str, Array]
    found: dict[str, Array]
    share_said: dict[float, Array]
    share_found: dict[float, Array]


def statics(market: Market, elasticities: Sequence[float]) -> Statics:
    """Answers of the textbook market's rest by the claim and by pairs of long runs."""
    supply, dots = np.geomspace(0.2, 20, 40), np.geomspace(0.3, 10, 6)
    here = {each: replace(market, elasticity=each) for each in elasticities}
    return Statics(
        supply,
        dots,
        runs.responses_said(market, supply),
        runs.responses(market, dots),
        {each: runs.responses_said(one, supply)["share"] for each, one in here.items()},
        {each: runs.responses(one, dots)["share"] for each, one in here.items()},
    )


@dataclass(frozen=True)
class PriceAlone:
    """Log price from rest with GPUs fixed, from a tenth above; shape (product, day).

    ``products`` are price speed times elasticity.
    """

    products: tuple[float, ...]
    paths: Array


def price_alone(market: Market) -> PriceAlone:
    """The posted price with capacity fixed, on both sides of the claim's edge of two."""
    products = (0.5, 1.5, 1.9, 2.1)
    return PriceAlone(products, runs.price_paths(market, products, 14))


@dataclass(frozen=True)
class SubsidyEnd:
    """What stays of GPUs when a subsidy ends, and the demand that keeps ``wanted`` without one.

    ``lines`` are the claim over ``shares`` of the fixed cost, ``found`` runs over ``dots``, both by
    what elasticity of supply; ``with_running`` has base's running cost too. GPUs rest at ``gpus``
    over ``scales`` of demand in GPU-hours a day; ``floor`` is the claim's demand for ``wanted``.
    """

    shares: Array
    lines: dict[str, Array]
    dots: Array
    found: dict[str, Array]
    with_running: Array
    half: dict[str, float]
    scales: Array
    gpus: Array
    floor: float
    wanted: float


def subsidy_end(market: Market, wanted: float) -> SubsidyEnd:
    """The textbook market before and after a subsidy of the fixed cost."""
    shares, dots = np.linspace(0, 0.9, 46), np.linspace(0.1, 0.9, 5)
    bare = replace(market, variable=0.0)
    supplies = {"η = 1": 1.0, "η of base": float(market.supply)}
    powers = {name: market.elasticity * x / (market.elasticity + x) for name, x in supplies.items()}
    floor = runs.demand_floor(market, wanted)
    scales = np.geomspace(floor / 3, 3 * floor, 30)
    return SubsidyEnd(
        shares,
        {name: (1 - shares) ** power for name, power in powers.items()},
        dots,
        {name: runs.subsidy_ends(replace(bare, supply=x), dots) for name, x in supplies.items()},
        runs.subsidy_ends(market, dots),
        {name: float(0.5**power) for name, power in powers.items()},
        scales,
        runs.gpus_by_demand(market, scales),
        floor,
        wanted,
    )


@dataclass(frozen=True)
class TakeRate:
    """Income of the treasury over its maximum, by take, for elasticities of demand.

    ``lines`` are the market at rest over ``takes``, ``found`` long runs over ``dots``, and ``best``
    the claim's best take.
    """

    takes: Array
    lines: dict[float, Array]
    dots: Array
    found: dict[float, Array]
    best: dict[float, float]


def take_rate(market: Market, elasticities: Sequence[float], validators: float) -> TakeRate:
    """What the treasury earns in textbook markets without running cost."""
    takes, dots = np.linspace(0.01, 0.99 - validators, 120), np.linspace(0.08, 0.9, 9)
    here = {x: replace(market, variable=0.0, elasticity=x) for x in elasticities}
    lines = {x: runs.treasury_said(one, takes, validators) for x, one in here.items()}
    return TakeRate(
        takes,
        {x: line / line.max() for x, line in lines.items()},
        dots,
        {
            x: runs.treasury_income(one, dots, validators) / lines[x].max()
            for x, one in here.items()
        },
        {x: runs.best_take(one, validators) for x, one in here.items()},
    )
