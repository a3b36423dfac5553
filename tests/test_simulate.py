"""What a run returns: labelled, with units, one row a day and a first row for day 0."""

from __future__ import annotations

import json
import sys

import numpy as np
import pytest
import xarray as xr

import model
from model.draws import ShockError
from model.quantities import Kind, quantity
from model.simulation import ENGINES, MANY, SEVERAL, SimulationError
from tests.parity.compare import same_bits
from tests.strategies import run

ECONOMY = model.economy("announced")
POINT = model.parameters("announced")


def drawn(days: int = 5, runs: int = 1, seed: int = 7) -> xr.Dataset:
    return model.shocks(ECONOMY, days=days, runs=runs, seed=seed)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_run_of_n_days_has_n_plus_one_rows(engine: str) -> None:
    ds = model.simulate(ECONOMY, POINT, drawn(5, 2), engine=engine)
    assert dict(ds.sizes) == {"run": 2, "day": 6}
    assert ds["day"].to_numpy().tolist() == [0, 1, 2, 3, 4, 5]
    assert all(ds[name].dims == ("run", "day") for name in ds)
    assert all(ds[name].dtype == np.float64 for name in ds)


@pytest.mark.parametrize("name", ["announced", "deployed"])
@pytest.mark.parametrize("engine", ENGINES)
def test_states_have_a_first_day_and_flows_do_not(engine: str, name: str) -> None:
    economy = model.economy(name)
    ds = run(name, days=4, engine=engine)
    states = {s.name for s in economy.states} - {"day"}
    observables = {s.name for s in economy.observables}
    assert set(ds) == states | observables
    for each in states:
        assert np.isfinite(ds[each]).all(), each
    for each in observables:
        assert np.isnan(ds[each].isel(day=0)).all(), each
        assert np.isfinite(ds[each].isel(day=slice(1, None))).all(), each


def test_every_column_says_what_it_is() -> None:
    ds = run(days=4)
    for symbol in (*ECONOMY.states, *ECONOMY.observables):
        record = quantity(symbol)
        if record.name == "day":
            continue
        attributes = ds[record.name].attrs
        assert attributes["units"] == record.unit
        assert attributes["long_name"] == record.info
        assert attributes["tex"] == record.tex
        assert Kind(attributes["kind"]) == record.kind
    assert ds["day"].attrs["units"] == "day"


def test_a_run_remembers_what_made_it() -> None:
    ds = run(days=4, seed=11)
    assert ds.attrs["economy"] == "announced"
    assert ds.attrs["seed"] == 11
    (setting,) = json.loads(ds.attrs["parameters"])
    assert setting["split_rule"] == "contract"
    assert model.parameters("announced", **setting) == POINT
    assert ds.attrs["Conventions"].startswith("CF-")
    assert (ds.attrs["runs"], ds.attrs["days"], ds.attrs["scenario"]) == (1, 4, "base")
    assert ds.attrs["version"] == model.__version__
    (votes,) = json.loads(ds.attrs["votes"])
    assert [vote["parameter"] for vote in votes] == [v.parameter for v in POINT.votes]


def test_the_key_of_a_run_names_its_numbers() -> None:
    keys = {run(days=days, seed=seed).attrs["key"] for days in (3, 4) for seed in (1, 2)}
    assert len(keys) == 4
    other = model.parameters("announced", velocity=9.0)
    assert model.simulate(ECONOMY, other, drawn(4, seed=1)).attrs["key"] not in keys
    again = model.simulate(ECONOMY, POINT, drawn(4, seed=1), engine="numpy").attrs["key"]
    assert again in keys, "whatever the engine"


def test_alternatives_of_a_sweep_are_named() -> None:
    points = [model.parameters("announced", split_rule=rule) for rule in ("gross", "contract")]
    ds = model.sweep(ECONOMY, points, drawn(3))
    assert ds["split_rule"].to_numpy().tolist() == ["gross", "contract"]
    assert ds["split_rule"].attrs["flag_meanings"].split() == ["contract", "gross"]
    assert ds["split_rule"].attrs["units"] == "1"
    for name in ds.variables:
        assert ds[name].attrs["units"], name
        assert ds[name].attrs["long_name"], name


def test_day_0_is_the_launch() -> None:
    first = run(days=4).isel(run=0, day=0)
    sale = POINT["sale_share"]
    shares = {
        "locked_investors": POINT["investor_share"],
        "locked_team": POINT["team_share"],
        "locked_sale": sale * POINT["sale_locked_share"],
        "locked_treasury": POINT["treasury_share"] * (1 - POINT["treasury_start_share"]),
        "for_sale_testnet": POINT["testnet_share"] * POINT["sell_share_testnet"],
        "for_sale_sale": sale * (1 - POINT["sale_locked_share"]) * POINT["sell_share_sale"],
        "burned": 0.0,
        "slash_burned": 0.0,
        "vault_ai": 0.0,
    }
    for name, share in shares.items():
        assert float(first[name]) == pytest.approx(share * 1e10, rel=1e-14), name
    free = POINT["treasury_share"] * POINT["treasury_start_share"] * 1e10
    assert float(first["treasury"] + first["pool_ai"]) == pytest.approx(free, rel=1e-14)
    assert float(first["pool_usd"]) == POINT["pool_usd_reserve"]
    assert float(first["pool_usd"] / first["pool_ai"]) == pytest.approx(float(first["price"]))
    assert float(ECONOMY.tokens(first)) == 1e10


def test_the_price_of_day_0_is_the_premium_and_what_is_there_over_the_tokens() -> None:
    first = run(days=4).isel(run=0, day=0)
    revenue = POINT["delphi_volume"] * POINT["delphi_fee"] * POINT["delphi_protocol_share"] * 365
    burned = (1 - POINT["executor_share"]) * POINT["burn_share"]
    growth = POINT["growth_at_launch"] - POINT["long_run_growth"]
    multiple = 1 + POINT["growth_horizon"] * growth
    there = multiple * burned * revenue / (POINT["discount_rate"] - POINT["long_run_growth"])
    insiders = sum(float(first[f"locked_{who}"]) for who in ("investors", "team", "sale"))
    tokens = 1e10 - (1 - POINT["unlock_anticipation"]) * insiders
    expected = (POINT["premium_at_launch"] + there) / tokens
    for name in ("price", "fair_price", "exogenous_price"):
        assert float(first[name]) == pytest.approx(expected, rel=1e-12), name


def test_the_tokens_of_a_run_are_its_supply() -> None:
    for name in ("announced", "deployed"):
        tokens = model.economy(name).tokens(run(name, days=1825))
        assert tokens.dims == ("run", "day")
        assert float(abs(tokens - 1e10).max()) <= 1e-3


# Sweeps --------------------------------------------------------------------------------------


def test_a_sequence_of_points_adds_a_dimension() -> None:
    ds = model.simulate(ECONOMY, [POINT], drawn(3, 2))
    assert dict(ds.sizes) == {"point": 1, "run": 2, "day": 4}


def test_what_varies_in_a_sweep_is_a_coordinate() -> None:
    points = [
        model.parameters("announced", burn_share=b, pool_fee=f)
        for b, f in ((0.2, 0.003), (0.5, 0.003), (0.9, 0.01))
    ]
    ds = model.sweep(ECONOMY, points, drawn(3))
    assert ds["burn_share"].dims == ("point",)
    assert ds["burn_share"].to_numpy().tolist() == [0.2, 0.5, 0.9]
    assert ds["pool_fee"].to_numpy().tolist() == [0.003, 0.003, 0.01]
    assert "velocity" not in ds.coords
    burned = ds["burned"].isel(run=0, day=-1).to_numpy()
    assert burned[0] < burned[1] < burned[2]


def test_points_of_a_sweep_meet_the_same_shocks() -> None:
    ds = model.simulate(ECONOMY, [POINT, POINT], drawn(6, 2))
    same_bits(ds.isel(point=0), ds.isel(point=1))


# Engines -------------------------------------------------------------------------------------


def test_auto_takes_the_engine_that_suits_the_number_of_trajectories(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def chosen(runs: int) -> str:
        return str(model.simulate(ECONOMY, POINT, drawn(1, runs)).attrs["engine"])

    assert chosen(SEVERAL - 1) == "kernel"
    assert chosen(SEVERAL) == "lanes"
    monkeypatch.setattr(sys.modules["model.simulation"], "find_spec", lambda name: None)
    assert chosen(MANY) == "python"
    assert chosen(MANY + 1) == "numpy"


@pytest.mark.parametrize("engine", ENGINES)
def test_engines_are_quiet(engine: str, capfd: pytest.CaptureFixture[str]) -> None:
    model.simulate(ECONOMY, POINT, drawn(3), engine=engine)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("engine", ENGINES)
def test_progress_is_one_bar_that_fills(engine: str, capfd: pytest.CaptureFixture[str]) -> None:
    model.simulate(ECONOMY, [POINT] * 2, drawn(4, 3), engine=engine, progress=True)
    out, err = capfd.readouterr()
    assert out == ""
    lines = [line for line in err.replace("\r", "\n").splitlines() if line.strip()]
    assert all(line.startswith(f"announced with {engine}") for line in lines)
    assert "100%" in lines[-1]
    assert "24.0/24.0" in lines[-1]


# What does not fit together ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parameters", "shocks", "engine", "words"),
    [
        (POINT, drawn(), "nump", r"no engine is called 'nump': use auto, cadcad, python, numpy"),
        ([], drawn(), "auto", "no parameters are given: pass at least one set"),
        (
            model.parameters("deployed"),
            drawn(),
            "auto",
            r"the parameters are of 'deployed', not of 'announced': make them with",
        ),
        (
            POINT,
            drawn().drop_vars("demand_noise"),
            "auto",
            r"the shocks lack demand_noise.*make them with model.shocks",
        ),
        (
            {"burn_share": 0.5},
            drawn(),
            "auto",
            r"dict is not a set of parameters: make them with model.parameters",
        ),
    ],
    ids=["engine", "no point", "another economy", "a missing shock", "a plain dict"],
)
def test_parts_that_do_not_fit_are_refused(
    parameters: object, shocks: xr.Dataset, engine: str, words: str
) -> None:
    with pytest.raises((SimulationError, ShockError), match=words):
        model.simulate(ECONOMY, parameters, shocks, engine=engine)  # type: ignore[arg-type]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("factor", [1e300, -1e300])
def test_a_run_that_leaves_the_range_of_numbers_is_refused(engine: str, factor: float) -> None:
    spoiled = (drawn() * factor).assign_attrs(seed=7)
    with pytest.raises(SimulationError, match=r"left the range of numbers.*bring"):
        model.simulate(ECONOMY, POINT, spoiled, engine=engine)


@pytest.mark.parametrize("engine", ["numpy", "kernel", "lanes"])
def test_the_run_that_left_the_range_of_numbers_is_named(engine: str) -> None:
    shocks = drawn(runs=5)
    shocks["demand_noise"][{"run": 3}] = 1e300
    with pytest.raises(SimulationError, match=r"not a finite number in point 0, run 3\)"):
        model.simulate(ECONOMY, POINT, shocks, engine=engine)


@pytest.mark.parametrize("engine", ENGINES)
def test_shocks_may_come_with_their_dimensions_exchanged(engine: str) -> None:
    """With as many runs as days, nothing but the names of the dimensions tells them apart."""
    square = drawn(4, 4)
    same_bits(
        model.simulate(ECONOMY, POINT, square, engine=engine),
        model.simulate(ECONOMY, POINT, square.transpose("day", "run"), engine=engine),
    )
