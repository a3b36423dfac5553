"""The built book opens from a disk without a network, and every link, image and formula works.

Run by `make book`, on `_build/html`.
"""

from __future__ import annotations

import csv
import json
import re
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup, Tag

import model
from model.factbook import sources
from model.logic.step import Strength
from tests.book.pipe import Page

SITE = Path(__file__).resolve().parents[2] / "_build" / "html"
# The theme leaves templates of its own under _static.
PAGES = sorted(p for p in SITE.rglob("*.html") if "_static" not in p.relative_to(SITE).parts)
# Where a browser goes without a click. A link in the text (<a href>) may lead anywhere.
LOADS = {
    **dict.fromkeys(("script", "img", "iframe", "embed", "input"), "src"),
    **dict.fromkeys(("source", "video", "audio", "track"), "src"),
    **dict.fromkeys(("link", "use", "image"), "href"),
    "object": "data",
}
STYLE_LOAD = re.compile(r"""(?:url\(|@import)\s*["']?\s*((?:https?:)?//[^"')\s]+)""", re.I)
SCRIPT_LOAD = re.compile(
    r"""(?:import\s*\(|\bfrom\b|importScripts\(|fetch\(|\.src\s*=)\s*["'`]((?:https?:)?//[^"'`]+)"""
)
# Roles, directives and labels in Markdown, which only Sphinx reads.
UNREAD = re.compile(r"\{[a-zA-Z][\w:-]*\}`|^\s*(?:`{3,}|:{3,})\s*\{|^\([\w-]+\)=\s*$", re.M)
# What a page may ask for: files of the disk, and what it holds or made itself.
AT_HAND = ("file:", "data:", "blob:", "about:")
DRAWN = "['.math', 'mjx-container'].map((each) => document.querySelectorAll(each).length)"
# MathJax prints what it does not know in red, or as an error.
WRONG = """[...document.querySelectorAll('mjx-merror, [data-mjx-error], mjx-mtext[style*="red"]')]
    .map((each) => each.outerHTML.slice(0, 200))"""
NOT_LOADED = {"author", "canonical", "license", "next", "prev"}


@cache
def soup(page: Path) -> BeautifulSoup:
    return BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")


def has_formulas(page: Path) -> bool:
    """From the text alone: to parse every page takes longer than to collect all other tests."""
    return bool(re.search(r"""class="(?:[^"]* )?math[ "]""", page.read_text(encoding="utf-8")))


def attribute(tag: Tag, key: str) -> str:
    return str(tag.get(key) or "")


@cache
def anchors(page: Path) -> frozenset[str]:
    marked = soup(page).find_all(lambda tag: tag.has_attr("id") or tag.has_attr("name"))
    return frozenset(str(tag[key]) for tag in marked for key in ("id", "name") if tag.has_attr(key))


@cache
def moved(page: Path) -> frozenset[str]:
    """The anchors that only lead on to where a thing has gone."""
    return frozenset(str(tag["id"]) for tag in soup(page).select(".moved [id]"))


def name(page: Path) -> str:
    return page.relative_to(SITE).as_posix()


def loads(page: Path) -> list[str]:
    """All that opening a page fetches, as far as its text tells."""
    urls: list[str] = []
    for tag in soup(page).find_all(list(LOADS)):
        if not NOT_LOADED & set(tag.get_attribute_list("rel")):
            urls += [attribute(tag, key) for key in (LOADS[tag.name], "xlink:href", "poster")]
            choices = attribute(tag, "srcset").split(",")
            urls += [choice.split()[0] for choice in choices if choice.strip()]
    for tag in soup(page).find_all(["style", "script"]):
        urls += (STYLE_LOAD if tag.name == "style" else SCRIPT_LOAD).findall(tag.get_text())
    for tag in soup(page).find_all(style=True):
        urls += STYLE_LOAD.findall(str(tag["style"]))
    return [url.strip() for url in urls if url]


@pytest.mark.site
def test_book_is_built() -> None:
    assert SITE / "index.html" in PAGES, "run `make book` first"
    assert len(PAGES) > 3


@pytest.mark.site
def test_pages_load_nothing_from_elsewhere() -> None:
    found = [(name(p), url) for p in PAGES for url in loads(p) if urlsplit(url).netloc]
    assert not found


@pytest.mark.site
def test_files_that_pages_load_exist() -> None:
    local = [(p, urlsplit(url)) for p in PAGES for url in loads(p)]
    missing = [
        (name(page), url.path)
        for page, url in local
        if not url.scheme and not url.netloc and not (page.parent / unquote(url.path)).exists()
    ]
    assert not missing


@pytest.mark.site
def test_style_sheets_load_nothing_from_elsewhere() -> None:
    sheets = sorted(SITE.rglob("*.css"))
    assert sheets
    urls = [(name(s), url) for s in sheets for url in STYLE_LOAD.findall(s.read_text("utf-8"))]
    assert not urls


@pytest.mark.site
def test_links_and_anchors_resolve() -> None:
    dead = []
    for page in PAGES:
        for link in soup(page).find_all("a", href=True):
            parts = urlsplit(str(link["href"]))
            if parts.scheme or parts.netloc:
                continue
            target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            anchor = unquote(parts.fragment)
            if target.is_dir():
                target /= "index.html"
            # A state of the Explorer is no place of its page.
            state = target.name == "explorer.html" and "=" in anchor
            known = state or target.suffix != ".html" or not anchor or anchor == "top"
            if not target.is_file() or not (known or anchor in anchors(target)):
                dead.append(f"{name(page)}: {link['href']}")
    assert not dead


@pytest.mark.site
def test_every_claim_has_a_permanent_place_and_is_listed() -> None:
    listed = {attribute(link, "href") for link in soup(SITE / "book" / "claims.html").find_all("a")}
    for claim in model.claims:
        # A claim that moved leaves a note on its earlier page.
        (page,) = (p for p in PAGES if f"claim-{claim}" in anchors(p) - moved(p))
        text = soup(page).get_text()
        assert f"{page.name}#claim-{claim}" in text, f"{claim}: no permanent place is printed"
        assert f"@misc{{claim-{claim}," in text, f"{claim}: no BibTeX to copy"
        assert any(href.endswith(f"{page.name}#claim-{claim}") for href in listed), claim


@pytest.mark.site
def test_claims_and_facts_lie_beside_the_book_as_data() -> None:
    claims = json.loads((SITE / "claims.json").read_text(encoding="utf-8"))
    assert [row["id"] for row in claims] == list(model.claims)
    for row in claims:
        page, _, anchor = row["page"].partition("#")
        assert anchor in anchors(SITE / page), row["id"]
        assert row["symbols"]
        assert row["region"]
        assert row["strength"] in {each.value for each in Strength}
    facts = json.loads((SITE / "facts.json").read_text(encoding="utf-8"))
    assert {row["id"]: row["value"] for row in facts} == {
        fact.id: fact.value for fact in model.facts.values()
    }


@pytest.mark.site
def test_tables_lie_beside_the_book_as_csv() -> None:
    rows = {}
    for table in ("facts", "sources", "parameters"):
        with (SITE / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            rows[table] = list(csv.DictReader(file))
        assert any(f"{table}.csv" in page.read_text("utf-8") for page in PAGES), table
    assert {r["id"]: float(r["value"]) for r in rows["facts"]} == {
        fact.id: fact.value for fact in model.facts.values()
    }
    assert {row["id"] for row in rows["sources"]} == set(sources())
    values = model.parameters("announced")
    assert {r["name"]: float(r["value"]) for r in rows["parameters"]} == dict(values)


@pytest.mark.site
def test_every_source_has_a_row_that_its_facts_lead_to() -> None:
    page = SITE / "book" / "sources.html"
    assert {f"source-{source}" for source in sources()} <= anchors(page)
    facts = soup(SITE / "notebooks" / "02_facts.html")
    hrefs = {attribute(link, "href") for link in facts.find_all("a")}
    for fact in model.facts.values():
        for source in fact.sources:
            assert any(href.endswith(f"{page.name}#source-{source.id}") for href in hrefs), fact.id


@pytest.mark.site
def test_each_notebook_can_be_had_with_its_outputs() -> None:
    """From a link on its page: nothing in it needs Sphinx, and no number of its text is missing."""
    sources = sorted((SITE / "_sources" / "notebooks").glob("*.ipynb"))
    assert sources
    for source in sources:
        page = SITE / "notebooks" / f"{source.stem}.html"
        href = f"../notebooks-with-outputs/{source.name}"
        assert href in {attribute(link, "href") for link in soup(page).find_all("a")}, source.stem
        cells = json.loads((page.parent / href).read_text("utf-8"))["cells"]
        words = [c["source"] for c in cells if c["cell_type"] == "markdown"]
        assert not [found for each in words for found in UNREAD.findall(each)], source.stem
        assert any(c.get("outputs") for c in cells), source.stem
        figures = soup(page).select("figure[id]")
        captions = [each for each in words if re.match(r"\*\*Fig\. \d+\.\*\* ", each)]
        assert len(captions) == len(figures), source.stem


@pytest.mark.site
def test_images_say_what_they_show() -> None:
    # Without a text of its own an image may get its file's name, which tells a listener nothing.
    mute = [
        (name(page), attribute(image, "src")[:80])
        for page in PAGES
        for image in soup(page).find_all("img")
        if not attribute(image, "alt").strip()
        or Path(attribute(image, "src")).name in attribute(image, "alt")
    ]
    assert not mute


@pytest.mark.browser
@pytest.mark.parametrize("page", PAGES, ids=name)
def test_a_page_opens_in_silence_with_its_formulas_drawn(page: Path, chromium: Page) -> None:
    """Without a network, and without asking for one."""
    chromium.said.clear()
    chromium.fetched.clear()
    chromium.open(page.as_uri())
    chromium.drawn()
    assert not chromium.said
    assert not [each for each in chromium.fetched if not each.startswith(AT_HAND)]
    expected, found = chromium.value(DRAWN)
    assert found >= expected, f"{expected - found} formulas are not drawn"
    assert not chromium.value(WRONG)


@pytest.mark.browser
def test_some_page_has_formulas() -> None:
    assert any(has_formulas(page) for page in PAGES)
    assert all(has_formulas(page) == bool(soup(page).select(".math")) for page in PAGES)
