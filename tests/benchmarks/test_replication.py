"""The list of programs behind each figure is current, and finds what a page rests on."""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path
from typing import Any

import pytest

from benchmarks import replication
from benchmarks.uses import Shown, shown

ROOT = Path(__file__).resolve().parents[2]

CELLS = {
    "imports": (
        "import model\nfrom model.figures import show, vault as draw\n"
        "from model.experiments.premium import by_closure as closures\n"
        "from model.experiments import vault_limits\nfrom model.revision import say"
    ),
    "runs": (
        "def half(x):\n    return x / 2\n\n\ndef put(x):\n    glue('x', x)\n\n\n"
        "first = model.sweep(1)\nsecond = half(vault_limits.runs(first))\nthird = []"
    ),
    "drawn": "show(draw.limits(second))\nlater = closures()",
    "grown": "for each in closures():\n    third.append(each)\nput(third)",
    "table": "pd.DataFrame(third)",
    "replaced": "second = 1\nsay({'x': second})",
    "number": "[second, 2][0]",
}


def _notebook(folder: Path, cells: dict[str, str]) -> Path:
    figure = {"mystnb": {"figure": {"name": "fig-limits"}}}
    path = folder / "page.ipynb"
    made: list[dict[str, Any]] = [
        {"cell_type": "markdown", "id": "top", "source": ["(here)=\n", "# A page\n", "# not this"]}
    ]
    for name, text in cells.items():
        notes = figure if name == "drawn" else {}
        made.append({"cell_type": "code", "id": name, "metadata": notes, "source": [text]})
    path.write_text(json.dumps({"cells": made}), encoding="utf-8")
    return path


def test_names_are_followed_back_through_the_cells(tmp_path: Path) -> None:
    show, limits = "model.figures.show", "model.figures.vault.limits"
    behind = {"model.sweep", "model.experiments.vault_limits.runs"}
    assert list(shown(_notebook(tmp_path, CELLS))) == [
        Shown("fig-limits", True, "drawn", frozenset({show, limits, *behind})),
        Shown("table", False, "table", frozenset({"model.experiments.premium.by_closure"})),
        Shown("number", False, "number", frozenset()),
    ]


def test_what_draws_and_what_computes_are_files_with_functions(tmp_path: Path) -> None:
    page = _notebook(tmp_path, CELLS)
    found = {each.name: makers for _, each, *makers in replication.made([page])}
    assert found["fig-limits"] == [
        "`model/figures/vault.py` (limits)",
        "`model.sweep`; `model/experiments/vault_limits.py` (runs)",
    ]
    assert found["table"] == ["the cell itself", "`model/experiments/premium.py` (by_closure)"]
    assert replication.title(page) == "A page"


def test_a_name_of_no_module_is_left_as_it_is() -> None:
    assert replication.located("model.simulate") == ("", "model.simulate")
    place = replication.located("model.experiments.unlocks.READINGS.values")
    assert place == ("model/experiments/unlocks.py", "READINGS")


def test_seeds_are_found_wherever_they_are_given(tmp_path: Path) -> None:
    text = "RUNS, SEED = 4, 3\nseed: int = 5\nf(seed=True)\nf(days=9, seed=8)\n"
    (tmp_path / "a.py").write_text(text + "def f(x, seed=2, *, w, my_seed=6): ...\n", "utf-8")
    (tmp_path / "b.py").write_text("f(seed=chosen)\n", encoding="utf-8")
    files = [tmp_path / "a.py", tmp_path / "b.py"]
    assert list(replication.seeds(files, tmp_path)) == [("a.py", "2, 3, 5, 6, 8")]


def test_the_list_is_current() -> None:
    kept = replication.PROGRAMS.read_text(encoding="utf-8")
    assert kept == replication.programs(), "run `python -m benchmarks.replication`"


def test_every_figure_of_the_book_is_in_the_list() -> None:
    kept = replication.PROGRAMS.read_text(encoding="utf-8")
    names = [
        cell["metadata"]["mystnb"]["figure"]["name"]
        for page in replication.notebooks()
        for cell in json.loads(page.read_text(encoding="utf-8"))["cells"]
        if "figure" in cell["metadata"].get("mystnb", {})
    ]
    assert names
    assert [name for name in names if f"| `{name}` |" not in kept] == []


def test_the_files_of_the_statement_are_there_and_none_that_a_run_has_left_is_missing() -> None:
    text = (ROOT / "REPLICATION.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([\w./-]+\.(?:bib|csv|md|txt|yaml))`", text))
    assert named
    assert [name for name in sorted(named) if not (ROOT / name).is_file()] == []
    data = [*(ROOT / "model").rglob("*.yaml"), *(ROOT / "notebooks").glob("*.csv")]
    kept = {path.relative_to(ROOT).as_posix() for path in data}
    folders = re.findall(r"`([\w./-]+/)`, a file each", text)
    assert folders
    kept = {name for name in kept if not name.startswith(tuple(folders))}
    assert kept - named == set()
    modules = re.findall(r"python -m (benchmarks[\w.]*)", text)
    assert [name for name in modules if importlib.util.find_spec(name) is None] == []


def test_times_are_refused_before_a_build(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="make book first"):
        replication.times(tmp_path)
