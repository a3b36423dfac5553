"""All claims by their permanent id."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches
from functools import cached_property
from importlib import import_module

from model import gates, shown
from model.logic.claim import Claim

#: Modules that make claims by the folder of their chapter, in the order of the book.
CHAPTERS = {
    "invariants": ("accounting", "pool", "billing", "split"),
    "burn": ("given_price", "following_price", "valuation", "no_bubble", "regimes",
             "fundamental_rate", "decaying_premium"),
    "unlocks": ("break_even", "peaks", "crossing", "foresight",
                "sales", "recirculation"),
    "vault": ("vault", "purchase", "slicing", "resilience", "executor", "guard", "reopening",
              "sandwich", "saturation", "control"),
    "market": ("compute_market", "stability", "market_statics", "node_entry", "cobweb", "sharing"),
    "honesty": ("honesty", "collateral", "audits", "jackpot", "replicas", "two_rests"),
    "value": ("transmission", "fair_value", "order_flow", "payout", "fees_in_tokens", "burn_share"),
}
TOPICS = tuple(f"{folder}.{module}" for folder, modules in CHAPTERS.items() for module in modules)


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
        for name, modules in CHAPTERS.items():
            folder = import_module(f"model.theory.{name}")
            standing = getattr(folder, "STANDING", ())
            made = (import_module(f"model.theory.{name}.{each}").claims() for each in modules)
            found[str(folder.__doc__)] = [
                replace(claim, standing=standing) for chapter in made for claim in chapter]
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
