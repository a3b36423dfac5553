"""The posterior: what observations move is told from what they do not, and its intervals hold."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from model.experiments import calibration as c


@cache
def sample() -> c.Prior:
    return c.prior()


@cache
def found() -> c.Calibration:
    return c.calibrated(sample())


def test_the_observations_identify_the_premium_and_the_locked_share() -> None:
    assert {row.parameter for row in found().identified} == {
        "premium_at_launch",
        "sale_locked_share",
    }
    unknown = set(found().not_identified)
    assert {"premium_half_life", "discount_rate", "usage_at_maturity", "stake_days"} <= unknown
    assert found().effective > 300


def test_what_the_closed_market_cannot_show_is_not_told_from_noise() -> None:
    told = {row.parameter: row for row in found().told}
    for name in ("usage_at_maturity", "stake_days", "audit_probability", "protocol_take"):
        assert not told[name].differs, name


def test_a_posterior_is_weighted_by_all_observations_alike() -> None:
    """By hand: the normal densities of the misses, one observation at a time."""
    data = c.seen()
    by_hand = np.ones_like(next(iter(sample().logs.values())))
    for name, paths in sample().logs.items():
        by_hand *= np.exp(-(((paths - data[name]) / sample().errors[name]) ** 2) / 2)
    assert c.weights(sample(), data) == pytest.approx(by_hand / by_hand.sum(), rel=1e-9)


def test_an_observation_that_is_elsewhere_moves_the_posterior_there() -> None:
    low, high = (
        c.calibrated(sample(), c.seen() | {"price in July": np.log(price)})
        for price in (0.015, 0.06)
    )
    premium = [
        next(row for row in each.told if row.parameter == "premium_at_launch")
        for each in (low, high)
    ]
    assert premium[0].posterior[1] < 0.8 * premium[1].posterior[1]


def test_without_information_nothing_differs() -> None:
    blind = replace(sample(), errors=dict.fromkeys(sample().errors, 1e6))
    told = c.calibrated(blind)
    assert told.identified == ()
    assert all(not row.differs for row in told.told)
    assert told.effective == pytest.approx(c.WORLDS * c.RUNS)


def covered(sample: c.Prior, truths: int) -> dict[str, float]:
    shares = c.coverage(sample, truths)
    identified = {"premium_at_launch", "sale_locked_share"}
    found = {name: share for name, share in shares.items() if name in identified}
    return found | {"all": float(np.mean(list(shares.values())))}


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    shares = covered(sample(), 250)
    print(f"coverage of the 80 per cent intervals: {shares}")
    assert 0.75 <= shares["all"] <= 0.85
    # One parameter alone, over 250 worlds: its standard deviation is 2.5 per cent.
    assert all(0.72 <= share <= 0.88 for share in shares.values())


@pytest.mark.bench
def test_intervals_of_what_is_identified_hold_the_truth_over_many_worlds() -> None:
    shares = covered(sample(), 1000)
    print(f"coverage of the 80 per cent intervals: {shares}")
    assert all(0.75 <= share <= 0.85 for share in shares.values())


def test_an_error_that_is_understated_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """With data missed by five times what the weights believe, intervals hold the truth less."""
    weights = c.weights

    def sure(sample: c.Prior, data: dict[str, float], without: int | None = None) -> c.Array:
        errors = {name: error / 5 for name, error in sample.errors.items()}
        return weights(replace(sample, errors=errors), data, without)

    monkeypatch.setattr(c, "weights", sure)
    assert covered(sample(), 150)["premium_at_launch"] < 0.72


def test_a_world_is_not_told_by_itself() -> None:
    """Data that only its own world comes near: without it, another world's value is taken."""
    rng = np.random.default_rng(5)
    logs, ranks = rng.standard_normal((400, 1)), (rng.permutation(400) + 0.5) / 400
    alone = replace(sample(), logs={"seen": logs}, ranks={"x": ranks}, errors={"seen": 1e-5})
    assert c.coverage(alone, 200)["x"] < 0.1


def test_the_distance_is_that_of_kolmogorov_and_smirnov() -> None:
    from scipy.stats import kstest

    rng = np.random.default_rng(3)
    picked = rng.integers(0, 1000, 4000) ** 2 // 1000
    weight = np.bincount(picked, minlength=1000) / 4000
    by_scipy = kstest((picked + 1) / 1000, lambda x: np.floor(x * 1000 + 1e-9) / 1000).statistic
    assert c._distance(weight) == pytest.approx(by_scipy, abs=1e-3)
