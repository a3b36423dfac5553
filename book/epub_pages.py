"""Pages of the built book as a reader of e-books needs them: XHTML, with formulas as MathML.

A chapter is the article alone, as it is printed: no menu, no scripts, open folds. What stood in
tabs follows under small headings, code is plain text, and links lead to the chapters' files.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from html import escape, unescape
from pathlib import Path
from xml.etree import ElementTree

from bs4 import BeautifulSoup, Comment, Tag
from bs4.element import PreformattedString
from bs4.filter import SoupStrainer
from math_core import LatexError, LatexToMathML

from book import printed
from book.pdf import Chapter

#: What an e-book has no use for, beside the tools that paper has none for either.
LEFT_OUT = (
    ".viewcode-link, .only-dark, .diagram-box.narrow, .toctree-wrapper, style, link, input, "
    "summary svg, summary .collapsed, .sd-summary-state-marker"
)
#: Attributes of HTML that went out of use, or that serve scripts and forms.
OLD_ATTRIBUTES = ("align", "aria-controls", "border", "download", "for", "halign", "valign")
#: Spans whose class only colours a letter or keeps a word from breaking.
STYLING = "pre span, code span.pre, .sig span.pre"
TEX = re.compile(r"\s*\\(?:\((?P<inline>.*)\\\)|\[(?P<display>.*)\\\])\s*", re.DOTALL)
#: Sphinx wraps lines in an environment that LaTeX allows only alone; inside of others it is this.
SPLIT = re.compile(r"(?<=\\begin\{)split(?=\})|(?<=\\end\{)split(?=\})")
#: MathML comes with names of letters that HTML knows and XML does not.
NAMED = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)[A-Za-z]\w*;")
#: Names in drawings that have capitals, which a reader of HTML makes small.
CAPITALS = re.compile(r"[<\s]([a-z]+[A-Z]\w*)")
MATHML = "http://www.w3.org/1998/Math/MathML"
ALIGNED = re.compile(r"text-align: (left|right);")
#: What sets the size of a formula's parts, and the elements of MathML 3 that take it.
SIZES = {"displaystyle": ("math", "mstyle", "mtable"), "scriptlevel": ("mstyle",)}
ElementTree.register_namespace("", MATHML)


class Markup(PreformattedString):
    """Text that is written into a page as it is."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A chapter as XHTML, and what it needs and offers.

    ``page`` is the page it was made from, ``sections`` the anchors and titles of its second
    headings, ``anchors`` all places in it, ``links`` the pages and places within the book that it
    leads to, ``images`` the files that it shows, ``formulas`` and ``drawings`` how many there are.
    """

    page: str
    title: str
    part: str
    text: str
    sections: list[tuple[str, str]]
    anchors: set[str]
    links: list[tuple[str, str]]
    images: set[str]
    formulas: int
    drawings: int


class Formulas:
    """Turns TeX into MathML; ``macros`` are the book's own commands by their names."""

    def __init__(self, macros: Mapping[str, str]) -> None:
        self._turn = LatexToMathML(macros=dict(macros), xml_namespace=True, fancy_error=False)
        self._made: dict[tuple[str, bool], str] = {}

    def mathml(self, tex: str, *, display: bool) -> str:
        """One formula, with its TeX as text for those who show no MathML.

        Raises ``ValueError`` naming the formula and what of it is not understood.
        """
        words = " ".join(tex.split())
        if (words, display) not in self._made:
            try:
                made = self._turn.convert_with_local_state(
                    SPLIT.sub("aligned", words), displaystyle=display
                )
                tree = ElementTree.fromstring(NAMED.sub(lambda name: unescape(name[0]), made))
            except (LatexError, ElementTree.ParseError) as refusal:
                raise ValueError(f"no MathML for the formula {words}: {refusal}") from refusal
            tree.set("alttext", words)
            _older(tree)
            self._made[words, display] = ElementTree.tostring(tree, encoding="unicode")
        return self._made[words, display]

    def place(self, holder: Tag) -> None:
        """Put MathML where a page has TeX; places and the equation's number stay before it."""
        beside = [each.extract() for each in holder.find_all(True, recursive=False)]
        given = TEX.fullmatch(holder.get_text())
        if given is None:
            raise ValueError(f"no formula is {holder.get_text().strip()!r}")
        display = given["display"] is not None
        made = self.mathml(given["display"] if display else given["inline"], display=display)
        holder.clear()
        holder.extend([*beside, Markup(made)])


def _older(parent: ElementTree.Element) -> None:
    """Say to readers of MathML 3 what newer ones read from any element and from its style."""
    for at, child in enumerate(list(parent)):
        _older(child)
        if aligned := ALIGNED.match(child.get("style", "")):
            child.set("columnalign", aligned[1])
        kind = child.tag.removeprefix(f"{{{MATHML}}}")
        sizes = {
            n: child.attrib.pop(n) for n, k in SIZES.items() if n in child.attrib and kind not in k
        }
        if sizes:
            outer = ElementTree.Element(f"{{{MATHML}}}mstyle", sizes)
            outer.append(child)
            parent[at] = outer


def leaf(site: Path, chapter: Chapter, within: Container[str], formulas: Formulas) -> Leaf:
    """The chapter that a page becomes; ``within`` are the pages of the volume.

    Raises ``ValueError`` naming the page and a formula of it that cannot be turned, or an image
    without an alternative text.
    """
    page = chapter.page
    source = (site / page).read_text("utf-8")
    soup = BeautifulSoup(source, "html.parser", parse_only=SoupStrainer("article"))
    article = printed.article(soup, page, within)
    _tidy(article)
    drawings = article.select("svg")
    _spelt(drawings, {name.lower(): name for name in CAPITALS.findall(source)})
    held = article.select(".math")
    try:
        for holder in held:
            formulas.place(holder)
        images = {printed.target(page, src)[0] for src in _shown(article)}
    except ValueError as refusal:
        raise ValueError(f"{page}: {refusal}") from refusal
    sections = [
        (str(heading.parent["id"]), " ".join(heading.get_text().split()))
        for heading in article.select("section[id] > h2")
        if heading.parent is not None
    ]
    return Leaf(
        page=page,
        title=chapter.title,
        part=chapter.part,
        links=_linked(article, page),
        text=document(
            chapter.title,
            article.decode_contents(formatter="minimal").strip(),
            "../" * page.count("/"),
        ),
        sections=sections,
        anchors={str(tag["id"]) for tag in article.find_all(id=True)},
        images=images,
        formulas=len(held),
        drawings=len(drawings),
    )


def _shown(article: Tag) -> list[str]:
    """The sources of images, each of which says in words what it shows."""
    images = article.select("img")
    for image in images:
        if not str(image.get("alt", "")).strip():
            raise ValueError(f"{image['src']} has no alternative text")
    return [str(image["src"]) for image in images]


def _spelt(drawings: Iterable[Tag], names: Mapping[str, str]) -> None:
    """Make drawings valid by themselves: the capitals that names had, roles and titles of old."""
    for drawing in drawings:
        drawing["xmlns"] = "http://www.w3.org/2000/svg"
        for tag in [drawing, *drawing.find_all(True)]:
            tag.name = names.get(tag.name, tag.name)
            tag.attrs = {names.get(key, key): value for key, value in tag.attrs.items()}
            if "role" in tag.attrs:  # the last is the one that all readers know
                tag["role"] = str(tag["role"]).split()[-1]
        for link in drawing.find_all("a"):
            title = Tag(name="title")
            title.string = " ".join(link.get_text(" ").split())
            link.insert(0, title)


def _tidy(article: Tag) -> None:
    """Make what is left of the page valid and readable without scripts."""
    for tag in article.select(LEFT_OUT):
        tag.decompose()
    for comment in article.find_all(string=lambda text: isinstance(text, Comment)):
        comment.extract()
    for span in article.select(STYLING):
        if not span.get("id"):
            span.unwrap()
    for link in article.select("a:not([href], [id])"):
        link.unwrap()
    for label in article.select("label"):
        label.name = "p"
    for words in article.select("summary .expanded"):
        told = words.get_text().strip().removeprefix("Hide ")
        words.replace_with(told[:1].upper() + told[1:])
    for tag in article.find_all(True):
        for name in OLD_ATTRIBUTES:
            tag.attrs.pop(name, None)
    _name_once(article)


def _name_once(article: Tag) -> None:
    """A link to a name that is there twice leads to the first in a browser: the rest go."""
    seen = set()
    for tag in article.find_all(id=True):
        if tag["id"] in seen:
            del tag["id"]
        else:
            seen.add(tag["id"])


def _linked(article: Tag, page: str) -> list[tuple[str, str]]:
    """Make links within the book lead to its files; the pages and places that they lead to."""
    found = []
    for link in article.find_all("a", href=True):
        href = str(link["href"])
        if not printed.AWAY.match(href):
            where, anchor = printed.target(page, href)
            found.append((where, anchor))
            path, mark, rest = href.partition("#")
            link["href"] = renamed(path) + mark + rest
    return found


def renamed(page: str) -> str:
    """The chapter's file that a page becomes."""
    return re.sub(r"\.html$", ".xhtml", page)


def document(title: str, body: str, depth: str = "", kind: str = "chapter") -> str:
    """A file of the book; ``depth`` leads from it to the folder that holds all, as ``../``."""
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" '
        'lang="en-GB" xml:lang="en-GB">\n'
        f"<head><title>{escape(title)}</title>"
        f'<link rel="stylesheet" type="text/css" href="{depth}style.css"/></head>\n'
        f'<body epub:type="{kind}">\n{body}\n</body>\n</html>\n'
    )
