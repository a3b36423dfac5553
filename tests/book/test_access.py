"""What those need who hear a page or use its keys: names, stops, and nothing that falls off."""

from __future__ import annotations

import importlib
import re
from pathlib import Path
from types import ModuleType

import pytest

from tests.book.browser import opened

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
        ('<p></p>\n<script>const THEBE_JS_URL = "https://x"; const a</script>', "<p></p>"),
        ('<p></p><script async="async" src="../_static/sphinx-thebe.js?v=1"></script>', "<p></p>"),
        ('<p></p><script type="text/x-thebe-config">\n{ a: "b" }\n</script>', "<p></p>"),
        (
            "<ul><li>a</li>\n<ul><li>b</li><li>c</li></ul><li>d</li></ul>",
            "<ul><li>a<ul><li>b</li><li>c</li></ul></li><li>d</li></ul>",
        ),
        ("<tr><th></th><th>a</th></tr>", "<tr><td></td><th>a</th></tr>"),
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
def test_only_what_scrolls_is_a_stop_for_keys(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(SCROLLING.format(script=(STATIC / "access.js").as_uri()), encoding="utf-8")
    drawn = opened(page, tmp_path / "profile").document
    assert drawn.select("body[data-done]")
    stops = {str(tag["id"]): tag for tag in drawn.select('[tabindex="0"]')}
    assert set(stops) == {"wide", "folded"}
    assert stops["wide"]["aria-label"] == "Formula (12), scrolls sideways"
    assert stops["folded"]["aria-label"] == "Code, scrolls sideways"


# The book itself ---------------------------------------------------------------------------------

SITE = ROOT / "_build" / "html"
PAGES = sorted(p for p in SITE.rglob("*.html") if "_static" not in p.relative_to(SITE).parts)
OF_THE_BOOK = [p for p in PAGES if p.parent.name in ("book", "notebooks")]


@pytest.mark.site
def test_folds_of_a_page_have_names_of_their_own() -> None:
    for page in OF_THE_BOOK:
        text = page.read_text("utf-8")
        heads = re.findall(r"<summary[^>]*>(.*?)</summary>", text, re.S)
        heads = [head.partition('class="expanded')[0] for head in heads]
        names = [" ".join(re.sub(r"<[^>]*>", "", head).split()) for head in heads]
        assert len(names) == len(set(names)), f"{page.name}: {names}"


@pytest.mark.site
def test_nothing_is_left_of_live_kernels() -> None:
    left = re.compile(r"<(?:script|link)\b[^>]*thebe|THEBE_JS_URL|kernelName")
    assert not [page.name for page in PAGES if left.search(page.read_text("utf-8"))]
    assert not list(SITE.glob("_static/*thebe*"))


#: `make access` puts it there; it is no part of the project.
AXE = ROOT / ".cache" / "axe" / "node_modules" / "axe-core" / "axe.min.js"
RUN = """<script src="{axe}"></script><script>addEventListener("load", async () => {{
  await window.MathJax?.startup?.promise;
  document.querySelectorAll("details").forEach((fold) => (fold.open = true));
  await new Promise((done) => setTimeout(done, 500));
  const found = await axe.run(document, {{ resultTypes: ["violations"], preload: false }});
  const root = document.scrollingElement;
  const lines = found.violations
    .filter((each) => each.impact !== "minor")
    .map((each) => `${{each.id}} (${{each.impact}}): ${{each.nodes.map((n) => n.html)}}`);
  const beyond = root.scrollWidth - innerWidth;
  if (beyond > 0) lines.push(`wider than its window by ${{beyond}} pixels`);
  document.body.replaceChildren(Object.assign(document.createElement("pre"),
    {{ id: "found", textContent: lines.join("\\n") || "nothing" }}));
}});</script>"""


@pytest.mark.access
@pytest.mark.parametrize("width", [400, 1400])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(SITE).as_posix())
def test_axe_finds_nothing_above_minor(page: Path, theme: str, width: int, tmp_path: Path) -> None:
    """With all folds open. A page must not be wider than its window either."""
    assert AXE.is_file(), "run `make access`"
    set_theme = "".join(f'localStorage.setItem("{key}", "{theme}");' for key in ("mode", "theme"))
    text = page.read_text("utf-8").replace("<head>", f"<head><script>{set_theme}</script>", 1)
    copy = page.with_name(f".axe-{theme}-{width}-{page.name}")
    copy.write_text(text.replace("</body>", f"{RUN.format(axe=AXE.as_uri())}</body>"), "utf-8")
    try:
        drawn = opened(copy, tmp_path, f"--window-size={width},1000").document
    finally:
        copy.unlink()
    found = drawn.find(id="found")
    assert found is not None, "axe did not end"
    assert found.get_text() == "nothing"


@pytest.mark.access
def test_axe_would_find_something(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    body = f'<main><h1>T</h1><img src="x.png"></main>{RUN.format(axe=AXE.as_uri())}'
    page.write_text(
        f'<html lang="en"><head><title>T</title></head><body>{body}</body></html>', "utf-8"
    )
    found = opened(page, tmp_path / "profile").document.find(id="found")
    assert found is not None
    assert "image-alt (critical)" in found.get_text()
