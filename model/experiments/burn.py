"""Supply that burns day by day under different ideas of the price, beside the closed forms.

One network, its revenue growing at a steady rate; only the price differs. Amounts are in AI and
USD, rates per year.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from model.draws import shocks
from model.interface import economy, parameters
from model.simulation import simulate
from model.spec.accounts import initial_supply
from model.spec.worth import discount_rate, premium_at_launch, premium_half_life
from model.theory import notation
from model.theory.burn.decaying_premium import sober_rate, usage_at_start
from model.theory.burn.following_price import first_burn_rate, harmonic_multiple, value_exponent
from model.theory.burn.valuation import convenience
from model.theory.registry import claims
from model.theory.signs import said

Path = NDArray[np.float64]
DAYS = 365
RATIONAL = "rational-burn-rate-is-what-holders-ask-less-growth"


@dataclass(frozen=True)
class Network:
    """Yearly revenue at the start, its growth, the share of a dollar that burns, tokens, price."""

    revenue: float
    growth: float
    burned: float
    supply: float
    price: float

    def values(self) -> dict[sp.Symbol, float]:
        """The numbers by the symbols that claims are written with."""
        return {
            notation.first_revenue: self.revenue,
            notation.growth: self.growth,
            notation.burned_share: self.burned,
            initial_supply: self.supply,
            notation.initial_price: self.price,
        }


def network(revenue: float, growth: float) -> Network:
    """The contract's split and pool fee, the launch's supply and price."""
    p = parameters("announced")
    burned = p["burn_share"] * (1 - p["executor_share"]) * (1 - p["pool_fee"])
    return Network(revenue, growth, burned, p["initial_supply"], launch_price())


@cache
def launch_price() -> float:
    """The price of day 0 in base: the premium, and what is there, over the tokens that count."""
    one = economy("announced")
    first = simulate(one, parameters("announced"), shocks(one, days=1, runs=1, seed=7))
    return float(first["price"].isel(run=0, day=0))


def simulated(net: Network, price: Callable[[float, float, float], float], years: int) -> Path:
    """Supply at the end of each year, from daily burns; ``price`` of year, yearly revenue, supply.

    What is left never falls below zero.
    """
    left, ends = net.supply, [net.supply]
    for day in range(years * DAYS):
        revenue = net.revenue * float(np.exp(net.growth * day / DAYS))
        worth = price(day / DAYS, revenue, left) if left > 0 else 1.0
        left = max(0.0, left - net.burned * revenue / DAYS / worth)
        if (day + 1) % DAYS == 0:
            ends.append(left)
    return np.array(ends)


def claimed(
    claim: str,
    values: Mapping[sp.Symbol, float] | Mapping[sp.Symbol, float | Path],
    years: Path,
    symbol: sp.Symbol = notation.supply,
) -> Path:
    """What a claim says of a quantity along the years; below zero it has ended and is zero."""
    side = said(claims, claim, symbol)
    others = sorted(side.free_symbols - {notation.elapsed}, key=str)
    function = sp.lambdify((notation.elapsed, *others), side, "numpy")
    found = function(years, *(values[s] for s in others))
    left: Path = np.maximum(np.broadcast_to(found, years.shape), 0.0)
    return left


@dataclass(frozen=True)
class Closure:
    """One idea of the price: the claim that solves it, its numbers, and the price of a day."""

    name: str
    claim: str
    values: Mapping[sp.Symbol, float]
    price: Callable[[float, float, float], float]


def _follows(name: str, net: Network, multiple: float, worth: Callable[[float], float]) -> Closure:
    """A value of so many years of revenue, in daily burns whatever ``worth`` makes of revenue."""
    return Closure(
        name,
        "supply-falls-exponentially",
        net.values() | {notation.market_multiple: multiple},
        lambda _, revenue, left: worth(revenue) / left,
    )


def closures(net: Network, multiple: float, asked: float) -> list[Closure]:
    """Seven ideas of the price: two given ones, and five values that move with revenue.

    Velocity and margin are the announced economy's; holders expect the growth that comes. In the
    last the premium is what the launch price asks beside usage.
    """
    p = parameters("announced")
    margin, speed, after = p["application_margin"], p["velocity"], 1 - p["pool_fee"]
    lead = asked - net.growth

    def given(name: str, drift: float) -> Closure:
        return Closure(
            name,
            "supply-under-a-given-price",
            net.values() | {notation.price_growth: drift},
            lambda year, _, __: net.price * float(np.exp(drift * year)),
        )

    def balances(revenue: float) -> float:
        return revenue / margin / speed

    def usage(revenue: float) -> float:
        return balances(revenue) + net.burned / after * revenue / lead

    known = {"application_margin": margin, "velocity": speed, "pool_fee": p["pool_fee"]}
    known |= {"discount_rate": asked, "long_run_growth": net.growth}
    known |= {f"{name}_in_force": p[name] for name in ("burn_share", "executor_share")}
    by_fees = _value(said(claims, "velocity-sets-the-burn-rate", notation.burn_rate), known)
    by_usage = _value(said(claims, "half-lives-add", notation.burn_rate), known)
    premium = net.price * net.supply - usage(net.revenue)
    half = p["premium_half_life"]
    beside = {sober_rate: by_usage, usage_at_start: usage(net.revenue)}
    beside |= {premium_at_launch: premium, premium_half_life: half}
    return [
        given("given price, constant", 0.0),
        given("given price, faster than revenue", 1.5 * net.growth),
        _follows("value is a multiple of revenue", net, multiple, lambda x: multiple * x),
        Closure(
            "rational pricing",
            RATIONAL,
            net.values() | {discount_rate: asked, convenience: 0.0},
            lambda _, revenue, left: net.burned * revenue / lead / left,
        ),
        _follows("quantity equation", net, net.burned / by_fees, balances),
        _follows("balances and burns", net, net.burned / by_usage, usage),
        Closure(
            "balances, burns and a premium",
            "premium-slows-the-burn",
            net.values() | beside,
            lambda year, revenue, left: (usage(revenue) + premium * 2 ** (-year / half)) / left,
        ),
    ]


def scaled(net: Network, multiple: float, seed: int = 7, years: int = 20) -> list[Closure]:
    """Value that follows powers of revenue, and a multiple that wanders around a mean."""

    def power(exponent: float) -> Closure:
        scale = multiple * net.revenue ** (1 - exponent)
        return Closure(
            f"power {exponent:g} of revenue",
            "supply-under-scaled-value",
            net.values() | {first_burn_rate: net.burned / multiple, value_exponent: exponent},
            lambda _, revenue, left: scale * revenue**exponent / left,
        )

    draw = np.random.default_rng(seed).standard_normal(years * DAYS)
    walk = np.exp(np.cumsum(0.03 * draw))
    walk *= multiple / np.mean(walk)
    mean = 1 / float(np.mean(1 / walk))
    return [
        power(0.8),
        _follows("in proportion", net, multiple, lambda x: multiple * x),
        power(1.3),
        Closure(
            "multiple that wanders",
            "random-multiple-counts-by-its-harmonic-mean",
            net.values() | {harmonic_multiple: mean},
            lambda year, revenue, left: float(walk[round(year * DAYS)]) * revenue / left,
        ),
    ]


def half_lives(margins: Path, asked: float, growth: float) -> dict[str, tuple[Path, Path]]:
    """Half-life in years against the application margin: by the claims and by daily burns.

    Three prices: the quantity equation, rational pricing, and both, whose half-lives add.
    """
    p = parameters("announced")
    part, fee = p["burn_share"] * (1 - p["executor_share"]), p["pool_fee"]
    speed, after = p["velocity"], 1 - p["pool_fee"]
    found: dict[str, tuple[list[float], list[float]]] = {
        name: ([], []) for name in ("quantity equation", "rational pricing", "both")
    }
    known = {"pool_fee": fee, "velocity": speed, "discount_rate": asked, "long_run_growth": growth}
    known |= {f"{name}_in_force": p[name] for name in ("burn_share", "executor_share")}
    both = said(claims, "half-lives-add", notation.burn_rate)
    for margin in margins:
        rates = {
            "quantity equation": after * part * margin * speed,
            "rational pricing": asked - growth,
            "both": _value(both, known | {"application_margin": float(margin)}),
        }
        for name, (line, dots) in found.items():
            line.append(float(np.log(2)) / rates[name])
            dots.append(_halving(name, float(margin), part, after, speed, asked - growth, growth))
    return {name: (np.array(a), np.array(b)) for name, (a, b) in found.items()}


def _value(expression: sp.Expr, known: Mapping[str, float]) -> float:
    symbols = sorted(expression.free_symbols, key=str)
    return float(sp.lambdify(symbols, expression, "math")(*(known[s.name] for s in symbols)))


def _halving(
    name: str, margin: float, part: float, after: float, speed: float, lead: float, growth: float
) -> float:
    left, day = 1.0, 0
    while left > 0.5:
        fees = float(np.exp(growth * day / DAYS))
        terms = {
            "quantity equation": fees / speed,
            "rational pricing": after * part * margin * fees / lead,
            "both": fees / speed + part * margin * fees / lead,
        }
        left -= after * part * margin * fees / DAYS / (terms[name] / left)
        day += 1
    return day / DAYS


def shares(net: Network, burned: Path, asked: float, years: int) -> dict[float, tuple[Path, Path]]:
    """Supply and price at each year's end under rational pricing, for several burned shares.

    The first price is the present value of all burns to come; then it grows at what is asked.
    """
    found = {}
    for share in burned:
        price = share * net.revenue / (asked - net.growth) / net.supply
        left, ends = net.supply, [(net.supply, price)]
        for day in range(years * DAYS):
            revenue = net.revenue * float(np.exp(net.growth * day / DAYS)) / DAYS
            left -= share * revenue / price
            price *= float(np.exp(asked / DAYS))
            if (day + 1) % DAYS == 0:
                ends.append((left, price))
        supply, prices = np.array(ends).T
        found[float(share)] = supply, prices
    return found


def wandering(volatilities: Path, runs: int = 2_000, seed: int = 7) -> tuple[Path, Path, Path]:
    """Burns of a year over those at the median: claimed, simulated, and the standard error."""
    draw = np.random.default_rng(seed).standard_normal((runs, DAYS))
    moves = np.cumsum(draw, axis=1) / np.sqrt(DAYS)
    side = claims["volatility-adds-burn"].statement.rhs
    line, mean, error = [], [], []
    for sigma in volatilities:
        burns = np.exp(-sigma * moves).mean(axis=1)
        known = {"price_volatility": float(sigma), "price_drift": 0.0, "growth": 0.0}
        known |= {"burned_share": 1.0, "first_revenue": 1.0, "initial_price": 1.0, "elapsed": 1.0}
        line.append(_value(side, known))
        mean.append(float(burns.mean()))
        error.append(float(burns.std()) / np.sqrt(runs))
    return np.array(line), np.array(mean), np.array(error)
