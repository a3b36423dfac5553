"""Directives that any book has: exercises, notes, cards, figures; each as plain Markdown."""

from __future__ import annotations

from model.experiments.explorer_questions import questions
from model.readable import declared
from model.readable.markup import Directive, Writer, folded, formula, plain
from model.readable.places import numbered
from model.readable.roles import Page, inline, known


def _content(one: Directive, page: Page) -> str:
    return plain(one.body, page, WRITERS)


def _titled(one: Directive, page: Page) -> str:
    """An admonition: its title in bold, then its text."""
    title = inline(one.argument, page) or one.name.capitalize()
    content = _content(one, page)
    if "dropdown" in one.options.get("class", "") or one.name == "dropdown":
        return folded(title, content)
    return f"**{title}.** {content}"


def _exercise(one: Directive, page: Page) -> str:
    number = numbered(one.options.get("label", ""), "Exercise")
    title = f" ({inline(one.argument, page)})" if one.argument else ""
    return f"**{number}{title}.** {_content(one, page)}"


def _solution(one: Directive, page: Page) -> str:
    of = numbered(one.argument, "the exercise")
    return folded(f"Solution to {of}", _content(one, page))


def _card(one: Directive, page: Page) -> str:
    return f"- **{inline(one.argument, page)}.** {_content(one, page)}"


def _inside(one: Directive, page: Page) -> str:
    return _content(one, page)


def _math(one: Directive, _: Page) -> str:
    return formula(one.body.strip(), one.options.get("label", ""))


def _code(one: Directive, _: Page) -> str:
    return f"```{one.argument}\n{one.body}\n```"


def _table(one: Directive, page: Page) -> str:
    title = f"**{inline(one.argument, page)}**\n\n" if one.argument else ""
    return title + _content(one, page)


def _when(one: Directive, page: Page) -> str:
    """A text that holds while its conditions do; a line in its place if one does not."""
    false = [key for key in one.argument.replace(",", " ").split() if not page.holds(key)]
    if false:
        return f"*Withdrawn, as it does not hold with the values of this run: {', '.join(false)}.*"
    return _content(one, page)


def _small_explorer(one: Directive, _: Page) -> str:
    """The question alone: what answers it is a program of the page."""
    known("question", one.argument, questions())
    return f"**{questions()[one.argument].asked}** *In the book a slider answers this.*"


WRITERS: dict[str, Writer] = {
    "code-block": _code,
    "container": _inside,
    "exercise": _exercise,
    "explorer-small": _small_explorer,
    "grid": _inside,
    "grid-item": _inside,
    "grid-item-card": _card,
    "math": _math,
    "solution": _solution,
    "table": _table,
    "when": _when,
    **dict.fromkeys(
        ("admonition", "attention", "dropdown", "hint", "important", "note", "tip", "warning"),
        _titled,
    ),
    **declared.WRITERS,
}

__all__ = ["WRITERS"]
