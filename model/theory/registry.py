"""All claims by their permanent id."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches
from functools import cached_property
from importlib import import_module

from model.theory.claim import Claim

#: Modules that make claims, in the order of the book.
TOPICS = (
    "invariants.accounting",
    "invariants.pool",
    "invariants.arbitrage",
    "invariants.dividing",
    "invariants.billing",
    "invariants.split",
    "invariants.denomination",
    "burn.given_price",
    "burn.following_price",
    "burn.scaled_price",
    "burn.burn_steps",
    "burn.valuation",
    "burn.no_bubble",
    "burn.random_growth",
    "burn.regimes",
    "burn.published_odes",
    "burn.fundamental_rate",
    "burn.decaying_premium",
    "burn.volatility",
    "unlocks.unlocks",
    "unlocks.vesting_line",
    "unlocks.circulation",
    "unlocks.peak",
    "unlocks.interior_peak",
    "unlocks.anticipation",
    "unlocks.announced",
    "unlocks.surprise",
    "unlocks.sale",
    "unlocks.overhang",
    "unlocks.recirculation",
    "unlocks.treasury",
    "unlocks.net_purchase",
    "unlocks.lagged_returns",
    "vault.vault",
    "vault.purchase",
    "vault.concentrated",
    "vault.slicing",
    "vault.patience",
    "vault.resilience",
    "vault.executor",
    "vault.frequency",
    "vault.calling",
    "vault.guard",
    "vault.reopening",
    "vault.freezing",
    "vault.sandwich",
    "vault.saturation",
    "vault.backlog",
    "vault.control",
    "vault.passing",
    "market.compute_market",
    "market.textbook",
    "market.posted_price",
    "market.market_statics",
    "market.market_policy",
    "market.node_entry",
    "market.stability",
    "market.cobweb",
    "market.cobweb_lag",
    "market.cobweb_bound",
    "market.sharing",
    "market.contest",
    "market.take_rate",
    "honesty.honesty",
    "honesty.collateral",
    "honesty.invited",
    "honesty.audits",
    "honesty.inspection",
    "honesty.jackpot",
    "honesty.challengers",
    "honesty.replicas",
    "honesty.security",
    "value.transmission",
    "value.purchases",
    "value.value",
    "value.fair_value",
    "value.premium",
    "value.order_flow",
    "value.standing_gaps",
    "value.littles_law",
    "value.payout",
    "value.leakage",
    "value.wedges",
    "value.burn_and_mint",
    "value.burn_share",
    "value.commitment",
)


class UnknownClaim(KeyError):
    """There is no claim of that id."""

    def __str__(self) -> str:
        return str(self.args[0])  # KeyError would print the message in quotes


class Claims(Mapping[str, Claim]):
    """Claims by id, built at the first access."""

    @cached_property
    def _table(self) -> dict[str, Claim]:
        return {claim.id: claim for topic in self.topics.values() for claim in topic}

    @cached_property
    def topics(self) -> dict[str, list[Claim]]:
        """Claims by the subject of their folder, in the order of the book."""
        found: dict[str, list[Claim]] = {}
        for topic in TOPICS:
            folder = import_module(f"model.theory.{topic.partition('.')[0]}")
            standing = getattr(folder, "STANDING", ())
            made = import_module(f"model.theory.{topic}").claims()
            chapter = found.setdefault(str(folder.__doc__), [])
            chapter.extend(replace(claim, standing=standing) for claim in made)
        return found

    @cached_property
    def _earlier(self) -> dict[str, str]:
        """Ids that claims had which are a part of another now."""
        return {old: claim.id for claim in self._table.values() for old in claim.formerly}

    def __getitem__(self, name: str) -> Claim:
        name = self._earlier.get(name, name)
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
