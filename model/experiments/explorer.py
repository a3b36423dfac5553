"""What the Explorer needs to run the model in a page: parameters, columns, and bits to be held to.

The page runs the kernel's own text as WebAssembly. `scene` gives it the numbers of every scenario
and the parts of its charts as plain data, and for each scenario a hash of all that a run in Python
computes, so that the page can tell whether its own run has the same bits.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np

from model import __version__
from model.arrays import Array
from model.compile.tables import unit_text
from model.engines.problem import Problem, Seeded
from model.interface import economy, parameters
from model.parameter_sets import SCENARIOS
from model.points import Points
from model.quantities import Quantity, quantity
from model.simulation import trajectories
from model.spec.accounts import CLASSES

NAME, SCENARIO = "announced", "base"
DAYS, RUNS, SEED = 1825, 200, 7
#: Days that a fan of paths keeps, and its quantiles.
ROWS = (*range(0, DAYS, 15), DAYS)
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
#: Ranges that span more than this ratio are gone through by ratio.
WIDE = 20.0


@dataclass(frozen=True)
class Series:
    """One line of a chart: a constant, and columns and parameters, each times a number."""

    name: str
    terms: Mapping[str, float]
    constant: float = 0.0
    fixed: Mapping[str, float] = field(default_factory=dict)

    def of(self, columns: Mapping[str, Array], point: Mapping[str, float]) -> Array:
        """The line's values from the columns and the parameters of a run."""
        start = self.constant + sum(factor * point[name] for name, factor in self.fixed.items())
        total = sum(factor * columns[name] for name, factor in self.terms.items())
        return np.asarray(start + total, float)


@dataclass(frozen=True)
class Chart:
    """Lines on one axis in one unit; the first is drawn with its fan of paths."""

    id: str
    title: str
    unit: str
    series: tuple[Series, ...]
    log: bool = False


CHARTS = (
    Chart(
        "supply",
        "Supply and float",
        "billion AI",
        (
            Series("in circulation", {"circulating": 1e-9}),
            Series(
                "all that is not burned",
                {"burned": -1e-9, "slash_burned": -1e-9},
                fixed={"initial_supply": 1e-9},
            ),
        ),
    ),
    Chart(
        "burn",
        "Burned since launch",
        "million AI",
        (
            Series("by the vault", {"burned": 1e-6}),
            Series("by slashing", {"slash_burned": 1e-6}),
        ),
    ),
    Chart(
        "price",
        "Price beside the fair price",
        "US cents",
        (Series("price", {"price": 100.0}), Series("fair price", {"fair_price": 100.0})),
        log=True,
    ),
    Chart(
        "nodes",
        "GPUs of the nodes",
        "GPUs",
        (
            Series("running", {f"gpus_{c}": 1.0 for c in CLASSES}),
            Series("ordered", {f"building_{c}": 1.0 for c in CLASSES}),
        ),
    ),
    Chart(
        "backlog",
        "Backlog of the vault",
        "thousand USD",
        (Series("dollars that wait", {"vault_usd": 1e-3}),),
    ),
    Chart("reputation", "Reputation", "%", (Series("right results", {"reputation": 100.0}),)),
)
#: Parameters with a slider: what it is called, the unit it shows, and one of it in units.
SLIDERS: Mapping[str, tuple[str, str, float]] = {
    "usage_at_maturity": ("Usage at maturity", "million USD a year", 1e-6),
    "application_margin": ("Revenue of applications over fees", "%", 100.0),
    "burn_share": ("Part of bought tokens that is burned", "%", 100.0),
    "protocol_take": ("Protocol's part of the fees", "%", 100.0),
    "premium_half_life": ("Half-life of the launch premium", "years", 1.0),
    "discount_rate": ("Return that holders ask for", "% a year", 100.0),
    "market_depth_share": ("Depth of the market", "% of market value", 100.0),
    "audit_probability": ("Tasks that are audited", "%", 100.0),
}
CLOSURES: Mapping[str, str] = {
    "price_rule": "Idea of the price",
    "market_rule": "Price of compute",
    "split_rule": "Base of the burn share",
}


def columns() -> tuple[str, ...]:
    """The columns that the charts read, in the order of the economy."""
    read = {name for chart in CHARTS for series in chart.series for name in series.terms}
    which = economy(NAME)
    return tuple(s.name for s in (*which.states, *which.observables) if s.name in read)


@cache
def scene() -> dict[str, Any]:
    """All that the page knows of the model but the module itself, as plain data."""
    # Needs llvmlite, which the figure for readers without a script does not.
    from model.compile.kernel import BLOCK, LANES, SPARE
    from model.engines.webassembly import WIDTH

    which = economy(NAME)
    every = [s.name for s in (*which.states, *which.observables)]
    base = parameters(NAME, SCENARIO)
    names = [symbol.name for symbol in which.parameters]
    return {
        "version": __version__,
        "economy": NAME,
        "days": DAYS,
        "runs": RUNS,
        "seed": SEED,
        "rows": list(ROWS),
        "quantiles": list(QUANTILES),
        "spare": SPARE,
        "turn": BLOCK,
        "drawn": BLOCK * LANES // WIDTH,
        "width": WIDTH,
        "states": len(which.states),
        "shocks": len(which.shocks),
        "every": len(every),
        "columns": {name: every.index(name) for name in columns()},
        "parameters": names,
        "base": [base[name] for name in names],
        "governed": list(base.governed),
        "scenarios": {name: _scenario(name, base) for name in SCENARIOS},
        "sliders": [_slider(name) for name in SLIDERS],
        "others": [_other(name) for name in names if name not in {*SLIDERS, *CLOSURES}],
        "closures": [
            {"name": name, "label": label, "choices": list(record_of(name).domain.choices)}
            for name, label in CLOSURES.items()
        ],
        "votable": [_votable(name) for name in base.governed],
        "conditions": [constraint.message for constraint in which.constraints],
        "charts": [chart_data(chart) for chart in CHARTS],
    }


def record_of(name: str) -> Quantity:
    """The record of a parameter."""
    (symbol,) = (s for s in economy(NAME).parameters if s.name == name)
    return quantity(symbol)


def _scenario(name: str, base: Mapping[str, float]) -> dict[str, Any]:
    """What differs from base, the votes, and the hash that a run has to have."""
    point = parameters(NAME, name)
    return {
        "changes": {key: value for key, value in point.items() if value != base[key]},
        "votes": [[v.parameter, v.value, v.proposed] for v in point.votes],
        "bits": reference(name),
    }


def input_data(record: Quantity, unit: str, factor: float) -> dict[str, Any]:
    """A field for a parameter: its unit on the page, one of it in units, its range and domain."""
    low, high = record.range
    domain = record.domain
    return {
        "name": record.name,
        "info": record.info,
        "unit": unit,
        "factor": factor,
        "low": low,
        "high": high,
        "log": low > 0 and high / low > WIDE,
        "least": domain.low,
        "most": domain.high if np.isfinite(domain.high) else None,
        "above_least": domain.open_low,
        "below_most": domain.open_high,
        "whole": domain.whole,
    }


def _slider(name: str) -> dict[str, Any]:
    label, unit, factor = SLIDERS[name]
    return {**input_data(record_of(name), unit, factor), "label": label}


def _votable(name: str) -> dict[str, Any]:
    record = record_of(name)
    share = record.unit == "1"
    return input_data(
        record, "%" if share else unit_text(record.unit, many=True), 100.0 if share else 1
    )


def _other(name: str) -> dict[str, Any]:
    """A parameter without a slider, in its own unit."""
    record = record_of(name)
    return input_data(record, "" if record.unit == "1" else unit_text(record.unit, many=True), 1.0)


def chart_data(chart: Chart) -> dict[str, Any]:
    """A chart as plain data."""
    return {
        "id": chart.id,
        "title": chart.title,
        "unit": chart.unit,
        "log": chart.log,
        "series": [
            {
                "name": s.name,
                "terms": dict(s.terms),
                "constant": s.constant,
                "fixed": dict(s.fixed),
            }
            for s in chart.series
        ],
    }


def reference(scenario: str, days: int = DAYS, engine: str = "python") -> str:
    """SHA-256 of every state, flow and definition of days 1 to ``days`` of a scenario's first run.

    Column after column in the order of the economy, each number as its 64 bits, the lowest byte
    first.
    """
    which = economy(NAME)
    points = Points.of([parameters(NAME, scenario)])
    problem = Problem(which, points, Seeded(SEED), 1, days, rows=range(1, days + 1))
    values = trajectories(problem, engine)
    bits = hashlib.sha256()
    for name in problem.columns:
        bits.update(np.ascontiguousarray(values[name], "<f8").tobytes())
    return bits.hexdigest()


@cache
def fan(scenario: str = SCENARIO) -> dict[str, list[Array]]:
    """Quantiles (quantiles, rows) of every line of every chart over the runs, by the chart's id."""
    point = parameters(NAME, scenario)
    problem = Problem(
        economy(NAME), Points.of([point]), Seeded(SEED), RUNS, DAYS, kept=columns(), rows=ROWS
    )
    values = {name: array[0] for name, array in trajectories(problem).items()}
    return {
        chart.id: [np.quantile(s.of(values, point), QUANTILES, axis=0) for s in chart.series]
        for chart in CHARTS
    }
