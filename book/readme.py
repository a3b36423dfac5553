"""The part of the README that quotes answers: ``python book/readme.py`` writes it anew."""

from __future__ import annotations

from pathlib import Path

from model.answerbook import answers

README = Path(__file__).resolve().parent.parent / "README.md"
OPEN, CLOSE = "<!-- answers: python book/readme.py -->", "<!-- end of answers -->"
#: What a stranger asks first, in this order.
ASKED = (
    "burn-base",
    "released",
    "released-per-burned-base",
    "revenue-needed",
    "price-base",
    "usage-explains-base",
)


def table() -> str:
    """The answers with both intervals, as a Markdown table between its two marks."""
    rows = [
        f"| {answer.sentence}. | {answer.told('chance')} | {answer.told('assumed')} |"
        for answer in (answers[name] for name in ASKED)
    ]
    head = ["| The answer | in nine of ten runs | over what is assumed |", "|---|---|---|"]
    return "\n".join([OPEN, *head, *rows, CLOSE])


def written(text: str) -> str:
    """The README with the table of today in place of the one it has. `ValueError` without marks."""
    start, end = text.index(OPEN), text.index(CLOSE) + len(CLOSE)
    return text[:start] + table() + text[end:]


if __name__ == "__main__":
    README.write_text(written(README.read_text(encoding="utf-8")), encoding="utf-8")
