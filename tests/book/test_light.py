"""Pages load what they show: icons, styles and the index of the search, and pictures in time."""

from __future__ import annotations

import importlib
import io
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parents[2]
HEAD = """<script defer src="_static/scripts/fontawesome.js?digest=1"></script>
<script src="_static/searchtools.js?v=2"></script>
<script src="searchindex.js"></script>
<script defer src="_static/access.js"></script>"""
DRAWING = '<svg xmlns:xlink="x" width="518.4pt" height="288pt" viewBox="0 0 518.4 288"></svg>'


@pytest.fixture
def light(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The module that lightens written pages."""
    monkeypatch.syspath_prepend(str(ROOT / "book" / "_ext"))
    return importlib.import_module("model_light")


def test_the_index_stays_where_one_searches(light: ModuleType, tmp_path: Path) -> None:
    page = light.lighter(tmp_path / "page.html", HEAD)
    assert page.strip() == '<script defer src="_static/access.js"></script>'
    searching = light.lighter(tmp_path / "search.html", HEAD)
    assert "searchindex.js" in searching
    assert "searchtools.js" in searching
    assert "fontawesome" not in searching


def test_a_picture_waits_where_its_place_is_kept(light: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "a.svg").write_text(DRAWING, encoding="utf-8")
    (tmp_path / "b.svg").write_text("<svg>no size</svg>", encoding="utf-8")
    page = tmp_path / "page.html"
    made = light.lighter(page, '<img alt="A" src="a.svg"><img src="b.svg"><img src="c.png">')
    waits = '<img loading="lazy" width="691" height="384" alt="A" src="a.svg">'
    assert made == f'{waits}<img src="b.svg"><img src="c.png">'
    assert light.lighter(page, made) == made


SHEET = """@charset "UTF-8";
/*! Signs 6.5.2 (fonts, code) */:root{--x:"\\f111"}
.used{a:b}.unused,p.used{c:d}.unused{e:f}
@media (min-width:540px){.w-50\\.5{g:h}.unused.used{i:j}}
a:not(.unused){k:l}a:is(.unused,.used),.unused{m:n}[href$=".pdf"]{o:p}
@font-face{src:url(x)}@keyframes y{0%{q:r}}"""


def test_a_rule_stays_if_something_may_have_its_class(light: ModuleType) -> None:
    made = light.needed(SHEET, {"used", "w-50.5"})
    for kept in (
        '@charset "UTF-8"',
        '/*! Signs 6.5.2 (fonts, code) */:root{--x:"\\f111"}',
        ".used{a:b}p.used{c:d}",
        "@media (min-width:540px){.w-50\\.5{g:h}}",
        "a:not(.unused){k:l}",
        "a:is(.unused,.used){m:n}",
        '[href$=".pdf"]{o:p}',
        "@font-face{src:url(x)}@keyframes y{0%{q:r}}",
    ):
        assert kept in made
    for dropped in ("e:f", "i:j", ",.unused"):
        assert dropped not in made


def test_what_a_script_names_may_be_a_class(light: ModuleType) -> None:
    page = '<p class="one two-2">three</p><script>add("four")</script>'
    words = light.named([page], ['node.classList.add("five-5")'])
    assert {"one", "two-2", "four", "five-5"} <= words
    assert "three" not in words


def test_the_font_has_the_signs_that_sheets_name(light: ModuleType) -> None:
    made = light.icons(['.fa-bars:before{content:"\\f0c9"}', '{--bell:"\uf0f3"}'])
    assert set(TTFont(io.BytesIO(made)).getBestCmap()) == {0xF0C9, 0xF0F3}
    assert made == light.icons(['.fa-bars:before{content:"\\f0c9"}', '{--bell:"\uf0f3"}'])


def test_the_search_has_each_name_once(light: ModuleType) -> None:
    index = 'Search.setIndex({"indexentries": {"a": [1]}, "objects": {"a": [2]}})'
    assert (
        light.without_entries(index) == 'Search.setIndex({"indexentries":{},"objects":{"a":[2]}})'
    )


def test_a_site_loses_nothing_that_it_shows(light: ModuleType, tmp_path: Path) -> None:
    """Also one that was lightened before, and then got a page that needs more."""
    static = tmp_path / "_static"
    for name in (light.SHEET, light.DRAWN_ICONS, f"{light.FONTS}/x"):
        (static / name).parent.mkdir(parents=True, exist_ok=True)
        (static / name).write_text("", encoding="utf-8")
    page = tmp_path / "page.html"
    page.write_text(f'{HEAD}<i class="fa-solid fa-bars"></i>', encoding="utf-8")
    app = SimpleNamespace(outdir=tmp_path, builder=SimpleNamespace(format="html"))
    light.write(app, None)
    first = (static / light.SHEET).read_text("utf-8")
    assert ".fa-bars:before" in first
    assert ".fa-bell:before" not in first
    assert "fa-solid-900.woff)" in first
    assert not (static / light.DRAWN_ICONS).exists()
    assert 0xF0C9 in TTFont(static / light.FONTS / f"{light.ICONS}.woff").getBestCmap()
    page.write_text('<i class="fa-bell"></i>', encoding="utf-8")
    light.write(app, None)
    assert ".fa-bell:before" in (static / light.SHEET).read_text("utf-8")
