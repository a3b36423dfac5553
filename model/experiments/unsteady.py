"""Burns when revenue is not steady: what the claims say beside paths that know nothing of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import sympy as sp
from numpy.typing import NDArray
from scipy.integrate import quad

from model.experiments.formulas import values
from model.spec.accounts import initial_supply
from model.spec.worth import discount_rate
from model.theory.burn import regimes
from model.theory.burn.no_bubble import SUPPLY, burns, first_price, moment, revenue
from model.theory.burn.valuation import PATH, RISE, convenience
from model.theory.notation import burned_share, elapsed, growth

Path = NDArray[np.float64]
#: Holders ask fifteen per cent; a hump of revenue fades, waves last; a half of each dollar burns.
ASKED, BURNED = 0.15, 0.5
REVENUE = 3 * moment * sp.exp(-moment / 2) + 1 + sp.cos(moment) / 2
#: The fast and the slow regime grow by so much a year; revenue that walks has this volatility.
FAST, SLOW, UNREST = 0.2, -0.1, 0.4
#: First prices over the fair one, by name.
FACTORS: Mapping[str, float] = {"a fifth dearer": 1.2, "fair": 1.0, "a fifth cheaper": 0.8}


def integrated(expression: sp.Expr, path: sp.Expr, known: Mapping[sp.Symbol, float]) -> float:
    """An expression in numbers for a path of revenue; what comes after 300 years is nothing."""
    parts = {}
    for whole in expression.atoms(sp.Integral):
        (_, low, high), inside = whole.limits[0], whole.function.subs(known)
        ends = (float(min(end.subs(known), 300)) for end in (low, high))
        inside = inside.replace(revenue, lambda at: path.subs(moment, at))
        parts[whole] = quad(sp.lambdify(moment, inside, "math"), *ends, limit=1000)[0]
    return float(expression.xreplace(parts).subs(known))


def walks(
    asked: float, growth: float, unrest: float, years: int, count: int = 4000, yearly: int = 100
) -> tuple[Path, Path]:
    """Supply and price along random walks of revenue, in which all of each dollar burns.

    The price is the worth of burns to come over supply; their expectations are sums over days of
    a day's expected factor, by quadrature. Half of the walks mirror the other half.
    """
    places, weights = np.polynomial.hermite_e.hermegauss(30)
    step = 1 / yearly
    drift = (growth - unrest**2 / 2) * step
    factor = np.sum(weights * np.exp(drift + unrest * np.sqrt(step) * places)) / np.sum(weights)
    multiple = step / (1 - factor * np.exp(-asked * step))  # of the yearly revenue of the day
    draw = np.random.default_rng(1).standard_normal((count // 2, years * yearly))
    moves = drift + unrest * np.sqrt(step) * np.concatenate([draw, -draw])
    earned = np.exp(np.cumsum(np.hstack([np.zeros((count, 1)), moves]), axis=1))
    left, price = np.ones_like(earned), multiple * earned
    for day in range(1, years * yearly + 1):
        burned = step * earned[:, day - 1] / price[:, day - 1]
        left[:, day] = left[:, day - 1] - burned
        price[:, day] = multiple * earned[:, day] / left[:, day]
    return left, price


@dataclass(frozen=True)
class FirstPrices:
    """Supply left under one path of revenue, per cent: claimed, and burned from each first price.

    ``gone`` is the year in which the last token burns at the lowest of the first prices.
    """

    fine: Path
    line: Path
    years: Path
    left: Mapping[str, Path]
    gone: float


def first_prices(years: int) -> FirstPrices:
    """Supply over ``years``, from 250 burns a year, if the first price is the fair one or not."""
    fine, ends = np.linspace(0, years, 60), np.linspace(years / 15, years, 15)
    known = {discount_rate: ASKED, initial_supply: 1, burned_share: BURNED}
    line = [integrated(SUPPLY, REVENUE, {**known, elapsed: year}) for year in fine]
    left = {name: 100 * _burned_from(factor, ends) for name, factor in FACTORS.items()}
    early = np.linspace(1, years, 10 * (years - 1) + 1)
    gone = early[np.argmax(_burned_from(min(FACTORS.values()), early) <= 0)]
    return FirstPrices(fine, 100 * np.array(line), ends, left, float(gone))


def _burned_from(factor: float, years: Path) -> Path:
    fair = first_price(ASKED, REVENUE, BURNED)
    return np.array([burns(ASKED, REVENUE, factor * fair, year, BURNED) for year in years])


@dataclass(frozen=True)
class Walked:
    """Price and supply over their start if revenue walks at random: claims, and 4,000 walks.

    ``price`` and ``supply`` are claimed, ``mean`` is the walks' mean price, ``one`` the price of
    one walk, ``left`` its supply.
    """

    years: Path
    price: Path
    supply: Path
    mean: Path
    one: Path
    left: Path


def walked(years: int = 10, yearly: int = 50) -> Walked:
    """Revenue without growth that walks at random for ``years``."""
    left, price = walks(ASKED, 0.0, UNREST, years, yearly=yearly)
    time = np.linspace(0, years, left.shape[1])
    known = {discount_rate: ASKED, convenience: 0, growth: 0, initial_supply: 1, elapsed: time}
    over = price / price[0, 0]
    rise, path = (values(each, known) for each in (RISE, PATH))
    return Walked(time, rise, path, over.mean(axis=0), over[0], left[0])


@dataclass(frozen=True)
class Regime:
    """Burn rates of a regime by the mean length of both: claimed, and simulated."""

    line: Path
    dots: Path


def burn_rates(lengths: Path, paths: int = 40_000) -> dict[str, Regime]:
    """Burn rates a year of the fast and the slow regime, by their mean length in years."""
    found = {}
    for now, (name, rate) in enumerate((("fast", regimes.RATE_FAST), ("slow", regimes.RATE_SLOW))):
        grow = {discount_rate: ASKED, regimes.fast: FAST, regimes.slow: SLOW}
        points = [grow | dict.fromkeys(regimes.ENDS, 1 / float(length)) for length in lengths]
        line = np.array([float(rate.subs(at)) for at in points])
        dots = np.array([regimes.simulated(at, now, paths) for at in points])
        found[name] = Regime(line, dots)
    return found


@dataclass(frozen=True)
class Unsteady:
    """Revenue that is not steady: one path of it, random walks, and regimes by mean length."""

    first: FirstPrices
    walks: Walked
    lengths: Path
    rates: Mapping[str, Regime]

    def rate(self, name: str, length: float) -> tuple[float, float]:
        """Claimed and simulated burn rate of a regime at a mean length, per cent a year."""
        (place,) = np.flatnonzero(self.lengths == length)
        found = self.rates[name]
        return 100 * float(found.line[place]), 100 * float(found.dots[place])


def unsteady(years: int = 30, paths: int = 40_000) -> Unsteady:
    """All three, with burns over ``years`` and so many histories of regimes."""
    lengths = np.array([0.25, 0.5, 1, 2, 3, 4])
    return Unsteady(first_prices(years), walked(), lengths, burn_rates(lengths, paths))
