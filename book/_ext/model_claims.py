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
    """Theorem with its assumptions; its proof, counterexamples and citation are folded away."""
    found = known(name)
    lines = [
        f"::::{{prf:theorem}} {found.title}",
        f":label: claim-{name}",
        "",
        found.words,
        "",
        *_formula(found.latex()),
        *(f"- *{a.name}*: {a.meaning}" for a in found.assumptions),
        "",
        "::::",
        "",
        "::::{dropdown} Proof",
        *found.proof_markdown().splitlines(),
        "::::",
        "",
        "::::{dropdown} Why each assumption is needed",
        *(f"- *{key}*: {example.text}" for key, example in found.necessity().items()),
        "::::",
        "",
        "::::{dropdown} Cite this claim",
        "```bibtex",
        *found.cite().splitlines(),
        "```",
        "::::",
    ]
    if found.literature:
        lines += ["", "Literature: " + ", ".join(f"{{cite}}`{key}`" for key in found.literature)]
    holder = nodes.container(classes=["claim"])
    place = directive.get_source_info()[0]
    directive.state.nested_parse(StringList(lines, place), directive.content_offset, holder)
    return [n.anchor(directive, f"claim-anchor-{name}"), holder]


def _formula(tex: str) -> list[str]:
    return ["$$", tex, "$$", ""]


def claims_list() -> list[nodes.Node]:
    """Every claim with a link to its statement."""
    items = [
        nodes.list_item("", n.paragraph(n.link(f"claim-anchor-{name}", found.title)))
        for name, found in model.claims.items()
    ]
    return [nodes.bullet_list("", *items)]
