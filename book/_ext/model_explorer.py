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

import model_downloads
import model_nodes as n
from docutils import nodes
from model_base import ModelDirective
from sphinx.application import Sphinx

from model.cited import record
from model.experiments import counterexample_runs
from model.experiments.explorer import NAME, fan, scene
from model.experiments.explorer_questions import data, questions
from model.figures.explorer import charts
from model.figures.style import Figure
from model.interface import economy

FOLDER = "_static/explorer"
#: In the order in which a page reads them; `SCENE` is made by the build.
SMALL = ("sha256", "kernel", "worker", "state", "text", "chart", "controls", "results")
SCRIPTS = (*SMALL, "others", "tools")
SCENE, FIGURE, DATA, LAST, LAST_SMALL = "scene", "base.svg", "base.csv", "explorer", "small"
PAGE = "book/explorer"
_MARK, _SMALL = "explorer", "small explorer"
_COMPILES = find_spec("llvmlite") is not None


def _loaded(up: str, names: tuple[str, ...]) -> list[str]:
    """The style and the scripts of a page."""
    scripts = names if _COMPILES else ()
    return [
        f'<link rel="stylesheet" href="{up}{FOLDER}/explorer.css">',
        *(f'<script defer src="{up}{FOLDER}/{name}.js"></script>' for name in scripts),
    ]


class Explorer(ModelDirective):
    """The place of the Explorer, with its figure; without llvmlite the figure is all."""

    def _made(self) -> list[nodes.Node]:
        self.env.metadata[self.env.docname][_MARK] = True
        up = "../" * self.env.docname.count("/")
        text = [
            *_loaded(up, (*SCRIPTS, SCENE, LAST)),
            '<div id="explorer-live">',
            '<figure class="ex-static">',
            f'<img src="{up}{FOLDER}/{FIGURE}" alt="{escape(_figure().alt)}">',
            model_downloads.line("explorer-base", f"{up}{FOLDER}/{FIGURE}", f"{up}{FOLDER}/{DATA}"),
            "</figure>",
            "</div>",
        ]
        return [nodes.raw("", "\n".join(text), format="html")]


class SmallExplorer(ModelDirective):
    """One question with one slider; without a script a link to the Explorer."""

    required_arguments = 1

    def _made(self) -> list[nodes.Node]:
        name = self.arguments[0]
        if name not in questions():
            raise n.Unknown("question", name, questions())
        first = _MARK not in self.env.temp_data
        self.env.temp_data[_MARK] = True
        self.env.metadata[self.env.docname][_SMALL] = True
        up = "../" * self.env.docname.count("/")
        page = f"{up}{PAGE}.html"
        asked = escape(questions()[name].asked)
        text = [
            *(_loaded(up, (*SMALL, SCENE, LAST_SMALL)) if first else ()),
            f'<div class="explorer-small" data-question="{name}" data-explorer="{page}">',
            f'<p><strong>{asked}</strong> <a href="{page}">Try it in the Explorer.</a></p>',
            "</div>",
        ]
        return [nodes.raw("", "\n".join(text), format="html")]


@cache
def _figure() -> Figure:
    return charts(fan())


def packed(code: bytes) -> str:
    """Bytes as text for a script, which unpacks them."""
    return base64.b64encode(zlib.compress(code, 9)).decode("ascii")


def script() -> str:
    """The script with the numbers of the scenarios and the module."""
    book = record()
    page = f"{PAGE}.html"
    known: dict[str, Any] = {
        **scene(),
        "questions": data(),
        "counterexamples": counterexample_runs.data(),
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
    """The script and the figure, if a page has the Explorer or a small one."""
    known = {mark for page in app.env.metadata.values() for mark in page}
    if failed or app.builder.format != "html" or not known & {_MARK, _SMALL}:
        return
    folder = Path(app.outdir, FOLDER)
    folder.mkdir(parents=True, exist_ok=True)
    if _COMPILES:
        (folder / f"{SCENE}.js").write_text(script(), encoding="utf-8")
    (folder / FIGURE).write_text(_figure().svg(), encoding="utf-8")
    (folder / DATA).write_text(_figure().csv(), encoding="utf-8")


def add_to(app: Sphinx) -> None:
    """Register the directive and the files."""
    app.add_directive("explorer", Explorer)
    app.add_directive("explorer-small", SmallExplorer)
    app.connect("build-finished", write)
