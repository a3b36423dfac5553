"""The numbers that a notebook's code has given to its text."""

from __future__ import annotations

import re
from ast import literal_eval
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from model import gates

#: What an output is called that `glue` has stored for the text, and is shown nowhere else.
RECORD = "application/papermill.record/"

#: A sign for dollars that JupyterLab, which looks for formulas twice, takes for no delimiter.
DOLLAR = "<span>&#36;</span>"

Notebook = Mapping[str, Any]


class ReadableError(gates.Refused):
    """A notebook that cannot be written out; the message names the place and the way out."""


def text(content: str | list[str]) -> str:
    """Text of a notebook, which is stored whole or as a list of lines."""
    return content if isinstance(content, str) else "".join(content)


def is_record(output: Mapping[str, Any]) -> bool:
    """Whether an output is only a stored value, which a reader does not see."""
    return any(kind.startswith(RECORD) for kind in output.get("data", {}))


def glued(notebook: Notebook) -> dict[str, str]:
    """The stored values of a notebook by their names, each as Python writes it."""
    found: dict[str, str] = {}
    for cell in notebook["cells"]:
        for output in cell.get("outputs", ()):
            name = output.get("metadata", {}).get("scrapbook", {}).get("name")
            data = output.get("data", {})
            value = data.get(f"{RECORD}text/plain", data.get("text/plain"))
            if name and value is not None:
                found[name] = text(value)
    return found


def written(asked: str, values: Mapping[str, str]) -> str:
    """A value as the text asks for it: ``name``, or ``name:.2f`` with a format of Python's.

    Raises `ReadableError` for a name that no cell has stored, and a format that does not fit.
    """
    name, colon, form = asked.rpartition(":")
    if not colon:
        name, form = asked, "s"
    if name not in values:
        raise ReadableError(
            f"no output of the notebook holds {name!r}: execute all of its cells first"
        )
    value: Any = values[name]
    with suppress(SyntaxError, ValueError):  # a text may have no quotes
        value = literal_eval(value)
    try:
        shown = format(_fitting(value, form), form)
    except (TypeError, ValueError) as error:
        raise ReadableError(f"{name!r} is {value!r}, which {form!r} cannot format") from error
    return escaped(shown)


def escaped(words: str) -> str:
    """Words with nothing in them that Markdown or a drawer of formulas would read as its own."""
    return re.sub(r"([\\*_`|<\[\]])", r"\\\1", words).replace("$", DOLLAR)


def _fitting(value: Any, form: str) -> Any:
    """The value in the type that the last letter of a format asks for."""
    if form.endswith(tuple("bcdoxX")):
        return int(value)
    if form.endswith(tuple("eEfFgGn%")):
        return float(value)
    return str(value) if form.endswith("s") else value
