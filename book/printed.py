"""Pages of the built book as a printer needs them, and Chromium as the printer.

A printed copy holds the article alone: folds are open, tabs stand below each other, formulas and
tables that are too wide are made smaller, and links lead to pages that are in the volume.
"""

from __future__ import annotations

import posixpath
import re
import subprocess
import tempfile
from collections.abc import Container, Mapping, Sequence
from html import unescape
from pathlib import Path

from bs4 import BeautifulSoup, Tag

from book import permalinks
from book.chromium import OFFLINE, browser

HREF = re.compile(r'(?<![\w-])href="([^"]*)"')
#: What serves those alone who read on a screen and can click.
TOOLS = (
    "a.headerlink, button, script, .table-tools, .table-data, .moved, .figure-files, .on-screen, "
    ".diagram-box.narrow"
)
#: What is laid out for paper is laid out so from the start, or nothing could be measured.
OWN_SHEETS = ("custom.css", "model.css")
AWAY = re.compile(r"(?:https?|mailto):")
#: How the contents name a page of the volume: a name that no site can have.
INSIDE = "https://inside.invalid/"
FRONT_STYLE = """
@page { size: A4; margin: 16mm; }
body { font: 11pt/1.45 sans-serif; margin: 0; }
h1 { font-size: 24pt; line-height: 1.2; margin: 30mm 0 8mm; }
h2 { font-size: 12pt; margin: 5mm 0 1mm; break-after: avoid; }
.row { display: flex; justify-content: space-between; margin: 0.6mm 0; break-inside: avoid; }
.row a { color: inherit; text-decoration: none; }
"""
#: A4 less its margins, in the pixels of a style sheet.
WIDTH = 673
STYLE = f"""
@page {{ size: A4; margin: 16mm; }}
html {{ font-size: 12px; line-height: 1.5; background: white; }}
body {{ display: block; width: {WIDTH}px; margin: 0; padding: 0; }}
main, article.bd-article {{ display: block; padding: 0; margin: 0; width: {WIDTH}px; }}
summary svg, summary .sd-summary-state-marker {{ display: none; }}
"""
# The layout is final when the formulas are drawn: only then is seen what is too wide.
FIT = """
addEventListener("load", async () => {
  await window.MathJax?.startup?.promise;
  for (const box of document.querySelectorAll("div.math, table, .cell_output, pre")) {
    const inner = box.matches("div.math") ? box.querySelector("mjx-container") : box;
    const room = box.parentElement.clientWidth - (box.querySelector(".eqno")?.offsetWidth || 0);
    const wide = inner?.scrollWidth || 0;
    if (wide > room + 1) inner.style.zoom = room / wide;
  }
});
"""


def target(page: str, href: str) -> tuple[str, str]:
    """The page and the anchor that a link of a page leads to."""
    path, _, anchor = href.partition("#")
    where = posixpath.normpath(posixpath.join(posixpath.dirname(page), path)) if path else page
    return where, anchor


def wanted(site: Path, pages: Sequence[str]) -> dict[str, set[str]]:
    """The anchors of each page that have a permanent address, or that links of these lead to."""
    texts = {page: (site / page).read_text("utf-8") for page in pages}
    found = {page: set(permalinks.ANCHOR.findall(text)) for page, text in texts.items()}
    for page, text in texts.items():
        for href in HREF.findall(text):
            where, anchor = target(page, unescape(href))
            if where in found and anchor:
                found[where].add(anchor)
    return found


def article(soup: BeautifulSoup, page: str, within: Container[str]) -> Tag:
    """The article of a page without tools, with its folds open.

    Links to what is neither a page ``within`` the volume nor on the web lose their address.
    """
    found = soup.select_one("article.bd-article")
    assert found is not None, f"{page} has no article"
    for tag in found.select(TOOLS):
        tag.decompose()
    for tag in found.select("details"):
        tag["open"] = ""
    for tag in found.select("img[loading]"):
        del tag["loading"]  # on paper nothing comes near
    for link in found.find_all("a", href=True):
        href = str(link["href"])
        if not AWAY.match(href) and target(page, href)[0] not in within:
            del link["href"]
    return found


def copied(site: Path, page: str, volume: Mapping[str, set[str]]) -> Path:
    """A printed copy beside its page, where pictures are found; the caller removes it.

    ``volume`` is what `wanted` found.
    """
    soup = BeautifulSoup((site / page).read_text("utf-8"), "html.parser")
    body, head = article(soup, page, volume), soup.head
    assert head is not None
    # Chromium names a destination only where a link of the same page leads.
    for anchor in sorted(volume[page]):
        body.append(soup.new_tag("a", href=f"#{anchor}", hidden=""))
    for tag in head.select("script"):
        if "MathJax" not in tag.get_text() and "mathjax" not in str(tag.get("src")):
            tag.decompose()
    for tag in head.select('link[rel="preload"], noscript, meta[http-equiv]'):
        tag.decompose()
    _laid_out(head, (site / page).parent)
    copy = (site / page).with_name(f".print-{Path(page).name}")
    copy.write_text(
        f'<!doctype html><html lang="en-GB" data-theme="light" data-mode="light">{head}'
        f"<style>{STYLE}</style><body><main class='bd-content'>{body}</main>"
        f"<script>{FIT}</script></body></html>",
        encoding="utf-8",
    )
    return copy


def _laid_out(head: Tag, folder: Path) -> None:
    """Write the book's own sheets into the page, as they are on paper."""
    for link in head.select('link[rel="stylesheet"]'):
        sheet = folder / str(link["href"]).partition("?")[0]
        if sheet.name in OWN_SHEETS:
            text = sheet.read_text("utf-8").replace("@media print", "@media all")
            link.replace_with(BeautifulSoup(f"<style>{text}</style>", "html.parser"))


def to_pdf(page: Path, pdf: Path) -> None:
    """Print one page. Raises ``RuntimeError`` with Chromium's words where nothing is written."""
    found = browser()
    if found is None:
        raise RuntimeError("no Chromium: on Debian, apt-get install chromium")
    with tempfile.TemporaryDirectory() as profile:
        command = [
            found,
            *OFFLINE,
            f"--user-data-dir={profile}",
            f"--window-size={WIDTH},1000",
            "--virtual-time-budget=60000",
            "--no-pdf-header-footer",
            "--generate-pdf-document-outline",
            f"--print-to-pdf={pdf}",
            page.as_uri(),
        ]
        run = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    if run.returncode or not pdf.is_file():
        raise RuntimeError(f"Chromium did not print {page.name}: {run.stderr[-500:]}")
