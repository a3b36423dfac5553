"""What is kept of many runs: true to NumPy, and the same however the runs are grouped."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import model
from model.arrays import Array
from model.ensembles.blocks import fold
from model.ensembles.outcomes import (
    At,
    Average,
    FirstPassage,
    Highest,
    Last,
    Lowest,
    OutcomeError,
    ShareOfDays,
    Total,
)
from model.ensembles.reductions import (
    Each,
    Extremes,
    Mean,
    Reduction,
    ReductionError,
    Share,
    Variance,
    total,
)
from model.ensembles.sketch import Quantiles

ECONOMY = model.economy("announced")  # declares the quantities
ALL: list[Reduction] = [Mean(), Variance(), Extremes(), Share(below=0.3), Each(), Quantiles()]
EXACT: list[Reduction] = [Extremes(), Share(above=0.3), Quantiles(error=1e-5)]


def sample(points: int = 3, cells: int = 4, runs: int = 1000, seed: int = 1) -> Array:
    generator = np.random.default_rng(seed)
    scale = 10.0 ** generator.integers(-8, 9, (points, cells, 1))
    return scale * generator.standard_normal((points, cells, runs))


def blocks(values: Array, size: int = 64) -> list[Array]:
    return [values[..., i : i + size] for i in range(0, values.shape[-1], size)]


def reduced(reduction: Reduction, parts: list[Array]) -> dict[str, Array]:
    return reduction.result(fold(reduction.merge, (reduction.of(part) for part in parts)))


def test_they_are_what_numpy_finds() -> None:
    values = sample()
    scale = np.abs(values).max(-1)
    mean = reduced(Mean(), blocks(values))["_mean"]
    assert (np.abs(mean - values.mean(-1)) <= 1e-15 * scale).all()
    variance = reduced(Variance(), blocks(values))["_variance"]
    assert np.allclose(variance, values.var(-1, ddof=1), rtol=1e-13, atol=0)
    extremes = reduced(Extremes(), blocks(values))
    assert (extremes["_lowest"] == values.min(-1)).all()
    assert (extremes["_highest"] == values.max(-1)).all()
    share = reduced(Share(above=0.3), blocks(values))["_share_above"]
    assert (share == (values > 0.3).mean(-1)).all()
    assert (reduced(Each(), blocks(values))[""] == values).all()


def test_variance_survives_a_mean_that_dwarfs_it() -> None:
    values = 1e9 + sample(cells=1, seed=3) * 0 + np.random.default_rng(5).standard_normal(1000)
    variance = reduced(Variance(), blocks(values))["_variance"]
    exact = (values - 1e9).var(-1, ddof=1)
    assert np.allclose(variance, exact, rtol=1e-6)
    naive = (values**2).mean(-1) - values.mean(-1) ** 2
    assert not np.allclose(naive, exact, rtol=0.1)  # what is avoided


@pytest.mark.parametrize("error", [0.1, 0.01, 0.001, 1e-5])
@pytest.mark.parametrize("runs", [1, 2, 19, 20, 1000])
def test_quantiles_keep_their_promise(error: float, runs: int) -> None:
    orders = (0.0, 0.05, 0.1, 0.5, 0.95, 1.0)
    values = sample(runs=runs, seed=runs)
    found = reduced(Quantiles(orders, error), blocks(values))["_quantile"]
    true = np.quantile(values, orders, axis=-1, method="inverted_cdf")
    assert (np.abs(np.moveaxis(found, -1, 0) - true) <= error * np.abs(true)).all()


def test_quantiles_of_special_numbers() -> None:
    days = np.array([3.0, 12.0, 365.0, 1825.0, math.inf])
    numbers = np.array([-math.inf, -2.5, -0.0, 0.0, 7.0])
    found = reduced(Quantiles((0.2, 0.4, 0.6, 0.8, 1.0)), [np.stack([days, numbers])[None]])
    assert found["_quantile"][0, 0].tolist() == days.tolist()
    assert found["_quantile"][0, 1].tolist() == numbers.tolist()


@pytest.mark.parametrize("sign", [1.0, -1.0])
@pytest.mark.parametrize("reduction", ALL, ids=repr)
def test_a_run_without_a_value_leaves_no_number(reduction: Reduction, sign: float) -> None:
    values = np.ones((2, 3, 70))
    values[1, 2, 66] = np.copysign(np.nan, sign)
    for array in reduced(reduction, blocks(values)).values():
        assert np.isnan(array[1, 2]).any()
        array[1, 2] = 0
        assert not np.isnan(array).any()


def test_one_run_has_no_variance() -> None:
    assert np.isnan(reduced(Variance(), [np.ones((2, 1, 1))])["_variance"]).all()


def test_a_passage_that_may_never_happen() -> None:
    days = np.array([[[4.0, math.inf, 9.0, math.inf, math.inf]]])
    assert reduced(Mean(), [days])["_mean"] == 6.5, "of the two runs in which it happens"
    assert reduced(Share(below=math.inf), [days])["_share_below"] == 0.4
    assert reduced(Quantiles((0.4, 0.5)), [days])["_quantile"].tolist() == [[[9.0, math.inf]]]
    for cut in (1, 2, 3, 4):
        parts = [days[..., :cut], days[..., cut:]]
        assert reduced(Variance(), parts)["_variance"] == 12.5
        assert reduced(Mean(), parts)["_mean"] == 6.5
    never = np.full((1, 1, 4), math.inf)
    assert np.isnan(reduced(Mean(), [never])["_mean"]).all()
    assert np.isnan(reduced(Variance(), [never, never])["_variance"]).all()


@given(st.integers(1, 3000), st.sampled_from([64, 128, 256, 512]), st.integers(0, 9))
def test_branches_of_the_tree_may_be_joined_beforehand(runs: int, chunk: int, seed: int) -> None:
    """Chunks of a power of two of blocks give the very bits of a fold over all blocks."""
    values = sample(1, 1, runs, seed)
    for reduction in ALL:
        whole = fold(reduction.merge, (reduction.of(part) for part in blocks(values)))
        branches = (
            fold(reduction.merge, (reduction.of(part) for part in blocks(branch)))
            for branch in blocks(values, chunk)
        )
        cut = fold(reduction.merge, branches)
        for name in whole:
            assert whole[name].tobytes() == cut[name].tobytes(), (reduction, name)


@given(st.permutations(range(12)))
def test_whole_numbers_may_be_joined_in_any_order(order: list[int]) -> None:
    values = sample(2, 2, 12 * 30)
    parts = blocks(values, 30)
    for reduction in EXACT:
        straight, mixed = reduced(reduction, parts), reduced(reduction, [parts[i] for i in order])
        for name in straight:
            assert straight[name].tobytes() == mixed[name].tobytes()


@given(st.integers(1, 300), st.integers(0, 99))
def test_sums_do_not_depend_on_the_layout_of_memory(size: int, seed: int) -> None:
    values = np.random.default_rng(seed).standard_normal((5, 7, size))
    across = np.asfortranarray(values)
    part = np.repeat(values, 2, axis=-1)[..., ::2]
    assert total(values).tobytes() == total(across).tobytes() == total(part).tobytes()
    assert np.allclose(total(values), values.sum(-1), rtol=0, atol=1e-12)
    alone = np.array([[total(row) for row in point] for point in values])
    assert alone.tobytes() == total(values).tobytes()


def test_a_sketch_does_not_grow_with_the_runs() -> None:
    reduction = Quantiles()
    generator = np.random.default_rng(7)
    parts = (np.exp(0.1 * generator.standard_normal((1, 1, 4096))) for _ in range(100))
    state = fold(reduction.merge, (reduction.of(part) for part in parts))
    assert state["count"].sum() == 409_600
    assert state["key"].size < 2_000


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: Quantiles((0.5, 1.5)), r"1.5.*\[0, 1\]"),
        (lambda: Quantiles(()), "one or more"),
        (lambda: Quantiles(error=0.0), "error=0.0"),
        (lambda: Share(), "one limit"),
        (lambda: Share(below=1, above=2), "one limit"),
    ],
)
def test_what_cannot_be_reduced_is_refused(call, words) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ReductionError, match=words):
        call()


# Outcomes ------------------------------------------------------------------------------------

PATHS = {"price": np.array([[[3.0, 1.0, 2.0, 4.0], [3.0, 3.0, 3.0, 3.0]]])}


@pytest.mark.parametrize(
    ("outcome", "values", "unit"),
    [
        (Last("price"), [4.0, 3.0], "USD/AI"),
        (At("price", 2), [1.0, 3.0], "USD/AI"),
        (Highest("price"), [4.0, 3.0], "USD/AI"),
        (Lowest("price"), [1.0, 3.0], "USD/AI"),
        (Total("price"), [10.0, 12.0], "USD/AI"),
        (Average("price"), [2.5, 3.0], "USD/AI"),
        (FirstPassage("price", below=3), [2.0, math.inf], "day"),
        (FirstPassage("price", above="3 USD/AI"), [4.0, math.inf], "day"),
        (ShareOfDays("price", below=3), [0.5, 0.0], "1"),
        (ShareOfDays("price", above="2 USD/AI"), [0.5, 1.0], "1"),
    ],
    ids=repr,
)
def test_outcomes(outcome, values, unit) -> None:  # type: ignore[no-untyped-def]
    assert outcome.columns == ("price",)
    assert outcome.of(PATHS).tolist() == [values]
    assert outcome.unit == unit


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: FirstPassage("price"), "one limit"),
        (lambda: ShareOfDays("price", below=1, above=2), "one limit"),
        (lambda: FirstPassage("price", below="2 AI").of(PATHS), "2 AI.*USD/AI"),
        (lambda: Last("prise").unit, "'prise'"),
        (lambda: At("price", 5).of(PATHS), "day from 1 to 4"),
        (lambda: At("price", 0).of(PATHS), "day from 1 to 4"),
    ],
)
def test_outcomes_that_cannot_be_are_refused(call, words) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(OutcomeError, match=words):
        call()
