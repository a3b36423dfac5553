"""The addresses that outlive a version: `python -m book.permalinks` adds those of the built book.

`book/permalinks.txt` has one a line: a page, or a page with the anchor of a claim, an equation, a
fact, a parameter, a source, an answer, a contradiction or a figure. Lines are never removed. An
anchor that stands on another page now is found there by itself; what has another name is written
`OLD -> NEW`. In both cases the old address leads to the new one.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "book" / "permalinks.txt"
SITE = ROOT / "_build" / "html"
KINDS = "answer|claim|contradiction|equation|fact|fig|param|source"
#: A claim has a second anchor, which only the book's own links use.
ANCHOR = re.compile(rf'(?<![\w-])id="((?:{KINDS})-(?!anchor-)[\w-]+)"')
FOLDERS = ("book", "notebooks")
NOTE = """<section class="moved"><h2>Moved from this page</h2>
<ul>
{rows}
</ul>
</section>
"""
STUB = """<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="0; url={first}">
<title>Moved</title>
</head>
<body>
<h1>Moved</h1>
<ul class="moved">
{rows}
</ul>
</body>
</html>
"""


@dataclass(frozen=True, slots=True)
class Place:
    """A page, and an anchor in it or nothing."""

    page: str
    anchor: str = ""

    def __str__(self) -> str:
        return f"{self.page}#{self.anchor}" if self.anchor else self.page


def place(text: str) -> Place:
    """A place from its address."""
    page, _, anchor = text.strip().partition("#")
    return Place(page, anchor)


@dataclass(frozen=True, slots=True)
class Kept:
    """All addresses that must be found, and where those that moved have gone."""

    stand: frozenset[Place]
    moved: dict[Place, Place]


def read(lines: Iterable[str]) -> Kept:
    """The kept addresses. Raises ``ValueError`` where one moves to what is not kept."""
    stand, moved = set(), {}
    for line in lines:
        text = line.partition("# ")[0].strip()
        old, arrow, new = text.partition(" -> ")
        if arrow:
            moved[place(old)] = place(new)
        elif text:
            stand.add(place(text))
    if astray := sorted(str(new) for new in moved.values() if new not in stand):
        raise ValueError(f"these are moved to, and have no line of their own: {astray}")
    if both := sorted(map(str, stand & set(moved))):
        raise ValueError(f"these stand and have moved: {both}")
    return Kept(frozenset(stand), moved)


def kept() -> Kept:
    """What `permalinks.txt` says."""
    return read(FILE.read_text("utf-8").splitlines())


def built(site: Path) -> frozenset[Place]:
    """The addresses of a built book."""
    found: set[Place] = set()
    for path in (each for folder in FOLDERS for each in (site / folder).glob("*.html")):
        page = path.relative_to(site).as_posix()
        found.add(Place(page))
        found |= {Place(page, anchor) for anchor in ANCHOR.findall(path.read_text("utf-8"))}
    return frozenset(found)


def href(page: str, to: Place) -> str:
    """A place as a link from a page."""
    away = posixpath.relpath(to.page, posixpath.dirname(page) or ".")
    return f"{away}#{to.anchor}" if to.anchor else away


def moves(site: Path, kept: Kept) -> dict[Place, Place]:
    """What has moved: as written, and every kept anchor that now stands on one other page."""
    found = built(site)
    pages: dict[str, list[Place]] = {}
    for each in found:
        pages.setdefault(each.anchor, []).append(each)
    now = {
        old: pages[old.anchor][0]
        for old in kept.stand - found
        if old.anchor and len(pages.get(old.anchor, ())) == 1
    }
    return dict(sorted({**now, **kept.moved}.items(), key=lambda pair: str(pair[0])))


def redirect(site: Path, kept: Kept) -> None:
    """Have every address that moved lead on.

    A page that still stands gets a note at its end, and one that is gone a stub in its place.
    """
    moved = moves(site, kept)
    for page in sorted({old.page for old in moved}):
        of = {old: new for old, new in moved.items() if old.page == page}
        rows = "\n".join(_row(old, new) for old, new in of.items())
        path = site / page
        if path.is_file():
            text = path.read_text("utf-8")
            head, end, rest = text.rpartition("</article>")
            made = f"{head}{NOTE.format(rows=rows)}{end}{rest}"
        else:
            first = href(page, of.get(Place(page), next(iter(of.values()))))
            made = STUB.format(first=escape(first), rows=rows)
            path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(made, encoding="utf-8")


def _row(old: Place, new: Place) -> str:
    name = f' id="{escape(old.anchor)}"' if old.anchor else ""
    link = f'<a href="{escape(href(old.page, new))}">{escape(str(new))}</a>'
    return f"<li{name}>{escape(old.anchor or old.page)}: {link}</li>"


def lost(site: Path, kept: Kept) -> list[str]:
    """The addresses that a built book has not, or from which nothing leads on."""
    gone = [str(each) for each in kept.stand - built(site)]
    for old, new in kept.moved.items():
        file = site / old.page
        text = file.read_text("utf-8") if file.is_file() else ""
        found = f'id="{old.anchor}"' in text if old.anchor else bool(text)
        if not found or f'href="{href(old.page, new)}"' not in text:
            gone.append(f"{old} -> {new}")
    return sorted(gone)


def add(site: Path) -> None:
    """Write the lines that a built book adds; a moved address is not one of them."""
    lines = FILE.read_text("utf-8").splitlines()
    head = [line for line in lines if line.startswith("# ")]
    rows = {line for line in lines if line and not line.startswith("# ")}
    before = read(lines)
    fresh = {str(each) for each in built(site) - before.stand - set(before.moved)}
    FILE.write_text("\n".join([*head, *sorted(rows | fresh)]) + "\n", encoding="utf-8")
    print(f"{len(fresh)} addresses are new, {len(before.stand)} were kept.")


if __name__ == "__main__":
    add(SITE)
