"""Claims of the theory: statement, assumptions, proof and citation."""

from __future__ import annotations

from typing import Any

import model_nodes as n
from docutils import nodes
from docutils.statemachine import StringList
from sphinx.util.docutils import SphinxDirective

import model


def known(name: str) -> Any:
    """A claim by id, or `model_nodes.Unknown`."""
    claims = model.claims
    if name not in claims:
        raise n.Unknown("claim", name, list(claims))
    return claims[name]


def claim(directive: SphinxDirective, name: str) -> list[nodes.Node]:
    """Theorem with its assumptions, then its proof and citation folded away."""
    found = known(name)
    lines = [f"::::{{prf:theorem}} {found.title}", f":label: claim-{name}", "", found.statement, ""]
    if found.assumptions:
        lines += ["**Assumptions.**", "", *(f"- {text}" for text in found.assumptions), ""]
    lines += ["::::", "", "::::{dropdown} Proof", *found.proof.splitlines(), "::::", "",
              "::::{dropdown} Cite this claim", "```bibtex", *found.cite().splitlines(), "```",
              "::::"]
    holder = nodes.container(classes=["claim"])
    place = directive.get_source_info()[0]
    directive.state.nested_parse(StringList(lines, place), directive.content_offset, holder)
    return [n.anchor(directive, f"claim-anchor-{name}"), holder]


def claims_list() -> list[nodes.Node]:
    """Every claim with a link to its statement."""
    items = [nodes.list_item("", n.paragraph(n.link(f"claim-anchor-{name}", found.title)))
             for name, found in model.claims.items()]
    return [nodes.bullet_list("", *items)]
