"""The book as one EPUB: valid, complete, the same bytes twice, and with the pages' numbers."""

from __future__ import annotations

import importlib
import posixpath
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from bs4.filter import SoupStrainer

from book import build, chromium, epub, pdf
from book.epub_pages import Formulas
from book.permalinks import ANCHOR
from model import cited
from tests.book.test_pdf import without_link

ROOT = Path(__file__).resolve().parents[2]
TOC = """
root: notebooks/first
parts:
  - caption: Part & one
    chapters:
      - file: book/second
"""
CONFIG = """
sphinx: {config: {mathjax3_config: {tex: {macros: {EE: "\\\\mathbb{E}"}}}}}
"""
PAGE = """<!doctype html><html lang="en-GB"><head><title>T</title></head><body>
<div class="bd-header">Menu</div><article class="bd-article">{body}</article></body></html>"""
FIRST = r"""<section id="first"><h1>First &amp; best<a class="headerlink" href="#x">#</a></h1>
<script>menu</script><section id="a"><h2>Section a</h2>
<p id="twice"><a href="../book/second.html#claim-x">Theorem 7</a>, <a href="#a">above</a>,
<a href="../facts.csv">data</a>, <a href="https://example.org/?a&amp;b">away</a>,
<a href="../_modules/m.html"><span class="viewcode-link">[source]</span></a><br>
\(not a formula\), <span class="math">\(a_{\mathrm{c}} &lt; \EE b_{c}\)</span></p>
<p id="twice">Again</p>
<div class="math" id="equation-e"><span id="block-e"></span><span class="eqno">(3)<a
class="headerlink" href="#equation-e">#</a></span>\[\begin{split}\begin{aligned} a &amp;= b \\
&amp;= \frac{1}{\begin{cases} 1 &amp; \text{if } x \\ 2 &amp; \text{else} \end{cases}}
\end{aligned}\end{split}\]</div>
<details class="above-input"><summary><p class="collapsed">Show code of cell 1</p><p
class="expanded">Hide code of cell 1</p></summary><div class="highlight"><pre><span
class="kn">import</span> x</pre></div></details>
<div class="sd-tab-set"><input id="t" type="radio"><label class="sd-tab-label" for="t">Proof</label>
<div class="sd-tab-content">In a tab</div></div></section></section>"""
SECOND = """<section id="second"><h1>Second</h1><div id="claim-x"><p>Theorem 7</p></div>
<figure><img alt="A line" src="../_images/line.svg"><img class="only-dark" alt="A line"
src="../_images/dark.svg"></figure>
<figure><div class="diagram-box wide"><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"
role="graphics-document document"><title>Boxes</title><a href="../notebooks/first.html#equation-e">
<text>flow</text></a></svg></div><div class="diagram-box narrow"><svg viewBox="0 0 5 5"></svg></div>
</figure></section>"""
FIGURE = """<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://a/b.dtd">
<svg xmlns="http://www.w3.org/2000/svg" width="9"><path id="space"/><path d="M0 0"/></svg>"""
XHTML, OPF = "{http://www.w3.org/1999/xhtml}", "{http://www.idpf.org/2007/opf}"
MATH, SVG = "{http://www.w3.org/1998/Math/MathML}", "{http://www.w3.org/2000/svg}"
Parts = dict[str, bytes]


def written(folder: Path, first: str = FIRST, second: str = SECOND) -> Path:
    """The EPUB of a site of two pages."""
    for inner in ("notebooks", "book", "_images"):
        (folder / inner).mkdir(exist_ok=True)
    (folder / "notebooks" / "first.html").write_text(PAGE.format(body=first), "utf-8")
    (folder / "book" / "second.html").write_text(PAGE.format(body=second), "utf-8")
    (folder / "_images" / "line.svg").write_text(FIGURE, "utf-8")
    (folder / "_toc.yml").write_text(TOC, "utf-8")
    (folder / "_config.yml").write_text(CONFIG, "utf-8")
    return epub.make(folder, folder / "_toc.yml", folder / "_config.yml")


def parts(path: Path) -> Parts:
    """The files of the archive by their names."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def tree(held: Parts, name: str) -> ElementTree.Element:
    return ElementTree.fromstring(held[f"{epub.INNER}/{name}"])


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    return parts(written(tmp_path_factory.mktemp("book")))


def dead(held: Parts) -> list[str]:
    """Links that lead to no file or to no place in it, and whatever is fetched from elsewhere."""
    trees = {
        name: ElementTree.fromstring(data)
        for name, data in held.items()
        if name.endswith((".xhtml", ".svg", ".opf"))
    }
    places = {
        name: [e.get("id") for e in root.iter() if e.get("id")] for name, root in trees.items()
    }
    found = [name for name, ids in places.items() if len(set(ids)) != len(ids)]
    for name, root in trees.items():
        for tag in root.iter():
            for key, value in tag.attrib.items():
                leads = key.rpartition("}")[2] in ("href", "src")
                if not leads or value.startswith("data:image/"):
                    continue
                away = re.match(r"(https?|mailto):", value)
                path, _, anchor = value.partition("#")
                where = posixpath.normpath(posixpath.join(posixpath.dirname(name), path))
                where = where if path else name
                inside = where in held and (not anchor or anchor in places[where])
                if not (inside or (away and tag.tag == f"{XHTML}a")):
                    found.append(f"{name}: {value}")
    sheet = held[f"{epub.INNER}/style.css"].decode()
    return found + re.findall(r"url\(|@import", sheet)


def unlisted(held: Parts) -> set[str]:
    """Files of the manifest and of the archive that are not in both."""
    listed = [item.get("href", "") for item in tree(held, "package.opf").iter(f"{OPF}item")]
    assert len(set(listed)) == len(listed)
    inner = {n.removeprefix(f"{epub.INNER}/") for n in held if n.startswith(f"{epub.INNER}/")}
    return (inner - {"package.opf"}) ^ set(listed)


def test_the_archive_says_first_what_it_is_and_is_the_same_twice(tmp_path: Path) -> None:
    path = written(tmp_path)
    before = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        entries = archive.infolist()
    assert (entries[0].filename, entries[0].compress_type) == ("mimetype", zipfile.ZIP_STORED)
    assert before[30:58] == b"mimetypeapplication/epub+zip"
    names = [entry.filename for entry in entries[1:]]
    assert names == sorted(names)
    assert {entry.date_time for entry in entries} == {tuple(epub.moment().timetuple()[:6])}
    path.unlink()
    assert written(tmp_path).read_bytes() == before


def test_the_date_is_that_of_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert epub.moment().isoformat() == "2023-11-14T22:13:20+00:00"
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    assert epub.moment().isoformat() == f"{cited.record().year}-01-01T00:00:00+00:00"


def test_nothing_is_missing_and_no_link_is_dead(small: Parts) -> None:
    assert not unlisted(small)
    assert not dead(small)
    assert dead({**small, f"{epub.INNER}/book/second.xhtml": b"<html/>"})


def test_the_package_says_what_the_record_says(small: Parts) -> None:
    package, about = tree(small, "package.opf"), cited.record()
    dc = "{http://purl.org/dc/elements/1.1/}"
    told = {n: [e.text for e in package.iter(f"{dc}{n}")] for n in ("title", "creator", "language")}
    assert told == {
        "title": [about.title],
        "creator": list(about.authors),
        "language": [about.language],
    }
    rights = package.findtext(f".//{dc}rights", "")
    assert all(licence in rights for licence in about.licences.values())
    metas = {e.get("property"): e.text for e in package.iter(f"{OPF}meta")}
    assert metas["schema:version"] == about.version
    assert metas["dcterms:modified"] == f"{epub.moment():%Y-%m-%dT%H:%M:%SZ}"


def test_chapters_follow_the_contents_and_these_have_parts_and_sections(small: Parts) -> None:
    package, nav = tree(small, "package.opf"), tree(small, "nav.xhtml")
    names = {item.get("id"): item.get("href") for item in package.iter(f"{OPF}item")}
    order = [names[each.get("idref")] for each in package.iter(f"{OPF}itemref")]
    chapters = ["notebooks/first.xhtml", "book/second.xhtml"]
    assert order == ["title.xhtml", "nav.xhtml", *chapters]
    rows = nav.findall(f".//{XHTML}nav[@id='toc']/{XHTML}ol/{XHTML}li")
    links = [[(a.get("href"), a.text) for a in row.iter(f"{XHTML}a")] for row in rows]
    assert links == [
        [(chapters[0], "First & best"), (f"{chapters[0]}#a", "Section a")],
        [(chapters[1], "Second")],
    ]
    assert rows[1].findtext(f"{XHTML}span") == "Part & one"
    properties = {i.get("href"): i.get("properties") for i in package.iter(f"{OPF}item")}
    assert properties[chapters[0]] == "mathml"
    assert properties[chapters[1]] == "svg"
    assert properties["nav.xhtml"] == "nav"


def test_a_chapter_is_the_article_alone_with_open_folds_and_tabs(small: Parts) -> None:
    root = tree(small, "notebooks/first.xhtml")
    kinds = {each.tag.removeprefix(XHTML) for each in root.iter()}
    assert not kinds & {"script", "button", "input", "label", "style"}
    text = " ".join("".join(root.itertext()).split())
    for left in ("Menu", "menu", "#", "[source]", "Show", "Hide"):
        assert left not in text
    for kept in ("Code of cell 1", "import x", "Proof In a tab"):
        assert kept in text
    fold = root.find(f".//{XHTML}details")
    assert fold is not None
    assert fold.get("open") is not None
    pre = root.find(f".//{XHTML}pre")
    assert pre is not None
    assert not list(pre), "code is plain text"
    links = [(a.text, a.get("href")) for a in root.iter(f"{XHTML}a")]
    assert links == [
        ("Theorem 7", "../book/second.xhtml#claim-x"),
        ("above", "#a"),
        ("away", "https://example.org/?a&b"),
    ]


def test_formulas_are_mathml_and_equations_keep_number_and_places(small: Parts) -> None:
    root = tree(small, "notebooks/first.xhtml")
    inline, display = root.iter(f"{MATH}math")
    assert (inline.get("display"), display.get("display")) == (None, "block")
    assert inline.get("alttext") == r"a_{\mathrm{c}} < \EE b_{c}"
    letters = [(each.text, each.get("mathvariant")) for each in inline.iter(f"{MATH}mi")]
    # The class c is another letter than the index c, and the book's own command is known.
    assert letters == [("a", None), ("c", "normal"), ("𝔼", None), ("b", None), ("c", None)]
    holder = root.find(f".//{XHTML}div[@id='equation-e']")
    assert holder is not None
    assert [each.get("class") or each.get("id") for each in holder] == ["block-e", "eqno", None]
    assert holder.findtext(f"{XHTML}span[@class='eqno']") == "(3)"
    assert {cell.get("columnalign") for cell in display.iter(f"{MATH}mtd")} == {"right", "left"}
    # MathML 3 takes the size of a part from an element around it, and what a fraction has is two.
    assert not [e for e in display.iter() if e.tag != f"{MATH}mstyle" and e.get("scriptlevel")]
    assert [len(each) for each in display.iter(f"{MATH}mfrac")] == [2]
    assert r"\(not a formula\)" in "".join(root.itertext())


@pytest.mark.parametrize("tex", [r"a + \nosuch{b}", r"\frac{a", r"\begin{nosuch} a \end{nosuch}"])
def test_a_formula_that_cannot_be_turned_is_named(tex: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=re.escape(f"no MathML for the formula {tex}: ")):
        Formulas({}).mathml(tex, display=True)
    page = f'<h1>First</h1><p><span class="math">\\({tex}\\)</span></p>'
    with pytest.raises(ValueError, match=rf"notebooks/first\.html: .*{re.escape(tex)}"):
        written(tmp_path, first=page)
    with pytest.raises(ValueError, match="no formula is 'x'"):
        written(tmp_path, first='<h1>First</h1><p class="math">x</p>')


def test_a_dead_link_and_a_picture_without_words_are_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"leads to book/second\.html#nowhere, which is not"):
        written(tmp_path, first='<h1>First</h1><a href="../book/second.html#nowhere">x</a>')
    with pytest.raises(ValueError, match=r"second\.html: .*line\.svg has no alternative text"):
        written(tmp_path, second='<h1>Second</h1><img src="../_images/line.svg">')


def test_pictures_stand_on_paper_and_have_words(small: Parts) -> None:
    assert not [name for name in small if "dark" in name]
    page, figure = tree(small, "book/second.xhtml"), tree(small, "_images/line.svg")
    assert [each.get("alt") for each in page.iter(f"{XHTML}img")] == ["A line"]
    assert b"DOCTYPE" not in small[f"{epub.INNER}/_images/line.svg"]
    assert figure[0].attrib == {"width": "100%", "height": "100%", "fill": "#fff"}
    assert [each.get("d") for each in figure.iter(f"{SVG}path")] == ["", "M0 0"]


def test_a_drawing_in_a_page_is_there_once_with_its_own_spelling(small: Parts) -> None:
    (drawing,) = tree(small, "book/second.xhtml").iter(f"{SVG}svg")
    assert drawing.get("viewBox") == "0 0 9 9"
    assert drawing.get("role") == "document"
    (link,) = drawing.iter(f"{SVG}a")
    assert link.get("href") == "../notebooks/first.xhtml#equation-e"
    assert link.findtext(f"{SVG}title") == "flow"


def test_a_name_that_is_there_twice_is_kept_once(small: Parts) -> None:
    root = tree(small, "notebooks/first.xhtml")
    (first,) = (each for each in root.iter() if each.get("id") == "twice")
    assert "Theorem 7" in "".join(first.itertext())


@pytest.mark.parametrize("there", [True, False], ids=["make book", "by hand"])
def test_pages_lead_to_files_only_if_these_are_made(
    there: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "book" / "_ext"))
    module: Any = importlib.import_module("model_volume")
    monkeypatch.setattr(chromium, "browser", lambda: "chromium")
    monkeypatch.delenv(build.VOLUMES, raising=False)
    if there:
        monkeypatch.setenv(build.VOLUMES, "1")
    group: dict[str, Any] = {"label": "download-buttons", "buttons": []}
    context = {"header_buttons": [group], "pathto": lambda place, _: f"../{place}"}
    app: Any = type("App", (), {"config": {"model_partial_book": False}})
    module.add_links(app, "book/x", "", context, object())
    urls = [button["url"] for button in group["buttons"]]
    files = [f"../{pdf.FILE}", f"../{epub.FILE}"] if there else []
    assert urls == [*files, "../book/how_to_cite.html"]


def test_without_pages_it_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(pdf, "SITE", tmp_path)
    assert epub.main() == 1
    assert capsys.readouterr().err.endswith("make book first.\n")


# The book itself ---------------------------------------------------------------------------------

BOOK = pdf.SITE / epub.FILE
NUMBERED = {
    "div.math[id^=equation-]": ".eqno",
    "div.proof[id]": ".caption-number",
    "figure[id]": ".caption-number",
}


@pytest.fixture(scope="module")
def volume() -> Parts:
    assert BOOK.is_file(), "run `make book` first"
    return parts(BOOK)


@pytest.fixture(scope="module")
def articles() -> dict[str, BeautifulSoup]:
    """The pages, by the names of the chapters that they became."""
    only = SoupStrainer("article", class_="bd-article")
    return {
        chapter.page.replace(".html", ".xhtml"): BeautifulSoup(
            (pdf.SITE / chapter.page).read_text("utf-8"), "html.parser", parse_only=only
        )
        for chapter in pdf.chapters(pdf.SITE, ROOT / "_toc.yml")
    }


def chapters(volume: Parts) -> Iterator[tuple[str, ElementTree.Element]]:
    for name in sorted(volume):
        inner = name.removeprefix(f"{epub.INNER}/")
        if inner.startswith(("book/", "notebooks/")):
            yield inner, ElementTree.fromstring(volume[name])


@pytest.mark.site
def test_every_part_of_the_book_is_well_formed_listed_and_linked(volume: Parts) -> None:
    assert not unlisted(volume)
    assert not dead(volume)


@pytest.mark.site
def test_every_page_leads_to_the_epub() -> None:
    assert not without_link(epub.FILE)


@pytest.mark.site
def test_every_formula_of_the_pages_is_there(
    volume: Parts, articles: dict[str, BeautifulSoup]
) -> None:
    found = dict(chapters(volume))
    assert set(found) == set(articles)
    count = 0
    for name, article in articles.items():
        texts = [" ".join(each.get_text().split()) for each in article.select(".math")]
        turned = [str(each.get("alttext")) for each in found[name].iter(f"{MATH}math")]
        assert len(turned) == len(texts), name
        for tex, text in zip(turned, texts, strict=True):
            assert squeezed(tex) == squeezed(re.sub(r"^.*?\\[(\[]|\\[)\]]$", "", text)), name
        count += len(texts)
    assert count > 1000


@pytest.mark.site
def test_every_picture_has_words(volume: Parts, articles: dict[str, BeautifulSoup]) -> None:
    for name, root in chapters(volume):
        told = [each.get("alt") for each in root.iter(f"{XHTML}img")]
        assert told == [each["alt"] for each in articles[name].select("img:not(.only-dark)")]
        assert all(told)
        assert all(each.findtext(f"{SVG}title") for each in root.iter(f"{SVG}svg"))


@pytest.mark.site
def test_theorems_equations_and_figures_have_the_numbers_of_the_pages(
    volume: Parts, articles: dict[str, BeautifulSoup]
) -> None:
    compared = dict.fromkeys(NUMBERED, 0)
    for name, root in chapters(volume):
        places = {each.get("id"): each for each in root.iter() if each.get("id")}
        for holder, inside in NUMBERED.items():
            for tag in articles[name].select(holder):
                number = tag.select_one(inside)
                if number is None or not ANCHOR.search(f'id="{tag["id"]}"'):
                    continue
                told = places[str(tag["id"])].find(f".//{XHTML}span[@class='{inside[1:]}']")
                assert told is not None, f"{name}#{tag['id']}"
                assert squeezed("".join(told.itertext())) == squeezed(number.get_text())
                compared[holder] += 1
    assert min(compared.values()) > 50


def squeezed(text: str) -> str:
    """Words without spaces and without the mark of a link."""
    return re.sub(r"[\s#¶]+", "", text)
