"""Paths from outside: every day once, in order, in numbers; followed by every engine."""

from __future__ import annotations

from pathlib import Path as File
from typing import Any

import numpy as np
import pandas as pd
import pytest
import xarray as xr

import model
from model import own
from model.__main__ import main
from model.parameter_sets import ParameterError
from model.paths import Path, PathError, read
from model.quantities import quantity
from model.simulation import ENGINES
from model.spec.core import SpecificationError
from model.spec.economy import Economy
from tests.parity.compare import same_bits

SALES = own.path("sales", "USD", "dollars taken in a day", own.NOT_NEGATIVE)
RECORD = quantity(SALES)


def shop() -> Economy:
    """A till that takes what is given."""
    till, outside = (
        own.stock("till", "USD", "dollars"),
        own.stock("out", "USD", "outside", own.REAL),
    )
    taken = own.flow("taken", "USD", "dollars taken")
    noise = own.shock("noise", "a draw")
    level = own.level("sum_of_noise", "1", "a sum")
    blocks = [
        own.Block(
            "take",
            "The till takes.",
            (own.Flow(taken, outside, till, SALES), own.Law(level, level + noise)),
        )
    ]
    return own.economy("shop", "a shop", {outside: 0, till: 0, level: 0}, blocks)


@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_follows_a_path(engine: str) -> None:
    economy = shop()
    point = model.parameters(economy, sales=np.arange(1.0, 9.0))
    shocks = model.shocks(economy, 6, 9, 2)
    ds = model.simulate(economy, point, shocks, engine)
    assert ds["till"].to_numpy()[4].tolist() == [0, 1, 3, 6, 10, 15, 21]
    same_bits(model.simulate(economy, point, shocks, "python"), ds)
    assert ds.attrs["paths"].startswith('{"sales": "given as numbers, 8 days, ')


def test_a_path_is_followed_in_an_ensemble_and_named_in_its_key() -> None:
    economy = shop()
    found = {}
    for times in (1.0, 2.0):
        point = model.parameters(economy, sales=times * np.arange(1.0, 9.0))
        ds = model.ensemble(economy, point, 8, 70, 1, keep=["till"], every=1)
        assert float(ds["till_mean"].isel(day=-1)) == times * 36
        found[times] = ds.attrs["key"]
    assert found[1.0] != found[2.0]


DATES = pd.date_range("2026-02-26", periods=5)


@pytest.mark.parametrize(
    "given",
    [
        [1, 2, 3, 4, 5],
        np.arange(1, 6, dtype="i4"),
        pd.Series([1.0, 2, 3, 4, 5]),
        pd.Series([1.0, 2, 3, 4, 5], index=[1, 2, 3, 4, 5]),
        pd.Series([1.0, 2, 3, 4, 5], index=DATES),
        pd.Series([1.0, 2, 3, 4, 5], index=DATES.astype(str)),
        pd.DataFrame({"sales": [1, 2, 3, 4, 5]}),
    ],
)
def test_what_is_a_path_is_taken(given: Any) -> None:
    assert read(RECORD, given).values == (1, 2, 3, 4, 5)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([1, np.nan, 3], "no value on day 2: fill the gap"),
        ([1, None, 3], "is None on day 2"),
        (["1,234", "5"], "'1,234' on day 1, which is no number: write numbers such as 1234.5"),
        ([1, -2], "-2 on day 2, outside its domain"),
        ([1, np.inf], "no value on day 2"),
        ([[1, 2]], r"shape \(1, 2\)"),
        ([], "one number a day"),
        (7, "sales=7 is no path"),
        ([True, False], "is True on day 1"),
        (pd.Series([1, 2, 3], index=DATES[[0, 1, 3]]), "from date 2026-02-27 to 2026-03-01"),
        (pd.Series([1, 2], index=DATES[[1, 0]]), "to 2026-02-26: give every day once"),
        (pd.Series([1, 2], index=DATES[[0, 0]]), "give every day once, in order"),
        (pd.Series([1, 2], index=[3, 4]), "begins on day 3: begin on day 1"),
        (pd.Series([1, 2], index=[1, 3]), "from day 1 to 3"),
        (pd.Series([1, 2], index=[0.5, 1.5]), "number its rows by days or dates"),
        (pd.Series([1, 2], index=["31/12/25", "1/1/26"]), "write dates as 2026-01-31"),
        (pd.Series([1, 2], index=DATES[:2] + pd.Timedelta("8h")), "has times of day"),
        (pd.DataFrame({"a": [1], "b": [2]}), "has the columns a, b: name one"),
        ("nothing.csv", "there is no file nothing.csv"),
        ("nothing.xlsx", r"give a file \.csv or \.parquet"),
    ],
)
def test_what_is_no_path_is_refused(given: Any, said: str) -> None:
    with pytest.raises(PathError, match=said):
        read(RECORD, given)


def test_tables_are_read_by_their_columns(tmp_path: File) -> None:
    frame = pd.DataFrame({"date": DATES, "sales": range(5), "other": range(5, 10)})
    frame.to_csv(tmp_path / "t.csv", index=False)
    frame.to_parquet(tmp_path / "t.parquet")
    for ending in ("csv", "parquet"):
        place = f"{tmp_path / 't'}.{ending}"
        path = read(RECORD, f"{place}:other")
        assert path == Path((5, 6, 7, 8, 9), f"{place}:other")
        with pytest.raises(PathError, match="has no column 'sale'; it has sales, other"):
            read(RECORD, f"{place}:sale")
        with pytest.raises(PathError, match=r"name one, as in table\.csv:sales"):
            read(RECORD, place)
    (tmp_path / "bad.csv").write_text('date,sales\n2026-01-01,"1,200"\n', encoding="utf-8")
    with pytest.raises(PathError, match="without commas"):
        read(RECORD, str(tmp_path / "bad.csv"))


def test_a_path_that_is_missing_or_too_short_is_refused_before_any_work() -> None:
    economy = shop()
    with pytest.raises(ParameterError, match="follows the path sales, which is not given"):
        model.parameters(economy)
    point = model.parameters(economy, sales=[1, 2])
    for call in (
        lambda: model.simulate(economy, point, model.shocks(economy, 3)),
        lambda: model.ensemble(economy, point, 3, 4, 1, keep=["till"]),
    ):
        with pytest.raises(PathError, match="sales has 2 days, and the run has 3"):
            call()


def test_a_quantity_of_the_shipped_economy_follows_a_table(tmp_path: File) -> None:
    place = tmp_path / "price.csv"
    prices = np.linspace(0.02, 0.05, 12)
    pd.Series(prices, name="usd").to_csv(place, index_label="day")
    out = tmp_path / "run.nc"
    words = ["run", "--economy", "deployed", "--days", "10", "--quiet", "--engine", "python"]
    assert main([*words, "--path", f"fair_price={place}", "--out", str(out)]) == 0
    ds = xr.load_dataset(out)
    assert ds["fair_price"].to_numpy()[0, 1:].tolist() == prices[:10].tolist()
    assert str(place) in ds.attrs["paths"]
    economy = model.economy("deployed")
    with pytest.raises(SpecificationError, match="holders is a stock: only levels, definitions"):
        economy.following("holders")
    with pytest.raises(SpecificationError, match="did you mean 'price'"):
        economy.following("prise")


def test_a_flow_that_follows_a_table_is_paid_as_long_as_its_payer_can() -> None:
    economy = model.economy("deployed").following("treasury_released")
    point = model.parameters(economy, treasury_released_path=[1e8, 0, 9e9, 1e9])
    ds = model.simulate(economy, point, model.shocks(economy, 4), "python")
    locked = ds["locked_treasury"].to_numpy().ravel()
    paid = ds["treasury_released"].to_numpy().ravel()[1:]
    assert paid[:2].tolist() == [1e8, 0]
    assert paid[2] == locked[2], "what is left, and no more"
    assert paid[3] == locked[-1] == 0
