"""Units: a size and a dimension; conversion is exact where decimal fractions are."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.units import convert, registry, unit

TIMES = ["second", "hour", "day", "calendar_month", "calendar_year"]


@pytest.mark.parametrize(
    ("value", "source", "target", "result"),
    [
        (7000, "bps", "1", 0.7),
        (693, "bps", "1", 0.0693),
        (100, "bps", "1", 0.01),
        (12, "calendar_month", "day", 365.0),
        (36, "calendar_month", "day", 1095.0),
        (1, "calendar_year", "day", 365.0),
        (1, "day", "second", 86400.0),
        (1800, "second", "day", 1 / 48),
        (1, "day", "calendar_year", 1 / 365),
        (2.6, "USD/GPU_hour", "USD/GPU_hour", 2.6),
        (24, "USD/GPU/day", "USD/GPU_hour", 1.0),
        (0.25, "1/calendar_year", "1/calendar_year", 0.25),
    ],
)
def test_conversion_is_exact_to_the_last_digit(
    value: float, source: str, target: str, result: float
) -> None:
    assert convert(value, source, target) == result


@settings(max_examples=100)
@given(st.floats(-1e12, 1e12), st.sampled_from(TIMES), st.sampled_from(TIMES))
def test_there_and_back_is_where_one_started(value: float, source: str, target: str) -> None:
    back = convert(convert(value, source, target), target, source)
    assert back == pytest.approx(value, rel=1e-15, abs=1e-290)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("AI", "USD"),
        ("day", "AI"),
        ("USD/AI", "AI/USD"),
        ("GPU", "GPU_hour"),
        ("task", "1"),
    ],
)
def test_unlike_units_are_refused(source: str, target: str) -> None:
    with pytest.raises(ValueError, match=f"3.0 {source} cannot be expressed in {target}"):
        convert(3.0, source, target)


@pytest.mark.parametrize(
    "text",
    ["yr", "a", "annum", "leap_year", "julian_year", "sidereal_year", "synodic_month", "fortnight",
     "mUSD", "kUSD", "kAI", "MUSD", "dB", "deg", "degree", "rpm", "ppm", "permille", "count", "h",
     "d", "min", "s", "century", "byte", "USD/yr", "pi", "usd", "Ai", "radian", "hertz",
     "nonsense"],
)  # fmt: skip
def test_units_of_another_world_are_refused_by_name(text: str) -> None:
    with pytest.raises(ValueError, match=f"unit '{text}' is not known"):
        unit(text)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("year", 365),
        ("years", 365),
        ("calendar_year", 365),
        ("calendar_years", 365),
        ("month", 365 / 12),
        ("months", 365 / 12),
        ("weeks", 7),
        ("days", 1),
        ("hours", 1 / 24),
    ],
)
def test_every_spelling_of_a_time_means_the_calendars(text: str, days: float) -> None:
    assert convert(1, text, "day") == days
    assert convert(3, f"AI/{text}", "AI/day") == pytest.approx(3 / days, rel=1e-15)


@pytest.mark.parametrize("text", ["AI_token", "fortnite", "AI +", "", "1 / / day", "day )"])
def test_a_unit_that_is_not_known_is_refused(text: str) -> None:
    if text == "":
        assert unit(text) == unit("1")
        return
    with pytest.raises(ValueError, match="is not known: write it with AI, USD"):
        unit(text)


def test_the_economys_units_are_independent() -> None:
    bases = ["AI", "USD", "GPU", "task", "training_cycle", "day"]
    dimensions = [unit(text)[1] for text in bases]
    assert len(set(dimensions)) == len(bases)
    assert all(dimension for dimension in dimensions)
    assert unit("1") == (1.0, ())


def test_a_year_has_365_days_and_twelve_months() -> None:
    assert unit("calendar_year")[0] == 365 * unit("day")[0]
    assert 12 * unit("calendar_month")[0] == pytest.approx(unit("calendar_year")[0], rel=1e-15)
    assert registry() is registry()
