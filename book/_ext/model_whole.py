"""Which build is the book: what lies beside its pages is written for that one alone."""

from __future__ import annotations

from sphinx.application import Sphinx


def is_whole(app: Sphinx) -> bool:
    """Whether these are the pages of the contents as HTML, and not some of them for a look."""
    listed = "sphinx_external_toc" in app.extensions
    return listed and app.builder.format == "html" and not app.config.model_partial_book
