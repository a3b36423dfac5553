"""The gate for arrays: what is no real number is refused, and no engine sees it otherwise."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import xarray as xr

import model
from model.arrays import ArrayError, entered, fingerprint
from model.draws import ShockError
from model.engines.with_kernel import _address
from model.simulation import ENGINES
from tests.parity.compare import same_bits

ECONOMY = "deployed"


def drawn(runs: int = 3) -> xr.Dataset:
    return model.shocks(model.economy(ECONOMY), days=6, runs=runs, seed=5)


def run(shocks: Any, engine: str = "kernel") -> xr.Dataset:
    return model.simulate(model.economy(ECONOMY), model.parameters(ECONOMY), shocks, engine)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (np.array([1 + 0j]), "holds complex128, not real numbers: give floats"),
        (np.array([1.0, None]), "holds object"),
        (np.array([True]), "holds bool"),
        (np.array(["1.0"]), "holds <U3"),
        (np.array(["2026-01-01"], "M8[D]"), "holds datetime64"),
        ([0.0, np.nan], r"is nan at \(1,\): give finite numbers"),
        ([[0.0, -np.inf]], r"is -inf at \(0, 1\)"),
        (np.array([np.longdouble("1e4000")]), "is inf"),
        (np.ma.masked_less([1.0, -1.0], 0), "has masked numbers: fill them first"),
    ],
    ids=str,
)
def test_what_is_no_real_number_is_refused(values: Any, said: str) -> None:
    with pytest.raises(ArrayError, match=f"^these {said}"):
        entered("these", values)


def test_another_shape_is_refused() -> None:
    with pytest.raises(ArrayError, match=r"has the shape \(2,\): give \(3,\)"):
        entered("these", [1.0, 2.0], (3,))


@pytest.mark.parametrize("dtype", ["i1", "u2", "f2", "f4", ">f8", np.longdouble])
def test_any_real_number_becomes_64_bits_in_a_row(dtype: Any) -> None:
    array = entered("these", np.arange(12, dtype=dtype).reshape(3, 4).T[::-1])
    assert array.dtype == np.float64
    assert array.dtype.isnative
    assert array.flags.c_contiguous
    np.testing.assert_array_equal(array, np.arange(12.0).reshape(3, 4).T[::-1])


def test_compiled_code_is_given_no_other_array() -> None:
    for wrong in (
        np.zeros(4, "f4"),
        np.zeros(4, ">f8"),
        np.zeros((4, 4)).T[:, :2],
        np.zeros(2, object),
    ):
        with pytest.raises(TypeError, match="cannot read"):
            _address(wrong)


@pytest.mark.parametrize("engine", ENGINES)
def test_narrow_shocks_give_the_same_bits_on_every_engine(engine: str) -> None:
    narrow = drawn().astype("f2")
    wide = narrow.astype("f8")
    same_bits(run(narrow, engine), run(wide, "numpy"))


def test_a_fingerprint_names_numbers_and_their_names() -> None:
    one = {"a": np.zeros(3), "b": np.ones(3)}
    assert fingerprint(one) == fingerprint(dict(reversed(one.items())))
    for other in (
        {"a": np.ones(3), "b": np.zeros(3)},
        {"a": np.zeros(3)},
        {"a": np.zeros((3, 1)), "b": np.ones(3)},
    ):
        assert fingerprint(other) != fingerprint(one)


# Shocks: labels and origin ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda u: u.isel(run=0), r"isel\(run=\[0\]\)"),
        (lambda u: u.isel(day=slice(2, None)), "the days of the shocks are 3 to 6: number them 1"),
        (lambda u: u.isel(day=[1, 0]), "the days of the shocks are 2 to 1"),
        (lambda u: u.assign_coords(run=[0, 1, 1]), "number each differently"),
        (lambda u: u.drop_vars(next(iter(u))), "the shocks lack"),
        (lambda u: u.assign(noise=u[next(iter(u))]), "no process is called 'noise'"),
        (lambda u: u.to_dataframe(), "DataFrame is not a set of shocks"),
        (lambda u: u.expand_dims("point"), "not point"),
        (lambda _: None, "NoneType is not a set of shocks"),
    ],
)
def test_shocks_that_are_not_what_they_say_are_refused(change: Any, said: str) -> None:
    with pytest.raises(ShockError, match=said):
        run(change(drawn()))


def test_a_name_is_no_economy() -> None:
    with pytest.raises(ShockError, match=r"pass model\.economy\('announced'\)"):
        model.shocks("announced", 3)  # type: ignore[arg-type]


def test_the_labels_of_a_result_are_those_of_its_shocks() -> None:
    whole, part = run(drawn()), run(drawn().isel(run=[2, 0]))
    assert part["run"].to_numpy().tolist() == [2, 0]
    same_bits(whole.sel(run=[2, 0]), part)


def test_a_seed_is_named_only_where_the_draws_are_its_own() -> None:
    assert run(drawn()).attrs["seed"] == 5
    assert run(drawn().isel(run=[1])).attrs["seed"] == 5
    edited = drawn().copy(deep=True)
    edited[next(iter(edited))][1, 2] = 3.0
    moved = drawn().assign_coords(run=[0, 2, 1])
    for own in (edited, moved, drawn() * 2, drawn().assign_attrs(seed=6, draws="")):
        assert "seed" not in run(own).attrs
        assert run(own).attrs["draws"].startswith("own, ")


def test_shocks_from_a_table_come_back() -> None:
    table = drawn().to_dataframe().to_xarray()
    again = run(table)
    same_bits(again, run(drawn()))
    assert "seed" not in again.attrs
    assert again.attrs["draws"] == f"own, {drawn().attrs['draws']}"
