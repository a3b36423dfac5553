"""The search page finds claims, terms and answers by name, and shows where the words stand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docutils import nodes
from model_whole import is_whole
from sphinx.application import Sphinx

from book import search_places


def add_scripts(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.Node | None
) -> None:
    """On the search page only, after Sphinx's own scripts and before it starts."""
    if page == "search" and is_whole(app):
        for name in (Path(search_places.FILE).name, "search.js"):
            app.add_js_file(name, loading_method="defer")


def write(app: Sphinx, failed: Exception | None) -> None:
    """The script with the places, once the pages are written."""
    if not failed and is_whole(app):
        search_places.write(Path(app.outdir))


def add_to(app: Sphinx) -> None:
    """Register both."""
    app.connect("html-page-context", add_scripts)
    app.connect("build-finished", write)
