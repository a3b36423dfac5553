"""The vault's purchases, as its event ``BuybackExecuted`` tells them, in whole base units.

The contract splits what it buys into executor's reward, burn and treasury's part, which sum to it
exactly; so must every row here. Source: contract (facts, vault), ``IBuybackVault.sol``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import date, datetime
from pathlib import Path

from model import gates
from model.factbook import facts
from model.observed.tables import ObservedError, Row, rows

#: Dollars that one AI can have cost; outside, an amount is not in base units.
PLAUSIBLE = (1e-6, 1e3)
#: Decimal places of the dollars that the vault spends.
MONEY_DECIMALS = 6


@dataclass(frozen=True, order=True)
class Buyback:
    """One event: where it is in the chain, and its amounts in base units of each token."""

    block: int
    log_index: int
    transaction: str
    time: datetime
    token_in: str
    amount_in: int
    amount_out: int
    executor_reward: int
    burn_amount: int
    treasury_amount: int

    @property
    def unsplit(self) -> int:
        """What was bought and went to nobody; 0 in a sound event."""
        return self.amount_out - self.executor_reward - self.burn_amount - self.treasury_amount


COLUMNS = tuple(field.name for field in fields(Buyback))


@dataclass(frozen=True)
class Totals:
    """Sums over events, in USD and AI, and the shares that the contract has really split."""

    events: int
    spent: float
    bought: float
    burned: float
    executor_share: float
    burn_share: float
    treasury_share: float

    @property
    def average_price(self) -> float:
        """USD for one AI, over all purchases."""
        return self.spent / self.bought


def buybacks(source: str | Path, money_decimals: int = MONEY_DECIMALS) -> tuple[Buyback, ...]:
    """The events of a file with the columns `COLUMNS`, amounts in base units.

    Raises `ObservedError` for what `checked` refuses, with its row.
    """
    table = rows(source, COLUMNS)
    found = tuple(_event(row) for row in table)
    checked([row.place for row in table], found, money_decimals)
    return found


def _event(row: Row) -> Buyback:
    numbers = (row.whole(name) for name in COLUMNS[5:])
    place = (row.whole("block"), row.whole("log_index"))
    return Buyback(
        *place, row.cells["transaction"], row.moment("time"), row.cells["token_in"], *numbers
    )


def checked(
    places: Sequence[str], events: Sequence[Buyback], money_decimals: int = MONEY_DECIMALS
) -> None:
    """Refuse events out of order or twice, of several tokens, unsplit, or in no base units.

    ``places`` name the events. Raises `ObservedError`.
    """
    for place, event in zip(places, events, strict=True):
        if event.unsplit:
            raise ObservedError(
                f"{place}: the parts differ from amount_out={event.amount_out} by "
                f"{event.unsplit}: the contract splits all that it buys"
            )
        if event.token_in != events[0].token_in:
            raise ObservedError(
                f"{place}: token_in={gates.shown(event.token_in)} after "
                f"{gates.shown(events[0].token_in)}: give one table for each token"
            )
        low, high = PLAUSIBLE
        price = _price(event, money_decimals)
        if not low <= price <= high:
            raise ObservedError(
                f"{place}: one AI would have cost {price:.3g} USD: give amounts in base units, of "
                f"{money_decimals} decimals in dollars and {_token_decimals()} in AI"
            )
    for place, before, event in zip(places[1:], events, events[1:], strict=False):
        here, there = ((e.block, e.log_index) for e in (event, before))
        if here == there:
            raise ObservedError(f"{place}: block {event.block} has this event twice: keep one")
        if here < there or event.time < before.time:
            raise ObservedError(f"{place}: it comes after a later event: sort by block")


def _price(event: Buyback, money_decimals: int) -> float:
    if not event.amount_out:
        return float("inf")
    return event.amount_in / event.amount_out * 10.0 ** (_token_decimals() - money_decimals)


def _token_decimals() -> int:
    return round(facts["token_decimals"].value)


def totals(events: Sequence[Buyback], money_decimals: int = MONEY_DECIMALS) -> Totals:
    """Sums of the events. Raises `ObservedError` without any."""
    if not events:
        raise ObservedError("there are no events to sum: the vault has not bought in this span")
    out = sum(event.amount_out for event in events)
    parts = (
        sum(getattr(event, name) for event in events) / out
        for name in ("executor_reward", "burn_amount", "treasury_amount")
    )
    return Totals(
        len(events),
        sum(event.amount_in for event in events) / 10**money_decimals,
        out / 10 ** _token_decimals(),
        sum(event.burn_amount for event in events) / 10 ** _token_decimals(),
        *parts,
    )


def burned_to_date(events: Iterable[Buyback]) -> dict[date, float]:
    """AI that the vault has burned since the first event, by the evening of each day with one."""
    found: dict[date, float] = {}
    burned = 0
    for event in events:
        burned += event.burn_amount
        found[event.time.date()] = burned / 10 ** _token_decimals()
    return found


def written(events: Iterable[Buyback], path: Path) -> None:
    """Write events as the table that `buybacks` reads, CSV."""
    lines = [",".join(COLUMNS)]
    for event in events:
        cells = astuple(event)
        lines.append(",".join(c.isoformat() if isinstance(c, datetime) else str(c) for c in cells))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
