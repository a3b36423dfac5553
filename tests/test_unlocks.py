"""Unlock tables: exact days, exact sums, refusals in one sentence; followed by an economy."""

from __future__ import annotations

import math
import random
from datetime import date
from fractions import Fraction
from pathlib import Path as File
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import model
from model import unlocks
from model.paths import PathError, read
from model.quantities import quantity
from model.unlocks import UnlockError


def rule(**changes: Any) -> dict[str, Any]:
    known = {
        "category": "team",
        "tokens": 1200,
        "start": "2026-01-31",
        "cliff_months": 1,
        "cliff_share": 0.25,
        "months": 3,
        "step": "month",
    }
    return known | changes


def free(*rows: dict[str, Any], name: str = "team", **how: Any) -> dict[str, float]:
    """The days on which something becomes free."""
    plan = unlocks.read(list(rows), **how)
    table = plan.table()[name]
    return {f"{day:%Y-%m-%d}": value for day, value in table[table > 0].items()}


def test_events_are_days() -> None:
    rows = [
        {"category": "team", "date": "2026-03-01", "tokens": 5},
        {"category": "sale", "date": "2026-02-27", "tokens": "0.1"},
        {"category": "team", "date": date(2026, 2, 28), "tokens": 7},
    ]
    plan = unlocks.read(rows)
    assert plan.first == date(2026, 2, 27)
    assert {name: path.values for name, path in plan.paths.items()} == {
        "team": (0, 7, 5),
        "sale": (0.1, 0, 0),
    }
    assert plan.before == plan.after == {"team": 0, "sale": 0}


def test_rules_are_a_cliff_and_steps_of_the_calendar() -> None:
    assert free(rule()) == {
        "2026-02-28": 300,
        "2026-03-31": 300,
        "2026-04-30": 300,
        "2026-05-31": 300,
    }
    assert free(rule(months=7, step="quarter", cliff_share=0, tokens=700)) == {
        "2026-05-31": 300,
        "2026-08-31": 300,
        "2026-09-30": 100,
    }
    daily = free(rule(step="day", months=1, cliff_share=0, tokens=310))
    assert len(daily) == 31
    assert set(daily.values()) == {10}
    assert next(iter(daily)) == "2026-03-01"
    assert free(rule(cliff_share=1, months=0)) == {"2026-02-28": 1200}
    short = {"category": "team", "tokens": 3, "start": "2024-02-29", "months": 12}
    assert list(free(short))[-1] == "2025-02-28"
    assert set(free(short).values()) == {0.25}


def test_what_lies_outside_the_run_is_told() -> None:
    plan = unlocks.read([rule()], first="2026-03-01", days=62)
    assert plan.before == {"team": 300}
    assert sum(plan.paths["team"].values) == 600
    assert plan.after == {"team": 300}
    longer = unlocks.read([rule()], first="2026-01-01", days=1000)
    assert len(longer.paths["team"].values) == 1000
    assert sum(longer.paths["team"].values) == 1200


TABLE = """ Category ,tokens,start,cliff_months,cliff_share,months,step,date

early backers,"1000000",2026-01-01,,,10,,
early backers,500000.5,,,,,,2026-06-01

Schatz & Söhne,1e6,2026-01-01,12,0.1,36,quarter,
"""


def test_an_odd_csv_and_its_yaml_give_the_same(tmp_path: File) -> None:
    place = tmp_path / "odd.csv"
    place.write_bytes(b"\xef\xbb\xbf" + TABLE.replace("\n", "\r\n").encode())
    plan = unlocks.read(str(place))
    assert list(plan.paths) == ["early backers", "Schatz & Söhne"]
    assert sum(plan.paths["early backers"].values) == 1_500_000.5
    assert sum(plan.paths["Schatz & Söhne"].values) == 1e6
    other = tmp_path / "same.yaml"
    other.write_text(
        """
- {category: early backers, tokens: 1_000_000, start: 2026-01-01, months: 10}
- {category: early backers, tokens: 500000.5, date: 2026-06-01}
- category: Schatz & Söhne
  tokens: 1000000
  start: 2026-01-01
  cliff_months: 12
  cliff_share: 0.1
  months: 36
  step: quarter
""",
        encoding="utf-8",
    )
    same = unlocks.read(other)
    frame = unlocks.read(pd.read_csv(place).rename(columns=str.strip))
    for name, path in plan.paths.items():
        assert same.paths[name].values == path.values == frame.paths[name].values
    assert str(place) in plan.paths["early backers"].source


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"date": "2026-01-01", "tokens": 1}, "row 1 has no category: give it"),
        ({"category": "a", "tokens": 1}, "row 1 has no start: give it, or a date for an event"),
        ({"category": "a", "date": "2026-01-01"}, "row 1 has no tokens"),
        ({"category": 7, "date": "2026-01-01", "tokens": 1}, "category=7: write a name"),
        ({"category": "a", "date": "1/2/26", "tokens": 1}, "date='1/2/26', which is no day: write"),
        ({"category": "a", "date": "2026-02-30", "tokens": 1}, "write it as 2026-01-31"),
        ({"category": "a", "date": "20260228", "tokens": 1}, "which is no day"),
        ({"category": "a", "date": pd.Timestamp("2026-02-03 08:00"), "tokens": 1}, "is no day"),
        (
            {"category": "a", "date": "2026-01-01", "tokens": "1,000"},
            "'1,000': write a number such",
        ),
        ({"category": "a", "date": "2026-01-01", "tokens": -1}, "tokens=-1: write a number"),
        ({"category": "a", "date": "2026-01-01", "tokens": math.inf}, "tokens=inf"),
        ({"category": "a", "date": "2026-01-01", "tokens": True}, "tokens=True"),
        ({"category": "a", "date": "2026-01-01", "tokens": "1/3"}, "tokens='1/3'"),
        ({"category": "a", "date": "2026-01-01", "tokens": 1, "months": 3}, "no event has such"),
        (rule(clif_share=1), "clif_share=1, and no rule has such a column; did you mean 'cliff_s"),
        (rule(cliff_share="25%"), "cliff_share='25%': write a share from 0 to 1"),
        (rule(cliff_share=25), "cliff_share=25: write a share"),
        (rule(months=2.5), "months=2.5: write whole months from 0 to 1200"),
        (rule(months=-1), "months=-1"),
        (rule(months=0), "months=0 and cliff_share=0.25, so a part never becomes free"),
        (rule(step="weekly"), "step='weekly'.*write day, month, quarter"),
        (rule(start="9999-12-01", months=1200), "row 1 ends in the year"),
    ],
)
def test_a_row_that_does_not_hold_is_refused_in_one_sentence(
    row: dict[str, Any], said: str
) -> None:
    with pytest.raises(UnlockError, match=said) as caught:
        unlocks.read([row])
    assert "\n" not in str(caught.value)
    assert ": " in str(caught.value)
    assert isinstance(caught.value, PathError)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ([], "has no rows: give category, date, tokens"),
        (7, "is no table of unlocks: give a file"),
        ([1, 2], "is no table of unlocks"),
        ("none.csv", "there is no file none.csv"),
        ("none.xlsx", r"give a file \.csv, \.yaml or \.yml"),
        ([rule(), rule(tokens=5)], "row 2 repeats row 1: add their tokens up in one row"),
        ([rule(), rule(category="Team")], "two categories are called team and Team: spell"),
    ],
)
def test_a_table_that_is_none_is_refused(source: Any, said: str) -> None:
    with pytest.raises(UnlockError, match=said):
        unlocks.read(source)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.csv", "category,date,tokens\nx,2026-01-01,1\n\ny,2026-01-01,no\n", "row 4 has tokens="),
        ("a.csv", "category,date,tokens\nx,2026-01-01,1,000\n", r"row 2 has \(no name\)=\['000'\]"),
        ("a.csv", "category;date;tokens\nx;2026-01-01;1\n", "a.csv parts its columns by ';'"),
        (
            "a.csv",
            "category,date,Tokens,tokens \nx,2026-01-01,1,2\n",
            "two columns called 'tokens'",
        ),
        ("a.csv", "x,2026-01-01,1\ny,2026-01-01,2\n", "begins with '2026-01-01', a value"),
        (
            "a.yaml",
            "- {category: x, months: 2, months: 3}",
            "of line 1 has two columns called 'mon",
        ),
        ("a.yaml", "- {category: x, date: 2026-01-01, tokens: 1:30:00}", "tokens='1:30:00': write"),
        ("a.yaml", "- {category: x, date: 2026-01-01, tokens: 0o17}", "tokens='0o17': write a"),
        ("a.csv", 'category,date,tokens\nx,2026-01-01,"1\n', "cannot be read as a table"),
        ("a.csv", "", "has no rows"),
        ("a.yaml", "team: {tokens: 1}", "is no table of unlocks"),
        ("a.yaml", "- [", "cannot be read as a table"),
    ],
)
def test_a_file_that_does_not_hold_is_refused(
    tmp_path: File, name: str, text: str, said: str
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(UnlockError, match=said) as caught:
        unlocks.read(tmp_path / name)
    assert "\n" not in str(caught.value)


def test_numbers_of_a_file_are_what_is_written(tmp_path: File) -> None:
    place = tmp_path / "plan.yaml"
    place.write_text("- {category: x, date: 2026-01-01, tokens: 0100}", encoding="utf-8")
    plan = unlocks.read(place, days=np.int32(2))  # type: ignore[arg-type]
    assert plan.paths["x"].values == (100, 0)


def test_a_frame_with_a_name_twice_is_refused() -> None:
    frame = pd.DataFrame([["x", "2026-01-01", 1, 2]])
    with pytest.raises(UnlockError, match="the table has two columns called 'tokens'"):
        unlocks.read(frame.set_axis(["category", "date", "tokens", "TOKENS"], axis=1))
    with pytest.raises(UnlockError, match="is no table of unlocks"):
        unlocks.read(frame[0])


@pytest.mark.parametrize("days", [0, -1, 2.5, True, 10**9])
def test_a_length_that_is_none_is_refused(days: Any) -> None:
    with pytest.raises(UnlockError, match="is no length of a run: give a whole number from 1"):
        unlocks.read([rule()], days=days)
    with pytest.raises(UnlockError, match="the first day has first='soon'"):
        unlocks.read([rule()], first="soon")


AMOUNTS = st.one_of(
    st.integers(0, 10**12), st.decimals(0, 10**9, places=6).map(str), st.floats(0, 1e15)
)
RULES = st.fixed_dictionaries(
    {
        "category": st.just("x"),
        "tokens": AMOUNTS,
        "start": st.dates(date(2020, 1, 1), date(2030, 1, 1)),
        "cliff_months": st.integers(0, 30),
        "cliff_share": st.floats(0, 1),
        "months": st.integers(1, 60),
        "step": st.sampled_from(["day", "month", "quarter"]),
    }
)


@given(
    st.lists(RULES, min_size=1, max_size=3, unique_by=lambda row: row["start"]),
    st.integers(1, 3000),
    st.randoms(),
)
@settings(max_examples=60, deadline=None)
def test_sums_are_exact_in_any_order(
    rows: list[dict[str, Any]], days: int, chance: random.Random
) -> None:
    plan = unlocks.read(rows, first="2024-02-29", days=days)
    total = float(sum(Fraction(str(row["tokens"])) for row in rows))
    parts = [plan.before["x"], *plan.paths["x"].values, plan.after["x"]]
    assert min(parts) >= 0
    chance.shuffle(parts)
    assert sum(parts) == float(np.sum(parts)) == math.fsum(parts) == total


def test_a_schedule_enters_the_shipped_economy_unchanged() -> None:
    base = model.parameters("deployed")
    months = base["initial_supply"] * base["investor_share"]
    rows = [
        {
            "category": "investors",
            "tokens": months,
            "start": "2026-04-29",
            "cliff_months": 12,
            "months": 24,
            "step": "quarter",
        }
    ]
    plan = unlocks.read(rows, first="2026-04-29", days=1200)
    economy = model.economy("deployed").following("due_investors")
    point = model.parameters(economy, due_investors_path=plan.paths["investors"])
    ds = model.simulate(economy, point, model.shocks(economy, 1200)).isel(run=0)
    freed = -np.diff(ds["locked_investors"].to_numpy())
    np.testing.assert_allclose(freed, plan.paths["investors"].values, rtol=1e-9, atol=1e-3)
    assert float(ds["locked_investors"][-1]) == pytest.approx(0, abs=1)
    (record,) = (quantity(s) for s in economy.schedules if s.name == "due_investors_path")
    assert read(record, plan.paths["investors"]) is plan.paths["investors"]
    assert '"due_investors_path": "unlocks of investors' in ds.attrs["paths"]
