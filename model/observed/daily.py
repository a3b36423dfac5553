"""Daily price and volume of the token, one row a day, from CSV or Parquet."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from statistics import stdev

from model import gates
from model.observed.tables import ObservedError, Row, rows

COLUMNS = ("date", "price_usd", "volume_usd")
#: No token moves by this factor in a day and is quoted in the same unit the day after.
JUMP = 100.0
YEAR = 365


@dataclass(frozen=True)
class Daily:
    """Prices in USD/AI and volumes in USD/day, of every day from ``first`` on."""

    first: date
    prices: tuple[float, ...]
    volumes: tuple[float, ...]

    @property
    def last(self) -> date:
        """The last day."""
        return self.first + timedelta(len(self.prices) - 1)

    def price(self, day: date) -> float:
        """The price of a day. Raises `ObservedError` for a day that is not there."""
        place = (day - self.first).days
        if not 0 <= place < len(self.prices):
            raise ObservedError(
                f"there is no price of {day}: the table goes from {self.first} to {self.last}"
            )
        return self.prices[place]

    def volatility(self, last: date, days: int = 30) -> float:
        """Yearly volatility of the ``days`` steps that end on ``last``, per square root of a year.

        Raises `ObservedError` where the table does not reach back so far.
        """
        steps = gates.whole(ObservedError, "days", days, 2)
        prices = [self.price(last - timedelta(back)) for back in range(steps, -1, -1)]
        changes = [math.log(after / before) for before, after in pairwise(prices)]
        return stdev(changes) * math.sqrt(YEAR)


def daily(source: str | Path) -> Daily:
    """The table of a file with the columns ``date``, ``price_usd`` and ``volume_usd``.

    Raises `ObservedError` for gaps, days given twice or out of order, numbers that are none, and a
    price that jumps as only a change of unit does, each with its row.
    """
    table = rows(source, COLUMNS)
    days = [row.day("date") for row in table]
    for before, row, day in zip(days, table[1:], days[1:], strict=False):
        _check_step(row, before, day)
    prices = [row.number("price_usd", positive=True) for row in table]
    for before_price, row, price in zip(prices, table[1:], prices[1:], strict=False):
        if max(price / before_price, before_price / price) > JUMP:
            raise row.wrong(
                "price_usd",
                f"the day before it was {before_price:g}: give all prices in USD for one AI",
            )
    volumes = [row.number("volume_usd", positive=False) for row in table]
    return Daily(days[0], tuple(prices), tuple(volumes))


def _check_step(row: Row, before: date, day: date) -> None:
    gap = (day - before).days
    if gap == 0:
        raise row.wrong("date", "this day is given twice: keep one of the two")
    if gap < 0:
        raise row.wrong("date", f"it comes after {before}: sort the table by date")
    if gap > 1:
        since, until = before + timedelta(1), day - timedelta(1)
        raise row.wrong(
            "date", f"{gap - 1} days are missing, {since} to {until}: fill the gap, or begin later"
        )
