"""The table "From the article to the model": every reference in it must exist."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import model_claims
import model_facts
import model_nodes as n
import yaml
from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from model.compile.families import shown
from model.spec.core import target_of

LISTS = ("facts", "blocks", "equations", "claims", "pages", "tests")


def made(path: Path, directive: SphinxDirective) -> list[nodes.Node]:
    """The table; `ValueError` names the row and the reference that points nowhere."""
    body: list[list[n.Cell]] = []
    for row in read(path):
        carriers = {
            "facts": [n.link(f"fact-{f}", nodes.literal("", f)) for f in row["facts"]],
            "blocks": [n.link(f"block-{b}", b) for b in row["blocks"]],
            "equations": [n.equation_link(label) for label in row["labels"]],
            "claims": [n.link(f"claim-anchor-{c}", nodes.literal("", c)) for c in row["claims"]],
            "pages": [n.page_link(p) for p in row["pages"]],
        }
        body.append(
            [
                [n.anchor(directive, f"sentence-{row['id']}"), nodes.Text(row["id"])],
                row["statement"],
                n.separated((_named(k, links) for k, links in carriers.items() if links), "; "),
                n.separated(nodes.literal("", t.split("::", 1)[1]) for t in row["tests"]),
            ]
        )
    head = ("", "what the article says", "what carries it", "tests")
    return [n.table(head, body, classes=["statements"], widths=(8, 36, 31, 25))]


def _named(kind: str, links: list[nodes.Node]) -> nodes.inline:
    """One kind of carrier, its name first."""
    return nodes.inline("", "", nodes.emphasis("", kind), nodes.Text(" "), *n.separated(links))


def read(path: Path) -> list[dict[str, Any]]:
    """The rows, checked, with ``labels`` of their equations."""
    rows = yaml.safe_load(path.read_text("utf-8"))
    if not isinstance(rows, list) or not rows:
        raise ValueError(f"{path.name} holds no list of rows")
    seen: set[str] = set()
    for row in rows:
        place = f"{path.name}: {row.get('id', 'a row without id')}"
        _check_form(place, row, seen)
        try:
            for name in row["facts"]:
                model_facts.known(name)
            for name in row["blocks"]:
                n.block(name)
            for name in row["claims"]:
                model_claims.known(name)
            row["labels"] = [label(name, row["blocks"]) for name in row["equations"]]
            for test in row["tests"]:
                check_test(test)
        except ValueError as refusal:
            raise ValueError(f"{place}: {refusal}") from refusal
    return rows


def _check_form(place: str, row: Any, seen: set[str]) -> None:
    if not isinstance(row, dict) or not {"id", "statement"} <= set(row):
        raise ValueError(f"{place}: write id and statement")
    if row["id"] in seen:
        raise ValueError(f"{place}: the id is used twice")
    seen.add(row["id"])
    unknown = set(row) - {"id", "statement", *LISTS}
    if unknown:
        raise ValueError(f"{place}: {', '.join(sorted(unknown))} is not a field")
    for key in LISTS:
        row[key] = row.get(key) or []
        if isinstance(row[key], str):
            raise ValueError(f"{place}: {key} must be a list")
    row["id"] = str(row["id"])
    for key in ("blocks", "pages", "tests"):
        if not row[key]:
            raise ValueError(f"{place}: it points to no {key.removesuffix('s')}")


def label(name: str, blocks: list[str]) -> str:
    """The label of an equation, in the row's blocks first, else in any block."""
    every = [b.name for b in n.economy().blocks]
    for block in (*blocks, *every):
        for one in shown(n.block(block)):
            if name in (one.name, *(target_of(e).name for e in one.members)):
                return one.label
    names = [one.name for b in n.economy().blocks for one in shown(b)]
    raise n.Unknown("equation", name, names)


def check_test(node_id: str) -> None:
    """Raise `ValueError` unless ``path::function`` (or ``path::Class::function``) exists."""
    file, *names = node_id.split("::")
    path = n.ROOT / file
    if not path.is_file():
        raise ValueError(f"there is no test file {file}")
    if not names:
        raise ValueError(f"{node_id} names no test: write path::function")
    body = ast.parse(path.read_text("utf-8")).body
    for name in names:
        wanted = name.split("[")[0]  # a case of a parametrised test
        inner = [
            node
            for node in body
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node.name == wanted
        ]
        if not inner:
            raise ValueError(f"{file} has no test {name}")
        body = inner[0].body
