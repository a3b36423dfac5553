"""What the benchmarks rest on: the C++ program and the others compute the same economy."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

import model
from benchmarks import c_program, scaling, sobol
from benchmarks.c_text import Printer, PrintingError
from benchmarks.cases import NotThere, problem, states
from benchmarks.contestants import _engine, gap, reference
from benchmarks.in_cadcad import at_its_best
from benchmarks.in_numpy import runs as numpy_runs
from benchmarks.parity import compare
from model.engines.problem import Problem, Seeded
from model.experiments.random_points import random_points
from model.points import Points
from model.quantities import registry
from model.simulation import trajectories

try:
    c_program.compiler()
    REASON = ""
except c_program.NoCompiler as error:
    REASON = str(error)
compiled = pytest.mark.skipif(bool(REASON), reason=REASON)
DAYS = 13
SUPPLY = model.parameters("announced")["initial_supply"]


def sets(name: str, size: int) -> Points:
    """Points with a vote that takes force in the middle."""
    base = model.parameters(name, votes=(model.Vote("burn_share", 0.4, proposed=0),))
    opening = base["opening_day"] if name == "deployed" else 2.0
    drawn = random_points(name, size, seed=3, fixed={"opening_day": np.full(size, opening)})
    return replace(drawn, votes=[base.votes] * size)


def asked(name: str, size: int, runs: int) -> Problem:
    spec = model.economy(name)
    return Problem(spec, sets(name, size), Seeded(11, 5), runs, DAYS)


@compiled
@pytest.mark.parametrize(("lanes", "system"), [(8, False), (1, True)])
def test_the_c_program_gives_the_array_engines_last_day(lanes: int, system: bool) -> None:
    """Points, runs, idle lanes, votes and draws; within 1e-12 of each column's largest value.

    Amounts of AI may leave what is nothing beside the supply, where a fused product rounds less.
    """
    given = asked("announced", 3, 3)
    expected = trajectories(given, "numpy")
    found = c_program.run(given, lanes, system, threads=2)
    assert set(found) == {symbol.name for symbol in given.economy.states}
    for name, last in found.items():
        largest = np.abs(expected[name]).max(axis=2)
        dust = 1e-15 * SUPPLY if registry[name].unit == "AI" else 0.0
        law = np.maximum(1e-12 * largest, dust)
        assert (np.abs(last - expected[name][..., -1]) <= law).all(), name


@compiled
@pytest.mark.parametrize("name", ["announced", "deployed"])
def test_not_fused_it_gives_the_array_engines_bits(name: str) -> None:
    given = asked(name, 3, 3)
    expected = trajectories(given, "numpy")
    for state, last in c_program.run(given, fused=False).items():
        np.testing.assert_array_equal(last, expected[state][..., -1], state)


@compiled
def test_a_part_left_out_changes_the_numbers() -> None:
    """What `bounds` times really lacks that part."""
    given = problem(DAYS, 1)
    usual = c_program.source(given.economy)
    for part in c_program.PARTS:
        assert c_program.source(given.economy, without=part) != usual
    last = c_program.run(given)["price"]
    assert c_program.run(given, without="draws")["price"] != last


def test_text_without_a_translation_is_refused() -> None:
    text = "def f(x) -> Numbers:\n    return x.y\n"
    with pytest.raises(PrintingError, match=re.escape("no C++ for 'x.y'")):
        Printer(text, {}).function("f", "IN")


def test_a_block_with_other_argument_names_is_not_inlined() -> None:
    text = "def b(x):\n    y = x\n    return (y,)\ndef step(z):\n    (y,) = b(z)\n    return (y,)\n"
    with pytest.raises(PrintingError, match="b is not called"):
        Printer(text, {}).inlined("step")
    same = Printer(text.replace("z", "x"), {}).inlined("step")
    assert same == ["auto v_y = v_x;"]


def test_cadcad_at_its_best_gives_the_plain_loops_bits() -> None:
    pytest.importorskip("llvmlite")
    last = at_its_best(problem(DAYS, 1))()
    assert last.tolist() == reference(DAYS, 1)[:, -1].tolist()


def test_numpy_with_its_own_functions_is_near() -> None:
    last = numpy_runs(problem(DAYS, 4), history=True)()
    assert gap(last, reference(DAYS, 4)) < 1e-12
    assert gap(last, reference(DAYS, 3)) > 1e-6, "another run is told apart"


def test_the_sensitivity_study_has_admissible_points_and_the_long_run_its_columns() -> None:
    design = sobol.points(16)
    assert len(design) == 16 * (len(sobol.PARAMETERS) + 2)
    assert set(design.varied) == set(sobol.PARAMETERS)
    kept = scaling.ASKED["keep"]
    assert set(kept) <= set(problem(DAYS, 1).columns)


def test_an_engine_that_is_not_there_is_said_so() -> None:
    with pytest.raises(NotThere, match="no engine 'faster'"):
        _engine("faster", "last day")(5, 1)


def test_the_comparison_sees_one_bit_of_one_day_of_one_point() -> None:
    given = replace(asked("announced", 4, 1), kept=states())
    one = {name: np.ascontiguousarray(v) for name, v in trajectories(given, "numpy").items()}
    other = {name: values.copy() for name, values in one.items()}
    assert compare(one, other) == (0, 0.0)
    other["price"][2, 0, 5] = np.nextafter(other["price"][2, 0, 5], np.inf)
    unlike, worst = compare(one, other)
    assert unlike == 1
    assert 0 < worst < 1e-15
