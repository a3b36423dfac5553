"""Every admissible parameter, vote and shock as Hypothesis strategies; runs that tests share.

A value is the default, an edge of the domain, or a point of the fact's range widened threefold;
so a failing example shrinks towards the baseline, and names the few parameters that matter.
"""

from __future__ import annotations

import math
from functools import cache

import sympy as sp
import xarray as xr
from hypothesis import strategies as st

import model
from model.parameters import ParameterError, Parameters, Vote, compiled, governed_by
from model.quantities import Quantity, quantity, registry
from model.spec.economy import Economy

ECONOMIES = ("announced", "deployed")
ALLOCATION = ("treasury_share", "investor_share", "team_share", "sale_share", "testnet_share")
#: Pairs of shares whose sum must not reach one; a rest goes to somebody else.
PAIRS = (
    ("billed_by_task", "billed_by_cycle"),
    ("slash_challenger_share", "slash_burn_share"),
    ("burn_share", "executor_share"),
    ("protocol_take", "validator_share"),
)
STEPS = 24


def span(record: Quantity, widen: float = 3.0) -> tuple[float, float]:
    """A finite interval of the domain: the fact's range, widened."""
    low, high = record.range
    if low > 0:
        low, high = low / widen, high * widen
    else:
        low, high = low - (high - low) * (widen - 1) / 2, high + (high - low) * (widen - 1)
    return max(low, record.domain.low), min(high, record.domain.high)


def edges(record: Quantity) -> list[float]:
    """The ends of the domain, or of the span where the domain has none; an open end is neared."""
    low, high = span(record)
    domain, tiny = record.domain, 1e-6
    ends = [low, high]
    if domain.low > -math.inf:
        ends[0] = domain.low + (tiny if domain.open_low else 0)
    if domain.high < math.inf:
        ends[1] = domain.high - (tiny if domain.open_high else 0)
    return [end for end in ends if end in domain]


def between(record: Quantity, widen: float = 3.0) -> list[float]:
    """A grid over the span, even in logs where the span is positive."""
    low, high = span(record, widen)
    if low == high:
        return [low]
    parts = [k / STEPS for k in range(STEPS + 1)]
    if low > 0:
        grid = [low * (high / low) ** part for part in parts]
    else:
        grid = [low + (high - low) * part for part in parts]
    grid = [min(max(value, low), high) for value in grid]
    if record.domain.whole:
        grid = sorted({float(round(value)) for value in grid})
    return [value for value in grid if value in record.domain]


def value(record: Quantity, *, extreme: bool = True) -> st.SearchStrategy[float]:
    """A value of one parameter; ``extreme`` reaches the edges of its domain."""
    if record.domain.choices:
        return st.sampled_from([float(k) for k in range(len(record.domain.choices))])
    usual = st.just(record.default) | st.sampled_from(between(record, 3.0 if extreme else 1.0))
    return usual | st.sampled_from(edges(record)) if extreme else usual


@cache
def _values(name: str, extreme: bool) -> st.SearchStrategy[dict[str, float]]:
    records = [quantity(symbol) for symbol in model.economy(name).parameters]
    return st.fixed_dictionaries({r.name: value(r, extreme=extreme) for r in records})


def _respect(name: str, values: dict[str, float], weights: list[int]) -> dict[str, float]:
    """Bend values that are admissible one by one until they are so together."""
    values = dict(values)
    if any(weights):
        total = math.fsum(weights)
        values.update(zip(ALLOCATION, (w / total for w in weights), strict=True))
    else:
        values.update({name: default(name) for name in ALLOCATION})
    for one, other in PAIRS:
        if one in values and other in values and values[one] + values[other] >= 1:
            total = (values[one] + values[other]) * (1 + 1e-9)
            values[one], values[other] = values[one] / total, values[other] / total
    if values["long_run_growth"] >= values["discount_rate"]:
        values["long_run_growth"] = values["discount_rate"] - 0.01
    # And some of these must be free at launch.
    values["treasury_start_share"] = max(values["treasury_start_share"], 1e-6)
    names, room = compiled(_room_for_pool(name), "math")
    room = room(*(values[each] for each in names)) * (1 - 1e-12)
    values["pool_usd_reserve"] = min(values["pool_usd_reserve"], room)
    return values


@cache
def _room_for_pool(name: str) -> sp.Expr:
    """The largest admissible ``pool_usd_reserve``."""
    conditions = (c.expression for c in model.economy(name).constraints)
    pool = registry["pool_usd_reserve"].symbol
    return next(condition.rhs for condition in conditions if condition.lhs == pool)


def default(name: str) -> float:
    """The default of a parameter by name."""
    return registry[name].default


@st.composite
def parameters(
    draw: st.DrawFn, name: str = "announced", *, extreme: bool = True, days: int = 60
) -> Parameters:
    """Admissible parameters of an economy, with votes that fall in the first ``days``."""
    weights = [0] * 5
    if extreme:
        weights = draw(st.just(weights) | st.lists(st.integers(0, 9), min_size=5, max_size=5))
        # The pool's first tokens are the treasury's, so it must be allotted some.
        weights[0] = max(weights[0], int(any(weights)))
    values = _respect(name, draw(_values(name, extreme)), weights)
    votes = draw(st.lists(_votes(name, extreme, days), max_size=3))
    while True:
        try:
            return model.parameters(name, votes=tuple(votes), **values)
        except ParameterError:  # a vote that is not admissible with the values and other votes
            if not votes:
                raise
            votes.pop()


@cache
def _votes(name: str, extreme: bool, days: int) -> st.SearchStrategy[Vote]:
    economy = model.economy(name)
    governed = governed_by(economy)
    records = {r.name: r for r in map(quantity, economy.parameters) if r.name in governed}

    def vote(record: Quantity) -> st.SearchStrategy[Vote]:
        return st.builds(
            Vote, st.just(record.name), value(record, extreme=extreme), st.integers(0, days)
        )

    return st.one_of(*(vote(record) for record in records.values()))


seeds = st.integers(0, 2**32 - 1)


# Runs that several tests read -----------------------------------------------------------------


def economy(name: str = "announced") -> Economy:
    """The economy of that name."""
    return model.economy(name)


@cache
def run(
    name: str = "announced",
    days: int = 90,
    runs: int = 1,
    seed: int = 7,
    engine: str = "auto",
    scenario: str = "base",
) -> xr.Dataset:
    """One run that several tests read; nobody changes it."""
    which = model.economy(name)
    drawn = model.shocks(which, days=days, runs=runs, seed=seed)
    return model.simulate(which, model.parameters(name, scenario=scenario), drawn, engine=engine)
