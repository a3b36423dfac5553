"""A shock to trust comes back in the economy where nodes buy collateral, and may not elsewhere."""

from __future__ import annotations

import numpy as np
import pytest

from model.experiments import trust
from model.theory.honesty import two_rests
from model.theory.honesty.two_rests import answer, steepness


def test_trust_comes_back_where_nodes_buy_collateral() -> None:
    found = trust.shocked(trust.points(24), years=10)
    lowest = found.reputation.sel(shock=True).min("day")
    assert float(lowest.median()) < 1e-3
    assert trust.left(found, 1).max() > 0.05
    assert trust.left(found, 5).max() < 0.02


def test_trust_stays_away_where_nodes_hardly_do() -> None:
    found = trust.shocked(trust.points(24, slow=True), years=10)
    assert (trust.left(found, 5) > 0.02).any()


@pytest.mark.parametrize(("steep", "fees"), [(2.0, 1.0), (4.0, 1.0), (3.0, 1.5)])
def test_the_loop_ends_apart_above_its_fold_only(steep: float, fees: float) -> None:
    at = {steepness: steep, answer: fees}
    least, widest = (float(each.subs(at)) for each in (two_rests.LEAST, two_rests.WIDEST))
    low, high = trust.ends(steep, fees, np.zeros(2), least * np.array([0.98, 1.02]))
    assert high[0] < 0.01
    assert high[1] > 1 - 1 / (steep * fees)
    assert (low < 0.01).all()
    low, high = trust.ends(steep, fees, np.full(200, 1.02 * widest), np.linspace(0.1, 5, 200))
    assert np.allclose(low, high, atol=1e-3)
