"""The language, not two economies: whatever can be built runs on every engine, to the bit."""

from __future__ import annotations

import numpy as np
import pytest

import model
from model.quantities import quantity
from model.simulation import ENGINES
from model.spec.economy import Economy
from tests.own.generated import economy
from tests.parity.compare import same_bits

DAYS = 6


def alike(which: Economy, engines: tuple[str, ...] = tuple(ENGINES)) -> None:
    """All engines give the same bits, and every unit is conserved."""
    point = model.parameters(which)
    shocks = model.shocks(which, DAYS, 3, 5)
    reference = model.simulate(which, point, shocks, "python")
    for engine in engines:
        same_bits(reference, model.simulate(which, point, shocks, engine))
    for unit in {quantity(stock).unit for stock in which.stocks}:
        names = [stock.name for stock in which.accounts(unit)]
        total = reference[names].to_dataarray("account").sum("account")
        first = float(total.isel(day=0, run=0))
        np.testing.assert_allclose(total, first, rtol=1e-12, atol=1e-9)


@pytest.mark.parametrize("seed", range(12))
def test_a_generated_economy_is_the_same_on_every_engine(seed: int) -> None:
    alike(economy(seed))


def test_generated_economies_are_the_same_without_a_compiler() -> None:
    for seed in range(100, 150):
        alike(economy(seed), ("numpy",))


@pytest.mark.bench
@pytest.mark.parametrize("seed", range(1000, 1500))
def test_500_generated_economies_are_the_same_on_every_engine(seed: int) -> None:
    alike(economy(seed))
