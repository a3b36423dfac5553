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
        ([1, np.nan, 3], "no finite value on day 2: fill the gap"),
        ([1, None, 3], "is None on day 2"),
        (["1,234", "5"], "'1,234' on day 1, which is no number: write numbers such as 1234.5"),
        ([1, -2], "-2 on day 2, outside its domain"),
        ([1, np.inf], "no finite value on day 2"),
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


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("7\n8\n9\n", r"begins with '7', a value: begin with a row of names"),
        ("2026-02-26,5\n2026-02-27,6\n", "begins with '2026-02-26', a value"),
        ("day,sales\n1,2,150\n2,3,250\n", "more cells in a row than names: write numbers such"),
        ("sales\n1,150\n2,250\n", "more cells in a row than names"),
        ("sales\n950\n1,150\n", "more cells in a row than names"),
        ("day,sales\n1,1,150\n2,250\n", "more cells in a row than names"),
        ("sales,day,sales\n1,1,2\n", "has two columns called 'sales': give each name once"),
        ("day\tsales\n1\t2\n", r"parts its columns by '\\t': write commas between them"),
        ("when,sales\n2026-02-26,5\n2026-02-28,6\n", "has dates in 'when': call it date"),
        ("sales,quarter end\n5,31.3.26\n6,30.6.26\n", "has dates in 'quarter end': call it"),
        ("date,sales\n2026-04-30,5\n2026-04-31,6\n", "'2026-04-31' is no day: write dates as"),
        ("date,sales\n2026-04-30T00:00+01:00,5\n2026-05-01T00:00+02:00,6\n", "several zones"),
        ("\n\n", "is empty: give a row of names"),
    ],
)
def test_a_file_that_could_be_read_in_two_ways_is_refused(
    tmp_path: File, text: str, said: str
) -> None:
    place = tmp_path / "sales.csv"
    place.write_text(text, encoding="utf-8")
    for column in ("", ":sales"):
        with pytest.raises(PathError, match=said):
            read(RECORD, f"{place}{column}")


def test_a_column_of_days_beside_dates_is_no_second_path(tmp_path: File) -> None:
    place = tmp_path / "sales.csv"
    place.write_text("date, day, sales\n2028-02-28, 4, 1\n2028-02-29, 5, 2\n", encoding="utf-8")
    assert read(RECORD, place).values == (1, 2)


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


def test_a_shock_follows_a_table_in_a_run_a_sweep_and_an_ensemble(tmp_path: File) -> None:
    """Given the draws themselves, all is as it was; given a calm, there is no chance in it."""
    economy = model.economy("deployed")
    drawn = model.shocks(economy, 9, 2, 4)
    followed = economy.following("mood_noise")
    assert "mood_noise" not in {symbol.name for symbol in followed.shocks}
    path = drawn["mood_noise"].isel(run=0).to_series()
    point = model.parameters(followed, mood_noise_path=path)
    rest = drawn.drop_vars("mood_noise")
    found = model.simulate(followed, point, rest, "python")
    before = model.simulate(economy, model.parameters(economy), drawn, "python")
    np.testing.assert_allclose(found["price"][0], before["price"][0], rtol=1e-12)
    assert not np.allclose(found["price"][1], before["price"][1], rtol=1e-12)
    for engine in ENGINES:
        same_bits(found, model.simulate(followed, point, rest, engine))
    swept = model.sweep(followed, [point, point], rest)
    np.testing.assert_array_equal(swept["price"][1], found["price"])
    calm, out = tmp_path / "calm.csv", tmp_path / "calm.nc"
    calm.write_text("date,z\n" + "".join(f"2027-01-{n:02},0\n" for n in range(1, 10)))
    words = ["ensemble", "--economy", "deployed", "--days", "9", "--runs", "8", "--keep", "mood"]
    shocks = [f"--path={name}={calm}:z" for name in ("mood_noise", "cycle_noise")]
    assert main([*words, *shocks, "--quiet", "--out", str(out)]) == 0
    ds = xr.load_dataset(out)
    assert float(ds["mood_variance"].max()) == 0
    assert "cycle_noise_path" in ds.attrs["paths"]
    with pytest.raises(SpecificationError, match="has no quantity 'mood_noise'"):
        followed.following("mood_noise")
