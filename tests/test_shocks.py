"""Shocks: seeded streams that nothing else can move."""

from __future__ import annotations

import subprocess
import sys
import zlib

import numpy as np
import pytest

import model
from model.shocks import ShockError, draw, shocks

ANNOUNCED, DEPLOYED = model.economy("announced"), model.economy("deployed")


def test_the_first_draws_are_what_they_were() -> None:
    """A change here changes every published number."""
    stream = np.random.SeedSequence(entropy=7, spawn_key=(zlib.crc32(b"demand_noise"), 0))
    expected = np.random.Generator(np.random.PCG64(stream)).standard_normal(3)
    np.testing.assert_array_equal(draw("demand_noise", 7, 0, 3), expected)
    assert draw("demand_noise", 7, 0, 3).tolist() == EXPECTED


EXPECTED = [1.5104755948151853, 0.838198492497625, 0.9624557124020939]


def test_days_and_runs_are_the_dimensions() -> None:
    drawn = shocks(ANNOUNCED, days=4, runs=3, seed=1)
    assert dict(drawn.sizes) == {"run": 3, "day": 4}
    assert drawn["day"].to_numpy().tolist() == [1, 2, 3, 4]
    assert set(drawn) == {s.name for s in ANNOUNCED.shocks}
    assert drawn.attrs == {"seed": 1, "economy": "announced"}


def test_the_same_seed_gives_the_same_bits_and_another_does_not() -> None:
    one, same, other = (shocks(ANNOUNCED, 50, 2, seed) for seed in (5, 5, 6))
    assert one.identical(same)
    assert not any(np.array_equal(one[name], other[name]) for name in one)


def test_more_runs_and_more_days_change_no_other_draw() -> None:
    small, large = shocks(ANNOUNCED, 20, 2, 9), shocks(ANNOUNCED, 31, 5, 9)
    for name in small:
        np.testing.assert_array_equal(small[name], large[name][:2, :20])


def test_another_process_changes_no_other_stream() -> None:
    """The two economies have unlike processes; those that they share are the same paths."""
    one, other = shocks(ANNOUNCED, 20, 3, 4), shocks(DEPLOYED, 20, 3, 4)
    shared = set(one) & set(other)
    assert shared == {"trade_noise", "price_noise", "twap_noise"}
    assert set(one) - shared
    assert set(other) - shared
    for name in shared:
        np.testing.assert_array_equal(one[name], other[name])


def test_no_two_processes_share_a_stream() -> None:
    names = {s.name for economy in (ANNOUNCED, DEPLOYED) for s in economy.shocks}
    assert len({zlib.crc32(name.encode()) for name in names}) == len(names)
    drawn = shocks(ANNOUNCED, 4000, 2, 3)
    paths = np.concatenate([drawn[name].to_numpy() for name in drawn])
    correlation = np.corrcoef(paths) - np.eye(len(paths))
    # Twenty-one thousand pairs at most, of standard error 0.016: five of them.
    assert np.abs(correlation).max() < 5 / np.sqrt(4000)


def test_draws_are_standard_normal() -> None:
    drawn = np.concatenate([draw("trade_noise", 1, run, 20_000) for run in range(10)])
    count = len(drawn)
    assert abs(drawn.mean()) < 5 / np.sqrt(count)
    assert abs(drawn.var() - 1) < 5 * np.sqrt(2 / count)
    assert abs((drawn**4).mean() - 3) < 5 * np.sqrt(96 / count)
    assert abs(np.corrcoef(drawn[1:], drawn[:-1])[0, 1]) < 5 / np.sqrt(count)


def test_nothing_of_numpys_global_state_is_read_or_changed() -> None:
    np.random.seed(1)  # noqa: NPY002
    before = np.random.get_state()[1].copy()  # type: ignore[index, union-attr]  # noqa: NPY002
    one = shocks(ANNOUNCED, 5, 1, 2)
    assert (np.random.get_state()[1] == before).all()  # type: ignore[index]  # noqa: NPY002
    np.random.seed(2)  # noqa: NPY002
    assert one.identical(shocks(ANNOUNCED, 5, 1, 2))


def test_another_interpreter_draws_the_same() -> None:
    code = "from model.shocks import draw; print(draw('demand_noise', 7, 0, 3).tolist())"
    said = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert said.stdout.strip() == str(draw("demand_noise", 7, 0, 3).tolist())


@pytest.mark.parametrize(
    ("changes", "words"),
    [
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
    ],
)
def test_what_cannot_be_drawn_is_refused(changes: dict[str, object], words: str) -> None:
    with pytest.raises(ShockError) as caught:
        shocks(ANNOUNCED, **{"days": 3, **changes})  # type: ignore[arg-type]
    assert str(caught.value).startswith(words)


def test_whole_numbers_of_numpy_are_whole_numbers() -> None:
    assert shocks(ANNOUNCED, np.int64(3), np.int32(2), np.int64(1)).identical(  # type: ignore[arg-type]
        shocks(ANNOUNCED, 3, 2, 1)
    )
    assert shocks(ANNOUNCED, 3, 1, 10**30).attrs["seed"] == 10**30
