"""Small swings around rest: slopes of profit, the roots of a day, the speed that is too much."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import sympy as sp

from model.logic.arithmetic import by_arithmetic
from model.logic.step import Step
from model.quantities import NOT_NEGATIVE, POSITIVE, theoretical
from model.spec import market as m
from model.theory.market import one_class as o

eps, eta, target = o.demand_response, o.supply_response, m.utilisation_target
p, gpus, h = o.hour_price, o.node_gpus, o.node_hours
fee_ratio = theoretical(
    "fee_ratio", r"a", "1", "fees of a GPU over the fixed cost of the last one, at rest", POSITIVE
)
subsidy_ratio = theoretical(
    "subsidy_ratio",
    r"\varsigma_{k}",
    "1",
    "subsidy of a GPU over the fixed cost of the last one, at rest",
    NOT_NEGATIVE,
)
critical_entry_speed = theoretical(
    "critical_entry_speed",
    r"\nu_{c}",
    "1",
    "entry speed at which small swings do not die out",
    POSITIVE,
)


def slopes(use: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
    """Derivatives of relative profit in the logs of price and GPUs at rest, from the equations.

    ``use`` is the share of a GPU that works, in price and GPUs.
    """
    profit = o.margin(use).subs(o.KEPT) / o.keep_cost() - 1
    running = fee_ratio + subsidy_ratio - 1
    there = {
        o.hours_wanted: o.positive(o.hours_wanted),
        o.kept: fee_ratio * o.last_gpu_cost / (p * target * h),
        o.node_variable_cost: running * o.last_gpu_cost / (target * h),
        o.subsidy_usd: subsidy_ratio * o.last_gpu_cost * gpus,
        o.node_fixed_cost: o.last_gpu_cost * (gpus / o.first_node_gpus) ** (-1 / eta),
    }
    balance = gpus * h * target * (p / o.reference_price) ** eps
    found = []
    for x in (p, gpus):
        slope = (x * sp.diff(profit, x)).subs(o.hours_wanted, balance).subs(there)
        found.append(sp.powsimp(sp.expand(slope)))
    return found[0], found[1]


def inside(day: sp.Matrix) -> sp.Basic:
    """The condition that both roots of a day in two quantities lie in the unit circle."""
    return _sums(sp.expand(day.trace()), sp.expand(day.det()))


def _sums(total: sp.Expr, product: sp.Expr) -> sp.Basic:
    """The two sums and one less the determinant, all positive."""
    wanted = (1 - total + product, 1 + total + product, 1 - product)
    return sp.And(*(sp.Gt(each, 0, evaluate=False) for each in wanted), evaluate=False)


def jury() -> list[Step]:
    """The steps that tie both roots of a quadratic to the unit circle."""
    one, other = sp.symbols("z_1 z_2", real=True)
    apart = sp.Symbol("y", positive=True)
    real = sp.And(sp.Abs(one) < 1, sp.Abs(other) < 1)
    return [
        by_arithmetic(
            "Let both roots be real, with their sum the trace and their product the determinant. "
            "They lie between minus one and one if and only if three things are positive: the two "
            "sums, and one less the determinant.",
            sp.Equivalent(real, _sums(one + other, one * other), evaluate=False),
        ),
        by_arithmetic(
            "Complex roots are conjugate, and the determinant is their squared modulus: the same "
            "three things tell whether they lie in the unit circle.",
            sp.Equivalent(one**2 + apart**2 < 1, _sums(2 * one, one**2 + apart**2), evaluate=False),
        ),
    ]


Day = Callable[[Any, Any], tuple[Any, Any]]


def radius(day: Day, price: Any, number: Any) -> Any:
    """Largest modulus of the roots of a day in the logs of price and GPUs, by differences."""
    step, columns = 1e-5, []
    for up, right in ((step, 0.0), (0.0, step)):
        ahead = day(price * np.exp(up), number * np.exp(right))
        back = day(price * np.exp(-up), number * np.exp(-right))
        columns.append([np.log(x / y) / (2 * step) for x, y in zip(ahead, back, strict=True)])
    matrix = np.moveaxis(np.asarray(columns), -1, 0)
    return np.abs(np.linalg.eigvals(matrix)).max(axis=-1)


def bisect(stable: Callable[[Any], Any], low: Any, high: Any, rounds: int = 45) -> Any:
    """The largest speed that is stable, if all below it are; numbers or arrays."""
    for _ in range(rounds):
        middle = (low + high) / 2
        good = stable(middle)
        low, high = np.where(good, middle, low), np.where(good, high, middle)
    return low


def at_rest(count: int) -> tuple[o.Market, Any, Any]:
    """Random markets with their points of rest."""
    market = o.markets(count)
    solved = np.array([market.case(place).rest() for place in range(count)])
    return market, solved[:, 0], solved[:, 1]


def ratios(market: o.Market, price: Any, number: Any) -> dict[sp.Symbol, Any]:
    """What the claim speaks of, for numbers."""
    keep = market.keep(number)
    return {
        eps: market.elasticity,
        eta: market.supply,
        fee_ratio: market.share * price * market.target * market.hours / keep,
        subsidy_ratio: market.subsidy / number / keep,
    }


def critical(market: o.Market, price: Any, number: Any, speed: Any) -> Any:
    """The critical entry speed by bisection, where nodes enter and leave at once."""

    def good(entry: Any) -> Any:
        def day(x: Any, y: Any) -> tuple[Any, Any]:
            use = np.minimum(market.use(x, y), 1)
            return market.evening(x, y, speed), y * (1 + entry * market.profit(x, y, use))

        return radius(day, price, number) < 1

    return bisect(good, 0 * speed, 400 + 0 * speed)


def example(speed: float) -> tuple[o.Market, float, float, dict[sp.Symbol, Any]]:
    """One market with its point of rest, and the words of a claim in numbers."""
    market = o.markets(1).case(0)
    price, number = market.rest()
    return market, price, number, ratios(market, price, number) | {m.price_speed: speed}
