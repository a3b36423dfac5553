"""A notebook shows a few lines that teach; what computes stands in the package, tested there."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted((ROOT / "notebooks").glob("*.ipynb"))
MOST = 40
#: Pages with more lines, and what these are for.
LONGER = {"own_economy": "its code is what it teaches: two economies, cell by cell"}


def code(path: Path) -> list[str]:
    """The code of a page's cells, those without any left out."""
    cells = json.loads(path.read_text("utf-8"))["cells"]
    found = ("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    return [text for text in found if text.strip()]


def counted(text: str) -> int:
    """Lines that are neither blank nor a comment alone."""
    lines = (line.strip() for line in text.splitlines())
    return sum(1 for line in lines if line and not line.startswith("#"))


def crammed(text: str) -> list[int]:
    """Lines on which a second statement starts, which would be short by count alone."""
    starts = [n.lineno for n in ast.walk(ast.parse(text)) if isinstance(n, ast.stmt)]
    return sorted({line for line in starts if starts.count(line) > 1})


def taken(text: str) -> set[str]:
    """What a page takes from `model.revision`, and how else it hands over what it found."""
    nodes = list(ast.walk(ast.parse(text)))
    imports = [n for n in nodes if isinstance(n, ast.ImportFrom)]
    names = {a.name for n in imports if n.module == "model.revision" for a in n.names}
    return names | ({a.name for n in imports for a in n.names} & {"glue"})


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_page_shows_a_few_lines_of_code(path: Path) -> None:
    lines = sum(map(counted, code(path)))
    assert lines
    # A page that has become short is no exception any more.
    assert (lines > MOST) == (path.stem in LONGER), f"{path.name} has {lines} lines of code"


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_no_line_is_spared_by_cramming(path: Path) -> None:
    assert [text for text in code(path) if crammed(text)] == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_findings_are_judged_in_the_package_and_handed_over(path: Path) -> None:
    assert taken("\n".join(code(path))) <= {"revise", "say"}


def test_exceptions_are_pages_of_the_book() -> None:
    assert set(LONGER) <= {path.stem for path in PAGES}


def test_lines_statements_and_names_are_found() -> None:
    text = "# why\n\nfrom model.revision import revise, say\n\nsay({})  # what\n"
    assert counted(text) == 2
    assert taken(text) == {"revise", "say"}
    assert taken("from myst_nb import glue") == {"glue"}
    assert crammed(text) == []
    assert crammed("a = 1\nb = 2; c = 3\nfor each in (): pass\n") == [2, 3]
