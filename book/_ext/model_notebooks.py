"""The book's notebooks a second time, with outputs and nothing but Markdown in their text.

Written beside the pages once these are there: `notebooks-with-outputs/`, and a link on each page.
What the book calls its figures, theorems, equations and pages is read off the pages themselves; the
package keeps that table, so that a reader's own run gets the same numbers.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat
from bs4 import BeautifulSoup, Tag
from docutils import nodes
from jupyter_cache import get_cache
from model_nodes import PACKAGE
from model_whole import is_whole
from sphinx.application import Sphinx

from model import readable
from model.readable import places

FOLDER = "notebooks-with-outputs"
TABLE = PACKAGE / "readable" / places.FILE
TOLD = "Download this page as a notebook with its outputs"


def names(html: Path, titles: Mapping[str, str]) -> dict[str, str]:
    """What the built pages call each labelled place: its number, or else its title."""
    found = dict(titles)
    for folder in ("book", "notebooks"):
        for path in sorted((html / folder).glob("*.html")):
            text = path.read_text("utf-8")
            if "caption-number" in text or "eqno" in text:
                found |= _numbers(BeautifulSoup(text, "html.parser"))
    return dict(sorted((places.key(label), shown) for label, shown in found.items()))


def _numbers(page: BeautifulSoup) -> dict[str, str]:
    """The numbers of a page's equations, figures, theorems and exercises, by label."""
    found: dict[str, str] = {}
    for number in page.select(".math[id^=equation-] > .eqno"):
        holder = number.parent
        assert holder is not None
        found[str(holder["id"]).removeprefix("equation-")] = _text(number)
    for number in page.select(".caption-number"):
        holder = number.find_parent(id=True)
        if holder is not None:
            found[str(holder["id"])] = _text(number)
    return found


def titled(app: Sphinx) -> dict[str, str]:
    """The titles of the labelled sections of the book's own pages."""
    domain: Any = app.env.get_domain("std")
    return {
        label: title
        for label, (page, _, title) in domain.labels.items()
        if page.partition("/")[0] in ("book", "notebooks") and not label.startswith("fig-")
    }


def _text(tag: Tag) -> str:
    return " ".join(tag.get_text().rstrip("#¶ ").split())


def keep(found: dict[str, str]) -> None:
    """Write the package's table of names, if it is not the same already."""
    made = io.StringIO()
    table = csv.writer(made, lineterminator="\n")
    table.writerows([("label", "shown"), *found.items()])
    if not TABLE.is_file() or TABLE.read_text("utf-8") != made.getvalue():
        TABLE.write_text(made.getvalue(), encoding="utf-8")
        print(f"{TABLE.name} was written anew: what the book calls its places has changed.")
    places.stored.cache_clear()


def executed(app: Sphinx, name: str) -> dict[str, Any]:
    """A page's notebook with the outputs that the build has in its cache, or with its own."""
    notebook = nbformat.read(app.env.doc2path(name), as_version=4)
    if app.config.nb_execution_mode != "cache":
        return dict(notebook)
    cache = get_cache(app.config.nb_execution_cache_path)
    return dict(cache.merge_match_into_notebook(notebook)[1])


def pages(app: Sphinx) -> list[str]:
    """The pages that are notebooks, by name."""
    every = sorted(app.env.all_docs)
    return [name for name in every if str(app.env.doc2path(name)).endswith(".ipynb")]


def wanted(app: Sphinx) -> bool:
    """Whether this is the book: its pages have outputs, and all of them are built."""
    cached = "nb_execution_cache_path" in app.config and app.config.nb_execution_cache_path
    return is_whole(app) and bool(cached)


def write(app: Sphinx, failed: Exception | None) -> None:
    """The second set, once the pages are written."""
    if failed or not wanted(app):
        return
    html = Path(app.outdir)
    keep(names(html, titled(app)))
    folder = html / FOLDER
    folder.mkdir(exist_ok=True)
    for name in pages(app):
        made = readable.dumped(readable.readable(executed(app, name)))
        (folder / f"{Path(name).name}.ipynb").write_text(made, encoding="utf-8")


def add_link(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.Node | None
) -> None:
    """Beside the other downloads of a page."""
    if not wanted(app) or page not in app.env.all_docs:
        return
    if not str(app.env.doc2path(page)).endswith(".ipynb"):
        return
    for group in context.get("header_buttons", ()):
        if group.get("label") == "download-buttons":
            place = f"{FOLDER}/{Path(page).name}.ipynb"
            group["buttons"].insert(
                1,
                {
                    "type": "link",
                    "url": context["pathto"](place, 1),
                    "text": ".ipynb with outputs",
                    "icon": "fas fa-book-open",
                    "tooltip": TOLD,
                    "label": "download-notebook-with-outputs-button",
                },
            )
