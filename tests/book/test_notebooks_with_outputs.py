"""What the build does beside the pages: a table of names, and a link for each notebook."""

from __future__ import annotations

import csv
import importlib
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from model.readable import places

EXTENSION = Path(__file__).resolve().parents[2] / "book" / "_ext"
PAGE = """
<section id="a"><span id="page-mine"></span><h1>Mine<a class="headerlink" href="#a">#</a></h1>
<figure id="fig-mine"><img><figcaption><p><span class="caption-number">Fig. 3 </span>
<span>Lines.</span></p></figcaption></figure>
<div class="math" id="equation-eq-vault-cap-left"><span class="eqno">(7)<a>#</a></span></div>
<div class="proof theorem admonition" id="claim-mine"><p class="admonition-title">
<span class="caption-number">Theorem 4 </span> (It holds)</p>
<div class="math"><span class="eqno">(8)</span></div></div>
</section>
"""


@pytest.fixture
def extension(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(EXTENSION)
    return importlib.import_module("model_notebooks")


def test_numbers_are_read_off_the_pages(
    extension: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "mine.html").write_text(PAGE, "utf-8")
    found = extension.names(tmp_path, {"page-mine": "Mine, and yours"})
    assert found["page-mine"] == "Mine, and yours"
    assert found["fig-mine"] == "Fig. 3"
    assert found[places.key("eq-vault-cap_left")] == "(7)"
    assert found["claim-mine"] == "Theorem 4"

    table = tmp_path / "places.csv"
    monkeypatch.setattr(extension, "TABLE", table)
    extension.keep(found)
    with table.open(encoding="utf-8", newline="") as file:
        assert {row["label"]: row["shown"] for row in csv.DictReader(file)} == found
    before = table.stat().st_mtime_ns
    extension.keep(found)
    assert table.stat().st_mtime_ns == before


@pytest.mark.parametrize(("partial", "links"), [(False, 1), (True, 0)])
def test_a_page_that_is_a_notebook_gets_a_link(extension: Any, partial: bool, links: int) -> None:
    class Config(SimpleNamespace):
        def __contains__(self, name: str) -> bool:
            return hasattr(self, name)

    names = {"notebooks/mine": "mine.ipynb", "book/other": "other.md"}
    app = SimpleNamespace(
        extensions={"sphinx_external_toc"},
        builder=SimpleNamespace(format="html"),
        config=Config(nb_execution_cache_path="cache", model_partial_book=partial),
        env=SimpleNamespace(all_docs=set(names), doc2path=names.get),
    )
    for page, expected in (("notebooks/mine", links), ("book/other", 0), ("genindex", 0)):
        group = {"label": "download-buttons", "buttons": [{"label": "source"}]}
        context = {"header_buttons": [group], "pathto": lambda place, _: f"../{place}"}
        extension.add_link(app, page, "page.html", context, None)
        urls = [b["url"] for b in group["buttons"] if "url" in b]  # type: ignore[index]
        assert urls == ["../notebooks-with-outputs/mine.ipynb"] * expected
