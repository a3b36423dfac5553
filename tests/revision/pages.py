"""A page of the book, run with changed parameters as papermill would, and what it stores."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

from model.readable.glued import glued

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"


def run(
    stem: str, changes: Mapping[str, Any], seconds: int = 900, folder: Path = FOLDER.parent
) -> nbformat.NotebookNode:
    """The notebook, executed in a kernel of its own, in ``folder``, with ``changes`` injected."""
    notebook = nbformat.read(FOLDER / f"{stem}.ipynb", as_version=4)
    if changes:
        inject(notebook, changes)
    place = {"metadata": {"path": str(folder)}}
    client = NotebookClient(notebook, timeout=seconds, kernel_name="python3", resources=place)
    client.execute()
    return notebook


def inject(notebook: nbformat.NotebookNode, changes: Mapping[str, Any]) -> None:
    """Put a cell behind the one that is tagged ``parameters``, as papermill does."""
    (at,) = (
        number
        for number, cell in enumerate(notebook.cells)
        if "parameters" in cell.metadata.get("tags", ())
    )
    cell = nbformat.v4.new_code_cell(f"changes = {dict(changes)!r}")
    cell.metadata["tags"] = ["injected-parameters"]
    notebook.cells.insert(at + 1, cell)


def values(notebook: nbformat.NotebookNode) -> dict[str, str]:
    """What its cells have stored for its text, by name."""
    return glued(json.loads(nbformat.writes(notebook)))
