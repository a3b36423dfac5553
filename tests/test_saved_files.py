"""What is saved opens elsewhere: the same numbers, with units, in forms that other readers know."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import netCDF4
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
import xarray as xr

import model
from model import storage
from model.ensembles.outcomes import FirstPassage, Total

#: A seed that four bytes do not hold, nor the whole numbers of a float.
LONG = 2**63 + 5


def _points() -> list[Any]:
    cases = ((0.5, "contract"), (0.7, "gross"), (0.8, "contract"))
    return [model.parameters("deployed", burn_share=b, split_rule=rule) for b, rule in cases]


def _shocks() -> xr.Dataset:
    return model.shocks(model.economy("deployed"), days=6, runs=3, seed=LONG)


def _ensemble() -> xr.Dataset:
    return model.ensemble(
        model.economy("deployed"),
        _points(),
        days=6,
        runs=9,
        seed=7,
        keep=["price"],
        outcomes={"bought": Total("buyback_usd"), "fall": FirstPassage("price", below=1e-5)},
    )


RESULTS: dict[str, Callable[[], xr.Dataset]] = {
    "shocks": _shocks,
    "run": lambda: model.simulate(model.economy("deployed"), _points()[0], _shocks()),
    "sweep": lambda: model.sweep(model.economy("deployed"), _points(), _shocks()),
    "ensemble": _ensemble,
}


@pytest.fixture(scope="module", params=RESULTS)
def result(request: pytest.FixtureRequest) -> xr.Dataset:
    return RESULTS[request.param]()


def _same(one: pd.DataFrame, other: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(one, other, check_exact=True, check_dtype=False)


def test_every_form_holds_the_same_numbers(tmp_path: Path, result: xr.Dataset) -> None:
    frame = result.to_dataframe().reset_index()
    for ending in storage.WRITERS:
        model.save(result, tmp_path / f"a{ending}")
    _same(frame, pd.read_parquet(tmp_path / "a.parquet"))
    _same(frame, pd.read_csv(tmp_path / "a.csv"))
    with xr.open_dataset(tmp_path / "a.nc") as again:
        _same(frame, again.to_dataframe().reset_index())


def _long(value: Any) -> bool:
    """Whether these are whole numbers of eight bytes, which R's ncdf4 does not have."""
    kind = np.asarray(value).dtype
    return kind.kind in "iu" and kind.itemsize > 4


def _wrong_flags(values: netCDF4.Variable[Any]) -> bool:
    """Whether flags are of another type than the values, or without a meaning each."""
    if "flag_values" not in values.ncattrs():
        return False
    flags, meanings = values.getncattr("flag_values"), values.getncattr("flag_meanings").split()
    kind = str if values.dtype is str else float
    return len(flags) != len(meanings) or not all(isinstance(flag, kind) for flag in flags)


def unlike_cf(path: Path) -> list[str]:
    """What of a NetCDF file is against the conventions, units of money aside, or eight bytes."""
    found = []
    with netCDF4.Dataset(path) as file:
        expected = ("Conventions", "title", "history", "source")
        found += [f"no {name}" for name in expected if not getattr(file, name, "")]
        found += [f"{n} has eight bytes" for n in file.ncattrs() if _long(file.getncattr(n))]
        for name, values in file.variables.items():
            words = values.ncattrs()
            found += [f"{name}: no {each}" for each in ("units", "long_name") if each not in words]
            faults = {
                "a fill value on a coordinate": name in file.dimensions and "_FillValue" in words,
                "eight bytes": values.dtype is not str and _long(values[:]),
                "flags unlike its values": _wrong_flags(values),
            }
            found += [f"{name}: {fault}" for fault, there in faults.items() if there]
    return found


def test_netcdf_follows_the_conventions(tmp_path: Path, result: xr.Dataset) -> None:
    assert not unlike_cf(model.save(result, tmp_path / "a.nc"))


def test_a_file_against_the_conventions_is_noticed(tmp_path: Path) -> None:
    """The check above can fail: on what xarray writes of its own accord."""
    ds = RESULTS["sweep"]()
    ds["split_rule"].attrs["flag_values"] = [0, 1]
    ds["day"].attrs.pop("units")
    ds.to_netcdf(tmp_path / "a.nc", engine="netcdf4")
    assert {
        "no history",
        "seed has eight bytes",
        "run: eight bytes",
        "day: no units",
        "split_rule: flags unlike its values",
    } <= set(unlike_cf(tmp_path / "a.nc"))
    RESULTS["ensemble"]().to_netcdf(tmp_path / "b.nc", engine="netcdf4")
    assert "quantile: a fill value on a coordinate" in unlike_cf(tmp_path / "b.nc")


def test_draws_that_were_saved_are_still_those_of_their_seed(tmp_path: Path) -> None:
    economy, p = model.economy("deployed"), _points()[1]
    model.save(_shocks(), tmp_path / "draws.nc")
    with xr.open_dataset(tmp_path / "draws.nc") as again:
        assert again.attrs["seed"] == str(LONG)  # as R reads it, to the last digit
        one, other = (model.simulate(economy, p, u) for u in (_shocks(), again.load()))
    assert other.attrs["seed"] == LONG
    assert other.attrs["key"] == one.attrs["key"]
    assert other.identical(one)


def test_parquet_carries_units_and_origin(tmp_path: Path) -> None:
    ds = RESULTS["run"]()
    path = model.save(ds, tmp_path / "a.parquet")
    notes = json.loads(pq.read_schema(path).metadata[b"model"])
    assert notes["units"]["price"] == ds["price"].attrs["units"] == "USD/AI"
    assert notes["long_name"]["price"] == ds["price"].attrs["long_name"]
    assert notes["seed"] == LONG
    assert notes["key"] == ds.attrs["key"]


def test_the_file_beside_a_csv_says_what_repeats_and_what_has_no_end(tmp_path: Path) -> None:
    ds = RESULTS["ensemble"]()
    path = model.save(ds, tmp_path / "a.csv")
    lines = storage.readme(path).read_text(encoding="utf-8").splitlines()
    line = {each.split(" ")[0].rstrip(":"): each for each in lines if each}
    assert line["price_mean"].endswith("(the same for every quantile)")
    assert line["bought_mean"].endswith("(the same for every day, quantile)")
    assert not line["price_quantile"].endswith(")")
    assert "inf" in line
    assert np.isinf(ds["fall_quantile"]).any()
    finite = ds.drop_vars([name for name in ds.data_vars if np.isinf(ds[name]).any()])
    assert "inf:" not in storage.described(finite, "a.csv")
    coded = xr.Dataset({"rule": ("day", [0.0, 1.0])})
    coded["rule"].attrs.update(flag_values=[0.0, 1.0], flag_meanings="contract gross")
    assert "(0 contract, 1 gross)" in storage.described(coded, "a.csv")


def test_a_csv_has_no_more_digits_than_give_the_number_back(tmp_path: Path) -> None:
    ds = xr.Dataset({"x": ("day", [0.1, 1 / 3, 1e300, 5e-324])})
    text = model.save(ds, tmp_path / "a.csv").read_text(encoding="utf-8")
    assert text.splitlines()[1] == "0,0.1"
    assert pd.read_csv(tmp_path / "a.csv")["x"].tolist() == ds["x"].to_numpy().tolist()
