"""Conclusions: what a reader would say of an economy, each as one number of a trajectory.

A conclusion is read from the specification's own flows and states. *Issued* are the tokens that
vest, are granted or are paid as subsidy: they enter the circulation. *Burned* are those of the
vault and of slashes. What returns to the treasury is neither; `SHRINKS` counts it as gone.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.engines.problem import Problem, Seeded, cores
from model.ensembles.reductions import total
from model.experiments.sensitivity.inputs import Runs
from model.points import Points
from model.quantities import quantity
from model.simulate import trajectories
from model.spec.accounts import CLASSES
from model.spec.economy import Economy
from model.spec.vesting import insider_cliff_days
from model.units import convert

Array = NDArray[np.float64]
#: Paths (points, days) of days 1 to N by column, and columns of parameters (points,).
Measure = Callable[[Mapping[str, Array], Mapping[str, Array]], Array]
DAYS = 1825
YEAR = int(convert(1, "calendar_year", "day"))
THIRD = slice(2 * YEAR, 3 * YEAR)  # days 731 to 1095
CLIFF = int(quantity(insider_cliff_days).default)
LATER = 30
#: Stands for a revenue that does not exist, where nothing of a purchase is burned. USD a day.
NEVER = 1e12
#: Dollars a day, or AI, that count as none.
LEAST = 1e-3
ISSUES = ("newly_vested", "grants", *(f"node_subsidy_{c}" for c in CLASSES))
#: Tokens that do not circulate, though nobody burned them.
HELD = ("locked_treasury", "locked_investors", "locked_team", "locked_sale", "treasury")
#: Bytes of paths that a thread holds in memory at a time.
ROOM = 2**24


@dataclass(frozen=True)
class Conclusion:
    """One number of a trajectory, and the side of ``border`` on which the conclusion is another.

    ``flipped`` says in words what holds on that side: above the border or, with ``below``, below.
    A ``sign`` is one or zero.
    """

    name: str
    info: str
    unit: str
    columns: tuple[str, ...]
    measure: Measure
    border: float
    flipped: str
    below: bool = False
    sign: bool = False

    def flips(self, values: Array) -> NDArray[np.bool_]:
        """Where the conclusion is on the other side of its border."""
        return values < self.border if self.below else values > self.border


def issued(paths: Mapping[str, Array]) -> Array:
    """Tokens that enter the circulation in a day, AI (points, days)."""
    return np.asarray(sum(paths[name] for name in ISSUES))


def held(paths: Mapping[str, Array]) -> Array:
    """Tokens that are locked or the treasury's at the end of each day, AI (points, days)."""
    return np.asarray(sum(paths[name] for name in HELD))


def burned_of_dollar(given: Mapping[str, Array]) -> Array:
    """Part of a dollar of revenue that ends in burned tokens, by claim `break-even-revenue`."""
    import sympy as sp

    from model.theory.unlocks.unlocks import BURNED

    symbols = sorted(BURNED.free_symbols, key=str)
    part = sp.lambdify(symbols, BURNED, "numpy")
    names = (quantity(s).name.removesuffix("_in_force") for s in symbols)
    return np.asarray(part(*(given[name] for name in names)), float)


def _emission_of(year: int) -> Measure:
    days = slice((year - 1) * YEAR, year * YEAR)

    def measure(paths: Mapping[str, Array], given: Mapping[str, Array]) -> Array:
        gone = paths["burned"]
        before = gone[:, days.start - 1] if days.start else 0.0
        net = total(issued(paths)[:, days]) - (gone[:, days.stop - 1] - before)
        return np.asarray(net / given["initial_supply"])

    return measure


_emission = _emission_of(3)


def _burn_wins(paths: Mapping[str, Array], given: Mapping[str, Array]) -> Array:
    return (_emission(paths, given) < 0).astype(float)


def _circulation(paths: Mapping[str, Array], given: Mapping[str, Array]) -> Array:
    outside = held(paths) + paths["burned"]
    change = outside[:, THIRD.start - 1] - outside[:, THIRD.stop - 1]
    return np.asarray(change / given["initial_supply"])


def _break_even(paths: Mapping[str, Array], given: Mapping[str, Array]) -> Array:
    dollars = total((issued(paths) * paths["price"])[:, THIRD]) / YEAR
    part = burned_of_dollar(given)
    needed = np.divide(dollars, part, out=np.full(len(part), np.inf), where=part > 0)
    return np.asarray(np.log10(np.clip(needed, LEAST, NEVER)))


def _frozen(paths: Mapping[str, Array], given: Mapping[str, Array]) -> Array:
    idle = (paths["buyback_usd"] == 0) & (paths["vault_usd"] > 0)
    return np.asarray(idle.mean(axis=1))


def _cliff_price(paths: Mapping[str, Array], given: Mapping[str, Array]) -> Array:
    return np.asarray(np.log10(paths["price"][:, CLIFF - 1]))


def _cliff_fall(paths: Mapping[str, Array], given: Mapping[str, Array]) -> Array:
    before, after = paths["price"][:, CLIFF - 2], paths["price"][:, CLIFF - 1 + LATER]
    return np.asarray(np.log10(before / after))


def _burned(paths: Mapping[str, Array], given: Mapping[str, Array]) -> Array:
    return np.asarray(paths["burned"][:, DAYS - 1] / given["initial_supply"])


def _slashed(paths: Mapping[str, Array], given: Mapping[str, Array]) -> Array:
    return np.asarray(1 - total(paths["burn"]) / np.maximum(paths["burned"][:, DAYS - 1], LEAST))


_SUPPLY = (*ISSUES, "burned")
CONCLUSIONS: Mapping[str, Conclusion] = {
    each.name: each
    for each in (
        Conclusion(
            "net emission",
            "tokens issued less tokens burned in year 3, share of supply",
            "1",
            _SUPPLY,
            _emission,
            0.0,
            "more is burned than issued in year 3",
            below=True,
        ),
        Conclusion(
            "burn wins",
            "one if more is burned than issued in year 3",
            "1",
            _SUPPLY,
            _burn_wins,
            0.5,
            "more is burned than issued in year 3",
            sign=True,
        ),
        Conclusion(
            "break-even",
            "revenue that would burn all that year 3 issues, at its prices, log10 of USD a day",
            "1",
            (*ISSUES, "price"),
            _break_even,
            6.0,
            "break-even takes a million dollars a day or more",
        ),
        Conclusion(
            "frozen",
            "share of days on which the vault holds dollars and spends none",
            "1",
            ("buyback_usd", "vault_usd"),
            _frozen,
            0.1,
            "the vault is frozen on more than one day in ten",
        ),
        Conclusion(
            "cliff price",
            "price at the insiders' cliff, log10 of USD/AI",
            "1",
            ("price",),
            _cliff_price,
            -2.0,
            "the price at the cliff is above a cent",
        ),
        Conclusion(
            "cliff fall",
            "log10 of the price before the insiders' cliff over the price 30 days after it",
            "1",
            ("price",),
            _cliff_fall,
            math.log10(2),
            "the price halves across the cliff",
        ),
        Conclusion(
            "burned",
            "share of supply burned in five years",
            "1",
            ("burned",),
            _burned,
            0.25,
            "a quarter of supply is burned in five years",
        ),
    )
}

#: Another reading of the sign: what the treasury takes back is gone, too.
SHRINKS = Conclusion(
    "shrinks",
    "change of the circulation in year 3, share of supply",
    "1",
    (*HELD, "burned"),
    _circulation,
    0.0,
    "the circulation shrinks in year 3",
    below=True,
)
#: Who burns: the vault with revenue, or slashes with the collateral of nodes.
SLASHED = Conclusion(
    "slashed",
    "part of the tokens burned in five years that slashes burned",
    "1",
    ("burn", "burned"),
    _slashed,
    0.5,
    "slashes burn more than the vault",
)
#: Net emission of each of the five years.
YEARLY: Mapping[str, Conclusion] = {
    f"year {year}": Conclusion(
        f"year {year}",
        f"tokens issued less tokens burned in year {year}, share of supply",
        "1",
        _SUPPLY,
        _emission_of(year),
        0.0,
        f"more is burned than issued in year {year}",
        below=True,
    )
    for year in range(1, DAYS // YEAR + 1)
}


def conclude(
    economy: Economy,
    points: Points,
    runs: Runs,
    seed: int,
    engine: str = "auto",
    conclusions: Mapping[str, Conclusion] = CONCLUSIONS,
) -> dict[str, Array]:
    """Each conclusion for each point, arrays (points,); ``runs`` are the points' random paths.

    Points of the same run are simulated together, some at a time, so that memory does not grow
    with their number.
    """
    columns = tuple(dict.fromkeys(c for each in conclusions.values() for c in each.columns))
    room = max(ROOM // (8 * len(columns) * DAYS), 1)
    values = {name: np.empty(len(points)) for name in conclusions}

    def work(places: NDArray[np.int64]) -> None:
        few, first = chosen(points, places), Seeded(seed, int(runs[places[0]]))
        rows = range(1, DAYS + 1)
        # One thread each, so that one computes while another counts.
        problem = Problem(economy, few, first, 1, DAYS, columns, rows, threads=1)
        paths = {name: path[:, 0] for name, path in trajectories(problem, engine).items()}
        for name, each in conclusions.items():
            values[name][places] = each.measure(paths, few.columns)

    groups = (np.flatnonzero(runs == run) for run in np.unique(runs))
    tasks = [group[i : i + room] for group in groups for i in range(0, len(group), room)]
    with ThreadPoolExecutor(cores()) as pool:
        for _ in pool.map(work, tasks):
            pass
    return values


def chosen(points: Points, places: NDArray[np.int64]) -> Points:
    """Some of the points, in the order of ``places``."""
    columns = {name: values[places] for name, values in points.columns.items()}
    return Points(points.economy, columns, [points.votes[i] for i in places], points.governed)
