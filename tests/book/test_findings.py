"""What a page's code finds, its sentences say: no finding is made for nobody."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest
from jupyter_cache import get_cache

from model.revision import FINDING

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = ROOT / "notebooks"
WHEN = re.compile(r"\{when\} (.*)")


def bound(path: Path) -> set[str]:
    """The findings to which sentences of a page are bound."""
    cells = nbformat.read(path, as_version=4).cells
    text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    return {name for line in WHEN.findall(text) for name in line.split()}


def found(notebook: nbformat.NotebookNode) -> set[str]:
    """The findings that the code of a run notebook has said."""
    outputs = (each for cell in notebook.cells for each in cell.get("outputs", ()))
    names = (each.get("metadata", {}).get("scrapbook", {}).get("name", "") for each in outputs)
    return {name.removeprefix(FINDING) for name in names if name.startswith(FINDING)}


def unsaid(path: Path, notebook: nbformat.NotebookNode) -> set[str]:
    """What only one of the two has, the code or the sentences."""
    return bound(path) ^ found(notebook)


@pytest.mark.site
def test_what_is_found_is_said_and_what_is_said_is_found() -> None:
    cache = get_cache(ROOT / "_build" / ".jupyter_cache")
    runs = {Path(each.uri).stem: each.pk for each in cache.list_cache_records()}
    pages = sorted(NOTEBOOKS.glob("*.ipynb"))
    assert {page.stem for page in pages} <= set(runs), "run `make book` first"
    found_alone = {p.stem: unsaid(p, cache.get_cache_bundle(runs[p.stem]).nb) for p in pages}
    assert not {page: names for page, names in found_alone.items() if names}


def test_a_finding_without_a_sentence_is_noticed(tmp_path: Path) -> None:
    said = nbformat.v4.new_markdown_cell("```{when} it_rises it_pays\nIt rises.\n```")
    kept = {"scrapbook": {"name": f"{FINDING}it_rises"}}, {"scrapbook": {"name": "top"}}
    made = [nbformat.v4.new_output("display_data", metadata=each) for each in kept]
    page = nbformat.v4.new_notebook(cells=[said, nbformat.v4.new_code_cell(outputs=made)])
    nbformat.write(page, tmp_path / "page.ipynb")
    assert unsaid(tmp_path / "page.ipynb", page) == {"it_pays"}
    page.cells[1].outputs.pop(0)
    assert unsaid(tmp_path / "page.ipynb", page) == {"it_rises", "it_pays"}
