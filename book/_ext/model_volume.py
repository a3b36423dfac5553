"""On each page, beside its other downloads: the whole book in one file, and how to cite it."""

from __future__ import annotations

import os
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from book import build, chromium, epub, pdf


def add_links(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.Node | None
) -> None:
    """`make book` makes the files after the pages, the PDF where Chromium is: else no link is."""
    if doctree is None or app.config["model_partial_book"]:
        return
    links = [("book/how_to_cite.html", "How to cite", "fas fa-quote-right", "how-to-cite-button")]
    if build.VOLUMES in os.environ:
        name = "Whole book (.epub)"
        links.insert(0, (epub.FILE, name, "fas fa-tablet-screen-button", "download-epub-button"))
        if chromium.browser():
            links.insert(0, (pdf.FILE, "Whole book (.pdf)", "fas fa-book", "download-book-button"))
    for group in context.get("header_buttons", ()):
        if group.get("label") == "download-buttons":
            group["buttons"] += [
                {
                    "type": "link",
                    "url": context["pathto"](place, 1),
                    "text": text,
                    "icon": icon,
                    "tooltip": text,
                    "label": label,
                }
                for place, text, icon, label in links
            ]


def add_to(app: Sphinx) -> None:
    """After the theme has put its buttons there."""
    app.connect("html-page-context", add_links, priority=600)
