"""Equations, the transaction-flow matrix and printed programs as doctree nodes."""

from __future__ import annotations

import ast
import re
from functools import cache
from typing import Any

import model_nodes as n
from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective
from sphinx.util.nodes import make_refnode

from model.compile import latex, tables
from model.compile.families import Shown, shown
from model.compile.terms import alone
from model.quantities import quantity, registry
from model.readable import programs
from model.readable.programs import home
from model.spec.core import Block, target_of
from model.spec.economy import Economy


class CodeLink(nodes.Inline, nodes.TextElement):
    """A name in the code, linked to the API page if that page describes it."""


class CodeLinks(SphinxPostTransform):
    """Turn code names into links where the API page has them, else into literal text."""

    default_priority = 5

    def run(self, **_: Any) -> None:
        """Replace every `CodeLink`."""
        domain: Any = self.env.get_domain("py")
        known = domain.objects
        for node in list(self.document.findall(CodeLink)):
            text = nodes.literal("", node.astext())
            name = next((t for t in node["targets"] if t in known), None)
            if name is None:
                node.replace_self(text)
                continue
            entry = known[name]
            node.replace_self(
                make_refnode(
                    self.app.builder, self.env.docname, entry.docname, entry.node_id, text, name
                )
            )


def code_link(block: str) -> CodeLink:
    """The function that states a block."""
    module, function = home(block)
    return CodeLink("", f"{module}.{function}", targets=[f"{module}.{function}", module])


# Tests of the economy itself: those of printers, pages and files do not carry an equation.
_TESTED_IN = ("spec", "property", "parity", "engines", "conformance", "theory")


@cache
def _tests() -> tuple[tuple[str, frozenset[str]], ...]:
    """Every test of the economy as ``path::name``, with the names that stand in it."""
    found = []
    for folder in _TESTED_IN:
        for path in sorted((n.ROOT / "tests" / folder).rglob("test_*.py")):
            for node in ast.parse(path.read_text("utf-8")).body:
                if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                    place = path.relative_to(n.ROOT).as_posix()
                    names = frozenset(name for part in ast.walk(node) for name in _named(part))
                    found.append((f"{place}::{node.name}", names))
    return tuple(found)


def _named(part: ast.AST) -> tuple[str, ...]:
    """Names a test means: ``"burn"`` and ``a.vault_usd``; ``text.split`` means no block."""
    if isinstance(part, ast.Constant) and isinstance(part.value, str):
        return (part.value,)
    if isinstance(part, ast.Attribute):
        return (part.attr if "_" in part.attr else f".{part.attr}",)
    return ()


def covering(block: str, *names: str) -> str:
    """The test that names an equation; else one that names its block; else one that walks all."""
    own = f"test_{home(block)[0].rpartition('.')[2]}.py::"
    tests = sorted(_tests(), key=lambda test: own not in test[0])  # its module's own tests first
    for wanted in (*names, block):
        for test, found in tests:
            if wanted in found:
                return test
    walks = {".flows", ".equations", ".blocks", ".states"}
    # Parity compares every state, flow and definition of the engines, every day.
    order = ("tests/parity", "tests/engines", "tests/property", "tests/")
    return next(
        (t for start in order for t, found in tests if t.startswith(start) and walks & found), ""
    )


def _meaning(one: Shown) -> str:
    """What an equation's quantity is; the words in which members differ become the letter."""
    infos = [quantity(target_of(equation)).info for equation in one.members]
    if one.range is None:
        return infos[0]
    words = zip(*(re.split(r"(\W+)", info) for info in infos), strict=True)
    return "".join(w[0] if len(set(w)) == 1 else one.range.index.letter for w in words)


def _note(one: Shown, block: Block, of: str) -> nodes.paragraph:
    record = quantity(target_of(one.members[0]))
    name = one.name
    parts: list[str | nodes.Node] = [nodes.literal("", name), f": {_meaning(one)}"]
    if record.unit != "1":
        parts.append(f" ({tables.unit_text(record.unit)})")
    parts += [". Code: ", code_link(block.name)]
    found = tables.facts_of(n.economy(of), *one.members)
    if found:
        links = (n.link(f"fact-{fact}", nodes.literal("", fact)) for fact in found)
        parts += [". Facts: ", *n.separated(links)]
    test = covering(block.name, name, *(target_of(e).name for e in one.members))
    if test:
        parts += [". Test: ", nodes.literal("", test)]
    return n.paragraph(*parts, ".", classes=["equation-note"])


def display(directive: SphinxDirective, tex: str, label: str | None) -> list[nodes.Node]:
    """A displayed formula, numbered and labelled if ``label`` is given."""
    node = nodes.math_block(
        tex, tex, docname=directive.env.docname, number=None, label=label, nowrap=False
    )
    directive.set_source_info(node)
    if label is None:
        return [node]
    domain: Any = directive.env.get_domain("math")
    domain.note_equation(directive.env.docname, label, location=node)
    node["number"] = domain.get_equation_number_for(label)
    target = nodes.target("", "", ids=[nodes.make_id(f"equation-{label}")])
    directive.state.document.note_explicit_target(target)
    return [target, node]


def _label(block: str, name: str, of: str) -> str:
    return n.label("eq", f"{block}-{name}", of)


def printed(
    directive: SphinxDirective, block: Block, of: str, only: list[str], labelled: bool, stocks: bool
) -> list[nodes.Node]:
    """The equations of a block, all or some, with what carries each of them."""
    all_shown = {one.name: one for one in shown(block)}
    for name in only:
        if name not in all_shown:
            raise n.Unknown(f"equation of block {block.name}", name, all_shown)
    found: list[nodes.Node] = (
        [] if only else [n.anchor(directive, n.label("block", block.name, of))]
    )
    for name in only or all_shown:
        one = all_shown[name]
        found += display(
            directive,
            latex.equation(one, block),
            _label(block.name, name, of) if labelled else None,
        )
        if not only:
            found.append(_note(one, block, of))
    if block.moved and (not only or stocks):
        found.append(n.paragraph("The stocks then hold:"))
        found += display(
            directive,
            latex.stock_updates(block),
            _label(block.name, "stocks", of) if labelled else None,
        )
    if only:
        found.append(
            n.paragraph(
                "From ",
                n.link(n.label("block", block.name, of), f"all of {block.name}"),
                "; code: ",
                code_link(block.name),
                ".",
                classes=["equation-note"],
            )
        )
    return found


def matrix_table(matrix: tables.Matrix, of: str) -> nodes.table:
    """A transaction-flow matrix as a table of symbols; a row of like accounts has its letter."""
    named = {s.name: quantity(s).tex for s in n.economy(of).stocks}
    places = (quantity(s).place for s in n.economy(of).stocks)
    named |= {p.row: f"{p.tex}_{{{p.index.letter}}}" for p in places if p}
    blocks = {b.name for b in n.economy(of).blocks} if matrix.by_block else set()
    heads = [
        n.link(n.label("block", c, of), c) if c in blocks else n.math(latex.symbol(c))
        for c in matrix.columns
    ]
    body: list[list[n.Cell]] = []
    for account in matrix.accounts:
        cells = matrix.cells[account]
        words = nodes.Text(f" {account.replace('_', ' ')}")
        body.append(
            [
                [n.math(named[account]), words],
                *(_signed(cells.get(column, ()), matrix.by_block) for column in matrix.columns),
            ]
        )
    body.append(["sum", *("0" for _ in matrix.columns)])
    return n.table(["", *heads], body, classes=["flow-matrix"])


def _signed(entries: tuple[tuple[int, str], ...], together: bool) -> n.Cell:
    """Signed symbols; like flows are a sum where like accounts are taken ``together``."""
    signed = [("+" if sign > 0 else "-", registry[flow].symbol) for sign, flow in entries]
    if together:
        texts = latex.terms(alone(signed))
    else:
        texts = [f"{sign}{quantity(flow).tex}" for sign, flow in signed]
    return n.separated([n.math(t) for t in texts], " ") if texts else ""


def initial_table(economy: Economy) -> nodes.table:
    """The state on day 0, account by account and level by level."""
    zero = [s for s in economy.initial if s.value == 0]
    rows: list[list[n.Cell]] = [
        [nodes.literal("", start.state.name), n.math(latex.initial(start))]
        for start in economy.initial
        if start not in zero
    ]
    names = n.separated([n.math(latex.symbol(s.state)) for s in zero])
    rows.append([nodes.Text("zero on day 0"), names])
    return n.table(("state", "value on day 0"), rows)


def source(block: Block, of: str, target: str) -> nodes.literal_block:
    """The text that a printer makes of a block."""
    text = programs.printed(block, n.economy(of), target)
    return nodes.literal_block(text, text, language=programs.TARGETS[target])


__all__ = [
    "CodeLink",
    "CodeLinks",
    "covering",
    "display",
    "home",
    "initial_table",
    "matrix_table",
    "printed",
    "source",
]
