"""Addresses that have moved still lead somewhere, once the pages are written."""

from __future__ import annotations

from pathlib import Path

from model_whole import is_whole
from sphinx.application import Sphinx

from book import permalinks


def write(app: Sphinx, failed: Exception | None) -> None:
    """Notes and stubs, as `book/permalinks.py` makes them."""
    if not failed and is_whole(app):
        permalinks.redirect(Path(app.outdir), permalinks.kept())


def add_to(app: Sphinx) -> None:
    """Register it."""
    # After the numbers have been read off the pages: a note is no place of its own.
    app.connect("build-finished", write, priority=900)
