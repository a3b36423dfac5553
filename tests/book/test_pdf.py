"""The book as one PDF: tagged, with contents and numbers of pages, and with the pages' numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from pypdf import PdfReader

from book import chromium, pdf
from book.permalinks import ANCHOR
from model import cited

ROOT = Path(__file__).resolve().parents[2]
TOC = """
root: notebooks/first
parts:
  - caption: Part one
    chapters:
      - file: notebooks/second
"""
PAGE = """<!doctype html><html lang="en-GB"><head><title>T</title></head><body>
<div class="bd-header">Menu</div><article class="bd-article">{body}</article></body></html>"""
SECTION = "A section whose title is too long for one line of a printed page, so that it is broken"
FIRST = f"""<h1>First<a class="headerlink" href="#x">#</a></h1><h2 id="a">{SECTION}</h2>
<p><a href="second.html#claim-x">Theorem 7</a>, <a href="#a">above</a>,
<a href="../facts.csv">data</a>, <a href="tcp://host:1">port</a>, <a href="https://example.org/">away</a></p>
<details><summary>Fold</summary><p>Folded words</p></details>"""
SECOND = """<h1>Second</h1><p style="height: 1200px">Tall</p>
<div id="claim-x"><p><span class="caption-number">Theorem 7 </span></p></div>
<table><thead><tr><th id="h">Head</th></tr></thead><tbody><tr><td headers="h">Cell</td></tr></tbody>
</table><p><a href="first.html">back</a></p>"""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> PdfReader:
    """A book of two pages, of which the second is on two sheets."""
    folder = tmp_path_factory.mktemp("book")
    (folder / "notebooks").mkdir()
    for name, body in (("first", FIRST), ("second", SECOND)):
        (folder / "notebooks" / f"{name}.html").write_text(PAGE.format(body=body), "utf-8")
    (folder / "_toc.yml").write_text(TOC, "utf-8")
    made = pdf.make(folder, folder / "_toc.yml")
    assert not list(folder.rglob(".print-*")), "a printed copy is left"
    return PdfReader(made)


def links(reader: PdfReader) -> Iterator[tuple[int, Any]]:
    """Every link with the page, counted from nought, that it stands on."""
    for number, page in enumerate(reader.pages):
        for each in page.get("/Annots") or []:
            yield number, each.get_object()


def leads_to(reader: PdfReader, link: Any) -> int | str:
    """The page, counted from nought, or the address."""
    if "/Dest" in link:
        (found,) = (n for n, p in enumerate(reader.pages) if p == link["/Dest"][0].get_object())
        return found
    return str(link["/A"]["/URI"])


def tags(reader: PdfReader) -> list[Any]:
    """Every element of the tree of tags."""
    found, waiting = [], [reader.trailer["/Root"]["/StructTreeRoot"]["/K"]]  # type: ignore[index]
    while waiting:
        each = waiting.pop().get_object()
        if isinstance(each, list):
            waiting += each
        elif isinstance(each, dict):
            found.append(each)
            waiting += [each["/K"]] if "/K" in each else []
    return found


@pytest.mark.browser
def test_links_lead_within_the_volume(small: PdfReader) -> None:
    found = [(at, leads_to(small, link)) for at, link in links(small)]
    # Two of the contents; of the first page to the second, to itself and away; and back.
    assert found == [(0, 1), (0, 2), (1, 3), (1, 1), (1, "https://example.org/"), (3, 1)]


@pytest.mark.browser
def test_pages_are_numbered_and_the_contents_say_the_numbers(small: PdfReader) -> None:
    texts = [page.extract_text() for page in small.pages]
    assert len(texts) == 4
    assert [text.split()[-1] for text in texts] == ["1", "2", "3", "4"]
    contents = [line for line in texts[0].splitlines() if re.match(r"First|Second", line)]
    assert re.findall(r"\d+", " ".join(contents)) == ["2", "3"]
    assert cited.record().title in " ".join(texts[0].split())


@pytest.mark.browser
def test_folds_are_open_and_nothing_of_the_menu_is_printed(small: PdfReader) -> None:
    text = small.pages[1].extract_text()
    assert "Folded words" in text
    assert "Menu" not in text
    assert "#" not in text


@pytest.mark.browser
def test_the_volume_is_tagged(small: PdfReader) -> None:
    root: Any = small.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/Lang"] == cited.record().language
    found = tags(small)
    kinds = [str(each.get("/S")) for each in found]
    assert kinds.count("/Document") == 1
    assert kinds.count("/Sect") == 3
    assert kinds.count("/H1") == 3
    assert kinds.count("/Table") == 1
    assert kinds.count("/Link") == 6
    # Every page and link finds its tags under its own number, and these are on that page.
    rows = root["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    by_number = {int(n): e.get_object() for n, e in zip(rows[::2], rows[1::2], strict=True)}
    sheets = [page for page in small.pages if "/StructParents" in page]
    assert len(sheets) > 2  # one has nothing but room
    numbers = [int(str(page["/StructParents"])) for page in sheets]
    numbers += [int(link["/StructParent"]) for _, link in links(small)]
    assert len(set(numbers)) == len(numbers)
    for number, page in zip(numbers, sheets, strict=False):
        tagged = [e.get_object() for e in by_number[number]]
        on = {each.raw_get("/Pg").idnum for each in tagged if "/Pg" in each}
        assert page.indirect_reference is not None
        assert on == {page.indirect_reference.idnum}
    for _, link in links(small):
        assert by_number[int(str(link["/StructParent"]))]["/S"] == "/Link"


@pytest.mark.browser
def test_headings_and_places_can_be_found(small: PdfReader) -> None:
    rows: list[Any] = small.outline
    titles = [[x.title for x in each] if isinstance(each, list) else each.title for each in rows]
    assert titles[0] == cited.record().title
    assert titles[-4:] == ["First", [SECTION], "Part one", ["Second"]]
    place = small.named_destinations["notebooks/second.html#claim-x"]
    assert small.get_destination_page_number(place) == 3


@pytest.mark.browser
def test_the_file_says_what_the_record_says(small: PdfReader) -> None:
    assert small.metadata is not None
    assert small.metadata.title == cited.record().title
    assert small.metadata.author == ", ".join(cited.record().authors)
    assert small.metadata.creation_date is None  # two builds are the same file


# The book itself ---------------------------------------------------------------------------------

BOOK = pdf.SITE / pdf.FILE


@pytest.fixture(scope="module")
def volume() -> PdfReader:
    assert BOOK.is_file(), "run `make book` first"
    return PdfReader(BOOK)


@pytest.mark.browser
def test_every_page_leads_to_the_volume() -> None:
    assert not without_link(pdf.FILE)


def without_link(file: str) -> list[str]:
    """The pages of the book that do not lead to a file beside its front page."""
    pages = [chapter.page for chapter in pdf.chapters(pdf.SITE, ROOT / "_toc.yml")]
    assert pages
    return [p for p in pages if f'href="../{file}"' not in (pdf.SITE / p).read_text("utf-8")]


@pytest.mark.browser
def test_the_summary_is_two_printed_pages(volume: PdfReader) -> None:
    begins = dict(chapters_of(volume))
    assert begins["Results to quote"] - begins["Summary"] <= 2


def chapters_of(reader: PdfReader) -> Iterator[tuple[str, int]]:
    """Each chapter's title and the page on which it begins."""
    for part in reader.outline:
        for each in part if isinstance(part, list) else [part]:
            if not isinstance(each, list):
                number = reader.get_destination_page_number(each)
                assert number is not None, each.title
                yield str(each.title), number


@pytest.mark.browser
def test_no_link_of_the_volume_leads_to_a_disk(volume: PdfReader) -> None:
    away = {str(link["/A"]["/URI"]) for _, link in links(volume) if "/A" in link}
    assert all(address.startswith(("https://", "http://", "mailto:")) for address in away)
    assert not [link for _, link in links(volume) if "/A" not in link and "/Dest" not in link]


NUMBERED = {
    "div.math[id^=equation-]": ".eqno",
    "div.proof[id]": ".caption-number",
    "figure[id]": ".caption-number",
}


@pytest.mark.browser
def test_theorems_equations_and_figures_have_the_numbers_of_the_pages(volume: PdfReader) -> None:
    """Where the address of each leads in the volume, there stands its number."""
    named = volume.named_destinations
    texts: dict[int, str] = {}
    compared: dict[str, int] = dict.fromkeys(NUMBERED, 0)
    wrong = []
    for chapter in pdf.chapters(pdf.SITE, ROOT / "_toc.yml"):
        soup = BeautifulSoup((pdf.SITE / chapter.page).read_text("utf-8"), "html.parser")
        for holder, inside in NUMBERED.items():
            for tag in soup.select(holder):
                number = tag.select_one(inside)
                if number is None or not ANCHOR.search(f'id="{tag["id"]}"'):
                    continue
                place = named[f"{chapter.page}#{tag['id']}"]
                page = volume.get_destination_page_number(place) or 0
                if page not in texts:
                    texts[page] = squeezed(volume.pages[page].extract_text())
                compared[holder] += 1
                if squeezed(number.get_text()) not in texts[page]:
                    wrong.append(f"{number.get_text()} of {chapter.page} is not on page {page + 1}")
    assert not wrong
    assert min(compared.values()) > 50


def squeezed(text: str) -> str:
    """Words without spaces, which a printer may put anywhere."""
    return re.sub(r"[\s#¶]+", "", text)


def test_without_chromium_the_book_has_no_pdf_and_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(chromium, "browser", lambda: None)
    assert pdf.main() == 0
    assert capsys.readouterr().out.startswith("No Chromium: the book has no PDF.")
