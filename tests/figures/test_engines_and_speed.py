"""Figures on invariants, engines and speed say what their results hold, each from a small one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import xarray as xr

import model
from model.experiments import engine_parity, invariants
from model.experiments import speed as measured
from model.figures import engines, speed
from model.figures import invariants as pictures


def test_the_worst_gap_and_the_least_reserve_are_told() -> None:
    names = list(invariants.MEASURES)
    gaps = np.full((len(names), 3), 1e-16)
    gaps[2, 1] = 4e-14
    ds = xr.Dataset(
        {"gap": (("measure", "point"), gaps), "reserve": ("point", [0.5, 0.02, 0.9])},
        coords={"measure": names},
    )
    alt = pictures.gaps(ds).alt
    assert "zero in 3 economies; none exceeds 4e-14" in alt
    assert "between 2 and 90 per cent" in alt


def test_a_last_bit_is_told_by_the_variable_that_it_moves_most() -> None:
    moved = {"price": 3e-15, "burned": 0.0, "vault_usd": 2e-16, "burn": 1e-16, "affordable": 0.0}
    alt = engines.last_bit(moved).alt
    assert "of 5 variables when one parameter changes" in alt
    assert "2 do not move; the most sensitive, price, moves by 3e-15" in alt


def test_engines_agree_and_a_broken_one_would_not() -> None:
    economy = model.economy("announced")
    p = model.parameters(economy, opening_day=1)
    found = engine_parity.parity(economy, p, model.shocks(economy, days=4, runs=1, seed=7))
    assert set(found.gaps.values()) == {0.0}
    assert found.drift < 1e-14
    assert found.spread[found.worst] == max(found.spread.values()) > 0
    one = xr.Dataset({"price": ("day", [1.0, 2.0])})
    assert engine_parity.largest_differences(one, one * 1.5) == {"price": 0.5}


def test_calls_are_counted_by_owner() -> None:
    economy = model.economy("announced")
    draws = model.shocks(economy, days=2, runs=1, seed=7)
    counts = engine_parity.profiled(economy, model.parameters(economy, opening_day=1), draws)
    assert counts.policies == 2 * len(economy.blocks)
    assert counts.updates > counts.policies
    assert counts.share == counts.framework / sum(
        (counts.framework, counts.policies, counts.updates)
    )


def results() -> dict[str, Any]:
    def row(name: str, rates: list[float], **more: Any) -> dict[str, Any]:
        told = {"title": name, "threads": 1, "runs": 1, "output": "last day", "gap": 0}
        return {"name": name, "rates": rates, **told, **more}

    return {
        "rounds": [
            row("cadcad", [10.0, 20.0, 30.0]),
            row("cadcad best", [100.0, 100.0, 100.0]),
            row("numpy 512", [400.0, 500.0, 600.0], runs=512),
            row("numpy 4096", [], runs=4096),
            row("lanes 2", [4000.0, 8000.0, 6000.0], threads=2),
        ]
    }


def test_rates_and_ratios_are_medians_within_a_round() -> None:
    found = results()
    assert measured.rate(found, "lanes 2") == 6000
    assert measured.ratio(found, "lanes 2", "cadcad") == 400  # and not 6000 over 20
    assert measured.best_numpy(found) == "numpy 512"
    assert measured.quick(12345) == "12,000"
    alt = speed.contestants(found).alt
    assert "Rates of 4 programs" in alt
    assert "from cadcad with 20 to lanes 2 on 2 threads with 6,000" in alt
    assert "| numpy 4096, 4,096 runs | not there | | | | |" in speed.table(found)


def test_growth_is_told_from_what_was_measured() -> None:
    def at(key: str, which: str, by: str, size: int, rate: float) -> dict[str, Any]:
        return {key: which, by: size, "rate": rate, "low": rate / 2, "high": 2 * rate}

    runs = [at("engine", "kernel", "runs", n, 50.0) for n in (1, 8)]
    runs += [at("engine", "lanes", "runs", n, 20.0 * n) for n in (1, 8, 64)]
    rows = ("last day", "a row a month", "every day")
    output = [at("rows", each, "columns", n, 100.0 / n) for each in rows for n in (1, 5)]
    for each in output:
        each["bytes_per_trajectory"] = 1e6 * each["columns"]
    days = [{"engine": "lanes", "days": n, "rate": 10.0 * n} for n in (2, 20)]
    growth = {"runs": runs, "output": output, "days": days, "size": {"states": 3}}
    found = {"growth": growth, "case": {"days": 10}}
    alt = speed.growth(found).alt
    assert "from 35 days a second for one trajectory to 1,300 for 64" in alt
    assert "with all 5 columns of every day the rate is 20" in alt
    told = measured.of_growth(found)
    assert told["beaten_from"] == 8
    assert told["full_slowdown"] == pytest.approx(5)
    assert told["days_ratio"] == pytest.approx(10)
    assert told["full_mb"] == 5


def test_the_numbers_of_the_page_are_those_of_the_kept_results() -> None:
    kept = measured.read()
    contest, parity = measured.of_the_contest(kept), measured.of_parity(kept)
    assert contest["lanes_2_defaults"] == measured.quick(measured.ratio(kept, "lanes 2", "cadcad"))
    assert parity["unlike"] == 0
    work = measured.of_the_work(kept)
    kinds = [work[f"bound_{name}"] for name in measured.bounds(kept)]
    assert sum(kinds) + work["bound_rest"] == pytest.approx(100)
