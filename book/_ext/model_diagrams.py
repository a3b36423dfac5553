"""Diagrams of the specification on pages: the day and the money, linked to their equations.

They stand in the page as SVG, so that their text can be found, selected and read aloud, and their
colours are those of the reader's theme.
"""

from __future__ import annotations

from typing import Any, ClassVar

import model_nodes as n
from docutils import nodes
from docutils.parsers.rst import directives
from model_base import ModelDirective
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.writers.html5 import HTML5Translator

from model.figures.diagrams.day import day
from model.figures.diagrams.drawing import Diagram
from model.figures.diagrams.money import money

_LOGGER = logging.getLogger(__name__)


class DiagramNode(nodes.General, nodes.Element):
    """Drawings of one thing, ``(class, diagram)`` each; its children are the caption."""


class _Drawn(ModelDirective):
    """A diagram with the directive's text as its caption."""

    has_content = True
    final_argument_whitespace = True
    required_arguments = 1

    def _made(self) -> list[nodes.Node]:
        node = DiagramNode()
        node["drawings"] = self._drawings(self.arguments[0])
        number = self.env.temp_data["model diagrams"] = (
            self.env.temp_data.get("model diagrams", 0) + 1
        )
        node["name"] = f"diagram-{number}"
        self.state.nested_parse(self.content, self.content_offset, node)
        return [node]

    def _drawings(self, title: str) -> list[tuple[str, Diagram]]:
        raise NotImplementedError


class DayDiagram(_Drawn):
    """The blocks of a day in order, with what each reads and writes."""

    option_spec: ClassVar[dict[str, Any]] = {"economy": directives.unchanged_required}

    def _drawings(self, title: str) -> list[tuple[str, Diagram]]:
        of = n.economy(self.economy)
        return [("wide", day(of, title)), ("narrow", day(of, title, narrow=True))]


class MoneyDiagram(_Drawn):
    """Accounts and flows: of the blocks that move the accounts named, or of all; of one unit."""

    option_spec: ClassVar[dict[str, Any]] = {
        "economy": directives.unchanged_required,
        "through": directives.unchanged_required,
        "unit": directives.unchanged_required,
    }

    def _drawings(self, title: str) -> list[tuple[str, Diagram]]:
        drawn = money(
            n.economy(self.economy), title, self.words("through"), self.options.get("unit", "")
        )
        return [("", drawn)]


def address(writer: HTML5Translator, label: str, node: DiagramNode) -> str | None:
    """Where a block or an equation stands, from the page that is written."""
    env, page = writer.builder.env, writer.builder.current_docname
    math: Any = env.get_domain("math")
    standard: Any = env.get_domain("std")
    if label in math.equations:
        where, anchor = math.equations[label][0], nodes.make_id(f"equation-{label}")
    elif label in standard.anonlabels:
        where, anchor = standard.anonlabels[label]
    else:
        if not writer.config.model_partial_book:
            _LOGGER.warning("a diagram leads to %s, which no page has", label, location=node)
        return None
    return f"{writer.builder.get_relative_uri(page, where)}#{anchor}"


def visit(self: HTML5Translator, node: DiagramNode) -> None:
    """The drawings; the style sheet shows the one that the window has room for."""
    self.body.append('<figure class="diagram">')
    for kind, drawing in node["drawings"]:
        name = f"{node['name']}-{kind}" if kind else node["name"]
        drawn = drawing.svg(name, lambda label: address(self, label, node))
        self.body.append(f'<div class="diagram-box {kind}">{drawn}</div>')
    self.body.append("<figcaption>")


def depart(self: HTML5Translator, _: DiagramNode) -> None:
    """After the caption."""
    self.body.append("</figcaption></figure>\n")


def visit_in_words(self: Any, node: DiagramNode) -> None:
    """Elsewhere than on a page: what the drawing says."""
    _, drawing = node["drawings"][0]
    self.add_text(f"{drawing.title}. {drawing.alt}")
    raise nodes.SkipNode


def add_to(app: Sphinx) -> None:
    """Register the directives and how they are written."""
    app.add_node(DiagramNode, html=(visit, depart), text=(visit_in_words, None))
    app.add_directive("day-diagram", DayDiagram)
    app.add_directive("money-diagram", MoneyDiagram)
