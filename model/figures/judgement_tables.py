"""Tables of the pages of judgement, as HTML: numbers in natural units, few digits and a word."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from model.answerbook.said import interval, number
from model.compile.tables import unit_text
from model.experiments.backtest import Row
from model.experiments.calibration import Told
from model.experiments.discovery import plain
from model.experiments.forecasts.archive import Forecast
from model.experiments.forecasts.score import HIGH, LOW, Scored
from model.experiments.influence import Influence, Way
from model.experiments.outcomes import OUTCOMES
from model.quantities import registry

#: Digits of what is forecast: a circulation hardly moves in the first two.
DIGITS = 3
#: A price is said in cents.
_CENTS = {"USD/AI": (100.0, "cents")}


def _html(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return pd.DataFrame(rows, columns=list(columns)).to_html(index=False, border=0)


def _said(unit: str) -> tuple[float, str]:
    return _CENTS.get(unit, (1.0, unit_text(unit, many=True)))


def reproduced(rows: Sequence[Row]) -> str:
    """Observed beside the model's median, and whether the band holds it."""
    found = []
    for row in rows:
        scale, unit = _said(row.unit)
        found.append(
            (
                row.name,
                number(scale * row.observed),
                number(scale * row.band[1]),
                unit,
                f"{row.observed / row.band[1]:.2g}",
                "inside" if row.inside else "missed",
            )
        )
    head = ("what", "observed", "model's median", "unit", "observed over median", "80 % band")
    return _html(head, found)


def learned(rows: Sequence[Told]) -> str:
    """Parameters that observations move: before, after, and what that is called."""
    found = []
    for row in rows:
        unit = unit_text(registry[row.parameter].unit, many=True)
        word = "identified" if row.identified else "leans" if row.differs else "not identified"
        bands = (interval(band[0], band[2]) for band in (row.prior, row.posterior))
        found.append((plain(row.parameter), *bands, unit or "share", f"{row.distance:.2f}", word))
    return _html(("parameter", "before", "after", "unit", "distance", "it is"), found)


def scored(rows: Sequence[Scored]) -> str:
    """What was forecast, what came, and the score over what came."""
    found = []
    for row in rows:
        scale, unit = _said(row.target.unit)
        low, middle, high = (scale * row.target.quantiles[level] for level in (LOW, 50, HIGH))
        found.append(
            (
                f"{row.target.quantity}, {row.target.day}",
                row.forecast.kind,
                number(middle, digits=DIGITS),
                interval(low, high, digits=DIGITS),
                f"{number(scale * row.seen.value, digits=DIGITS)} {unit}",
                "inside" if row.inside else "outside",
                f"{100 * row.relative:.0f}",
                f"{100 * row.miss:.0f}",
            )
        )
    head = ("what", "kind", "median", "80 % band", "came", "it is", "score (%)", "miss (%)")
    return _html(head, found)


def forecast(given: Forecast) -> str:
    """The medians and bands of a forecast by day."""
    found = []
    for target in given.targets:
        scale, unit = _said(target.unit)
        quantiles = target.quantiles
        found.append(
            (
                target.quantity,
                target.day.isoformat(),
                number(scale * quantiles[50], digits=DIGITS),
                interval(scale * quantiles[LOW], scale * quantiles[HIGH], digits=DIGITS),
                unit,
            )
        )
    found.sort(key=lambda row: row[0])
    return _html(("what", "day", "median", "80 % band", "unit"), found)


def archive(given: Sequence[Forecast]) -> str:
    """Every forecast that was kept: its hash, when and from what it was made."""
    rows = [
        (each.id, each.kind, str(each.made), str(each.known), str(len(each.targets)), each.says)
        for each in given
    ]
    return _html(("hash", "kind", "made", "known until", "numbers", "from"), rows)


def settled(rows: Sequence[Influence], ways: dict[str, Way]) -> str:
    """Assumptions by influence: range, what it does to one result, what would settle it."""
    found = []
    for row in rows:
        unit = unit_text(registry[row.parameter].unit, many=True)
        result = OUTCOMES[row.first]
        low, high = row.values[row.first]
        scale, of = _CENTS.get(result.unit, (1.0, result.unit))
        way = ways[row.parameter]
        found.append(
            (
                plain(row.parameter),
                f"{interval(*row.ends)} {unit}".rstrip(),
                f"{row.first}: {number(scale * low)} to {number(scale * high)} {of}".rstrip(),
                way.by,
                way.takes,
            )
        )
    head = ("assumption", "moved through", "what it does", "what would settle it", "it takes")
    return _html(head, found)
