"""The dated numbers that were observed, as the facts have them: what forecasts are judged by.

A new observation joins as a fact with its source and date, and as a row of `RECORD`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from model.factbook import facts

#: Quantity and fact. ``burned`` and ``revenue to date`` count from the start of the vault.
RECORD = (
    ("price", "price_anchor_july"),
    ("circulating", "implied_circulating_july"),
    ("burned", "ai_burned_observed"),
    ("revenue to date", "vault_lifetime_revenue"),
)
UNITS = {"price": "USD/AI", "circulating": "AI", "burned": "AI", "revenue to date": "USD"}


@dataclass(frozen=True)
class Seen:
    """A number of a day, in the unit of its quantity, and the range that its source leaves."""

    quantity: str
    day: date
    value: float
    low: float
    high: float
    source: str


def dated(fact: str) -> date:
    """The date of a fact; the middle of a month without a day."""
    text = facts[fact].date
    return date.fromisoformat(text if len(text) == len("2026-01-01") else f"{text}-15")


def record() -> tuple[Seen, ...]:
    """All that was observed, in the order of its days."""
    found = []
    for name, fact in RECORD:
        low, high = facts[fact].range(UNITS[name])
        value = facts[fact].to(UNITS[name])
        found.append(Seen(name, dated(fact), value, low, high, facts[fact].source.title))
    return tuple(sorted(found, key=lambda each: each.day))
