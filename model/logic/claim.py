"""A claim states itself, proves itself, is checked by numbers, and can be cited.

A claim is exact: its statement is a SymPy relation, its proof a list of verified steps, the last
of which a rule of inference has made of that very statement. Its check shares nothing with the
proof: it runs the contract's integers or the equations of the specification. For each assumption a
counterexample shows what happens without it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import sympy as sp

from model.logic import presentation
from model.logic.step import Grade, ProofError, Proved, Step, Strength, fingerprint, strength
from model.logic.theorems import all_of


class CheckError(ValueError):
    """Numbers that contradict a claim."""


#: The steps of a proof, each verified as it is made.
Steps = Iterator[Step]


@dataclass(frozen=True)
class Counterexample:
    """The statement in numbers, with one assumption dropped: ``instance`` is false."""

    text: str
    instance: sp.Basic


#: The statement in numbers without an assumption: a relation that is false, or what was found
#: and what the claim says instead of it.
Broken = Callable[[], sp.Basic | tuple[sp.Expr | float, sp.Expr | float]]


@dataclass(frozen=True)
class Assumption:
    """What a claim needs, by name and in words; and without it, what is done and what then is."""

    name: str
    meaning: str
    dropped: str = field(default="", repr=False)
    broken: Broken | None = field(default=None, repr=False)

    def __str__(self) -> str:
        return f"**{self.name}**: {self.meaning}"

    def without(self, dropped: str, broken: Broken) -> Assumption:
        """An assumption that several claims share, with what one of them shows without it."""
        return replace(self, dropped=dropped, broken=broken)

    def example(self) -> Counterexample:
        """The statement in numbers without the assumption; `ProofError` if it shows none."""
        if self.broken is None:
            raise ProofError(f"{self.name}: no counterexample is given")
        broken = self.broken()
        if not isinstance(broken, tuple):
            return Counterexample(self.dropped, broken)
        found, claimed = (_exact(side) for side in broken)
        for digits in range(3, 15):
            one, other = (_number(side, digits) for side in (found, claimed))
            if one != other:
                break
        return Counterexample(f"{self.dropped}: {one} and not {other}", sp.Eq(found, claimed))


def _exact(side: sp.Expr | float) -> sp.Expr:
    """An exact number as it is; one that was found by running to six digits."""
    if not isinstance(side, float):
        return sp.sympify(side)
    return sp.sign(side) * sp.oo if math.isinf(side) else sp.Rational(f"{side:.6g}")


def _number(value: sp.Expr, digits: int) -> str:
    return "without end" if value.is_infinite else f"{float(value):,.{digits}g}"


@dataclass(frozen=True)
class Evidence:
    """What a check found: in how many cases, and the worst distance from the claim.

    ``worst`` and ``bound`` are in the same unit; a check fails if worst exceeds bound.
    """

    text: str
    cases: int
    worst: float
    bound: float


def parts(statement: sp.Basic, kind: type[sp.Basic] = sp.Basic) -> dict[sp.Basic, sp.Basic]:
    """The parts of a conjunction, or those of a kind, by what stands on their left side.

    `ProofError` if the statement says two things of one.
    """
    found = [part for part in statement.args if isinstance(part, kind)]
    said = {part.args[0]: part for part in found}
    if len(said) != len(found):
        raise ProofError(f"{statement} says two things of one")
    return said


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


#: Whose result a claim is unless it says so.
OWN = "own; solved from the model's equations"


@dataclass(frozen=True)
class Claim:
    """A statement about the model with all that stands behind it.

    ``proof`` and ``numbers`` take the statement, so that a wrong statement cannot pass; each
    assumption brings the example that drops it. ``short`` names sums that would fill a line (an
    expression to its LaTeX), ``literature`` keys of the book's bibliography, ``shown_in`` the label
    of the figure or table where theory and numbers stand together. ``owner`` says whose result it
    is: work and theorem or equation there, or that no source is known. ``uses`` are ids of the
    claims that its proof builds on, ``formerly`` ids of earlier claims that are now a part of it;
    ``standing`` is what holds throughout its chapter.
    """

    id: str
    title: str
    words: str
    assumptions: tuple[Assumption, ...]
    statement: sp.Basic
    proof: Callable[[sp.Basic], Proved | Iterable[Step]] = field(repr=False)
    numbers: Callable[[sp.Basic], Evidence] = field(repr=False)
    region: str = ""
    short: Mapping[sp.Expr, str] = field(default_factory=dict, repr=False)
    literature: tuple[str, ...] = ()
    shown_in: str = ""
    owner: str = OWN
    uses: tuple[str, ...] = ()
    formerly: tuple[str, ...] = ()
    standing: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if bare := [each.name for each in self.assumptions if each.broken is None]:
            raise ProofError(f"{self.id}: give a counterexample for each of {bare}")

    def __hash__(self) -> int:
        return hash(self.id)

    def prove(self) -> tuple[Step, ...]:
        """The verified steps, the last of them a rule's: `ProofError` if one does not hold.

        Parts that were proved one by one are put together last, unless the proof does so itself.
        """
        try:
            made = self.proof(self.statement)
            steps = (made,) if isinstance(made, Proved) else tuple(made)
            if isinstance(self.statement, sp.And) and steps[-1].relation != self.statement:
                proved = {step.relation: step for step in steps if isinstance(step, Proved)}
                made = (each for part, each in proved.items() if part in self.statement.args)
                steps += (all_of("Every part of the statement is proved.", self.statement, *made),)
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
        evidence = self.numbers(self.statement)
        if not evidence.worst <= evidence.bound:
            raise CheckError(
                f"{self.id}: off by {evidence.worst:g}, more than {evidence.bound:g}, "
                f"in {evidence.cases} cases: {evidence.text}"
            )
        return evidence

    def necessity(self) -> dict[str, Counterexample]:
        """What breaks without each assumption; `ProofError` if an example breaks nothing."""
        found = {each.name: each.example() for each in self.assumptions}
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

    def __repr__(self) -> str:
        return f"Claim({self.id!r}: {self.title})"

    def _repr_markdown_(self) -> str:
        return f"**{self.title}** (`{self.id}`)\n\n{self.markdown()}"


#: What a module claims, in the order of its page.
Chapter = Iterator[Claim]
