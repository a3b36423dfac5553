"""What the book calls its numbered and titled places, for the text of a page that names them.

``places.csv`` is written by the build of the book. A label that is not in it, such as a figure
of a reader's own page, is named in words.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from model.theory.registry import claims

FILE = "places.csv"


@cache
def stored() -> Mapping[str, str]:
    """What the book prints for each label: "Fig. 3", "Theorem 12", "(45)", or a title."""
    place = files("model.readable").joinpath(FILE)
    if not place.is_file():
        return {}
    rows = csv.DictReader(place.read_text("utf-8").splitlines())
    return {row["label"]: row["shown"] for row in rows}


def key(label: str) -> str:
    """A label as a page of HTML has it."""
    return re.sub(r"[^a-z0-9]+", "-", label.lower()).strip("-")


def named(label: str, own: Mapping[str, str]) -> str:
    """What stands for a label: the page's own name for it, the book's, or words."""
    if label in own:
        return own[label]
    if key(label) in stored():
        return stored()[key(label)]
    kind, _, rest = label.partition("-")
    if kind == "claim" and rest in claims:
        return f"the claim “{claims[rest].title}”"
    words = rest.replace("-", " ")
    kinds = {"fig": "the figure", "eq": "the equation", "page": "the page", "tab": "the table"}
    return f"{kinds[kind]} “{words}”" if kind in kinds and words else f"“{label}”"


def numbered(label: str, otherwise: str) -> str:
    """The book's number of a figure, theorem or exercise, or a word in its place."""
    return stored().get(key(label), otherwise)
