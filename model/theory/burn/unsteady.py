"""Burns one by one when revenue is not steady: paths that holders foresee, and random walks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

import numpy as np
import sympy as sp
from numpy.typing import NDArray
from scipy.integrate import quad

Path = NDArray[np.float64]
YEARLY, FAR = 250, 300


def paths(seed: int, moment: sp.Symbol, count: int = 60) -> Iterator[tuple[float, sp.Expr]]:
    """Returns asked, and paths of revenue that rise and fall: none grows steadily."""
    draw = np.random.default_rng(seed)
    for _ in range(count):
        asked, near, far, hump, turn = (
            float(draw.uniform(*span))
            for span in ((0.15, 0.3), (0.3, 2), (-0.05, 0.05), (0, 3), (0.5, 3))
        )
        wave = 1 + sp.cos(turn * moment) / 2
        yield asked, hump * moment * sp.exp(-near * moment) + wave * sp.exp(far * moment)


def integrated(expression: sp.Expr, known: Mapping[sp.Symbol, float]) -> float:
    """An expression in numbers; what comes after 300 years is nothing."""
    parts = {}
    for whole in expression.atoms(sp.Integral):
        (moment, low, high), inside = whole.limits[0], whole.function.subs(known)
        ends = (float(min(end.subs(known), FAR)) for end in (low, high))
        parts[whole] = quad(sp.lambdify(moment, inside, "math"), *ends, limit=1000)[0]
    return float(expression.xreplace(parts).subs(known))


def burns(asked: float, path: sp.Expr, first: float, years: float, burned: float) -> float:
    """Supply after burns 250 times a year, at a price that grows at what is asked; one at first."""
    (moment,) = path.free_symbols
    step = years / max(1, round(years * YEARLY))
    middles = np.arange(step / 2, years, step)
    paid = burned * sp.lambdify(moment, path, "numpy")(middles) * step
    return float(1 - np.sum(paid * np.exp(-asked * middles) / first))


@cache
def first_price(asked: float, path: sp.Expr, burned: float) -> float:
    """The first price at which burns neither use up all tokens nor leave some, by halving."""
    low, high = 1e-6, 1000.0
    for _ in range(45):
        middle = (low + high) / 2
        enough = burns(asked, path, middle, FAR / 2, burned) > 0
        low, high = (low, middle) if enough else (middle, high)
    return low


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
    revenue = np.exp(np.cumsum(np.hstack([np.zeros((count, 1)), moves]), axis=1))
    left, price = np.ones_like(revenue), multiple * revenue
    for day in range(1, years * yearly + 1):
        burned = step * revenue[:, day - 1] / price[:, day - 1]
        left[:, day] = left[:, day - 1] - burned
        price[:, day] = multiple * revenue[:, day] / left[:, day]
    return left, price
