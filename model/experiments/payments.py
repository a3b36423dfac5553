"""Who pays whom, and who took out more than he paid in: accounts grouped into actors.

Every flow of an economy is read from ``economy.flows()``, so a new flow appears by itself; an
account that belongs to no actor is an error, so that none is left out in silence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from model.quantities import quantity
from model.spec.economy import Economy

if TYPE_CHECKING:
    import xarray as xr


class ActorError(ValueError):
    """An account that belongs to no actor."""


@dataclass(frozen=True)
class Actor:
    """A group of accounts: its name, and the accounts it owns.

    An entry that ends in ``*`` owns every account that begins with it.
    """

    name: str
    accounts: tuple[str, ...]

    def owns(self, account: str) -> bool:
        """Whether the account is one of the actor's."""
        return any(
            account == entry or (entry.endswith("*") and account.startswith(entry[:-1]))
            for entry in self.accounts
        )


ACTORS = (
    Actor("outside\nworld", ("outside",)),
    Actor("users and\ntheir fees", ("users", "users_usd", "fee_pot")),
    Actor("markets not\nyet settled", ("unsettled_fees",)),
    Actor("vault", ("vault_ai", "vault_usd")),
    Actor("executors", ("executor", "executor_usd")),
    Actor("pool and its\nproviders", ("pool_ai", "pool_usd", "providers_usd")),
    Actor("holders", ("holders", "holders_usd")),
    Actor("nodes", ("node_balance_*", "node_usd_*")),
    Actor("validators", ("validators", "validators_usd")),
    Actor(
        "stake and\ninsurance",
        ("node_stake_*", "delegated_stake", "leaving_stake", "unbonding_*", "insurance"),
    ),
    Actor("insiders and\nfirst buyers", ("for_sale_*", "sellers_usd")),
    Actor("grantees", ("grantees", "grantees_usd")),
    Actor("locked\nallocations", ("locked_*",)),
    Actor("community\ntreasury", ("treasury",)),
    Actor("burned", ("burned", "slash_burned")),
)


@dataclass(frozen=True)
class Transfer:
    """What one actor pays another in a year, in one unit, valued in dollars of the day."""

    payer: str
    receiver: str
    unit: str
    dollars: float


@dataclass(frozen=True)
class Purse:
    """An actor's dollars over a run, in USD, and its tokens at the end, in AI and at the price.

    ``cash`` is what it took less what it paid, and what it began with.
    """

    name: str
    paid: float
    taken: float
    cash: float
    tokens: float
    worth: float


def actor_of(economy: Economy) -> Mapping[str, Actor]:
    """The actor of every account of an economy; `ActorError` names an account without one."""
    found = {}
    for stock in economy.stocks:
        owners = [actor for actor in ACTORS if actor.owns(stock.name)]
        if len(owners) != 1:
            raise ActorError(
                f"account {stock.name} belongs to {len(owners)} actors: give it one in ACTORS"
            )
        found[stock.name] = owners[0]
    return found


def transfers(economy: Economy, ds: xr.Dataset, year: int = 1) -> list[Transfer]:
    """Yearly totals between actors, medians over runs, largest first.

    ``ds`` has dims (run, day). AI is valued at the price of its day. Flows between two accounts
    of one actor are left out, and so are those that move nothing in the year in any run. Raises
    ``ValueError`` if the run ends before the year does.
    """
    days = np.arange(365 * (year - 1) + 1, 365 * year + 1)
    if days[-1] > int(ds["day"][-1]):
        raise ValueError(f"year {year} ends on day {days[-1]}, after the run: simulate more days")
    owner, window = actor_of(economy), ds.sel(day=days)
    totals: dict[tuple[str, str, str], Any] = {}
    for _, flow in economy.flows():
        payer, receiver = owner[flow.payer.name].name, owner[flow.receiver.name].name
        moved = window[flow.symbol.name]
        if payer == receiver or not (moved > 0).any():
            continue
        unit = quantity(flow.symbol).unit
        worth = window["price"] if unit == "AI" else 1.0
        key = payer, receiver, unit
        totals[key] = totals.get(key, 0.0) + (moved * worth).sum("day")
    found = [Transfer(*key, float(total.median())) for key, total in totals.items()]
    return sorted(found, key=lambda transfer: -transfer.dollars)


def purses(economy: Economy, ds: xr.Dataset) -> list[Purse]:
    """What every actor paid and took in dollars, and what it has at the end, means over runs.

    ``ds`` has dims (run, day) and begins on day 0. Every account is in one purse, and a dollar
    that one pays another takes, so cash sums to zero over the purses.
    """
    owner, last = actor_of(economy), ds.isel(day=-1)
    paid, taken, cash, tokens = ({actor.name: 0.0 for actor in ACTORS} for _ in range(4))
    for _, flow in economy.flows():
        payer, receiver = owner[flow.payer.name].name, owner[flow.receiver.name].name
        if quantity(flow.symbol).unit == "USD" and payer != receiver:
            moved = float(ds[flow.symbol.name].sum("day").mean())
            paid[payer] += moved
            taken[receiver] += moved
    for unit, held in (("USD", cash), ("AI", tokens)):
        for stock in economy.accounts(unit):
            held[owner[stock.name].name] += float(last[stock.name].mean())
    price = float(last["price"].mean())
    return [
        Purse(name, paid[name], taken[name], cash[name], tokens[name], price * tokens[name])
        for name in paid
    ]
