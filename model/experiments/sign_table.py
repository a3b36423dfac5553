"""The table of signs as a reader sees it: marks by closure, counts, and cases without a sign."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import sympy as sp

from model.quantities import registry
from model.theory import signs
from model.theory.signs import Cell

if TYPE_CHECKING:
    import pandas as pd

#: Closures by their names in the theory, in the words of the table.
CLOSURES: Mapping[str, str] = {
    "given": "given price",
    "multiple": "multiple of revenue",
    "rational": "rational",
    "quantity": "quantity equation",
    "both": "fees and burns",
    "premium": "with a premium",
}
#: How a case says what a symbol of the theory stands for.
_KINDS = {"lead": "lead of ", "gap": "growth beyond ", "decay": "decay for "}
_SAID = {"flow": "first burn in dollars", "fall": "growth and decay"}


class Signs:
    """All cells, read once: a mark for each outcome, closure and parameter."""

    def __init__(self, cells: Sequence[Cell] | None = None) -> None:
        self.cells = signs.table() if cells is None else list(cells)

    @cached_property
    def marks(self) -> dict[tuple[str, str, str], str]:
        """0, +, −, ± or open, by outcome, closure and parameter."""
        return {(c.outcome, c.closure, c.parameter): c.mark for c in self.cells}

    def where(self, outcome: str, parameter: str) -> dict[str, str]:
        """What more of a parameter does to an outcome, by closure."""
        return {name: self.marks[outcome, name, parameter] for name in CLOSURES}

    def without_sign(self, outcome: str) -> set[str]:
        """Parameters that have no sign for the outcome under one closure or more."""
        return {
            name for (one, _, name), mark in self.marks.items() if (one, mark) == (outcome, "±")
        }

    @property
    def counts(self) -> dict[str, int]:
        """How many pairs there are, and how many have a sign, none, or do not enter."""
        marks = list(self.marks.values())
        return {
            "signs_all": len(marks),
            "signs_sure": sum(mark in "+−" for mark in marks),
            "signs_none": marks.count("0"),
            "signs_both": marks.count("±"),
            "signs_open": marks.count("open"),
            "signs_closures": len(CLOSURES),
            "signs_share": list(self.where("supply", "burn_share_in_force").values()).count("−"),
        }

    @property
    def usage_lowers_where_given(self) -> bool:
        """Fees lower supply under a given price and with a premium, and enter nowhere else."""
        marks = self.where("supply", "yearly_fees")
        return {name for name, mark in marks.items() if mark != "0"} == {"given", "premium"}

    @property
    def share_raises_the_price(self) -> bool:
        """The burned share raises the price unless it is given, and is not in the rational rate."""
        price = self.where("price", "burn_share_in_force")
        raised = all(mark == "+" for name, mark in price.items() if name != "given")
        return raised and self.where("supply", "burn_share_in_force")["rational"] == "0"

    @property
    def premium_keeps_supply_up(self) -> bool:
        """A larger premium, and one that lasts longer, leave more of the supply."""
        names = ("premium_at_launch", "premium_half_life")
        return all(self.marks["supply", "premium", name] == "+" for name in names)

    @property
    def told(self) -> dict[str, int | bool]:
        """The counts, and what the page asserts of the signs, each of which is True or False."""
        return self.counts | {
            "usage_lowers_where_given": self.usage_lowers_where_given,
            "share_raises_the_price": self.share_raises_the_price,
            "premium_keeps_supply_up": self.premium_keeps_supply_up,
            "only_growth_has_no_sign_for_supply": self.without_sign("supply") == {"growth"},
        }

    def frame(self) -> pd.DataFrame:
        """A row for each parameter, a column for each outcome and closure."""
        import pandas as pd

        rows: dict[str, dict[tuple[str, str], str]] = {}
        for c in self.cells:
            info = registry[c.parameter].info.removesuffix(", as in force today")
            rows.setdefault(info, {})[f"of {c.outcome}", CLOSURES[c.closure]] = c.mark
        found = pd.DataFrame.from_dict(rows, orient="index")
        return found.sort_index(key=lambda names: names.str.lower())

    def cases(self) -> pd.DataFrame:
        """For each pair without a sign a case in which it raises the outcome, and one in which not.

        The second case is told by what is another number in it.
        """
        import pandas as pd

        rows = []
        for c in self.cells:
            if c.mark == "±" and c.witnesses is not None:
                rises, falls = c.witnesses
                other = {s: value for s, value in falls.items() if rises[s] != value}
                rows.append(
                    {
                        "of": c.outcome,
                        "closure": CLOSURES[c.closure],
                        "more of": registry[c.parameter].info,
                        "raises it at": _in_words(rises),
                        "lowers it with": _in_words(other),
                    }
                )
        return pd.DataFrame(rows)


def _in_words(case: Mapping[sp.Symbol, sp.Expr]) -> str:
    """A case in words; a share is known by its odds, a return by its lead over growth and use."""
    told = []
    for symbol, value in case.items():
        kind, _, name = symbol.name.rpartition(":")
        number = float(value / (1 + value) if kind == "odds" else value)
        said = _SAID.get(name, name).removesuffix("_in_force").replace("_", " ")
        told.append(f"{_KINDS.get(kind, '')}{said} {number:.2f}")
    return ", ".join(told)
