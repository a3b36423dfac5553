"""A notebook from its first cell to its last: text, outputs, figures, works cited."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator, Mapping
from html import unescape
from pathlib import Path
from typing import Any

from model import gates
from model.figures.style import DATA
from model.readable import bibliography
from model.readable.directives import WRITERS
from model.readable.glued import Notebook, ReadableError, glued, is_record, text
from model.readable.markup import plain, titles
from model.readable.places import numbered
from model.readable.roles import Page

#: What each tag of the book hides, as JupyterLab keeps it in a cell's metadata.
_HIDDEN = {
    "hide-cell": ("source_hidden", "outputs_hidden"),
    "hide-input": ("source_hidden",),
    "hide-output": ("outputs_hidden",),
    "remove-input": ("source_hidden",),
}
_DESCRIPTION = re.compile(r"<dc:description>(.*?)</dc:description>", re.S)
#: What a viewer needs to know of a kernel that did not say it.
_PYTHON = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
_LANGUAGE = {
    "codemirror_mode": {"name": "ipython", "version": 3},
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "nbconvert_exporter": "python",
    "pygments_lexer": "ipython3",
}


def readable(notebook: Notebook) -> dict[str, Any]:
    """An executed notebook of the book as one in plain Markdown, with its outputs; a copy.

    ``notebook`` is a notebook of nbformat 4 as JSON gives it. Numbers of the text are those of its
    outputs, whatever run made them. Raises `ReadableError` for a notebook that was not executed,
    and for a role, directive or id that is not known; the message names the cell.
    """
    if notebook.get("nbformat") != 4 or not isinstance(notebook.get("cells"), list):
        raise ReadableError("this is not a notebook of nbformat 4")
    sources = [text(c["source"]) for c in notebook["cells"] if c["cell_type"] == "markdown"]
    page = Page(glued(notebook), titles(sources))
    cells: list[dict[str, Any]] = []
    for number, cell in enumerate(notebook["cells"]):
        try:
            cells += _cell(cell, page)
        except ReadableError as refusal:
            place = cell.get("id") or f"number {number}"
            raise ReadableError(f"cell {place}: {refusal}") from refusal
    if page.works:
        works = [f"- {bibliography.reference(key)}" for key in sorted(page.works)]
        cells.append(_markdown("works-cited", "\n".join(["## Works cited", "", *works])))
    metadata = {**_PYTHON, **copy.deepcopy(dict(notebook.get("metadata", {})))}
    metadata["language_info"] = {**_LANGUAGE, **metadata.get("language_info", {})}
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def _markdown(name: str, source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "id": name[:64], "metadata": {}, "source": source}


def _cell(cell: Mapping[str, Any], page: Page) -> Iterator[dict[str, Any]]:
    made = copy.deepcopy(dict(cell))
    made["source"] = text(cell["source"])
    own = made["metadata"]
    own.pop("execution", None)  # times of day
    if cell["cell_type"] == "markdown":
        made["source"] = plain(made["source"], page, WRITERS)
        made.pop("attachments", None)
        yield made
        return
    if cell["cell_type"] != "code":
        yield made
        return
    for tag in own.get("tags", ()):
        own.setdefault("jupyter", {}).update(dict.fromkeys(_HIDDEN.get(tag, ()), True))
    if not own.get("jupyter", True):
        del own["jupyter"]
    made["outputs"] = [_output(o, page) for o in cell.get("outputs", ()) if not is_record(o)]
    yield made
    figure = own.get("mystnb", {}).get("figure", {})
    if "caption" in figure:
        number = numbered(figure.get("name", ""), "Figure")
        caption = plain(figure["caption"], page, WRITERS)
        name = re.sub(r"[^\w-]", "-", f"caption-{made.get('id', figure.get('name', ''))}")
        yield _markdown(name, f"**{number}.** {caption[:1].upper()}{caption[1:]}")


def _output(output: Mapping[str, Any], page: Page) -> dict[str, Any]:
    """An output; its Markdown is written out, and a drawing says what it shows."""
    made = copy.deepcopy(dict(output))
    data = made.get("data", {})
    if "text/markdown" in data:
        data["text/markdown"] = plain(text(data["text/markdown"]), page, WRITERS)
    if "image/svg+xml" in data:
        drawing = text(data["image/svg+xml"])
        if said := _DESCRIPTION.search(drawing):
            data["text/plain"] = unescape(" ".join(said[1].split()))
        if "image/png" in data:  # which is drawn everywhere, and is smaller
            del data["image/svg+xml"]
    made.get("metadata", {}).pop(DATA, None)  # the book has it as a file
    if made.get("metadata", {}).get("scrapbook"):
        made["metadata"] = {}
    return made


def saved(source: Path, target: Path, force: bool = False) -> None:
    """Write the readable copy of a notebook file to ``target``, whole or not at all.

    Raises `ReadableError` for a source that is no notebook, and for a target that exists unless
    ``force`` is given.
    """
    if target.suffix != ".ipynb":
        raise ReadableError(f"{gates.shown(str(target))} does not end in .ipynb")
    if target.exists() and (not force or target.resolve() == source.resolve()):
        raise ReadableError(f"{gates.shown(str(target))} exists: choose another name, or --force")
    try:
        notebook = json.loads(source.read_text("utf-8"))
    except ValueError as error:
        raise ReadableError(f"{gates.shown(str(source))} is no notebook: {error}") from error
    if not isinstance(notebook, dict):
        raise ReadableError(f"{gates.shown(str(source))} is no notebook")
    written = dumped(readable(notebook))
    half = target.with_name(f".{target.name}.part")
    try:
        half.write_text(written, encoding="utf-8")
        half.replace(target)
    finally:
        half.unlink(missing_ok=True)


def dumped(notebook: Notebook) -> str:
    """A notebook as the text of its file; the same notebook gives the same bytes."""
    return json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
