"""Akash's burn and mint: the examples of its specification, its accounts, every engine."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr

import model
from model.examples import akash as module
from model.examples.akash import akash
from model.parameter_sets import ParameterError
from model.simulation import ENGINES
from tests.parity.compare import same_bits


def run(prices: Any, usage: Any, engine: str = "python", **changes: Any) -> xr.Dataset:
    economy = akash()
    point = model.parameters(economy, akt_price=prices, usage=usage, **changes)
    return model.simulate(economy, point, model.shocks(economy, len(prices)), engine)


def on(ds: xr.Dataset, day: int, *names: str) -> list[float]:
    return [float(ds[name].sel(day=day, run=0)) for name in names]


def settled(dollars: float, at: float, **changes: Any) -> xr.Dataset:
    """Credit for so many dollars, bought at 1.14 without a spread, all paid at another price."""
    known = {"ratio_at_start": 1, "price_at_start": 1.14, "usage_at_start": dollars, "runway": 2}
    return run([at], [dollars], spread=0, **(known | changes))


def test_the_examples_of_the_specification() -> None:
    ds = settled(1_000, at=1.50)
    assert on(ds, 0, "vault_akt", "credit_act") == [pytest.approx(877.192982), 1_000]
    assert on(ds, 1, "from_vault", "newly_minted") == [pytest.approx(666.666667), 0]
    kept = on(ds, 1, "vault_akt")[0] - on(ds, 1, "sent_to_vault")[0]
    assert kept == pytest.approx(210.526315)
    ds = settled(10_000_000, at=1.25)
    assert on(ds, 1, "from_vault") == [pytest.approx(8_000_000)]
    ds = settled(10_000_000, at=0.90)
    vault, minted = on(ds, 1, "from_vault", "newly_minted")
    assert vault == pytest.approx(8_771_929, abs=1)
    assert vault + minted == pytest.approx(11_111_111, abs=1)


def test_a_top_up_keeps_its_spread_in_the_vault() -> None:
    ds = run([2.0] * 40, [700.0] * 40, usage_at_start=700, price_at_start=2, ratio_at_start=1)
    days = slice(1, None)
    sent, credited = (ds[n].isel(run=0, day=days) for n in ("sent_to_vault", "newly_credited"))
    np.testing.assert_allclose(credited, sent * 2 * (1 - 0.0025), rtol=1e-12)
    gained = ds["vault_akt"].isel(run=0, day=-1) - ds["vault_akt"].isel(run=0, day=0)
    np.testing.assert_allclose(gained, 40 * 350 * (1 / 0.9975 - 1), rtol=1e-9)
    np.testing.assert_allclose(ds["credit_act"], 4_200, rtol=1e-12)


@pytest.mark.parametrize(
    ("ratio", "counts", "part"),
    [(0.96, [0, 0, 0], 1), (0.94, [1, 0, 0], 1), (0.92, [1, 1, 0], 0.5), (0.89, [1, 1, 1], 0)],
)
def test_a_low_ratio_warns_then_slows_then_halts(
    ratio: float, counts: list[int], part: float
) -> None:
    # The price is as it was, and tenants want more credit.
    ds = run([1.0], [110.0], price_at_start=1, usage_at_start=100, ratio_at_start=ratio, spread=0)
    assert on(ds, 1, "days_warned", "days_slow", "days_halted", "admitted") == [*counts, part]
    assert on(ds, 1, "collateral_ratio") == [pytest.approx(ratio)]
    assert on(ds, 1, "newly_credited") == [pytest.approx(170 * part)]


def test_while_it_is_halted_tenants_pay_in_tokens_and_then_all_begins_anew() -> None:
    days = 20
    ds = run([0.5] * days, [100.0] * days, price_at_start=1, usage_at_start=100, ratio_at_start=1)
    one = ds.isel(run=0)
    halted = one["days_halted"].to_numpy()
    assert halted[-1] == 6, "the credit of the runway is used up before anything is topped up"
    paid = [float(one[n].sum()) * 0.5 for n in ("from_vault", "newly_minted", "paid_directly")]
    assert sum(paid) == pytest.approx(days * 100)
    assert float(one["paid_directly"].max()) == 0, "the credit ends with a day"
    assert float(one["newly_minted"].sum()) == pytest.approx(600 / 0.5 - 600)
    longer = run([0.5] * days, [70.0] * days, price_at_start=1, usage_at_start=77, ratio_at_start=1)
    assert float(longer["paid_directly"].sum()) > 0
    none = run(
        [0.5] * days, [70.0] * days, price_at_start=1, slow_below=0, halt_below=0, ratio_at_start=0
    )
    assert on(none, days, "days_halted", "days_slow") == [0, 0]


@pytest.mark.parametrize("engine", ENGINES)
def test_it_is_the_same_on_every_engine_and_both_tokens_are_conserved(engine: str) -> None:
    draw = np.random.default_rng(3)
    prices = 0.9 * np.exp(np.cumsum(draw.normal(-0.01, 0.08, 120)))
    usage = np.where(draw.random(120) < 0.1, 0, draw.uniform(0, 9_000, 120))
    for buffer in (0, 1, 2.29):
        ds = run(prices, usage, engine, ratio_at_start=buffer)
        reference = run(prices, usage, ratio_at_start=buffer)
        same_bits(reference, ds)
        for unit in ("AKT", "ACT"):
            names = [stock.name for stock in akash().accounts(unit)]
            total = ds[names].to_dataarray("account").sum("account")
            first = float(total.isel(day=0, run=0))
            np.testing.assert_allclose(total, first, rtol=1e-12, atol=1e-9)
        assert float(ds["unissued_akt"].min()) <= 0


def test_ratios_out_of_order_are_refused() -> None:
    with pytest.raises(ParameterError, match="halt_below is above slow_below"):
        model.parameters(akash(), akt_price=[1], usage=[1], halt_below=0.94)
    with pytest.raises(ParameterError, match="a spread of 1 leaves no credit"):
        model.parameters(akash(), akt_price=[1], usage=[1], spread=1)


def test_it_is_written_with_public_names_alone_and_every_parameter_has_a_source() -> None:
    text = Path(module.__file__).read_text("utf-8")
    assert len(text.splitlines()) < 300
    imports = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ImportFrom)]
    assert {(node.module, *(each.name for each in node.names)) for node in imports} == {
        ("__future__", "annotations"),
        ("model", "own"),
    }
    used = {
        node.attr
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == "own"
    }
    assert used <= set(model.own.__all__)
    for symbol in akash().parameters:
        assert symbol.record.own.source not in ("", "assumed"), symbol
