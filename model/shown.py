"""How an object of the model shows itself in a notebook: a short table, safe to put into a page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape


def table(caption: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table in HTML; numbers are written to six digits."""
    lines = ["<table>", f"<caption>{escape(caption)}</caption>", "<thead><tr>"]
    lines += [f"<th scope='col'>{escape(each)}</th>" for each in head]
    lines += ["</tr></thead>", "<tbody>"]
    for row in rows:
        cells = "".join(f"<td>{escape(text(each))}</td>" for each in row)
        lines.append(f"<tr>{cells}</tr>")
    return "\n".join([*lines, "</tbody>", "</table>"])


def text(value: object) -> str:
    """A value as a reader wants to see it."""
    return f"{value:.6g}" if isinstance(value, float) else str(value)
