"""What those need who hear a page or use its keys: names, stops, and nothing that falls off."""

from __future__ import annotations

import importlib
import re
from itertools import product
from pathlib import Path
from types import ModuleType

import pytest

from tests.book import axe, pipe

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "book" / "_ext" / "static"


@pytest.fixture
def access(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The module that repairs written pages."""
    monkeypatch.syspath_prepend(str(ROOT / "book" / "_ext"))
    return importlib.import_module("model_access")


FOLD = """<summary aria-label="Toggle hidden content">
<p class="collapsed admonition-title">Show code cell {kind}</p>
<p class="expanded admonition-title">Hide code cell {kind}</p>
</summary>"""
SIDEBAR = '<div id="pst-primary-sidebar" class="bd-sidebar-primary bd-sidebar">'
CELL = '<div class="cell docutils">{fold}{rest}</div>'


def test_folds_of_code_are_named_for_what_they_hold(access: ModuleType) -> None:
    fold = FOLD.format(kind="source")
    caption = '<figure><span class="caption-number">Fig. 7 </span></figure>'
    page = CELL.format(fold="", rest="") + CELL.format(fold=fold, rest="")
    made = access.repaired(page + CELL.format(fold=fold, rest=caption))
    assert re.findall(r"(Show [^<]*)<", made) == ["Show code of cell 2", "Show code of Fig. 7"]
    assert re.findall(r"(Hide [^<]*)<", made) == ["Hide code of cell 2", "Hide code of Fig. 7"]
    assert "Toggle" not in made


def test_the_fold_of_a_claim_says_whose_it_is(access: ModuleType) -> None:
    fold = '<span class="sd-summary-text">Proof, numbers, assumptions, citation</span>'
    claims = [f'<span class="caption-number">Theorem {n} </span>{fold}' for n in (3, 4)]
    made = re.sub(r"<[^>]*>", "", access.repaired("".join(claims)))
    assert made.count("citation of Theorem 3") == made.count("citation of Theorem 4") == 1


@pytest.mark.parametrize(
    ("written", "repaired"),
    [
        (
            "<ul><li>a</li>\n<ul><li>b</li><li>c</li></ul><li>d</li></ul>",
            "<ul><li>a<ul><li>b</li><li>c</li></ul></li><li>d</li></ul>",
        ),
        ("<tr><th></th><th>a</th></tr>", "<tr><td></td><th>a</th></tr>"),
        (SIDEBAR, SIDEBAR.replace(">", ' role="complementary" aria-label="Book">')),
        (
            '<div role="list"><div class="citation" id="a" role="doc-biblioentry">',
            '<div role="list"><div class="citation" id="a" role="listitem">',
        ),
        ('<th class="blank level0" >&nbsp;</th><th>a</th>', "<td></td><th>a</th>"),
        (
            '<i class="theme-switch fa-sun" title="Light"></i>',
            '<i class="theme-switch fa-sun" aria-hidden="true"></i>',
        ),
        (
            '<button class="btn search-button-field x" title="Search" aria-label="Search">',
            '<button class="btn search-button-field x" title="Search">',
        ),
    ],
)
def test_what_the_theme_leaves_is_repaired(access: ModuleType, written: str, repaired: str) -> None:
    assert access.repaired(written) == repaired
    assert access.repaired(repaired) == repaired


def test_the_fold_of_a_solution_says_whose_it_is(access: ModuleType) -> None:
    page = "".join(
        f'<p class="admonition-title"><span class="caption-number">Exercise {n} </span>(x)</p>'
        f'<div class="solution dropdown admonition" id="s{n}">\n\n'
        '<p class="admonition-title">Solution</p>'
        for n in (3, 4)
    )
    made = access.repaired(page)
    told = re.sub(r"<[^>]*>", "", made)
    assert told.count("Solution of Exercise 3") == told.count("Solution of Exercise 4") == 1
    assert access.repaired(made) == made


SCROLLING = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>T</title>
<style>div.math, pre {{ overflow-x: auto; width: 200px }}</style></head><body>
<div class="bd-article">
<div class="math" id="wide"><span class="eqno">(12)<a>#</a></span><p style="width: 400px">x</p>
</div>
<div class="math" id="narrow"><p>x</p></div>
<details><summary>S</summary><pre id="folded"><span style="padding: 200px">x</span></pre></details>
</div><script src="{script}"></script>
<script>addEventListener("load", () => setTimeout(() => {{
  document.querySelector("details").open = true;
  setTimeout(() => document.body.setAttribute("data-done", ""), 500);
}}, 500));</script></body></html>"""


@pytest.mark.browser
def test_only_what_scrolls_is_a_stop_for_keys(tmp_path: Path, chromium: pipe.Page) -> None:
    page = tmp_path / "page.html"
    page.write_text(SCROLLING.format(script=(STATIC / "access.js").as_uri()), encoding="utf-8")
    chromium.open(page.as_uri())
    chromium.wait("document.body.hasAttribute('data-done')")
    stops = """[...document.querySelectorAll('[tabindex="0"]')].map((e) => [e.id, e.ariaLabel])"""
    assert dict(chromium.value(stops)) == {
        "wide": "Formula (12), scrolls sideways",
        "folded": "Code, scrolls sideways",
    }


# The book itself ---------------------------------------------------------------------------------

SITE = ROOT / "_build" / "html"
PAGES = sorted(
    (p for p in SITE.rglob("*.html") if "_static" not in p.relative_to(SITE).parts),
    key=lambda page: ("_modules" in page.parts, page),
)
OF_THE_BOOK = [p for p in PAGES if p.parent.name in ("book", "notebooks")]


#: What themes call a fold that nobody named.
NAMELESS = re.compile(r"|Details|Click to \w+|(Show|Hide)( code cell \w+)?|Toggle .*|Solution")


@pytest.mark.site
def test_folds_of_a_page_have_names_of_their_own() -> None:
    for page in OF_THE_BOOK:
        text = page.read_text("utf-8")
        heads = re.findall(r"<summary[^>]*>(.*?)</summary>", text, re.S)
        heads = [head.partition('class="expanded')[0] for head in heads]
        names = [" ".join(re.sub(r"<[^>]*>", "", head).split()) for head in heads]
        assert len(names) == len(set(names)), f"{page.name}: {names}"
        assert not [name for name in names if NAMELESS.fullmatch(name)], f"{page.name}: {names}"


@pytest.mark.site
def test_nothing_is_left_of_live_kernels() -> None:
    left = re.compile(r"<(?:script|link)\b[^>]*thebe|THEBE_JS_URL|kernelName")
    assert not [page.name for page in PAGES if left.search(page.read_text("utf-8"))]
    assert not list(SITE.glob("_static/*thebe*"))
    assert not list(SITE.glob("_static/play-solid.svg"))


@pytest.mark.browser
@pytest.mark.parametrize("page", ["12_unlocks_against_burn", "15_honesty_and_security"])
def test_formulas_are_no_stops_and_solutions_have_names(page: str, chromium: pipe.Page) -> None:
    chromium.open((SITE / "notebooks" / f"{page}.html").as_uri())
    chromium.drawn()
    stops = "mjx-container[tabindex], mjx-container [tabindex]"
    assert chromium.value("document.querySelectorAll('mjx-container').length") > 100
    assert not chromium.value(f"document.querySelectorAll('{stops}').length")
    buttons = "[...document.querySelectorAll('.solution .toggle-button')]"
    chromium.wait(f"{buttons}.every((each) => each.ariaLabel.startsWith('Solution'))")
    names = chromium.value(f"{buttons}.map((each) => each.ariaLabel)")
    assert names
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"Solution of Exercise \d+", each) for each in names), names


#: `index.html` shows nothing: it leads to the front page.
READ = [page for page in PAGES if page != SITE / "index.html"]


@pytest.fixture
def reader(chromium: pipe.Page) -> pipe.Page:
    """The browser, once axe is there."""
    assert axe.AXE.is_file(), "run `make access`"
    return chromium


@pytest.mark.access
@pytest.mark.parametrize("page", READ, ids=lambda page: page.relative_to(SITE).as_posix())
def test_axe_finds_nothing_above_minor(page: Path, reader: pipe.Page) -> None:
    """With all folds open. A page is not wider than its window, and tells the console nothing."""
    reader.said.clear()
    found = [each for each in axe.read(reader, page.as_uri()) if each.impact != "minor"]
    assert not found, "\n".join(map(str, found))
    assert not reader.said


FAULTY = """<!doctype html><html lang="en"><head><title>T</title><style>
html[data-theme="dark"] p { color: #777; background: #666 }
@media (max-width: 500px) { p { width: 600px } }
</style></head><body><main><h1>T</h1><p>Text</p>
<details><summary>S</summary><img src="data:,"></details></main>
<script>console.log("talk")</script></body></html>"""


@pytest.mark.access
def test_axe_would_find_something(tmp_path: Path, reader: pipe.Page) -> None:
    """What is folded away, what only one theme has, what only a narrow window has."""
    page = tmp_path / "page.html"
    page.write_text(FAULTY, "utf-8")
    reader.said.clear()
    seen: dict[str, set[tuple[str, int]]] = {}
    for each in axe.read(reader, page.as_uri()):
        seen.setdefault(each.rule, set()).add((each.theme, each.width))
    narrow, wide = axe.WIDTHS
    assert seen["image-alt"] == set(product(axe.THEMES, axe.WIDTHS))
    assert seen["color-contrast"] == {("dark", narrow), ("dark", wide)}
    assert {width for rule in seen if "wider" in rule for _, width in seen[rule]} == {narrow}
    assert any("talk" in each for each in reader.said)
