"""All claims by their permanent id."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cached_property
from importlib import import_module

from model.theory.claim import Claim

#: Modules that make claims, in the order of the book.
TOPICS = (
    "accounting",
    "pool",
    "dividing",
    "billing",
    "split",
    "vault",
    "given_price",
    "following_price",
    "scaled_price",
    "valuation",
    "anchor_rate",
    "volatility",
    "unlocks",
    "vesting_line",
    "circulation",
    "peak",
    "interior_peak",
    "anticipation",
    "sale",
    "sale_order",
    "recirculation",
    "net_purchase",
    "lagged_returns",
    "purchase",
    "concentrated",
    "slicing",
    "patience",
    "resilience",
    "executor",
    "calling",
    "guard",
    "reopening",
    "freezing",
    "sandwich",
    "saturation",
    "backlog",
    "honesty",
    "invited",
    "audits",
    "inspection",
    "jackpot",
    "challengers",
    "replicas",
    "security",
    "transmission",
    "value",
    "fair_value",
    "order_flow",
    "standing_gaps",
    "littles_law",
    "payout",
    "leakage",
    "wedges",
    "burn_and_mint",
)


class UnknownClaim(KeyError):
    """There is no claim of that id."""

    def __str__(self) -> str:
        return str(self.args[0])  # KeyError would print the message in quotes


class Claims(Mapping[str, Claim]):
    """Claims by id, built at the first access."""

    @cached_property
    def _table(self) -> dict[str, Claim]:
        topics = (import_module(f"model.theory.{topic}") for topic in TOPICS)
        return {claim.id: claim for topic in topics for claim in topic.claims()}

    def __getitem__(self, name: str) -> Claim:
        if name not in self._table:
            close = get_close_matches(name, self._table, n=1, cutoff=0.4)
            hint = f"; did you mean {close[0]!r}?" if close else ""
            raise UnknownClaim(
                f"no claim has the id {name!r}{hint}; `python -m model claims` lists them all"
            )
        return self._table[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._table)

    def __len__(self) -> int:
        return len(self._table)


claims = Claims()
