"""What is slow is had once: a browser, Sphinx, the pages as they are read from the disk."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.book.pipe import Page, page
from tests.fresh import started

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = [str(ROOT / "book" / "_ext"), str(ROOT)]
SPHINX = "from sphinx.cmd.build import main"
EXTENSIONS = "myst_nb, sphinx_design, sphinx_proof, model_directives"


def params(item: pytest.Item) -> dict[str, object]:
    """What a test is parametrized by."""
    return item.callspec.params if hasattr(item, "callspec") else {}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let one worker parse the pages, while another opens them.

    What a browser is asked once goes by its file, which may have prepared something; what it is
    asked of one page after another is for whichever worker is free.
    """
    for item in items:
        if item.get_closest_marker("site"):
            item.add_marker(pytest.mark.xdist_group("parsed"))
        elif item.get_closest_marker("browser") and "page" not in params(item):
            item.add_marker(pytest.mark.xdist_group(item.path.name))


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with page(tmp_path_factory.mktemp("profile")) as opened:
        yield opened


@pytest.fixture(scope="session")
def sphinx() -> Iterator[Callable[..., subprocess.CompletedProcess[str]]]:
    """What `python -m sphinx` does with some words; the extensions are imported once for all."""
    with started(f"import sys; sys.path[:0] = {FOLDERS}; {SPHINX}; import {EXTENSIONS}") as run:
        yield lambda *words: run(f"{SPHINX}; raise SystemExit(main({[*map(str, words)]}))")
