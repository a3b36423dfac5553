"""Orders that wait: critical speeds by claims and by bisection, and paths of the economy's rule."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.experiments import build_lag as lags
from model.experiments.class_at_rest import Market, Rule
from model.parameter_sets import Parameters
from model.quantities import quantity
from model.spec.adjustment import entry_speed
from model.theory.market.node_entry import edge

Array = NDArray[np.float64]
#: An entry speed far above base's, at which a fixed wait lets GPUs swing for good.
FAST = 0.3


@dataclass(frozen=True)
class Waits:
    """The same mean wait, spread or fixed: critical entry speeds, and GPUs over GPUs at rest.

    ``spread`` and ``fixed`` are the claim over ``waits`` in days, ``spread_dots`` and
    ``fixed_dots`` bisections over ``dots``. ``paths`` goes by entry speed and kind of wait,
    ``swings`` is how far the largest lies above the least in the last 500 days.
    """

    waits: Array
    spread: float
    fixed: Array
    dots: Array
    spread_dots: list[float]
    fixed_dots: list[float]
    wait: int
    usual: float
    paths: dict[tuple[float, str], Array]
    swings: dict[tuple[float, str], float]


def waits(market: Market, rule: Rule, p: Parameters, fast: float = FAST) -> Waits:
    """Textbook's critical speeds by wait, and the economy's rule at base's and at a fast entry."""
    case, wait, usual = lags.clearing_case(market), int(p["build_lag"]), float(p["entry_speed"])
    days = np.unique(np.geomspace(1, 120, 40).astype(int))
    dots = days[::6]
    pull = 1 / edge(case, 1, fixed=False)
    leave, memory = float(p["exit_speed"]), float(p["profit_days"])
    paths = {
        (entry, name): lags.paths(rule, 1500, 0.3, entry, leave, memory, wait, name == "fixed")
        for entry in (usual, fast)
        for name in ("fixed", "spread")
    }
    return Waits(
        days.astype(float),
        1 / pull,
        2 * np.sin(np.pi / (4 * days + 2)) / pull,
        dots.astype(float),
        [edge(case, int(x), fixed=False) for x in dots],
        [edge(case, int(x), fixed=True) for x in dots],
        wait,
        usual,
        paths,
        {key: lags.standing_swing(path, 500) for key, path in paths.items()},
    )


def numbers(market: Market, rule: Rule, p: Parameters, fast: float = FAST) -> dict[str, float]:
    """Edges of the wait, and how far the economy's rule swings at base's, fast and fastest entry.

    ``swing_*`` are GPUs over those at rest with a fixed wait at the fast entry, and ``swing`` their
    ratio; ``calm`` is the largest standing swing of the other three tries. ``product`` is twice the
    price's speed times the elasticity of demand.
    """
    case, wait = lags.clearing_case(market), int(p["build_lag"])
    leave, memory, usual = (float(p[name]) for name in ("exit_speed", "profit_days", "entry_speed"))
    fastest = float(quantity(entry_speed).domain.high)
    tried = ((fast, True), (usual, True), (fast, False), (fastest, False))
    paths = [
        lags.paths(rule, 3000, 0.3, speed, leave, memory, wait, fixed) for speed, fixed in tried
    ]
    there = lags.fixed_wait_edge(rule, leave, memory, wait)
    told = {
        "edge_fixed": there,
        "times_base": there / usual,
        "spread": edge(case, wait, fixed=False),
        "fixed": edge(case, wait, fixed=True),
        "period": 4 * wait + 2,
        "fast": fast,
        "fastest": fastest,
        "entry_high": float(quantity(entry_speed).range[1]),
        "product": 2 * float(p["price_speed"]) * float(p["demand_elasticity"]),
        "swing": float(paths[0][2000:].max() / paths[0][2000:].min()),
        "swing_low": float(paths[0][2000:].min()),
        "swing_high": float(paths[0][2000:].max()),
        "calm": max(lags.standing_swing(path, 1000) for path in paths[1:]),
    }
    return told | found_of_speeds(told)


def found_of_speeds(n: Mapping[str, float]) -> dict[str, bool]:
    """The price alone returns from one side, and GPUs swing for good only by a fixed wait.

    That takes an entry above base's, and above all that its fact admits.
    """
    swings = n["swing"] > 1.1 and n["calm"] < 1e-3
    return {
        "price_comes_back": n["product"] < 1,
        "only_a_fixed_wait_swings": swings and n["times_base"] > 1,
        "outside_the_range": n["edge_fixed"] > n["entry_high"],
    }


@dataclass(frozen=True)
class Cobweb:
    """The cobweb's critical speed over ``waits`` in days, by supply's over demand's elasticity.

    ``exact`` and ``bound`` are the claim's curve and its closed form, ``found`` bisections on long
    runs over ``dots``; ``month`` is the exact speed at a wait of 30 days.
    """

    waits: Array
    exact: dict[float, Array]
    bound: dict[float, Array]
    dots: tuple[int, ...]
    found: dict[float, list[float]]
    month: dict[float, float]


def cobweb(ratios: Sequence[float]) -> Cobweb:
    """Edges of the cobweb with waits from a day to a quarter."""
    days = np.unique(np.geomspace(1, 90, 30).astype(int))
    dots = (1, 3, 7, 20)
    said = {r: np.array([lags.cobweb_said(r, int(x)) for x in days]).T for r in ratios}
    return Cobweb(
        days.astype(float),
        {r: exact for r, (_, exact, _) in said.items()},
        {r: bound for r, (_, _, bound) in said.items()},
        dots,
        {r: [lags.cobweb_edge(r, x) for x in dots] for r in ratios},
        {r: lags.cobweb_said(r, 30)[1] for r in ratios},
    )


def cobweb_numbers(market: Market, p: Parameters, near: float) -> dict[str, float]:
    """The cobweb's edge at base's wait and a ratio of two, and at a ratio ``near`` one.

    ``excess_*`` is by how many per cent the bound is above the exact edge.
    """
    wait = int(p["build_lag"])
    turn, speed, _ = lags.cobweb_said(2, wait)
    relative = float(market.supply / market.elasticity)
    found = {
        "wait": wait,
        "relative": relative,
        "cobweb_base": 2 / (1 + relative),
        "cobweb_speed": 100 * speed,
        "cobweb_days": 2 * math.pi / turn,
        "near": near,
        "quarter": 3 * wait,
    }
    for name, ratio, days in (("week", 2, 7), ("near", near, 7), ("quarter", 2, 3 * wait)):
        _, exact, bound = lags.cobweb_said(ratio, days)
        found[f"excess_{name}"] = 100 * (bound / exact - 1)
    return found | found_of_cobweb(found, p)


def found_of_cobweb(n: Mapping[str, float], p: Mapping[str, float]) -> dict[str, bool]:
    """Producers who jump would swing at base's speed; the bound is worst at a short wait near one.

    ``p`` has the speed of entry.
    """
    return {
        "jumpers_would_swing": n["cobweb_base"] < p["entry_speed"],
        "bound_is_worst_near": n["excess_near"] > n["excess_week"] > n["excess_quarter"],
    }
