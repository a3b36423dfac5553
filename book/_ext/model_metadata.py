"""What a page says of itself to catalogues and citation managers, and BibTeX of all parts.

Each page of the book carries schema.org JSON-LD and the citation tags that reference managers read.
Beside the pages lies `citations.bib`, with an entry for the book, each page, claim, answer, figure
and scenario; the directive `citation` prints one of these entries.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any, ClassVar

import model_nodes as n
from docutils import nodes
from model_base import ModelDirective
from model_whole import is_whole
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError
from sphinx.transforms.post_transforms import SphinxPostTransform

import model
from model import cited
from model.scenarios import SCENARIOS

FILE = "citations.bib"
SPDX = "https://spdx.org/licenses/"
KINDS = ("book", "page", "claim", "figure", "answer", "scenario")


class CitationEntry(nodes.literal_block):
    """BibTeX of a part; its text is known when all pages are read."""


def pages(env: BuildEnvironment) -> list[str]:
    """The pages of the book."""
    return sorted(p for p in env.all_docs if p.partition("/")[0] in ("book", "notebooks"))


def key_of(page: str) -> str:
    """The BibTeX key of a page: its file's name."""
    return f"page-{Path(page).name}"


def page_entry(env: BuildEnvironment, page: str) -> str:
    """The BibTeX of a page by its document's name."""
    return cited.chapter(key_of(page), env.titles[page].astext(), f"{page}.html")


def figures(env: BuildEnvironment) -> dict[str, str]:
    """The BibTeX of every figure with a name, by the name."""
    domain: Any = env.get_domain("std")
    found = {}
    for page, numbers in env.toc_fignumbers.items():
        for name, number in numbers.get("figure", {}).items():
            if name in domain.labels:
                told = ".".join(map(str, number))
                caption = domain.labels[name][2].replace("\\", "")
                place = f"{page}.html#{name}"
                found[name] = cited.part(f"figure-{name}", caption, f"Figure {told}", place)
    return dict(sorted(found.items()))


def scenario_entry(name: str) -> str:
    """The BibTeX of a scenario, with the page that compares all."""
    if name not in SCENARIOS:
        raise n.Unknown("scenario", name, SCENARIOS)
    title = f"Scenario {name}"
    key = title.lower().replace(" ", "-")
    return cited.part(key, title, title, "notebooks/17_scenarios.html")


def _labelled(env: BuildEnvironment, label: str) -> str:
    domain: Any = env.get_domain("std")
    if label not in domain.labels:
        raise n.Unknown("page", label, domain.labels)
    return page_entry(env, domain.labels[label][0])


def _figure(env: BuildEnvironment, name: str) -> str:
    found = figures(env)
    if name not in found:
        raise n.Unknown("figure", name, found)
    return found[name]


ENTRIES: dict[str, Callable[[BuildEnvironment, str], str]] = {
    "book": lambda env, name: cited.book(),
    "page": _labelled,
    "figure": _figure,
    "claim": lambda env, name: model.claims[name].cite(),
    "answer": lambda env, name: model.answers[name].cite(),
    "scenario": lambda env, name: scenario_entry(name),
}


class Citation(ModelDirective):
    """BibTeX to copy: ``book``, or one of `KINDS` and an id."""

    required_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[dict[str, Any]] = {}

    def _made(self) -> list[nodes.Node]:
        kind, _, name = self.arguments[0].partition(" ")
        if kind not in KINDS:
            raise n.Unknown("kind of citation", kind, KINDS)
        made = CitationEntry("", "", language="bibtex", kind=kind, of=name.strip())
        self.set_source_info(made)
        return [made]


class FillCitations(SphinxPostTransform):
    """Write the entries once titles and numbers are known."""

    default_priority = 5

    def run(self, **_: Any) -> None:
        """Put a literal block in the place of each."""
        for entry in list(self.document.findall(CitationEntry)):
            try:
                text = ENTRIES[entry["kind"]](self.env, entry["of"])
            except (ValueError, KeyError) as refusal:
                if self.config["model_partial_book"]:
                    text = f"{entry['kind']} {entry['of']}"
                else:
                    raise entry_error(entry, refusal) from refusal
            entry.replace_self(nodes.literal_block(text, text, language="bibtex"))


def entry_error(entry: nodes.Node, refusal: Exception) -> Exception:
    """A refusal with the place of the directive."""
    return ExtensionError(f"{entry.source}:{entry.line}: citation: {refusal}")


def described(doctree: nodes.document) -> str:
    """The question that a page opens with, which is its first paragraph."""
    first = next(iter(doctree.findall(nodes.paragraph)), None)
    return " ".join(first.astext().split()) if first is not None else ""


def linked_data(title: str, about: str, root: bool) -> dict[str, Any]:
    """The page as schema.org has it: the book, or a chapter of it."""
    record = cited.record()
    authors = [{"@type": "Organization", "name": author} for author in record.authors]
    book = {
        "@type": "Book",
        "name": record.title,
        "author": authors,
        "version": record.version,
        "inLanguage": record.language,
        "copyrightYear": record.year,
        "datePublished": record.released,
        "license": SPDX + record.licences["text"],
        "url": record.address,
        "identifier": record.doi,
    }
    book = {name: value for name, value in book.items() if value is not None}
    context = {"@context": "https://schema.org"}
    if root:
        extra = {"abstract": record.abstract, "keywords": ", ".join(record.keywords)}
        return {**context, **book, **extra}
    chapter = {
        "@type": "Chapter",
        "name": title,
        "description": about,
        "author": authors,
        "inLanguage": record.language,
        "license": book["license"],
        "isPartOf": book,
    }
    return {**context, **chapter}


def tags(title: str, about: str, root: bool) -> str:
    """The tags of a page's head."""
    record = cited.record()
    meta = [
        ("description", about),
        ("author", "; ".join(record.authors)),
        ("citation_title", record.title if root else title),
        *(("citation_author", author) for author in record.authors),
        ("citation_publication_date", record.released or str(record.year)),
        ("citation_inbook_title", "" if root else record.title),
        ("citation_language", record.language),
        ("citation_doi", record.doi or ""),
    ]
    lines = [
        f'<meta name="{name}" content="{escape(text, quote=True)}" />'
        for name, text in meta
        if text
    ]
    data = json.dumps(linked_data(title, about, root), ensure_ascii=False)
    # Nothing in a text may end the script early.
    safe = data.replace("</", "<\\/")
    lines.append(f'<script type="application/ld+json">{safe}</script>')
    return "\n".join(lines)


def add_tags(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Into the head of each page of the book."""
    if doctree is None or page not in app.env.titles:
        return
    root = page == app.config.root_doc
    title = app.env.titles[page].astext()
    context["metatags"] = context.get("metatags", "") + tags(title, described(doctree), root)


def write(app: Sphinx, failed: Exception | None) -> None:
    """`citations.bib`, once the pages are written."""
    if failed or not is_whole(app):
        return
    entries = [
        cited.book(),
        *(page_entry(app.env, page) for page in pages(app.env)),
        *(model.claims[name].cite().partition("\n\n")[0] for name in model.claims),
        *(answer.cite() for answer in model.answers.values()),
        *figures(app.env).values(),
        *map(scenario_entry, SCENARIOS),
    ]
    Path(app.outdir, FILE).write_text("\n\n".join(entries) + "\n", encoding="utf-8")


def add_to(app: Sphinx) -> None:
    """Register the directive, the tags and the file."""
    app.add_node(CitationEntry)
    app.add_directive("citation", Citation)
    app.add_post_transform(FillCitations)
    app.connect("html-page-context", add_tags)
    app.connect("build-finished", write)
