"""Diagrams stand in pages with links that lead somewhere; figures can be taken away as files."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
from bs4 import BeautifulSoup, Tag

import model
from model.figures import Figure, style
from model.figures.diagrams.money import arrows
from model.figures.style import DATA, subplots
from model.readable.directives import WRITERS
from model.readable.document import readable
from model.readable.markup import plain
from model.readable.roles import Page

ROOT = Path(__file__).resolve().parents[2]
ECONOMY = model.economy("announced")
CONF = f"""
import sys
sys.path[:0] = [{str(ROOT / "book" / "_ext")!r}, {str(ROOT)!r}]
extensions = ["myst_nb", "sphinx_design", "sphinx_proof", "model_directives"]
myst_enable_extensions = ["dollarmath", "colon_fence"]
nb_execution_mode = "off"
model_partial_book = True
html_theme = "basic"
numfig = True
"""
DAY = "```{day-diagram} The day\nA caption of the day.\n```\n"
MONEY = """```{money-diagram} The vault
:through: vault_usd, vault_ai

A caption of the money.
```
"""
INDEX = "# P\n\n```{toctree}\nequations\ndeep/drawn\n```\n\n" + DAY + "\n" + MONEY
EQUATIONS = "# E\n\n" + "\n".join(
    f"```{{spec-equations}} {block.name}\n```\n" for block in ECONOMY.blocks
)


def drawn() -> Figure:
    """One line and a band, in two panels."""
    with style() as colours:
        drawing, (left, right) = subplots(1, 2)
        left.plot([0, 1, 2], [1.5, 2.5, 4.0], label="base")
        left.fill_between([0, 1, 2], [1, 2, 3], [2, 3, 5], color=colours["blue"])
        left.set(xlabel="years", ylabel="price (cents)")
        right.bar([0, 1], [3, 4], label="bull")
        right.set_xticks([0, 1], ["nodes", "users"])
        right.set_ylabel("burned (% of supply)")
    return Figure(drawing, "Two panels.")


def empty() -> Figure:
    with style():
        drawing, _ = subplots()
    return Figure(drawing, "Boxes and arrows.")


def notebook() -> nbformat.NotebookNode:
    """A notebook that was run: two figures with captions, and the first once more without."""
    cells = [nbformat.v4.new_markdown_cell("# Drawn")]
    for name, figure in (("fig-both", drawn()), ("fig-boxes", empty()), ("", drawn())):
        output = nbformat.v4.new_output(
            "display_data", {"image/svg+xml": figure.svg(), "text/plain": figure.alt}
        )
        output["metadata"] = {DATA: figure.csv()}
        metadata = {"mystnb": {"figure": {"caption": "It is drawn.", "name": name}}} if name else {}
        cells.append(nbformat.v4.new_code_cell("1", outputs=[output], metadata=metadata))
    language = {"name": "python", "pygments_lexer": "ipython3"}
    return nbformat.v4.new_notebook(cells=cells, metadata={"language_info": language})


@pytest.fixture(scope="module")
def site(sphinx: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    source = tmp_path_factory.mktemp("book")
    (source / "conf.py").write_text(CONF, encoding="utf-8")
    (source / "index.md").write_text(INDEX, encoding="utf-8")
    (source / "equations.md").write_text(EQUATIONS, encoding="utf-8")
    (source / "deep").mkdir()
    nbformat.write(notebook(), source / "deep" / "drawn.ipynb")
    run = sphinx("-q", "-W", "--keep-going", source, source / "html")
    assert not run.returncode, run.stderr
    return source / "html"


def soup(page: Path) -> BeautifulSoup:
    return BeautifulSoup(page.read_text("utf-8"), "html.parser")


def lines(site: Path) -> list[Tag]:
    return soup(site / "deep" / "drawn.html").select("p.figure-files")


def test_diagrams_stand_in_the_page_with_their_captions(site: Path) -> None:
    figures = soup(site / "index.html").select("figure.diagram")
    assert len(figures) == 2
    captions = ("A caption of the day.", "A caption of the money.")
    for figure, caption in zip(figures, captions, strict=True):
        assert figure.select_one("figcaption")
        assert caption in figure.get_text()
    ids = re.findall(r' id="(diagram[^"]*)"', (site / "index.html").read_text("utf-8"))
    assert len(ids) == len(set(ids)) == 6, "a title and words for each of three drawings"
    classes = [box["class"] for box in figures[0].select(".diagram-box")]
    assert classes == [["diagram-box", "wide"], ["diagram-box", "narrow"]]


def test_every_box_and_arrow_leads_to_its_equations(site: Path) -> None:
    there = {str(tag["id"]) for tag in soup(site / "equations.html").find_all(id=True)}
    day, money = soup(site / "index.html").select("figure.diagram")
    for figure in (day, money):
        hrefs = {str(link["href"]) for link in figure.select("svg a")}
        assert {href.partition("#")[0] for href in hrefs} == {"equations.html"}
        assert {href.partition("#")[2] for href in hrefs} <= there
    blocks = {f"equations.html#block-{block.name.replace('_', '-')}" for block in ECONOMY.blocks}
    assert {str(link["href"]) for link in day.select("svg a")} == blocks
    labels = {arrow.label for arrow in arrows(ECONOMY, ("vault_usd", "vault_ai"))}
    assert {str(link["href"]) for link in money.select("svg a")} == {
        f"equations.html#equation-{label.replace('_', '-')}" for label in labels
    }


def test_under_each_figure_are_its_files_and_they_exist(site: Path) -> None:
    found = [[(a.get_text(), str(a["href"])) for a in line.select("a")] for line in lines(site)]
    assert [[what for what, _ in links] for links in found] == [
        ["SVG", "data (CSV)"],
        ["SVG"],  # it draws no numbers
        ["SVG", "data (CSV)"],
    ]
    for links in found:
        for what, href in links:
            text = (site / "deep" / href).resolve().read_text("utf-8")
            assert text.startswith("<?xml" if what == "SVG" else "panel 1 | years,")
    images = [str(each["src"]) for each in soup(site / "deep" / "drawn.html").select("img")]
    assert [links[0][1] for links in found] == images


def test_links_say_whose_files_they_are_and_how_they_are_called(site: Path) -> None:
    first, second, last = lines(site)
    links = [*first.select("a"), *second.select("a")]
    heard = [str(link["aria-label"]) for link in links]
    assert heard == ["SVG of Fig. 1", "data (CSV) of Fig. 1", "SVG of Fig. 2"]
    assert [link["download"] for link in links] == ["fig-both.svg", "fig-both.csv", "fig-boxes.svg"]
    assert last.select("a")[1]["download"] == "drawn-figure-3.csv"


def test_the_data_are_what_is_drawn_with_units_in_the_heading(site: Path) -> None:
    text = (site / "deep" / "fig-both.csv").read_text("utf-8")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert rows[1] == {
        "panel 1 | years": "1",
        "panel 1 | base: price (cents)": "2.5",
        "panel 1 | base band, lower: price (cents)": "2",
        "panel 1 | base band, upper: price (cents)": "3",
        "panel 2 | name": "users",
        "panel 2 | bull: burned (% of supply)": "4",
    }
    assert [row["panel 1 | base band, upper: price (cents)"] for row in rows] == ["2", "3", "5"]
    assert rows[2]["panel 2 | name"] == ""


def test_a_page_does_not_grow_by_its_files(site: Path) -> None:
    page = (site / "deep" / "drawn.html").read_text("utf-8")
    assert "2.5" not in page
    assert "<svg" not in page


def test_the_readable_copy_leaves_the_data_out() -> None:
    made = readable(dict(notebook()))
    outputs = [output for cell in made["cells"] for output in cell.get("outputs", ())]
    assert len(outputs) == 3
    assert not [output for output in outputs if DATA in output["metadata"]]


def test_paper_has_nothing_to_download() -> None:
    sheet = (ROOT / "book" / "_ext" / "static" / "model.css").read_text("utf-8")
    printed = "".join(re.findall(r"@media print \{(.*?)\n\}", sheet, re.S))
    assert re.search(r"\.figure-files \{\s*display: none;", printed)


def test_plain_markdown_says_what_a_diagram_shows() -> None:
    made = plain(MONEY, Page({}), WRITERS)
    assert "Diagram: The vault" in made
    assert "burn from vault AI to burned in AI" in made
    assert "A caption of the money." in made
    assert "23, learning, reads" in plain(DAY, Page({}), WRITERS)
