"""The built book opens from a disk without a network, and every link, image and formula works.

Run by `make book`, on `_build/html`.
"""

from __future__ import annotations

import csv
import json
import re
from functools import cache
from html.parser import HTMLParser
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
HEAVIEST = 1_000_000  # bytes of what a page asks for when it opens, without the mathematics
NOT_LOADED = {"author", "canonical", "license", "next", "prev"}


@cache
def soup(page: Path) -> BeautifulSoup:
    return BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")


class Tags(HTMLParser):
    """The tags of a page one after another: quicker than a tree, where nothing else is asked."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.all: list[tuple[str, dict[str, str]]] = []
        #: What styles and scripts say in the page itself.
        self.said: dict[str, list[str]] = {"style": [], "script": []}
        self._within = ""
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.all.append((tag, {key: value or "" for key, value in attrs}))
        self._within = tag

    def handle_endtag(self, tag: str) -> None:
        self._within = ""

    def handle_data(self, data: str) -> None:
        if self._within in self.said:
            self.said[self._within].append(data)


@cache
def tags(page: Path) -> Tags:
    return Tags(page)


def has_formulas(page: Path) -> bool:
    """From the text alone: to parse every page takes longer than to collect all other tests."""
    return bool(re.search(r"""class="(?:[^"]* )?math[ "]""", page.read_text(encoding="utf-8")))


def attribute(tag: Tag, key: str) -> str:
    return str(tag.get(key) or "")


@cache
def anchors(page: Path) -> frozenset[str]:
    return frozenset(own[key] for _, own in tags(page).all for key in ("id", "name") if key in own)


@cache
def moved(page: Path) -> frozenset[str]:
    """The anchors that only lead on to where a thing has gone."""
    return frozenset(str(tag["id"]) for tag in soup(page).select(".moved [id]"))


def name(page: Path) -> str:
    return page.relative_to(SITE).as_posix()


def loads(page: Path) -> list[str]:
    """All that opening a page fetches, as far as its text tells."""
    urls: list[str] = []
    for tag, own in tags(page).all:
        if tag in LOADS and not NOT_LOADED & set(own.get("rel", "").split()):
            urls += [own.get(key, "") for key in (LOADS[tag], "xlink:href", "poster")]
            choices = own.get("srcset", "").split(",")
            urls += [choice.split()[0] for choice in choices if choice.strip()]
        urls += STYLE_LOAD.findall(own.get("style", ""))
    for kind, load in (("style", STYLE_LOAD), ("script", SCRIPT_LOAD)):
        urls += [url for text in tags(page).said[kind] for url in load.findall(text)]
    return [url.strip() for url in urls if url]


LOADING = """<html><head><link rel="next" href="//next/"><style>@import "//a/";</style>
<script>fetch("//b/")</script></head><body style="background: url(//c/)">
<img src="//d/" srcset="//e/ 2x, f.png 1x"><svg><use xlink:href="//g/"/></svg>
<video poster="//h/"></video><script>const text = "//none/"</script></body></html>"""


def test_what_a_page_would_load_is_seen(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(LOADING, encoding="utf-8")
    assert sorted(loads(page)) == ["//a/", "//b/", "//c/", "//d/", "//e/", "//g/", "//h/", "f.png"]


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
        links = [own["href"] for tag, own in tags(page).all if tag == "a" and "href" in own]
        for link in links:
            parts = urlsplit(link)
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
                dead.append(f"{name(page)}: {link}")
    assert not dead


@pytest.mark.site
def test_every_claim_has_a_permanent_place_and_is_listed() -> None:
    listed = {attribute(link, "href") for link in soup(SITE / "book" / "claims.html").find_all("a")}
    for claim in model.claims:
        # A claim that moved leaves a note on its earlier page.
        name = f"claim-{claim}"
        (page,) = (p for p in PAGES if name in anchors(p) and name not in moved(p))
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
        (name(page), own.get("src", "")[:80])
        for page in PAGES
        for tag, own in tags(page).all
        if tag == "img"
        and (not own.get("alt", "").strip() or Path(own.get("src", "")).name in own["alt"])
    ]
    assert not mute


def weight(fetched: list[str]) -> int:
    """Bytes of the files among what was fetched, each once, without the mathematics."""
    files = {Path(unquote(urlsplit(each).path)) for each in fetched if each.startswith("file:")}
    return sum(each.stat().st_size for each in files if "mathjax" not in each.parts)


@pytest.mark.browser
@pytest.mark.parametrize("page", PAGES, ids=name)
def test_a_page_opens_light_in_silence_with_formulas_drawn(page: Path, chromium: Page) -> None:
    """Without a network, and without asking for one."""
    chromium.said.clear()
    chromium.fetched.clear()
    chromium.open(page.as_uri())
    chromium.drawn()
    assert not chromium.said
    assert not [each for each in chromium.fetched if not each.startswith(AT_HAND)]
    assert weight(chromium.fetched) < HEAVIEST
    expected, found = chromium.value(DRAWN)
    assert found >= expected, f"{expected - found} formulas are not drawn"
    assert not chromium.value(WRONG)


@pytest.mark.browser
def test_some_page_has_formulas() -> None:
    assert any(has_formulas(page) for page in PAGES)
    for page in PAGES:
        marked = any("math" in own.get("class", "").split() for _, own in tags(page).all)
        assert has_formulas(page) == marked, name(page)
