"""A changed parameter reaches every number of a page, and takes back what no longer holds.

The yardstick is a copy of the package whose file of facts has the value by hand: the page of the
copy and the page with the injected change store the same numbers, every one of them.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import nbformat
import pytest

import model
from model.factbook import facts
from model.readable import readable
from tests.revision import pages

PACKAGE = Path(model.__file__).parent
#: A value that stands in the file already: with it the copy counts as changed and goes on where a
#: sentence does not hold, and no number moves.
IDLE = "token_decimals"


class Case(NamedTuple):
    """A page, the change, the same by hand (fact and value in its unit), and what must withdraw."""

    page: str
    changes: Mapping[str, Any]
    by_hand: Mapping[str, float]
    withdrawn: frozenset[str]


QUICK = (
    Case(
        "06_buy_and_burn",
        {"burn_share": 0.5},
        {"burn_bps": 5000},
        frozenset({"burn_is_reproduced", "observed_between_prices"}),
    ),
    Case(
        "17_scenarios",
        {"premium_half_life": 0.25},
        {"premium_half_life": 0.25},
        frozenset({"price_is_premium"}),
    ),
)


def edited(folder: Path, by_hand: Mapping[str, float]) -> Path:
    """A copy of the package whose files of facts have other values, written by hand."""
    copy = folder / "model"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    for name, value in by_hand.items():
        (path,) = (
            p
            for p in (copy / "factbook" / f for f in ("facts.yaml", "assumptions.yaml"))
            if re.search(rf"^{name}:", p.read_text("utf-8"), re.M)
        )
        lines, inside = [], False
        for line in path.read_text("utf-8").splitlines():
            if line and not line.startswith((" ", "#")):
                inside = line.startswith(f"{name}:")
            field = line.strip().partition(":")[0] if inside else ""
            if field in ("bear", "bull"):
                continue
            if field == "value":
                line = f"  value: {float(value)!r}"
            if field in ("low", "high"):
                pick = min if field == "low" else max
                line = f"  {field}: {pick(getattr(facts[name], field), float(value))!r}"
            lines.append(line)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return copy


@pytest.mark.parametrize("case", QUICK, ids=lambda case: case.page)
def test_a_page_follows_a_changed_parameter(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    check(case, tmp_path, monkeypatch)


def check(case: Case, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    unchanged = pages.values(pages.run(case.page, {}))
    changed = pages.run(case.page, case.changes)
    found = pages.values(changed)
    copy = edited(folder, case.by_hand)
    monkeypatch.setenv(
        "PYTHONPATH", str(copy.parent) + os.pathsep + os.environ.get("PYTHONPATH", "")
    )
    by_hand = pages.values(pages.run(case.page, {IDLE: facts[IDLE].value}, folder=folder))

    assert found == by_hand
    moved = {name for name in found if found[name] != unchanged[name]}
    numbers = {name for name in moved if not name.startswith("holds_")}
    print(f"{case.page}: {len(numbers)} of {len(found)} stored numbers follow {case.changes}")
    assert numbers
    assert all(value == "True" for name, value in unchanged.items() if name.startswith("holds_"))

    false = {name[6:] for name, value in found.items() if value == "False"}
    assert false >= case.withdrawn
    said = "".join(c["source"] for c in readable(changed)["cells"] if c["cell_type"] == "markdown")
    for key in false:
        assert re.search(
            rf"Withdrawn, as it does not hold with the values of this run: .*{key}", said
        )


def test_the_yardstick_would_show_a_number_that_stays_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a number of the page taken from elsewhere, the two runs differ."""
    notebook = nbformat.v4.new_notebook()
    cells = (
        "changes = {}",
        "from model.revision import revise\nrevise(changes)",
        "from myst_nb import glue\nimport model\n"
        "glue('follows', model.facts['burn_bps'].value, display=False)\n"
        "from model.factbook import as_written\n"
        "glue('stays', as_written('burn_bps').value, display=False)",
    )
    notebook.cells = [nbformat.v4.new_code_cell(source) for source in cells]
    notebook.cells[0].metadata["tags"] = ["parameters"]
    nbformat.write(notebook, tmp_path / "page.ipynb")
    monkeypatch.setattr(pages, "FOLDER", tmp_path)
    found = pages.values(pages.run("page", {"burn_bps": 5000}))
    copy = edited(tmp_path / "copy", {"burn_bps": 5000})
    monkeypatch.setenv("PYTHONPATH", str(copy.parent))
    by_hand = pages.values(pages.run("page", {}, folder=copy.parent))
    assert by_hand["follows"] == by_hand["stays"] == found["follows"] == "5000.0"
    assert found["stays"] == "7000.0"
