"""A text that is bound to a condition: it stands, it is taken back, or the build fails."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import nbformat
import pytest

import model
from model.readable import ReadableError
from model.readable.directives import WRITERS
from model.readable.markup import plain
from model.readable.roles import Page

ROOT = Path(model.__file__).parents[1]
CONF = f"""
import sys
sys.path[:0] = [{str(ROOT / "book" / "_ext")!r}, {str(ROOT)!r}]
extensions = ["myst_nb", "sphinx_design", "sphinx_proof", "model_directives"]
html_theme = "basic"
model_partial_book = True
nb_execution_mode = "force"
nb_execution_raise_on_error = True
"""
TEXT = """# A page

```{{when}} {keys}
It rises to {{glue:text}}`top:.1f` ({{fact}}`burn_bps in percent`).
```
"""
CODE = """from model.revision import revise, say
revise({changes})
say({{"top": 41.25, "it_rises": {condition}}})
"""


def built(sphinx: Any, folder: Path, **pages: tuple[str, str, str]) -> tuple[dict[str, str], str]:
    """Pages of these keys, changes and condition as HTML, and what Sphinx said of them."""
    source = folder / "source"
    source.mkdir()
    (source / "conf.py").write_text(CONF, encoding="utf-8")
    for name, (keys, changes, condition) in pages.items():
        page = nbformat.v4.new_notebook(metadata={"orphan": True})
        page.cells = [
            nbformat.v4.new_markdown_cell(TEXT.format(keys=keys)),
            nbformat.v4.new_code_cell(CODE.format(changes=changes, condition=condition)),
        ]
        nbformat.write(page, source / f"{name}.ipynb")
    ran = sphinx("-W", "--keep-going", "-q", source, folder / "html")
    html = {name: folder / "html" / f"{name}.html" for name in pages}
    texts = {name: file.read_text("utf-8") for name, file in html.items() if file.exists()}
    return texts, ran.stdout + ran.stderr


@pytest.fixture(scope="module")
def three(sphinx: Any, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, str], str]:
    """Three pages of one build: one that holds, one that is changed, one with a gap."""
    return built(
        sphinx,
        tmp_path_factory.mktemp("three"),
        index=("it_rises", "{}", "True"),
        changed=("it_rises", "{'burn_share': 0.5}", "False"),
        gap=("it_rises it_falls", "{}", "True"),
    )


def test_what_holds_stands_with_its_numbers(three: tuple[dict[str, str], str]) -> None:
    html, said = three
    assert "It rises to <span" in html["index"] or "It rises to 41.2" in html["index"]
    assert "Withdrawn" not in html["index"]
    assert "it_rises" not in said


def test_what_no_cell_has_tested_fails_the_build(three: tuple[dict[str, str], str]) -> None:
    (complaint,) = [line for line in three[1].splitlines() if "no cell of the page" in line]
    assert "gap.ipynb" in complaint
    assert "when: no cell of the page has tested 'it_falls'" in complaint


def test_what_the_unchanged_book_denies_fails_the_build(sphinx: Any, tmp_path: Path) -> None:
    html, said = built(sphinx, tmp_path, index=("it_rises", "{}", "False"))
    for log in re.findall(r"/\S+\.log", said):  # Sphinx keeps the traceback in a file
        said += Path(log).read_text("utf-8", errors="replace") if Path(log).exists() else ""
    assert "the page asserts what its numbers deny, at 'it_rises'" in said
    assert not html


def test_with_a_change_it_is_taken_back(three: tuple[dict[str, str], str]) -> None:
    html = three[0]["changed"]
    assert "Withdrawn, as it does not hold with the values of this run: it_rises." in html
    assert "It rises to" not in html


@pytest.mark.parametrize("stands", [True, False])
def test_a_readable_copy_says_the_same(stands: bool) -> None:
    page = Page({"top": "41.25", "holds_it_rises": str(stands)})
    said = plain(TEXT.format(keys="it_rises"), page, WRITERS)
    assert ("It rises to 41.2" in said) is stands
    assert ("Withdrawn, as it does not hold" in said) is not stands
    with pytest.raises(ReadableError, match="has tested the condition 'it_falls'"):
        plain(TEXT.format(keys="it_falls"), page, WRITERS)
