"""All claims by their permanent id."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cached_property

from model.theory.claim import Claim


class UnknownClaim(KeyError):
    """There is no claim of that id."""

    def __str__(self) -> str:
        return str(self.args[0])  # KeyError would print the message in quotes


class Claims(Mapping[str, Claim]):
    """Claims by id, built at the first access."""

    @cached_property
    def _table(self) -> dict[str, Claim]:
        from model.theory import accounting, billing, pool, split, vault

        made = [
            each for topic in (accounting, billing, pool, split, vault) for each in topic.claims()
        ]
        return {claim.id: claim for claim in made}

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
