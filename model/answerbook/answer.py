"""An answer: a sentence with a place for its number, what that rests on, and how it is quoted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from math import inf
from typing import Any

from model import cited
from model.answerbook import numbers
from model.answerbook.said import interval, number
from model.compile.tables import unit_text
from model.experiments.intervals import SEED, Estimate, Setting, estimates
from model.experiments.outcomes import Reading
from model.factbook import layer


class DoesNotHold(AssertionError):
    """The sentence says more than its numbers do."""


@dataclass(frozen=True)
class Answer:
    """A sentence that a report may quote.

    ``question`` is what it answers, with others beside it. ``sentence_form`` has ``{value}`` where
    the number stands, and the words of its unit after it; ``short`` names it in a table.
    ``scale`` turns the outcome's unit into the sentence's. ``page`` is the label of the page that
    argues it, ``claim`` the id of the claim that explains it. Where the sentence asserts more than
    its number, ``holds`` says of an estimate whether it is so, and ``asserts`` says it in words.
    """

    id: str
    question: str
    sentence_form: str
    short: str
    outcome: Reading
    setting: Setting
    page: str
    scale: float = 1.0
    closure: str = "fundamental price"
    claim: str = ""
    holds: Callable[[Estimate], bool] | None = None
    asserts: str = ""

    @property
    def estimate(self) -> Estimate:
        """The number and its intervals in the outcome's unit, as they are kept.

        Computed anew where a reader has changed a fact, to which the kept numbers do not belong.
        """
        if layer.changed():
            return _anew(self)
        found = numbers.kept(self.id)
        self.check(found)
        return found

    @property
    def key(self) -> str:
        """A hash of all that the numbers depend on."""
        return numbers.key(self.setting, self.outcome.name)

    def again(self) -> Estimate:
        """The estimate, computed anew: some seconds. Raises `DoesNotHold`."""
        found = estimates(self.setting, [self.outcome])[self.outcome.name]
        self.check(found)
        return found

    def check(self, estimate: Estimate) -> None:
        """Raise `DoesNotHold` where the sentence asserts what these numbers deny."""
        if self.holds is not None and not self.holds(estimate):
            raise DoesNotHold(
                f"the answer {self.id} asserts that {self.asserts}, and its numbers deny it "
                f"({number(estimate.value)}, {interval(*estimate.chance)} by chance): change the "
                "sentence"
            )

    def said(self, *ends: float) -> str:
        """A number of the outcome, or both ends of an interval, in the sentence's unit."""
        low, high = min(ends), max(ends)
        if self.scale < 0:
            low, high = high, low
        size = abs(self.scale)
        least, most = size * (self.outcome.least or 0.0), size * (self.outcome.most or inf)
        return interval(self.scale * low, self.scale * high, least, most)

    @property
    def value(self) -> str:
        """The number as it is said, in the sentence's unit."""
        return self.said(self.estimate.value)

    def told(self, which: str) -> str:
        """An interval as it is said: ``chance``, what is ``assumed``, or ``every`` range."""
        return self.said(*getattr(self.estimate, which))

    @property
    def sentence(self) -> str:
        """The sentence with its number."""
        text = self.sentence_form.format(value=self.value)
        return text[0].upper() + text[1:]

    @property
    def intervals(self) -> str:
        """What stands in brackets behind the sentence."""
        chance, assumed, every = (self.told(which) for which in ("chance", "assumed", "every"))
        by_chance = (
            "the same in nearly every run"
            if chance == self.value
            else f"{chance} in nine of ten runs"
        )
        return (
            f"{by_chance}; {assumed} if all that is assumed is drawn from its range, and {every} "
            "if every parameter is"
        )

    @property
    def made_of(self) -> str:
        """How much was run for the number and its intervals."""
        sizes = self.setting.source.sizes
        return f"{sizes.runs} runs, {sizes.draws:,} drawn economies, seed {SEED}"

    @property
    def rests_on(self) -> str:
        """The assumption that moves it most, and by how much; empty if none moves what is said."""
        moves = self.estimate.moves
        if not moves or len(self.said(*moves[0].values).split(" to ")) == 1:
            return ""
        record = self.setting.source.economy.record(moves[0].parameter)
        at_low, at_high = (self.said(each) for each in moves[0].values)
        if choices := record.domain.choices:
            what = record.info.partition(":")[0]
            low, high = (choices[round(end)] for end in moves[0].ends)
            what = what[0].upper() + what[1:]
            return f"{what} moves it most: {at_low} if {low}, {at_high} if {high}."
        unit = unit_text(record.unit, many=True)
        low, high = (f"{number(end)} {unit}".strip() for end in moves[0].ends)
        return (
            f"What is assumed about the {record.info} moves it most: {at_low} at {low}, {at_high} "
            f"at {high}."
        )

    def quote(self) -> str:
        """All that a report needs: sentence, intervals, what it rests on, and where it is from."""
        where = f"{cited.record().title}, answer {self.id}, {cited.which()}; "
        where += f"scenario {self.setting.scenario}, {self.closure}, {self.made_of}"
        parts = [f"{self.sentence} ({self.intervals}).", self.rests_on, f"[{where}]"]
        return " ".join(part for part in parts if part)

    def cite(self) -> str:
        """BibTeX of this answer."""
        page = f"book/results_to_quote.html#answer-{self.id}"
        return cited.part(f"answer-{self.id}", self.sentence, f"Answer {self.id}", page)

    def __repr__(self) -> str:
        return f"Answer({self.id!r}: {self.question})"

    def _repr_markdown_(self) -> str:
        return self.quote()

    def record(self) -> dict[str, Any]:
        """The answer as plain data, numbers in the sentence's unit."""
        found = self.estimate
        scaled = {
            name: sorted(self.scale * end for end in getattr(found, name))
            for name in ("chance", "assumed", "every")
        }
        return {
            "id": self.id,
            "question": self.question,
            "sentence": self.sentence,
            "quote": self.quote(),
            "value": self.scale * found.value,
            **scaled,
            "moves": [
                {
                    "parameter": move.parameter,
                    "from": move.ends[0],
                    "to": move.ends[1],
                    "unit": self.setting.source.economy.record(move.parameter).unit,
                    "values": [self.scale * each for each in move.values],
                }
                for move in found.moves
            ],
            "outcome": self.outcome.info,
            "scenario": self.setting.scenario,
            "changes": dict(self.setting.changes),
            "closure": self.closure,
            "runs": self.setting.source.sizes.runs,
            "drawn": self.setting.source.sizes.draws,
            "seed": SEED,
            "page": self.page,
            "claim": self.claim,
            "bibtex": self.cite(),
        }


@cache
def _anew(answer: Answer) -> Estimate:
    return answer.again()
