"""Runs of capacity that takes time to build: edges of stability, and paths at one speed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from model.spec import adjustment as j
from model.spec import demand as d
from model.theory.market import entry_runs, swings
from model.theory.market import one_class as o

Array = NDArray[np.float64]


def clearing_case(market: o.Market) -> dict[sp.Symbol, float]:
    """What the claims on build lags need, if the price clears the market."""
    values = swings.ratios(market, *replace(market, target=1.0).rest())
    running = market.variable * market.hours / market.keep(replace(market, target=1.0).rest()[1])
    return {
        swings.fee_ratio: float(1 + running),
        d.demand_elasticity: float(values[d.demand_elasticity]),
        j.supply_elasticity: float(values[j.supply_elasticity]),
        swings.subsidy_ratio: 0.0,
    }


def capacity_paths(case: dict[sp.Symbol, float], wait: int, entry: float, days: int) -> Array:
    """Capacity over rest after a start a tenth below: fixed wait, spread wait, exits at once."""
    fixed = [0.9] * (wait + 1)
    gain = entry_runs.gain_at_rest
    both, ordered, once, building = [0.9], 0.0, [0.9], 0.0
    for _ in range(days):
        fixed.append(fixed[-1] * (1 + entry * _clipped(gain(case, np.array(fixed[-1 - wait])))))
        profit = _clipped(gain(case, np.array(both[-1])))
        both.append(both[-1] + ordered / wait)
        ordered = ordered * (1 - 1 / wait) + entry * profit * both[-2]
        profit = _clipped(gain(case, np.array(once[-1])))
        once.append(once[-1] + building / wait - entry * max(-profit, 0) * once[-1])
        building = building * (1 - 1 / wait) + entry * max(profit, 0) * once[-2]
    return np.array([fixed[wait:], both, once])


def _clipped(profit: Array) -> float:
    return float(np.clip(profit, -1, 1))


def cobweb_edge(relative: float, wait: int) -> float:
    """Critical speed of the whole cobweb, not only near rest, by bisection on long runs."""

    def calm(entry: float) -> bool:
        path = [1.001] * (wait + 1)
        for _ in range(60 * (wait + 1) + 1200):
            path.append(path[-1] + entry * (path[-1 - wait] ** -relative - path[-1]))
            if not 0.2 < path[-1] < 5:
                return False
        return max(abs(x - 1) for x in path[-4 * wait - 4 :]) < 1e-3

    return bisected(calm, 0.0, 2.0, 12)


def bisected(calm: Callable[[float], bool], low: float, high: float, rounds: int) -> float:
    """The largest calm speed, if all below it are calm."""
    for _ in range(rounds):
        middle = (low + high) / 2
        low, high = (middle, high) if calm(middle) else (low, middle)
    return (low + high) / 2


def fixed_wait_edge(market: o.Market, speed: float, wait: int) -> float:
    """Critical entry speed under the posted price if every order and exit takes ``wait`` days."""
    price, gpus = market.rest()
    step, size = 1e-5, 2 + 2 * wait
    shifts = ((np.exp(step), 1.0), (1.0, np.exp(step)))
    change = [
        float(market.profit(price * u, gpus * w, market.use(price * u, gpus * w))) / step
        for u, w in shifts
    ]

    def calm(entry: float) -> bool:
        matrix = np.zeros((size, size))  # logs of price and GPUs, and those of the days before
        matrix[0, :2] = 1 - speed * market.elasticity, -speed
        matrix[1, 1] = 1
        matrix[1, -2:] += entry * np.array(change)
        matrix[np.arange(2, size), np.arange(size - 2)] = 1
        return bool(np.abs(np.linalg.eigvals(matrix)).max() < 1)

    return bisected(calm, 0.0, 4.0, 24)
