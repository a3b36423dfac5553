"""Random economies: admissible, unlike each other, the same again from the same seed."""

from __future__ import annotations

import numpy as np
import pytest

from model.experiments.random_points import random_points, with_votes
from model.parameter_sets import ParameterError
from tests.strategies import ECONOMIES


@pytest.mark.parametrize("name", ECONOMIES)
def test_points_are_unlike_each_other_and_repeat_with_the_seed(name: str) -> None:
    points = random_points(name, 50, seed=1)
    assert len(points) == 50
    assert len(points.varied) > 20
    again = random_points(name, 50, seed=1)
    assert all((again.columns[n] == points.columns[n]).all() for n in points.columns)
    other = random_points(name, 50, seed=2)
    assert set(other.varied) == set(points.varied)
    assert not any((other.columns[n] == points.columns[n]).all() for n in points.varied)


def test_values_that_do_not_fit_together_are_drawn_again() -> None:
    half = {"burn_share": np.full(20, 0.9)}  # leaves less for the executor than its range
    points = random_points("announced", 20, seed=1, fixed=half)
    assert (points.columns["burn_share"] + points.columns["executor_share"] <= 1).all()


def test_what_never_fits_is_refused_in_the_words_of_the_condition() -> None:
    with pytest.raises(ParameterError, match=r"in 50 tries: .*burn_share"):
        random_points("announced", 3, seed=1, fixed={"burn_share": np.full(3, 1.5)})


def test_every_point_gets_a_vote_of_its_own() -> None:
    points = with_votes(random_points("announced", 30, seed=1), days=8, seed=2)
    votes = [vote for (vote,) in points.votes]
    assert len({vote.parameter for vote in votes}) > 2
    assert all(1 <= (vote.enacted or 0) <= 9 for vote in votes)
