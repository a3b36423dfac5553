"""Capacity that takes time to build, in numbers: markets that clear, near rest and off it."""

from __future__ import annotations

import numpy as np
import sympy as sp

from model.theory.market import one_class as o
from model.theory.market import swings as w

eps, eta = o.demand_response, o.supply_response


def clearing(count: int, seed: int = 7) -> dict[sp.Symbol, np.ndarray]:
    """Random markets that clear: what the claims speak of, at rest."""
    draw = np.random.default_rng(seed).uniform
    return {
        w.fee_ratio: draw(0.9, 2, count), eps: draw(0.5, 2.5, count), eta: draw(0.3, 3, count),
        w.subsidy_ratio: draw(0, 0.3, count),
    }  # fmt: skip


def gain_at_rest(case: dict[sp.Symbol, float], gpus: np.ndarray) -> np.ndarray:
    """Relative profit off rest, with the cost of work that makes profit zero at rest."""
    fees, subsidy = case[w.fee_ratio], case[w.subsidy_ratio]
    earned = fees * gpus ** (-1 / case[eps]) + subsidy / gpus - (fees + subsidy - 1)
    return np.asarray(earned / gpus ** (1 / case[eta]) - 1)


def slope(case: dict[sp.Symbol, float]) -> float:
    """The fall of relative profit with the log of the GPUs, by differences."""
    up, down = (gain_at_rest(case, np.exp(np.array(x))) for x in (1e-5, -1e-5))
    return float(down - up) / 2e-5


def largest(case: dict[sp.Symbol, float], wait: int, entry: float) -> float:
    """Largest modulus of the roots if every order takes ``wait`` days: z^(ℓ+1) = z^ℓ − gain."""
    gain = entry * slope(case)
    roots = np.roots([1.0, -1.0, *[0.0] * (wait - 1), gain] if wait else [1.0, gain - 1])
    return float(np.abs(roots).max())


def spread_radius(case: dict[sp.Symbol, float], wait: float, entry: float) -> float:
    """The same if orders are ready at random, after ``wait`` days on average."""
    day = np.array([[1, 1 / wait], [-entry * slope(case), 1 - 1 / wait]])
    return float(np.abs(np.linalg.eigvals(day)).max())


def critical(kind: str, case: dict[sp.Symbol, float], wait: int) -> float:
    """Critical entry speed by bisection, for a "fixed" or a "spread" wait."""
    measure = largest if kind == "fixed" else spread_radius
    low, high = 0.0, 4.0
    for _ in range(28):
        middle = (low + high) / 2
        low, high = (middle, high) if measure(case, wait, middle) < 1 else (low, middle)
    return low


def example() -> dict[sp.Symbol, float]:
    """One such market."""
    return {k: float(v[0]) for k, v in clearing(1).items()}


def exits_at_once(case: dict[sp.Symbol, float], wait: float, entries: np.ndarray) -> np.ndarray:
    """Swing of the GPUs after 4 000 days if orders wait and exits do not, by entry speed."""
    gpus, building = 1.001 + 0 * entries, 0 * entries
    last = np.zeros_like(entries)
    for day in range(4000):
        profit = np.clip(gain_at_rest(case, gpus), -1, 1)
        gpus, building = (
            np.maximum(gpus + building / wait - entries * np.maximum(-profit, 0) * gpus, 1e-3),
            building * (1 - 1 / wait) + entries * np.maximum(profit, 0) * gpus,
        )
        if day >= 3900:
            last = np.maximum(last, np.abs(np.log(gpus)))
    return last
