"""What the search page knows beside Sphinx's own index, read off the built pages.

Sphinx says which page has a word. This adds what a reader calls by name (claims, terms, answers,
equations and figures, with their numbers as printed), the first words of each section, which a
page opened from a disk may not fetch, and the words of other texts in `book/synonyms.yaml`. It is
written as a script, since such a page may not read data either.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from bs4 import BeautifulSoup, Tag

SYNONYMS = Path(__file__).with_name("synonyms.yaml")
FILE = "_static/search_places.js"
FOLDERS = ("book", "notebooks")
#: How the names of left out pages begin. Those of programs are Sphinx's own matter, and as long as
#: all others together.
LEFT_OUT = ("book/api", "book/changelog", "book/bibliography")
#: How many characters are kept of a text.
SECTION, DEFINITION, WORDS = 130, 160, 100
LAST = re.compile(r"\s+\S*$")
HEADING = re.compile("h[1-6]")
#: The formulas that are words of a sentence.
SHORT = re.compile(r"[\w .,%/+=<>()-]{1,12}")
#: What is kept of each kind of named place, after the number of its page.
KINDS = {
    "claims": ("id", "number", "number of its equation", "title", "first words"),
    "terms": ("names", "definition", "anchor if it is not the first name's"),
    "answers": ("id", "sentence", "interval"),
    "equations": ("label", "number"),
    "figures": ("name", "number"),
}

Row = list[Any]


def synonyms(path: Path = SYNONYMS) -> dict[str, list[str]]:
    """Words of other texts, each with the glossary's terms for it."""
    found: dict[str, list[str]] = yaml.safe_load(path.read_text("utf-8"))
    return found


def cut(text: str, length: int) -> str:
    """The beginning of a text, ended between words."""
    return text if len(text) <= length else LAST.sub("", text[: length + 1]) + " …"


def told(tag: Tag) -> str:
    """The text of a tag as one line, without link marks; a long formula is three dots."""
    words = []
    for piece in tag.find_all(string=True):
        classes = piece.parent.get_attribute_list("class") if piece.parent else []
        if "headerlink" not in classes:
            words.append(_spoken(str(piece)) if "math" in classes else str(piece))
    return " ".join("".join(words).split())


def _spoken(formula: str) -> str:
    """A formula of a sentence without its TeX, if it is short."""
    text = formula.strip().removeprefix(r"\(").removesuffix(r"\)")
    text = re.sub(r"\\mathrm\{(\w+)\}", r"\1", text)
    text = re.sub(r"_\{?(\w+)\}?", r"_\1", text).replace(r"\%", "%")
    return text if SHORT.fullmatch(text) else "…"


def slug(name: str) -> str:
    """A name as the end of an anchor. The script of the page makes it in the same way."""
    return re.sub(r"[^a-zA-Z0-9]+", "-", name).strip("-")


def _first(holder: Tag, length: int) -> str:
    """The first words of the paragraphs that stand right in a tag, but for heads of lists."""
    found = ""
    for paragraph in holder.find_all("p", recursive=False):
        after = paragraph.find_next_sibling()
        heads = after is not None and after.name in ("ul", "ol")
        if not heads and "equation-note" not in paragraph.get_attribute_list("class"):
            found = f"{found} {told(paragraph)}".strip()
        if len(found) > length:
            break
    return cut(found, length)


def sections(article: Tag) -> list[Row]:
    """Heading and first words of each section, and its anchor where the heading does not tell it.

    The first is the page itself, which needs no anchor.
    """
    found: list[Row] = []
    for section in article.find_all("section", id=True):
        heading = section.find(HEADING, recursive=False)
        if not isinstance(heading, Tag):
            continue
        row, text = told(heading), _first(section, SECTION)
        if not found or section["id"] == slug(row).lower():
            found.append([row, text])
        elif text:
            found.append([row, text, str(section["id"])])
    return found


def _claims(article: Tag) -> Iterable[Row]:
    for claim in article.select(".proof[id^=claim-]"):
        number = _text(claim, ".caption-number")
        title = _text(claim, ".admonition-title").removeprefix(number).strip()
        equation = _text(claim, ".math[id^=equation-eq-claim-] > .eqno")
        name = str(claim["id"]).removeprefix("claim-")
        words = _first(_within(claim, "section"), WORDS)
        yield [name, number, equation, title.removeprefix("(").removesuffix(")"), words]


def _terms(article: Tag) -> Iterable[Row]:
    for definition in article.select("dl.glossary > dd"):
        heads: list[Tag] = []
        for before in definition.find_previous_siblings(("dt", "dd")):
            if before.name == "dd":
                break
            heads.insert(0, before)
        row: Row = [[told(head) for head in heads], _first(definition, DEFINITION)]
        anchor = str(heads[0]["id"])
        yield row if anchor == f"term-{slug(row[0][0])}" else [*row, anchor]


def _answers(article: Tag) -> Iterable[Row]:
    for answer in article.select(".answer[id^=answer-]"):
        sentence = _text(answer, "p > strong").removesuffix(".")
        rest = _text(answer, "p").removeprefix(f"{sentence}.").strip()
        name = str(answer["id"]).removeprefix("answer-")
        yield [name, sentence, cut(rest.partition(";")[0], WORDS)]


def _equations(article: Tag) -> Iterable[Row]:
    for equation in article.select(".math[id^=equation-]:has(> .eqno)"):
        # The equation of a claim is found with the claim.
        if not str(equation["id"]).startswith("equation-eq-claim-"):
            yield [str(equation["id"]).removeprefix("equation-"), _text(equation, ".eqno")]


def _figures(article: Tag) -> Iterable[Row]:
    for figure in article.select("figure[id^=fig-]:has(.caption-number)"):
        yield [str(figure["id"]).removeprefix("fig-"), _text(figure, ".caption-number")]


FOUND = {
    "claims": _claims,
    "terms": _terms,
    "answers": _answers,
    "equations": _equations,
    "figures": _figures,
}


def _within(holder: Tag, path: str) -> Tag:
    found = holder.select_one(path)
    if found is None:
        raise ValueError(f"{holder.get('id')} has no {path}")
    return found


def _text(holder: Tag, path: str) -> str:
    return told(_within(holder, path))


def index(site: Path, other: Mapping[str, Sequence[str]]) -> dict[str, list[Row]]:
    """Pages with their sections, the places of each of `KINDS`, and ``other`` words with terms.

    Raises ``ValueError`` if a place has no title or number, or if a word leads to no term.
    """
    made: dict[str, list[Row]] = {"pages": [], **{kind: [] for kind in KINDS}}
    for path in (each for folder in FOLDERS for each in sorted((site / folder).glob("*.html"))):
        page = path.relative_to(site).with_suffix("").as_posix()
        soup = BeautifulSoup(path.read_text("utf-8"), "html.parser")
        article = soup.select_one("article.bd-article")
        if page.startswith(LEFT_OUT) or article is None:
            continue
        for kind, find in FOUND.items():
            made[kind] += [[len(made["pages"]), *row] for row in find(article)]
        made["pages"].append([page, *sections(article)])
    terms = {name for _, names, *_ in made["terms"] for name in names}
    if unknown := sorted({term for found in other.values() for term in found} - terms):
        raise ValueError(f"synonyms lead to these, which the glossary does not have: {unknown}")
    return {**made, "synonyms": [[said, *found] for said, found in other.items()]}


def script(found: Mapping[str, Sequence[Row]]) -> str:
    """The index as a script that the search page loads, one row a line."""
    tables = []
    for name, rows in found.items():
        lines = (json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows)
        tables.append(f"{name}: [\n{{}}\n]".replace("{}", ",\n".join(lines)))
    return "const BookPlaces = {\n" + ",\n".join(tables) + "\n};\n"


def write(site: Path) -> None:
    """Write the script into a built site."""
    (site / FILE).write_text(script(index(site, synonyms())), encoding="utf-8")
