"""Under each figure a line to take it away: the drawing as SVG, and what it draws as CSV.

A figure's table comes with the output of its cell, so nothing is run for it. The drawing is the
file that the page shows; the table lies beside the page, and no page grows by either.
"""

from __future__ import annotations

import hashlib
import os
from html import escape
from pathlib import Path, PurePosixPath
from typing import Any

import model_notebooks
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.writers.html5 import HTML5Translator

from model.figures.style import DATA

_SVG = "image/svg+xml"


class FilesNode(nodes.General, nodes.Element):
    """The line under a figure: ``name`` of its files, and its ``table`` as CSV or nothing."""


def tables(notebook: dict[str, Any]) -> dict[str, str]:
    """The tables of a notebook's figures, by the name that myst-nb gives to the drawing's file."""
    found = {}
    for cell in notebook["cells"]:
        for output in cell.get("outputs", ()):
            drawn = output.get("data", {}).get(_SVG)
            if drawn is not None and DATA in output.get("metadata", {}):
                text = drawn if isinstance(drawn, str) else "".join(drawn)
                code = os.linesep.join(text.splitlines()).encode()
                found[f"{hashlib.sha256(code).hexdigest()}.svg"] = output["metadata"][DATA]
    return found


class FigureFiles(SphinxTransform):
    """Put the line under each drawing of a notebook."""

    default_priority = 6  # when the notebook has become nodes, and before images are collected

    def apply(self, **_: Any) -> None:
        """Find the drawings that have a table, be it an empty one."""
        name = self.env.docname
        if not str(self.env.doc2path(name)).endswith(".ipynb"):
            return
        known = tables(model_notebooks.executed(self.app, name))
        page = PurePosixPath(name).name
        for number, image in enumerate(list(self.document.findall(nodes.image)), 1):
            table = known.get(PurePosixPath(image["uri"]).name)
            if table is not None:
                _put(image, table, f"{page}-figure-{number}")


def _put(image: nodes.image, table: str, name: str) -> None:
    """After the figure, or after the bundle of formats where there is no figure, which is named."""
    place: nodes.Element = image
    while not _is_whole(place):
        place = place.parent
    after = FilesNode(name=place["ids"][0] if place["ids"] else name, table=table)
    place.parent.insert(place.parent.index(place) + 1, after)


def _is_whole(place: nodes.Element) -> bool:
    if place.get("nb_element") == "mime_bundle":
        return not isinstance(place.parent, nodes.figure)
    return isinstance(place, nodes.figure)


def visit(self: HTML5Translator, node: FilesNode) -> None:
    """Write the table beside the page, and links to it and to the drawing that the page shows."""
    place = node.parent[node.parent.index(node) - 1]
    image = place if isinstance(place, nodes.image) else next(place.findall(nodes.image))
    numbers = self.builder.fignumbers.get("figure", {}).get(node["name"], ())
    of = f" of Fig. {'.'.join(map(str, numbers))}" if numbers else ""
    file = f"{node['name']}.csv" if node["table"] else ""
    if file:
        folder = Path(self.builder.outdir, self.builder.current_docname).parent
        folder.mkdir(parents=True, exist_ok=True)
        (folder / file).write_text(node["table"], encoding="utf-8")
    self.body.append(line(node["name"], image["uri"], file, of))
    raise nodes.SkipNode


def line(name: str, drawing: str, table: str, of: str = "") -> str:
    """The line with links to a drawing and a table, if there is one; ``of`` says whose, by ear."""
    links = [_link(drawing, f"{name}.svg", "SVG", of)]
    if table:
        links.append(_link(table, f"{name}.csv", "data (CSV)", of))
    return f'<p class="figure-files">Download: {" · ".join(links)}</p>\n'


def _link(address: str, file: str, what: str, of: str) -> str:
    return (
        f'<a href="{escape(address)}" download="{escape(file)}" aria-label="{what}{of}">{what}</a>'
    )


def visit_elsewhere(_: Any, __: FilesNode) -> None:
    """Nothing can be taken away but from a page."""
    raise nodes.SkipNode


def add_to(app: Sphinx) -> None:
    """Register the line and what puts it there."""
    app.add_node(FilesNode, html=(visit, None), text=(visit_elsewhere, None))
    app.add_transform(FigureFiles)
