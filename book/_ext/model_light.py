"""A page loads what it shows, and no more.

The theme brings every icon there is, twice, the whole index of the search to every page, and styles
for parts that this book lacks. On the written pages and sheets these are left out: icons come from
a font that has the book's own, the index is read where one searches, and a rule for classes that no
page and no script names is dropped. Pictures below the window are fetched when they come near, and
the search has each name once.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable
from pathlib import Path

import pydata_sphinx_theme
import sphinx_design
from fontTools import subset
from fontTools.ttLib import TTFont
from sphinx.application import Sphinx

THEME = Path(pydata_sphinx_theme.__file__).parent / "theme" / "pydata_sphinx_theme" / "static"
SHEET = "styles/pydata-sphinx-theme.css"
#: Where sheets come from: a page that is new may need what an earlier build dropped.
SHEETS = {
    SHEET: THEME / SHEET,
    "sphinx-design.min.css": Path(sphinx_design.__file__).parent / "static/sphinx-design.min.css",
}
FONTS = "vendor/fontawesome/webfonts"
ICONS = "fa-solid-900"
DRAWN_ICONS = "scripts/fontawesome.js"
_SCRIPT = r'\s*<script[^>]* src="[^"]*{}[^"]*"></script>'
_ICON_SCRIPT = re.compile(_SCRIPT.format(r"/fontawesome\.js"))
_INDEX = re.compile(_SCRIPT.format(r"(?:searchtools|language_data|searchindex)\.js"))
_PICTURE = re.compile(r'<img (?![^>]*\bloading=)(?=[^>]*\bsrc="([^"]+\.svg)")')
_SIZE = re.compile(r'<svg [^>]*?width="([\d.]+)pt" height="([\d.]+)pt"')
PIXELS = 4 / 3  # of a point
_RULE = re.compile(r"((?:[^{}]*(?:;|\*/))?)([^{};]+)(\{[^{}]*\})")
_APART = re.compile(r",(?![^(]*\))")
# What stands in brackets may be a denial, or no class at all.
_BRACKETS = re.compile(r"\(.*\)|\[[^\]]*\]", re.S)
_CLASS = re.compile(r"\.((?:[\w-]|\\.)+)")
_WORD = re.compile(r"[A-Za-z_][\w-]*")
_SIGN = re.compile(r'"\\([0-9a-f]{4})"|"([\ue000-\uf8ff])"')
_FONT = f'src:url(../{FONTS}/{ICONS}.woff) format("woff")'
_SOURCES = re.compile(rf"src:url\([^)]*{ICONS}\.woff2\)[^;}}]*")


def lighter(page: Path, text: str) -> str:
    """A page without what it does not show; the index stays where one searches."""
    text = _ICON_SCRIPT.sub("", text)
    if page.name != "search.html":
        text = _INDEX.sub("", text)

    def waiting(picture: re.Match[str]) -> str:
        # Its place is kept by its size, or what stands below would move when it comes.
        head = (page.parent / picture[1]).read_text("utf-8")[:1000]
        if not (size := _SIZE.search(head)):
            return picture[0]
        width, height = (round(float(points) * PIXELS) for points in size.groups())
        return f'<img loading="lazy" width="{width}" height="{height}" '

    return _PICTURE.sub(waiting, text)


def named(pages: Iterable[str], scripts: Iterable[str]) -> set[str]:
    """What may be a class: those of the pages, and every word of a script."""
    words = set()
    for page in pages:
        for classes in re.findall(r'\bclass="([^"]*)"', page):
            words.update(classes.split())
        for script in re.findall(r"<script\b[^>]*>(.+?)</script>", page, re.S):
            words.update(_WORD.findall(script))
    for script in scripts:
        words.update(_WORD.findall(script))
    return words


def needed(sheet: str, words: set[str]) -> str:
    """A sheet without the selectors that ask for a class that is not among ``words``."""

    def asked(selector: str) -> bool:
        classes = _CLASS.findall(_BRACKETS.sub("", selector))
        return all(re.sub(r"\\(.)", r"\1", each) in words for each in classes)

    def kept(rule: re.Match[str]) -> str:
        note, selectors, body = rule.groups()
        apart = _APART.split(selectors)
        if any(each.count("(") != each.count(")") for each in apart):
            return rule[0]
        left = ",".join(each for each in apart if asked(each))
        return f"{note}{left}{body}" if left else note

    return _RULE.sub(kept, sheet)


def icons(sheets: Iterable[str]) -> bytes:
    """A font with the signs that sheets name; as WOFF, which needs no other package."""
    signs = {
        int(code, 16) if code else ord(sign)
        for sheet in sheets
        for code, sign in _SIGN.findall(sheet)
    }
    font = TTFont(THEME / FONTS / f"{ICONS}.ttf", recalcTimestamp=False)
    chosen = subset.Subsetter()
    chosen.populate(unicodes=signs)
    chosen.subset(font)
    font.flavor = "woff"
    stream = io.BytesIO()
    font.save(stream)
    return stream.getvalue()


def without_entries(index: str) -> str:
    """The index of the search without that of the genindex, whose names it has as objects."""
    start, end = index.index("{"), index.rindex("}") + 1
    read = json.loads(index[start:end])
    read["indexentries"] = {}
    return f"{index[:start]}{json.dumps(read, separators=(',', ':'))}{index[end:]}"


def write(app: Sphinx, failed: Exception | None) -> None:
    """Lighten every page and the index, then the sheets and the font, which go by all pages."""
    html = Path(app.outdir)
    static = html / "_static"
    if failed or app.builder.format != "html" or not (static / SHEET).is_file():
        return
    pages = []
    for path in html.rglob("*.html"):
        if not path.is_relative_to(static):
            text = path.read_text("utf-8")
            pages.append(lighter(path, text))
            if pages[-1] != text:
                path.write_text(pages[-1], encoding="utf-8")
    if (index := html / "searchindex.js").is_file():
        index.write_text(without_entries(index.read_text("utf-8")), encoding="utf-8")
    (static / DRAWN_ICONS).unlink(missing_ok=True)
    words = named(pages, (path.read_text("utf-8") for path in static.rglob("*.js")))
    for name, source in SHEETS.items():
        if (static / name).is_file():
            sheet = needed(source.read_text("utf-8"), words)
            (static / name).write_text(_SOURCES.sub(_FONT, sheet), encoding="utf-8")
    sheets = (path.read_text("utf-8") for path in static.rglob("*.css"))
    (static / FONTS / f"{ICONS}.woff").write_bytes(icons(sheets))


def add_to(app: Sphinx) -> None:
    """Lighten what all others have written."""
    app.connect("build-finished", write, priority=990)
