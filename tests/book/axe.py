"""What axe finds on a page with all its folds open, in both themes and at two widths.

One page of one browser reads them all: a theme and a width are switched in place.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.book.pipe import Page

ROOT = Path(__file__).resolve().parents[2]
#: `make access` puts it there; it is no part of the project.
AXE = ROOT / ".cache" / "axe" / "node_modules" / "axe-core" / "axe.min.js"
THEMES = ("light", "dark")
WIDTHS = (375, 1400)  # pixels

# Colours that fade, as a fold opens or as a theme changes, would be read half-way.
_OPEN = """(async () => {
  const still = document.createElement("style");
  still.textContent = "*, *::before { animation: none !important; transition: none !important }";
  document.head.append(still);
  await window.MathJax?.startup?.promise;
  document.querySelectorAll("details").forEach((fold) => (fold.open = true));
})()"""
_DRESS = """(async () => {{
  Object.assign(document.documentElement.dataset, {{ theme: "{theme}", mode: "{theme}" }});
  for (let i = 0; i < 2; i++) await new Promise(requestAnimationFrame);
}})()"""
_READ = """axe.run(document, { resultTypes: ["violations"], preload: false }).then((found) =>
  JSON.stringify(found.violations.flatMap((each) =>
    each.nodes.map((node) => [each.id, node.impact ?? each.impact, node.html]))))"""
_BEYOND = "document.scrollingElement.scrollWidth - document.documentElement.clientWidth"


class Finding(NamedTuple):
    """A rule of axe that a piece of a page breaks, and where it was seen to."""

    theme: str
    width: int  # pixels
    rule: str
    impact: str
    html: str


def read(page: Page, address: str) -> Iterator[Finding]:
    """All that axe finds on a page, and whether it is wider than its window."""
    page.open(address, width=WIDTHS[0])
    page.value(_OPEN)
    page.value(AXE.read_text("utf-8") + ";0")
    for width in WIDTHS:
        page.resize(width)
        for theme in THEMES:
            page.value(_DRESS.format(theme=theme))
            for rule, impact, html in json.loads(page.value(_READ)):
                yield Finding(theme, width, rule, impact, html)
        if (beyond := page.value(_BEYOND)) > 0:
            yield Finding(theme, width, f"wider than its window by {beyond} pixels", "serious", "")
