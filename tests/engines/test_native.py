"""Compiled code is kept on disk, found again, and never trusted when it is damaged."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from llvmlite import binding as llvm

import model
from model.engines import native
from model.engines.problem import Problem, Seeded
from model.points import Points
from model.simulation import trajectories
from model.spec.economy import Economy


def morning() -> Economy:
    """The first block of a day alone, which is compiled in a moment."""
    whole = model.economy("deployed")
    block = whole.block("morning")
    states = {law.level for law in block.laws}
    initial = [start for start in whole.initial if start.state in states]
    return Economy("morning", "a new day", initial, [block])


ECONOMY = morning()
PROBLEM = Problem(ECONOMY, Points.of([model.parameters("deployed", votes=())]), Seeded(7), 3, 5)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MODEL_CACHE", str(tmp_path / "kept"))
    return tmp_path / "kept"


@pytest.fixture
def compilations(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows by the width of each kernel that is compiled."""
    widths: list[int] = []
    compiled: Callable[..., bytes] = native._compiled

    def counted(economy, width, target):  # type: ignore[no-untyped-def]
        widths.append(width)
        return compiled(economy, width, target)

    monkeypatch.setattr(native, "_compiled", counted)
    return widths


def fresh(engine: str = "lanes") -> dict[str, np.ndarray]:
    """A run of a process that has loaded no kernel yet."""
    native.advance.cache_clear()
    return trajectories(PROBLEM, engine)


def test_code_is_compiled_once_and_then_read(folder: Path, compilations: list[int]) -> None:
    first, again = fresh(), fresh()
    assert compilations == [8]
    assert len(list(folder.iterdir())) == 1
    for name, values in first.items():
        np.testing.assert_array_equal(values, again[name])
    fresh("kernel")
    assert compilations == [8, 1]


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[:-1],
        lambda content: content[: len(content) // 2] + b"?" + content[len(content) // 2 + 1 :],
        lambda content: b"",
        lambda content: b"another file altogether",
    ],
)
def test_damaged_code_is_compiled_again(
    folder: Path, compilations: list[int], damage: Callable[[bytes], bytes]
) -> None:
    whole = fresh()
    (kept,) = folder.iterdir()
    kept.write_bytes(damage(kept.read_bytes()))
    again = fresh()
    assert compilations == [8, 8]
    for name, values in whole.items():
        np.testing.assert_array_equal(values, again[name])
    fresh()
    assert compilations == [8, 8], "the damaged file was replaced"


def test_a_folder_that_cannot_be_written_costs_time_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, compilations: list[int]
) -> None:
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("MODEL_CACHE", str(tmp_path / "file" / "kept"))
    fresh(), fresh()
    assert compilations == [8, 8]


def test_the_name_of_the_file_holds_all_that_the_code_depends_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    keys = {native._key(ECONOMY, 1), native._key(ECONOMY, 8)}
    # The two economies that ship are one program.
    keys |= {native._key(model.economy(name), 8) for name in ("announced", "deployed")}
    monkeypatch.setattr(llvm, "get_host_cpu_name", lambda: "another")
    keys.add(native._key(ECONOMY, 8))
    assert len(keys) == 4
