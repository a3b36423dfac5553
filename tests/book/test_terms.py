"""A chapter that uses a word of the trade leads to its meaning where it is first used."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.book.test_limits import chapters, read, source

ROOT = Path(__file__).resolve().parents[2]
#: Words of the glossary that a reader of another field does not bring along; each means one thing.
HARD = frozenset(
    {
        "arbitrage",
        "break-even revenue",
        "burn and mint",
        "cliff",
        "closure",
        "cohort",
        "collateral",
        "constant-product pool",
        "executor",
        "fundamental price",
        "half-life",
        "insurance fund",
        "mood",
        "outside price",
        "posted price",
        "quantity equation",
        "recirculation",
        "reputation",
        "sandwich",
        "slippage",
        "subsidy",
        "timelock",
        "twap",
        "unbonding",
        "utilisation",
        "velocity",
        "vesting",
        "virtual reserve",
    }
)
LINK = re.compile(r"\{term\}`(?:[^`<]*<)?([^`>]+)>?`")
#: What is no running text: roles, formulas, code, links, and headings.
SPANS = re.compile(r"\{[\w:-]+\}`[^`]*`|`[^`]*`|\$[^$\n]+\$|\]\([^)]*\)|^#.*$|^\*\*.*\?\*\*$", re.M)


def plural(word: str) -> str:
    return rf"\b{re.escape(word)}s?\b"


def unexplained(text: str) -> Iterator[str]:
    """The hard words of a page that stand in its running text before, or without, their link."""
    text = "\n".join(read(text))
    linked: dict[str, int] = {}
    for link in LINK.finditer(text):
        linked.setdefault(link[1].strip().lower(), link.start())
    prose = SPANS.sub(lambda span: " " * len(span[0]), text).lower()
    for word in sorted(HARD):
        used = re.search(plural(word), prose)
        if used and used.start() < linked.get(word, len(prose)):
            yield word


def pages() -> list[str]:
    return [page for page in chapters() if not page.startswith("book/api")]


@pytest.mark.parametrize("page", pages())
def test_hard_words_lead_to_their_meaning_where_they_are_first_used(page: str) -> None:
    assert not list(unexplained(source(page)))


def test_hard_words_are_in_the_glossary() -> None:
    text = (ROOT / "book" / "glossary.md").read_text("utf-8")
    assert {line.strip().lower() for line in text.splitlines()} >= HARD


def test_what_is_noticed() -> None:
    assert list(unexplained("A {term}`cliff` and the cliffs of {term}`cohorts <cohort>`.")) == []
    assert list(unexplained("A cliff, and then a {term}`cliff`.")) == ["cliff"]
    assert list(unexplained("## Cliff\n\n**Which cliff?**\n\n`cliff` $cliff$ {ref}`cliff`")) == []
