"""The blocks of a page in MyST Markdown: paragraphs, formulas, code, and directives."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from model.readable.glued import ReadableError
from model.readable.places import numbered
from model.readable.roles import Page, inline

_FENCE = re.compile(
    r"^(?P<indent>\s*)(?P<fence>`{3,}|~{3,}|:{3,})\s*(?:\{(?P<name>[\w:-]+)\})?(?P<rest>.*)$"
)
_OPTION = re.compile(r"^\s*:([\w-]+):\s*(.*)$")
_TARGET = re.compile(r"^\(([^()\s]+)\)=\s*$")
_LABEL = re.compile(r"\$\$\s*\(([^()\s]+)\)\s*$")
_HEADING = re.compile(r"^#+\s+(.*)$")
#: Macros that the book's pages declare for their formulas.
_MACROS = {r"\EE": r"\mathbb{E}", r"\PP": r"\mathbb{P}"}
_MACRO = re.compile(r"\\(?:EE|PP)(?![a-zA-Z])")


@dataclass(frozen=True)
class Directive:
    """A directive as it stands in the text."""

    name: str
    argument: str
    options: Mapping[str, str] = field(default_factory=dict)
    body: str = ""


Writer = Callable[[Directive, Page], str]


def plain(text: str, page: Page, writers: Mapping[str, Writer]) -> str:
    """A text in MyST Markdown as plain Markdown with LaTeX.

    Raises `ReadableError` for a directive that ``writers`` does not have, and for a role, id or
    number that is not known.
    """
    made: list[str] = []
    paragraph: list[str] = []
    lines = text.split("\n")

    def close() -> None:
        if paragraph:
            made.append(inline("\n".join(paragraph), page))
            paragraph.clear()

    at = 0
    while at < len(lines):
        line = lines[at]
        fence = _FENCE.match(line)
        if fence and not (fence["fence"][0] == "`" and "`" in fence["rest"]):
            close()
            end = _end(lines, at, fence["fence"])
            made.append(_fenced(fence, lines[at:end], page, writers))
        elif line.lstrip().startswith("$$"):
            close()
            end = _end_of_formula(lines, at)
            made.append(_formula(lines[at:end]))
        else:
            end = at + 1
            if not _TARGET.match(line) and not re.match(r"^(%($|\s)|\+\+\+)", line):
                paragraph.append(line)
        at = end
    close()
    return re.sub(r"\n{3,}", "\n\n", _without_macros("\n".join(made))).strip("\n")


def _without_macros(text: str) -> str:
    return _MACRO.sub(lambda found: _MACROS[found[0]], text)


def _end(lines: list[str], at: int, fence: str) -> int:
    """The line after the one that closes a fence; `ReadableError` if none does."""
    closing = re.compile(rf"^\s*{re.escape(fence[0])}{{{len(fence)},}}\s*$")
    for number in range(at + 1, len(lines)):
        if closing.match(lines[number]):
            return number + 1
    raise ReadableError(f"{lines[at].strip()!r} is never closed")


def _end_of_formula(lines: list[str], at: int) -> int:
    opened = lines[at].strip()
    if len(opened) > 2 and opened.count("$$") == 2:
        return at + 1
    for number in range(at + 1, len(lines)):
        if "$$" in lines[number]:
            return number + 1
    raise ReadableError(f"the formula {opened[:60]!r} is never closed")


def _formula(lines: list[str]) -> str:
    text = "\n".join(lines)
    label = _LABEL.search(text)
    inner = text[: label.start() + 2] if label else text
    return formula(inner.strip().strip("$").strip(), label[1] if label else "")


def formula(tex: str, label: str = "") -> str:
    """A displayed formula; with the number of the book's equation if there is one."""
    number = numbered(label, "").strip("()") if label else ""
    tag = rf" \tag{{{number}}}" if number else ""
    return f"\n$$\n{tex}{tag}\n$$\n"


def _fenced(
    fence: re.Match[str], lines: list[str], page: Page, writers: Mapping[str, Writer]
) -> str:
    name, inner = fence["name"], [line.removeprefix(fence["indent"]) for line in lines[1:-1]]
    if name is None:
        if fence["fence"][0] == ":":
            return plain("\n".join(inner), page, writers)
        return "\n".join(lines)
    options = {}
    while inner and (found := _OPTION.match(inner[0])):
        options[found[1]] = found[2].strip()
        inner.pop(0)
    if name not in writers:
        raise ReadableError(f"there is no directive {name!r}; there are {', '.join(writers)}")
    one = Directive(name, fence["rest"].strip(), options, "\n".join(inner).strip("\n"))
    return f"\n{writers[name](one, page).strip()}\n"


def titles(texts: Iterable[str]) -> dict[str, str]:
    """The labels of a page and the headings that they stand before."""
    found: dict[str, str] = {}
    for text in texts:
        waiting: list[str] = []
        for line in text.split("\n"):
            if target := _TARGET.match(line):
                waiting.append(target[1])
            elif waiting and (heading := _HEADING.match(line)):
                found |= dict.fromkeys(waiting, heading[1])
                waiting = []
            elif line.strip():
                waiting = []
    return found


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table in Markdown; a bar or a break of line in a cell does not end the cell."""
    lines = [list(head), *map(list, rows)]
    lines.insert(1, ["---"] * len(lines[0]))
    cells = ([re.sub(r"\s*\n\s*", " ", re.sub(r"(?<!\\)\|", r"\\|", c)) for c in r] for r in lines)
    return "\n".join(f"| {' | '.join(row)} |" for row in cells)


def folded(summary: str, content: str) -> str:
    """Content behind one line that opens it."""
    return f"<details>\n<summary>{summary}</summary>\n\n{content.strip()}\n\n</details>"
