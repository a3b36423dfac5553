"""What a proof consists of: steps, the last of which a rule has made of the statement."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum

import sympy as sp


class ProofError(ValueError):
    """A step of a proof that does not hold, or a proof that does not end in its statement."""


class Strength(Enum):
    """Who decided a step."""

    SYMPY = "decided by SymPy"
    Z3 = "decided by Z3"
    ARGUED = "argued in words"


class Grade(Enum):
    """What kind of thing is proved: what needs an argument, is solved for, or holds by making."""

    THEOREM = "Theorem"
    FORMULA = "Formula"
    IDENTITY = "Identity"


#: Steps are made in this package only: without the seal there is none.
SEAL = object()


@dataclass(frozen=True)
class Step:
    """One line of a derivation: what is done, the relation that it leaves, and who decided it."""

    text: str
    relation: sp.Basic
    strength: Strength
    seal: object = field(repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.seal is not SEAL:
            raise ProofError(f"{self.text}: a step is made by a rule that verifies it")


@dataclass(frozen=True)
class Proved(Step):
    """The last step: the statement itself, the rule that decided it, and what a rule took as given.

    ``meaning`` says what a symbol that only the claim knows stands for; it is printed.
    """

    rule: str
    grade: Grade
    meaning: tuple[sp.Basic, ...] = ()


def strength(steps: Iterable[Step]) -> Strength:
    """A proof is as strong as its weakest step."""
    found = {step.strength for step in steps}
    for weakest in (Strength.ARGUED, Strength.Z3):
        if weakest in found:
            return weakest
    return Strength.SYMPY


def fingerprint(steps: Iterable[Step]) -> str:
    """Sixteen hexadecimal digits that name what was decided, and nothing else."""
    text = "\n".join(
        f"{sp.srepr(step.relation)} {step.strength.name} {getattr(step, 'rule', '')}"
        for step in steps
    )
    return hashlib.sha256(text.encode()).hexdigest()[:16]
