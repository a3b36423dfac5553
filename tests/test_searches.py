"""Searches find the edge or the top, and say when there is none."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.searches import bisect, largest, most_at, turn


@given(st.integers(0, 10**30), st.integers(0, 10**30))
def test_the_largest_passes_and_the_next_does_not(edge: int, most: int) -> None:
    assert largest(lambda each: each <= edge, most) == min(edge, most)


def test_the_largest_of_none_is_zero() -> None:
    assert largest(lambda each: False, 100) == 0


def test_bisection_takes_arrays() -> None:
    edges = np.array([0.1, 0.5, 0.9])
    found = bisect(lambda each: each < edges, np.zeros(3), np.ones(3))
    np.testing.assert_allclose(found, edges, atol=1e-12)


@pytest.mark.parametrize(("edge", "found"), [(0.25, 0.25), (0.0, 0.0), (2.0, np.inf)])
def test_a_condition_turns_where_it_comes_to_hold(edge: float, found: float) -> None:
    assert turn(lambda each: each >= edge, 0.0, 1.0, 1e-12) == pytest.approx(found, abs=1e-11)


def test_the_most_of_a_parabola_is_at_its_top() -> None:
    assert most_at(lambda at: at * (3 - at), 5) == pytest.approx(1.5)
