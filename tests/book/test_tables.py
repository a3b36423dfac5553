"""Tables that sort, filter and search do so in a browser, from a disk."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.book.pipe import Page

SCRIPT = Path(__file__).resolve().parents[2] / "book" / "_ext" / "static" / "tables.js"
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>T</title>
<h2>First</h2><table class="live live-x filter-2"><thead><tr><th><p>name</p></th><th>value</th>
<th>kind</th></tr></thead><tbody>
<tr><td id="a">ten</td><td><data value="10.0" data-unit="day"></data>10 days</td><td>old</td></tr>
<tr><td id="b">nine</td><td><data value="9.0" data-unit="day"></data>9 days</td><td>new</td></tr>
<tr><td id="c">cent</td><td><data value="5.0" data-unit="USD"></data>5 USD</td><td>old</td></tr>
</tbody></table>
<h2>Second</h2><table class="live live-x filter-2"><thead><tr><th>name</th><th>value</th>
<th>kind</th></tr></thead><tbody><tr><td id="d">nine lives</td><td>1</td><td>new</td></tr>
</tbody></table>
<script src="{script}"></script>
<script>
  const seen = {{}};
  const shown = () => [...document.querySelectorAll("td[id]")]
    .filter((cell) => !cell.parentNode.hidden).map((cell) => cell.id).join("");
  const typed = (box, value) => {{
    box.value = value;
    box.dispatchEvent(new Event("input", {{ bubbles: true }}));
  }};
  const [kind, table] = document.querySelectorAll("select");
  const words = document.querySelector("input");
  const said = () => document.querySelector("[role=status]").textContent;
  const buttons = document.querySelectorAll("th button");
  seen.start = shown();
  typed(words, "NINE"); seen.words = shown(); seen.said = said();
  typed(table, "Second"); seen.table = shown();
  typed(table, ""); typed(words, ""); seen.again = shown();
  typed(kind, "new"); seen.kind = shown(); typed(kind, "");
  buttons[1].click(); seen.up = shown();
  seen.aria = buttons[1].closest("th").getAttribute("aria-sort");
  buttons[1].click(); seen.down = shown();
  buttons[1].click(); seen.back = shown();
  buttons[0].click(); seen.letters = shown();
  typed(words, "nobody"); seen.none = shown();
  addEventListener("hashchange", () => setTimeout(() => {{
    seen.linked = shown();
    document.body.innerHTML = `<pre>${{JSON.stringify(seen)}}</pre>`;
  }}));
  location.hash = "#b";
</script></html>"""


@pytest.mark.browser
def test_tables_sort_filter_and_search(tmp_path: Path, chromium: Page) -> None:
    page = tmp_path / "page.html"
    page.write_text(PAGE.format(script=SCRIPT.as_uri()), encoding="utf-8")
    chromium.open(page.as_uri())
    chromium.wait("document.querySelector('pre')")
    assert json.loads(chromium.value("document.querySelector('pre').textContent")) == {
        "start": "abcd",
        "words": "bd",
        "said": "2 of 4 rows",
        "table": "d",
        "again": "abcd",
        "kind": "bd",
        "up": "bacd",  # by unit, then by number: 9 days before 10
        "aria": "ascending",
        "down": "cabd",
        "back": "abcd",
        "letters": "cbad",
        "none": "",
        "linked": "cbad",
    }


@pytest.mark.browser
def test_a_table_stands_without_its_script(tmp_path: Path, chromium: Page) -> None:
    page = tmp_path / "page.html"
    page.write_text(PAGE.partition("<script")[0] + "</html>", encoding="utf-8")
    chromium.open(page.as_uri())
    assert chromium.value("document.querySelectorAll('td[id]').length") == 4
    assert not chromium.value("document.querySelectorAll('button, input, select, [hidden]').length")
