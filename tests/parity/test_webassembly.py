"""The WebAssembly module against the native kernel and Python: the same bits."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
import pytest

import model
from model.compile.kernel import kernel_source
from model.compile.opening import opening_source
from model.engines import webassembly as wasm
from model.engines.problem import Problem, Seeded
from model.experiments.random_points import with_votes
from model.parameter_sets import SCENARIOS, ParameterError, Parameters
from model.points import Points
from model.simulation import trajectories
from model.spec.economy import Economy
from tests.engines.test_native import ECONOMY as MORNING
from tests.parity import in_wasmtime
from tests.parity.compare import same_bits
from tests.parity.in_wasmtime import Machine, conditions, webassembly
from tests.parity.wild_points import wild_points
from tests.strategies import ECONOMIES


def compare(points: Points, days: int, runs: int = 1, reference: str = "kernel") -> int:
    """Every state, flow and definition of every day; how many numbers were compared."""
    problem = Problem(model.economy(points.economy), points, Seeded(5), runs, days)
    expected = trajectories(problem, reference)
    found = webassembly(problem, lambda days: None)
    same_bits(expected, found)
    return sum(values.size for values in found.values())


@pytest.mark.parametrize("name", ECONOMIES)
def test_random_economies_with_votes_at_the_edges_of_their_domains(name: str) -> None:
    points = with_votes(wild_points(name, 100, seed=21, days=12), days=12, seed=22)
    assert any(votes for votes in points.votes)
    compare(points, days=12)


def test_python_itself_in_every_scenario_with_the_market_open() -> None:
    points = [model.parameters("announced", name, opening_day=3) for name in SCENARIOS]
    compare(Points.of(points), days=9, runs=2, reference="python")


def test_five_years_of_base() -> None:
    assert compare(Points.of([model.parameters("announced")]), days=1825) > 8e5


@pytest.mark.bench
def test_ten_million_numbers() -> None:
    points = with_votes(wild_points("announced", 40, seed=23, days=400), days=400, seed=24)
    compared = compare(points, days=400)
    compared += compare(Points.of([model.parameters("announced")]), days=1825, runs=8)
    assert compared > 1e7


def test_conditions_are_those_that_refuse_parameters() -> None:
    """Each is broken by one set at least, and then it is the one that is named."""
    economy, base = model.economy("announced"), model.parameters("announced", votes=())
    assert conditions(economy, _row(economy, base)).all()
    broken: dict[str, dict[str, Any]] = {
        "allocation shares": {"team_share": 0.5},
        "must exceed long_run_growth": {"discount_rate": 0.01, "long_run_growth": 0.02},
        "first tokens must fit": {"pool_usd_reserve": 1e11},
        "protocol_take + validator_share": {"protocol_take": 0.5, "validator_share": 0.5},
        "billed_by_task": {"billed_by_task": 0.75, "billed_by_cycle": 0.75},
        "slash_challenger_share + slash": {"slash_burn_share": 0.9, "slash_challenger_share": 0.9},
        "limit of 10000 bps": {"burn_share": 0.99, "executor_share": 0.5},
    }
    assert len(broken) == len(economy.constraints)
    for words, changes in broken.items():
        flags = conditions(economy, _row(economy, {**base, **changes}))
        (place,) = np.flatnonzero(~flags)
        assert words in economy.constraints[place].message
        with pytest.raises(ParameterError, match=words.replace("+", r"\+")):
            model.parameters("announced", votes=(), **changes)


def _row(economy: Economy, values: Parameters | dict[str, Any]) -> np.ndarray:
    return np.array([float(values[symbol.name]) for symbol in economy.parameters])


def test_the_same_texts_give_the_same_bytes() -> None:
    economy = model.economy("announced")
    texts = (opening_source(economy),)
    first, again = wasm.compiled(texts), wasm.compiled(texts)
    assert hashlib.sha256(first).digest() == hashlib.sha256(again).digest()
    assert first.startswith(b"\0asm")


def test_a_module_that_needs_a_linker_is_refused() -> None:
    calls = (
        "declare double @cbrt(double)\n"
        "define double @f(double %x) {\n%y = call double @cbrt(double %x)\nret double %y\n}\n"
    )
    with pytest.raises(wasm.WebAssemblyError, match="needs a linker"):
        wasm.compiled([calls])
    data = (
        "@g = global double 1.0\n"
        "define double @f() {\n%y = load volatile double, ptr @g\nret double %y\n}\n"
    )
    with pytest.raises(wasm.WebAssemblyError, match="data"):
        wasm.compiled([data])


def test_a_module_of_another_text_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """One addition of a small economy becomes a subtraction."""
    points = Points.of([model.parameters("deployed", votes=())])
    problem = Problem(MORNING, points, Seeded(7), 3, 5)
    expected = trajectories(problem, "kernel")
    text, opening = kernel_source(MORNING, wasm.WIDTH), opening_source(MORNING)
    step = text.rindex("fadd")
    other = f"{text[:step]}fsub{text[step + 4 :]}"
    for changed, kernel in ((False, text), (True, other)):
        code = wasm.compiled([kernel, opening])
        monkeypatch.setattr(in_wasmtime, "machine", lambda economy, code=code: Machine(code))
        found = webassembly(problem, lambda days: None)
        differ = [n for n in expected if found[n].tobytes() != expected[n].tobytes()]
        assert bool(differ) == changed
