"""All claims by their permanent id."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches
from functools import cached_property
from importlib import import_module

from model import gates, shown
from model.theory.claim import Claim

#: Modules that make claims, in the order of the book.
TOPICS = (
    "invariants.accounting",
    "invariants.pool",
    "invariants.billing",
    "invariants.split",
    "burn.given_price",
    "burn.following_price",
    "burn.valuation",
    "burn.no_bubble",
    "burn.regimes",
    "burn.fundamental_rate",
    "burn.decaying_premium",
    "unlocks.break_even",
    "unlocks.peaks",
    "unlocks.crossing",
    "unlocks.foresight",
    "unlocks.sales",
    "unlocks.recirculation",
    "vault.vault",
    "vault.purchase",
    "vault.slicing",
    "vault.resilience",
    "vault.executor",
    "vault.guard",
    "vault.reopening",
    "vault.sandwich",
    "vault.saturation",
    "vault.control",
    "market.compute_market",
    "market.stability",
    "market.market_statics",
    "market.node_entry",
    "market.cobweb",
    "market.sharing",
    "honesty.honesty",
    "honesty.collateral",
    "honesty.audits",
    "honesty.jackpot",
    "honesty.replicas",
    "honesty.two_rests",
    "value.transmission",
    "value.fair_value",
    "value.order_flow",
    "value.payout",
    "value.fees_in_tokens",
    "value.burn_share",
)


class UnknownClaim(gates.UnknownName):
    """There is no claim of that id."""


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
    def earlier(self) -> dict[str, str]:
        """Ids that claims had which are a part of another now."""
        return {old: claim.id for claim in self._table.values() for old in claim.formerly}

    def __getitem__(self, name: str) -> Claim:
        name = gates.text(UnknownClaim, "the id of a claim", name)
        name = self.earlier.get(name, name)
        if name not in self._table:
            close = get_close_matches(name, self._table, n=1, cutoff=0.4)
            hint = f"; did you mean {close[0]!r}?" if close else ""
            raise UnknownClaim(
                f"no claim has the id {gates.shown(name)}{hint}; `python -m model claims` lists "
                "them all"
            )
        return self._table[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._table)

    def __repr__(self) -> str:
        return f"Claims({len(self)} statements with proof, numbers and counterexamples)"

    def _repr_html_(self) -> str:
        rows = [(claim.id, claim.title, claim.owner) for claim in self.values()]
        return shown.table(f"{len(self)} claims", ("claim", "what it says", "whose result"), rows)

    def _ipython_key_completions_(self) -> list[str]:
        return list(self)

    def __len__(self) -> int:
        return len(self._table)


claims = Claims()
