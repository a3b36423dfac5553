"""What is left of supply by the idea of a price: the claims' paths and daily burns, side by side.

Shares of supply are in per cent of what there was at the start; times are in years, rates a year.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import sympy as sp

from model.experiments.burn import (
    RATIONAL,
    Closure,
    Network,
    Path,
    claimed,
    half_lives,
    shares,
    simulated,
    wandering,
)
from model.experiments.economy_at_rest import in_the_economy
from model.spec.worth import discount_rate
from model.theory.burn.valuation import convenience
from model.theory.notation import burned_share, supply, token_price, yearly_revenue


@dataclass(frozen=True)
class Curve:
    """Supply left under one idea of the price: ``line`` by the claim, ``dots`` at each year's end.

    With ``only_end`` the claim says where the path ends and not how it gets there.
    """

    name: str
    line: Path
    dots: Path
    only_end: bool

    @property
    def left(self) -> float:
        """What is left in the end, by daily burns."""
        return float(self.dots[-1])


@dataclass(frozen=True)
class Curves:
    """Supply left over ``years``; lines are taken at the years ``fine``."""

    years: int
    fine: Path
    curves: tuple[Curve, ...]

    def left(self, name: str) -> float:
        """What is left in the end under the idea of that name."""
        return next(curve.left for curve in self.curves if curve.name == name)


def curves(net: Network, made: list[Closure], years: int) -> Curves:
    """Supply left over ``years`` under each closure."""
    fine = np.linspace(0.01, years, 400)
    found = tuple(
        Curve(
            each.name,
            100 * claimed(each.claim, each.values, fine) / net.supply,
            100 * simulated(net, each.price, years) / net.supply,
            # The harmonic mean of all years knows nothing of the years before the last.
            each.claim.startswith("random"),
        )
        for each in made
    )
    return Curves(years, fine, found)


@dataclass(frozen=True)
class Rule:
    """Half-lives under one price rule: ``line`` by the claim and ``dots`` by daily burns.

    ``seen`` are half-lives of the announced economy at rest at the margins ``at``, ``said`` those
    of the claim there, ``gap`` its price over the fair one.
    """

    line: Path
    dots: Path
    at: Path
    seen: Path
    said: Path
    gap: Path

    @property
    def off(self) -> float:
        """The largest relative gap between economy and claim."""
        return float(np.max(np.abs(self.seen / self.said - 1)))


@dataclass(frozen=True)
class HalfLives:
    """Half-lives of supply against the application margin, by price rule."""

    margins: Path
    rules: Mapping[str, Rule]


def by_margin(margins: Path, asked: float, growth: float) -> HalfLives:
    """Half-lives by the claims, by daily burns and in the economy at rest."""
    found, runs = half_lives(margins, asked, growth), in_the_economy()
    rules = {}
    for name, (line, dots) in found.items():
        at, seen, gap = runs[name]
        rules[name] = Rule(line, dots, at, seen, half_lives(at, asked, growth)[name][0], gap)
    return HalfLives(margins, rules)


@dataclass(frozen=True)
class Share:
    """Rational pricing with one burned share: supply left and price (USD/AI), lines and dots."""

    share: float
    left: Path
    line: Path
    price: Path


@dataclass(frozen=True)
class Shares:
    """Rational pricing by burned share; the claim on supply is one line for all of them."""

    fine: Path
    line: Path
    found: tuple[Share, ...]


def by_share(net: Network, burned: Path, asked: float, years: int) -> Shares:
    """Supply and price under rational pricing, for several burned shares, over ``years``."""
    fine = np.linspace(0, years, 200)
    known = net.values() | {discount_rate: asked, convenience: 0.0}
    path, earned = claimed(RATIONAL, known, fine), net.revenue * np.exp(net.growth * fine)
    found = []
    for share, (left, price) in shares(net, burned, asked, years).items():
        now: dict[sp.Symbol, float | Path] = dict(known)
        now |= {burned_share: share, supply: path, yearly_revenue: earned}
        line = claimed(RATIONAL, now, fine, token_price)
        found.append(Share(share, 100 * left / net.supply, line, price))
    return Shares(fine, 100 * path / net.supply, tuple(found))


@dataclass(frozen=True)
class Corrections:
    """What a wandering price and burning in steps change.

    ``line``, ``mean`` and ``error`` are a year's burns over those at the median price, by
    volatility: claimed, simulated, and the standard error. ``before`` and ``after`` are what is
    left after each burn of the share ``share`` at the price before it and after it, per cent.
    """

    volatilities: Path
    line: Path
    mean: Path
    error: Path
    share: float
    before: Path
    after: Path


def corrections(volatilities: Path, share: float, count: int) -> Corrections:
    """A price that wanders with these volatilities, and ``count`` burns of a share each."""
    burns = range(count + 1)
    before = np.array([100 * (1 - share) ** each for each in burns])
    # At the price after the burn the same dollars buy a share of what is left.
    after = np.array([100 / (1 + share) ** each for each in burns])
    return Corrections(volatilities, *wandering(volatilities), share, before, after)
