"""Small explorers beside the text: one question, one slider, one chart, in base.

They run the kernel as the Explorer does (`model.experiments.explorer`), over fewer paths.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from model.compile.tables import number
from model.experiments.explorer import (
    NAME,
    ROWS,
    SCENARIO,
    WIDE,
    Chart,
    Series,
    chart_data,
    input_data,
    record_of,
)
from model.experiments.outcomes import LOCKED
from model.factbook import facts
from model.interface import economy, parameters

RUNS = 100
_MILLION = 1e-6


@dataclass(frozen=True)
class Question:
    """A question that one slider answers.

    ``unit`` and ``factor`` are the slider's on the page; ``low`` and ``high`` its ends in the
    parameter's unit, by default those of its fact. ``said`` are lines that the sentence tells
    beside those of the chart, with their unit. ``meets`` says that the chart's first line does not
    reach its second, and that it does, after ``{}`` months.
    """

    asked: str
    parameter: str
    label: str
    unit: str
    factor: float
    chart: Chart
    said: tuple[tuple[Series, str], ...] = ()
    meets: tuple[str, str] | None = None
    low: float | None = None
    high: float | None = None


def _locked_at_launch() -> float:
    """Tokens that are locked on day 0, in millions."""
    p = parameters(NAME, SCENARIO)
    insiders = p["investor_share"] + p["team_share"] + p["sale_share"] * p["sale_locked_share"]
    treasury = p["treasury_share"] * (1 - p["treasury_start_share"])
    return facts["initial_supply"].to("AI") * (insiders + treasury) * _MILLION


def questions() -> Mapping[str, Question]:
    """All of them, by name."""
    left = Series("left the locks", dict.fromkeys(LOCKED, -_MILLION), _locked_at_launch())
    burned = Series("burned by the vault", {"burned": _MILLION})
    price = (Series("the price", {"price": 100.0}), "US cents")
    return {
        "unlocks": Question(
            "How much revenue until burn meets unlocks?",
            "usage_at_maturity",
            "Usage at maturity",
            "million USD a year",
            _MILLION,
            Chart("unlocks", "Since launch", "million AI", (burned, left), log=True),
            ((Series("the vault's revenue", {"revenue": 1.0}), "USD a day"), price),
            meets=(
                "In the medians, burn does not catch up with what left the locks.",
                "In the medians, burn catches up with what left the locks after {} months.",
            ),
            high=3e10,
        ),
        "price": Question(
            "What does the launch premium do to burn and price?",
            "premium_half_life",
            "Half-life of the launch premium",
            "years",
            1.0,
            Chart("price", "Burned since launch", "million AI", (burned,)),
            (price,),
        ),
        "audit": Question(
            "How many audits keep nodes honest?",
            "audit_probability",
            "Tasks that are audited",
            "%",
            100.0,
            Chart(
                "audit",
                "Tasks on which nodes cheat",
                "%",
                (
                    Series("consumer nodes", {"cheating_consumer": 100.0}),
                    Series("datacentre nodes", {"cheating_datacentre": 100.0}),
                ),
            ),
            ((Series("reputation", {"reputation": 100.0}), "%"),),
        ),
    }


def data() -> dict[str, dict[str, Any]]:
    """What the page knows of each question, in the form of `model.experiments.explorer.scene`.

    The second chart holds the lines that are told and not drawn; its unit is that of each line.
    """
    which = economy(NAME)
    every = [s.name for s in (*which.states, *which.observables)]
    made = {}
    for name, question in questions().items():
        lines = (*question.chart.series, *(series for series, _ in question.said))
        read = {column for series in lines for column in series.terms}
        told = Chart("told", "", "", tuple(series for series, _ in question.said))
        field = input_data(record_of(question.parameter), question.unit, question.factor)
        low, high = question.low or field["low"], question.high or field["high"]
        info = field["info"]
        if high > field["high"]:
            ends = number(field["high"] * question.factor)
            info += f"; the range of its fact ends at {ends} {question.unit}"
        changed = {"label": question.label, "low": low, "high": high, "info": info}
        made[name] = {
            "asked": question.asked,
            "field": {**field, **changed, "log": low > 0 and high / low > WIDE},
            "columns": {column: every.index(column) for column in every if column in read},
            "charts": [chart_data(question.chart), chart_data(told)],
            "units": [unit for _, unit in question.said],
            "meets": list(question.meets or ()),
            "runs": RUNS,
            "rows": list(ROWS),
        }
    return made
