"""Tables whose cells are a median with its interval, as text."""

from __future__ import annotations

from collections.abc import Mapping
from math import isinf

import pandas as pd

from model.answerbook.said import number
from model.experiments.challenges.common import Middle


def said(value: float, never: str = "none", places: int | None = None) -> str:
    """A number to two digits, or to so many places; a word where there is none."""
    if isinf(value):
        return never
    if places is None:
        return number(value)
    # Minus zero is zero.
    return f"{round(value, places) + 0.0:,.{places}f}".replace("-", "−")


def cell(found: Middle, never: str = "none", places: int | None = None, scale: float = 1.0) -> str:
    """A median with the 5th and 95th percentile of runs; alone where all are said alike."""
    low, high = sorted((scale * found.low, scale * found.high))
    middle, *ends = (said(each, never, places) for each in (scale * found.middle, low, high))
    return middle if ends == [middle, middle] else f"{middle} ({ends[0]} to {ends[1]})"


def html(rows: Mapping[str, Mapping[str, str]], corner: str) -> str:
    """Rows of cells as HTML, whole words and no rule; ``corner`` heads the names of the rows."""
    with pd.option_context("display.max_colwidth", None):
        table = pd.DataFrame(rows).T.rename_axis(corner).reset_index()
        return str(table.to_html(index=False, border=0))
