"""Burns when revenue is not steady: what the claims say beside paths that know nothing of them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import sympy as sp
from numpy.typing import NDArray
from scipy.integrate import quad

from model.theory.burn.no_bubble import moment, revenue

Path = NDArray[np.float64]


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
