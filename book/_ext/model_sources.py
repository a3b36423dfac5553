"""The sources as a table: where each was read, how far to trust it, and the facts on it."""

from __future__ import annotations

import model_nodes as n
from docutils import nodes
from model_base import ModelDirective
from sphinx.util.docutils import SphinxDirective

from model.factbook import Fact, Source, facts, sources
from model.factbook.locators import places

#: More names than these are folded away.
OPEN = 4


def link(source: Source) -> nodes.Node:
    """A link from a fact to the row of its source."""
    return n.link(f"source-{source.id}", source.title)


def resting(source: Source) -> list[Fact]:
    """The facts that name a source."""
    return [fact for fact in facts.values() if source in fact.sources]


def sources_table(directive: SphinxDirective) -> nodes.table:
    """Every source with an anchor; what can be opened is a link."""
    rows: list[list[n.Cell]] = [
        [
            [
                n.anchor(directive, f"source-{source.id}"),
                nodes.Text(f"{source.title} "),
                nodes.literal("", source.id),
            ],
            source.kind,
            _where(source),
            source.date or "undated",
            source.confidence,
            _facts(source),
        ]
        for source in sources().values()
    ]
    head = ("source", "kind", "where it was read", "date", "trust", "facts")
    return n.table(
        head,
        rows,
        classes=["live", "live-sources", "filter-1", "sources"],
        widths=(18, 11, 23, 12, 18, 18),
    )


def _where(source: Source) -> list[nodes.Node]:
    """The locator as it is written, with links on what can be opened."""
    parts: list[nodes.Node] = []
    at = 0
    for place in places(source.locator):
        words = source.locator[place.start : place.end]
        parts += [
            nodes.Text(source.locator[at : place.start]),
            nodes.reference("", words, refuri=place.link, internal=False),
        ]
        at = place.end
    return [*parts, nodes.Text(source.locator[at:])]


def _facts(source: Source) -> list[nodes.Node]:
    """Links to the facts of a source; a long list is one line that opens."""
    found = resting(source)
    links = n.separated(n.link(f"fact-{fact.id}", nodes.literal("", fact.id)) for fact in found)
    if len(found) <= OPEN:
        return links or [nodes.Text("none")]
    heard = f'<span class="only-heard"> of {source.id}</span>'
    opening = f"<details><summary>{len(found)} facts{heard}</summary>"
    return [
        nodes.raw("", opening, format="html"),
        n.paragraph(*links),
        nodes.raw("", "</details>", format="html"),
    ]


class SourcesTable(ModelDirective):
    """All sources."""

    def _made(self) -> list[nodes.Node]:
        return [n.data_link(self, "sources"), sources_table(self)]
