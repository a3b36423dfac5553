"""Observations from files: what is sound is read exactly, what is not is refused with its row."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from model import contract
from model.observed import buybacks as b
from model.observed.daily import daily
from model.observed.record import UNITS, record
from model.observed.tables import ObservedError

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
Table = Callable[..., Path]


@pytest.fixture
def table(tmp_path: Path) -> Table:
    def made(*lines: str, name: str = "table.csv") -> Path:
        path = tmp_path / name
        path.write_text("\n".join(lines) + "\n", "utf-8")
        return path

    return made


HEAD = "date,price_usd,volume_usd"


def test_daily_prices_are_read_from_both_kinds_of_file(table: Table, tmp_path: Path) -> None:
    path = table(HEAD, "2026-07-14,0.0231,1500000", "2026-07-15,0.0230,2.3e6", "2026-07-16,0.02,0")
    found = daily(path)
    assert (found.first, found.last) == (date(2026, 7, 14), date(2026, 7, 16))
    assert found.price(date(2026, 7, 15)) == 0.023
    assert found.volumes == (1.5e6, 2.3e6, 0.0)
    pd.read_csv(path).to_parquet(tmp_path / "table.parquet")
    assert daily(tmp_path / "table.parquet") == found
    with pytest.raises(ObservedError, match="no price of 2026-07-17"):
        found.price(date(2026, 7, 17))


def test_the_volatility_is_that_of_the_steps(table: Table) -> None:
    rng = np.random.default_rng(1)
    prices = 0.02 * np.exp(np.cumsum(0.07 * rng.standard_normal(41)))
    days = [date(2026, 5, 1) + timedelta(k) for k in range(41)]
    found = daily(
        table(HEAD, *(f"{d},{p!r},1" for d, p in zip(days, prices.tolist(), strict=True)))
    )
    wanted = np.log(prices[10:]).astype(float)
    assert found.volatility(days[-1]) == pytest.approx(np.diff(wanted).std(ddof=1) * math.sqrt(365))
    with pytest.raises(ObservedError, match="no price of 2026-04-30"):
        found.volatility(days[29])


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([HEAD], "has no rows"),
        (["date,price_usd", "2026-07-14,0.02"], "there is no volume_usd"),
        (["date,price_usd,volume_usd,x", "2026-07-14,0.02,1,1"], "'x' is no column"),
        ([HEAD, "2026-07-14,0.02,1,5"], "a cell more"),
        ([f"{HEAD},price_usd", "2026-07-14,0.02,1,5"], "has two columns called 'price_usd'"),
        ([HEAD.replace(",", "|"), "2026-07-14|0.02|1"], "parts its columns by '|'"),
        ([HEAD, "2026-07-14,0.02"], "row 1: volume_usd is empty"),
        ([HEAD, "2026-07-14,,1"], "row 1: price_usd is empty"),
        ([HEAD, "14.7.2026,0.02,1"], "write a date such as"),
        ([HEAD, "2026-07-14,0,1"], "a number above 0"),
        ([HEAD, "2026-07-14,-1,1"], "a number above 0"),
        ([HEAD, "2026-07-14,nan,1"], "a number above 0"),
        ([HEAD, "2026-07-14,1_0,1"], "without commas"),
        ([HEAD, "2026-07-14,0.02,-1"], "of 0 or more"),
        ([HEAD, "2026-07-14,1,1", "2026-07-14,1,1"], "row 2: date='2026-07-14': this day is given"),
        ([HEAD, "2026-07-14,1,1", "2026-07-13,1,1"], "sort the table"),
        (
            [HEAD, "2026-07-14,1,1", "2026-07-18,1,1"],
            "3 days are missing, 2026-07-15 to 2026-07-17",
        ),
        ([HEAD, "2026-07-14,0.02,1", "2026-07-15,2.1,1"], "give all prices in USD"),
    ],
)
def test_a_bad_table_of_prices_is_refused(table: Table, lines: Sequence[str], said: str) -> None:
    with pytest.raises(ObservedError, match=said) as refused:
        daily(table(*lines))
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("name", ["none.csv", "table.txt", "broken.parquet", ""])
def test_a_file_that_is_none_is_refused(table: Table, tmp_path: Path, name: str) -> None:
    table("x", name="table.txt")
    table("x", name="broken.parquet")
    with pytest.raises(ObservedError):
        daily(tmp_path / name if name else "")


def event(place: int, dollars: int, tokens: int) -> b.Buyback:
    """A purchase as the contract would split it."""
    parts = contract.split(tokens)
    time = NOON + timedelta(hours=place)
    amounts = (dollars, tokens, parts.executor, parts.burn, parts.treasury)
    return b.Buyback(100 + place, 3, f"0x{place:064x}", time, "0xusd", *amounts)


EVENTS = (
    event(1, 27_591_123, 10**21 + 123),
    event(2, 5 * 10**6, 190 * 10**18 + 7),
    event(40, 1, 10**13),
)


def test_events_survive_a_file_to_the_last_base_unit(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    b.written(EVENTS, path)
    assert b.buybacks(path) == EVENTS
    pd.read_csv(path, dtype=str).to_parquet(tmp_path / "events.parquet")
    assert b.buybacks(tmp_path / "events.parquet") == EVENTS


def test_the_totals_are_those_of_the_events() -> None:
    found = b.totals(EVENTS)
    bought = sum(each.amount_out for each in EVENTS)
    assert found.spent == (27_591_123 + 5_000_000 + 1) / 1e6
    assert found.bought == bought / 10**18
    assert found.burned == sum(contract.split(each.amount_out).burn for each in EVENTS) / 10**18
    assert found.executor_share == pytest.approx(0.01)
    assert found.burn_share == pytest.approx(0.693)
    assert found.treasury_share == pytest.approx(0.297)
    assert found.average_price == found.spent / found.bought
    days = b.burned_to_date(EVENTS)
    assert list(days) == [date(2026, 5, 1), date(2026, 5, 3)]
    assert days[date(2026, 5, 3)] == found.burned


@pytest.mark.parametrize(
    ("events", "said"),
    [
        ((replace(EVENTS[0], burn_amount=EVENTS[0].burn_amount + 1),), "differ from amount_out"),
        ((EVENTS[0], EVENTS[0]), "this event twice"),
        ((EVENTS[1], EVENTS[0]), "sort by block"),
        ((EVENTS[0], replace(EVENTS[1], time=NOON)), "sort by block"),
        ((EVENTS[0], replace(EVENTS[1], token_in="0xother")), "one table for each token"),
        ((event(1, 27, 10**21),), "would have cost"),
        ((event(1, 27 * 10**18, 10**21),), "would have cost"),
        (
            (
                replace(
                    EVENTS[0], amount_out=0, executor_reward=0, burn_amount=0, treasury_amount=0
                ),
            ),
            "would have cost inf",
        ),
    ],
)
def test_bad_events_are_refused(events: Sequence[b.Buyback], said: str, tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    b.written(events, path)
    with pytest.raises(ObservedError, match=said):
        b.buybacks(path)


@pytest.mark.parametrize(
    ("name", "cell"),
    [
        ("amount_out", "1e21"),
        ("amount_out", "1000.5"),
        ("amount_out", "-3"),
        ("amount_out", "9" * 79),
        ("block", "0x10"),
        ("time", "2026-05-01"),
        ("time", "2026-05-01T12:00:00"),
        ("time", "2026-05-01T12:00:00+02:00"),
    ],
)
def test_a_cell_that_is_no_amount_or_time_is_refused(name: str, cell: str, tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    b.written(EVENTS[:1], path)
    head, line = path.read_text("utf-8").split()
    cells = dict(zip(head.split(","), line.split(","), strict=True)) | {name: cell}
    path.write_text(f"{head}\n{','.join(cells.values())}\n", "utf-8")
    with pytest.raises(ObservedError, match=f"row 1: {name}="):
        b.buybacks(path)


def test_the_record_is_dated_and_in_order() -> None:
    found = record()
    assert [each.day for each in found] == sorted(each.day for each in found)
    assert {each.quantity for each in found} == set(UNITS)
    assert all(each.low <= each.value <= each.high for each in found)
