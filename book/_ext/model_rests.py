"""What rests on what, as tables: each row says what falls if it is wrong."""

from __future__ import annotations

from collections.abc import Iterable

import model_nodes as n
from docutils import nodes
from model_base import ModelDirective
from sphinx.util.docutils import SphinxDirective

from model import rests
from model.rests import Graph, Node, Sort

#: Facts of these states get a row.
OPEN = ("assumed", "inferred")
#: How many of the nearest a row names.
NAMED = 5
TITLES = {
    Sort.FACT: "Facts that are assumed or inferred",
    Sort.PARAMETER: "Parameters",
    Sort.CLAIM: "Claims",
}


def listed(graph: Graph, sort: Sort) -> list[Node]:
    """The nodes of a kind that get a row, those with which most falls first."""
    found = (node for node in graph.nodes.values() if node.sort == sort)
    open_ = [x for x in found if sort != Sort.FACT or x.state in OPEN]
    return sorted(open_, key=lambda node: (-len(graph.falls(node.id)), node.name))


def label(sort: str, name: str) -> str:
    """What links to the row of a node."""
    return f"rests-{sort}-{name}"


def link(node: Node) -> nodes.Node:
    """A link to where the book prints a node; a value of day 0 has no place of its own."""
    name = nodes.literal("", node.name)
    if node.sort == Sort.EQUATION:
        block, _, of = node.name.partition(".")
        if block == "start":
            return name
        place = n.equation_link(f"eq-{block}-{of}")
        return nodes.inline("", "", nodes.literal("", of), nodes.Text(" "), place)
    places = {
        Sort.FACT: "fact",
        Sort.PARAMETER: "param",
        Sort.CLAIM: "claim-anchor",
        Sort.SENTENCE: "sentence",
    }
    return n.link(f"{places[node.sort]}-{node.name}", name)


def nearest(falls: Iterable[Node]) -> list[nodes.Node]:
    """Links to some nodes, each kind named once before its first."""
    parts: list[nodes.Node] = []
    said = None
    for node in falls:
        parts.append(nodes.Text("; " if parts and node.sort != said else ", " if parts else ""))
        if node.sort != said:
            parts.append(nodes.Text(f"{node.sort.value} "))
        parts.append(link(node))
        said = node.sort
    return parts


def consequence(graph: Graph, node: Node) -> list[nodes.Node]:
    """The line of a node: how many fall with it, then the nearest by name."""
    line: list[nodes.Node] = [nodes.Text(rests.warning(graph, node.id))]
    falls = graph.falls(node.id)
    if not falls:
        return [*line, nodes.Text(".")]
    of = ", the nearest of them " if len(falls) > NAMED else ": "
    return [*line, nodes.Text(of), *nearest(falls[:NAMED]), nodes.Text(".")]


def made(directive: SphinxDirective) -> list[nodes.Node]:
    """A table for each kind."""
    graph = rests.graph()
    found: list[nodes.Node] = []
    for sort, title in TITLES.items():
        rows = [
            [
                [n.anchor(directive, label(sort, node.name)), link(node)],
                node.says,
                node.state,
                consequence(graph, node),
            ]
            for node in listed(graph, sort)
        ]
        head = ("name", "what it says", "state", "if this is wrong")
        found.append(n.paragraph(nodes.strong("", f"{title}: {len(rows)}")))
        classes = ["live", "live-rests", "filter-2"]
        found.append(n.table(head, rows, classes=classes, widths=(20, 30, 14, 36)))
    return found


def overview(graph: Graph) -> nodes.table:
    """How many edges there are from each kind (the row) to what rests on it (the column)."""
    counts = {(low, high): 0 for low in Sort for high in Sort}
    for name, grounds in graph.above.items():
        for ground in grounds:
            counts[graph.nodes[ground].sort, graph.nodes[name].sort] += 1
    sorts = [node.sort for node in graph.nodes.values()]
    columns = [sort for sort in Sort if any(counts[low, sort] for low in Sort)]
    rows = [
        (f"{low.value}s", str(sorts.count(low)), *(str(counts[low, c] or "") for c in columns))
        for low in Sort
    ]
    return n.table(("kind", "there are", *(f"under {c.value}s" for c in columns)), rows)


def more(sort: str, name: str) -> list[nodes.Node]:
    """A link to the row of a node, to end a cell in the tables of facts and parameters."""
    return [nodes.Text(". "), n.link(label(sort, name), "What falls if this is wrong")]


def card(claim: str) -> str:
    """The line of a claim for its card, in MyST, with a link to its row."""
    graph = rests.graph(proofs=False)
    (node,) = graph.find(f"claim:{claim}")
    return f"{rests.warning(graph, node.id)} ({{ref}}`which <{label(node.sort, claim)}>`)."


class WhatRests(ModelDirective):
    """What falls with each fact, parameter and claim."""

    def _made(self) -> list[nodes.Node]:
        n.depend(self.env, rests.STATEMENTS)
        return made(self)


class RestsOverview(ModelDirective):
    """How many of each kind there are, and what stands directly on what."""

    def _made(self) -> list[nodes.Node]:
        n.depend(self.env, rests.STATEMENTS)
        return [overview(rests.graph())]
