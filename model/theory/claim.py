"""A claim states itself, proves itself, is checked by numbers, and can be cited.

A claim is exact: its statement is a SymPy relation, its proof a list of verified steps, the last
of which a rule of inference has made of that very statement. Its check shares nothing with the
proof: it runs the contract's integers or the equations of the specification. For each assumption a
counterexample shows what happens without it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import sympy as sp

from model.logic.step import (
    Grade,
    ProofError,
    Proved,
    Step,
    Strength,
    fingerprint,
    strength,
)
from model.theory import presentation


class CheckError(ValueError):
    """Numbers that contradict a claim."""


@dataclass(frozen=True)
class Assumption:
    """What a claim needs, by name, in words."""

    name: str
    meaning: str

    def __str__(self) -> str:
        return f"**{self.name}**: {self.meaning}"


@dataclass(frozen=True)
class Evidence:
    """What a check found: in how many cases, and the worst distance from the claim.

    ``worst`` and ``bound`` are in the same unit; a check fails if worst exceeds bound.
    """

    text: str
    cases: int
    worst: float
    bound: float


@dataclass(frozen=True)
class Counterexample:
    """The statement in numbers, with one assumption dropped: ``instance`` is false."""

    text: str
    instance: sp.Basic


@dataclass(frozen=True)
class Verdict:
    """What a proof came to: its grade, who decided it, a name for it, and what it took as given."""

    grade: Grade
    strength: Strength
    fingerprint: str
    meaning: tuple[sp.Basic, ...]


def verdict(steps: Sequence[Step]) -> Verdict:
    """What the steps of a proof come to."""
    last = next(step for step in reversed(steps) if isinstance(step, Proved))
    return Verdict(last.grade, strength(steps), fingerprint(steps), last.meaning)


@dataclass(frozen=True)
class Claim:
    """A statement about the model with all that stands behind it.

    ``derive`` and ``measure`` take the statement, so that a wrong statement cannot pass;
    ``without`` gives a counterexample for each assumption. ``short`` names sums that would
    fill a line (an expression to its LaTeX), ``literature`` keys of the book's bibliography,
    ``shown_in`` the label of the figure or table where theory and numbers stand together.
    ``owner`` says whose result it is: work and theorem or equation there, or that no source is
    known. ``uses`` are ids of the claims that its proof builds on.
    """

    id: str
    title: str
    words: str
    assumptions: tuple[Assumption, ...]
    statement: sp.Basic
    derive: Callable[[sp.Basic], Iterable[Step]] = field(repr=False)
    measure: Callable[[sp.Basic], Evidence] = field(repr=False)
    without: Mapping[str, Callable[[], Counterexample]] = field(repr=False)
    region: str
    short: Mapping[sp.Expr, str] = field(default_factory=dict, repr=False)
    literature: tuple[str, ...] = ()
    shown_in: str = ""
    owner: str = ""
    uses: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        names = {assumption.name for assumption in self.assumptions}
        if names != set(self.without):
            raise ProofError(f"{self.id}: give one counterexample for each of {sorted(names)}")

    def __hash__(self) -> int:
        return hash(self.id)

    def prove(self) -> tuple[Step, ...]:
        """The verified steps, the last of them a rule's: `ProofError` if one does not hold."""
        try:
            steps = tuple(self.derive(self.statement))
        except ProofError:
            raise
        except (LookupError, RuntimeError, ValueError) as error:
            # The proof looks for a part that the statement does not have.
            raise ProofError(f"{self.id}: the proof does not fit the statement: {error}") from error
        if not steps or not isinstance(steps[-1], Proved) or steps[-1].relation != self.statement:
            raise ProofError(f"{self.id}: no rule of inference yields the statement")
        return steps

    def verdict(self) -> Verdict:
        """How strong the proof is, what it proves, and a name for what was decided."""
        return verdict(self.prove())

    def check(self) -> Evidence:
        """An independent numeric check; `CheckError` if the numbers contradict the claim."""
        evidence = self.measure(self.statement)
        if not evidence.worst <= evidence.bound:
            raise CheckError(
                f"{self.id}: off by {evidence.worst:g}, more than {evidence.bound:g}, "
                f"in {evidence.cases} cases: {evidence.text}"
            )
        return evidence

    def necessity(self) -> dict[str, Counterexample]:
        """What breaks without each assumption; `ProofError` if an example breaks nothing."""
        found = {name: make() for name, make in self.without.items()}
        for name, example in found.items():
            if example.instance != sp.false:
                raise ProofError(f"{self.id}: dropping {name} breaks nothing")
        return found

    def latex(self) -> str:
        """The statement as LaTeX, with the book's symbols."""
        return presentation.latex(self.statement, self.short)

    def text(self) -> str:
        """Everything in plain text, 88 columns wide."""
        return presentation.text(self)

    def markdown(self) -> str:
        """The statement in words, as a displayed equation and with its symbols, in MyST."""
        return presentation.markdown(self)

    def proof_markdown(self) -> str:
        """The derivation: each step in words and, if it is short enough, as an equation."""
        return presentation.proof_markdown(self)

    def theorem(self) -> str:
        """The statement as a LaTeX theorem that needs nothing beside it."""
        return presentation.theorem(self)

    def cite(self) -> str:
        """BibTeX of this claim and of the literature that it builds on."""
        return presentation.cite(self)
