"""Figures and tables of the pages on validation and limits say what their results hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from model.experiments.backtest import Row
from model.experiments.calibration import Calibration, Told
from model.experiments.forecasts.archive import FORECAST, Forecast, Target
from model.experiments.forecasts.score import scored
from model.experiments.influence import RESULTS, Influence, Way
from model.figures import judgement_tables as tables
from model.figures import limits, validation
from model.observed.record import Seen

PREMIUM = Told("premium_at_launch", (1e8, 3e8, 6e8), (1.2e8, 2e8, 3e8), 0.31, 0.4, True)
LEANS = Told("unrest_size", (0.1, 0.3, 0.6), (0.1, 0.2, 0.6), 0.12, 0.0, True)
STILL = Told("discount_rate", (0.1, 0.3, 0.6), (0.1, 0.3, 0.6), 0.04, 0.0, False)
FOUND = Calibration((PREMIUM, LEANS, STILL), 0.1, 400.0, np.ones((1, 1)))
DAYS = (date(2027, 1, 1), date(2027, 4, 1))
SPREAD = {5: 0.004, 10: 0.005, 25: 0.01, 50: 0.02, 75: 0.03, 90: 0.05, 95: 0.06}
MADE = Forecast(
    FORECAST,
    date(2026, 12, 1),
    date(2026, 8, 5),
    "closed",
    "a test",
    {},
    10,
    1,
    tuple(Target("price", "USD/AI", day, SPREAD) for day in DAYS),
)
CAME = Seen("price", DAYS[0], 0.08, 0.08, 0.08, "a test")


def test_the_bars_name_what_is_beyond_noise() -> None:
    alt = validation.learned(FOUND).alt
    assert "noise reaches 0.10" in alt
    assert "Beyond it: premium at launch, unrest size." in alt
    assert "The farthest, premium at launch, is at 0.31" in alt
    none = replace(FOUND, told=(STILL,))
    assert "Beyond it: none." in validation.learned(none).alt


def test_intervals_before_and_after_are_told() -> None:
    alt = validation.before_and_after([PREMIUM]).alt
    assert "premium at launch 100 million to 600 million before, 120 million to 300 million" in alt


def test_the_forecast_is_told_with_its_last_band_and_what_came() -> None:
    alt = validation.forecast_of(MADE, "price", [CAME]).alt
    assert "On 2027-04-01 the median is 2.0 and the 80 per cent band 0.50 to 5.0" in alt
    assert "Observed: 8.0 on 2027-01-01" in alt
    other = replace(CAME, quantity="burned")
    assert "Observed: nothing yet" in validation.forecast_of(MADE, "price", [other]).alt


def influence(parameter: str, **on: float) -> Influence:
    shares = {name: on.get(name.replace(" ", "_"), 0.0) for name in RESULTS}
    return Influence(parameter, "assumed", (0.5, 2.0), shares, dict.fromkeys(RESULTS, (1.0, 3.0)))


ROWS = (
    influence("usage_at_maturity", revenue=1.0, fees=1.0, GPUs=1.0, right_results=0.2),
    influence("premium_half_life", burned=1.0, price=1.0),
    influence("audit_probability", right_results=1.0),
)


def test_the_shades_name_the_first_of_each_result() -> None:
    alt = limits.influences(ROWS).alt
    assert alt.startswith("Shades of the influence of 3 assumptions on 6 results")
    for told in (
        "burned: premium half-life",
        "price: premium half-life",
        "GPUs: usage at maturity",
        "right results: audit probability",
    ):
        assert told in alt


def test_the_table_of_what_would_settle_it_has_a_row_each() -> None:
    ways = {row.parameter: Way(f"by {row.parameter}", "days") for row in ROWS}
    html = tables.settled(ROWS, ways)
    assert html.count("<tr") == 1 + len(ROWS)
    assert "premium half-life" in html
    assert "0.50 to 2.0 years" in html
    assert "burned: 1.0 to 3.0 % of supply" in html
    assert "by audit_probability" in html
    with pytest.raises(KeyError, match="audit_probability"):
        tables.settled(ROWS, {k: v for k, v in ways.items() if k != "audit_probability"})


def test_what_came_is_told_beside_the_forecast() -> None:
    html = tables.scored(scored([MADE], [CAME]))
    for cell in ("price, 2027-01-01", "0.500 to 5.00", "8.00 cents", "outside"):
        assert f"<td>{cell}</td>" in html
    assert "<td>75</td>" in html  # the median missed by six of eight cents
    assert tables.forecast(MADE).count("2.00") == 2
    assert MADE.id in tables.archive([MADE])


def test_the_back_test_says_which_way_it_missed() -> None:
    row = Row("price in July", 0.023, "USD/AI", (0.03, 0.046, 0.1), (0, 0, 0), -2.0, 0.3, "", 0.0)
    html = tables.reproduced([row])
    for cell in ("2.3", "4.6", "cents", "0.5", "missed"):
        assert f"<td>{cell}</td>" in html
    assert "<td>inside</td>" in tables.reproduced([replace(row, observed=0.05)])


def test_each_word_for_what_was_learned_is_used() -> None:
    html = tables.learned(FOUND.told)
    for word in ("identified", "leans", "not identified"):
        assert html.count(f"<td>{word}</td>") == 1
