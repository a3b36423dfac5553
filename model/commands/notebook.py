"""The command that writes an executed notebook of the book as one that reads anywhere."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

Add = Callable[[str, str, Callable[[argparse.Namespace], None]], argparse.ArgumentParser]


def add_to(add: Add) -> None:
    """Declare the command notebook."""
    parser = add(
        "notebook",
        "write an executed notebook of the book with its numbers, claims and equations in plain "
        "Markdown, to be read with nothing installed",
        _notebook,
    )
    parser.add_argument("source", type=Path, metavar="IN.ipynb", help="an executed notebook")
    parser.add_argument(
        "--out", type=Path, required=True, metavar="OUT.ipynb", help="where to write the copy"
    )
    parser.add_argument("--force", action="store_true", help="replace OUT.ipynb if it exists")


def _notebook(chosen: argparse.Namespace) -> None:
    from model.revision import of_notebook, revise

    revise(of_notebook(chosen.source))  # before anything reads a fact
    from model.readable import saved

    saved(chosen.source, chosen.out, chosen.force)
    print(chosen.out)
