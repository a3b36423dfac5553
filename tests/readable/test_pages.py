"""Every notebook of the book reads without Sphinx: no role or directive of it is left.

Values stand in for those of a run; the build does the same with what it executed.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import nbformat
import pytest

from model.logic import presentation
from model.logic.claim import Verdict
from model.logic.step import Grade, Strength
from model.readable import ReadableError, declared, dumped, readable

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
RAW = re.compile(
    r"\{[a-zA-Z][\w:-]*\}`|^\s*(?:`{3,}|:{3,}|~{3,})\s*\{|^\([\w-]+\)=\s*$|\$\$\s*\(", re.M
)


def text(cell: Mapping[str, Any]) -> str:
    return "".join(cell["source"])


def stored(name: str, value: str) -> dict[str, Any]:
    prefix = "application/papermill.record/"
    return {
        "output_type": "display_data",
        "data": {f"{prefix}text/plain": value},
        "metadata": {"scrapbook": {"name": name, "mime_prefix": prefix}},
    }


def executed(path: Path) -> dict[str, Any]:
    """A notebook of the book with a value for each name that its text asks for."""
    notebook: dict[str, Any] = json.loads(path.read_text("utf-8"))
    asked = re.findall(r"\{glue:text\}`([^`:]+)", "".join(map(text, notebook["cells"])))
    captions = [c["metadata"].get("mystnb", {}).get("figure", {}) for c in notebook["cells"]]
    asked += re.findall(r"\{glue:text\}`([^`:]+)", str(captions))
    code = next(c for c in notebook["cells"] if c["cell_type"] == "code")
    code["outputs"] = [stored(name, "41.5") for name in dict.fromkeys(asked)]
    tested = re.findall(r"`{3,}\{when\} ([\w ]+)", "".join(map(text, notebook["cells"])))
    keys = dict.fromkeys(key for each in tested for key in each.split())
    code["outputs"] += [stored(f"holds_{key}", "True") for key in keys]
    return notebook


@pytest.fixture(scope="module", params=NOTEBOOKS, ids=lambda path: path.stem)
def page(request: pytest.FixtureRequest) -> tuple[dict[str, Any], dict[str, Any]]:
    """A notebook, and its readable copy; claims are proved elsewhere, and take their time."""
    given = Verdict(next(iter(Grade)), next(iter(Strength)), "0" * 16, ())
    notebook = executed(request.param)
    before = copy.deepcopy(notebook)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(presentation, "decided", lambda claim: (given, ()))
        made = readable(notebook)
    assert notebook == before
    return before, made


def test_a_page_reads_with_nothing_installed(page: tuple[dict[str, Any], dict[str, Any]]) -> None:
    source, made = page
    words = [text(cell) for cell in made["cells"] if cell["cell_type"] == "markdown"]
    assert not [found for each in words for found in RAW.findall(each)]
    nbformat.validate(nbformat.reads(dumped(made), as_version=4))
    if "{glue:text}" in "".join(map(text, source["cells"])):
        assert re.search(r"\b(41\.5|42)", "".join(words))


def test_code_stays_and_what_is_hidden_stays_hidden(
    page: tuple[dict[str, Any], dict[str, Any]],
) -> None:
    code, copied = ([c for c in each["cells"] if c["cell_type"] == "code"] for each in page)
    assert [text(c) for c in copied] == [text(c) for c in code]
    for cell in copied:
        tags, kept = set(cell["metadata"].get("tags", ())), cell["metadata"].get("jupyter", {})
        assert kept.get("source_hidden", False) is bool(
            tags & {"hide-input", "hide-cell", "remove-input"}
        )
        assert kept.get("outputs_hidden", False) is bool(tags & {"hide-output", "hide-cell"})


def test_every_figure_has_its_caption_below_it(
    page: tuple[dict[str, Any], dict[str, Any]],
) -> None:
    for cell, below in pairwise(page[1]["cells"]):
        if caption := cell["metadata"].get("mystnb", {}).get("figure", {}).get("caption"):
            said = re.escape(caption[1:].split("{")[0].split("$")[0].strip())
            assert re.match(rf"\*\*(Fig\. \d+|Figure)\.\*\* .{said}", text(below))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_source_says_its_kernel_and_language(path: Path) -> None:
    """Without these a converter takes the code for plain text, or looks for no kernel."""
    about = json.loads(path.read_text("utf-8"))["metadata"]
    assert about["kernelspec"]["name"] == "python3"
    assert about["kernelspec"]["display_name"]
    assert about["language_info"]["name"] == "python"
    said = readable({"cells": [], "metadata": {}, "nbformat": 4})["metadata"]
    assert said["kernelspec"]["name"] == "python3"
    assert said["language_info"]["file_extension"] == ".py"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_source_reads_no_file_beside_it(path: Path) -> None:
    """It runs from any folder: what it reads comes with the package."""
    cells = json.loads(path.read_text("utf-8"))["cells"]
    for code in (text(c) for c in cells if c["cell_type"] == "code"):
        assert "../" not in code
        assert not re.search(r"""(?:Path|open)\(\s*["'](?!/)""", code)


def test_a_page_that_was_not_run_is_refused() -> None:
    path = next(p for p in NOTEBOOKS if p.stem == "index")
    with pytest.raises(ReadableError, match=r"cell \w+: no output .* execute all of its cells"):
        readable(json.loads(path.read_text("utf-8")))


def test_the_writers_know_every_directive_that_prints_a_claim() -> None:
    assert {"claim", "spec-equations", "facts-table"} <= set(declared.WRITERS)
