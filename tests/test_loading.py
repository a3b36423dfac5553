"""What was saved can be opened again, and what cannot be opened says why in one line."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import xarray as xr

import model
from model.loading import LoadError
from model.storage import WRITERS, readme


@pytest.fixture(scope="module")
def results() -> dict[str, xr.Dataset]:
    """A run, a sweep with an alternative that has a name, and an ensemble."""
    economy = model.economy("announced")
    points = [
        model.parameters(economy, burn_share=share, price_rule=rule)
        for share, rule in ((0.5, "fundamental"), (0.9, "exogenous"))
    ]
    shocks = model.shocks(economy, 3, 2, 1)
    return {
        "run": model.simulate(economy, points[0], shocks),
        "sweep": model.sweep(economy, points, shocks),
        "ensemble": model.ensemble(
            economy, points[0], days=40, runs=20, seed=1, keep=["price"], every=10
        ),
    }


@pytest.mark.parametrize("kind", ["run", "sweep", "ensemble"])
@pytest.mark.parametrize("ending", WRITERS)
def test_a_saved_result_comes_back(
    kind: str, ending: str, results: dict[str, xr.Dataset], tmp_path: Path
) -> None:
    ds = results[kind]
    found = model.load(model.save(ds, tmp_path / f"result{ending}"))
    assert dict(found.sizes) == dict(ds.sizes)
    assert set(found.variables) == set(ds.variables)
    for name, values in ds.variables.items():
        left, right = xr.broadcast(found[name], ds[name])
        exact = {"equal_nan": values.dtype.kind == "f"}
        assert np.array_equal(left.values, right.transpose(*left.dims).values, **exact), name
        assert found[name].attrs.get("units", "1") == values.attrs.get("units", "1")
        if ending != ".csv":  # a table of commas has a value in every row
            assert found[name].dims == values.dims
            assert (name in found.coords) == (name in ds.coords)
    assert str(found.attrs["seed"]) == str(ds.attrs["seed"])
    assert found.attrs["key"] == ds.attrs["key"]


def test_a_table_without_its_readme_has_numbers_and_no_units(
    results: dict[str, xr.Dataset], tmp_path: Path
) -> None:
    path = model.save(results["run"], tmp_path / "run.csv")
    readme(path).unlink()
    found = model.load(path)
    np.testing.assert_array_equal(found["price"], results["run"]["price"])
    assert "units" not in found["price"].attrs


def test_what_is_no_result_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n")
    broken = tmp_path / "broken.nc"
    broken.write_bytes(b"CDF no more")
    half = tmp_path / "half.parquet"
    half.write_bytes(b"PAR1")
    for path, said in (
        (other, "has no column"),
        (broken, "cannot be read"),
        (half, "cannot be read"),
        (tmp_path / "gone.nc", "there is no file"),
        (tmp_path / "notes.txt", "has the ending '.txt'"),
    ):
        with pytest.raises(LoadError, match=said):
            model.load(path)
