"""Sensitivity: Sobol' indices of the Ishigami function, in exact integrals and by sampling.

The sampled indices come from the estimator that sweeps of this model use, so that it is the
estimator which is tested; the exact ones come from the variance decomposition by SymPy.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache

import numpy as np
import sympy as sp
from numpy.typing import NDArray
from scipy import stats

NAMES = ("S1", "S2", "S3", "T1", "T2", "T3")


@cache
def _exact(a: Fraction, b: Fraction) -> tuple[float, ...]:
    """First-order and total indices by integrating the function over its inputs."""
    x = sp.symbols("x1:4", real=True)
    y = (
        sp.sin(x[0])
        + sp.Rational(a) * sp.sin(x[1]) ** 2
        + sp.Rational(b) * x[2] ** 4 * sp.sin(x[0])
    )

    def mean(expression: sp.Expr, over: tuple[sp.Symbol, ...]) -> sp.Expr:
        for symbol in over:
            expression = sp.integrate(sp.expand(expression), (symbol, -sp.pi, sp.pi)) / (2 * sp.pi)
        return expression

    def variance(given: tuple[sp.Symbol, ...]) -> sp.Expr:
        """Variance of the mean of y given some inputs."""
        inner = mean(y, tuple(s for s in x if s not in given))
        return mean(inner**2, given) - mean(inner, given) ** 2

    total = variance(x)
    first = [variance((s,)) / total for s in x]
    all_of = [1 - variance(tuple(o for o in x if o != s)) / total for s in x]
    return tuple(float(sp.N(each, 30)) for each in first + all_of)


def exact(a: Fraction, b: Fraction) -> dict[str, float]:
    """Exact indices of the Ishigami function with the parameters ``a`` and ``b``."""
    return dict(zip(NAMES, _exact(Fraction(a), Fraction(b)), strict=True))


def sampled(a: Fraction, b: Fraction, points: int, seed: int) -> dict[str, float]:
    """Indices of the same function from a sample of ``points`` base points."""

    def function(x: NDArray[np.float64]) -> NDArray[np.float64]:
        y = np.sin(x[0]) + float(a) * np.sin(x[1]) ** 2 + float(b) * x[2] ** 4 * np.sin(x[0])
        return np.asarray(y, float)

    angle = stats.uniform(loc=-np.pi, scale=2 * np.pi)
    found = stats.sobol_indices(
        func=function, n=points, dists=[angle] * 3, rng=np.random.default_rng(seed)
    )
    values = (*found.first_order.ravel(), *found.total_order.ravel())
    return {name: float(value) for name, value in zip(NAMES, values, strict=True)}
