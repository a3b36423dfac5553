"""What the theme and the notebooks leave for those who hear a page or use its keys, repaired.

It is done on the written pages, as their templates belong to others: names of buttons and folds
that say what is in them, and no empty headings of tables.
"""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

from sphinx.application import Sphinx

SIDEBAR = 'id="pst-primary-sidebar" class="bd-sidebar-primary bd-sidebar"'
#: What stands in a page, and what is written instead.
REPAIRS = (
    (re.compile(r'console\.log\("\[PST\][^"]*"\);'), ""),
    # The words and the keys in the button are its name.
    (re.compile(r'(<button class="btn search-button-field[^>]*?) aria-label="Search"'), r"\1"),
    # Three icons, of which one is seen, are no part of the button's name.
    (re.compile(r'(<i class="theme-switch [^>]*?)\s+title="[^"]*"'), r'\1 aria-hidden="true"'),
    (re.compile(f"{re.escape(SIDEBAR)}(?=>)"), f'{SIDEBAR} role="complementary" aria-label="Book"'),
    # A list has items, and the role of an entry of a bibliography is no longer one.
    (re.compile('role="doc-biblioentry"'), 'role="listitem"'),
    # The list of modules has a list between the lines of a list.
    (re.compile(r"</li>\s*(<ul>(?:(?!</?ul\b).)*</ul>)", re.S), r"\1</li>"),
    (re.compile(r"<th( class=\"(head|blank)[^\"]*\")?\s*>(<p></p>|&nbsp;)?</th>"), "<td></td>"),
)
#: Scripts of the theme that tell the console what they do.
TALKATIVE = ("pydata-sphinx-theme.js", "sphinx-book-theme.js", "togglebutton.js")
CELL = '<div class="cell '
FOLD = re.compile(
    r'<summary aria-label="Toggle hidden content">\s*'
    r'<p class="collapsed admonition-title">Show code cell (\w+)</p>\s*'
    r'<p class="expanded admonition-title">Hide code cell \1</p>\s*</summary>'
)
OPENED = (
    '<summary>\n<p class="collapsed admonition-title">Show {what}</p>\n'
    '<p class="expanded admonition-title">Hide {what}</p>\n</summary>'
)
FIGURE = re.compile(r'<span class="caption-number">(Fig\. [\d.]+)')
CLAIM = re.compile(
    r'<span class="caption-number">(?P<number>[A-Z][a-z]+ [\d.]+) ?</span>'
    r'|<span class="sd-summary-text">(?P<fold>Proof, numbers, assumptions, citation)</span>'
    r'|(?P<solution><div class="solution dropdown[^>]*>\s*<p class="admonition-title">Solution)'
    r"(?=</p>)"
)


def repaired(text: str) -> str:
    """A page with all repairs."""
    for found, instead in REPAIRS:
        text = found.sub(instead, text)
    return _claims(_cells(text))


def _cells(text: str) -> str:
    """Folds of code are named for their figure, or by the number of their cell."""
    starts = [match.start() for match in re.finditer(re.escape(CELL), text)]
    if not starts:
        return text
    pieces = [text[: starts[0]]]
    for number, (start, end) in enumerate(pairwise([*starts, len(text)]), 1):
        cell = text[start:end]
        figure = FIGURE.search(cell)
        of = f"of {figure[1]}" if figure else f"of cell {number}"

        def named(fold: re.Match[str], of: str = of) -> str:
            kind = {"source": "code", "output": "output"}.get(fold[1], f"code and {fold[1]}")
            return OPENED.format(what=f"{kind} {of}")

        pieces.append(FOLD.sub(named, cell))
    return "".join(pieces)


def _claims(text: str) -> str:
    """The fold of a claim or a solution says whose it is, to those who hear it."""
    last = ""

    def named(found: re.Match[str]) -> str:
        nonlocal last
        if found["number"]:
            last = found["number"]
            return found[0]
        heard = f'<span class="only-heard"> of {last}</span>' if last else ""
        if found["solution"]:
            return f"{found['solution']}{heard}"
        return f'<span class="sd-summary-text">{found["fold"]}{heard}</span>'

    return CLAIM.sub(named, text)


def write(app: Sphinx, failed: Exception | None) -> None:
    """Repair every page, once all are written."""
    if failed or app.builder.format != "html":
        return
    html = Path(app.outdir)
    for path in html.rglob("*.html"):
        if "_static" not in path.relative_to(html).parts:
            text = path.read_text("utf-8")
            if (made := repaired(text)) != text:
                path.write_text(made, encoding="utf-8")
    for script in html.glob("_static/**/*.js"):
        if script.name in TALKATIVE:
            text = script.read_text("utf-8")
            script.write_text(text.replace("console.log(", "void ("), encoding="utf-8")


def add_to(app: Sphinx) -> None:
    """Register the repairs and the script that lets keys reach what scrolls."""
    app.add_js_file("access.js", loading_method="defer")
    app.connect("build-finished", write, priority=950)
