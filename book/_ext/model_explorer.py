"""The Explorer in a page: a figure for readers without a script, and what the script needs.

The directive prints the figure and names the scripts; after the build `write` lays the model beside
them: the WebAssembly module, packed, and the numbers of `model.experiments.explorer.scene`.
"""

from __future__ import annotations

import base64
import json
import zlib
from functools import cache
from html import escape
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from docutils import nodes
from model_base import ModelDirective
from sphinx.application import Sphinx

from model.cited import record
from model.experiments.explorer import NAME, scene
from model.figures.explorer import charts
from model.figures.style import Figure
from model.interface import economy

FOLDER = "_static/explorer"
#: In the order in which a page reads them; `SCENE` is made by the build.
SCRIPTS = ("sha256", "kernel", "worker", "state", "text", "chart", "controls", "results", "tools")
SCENE, FIGURE, LAST = "scene.js", "base.svg", "explorer"
_MARK = "explorer"
_COMPILES = find_spec("llvmlite") is not None


class Explorer(ModelDirective):
    """The place of the Explorer, with its figure; without llvmlite the figure is all."""

    def _made(self) -> list[nodes.Node]:
        self.env.metadata[self.env.docname][_MARK] = True
        up = "../" * self.env.docname.count("/")
        folder = f"{up}{FOLDER}"
        scripts = [*(f"{name}.js" for name in SCRIPTS), SCENE, f"{LAST}.js"] if _COMPILES else []
        text = [
            f'<link rel="stylesheet" href="{folder}/explorer.css">',
            '<div id="explorer-live">',
            '<figure class="ex-static">',
            f'<img src="{folder}/{FIGURE}" alt="{escape(_figure().alt)}">',
            "</figure>",
            "</div>",
            *(f'<script defer src="{folder}/{name}"></script>' for name in scripts),
        ]
        return [nodes.raw("", "\n".join(text), format="html")]


@cache
def _figure() -> Figure:
    return charts()


def packed(code: bytes) -> str:
    """Bytes as text for a script, which unpacks them."""
    return base64.b64encode(zlib.compress(code, 9)).decode("ascii")


def script(page: str) -> str:
    """The script with the numbers of the scenarios and the module; ``page`` is what is cited."""
    book = record()
    known: dict[str, Any] = {
        **scene(),
        "title": book.title,
        "authors": ", ".join(book.authors),
        "year": book.year,
        "page": f"{book.address.rstrip('/')}/{page}" if book.address else page,
    }
    numbers = json.dumps(known, ensure_ascii=True, separators=(",", ":"), allow_nan=False)
    from model.engines.webassembly import module

    code = packed(module(economy(NAME)))
    return f'"use strict";\nExplorer.scene = {numbers};\nExplorer.module = "{code}";\n'


def write(app: Sphinx, failed: Exception | None) -> None:
    """The script and the figure, if a page has the Explorer."""
    pages = [name for name, known in app.env.metadata.items() if _MARK in known]
    if failed or app.builder.format != "html" or not pages:
        return
    folder = Path(app.outdir, FOLDER)
    folder.mkdir(parents=True, exist_ok=True)
    if _COMPILES:
        (folder / SCENE).write_text(script(f"{pages[0]}.html"), encoding="utf-8")
    (folder / FIGURE).write_text(_figure().svg(), encoding="utf-8")


def add_to(app: Sphinx) -> None:
    """Register the directive and the files."""
    app.add_directive("explorer", Explorer)
    app.connect("build-finished", write)
