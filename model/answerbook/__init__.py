"""Sentences that a report may quote, each with its number, its intervals and what it rests on.

For example::

    model.answers["burn-base"].quote()

The numbers are kept in `numbers.yaml` beside this module, with a hash of all that they depend on,
so that reading one costs nothing; ``python -m model answers --update`` computes them anew. What
makes them draws on most of the package, and is loaded when the first answer is asked for: a key for
completion touches this module alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cached_property
from typing import TYPE_CHECKING

from model import gates, shown

if TYPE_CHECKING:
    from model.answerbook import answer

__all__ = ["Answers", "UnknownAnswer", "answers"]


class UnknownAnswer(gates.UnknownName):
    """There is no answer of that id."""


class Answers(Mapping[str, "answer.Answer"]):
    """Answers by id, in the order of the page that lists them."""

    @cached_property
    def _table(self) -> dict[str, answer.Answer]:
        from model.answerbook.catalogue import made

        return {answer.id: answer for answer in made()}

    def __getitem__(self, name: str) -> answer.Answer:
        name = gates.text(UnknownAnswer, "the id of an answer", name)
        if name not in self._table:
            close = get_close_matches(name, self._table, n=1, cutoff=0.4)
            hint = f"; did you mean {close[0]!r}?" if close else ""
            raise UnknownAnswer(
                f"no answer has the id {gates.shown(name)}{hint}; `python -m model answers` lists "
                "them all"
            )
        return self._table[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._table)

    def __len__(self) -> int:
        return len(self._table)

    def __repr__(self) -> str:
        return f"Answers({len(self)} sentences with intervals)"

    def _repr_html_(self) -> str:
        rows = [(answer.id, answer.sentence) for answer in self.values()]
        return shown.table(f"{len(self)} answers", ("answer", "what it says"), rows)

    def _ipython_key_completions_(self) -> list[str]:
        return list(self)


answers = Answers()
