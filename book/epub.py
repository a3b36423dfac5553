"""The whole book as an EPUB 3: `python -m book.epub`, or `make epub`.

It is made from the built pages, as the PDF is, and needs nothing but Python. Nothing is computed or
numbered anew, so theorems and equations have the numbers of the pages. Formulas are MathML, figures
the pages' own, and the same pages give the same bytes.
"""

from __future__ import annotations

import os
import re
import sys
import uuid
import zipfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from html import escape
from pathlib import Path

import yaml

from book import pdf
from book.epub_pages import Formulas, Leaf, document, leaf, renamed
from model import cited

FILE = "usage-burn-and-value.epub"
#: The folder of the archive that holds the book.
INNER = "EPUB"
KINDS = {".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg"}
#: Figures come with the address of a grammar that nobody should fetch.
DOCTYPE = re.compile(rb"<!DOCTYPE[^>\[]*>\s*")
OPENED, PAPER = re.compile(rb"<svg\b[^>]*>"), b'<rect width="100%" height="100%" fill="#fff"/>'
#: The letter that is a space has no line, which the grammar of SVG 1.1 wants told.
NO_LINE = re.compile(rb"<path (?![^>]*\sd=|d=)")
CONTAINER = f"""<?xml version="1.0" encoding="utf-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="{INNER}/package.opf" media-type="application/oebps-package+xml"/>
</rootfiles></container>
"""
# Letters, grounds, lines and links have the reader's own colours, by day and by night.
STYLE = """
body { line-height: 1.5; overflow-wrap: break-word; }
h1, h2, h3, h4, summary, .sd-tab-label, .admonition-title, .rubric { break-after: avoid; }
summary, .sd-tab-label, .admonition-title, .rubric { font-weight: bold; text-indent: 0; }
figure { margin: 1em 0; break-inside: avoid; }
img { max-width: 100%; height: auto; }
figcaption, .claim-where, .equation-note { font-size: 0.9em; }
table { border-collapse: collapse; font-size: 0.85em; font-variant-numeric: tabular-nums; }
th, td { padding: 0.2em 0.5em; border-bottom: 1px solid; text-align: left; vertical-align: top; }
td p, th p { margin: 0; }
.text-right { text-align: right; }
pre { font-size: 0.8em; white-space: pre-wrap; overflow-wrap: anywhere; }
code { font-size: 0.9em; overflow-wrap: anywhere; }
div.math { margin: 0.8em 0; overflow-x: auto; }
.eqno { float: right; padding-left: 0.6em; }
.admonition, details, .answer { margin: 1em 0; padding-left: 0.8em; border-left: 3px solid; }
.only-heard { position: absolute; width: 1px; height: 1px; overflow: hidden;
  clip-path: inset(50%); white-space: nowrap; }
figure.diagram svg { display: block; max-width: 100%; height: auto; }
figure.diagram text, figure.diagram .head { fill: currentColor; }
figure.diagram .line, figure.diagram .box { fill: none; stroke: currentColor; }
figure.diagram .usd { stroke-width: 2; }
figure.diagram .owner { stroke-dasharray: 2 4; }
figure.diagram .night { stroke-dasharray: 6 4; }
figure.diagram .strong { font-weight: bold; }
figure.diagram .heading { font-style: italic; }
nav ol { list-style: none; padding-left: 1em; }
"""


def make(
    site: Path = pdf.SITE,
    toc: Path = pdf.ROOT / "_toc.yml",
    config: Path = pdf.ROOT / "_config.yml",
) -> Path:
    """Write the EPUB; its path.

    Raises ``ValueError`` naming a formula that cannot be turned, an image without words, or a link
    to what is not in the volume.
    """
    settings = yaml.safe_load(config.read_text("utf-8"))
    formulas = Formulas(settings["sphinx"]["config"]["mathjax3_config"]["tex"]["macros"])
    book = pdf.chapters(site, toc)
    within = {chapter.page for chapter in book}
    leaves = [leaf(site, chapter, within, formulas) for chapter in book]
    _hold(leaves)
    files = {renamed(each.page): each.text.encode() for each in leaves}
    files["title.xhtml"] = document(cited.record().title, _title(), kind="titlepage").encode()
    files["nav.xhtml"] = document("Contents", _contents(leaves), kind="frontmatter").encode()
    files["style.css"] = STYLE.lstrip().encode()
    for image in sorted({image for each in leaves for image in each.images}):
        data = (site / image).read_bytes()
        files[image] = _drawn(data) if image.endswith(".svg") else data
    files["package.opf"] = _package(leaves, files).encode()
    _write(site / FILE, files)
    return site / FILE


def _drawn(svg: bytes) -> bytes:
    """A figure that stands by itself: on paper, which no theme of a reader can take away."""
    lined = NO_LINE.sub(b'<path d="" ', DOCTYPE.sub(b"", svg, count=1))
    return OPENED.sub(rb"\g<0>" + PAPER, lined, count=1)


def _hold(leaves: Sequence[Leaf]) -> None:
    """Refuse a link that leads nowhere."""
    places = {each.page: each.anchors for each in leaves}
    for each in leaves:
        for page, anchor in each.links:
            if anchor and anchor not in places[page]:
                raise ValueError(f"{each.page} leads to {page}#{anchor}, which is not in the book")


def _title() -> str:
    about = cited.record()
    which = cited.which()
    return (
        f"<h1>{escape(about.title)}</h1>\n<p>{escape(', '.join(about.authors))}</p>\n"
        f"<p>{which[0].upper()}{escape(which[1:])}. Text under {about.licences['text']}, "
        f"code under {about.licences['code']}.</p>\n<p>{escape(about.abstract)}</p>"
    )


def _contents(leaves: Sequence[Leaf]) -> str:
    """Parts, chapters and their sections, as lists in each other."""
    rows: list[str] = []
    open_part = False
    for each in leaves:
        if each.part:
            rows += ["</ol></li>"] * open_part
            rows.append(f"<li><span>{escape(each.part)}</span><ol>")
            open_part = True
        rows.append(_entry(each))
    rows += ["</ol></li>"] * open_part
    listed = "\n".join(rows)
    first = renamed(leaves[0].page)
    return (
        f'<nav epub:type="toc" id="toc" role="doc-toc"><h1>Contents</h1>\n<ol>\n{listed}\n</ol>'
        '</nav>\n<nav epub:type="landmarks" hidden=""><h2>Places</h2><ol>'
        '<li><a epub:type="toc" href="#toc">Contents</a></li>'
        f'<li><a epub:type="bodymatter" href="{first}">Text</a></li></ol></nav>'
    )


def _entry(each: Leaf) -> str:
    file = renamed(each.page)
    below = "".join(
        f'<li><a href="{file}#{escape(anchor)}">{escape(title)}</a></li>'
        for anchor, title in each.sections
    )
    listed = f"<ol>{below}</ol>" if below else ""
    return f'<li><a href="{file}">{escape(each.title)}</a>{listed}</li>'


def moment() -> datetime:
    """The time that the file bears: that of the build's settings, or the year's first day."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    year = datetime(cited.record().year, 1, 1, tzinfo=UTC)
    return datetime.fromtimestamp(int(given), UTC) if given else year


def _metadata() -> str:
    about = cited.record()
    name = f"{about.title}, version {about.version}"
    rows = [f'<dc:identifier id="book">urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, name)}']
    rows += [f"<dc:identifier>doi:{about.doi}"] if about.doi else []
    rows += [f"<dc:title>{escape(about.title)}", f"<dc:language>{about.language}"]
    rows += [f"<dc:creator>{escape(author)}" for author in about.authors]
    rows.append(f"<dc:description>{escape(about.abstract)}")
    rows += [f"<dc:subject>{escape(word)}" for word in about.keywords]
    rows.append(f"<dc:date>{about.released or about.year}")
    rows.append(f"<dc:rights>Text {about.licences['text']}, code {about.licences['code']}")
    rows += [f"<dc:source>{escape(about.address)}"] if about.address else []
    tagged = "\n".join(f"{row}</{re.split('[ >]', row[1:])[0]}>" for row in rows)
    told = {
        "dcterms:modified": [f"{moment():%Y-%m-%dT%H:%M:%SZ}"],
        "schema:version": [about.version],
        "schema:accessMode": ["textual", "visual"],
        "schema:accessModeSufficient": ["textual"],
        "schema:accessibilityFeature": [
            "alternativeText", "MathML", "structuralNavigation", "tableOfContents",
        ],
        "schema:accessibilityHazard": ["none"],
    }  # fmt: skip
    metas = (f'<meta property="{key}">{escape(v)}</meta>' for key, vs in told.items() for v in vs)
    return tagged + "\n" + "\n".join(metas)


def _package(leaves: Sequence[Leaf], files: Mapping[str, bytes]) -> str:
    """What the archive holds, in which order it is read, and what it says of itself."""
    features = {"nav.xhtml": "nav"}
    for each in leaves:
        held = ["mathml"] * bool(each.formulas) + ["svg"] * bool(each.drawings)
        features |= {renamed(each.page): " ".join(held)} if held else {}
    names = {file: f"f{n:03}" for n, file in enumerate(sorted(files), 1)}
    kinds = {**KINDS, ".xhtml": "application/xhtml+xml", ".css": "text/css"}
    items = "\n".join(
        f'<item id="{names[file]}" href="{file}" media-type="{kinds[Path(file).suffix]}"'
        + (f' properties="{features[file]}"/>' if file in features else "/>")
        for file in sorted(files)
    )
    order = ["title.xhtml", "nav.xhtml", *(renamed(each.page) for each in leaves)]
    spine = "\n".join(f'<itemref idref="{names[file]}"/>' for file in order)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<package xmlns="http://www.idpf.org/2007/opf" '
        f'version="3.0" unique-identifier="book" xml:lang="{cited.record().language}">\n'
        f'<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">\n{_metadata()}\n</metadata>\n'
        f"<manifest>\n{items}\n</manifest>\n<spine>\n{spine}\n</spine>\n</package>\n"
    )


def _write(path: Path, files: Mapping[str, bytes]) -> None:
    """The archive: first and uncompressed what it is, then all by name."""
    when = moment().timetuple()[:6]
    inner = {f"{INNER}/{name}": data for name, data in files.items()}
    inner["META-INF/container.xml"] = CONTAINER.encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in [("mimetype", b"application/epub+zip"), *sorted(inner.items())]:
            entry = zipfile.ZipInfo(name, when)
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            kind = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(entry, data, kind, 9)


def up_to_date(site: Path = pdf.SITE) -> bool:
    """Whether the EPUB is younger than the pages."""
    made, index = site / FILE, site / "searchindex.js"
    return made.is_file() and made.stat().st_mtime >= index.stat().st_mtime


def main() -> int:
    """Make the EPUB unless it is there already; the exit status."""
    if not (pdf.SITE / "searchindex.js").is_file():
        print("There are no pages to make an EPUB of: make book first.", file=sys.stderr)
        return 1
    if up_to_date():
        print("The EPUB is up to date.")
        return 0
    try:
        path = make()
    except ValueError as refusal:
        print(f"The book has no EPUB. {refusal}", file=sys.stderr)
        return 1
    print(f"The EPUB is {path}, {path.stat().st_size / 1e6:.1f} MB.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
