"""The language, not two economies: whatever can be built runs on every engine, to the bit."""

from __future__ import annotations

import re
from typing import Any

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
    records = which.records(which.schedules)
    paths: dict[str, Any] = {
        r.name: np.sin(np.arange(DAYS) + len(r.name)) for r in records if r.of is None
    }
    votes = [model.Vote(r.of, 0 if r.domain.choices else 1.5, 3) for r in records if r.of]
    point = model.parameters(which, votes=votes, **paths)
    shocks = model.shocks(which, DAYS, 3, 5)
    reference = model.simulate(which, point, shocks, "python")
    for engine in engines:
        same_bits(reference, model.simulate(which, point, shocks, engine))
    for unit in {quantity(stock).unit for stock in which.stocks}:
        names = [stock.name for stock in which.accounts(unit)]
        total = reference[names].to_dataarray("account").sum("account")
        first = float(total.isel(day=0, run=0))
        np.testing.assert_allclose(total, first, rtol=1e-12, atol=1e-9)


def test_there_is_some_of_every_part() -> None:
    """Votes, paths, alternatives and compound conditions are in what is generated, and missing."""
    made = [economy(seed) for seed in range(12)]
    votes = [any(r.of for r in each.records(each.schedules)) for each in made]
    paths = [any(r.of is None for r in each.records(each.schedules)) for each in made]
    chosen = [any(r.domain.choices for r in each.records(each.parameters)) for each in made]
    compound = [bool(re.search("Ne|Not|And|Or", repr(each.blocks))) for each in made]
    for found in (votes, paths, chosen, compound):
        assert set(found) == {True, False}


@pytest.mark.parametrize("seed", range(12))
def test_a_generated_economy_is_the_same_on_every_engine(seed: int) -> None:
    alike(economy(seed))


def test_generated_economies_are_the_same_without_a_compiler() -> None:
    for seed in range(100, 120):
        alike(economy(seed), ("numpy",))


@pytest.mark.bench
@pytest.mark.parametrize("seed", range(1000, 1500))
def test_500_generated_economies_are_the_same_on_every_engine(seed: int) -> None:
    alike(economy(seed))
