"""Facts and contradictions as tables."""

from __future__ import annotations

import model_nodes as n
import model_rests
import model_sources
from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from model import rests
from model.compile import tables
from model.factbook import Fact, contradictions, facts

STATUSES = ("contract", "official", "secondary", "inferred", "assumed", "seed")


def known(name: str) -> Fact:
    """A fact by id, or `model_nodes.Unknown`."""
    if name not in facts:
        raise n.Unknown("fact", name, facts)
    return facts[name]


def facts_table(directive: SphinxDirective, status: str) -> nodes.table:
    """The facts of one status, each with an anchor."""
    if status not in STATUSES:
        raise n.Unknown("status of facts", status, STATUSES)
    rows: list[list[n.Cell]] = []
    for fact in (f for f in facts.values() if f.status == status):
        spread = "exact"
        if fact.low < fact.high:
            spread = f"{tables.number(fact.low)} to {tables.number(fact.high)}"
        amount = tables.amount(fact.value, fact.unit)
        rows.append(
            [
                [n.anchor(directive, f"fact-{fact.id}"), nodes.literal("", fact.id)],
                _meaning(fact),
                [n.sorted_by(fact.value, fact.unit), nodes.Text(amount)],
                spread,
                n.separated((model_sources.link(s) for s in fact.sources), "; "),
                fact.date,
            ]
        )
    head = ("id", "meaning", "value", "range", "source", "date")
    return n.table(head, rows, classes=["live", "live-facts"], widths=(16, 31, 12, 10, 22, 9))


def _meaning(fact: Fact) -> list[nodes.Node]:
    """What a fact means, its note, and what falls with it: a link where that has a row."""
    said = fact.info + (f". {fact.note}" if fact.note else "")
    if fact.status not in model_rests.OPEN:
        falls = rests.warning(rests.graph(proofs=False), f"fact:{fact.id}")
        return [nodes.Text(f"{said.removesuffix('.')}. {falls}.")]
    return [nodes.Text(said.removesuffix(".")), *model_rests.more("fact", fact.id)]


def contradictions_table(directive: SphinxDirective) -> nodes.table:
    """Both claims, the choice, why, and the facts touched."""
    rows: list[list[n.Cell]] = []
    for dispute in contradictions().values():
        links = (n.link(f"fact-{known(f).id}", nodes.literal("", f)) for f in dispute.facts)
        rows.append(
            [
                [n.anchor(directive, f"contradiction-{dispute.id}"), nodes.Text(dispute.id)],
                dispute.topic,
                dispute.claim_a,
                dispute.claim_b,
                f"{dispute.choice} {dispute.reason}",
                n.separated(links),
            ]
        )
    head = ("no.", "about", "A says", "B says", "choice and reason", "facts")
    return n.table(head, rows, widths=(5, 13, 19, 19, 26, 18))
