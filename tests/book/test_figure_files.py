"""Figures of pages that the build executes can be taken away, as those of ready notebooks can.

The build keeps outputs in a cache of its own and writes notebooks without them, so a page with
outputs in its source shows nothing of it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import pytest
from bs4 import BeautifulSoup
from jupyter_cache import get_cache

from model.figures import style
from model.figures.style import DATA, Figure, subplots

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "_build" / "html"
CONF = f"""
import sys
sys.path[:0] = [{str(ROOT / "book" / "_ext")!r}, {str(ROOT)!r}]
extensions = ["myst_nb", "sphinx_design", "sphinx_proof", "model_directives"]
nb_execution_mode = "cache"
nb_execution_cache_path = "{{cache}}"
model_partial_book = True
html_theme = "basic"
"""


def drawn() -> Figure:
    with style():
        drawing, (axes,) = subplots()
        axes.plot([0, 1], [2.5, 4.0])
        axes.set(xlabel="years", ylabel="price (cents)")
    return Figure(drawing, "One line that rises.")


def notebook(*outputs: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """A page with one figure, before or after it was run."""
    metadata = {"mystnb": {"figure": {"caption": "It is drawn.", "name": "fig-one"}}}
    cell = nbformat.v4.new_code_cell("1", outputs=list(outputs), metadata=metadata, id="drawn")
    head = nbformat.v4.new_markdown_cell("# Drawn", id="head")
    language = {"name": "python", "pygments_lexer": "ipython3"}
    return nbformat.v4.new_notebook(cells=[head, cell], metadata={"language_info": language})


def test_a_page_that_was_executed_has_the_files_of_its_figures(sphinx: Any, tmp_path: Path) -> None:
    figure = drawn()
    output = nbformat.v4.new_output("display_data", {"image/svg+xml": figure.svg()})
    output["metadata"] = {DATA: figure.csv()}
    source, cache = tmp_path / "book", str(tmp_path / "cache")
    source.mkdir()
    nbformat.write(notebook(output), tmp_path / "ran.ipynb")
    get_cache(cache).cache_notebook_file(str(tmp_path / "ran.ipynb"), check_validity=False)
    nbformat.write(notebook(), source / "index.ipynb")
    (source / "conf.py").write_text(CONF.format(cache=cache), encoding="utf-8")
    run = sphinx("-q", "-W", source, tmp_path / "html")
    assert not run.returncode, run.stderr
    page = BeautifulSoup((tmp_path / "html" / "index.html").read_text("utf-8"), "html.parser")
    assert [link["download"] for link in page.select(".figure-files a")] == [
        "fig-one.svg",
        "fig-one.csv",
    ]
    assert (tmp_path / "html" / "fig-one.csv").read_text("utf-8") == figure.csv()


def without_files(page: BeautifulSoup) -> list[str]:
    """The figures of a page under which no line leads to the drawing."""
    lost = []
    for figure in page.select(".cell_output figure:has(> img)"):
        after = figure.find_next_sibling()
        links = after.select("a[download$='.svg']") if after else []
        if not links:
            lost.append(str(figure.get("id", "")))
    return lost


@pytest.mark.site
def test_every_figure_of_the_book_has_its_files() -> None:
    pages = sorted((SITE / "notebooks").glob("*.html"))
    found = {each.name: BeautifulSoup(each.read_text("utf-8"), "html.parser") for each in pages}
    assert sum(len(page.select(".figure-files")) for page in found.values()) > 50
    assert not {name: lost for name, page in found.items() if (lost := without_files(page))}
    for path, page in zip(pages, found.values(), strict=True):
        for link in page.select(".figure-files a"):
            assert (path.parent / str(link["href"])).is_file(), (path.name, link["href"])


def test_a_figure_without_files_is_noticed() -> None:
    figure = '<div class="cell_output"><figure id="a"><img src="a.svg"></figure>{}</div>'
    line = '<p class="figure-files"><a download="a.svg" href="a.svg">SVG</a></p>'
    soups = [BeautifulSoup(figure.format(text), "html.parser") for text in (line, "")]
    assert [without_files(each) for each in soups] == [[], ["a"]]
