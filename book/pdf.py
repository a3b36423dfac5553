"""The whole book as one tagged PDF: `python -m book.pdf`, where Chromium is.

Every page is printed by itself, two at a time; the parts are joined with their tags, headings and
places, links between pages are made to lead within the volume, and pages get numbers. Nothing is
computed or numbered anew, so theorems and equations have the numbers of the pages.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

import yaml
from bs4 import BeautifulSoup

from book import chromium, printed
from book.volume import Volume
from model import cited

ROOT = Path(__file__).resolve().parent.parent
SITE = ROOT / "_build" / "html"
FILE = "usage-burn-and-value.pdf"
#: Contents of one page or two: printed once more if they turn out longer.
FRONT = 2
ARTICLE = re.compile(r"<article class=\"bd-article\".*</article>", re.DOTALL)
HEADING = re.compile(r"<h[12]\b.*?</h[12]>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Chapter:
    """A page of the book, its title, its sections' titles, and the part that begins with it."""

    page: str
    title: str
    sections: tuple[str, ...] = ()
    part: str = ""


def chapters(site: Path, toc: Path) -> list[Chapter]:
    """The pages in the order of the book."""
    table = yaml.safe_load(toc.read_text("utf-8"))
    found = [_chapter(site, table["root"], "")]
    for part in table["parts"]:
        caption = part["caption"]
        for each in part["chapters"]:
            found.append(_chapter(site, each["file"], caption))
            caption = ""
    return found


def _chapter(site: Path, name: str, part: str) -> Chapter:
    page = f"{name}.html"
    # Headings alone are read: to parse whole pages takes seconds.
    article = ARTICLE.search((site / page).read_text("utf-8"))
    found = [_words(each) for each in HEADING.findall(article[0])] if article else []
    assert found, f"{page} has no title"
    title, *sections = found
    return Chapter(page, title, tuple(sections), part)


def _words(html: str) -> str:
    heading = BeautifulSoup(html, "html.parser")
    for mark in heading.select("a.headerlink"):
        mark.decompose()
    return " ".join(heading.get_text().split())


def front(book: Sequence[Chapter], starts: Sequence[int]) -> str:
    """Title page and contents as a page of HTML; ``starts`` are page numbers, from one."""
    about = cited.record()
    rows = []
    for chapter, start in zip(book, starts, strict=True):
        if chapter.part:
            rows.append(f"<h2>{chapter.part}</h2>")
        rows.append(
            f'<p class="row"><a href="{printed.INSIDE}{chapter.page}">{chapter.title}</a>'
            f"<span>{start}</span></p>"
        )
    return f"""<!doctype html><html lang="en-GB"><head><meta charset="utf-8">
<title>{about.title}</title><style>{printed.FRONT_STYLE}</style></head><body>
<h1>{about.title}</h1>
<p>{", ".join(about.authors)}</p>
<p>{cited.which()[0].upper()}{cited.which()[1:]}. Text under {about.licences["text"]}, code under
{about.licences["code"]}.</p>
<p>{about.abstract}</p>
<h2>Contents</h2>
{"".join(rows)}</body></html>"""


def make(site: Path = SITE, toc: Path = ROOT / "_toc.yml") -> Path:
    """Print and join; the path of the PDF. Raises ``RuntimeError`` where a page is not printed."""
    book = chapters(site, toc)
    pages = [chapter.page for chapter in book]
    anchors = printed.wanted(site, pages)
    with tempfile.TemporaryDirectory() as folder:
        names = {page: Path(folder, f"{n:03}.pdf") for n, page in enumerate(pages)}

        def one(page: str) -> None:
            copy = printed.copied(site, page, anchors)
            try:
                printed.to_pdf(copy, names[page])
            finally:
                copy.unlink()

        # The longest first, so that the last to finish is a short one.
        order = sorted(pages, key=lambda page: -(site / page).stat().st_size)
        with ThreadPoolExecutor(2) as pool:
            for done, each in enumerate(as_completed([pool.submit(one, p) for p in order]), 1):
                each.result()
                print(f"\rPrinted {done} of {len(pages)} pages.", end="", flush=True)
        print()
        volume = Volume(site)
        lengths = [volume.count(names[page]) for page in pages]
        cover = _front(Path(folder), book, lengths)
        parts = (chapter.part for chapter in book if chapter.part)
        volume.add(cover, "", cited.record().title, ["Contents", *parts])
        for chapter in book:
            pdf, at = names[chapter.page], chapter.page
            volume.add(pdf, at, chapter.title, chapter.sections, chapter.part)
        volume.finish()
        volume.write(site / FILE)
    return site / FILE


def _front(folder: Path, book: Sequence[Chapter], lengths: Sequence[int]) -> Path:
    """The printed title and contents; page numbers count these pages too."""
    source, pdf = folder / "front.html", folder / "front.pdf"
    front_pages = FRONT
    while True:
        starts = [front_pages + sum(lengths[:n]) + 1 for n in range(len(lengths))]
        source.write_text(front(book, starts), encoding="utf-8")
        printed.to_pdf(source, pdf)
        if (found := Volume.count(pdf)) == front_pages:
            return pdf
        front_pages = found


def up_to_date(site: Path = SITE) -> bool:
    """Whether the PDF is younger than the pages."""
    pdf, index = site / FILE, site / "searchindex.js"
    return pdf.is_file() and pdf.stat().st_mtime >= index.stat().st_mtime


def main() -> int:
    """Make the PDF unless it is there already; the exit status."""
    if chromium.browser() is None:
        print("No Chromium: the book has no PDF. On Debian: apt-get install chromium")
        return 0
    if up_to_date():
        print("The PDF is up to date.")
        return 0
    path = make()
    print(f"The PDF is {path}, {path.stat().st_size / 1e6:.0f} MB.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
