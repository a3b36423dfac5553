"""Doctree pieces that the model's directives and roles share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from functools import cache
from html import escape
from pathlib import Path
from typing import Any, TypeAlias

from docutils import nodes
from sphinx import addnodes
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

import model
from model.compile.places import general
from model.quantities import Quantity, registry
from model.spec.core import Block
from model.spec.economy import Economy

PACKAGE = Path(model.__file__).parent
ROOT = PACKAGE.parent


class Unknown(ValueError):
    """An id that does not exist; the message suggests the nearest."""

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        known = list(known)
        close = get_close_matches(name, known, n=1, cutoff=0.4)
        hint = f": did you mean {close[0]!r}?" if close else f"; there are {', '.join(known[:40])}"
        super().__init__(f"there is no {kind} {name!r}{hint}")


@cache
def economy(name: str = "announced") -> Economy:
    """The economy of that name; pages print the announced one unless they say otherwise."""
    return model.economy(name)


class BreakNames(SphinxPostTransform):
    """Let a long name in a table or a note break after an underscore."""

    default_priority = 900  # when links have their texts
    formats = ("html",)

    def run(self, **_: Any) -> None:
        """Put a place to break into every such text."""
        for holder in self.document.findall(_narrow):
            for text in [t for t in holder.findall(nodes.Text) if _breakable(t)]:
                parts: list[nodes.Node] = []
                for piece in re.split(r"(?<=_)(?=[^_])|(?<=[/:])(?=\w)", text.astext()):
                    parts += [nodes.raw("", "<wbr>", format="html"), nodes.Text(piece)]
                text.parent.replace(text, parts[1:])


def _narrow(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Element) and bool(
        {"model-table", "equation-note"} & set(node.get("classes", ()))
    )


def _breakable(text: nodes.Text) -> bool:
    name = isinstance(text.parent, (nodes.literal, nodes.inline, nodes.reference))
    return name and bool(re.fullmatch(r"[\w./:\[\]-]*_[\w./:\[\]-]*", text.astext()))


@cache
def sources() -> tuple[str, ...]:
    """The model's files, on which every directive depends."""
    return tuple(str(p) for kind in ("*.py", "*.yaml") for p in sorted(PACKAGE.rglob(kind)))


def depend(env: BuildEnvironment, *more: Path) -> None:
    """Have the page written again when the model or one of ``more`` changes."""
    for path in (*sources(), *map(str, more)):
        env.note_dependency(path)


def block(name: str, of: str = "announced") -> Block:
    """A block by name, or `Unknown`."""
    blocks = {b.name: b for b in economy(of).blocks}
    if name not in blocks:
        raise Unknown("block", name, blocks)
    return blocks[name]


def label(kind: str, name: str, of: str = "announced") -> str:
    """A label such as ``block-vault``; those of other economies carry the economy's name."""
    return f"{kind}-{name}" if of == "announced" else f"{kind}-{of}-{name}"


def record(name: str) -> Quantity:
    """A quantity by name, or `Unknown`."""
    economy()
    known = list(registry)
    if name not in registry:
        list(model.claims)  # declares the quantities that only claims speak of
    if name not in registry:
        raise Unknown("quantity", name, known)
    return registry[name]


def any_record(name: str) -> Quantity:
    """A quantity by name, or what any member of the row of that name is written as."""
    economy()
    members = (q for q in registry.values() if q.place and q.place.row == name)
    if name not in registry and (first := next(members, None)) and first.place:
        return general(first, first.place.index.letter)
    return record(name)


def math(tex: str) -> nodes.math:
    """An inline formula."""
    return nodes.math(tex, tex)


def link(label: str, text: str | nodes.Node) -> addnodes.pending_xref:
    """A link to a labelled place on any page; a missing label is a warning of Sphinx."""
    inner = nodes.inline("", "", *([nodes.Text(text)] if isinstance(text, str) else [text]))
    return addnodes.pending_xref(
        "",
        inner,
        refdomain="std",
        reftype="ref",
        reftarget=label.lower(),
        refexplicit=True,
        refwarn=True,
    )


def page_link(label: str) -> addnodes.pending_xref:
    """A link to a page by its label, which shows the page's title."""
    return addnodes.pending_xref(
        "",
        nodes.inline("", label),
        refdomain="std",
        reftype="ref",
        reftarget=label.lower(),
        refexplicit=False,
        refwarn=True,
    )


def equation_link(label: str) -> addnodes.pending_xref:
    """A link to a numbered equation, which shows its number."""
    return addnodes.pending_xref(
        "", nodes.literal("", label), refdomain="math", reftype="eq", reftarget=label, refwarn=True
    )


def anchor(directive: SphinxDirective, label: str) -> nodes.target:
    """A place that `link` finds, from any page."""
    node = nodes.target("", "", ids=[nodes.make_id(label)], names=[label.lower()])
    directive.set_source_info(node)
    directive.state.document.note_explicit_target(node)
    return node


def paragraph(*parts: str | nodes.Node, classes: Sequence[str] = ()) -> nodes.paragraph:
    """A paragraph of texts and nodes."""
    made = [nodes.Text(part) if isinstance(part, str) else part for part in parts]
    return nodes.paragraph("", "", *made, classes=list(classes))


def separated(parts: Iterable[nodes.Node], by: str = ", ") -> list[nodes.Node]:
    """Nodes with a text between them."""
    found: list[nodes.Node] = []
    for part in parts:
        found += [nodes.Text(by), part] if found else [part]
    return found


Cell: TypeAlias = str | nodes.Node | Sequence[nodes.Node]


def table(
    head: Sequence[Cell],
    body: Iterable[Sequence[Cell]],
    classes: Sequence[str] = (),
    widths: Sequence[int] = (),
) -> nodes.table:
    """A table; a cell is a text, a node or several inline nodes, or whole paragraphs.

    ``widths`` are in per cent. The class ``live`` lets readers sort and search: see ``tables.js``.
    """
    group = nodes.tgroup(cols=len(head))
    group += [nodes.colspec(colwidth=width) for width in widths or [1] * len(head)]
    group += nodes.thead("", _row(head))
    group += nodes.tbody("", *map(_row, body))
    given = ["colwidths-given"] if widths else []
    return nodes.table("", group, classes=["model-table", *given, *classes])


def _row(cells: Sequence[Cell]) -> nodes.row:
    made = nodes.row()
    for cell in cells:
        parts = [cell] if isinstance(cell, (str, nodes.Node)) else list(cell)
        whole = any(isinstance(part, nodes.paragraph) for part in parts)
        made += nodes.entry("", *parts) if whole else nodes.entry("", paragraph(*parts))
    return made


def sorted_by(value: float, unit: str = "") -> nodes.raw:
    """What a column is sorted by where its text is no number: the unit, then the value."""
    said = f'<data value="{value!r}" data-unit="{escape(unit)}"></data>'
    return nodes.raw("", said, format="html")


def data_link(directive: SphinxDirective, name: str) -> nodes.paragraph:
    """A line with a link to a table of `model_data`, as CSV."""
    up = "../" * directive.env.docname.count("/")
    there = nodes.reference("", f"{name}.csv", refuri=f"{up}{name}.csv", internal=True)
    return paragraph("All of it as data: ", there, ".", classes=["table-data"])
