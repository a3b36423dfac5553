"""Shocks: numbers that seed, process, run and day decide, and nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
import zlib
from types import SimpleNamespace

import numpy as np
import pytest
from scipy import stats

import model
from model.draws import ShockError, draws, shocks

ANNOUNCED = model.economy("announced")

# A correlation of n independent pairs has the standard error 1/sqrt(n); a test here looks at less
# than 4,000 of them, so that chance alone passes five of these once in 400 changes of the seeds.
FAR = 5.0

EXPECTED = [-2.114219343325012, -0.1054977201609891, -1.420588168281539]


def paths(seed: int, days: int, runs: int = 1, first: int = 0) -> np.ndarray:
    """The draws of all processes, a row for each process and run."""
    drawn = draws(ANNOUNCED, days, runs, seed, first)
    return np.concatenate([drawn[name] for name in sorted(drawn)])


def far_from_unrelated(rows: np.ndarray) -> float:
    """The greatest correlation of two rows, in standard errors."""
    correlation = np.corrcoef(rows) - np.eye(len(rows))
    return float(np.abs(correlation).max() * np.sqrt(rows.shape[1]))


def test_the_first_draws_are_what_they_were() -> None:
    """A change here changes every published number."""
    assert draws(ANNOUNCED, 3, 1, 7)["demand_noise"][0].tolist() == EXPECTED


def test_draws_come_from_numpys_generator_by_the_textbook_formula() -> None:
    """Philox keyed by seed and process, its counter on the run; a pair of words for two days."""
    key = [11, zlib.crc32(b"trade_noise")]
    for run in (0, 5):
        words = np.random.Philox(key=key, counter=[0, run, 0, 0]).random_raw(40)
        uniform = (words >> np.uint64(12)) / 2.0**52
        radius = np.sqrt(-2 * np.log(1 - uniform[::2]))
        turn = 2 * np.pi * uniform[1::2]
        expected = np.stack([radius * np.cos(turn), radius * np.sin(turn)], axis=-1).ravel()
        drawn = draws(ANNOUNCED, 40, 1, 11, first=run)["trade_noise"][0]
        np.testing.assert_allclose(drawn, expected, rtol=0, atol=1e-14)


def test_days_and_runs_are_the_dimensions() -> None:
    drawn = shocks(ANNOUNCED, days=4, runs=3, seed=1)
    assert dict(drawn.sizes) == {"run": 3, "day": 4}
    assert drawn["day"].to_numpy().tolist() == [1, 2, 3, 4]
    assert set(drawn) == {s.name for s in ANNOUNCED.shocks}
    assert drawn.attrs["seed"] == 1
    assert drawn.attrs["economy"] == "announced"
    for name, values in draws(ANNOUNCED, 4, 3, 1).items():
        np.testing.assert_array_equal(drawn[name], values)


def test_the_same_seed_gives_the_same_bits_and_another_does_not() -> None:
    one, same, other = (shocks(ANNOUNCED, 50, 2, seed) for seed in (5, 5, 6))
    assert one.identical(same)
    assert not any(np.isin(one[name], other[name]).any() for name in one)


def test_all_the_bits_of_a_seed_count() -> None:
    drawn = paths(0, 6), *(paths(2**bit, 6) for bit in range(64)), paths(2**64 - 1, 6)
    first = np.concatenate([values.ravel() for values in drawn])
    assert len(np.unique(first)) == len(first)


@pytest.mark.parametrize("days", [1, 2, 3, 20, 31, 64])
def test_more_days_change_no_draw(days: int) -> None:
    np.testing.assert_array_equal(paths(9, days, 3), paths(9, 64, 3)[:, :days])


@pytest.mark.parametrize(("first", "runs"), [(0, 1), (0, 4), (3, 1), (2, 5), (6, 1)])
def test_a_run_is_the_same_among_any_others(first: int, runs: int) -> None:
    some, all_of_them = draws(ANNOUNCED, 21, runs, 9, first), draws(ANNOUNCED, 21, 7, 9)
    for name, values in some.items():
        np.testing.assert_array_equal(values, all_of_them[name][first : first + runs])


def test_another_process_changes_no_other() -> None:
    """Without the market's noise, all other paths are what they are with it."""
    fewer = SimpleNamespace(shocks=[s for s in ANNOUNCED.shocks if s.name != "trade_noise"])
    whole, part = draws(ANNOUNCED, 20, 3, 4), draws(fewer, 20, 3, 4)  # type: ignore[arg-type]
    assert set(whole) - set(part) == {"trade_noise"}
    for name, values in part.items():
        np.testing.assert_array_equal(whole[name], values)


def test_the_two_economies_meet_the_same_shocks() -> None:
    """They differ in whether the market for compute opens, so runs can be compared path by path."""
    one, other = shocks(ANNOUNCED, 20, 3, 4), shocks(model.economy("deployed"), 20, 3, 4)
    assert one.equals(other)


def test_no_two_processes_have_the_same_key() -> None:
    names = {s.name for s in ANNOUNCED.shocks}
    assert len({zlib.crc32(name.encode()) for name in names}) == len(names)


def test_processes_and_runs_are_unrelated() -> None:
    rows = paths(3, 4000, runs=4)
    assert 20 < len(rows) < 90
    assert far_from_unrelated(rows) < FAR
    # A path that is in the set twice is what this would find.
    assert far_from_unrelated(np.concatenate([rows, rows[:1]])) > FAR


def test_a_path_is_unrelated_to_its_past_and_to_the_past_of_others() -> None:
    rows = paths(3, 4001)
    for lag in (1, 2, 3, 4):
        late, early = rows[:, lag:], rows[:, :-lag]
        both = np.corrcoef(late, early)[: len(rows), len(rows) :]
        assert np.abs(both).max() * np.sqrt(late.shape[1]) < FAR


def test_neighbouring_seeds_are_unrelated() -> None:
    """Also where the number of a run could be taken for that of a seed."""
    rows = np.concatenate([draws(ANNOUNCED, 4000, 6, seed)["trade_noise"] for seed in range(6)])
    assert far_from_unrelated(rows) < FAR


def test_draws_are_standard_normal() -> None:
    drawn = draws(ANNOUNCED, 2000, 100, 1)["trade_noise"].ravel()
    count = len(drawn)
    for moment, expected, variance in ((1, 0, 1), (2, 1, 2), (3, 0, 15), (4, 3, 96)):
        assert abs((drawn**moment).mean() - expected) < FAR * np.sqrt(variance / count)
    # A sample of a normal distribution is refused once in a thousand times.
    assert stats.kstest(drawn, "norm").pvalue > 1e-3
    # One whose deviation is two hundredths too large is.
    assert stats.kstest(1.02 * drawn, "norm").pvalue < 1e-3


def test_each_day_of_a_turn_is_normal() -> None:
    """One turn of the generator draws four days; over many runs each is normal by itself."""
    drawn = draws(ANNOUNCED, 4, 5000, 2)["demand_noise"]
    for day in drawn.T:
        assert stats.kstest(day, "norm").pvalue > 1e-3
    assert far_from_unrelated(drawn.T) < FAR
    assert far_from_unrelated(drawn.T**2) < FAR


def test_nothing_of_numpys_global_state_is_read_or_changed() -> None:
    np.random.seed(1)  # noqa: NPY002
    before = np.random.get_state()[1].copy()  # type: ignore[index]  # noqa: NPY002
    one = shocks(ANNOUNCED, 5, 1, 2)
    assert (np.random.get_state()[1] == before).all()  # type: ignore[index]  # noqa: NPY002
    np.random.seed(2)  # noqa: NPY002
    assert one.identical(shocks(ANNOUNCED, 5, 1, 2))


def test_another_interpreter_draws_the_same() -> None:
    code = (
        "import model; from model.draws import draws; "
        "print(draws(model.economy('announced'), 3, 1, 7)['demand_noise'][0].tolist())"
    )
    said = subprocess.run(
        [sys.executable, "-c", code],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONHASHSEED": "3"},
    )
    assert said.stdout.strip() == str(EXPECTED)


REFUSED = [
    ({"days": 0}, "days=0 is not a whole number of at least 1: ask for a day or more"),
    ({"days": -3}, "days=-3"),
    ({"days": 1.5}, "days=1.5"),
    ({"days": 2.0}, "days=2.0"),
    ({"days": True}, "days=True"),
    ({"days": None}, "days=None"),
    ({"days": "ten"}, "days='ten'"),
    ({"days": float("nan")}, "days=nan"),
    ({"runs": 0}, "runs=0 is not a whole number of at least 1: ask for a run or more"),
    ({"runs": 2.5}, "runs=2.5"),
    ({"seed": -1}, "seed=-1 is not a whole number of at least 0: give a seed such as 7"),
    ({"seed": 1.0}, "seed=1.0"),
    ({"seed": "7"}, "seed='7'"),
    ({"seed": 2**64}, f"seed={2**64} has more than 64 bits: give one below 2**64"),
]


@pytest.mark.parametrize(("changes", "words"), REFUSED)
def test_what_cannot_be_drawn_is_refused(changes: dict[str, object], words: str) -> None:
    for make in (shocks, draws):
        with pytest.raises(ShockError) as caught:
            make(ANNOUNCED, **{"days": 3, "runs": 1, "seed": 0, **changes})  # type: ignore[arg-type]
        assert str(caught.value).startswith(words)


@pytest.mark.parametrize("first", [-1, 0.5, None, True])
def test_a_first_run_that_is_none_is_refused(first: object) -> None:
    with pytest.raises(ShockError, match=rf"^first={first} is not a whole number of at least 0"):
        draws(ANNOUNCED, 3, 1, 0, first=first)  # type: ignore[arg-type]


def test_whole_numbers_of_numpy_are_whole_numbers() -> None:
    assert shocks(ANNOUNCED, np.int64(3), np.int32(2), np.int64(1)).identical(  # type: ignore[arg-type]
        shocks(ANNOUNCED, 3, 2, 1)
    )
    assert shocks(ANNOUNCED, 3, 1, np.uint64(2**64 - 1)).attrs["seed"] == 2**64 - 1  # type: ignore[arg-type]
