"""A claim states itself, proves itself, is checked by numbers, and can be cited.

A claim is exact: its statement is a SymPy relation, its proof a list of verified steps that
ends in that very statement. Its check shares nothing with the proof: it runs the contract's
integers or the equations of the specification. For each assumption a counterexample shows
what happens without it.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import sympy as sp

from model.quantities import registry
from model.theory.literature import entry
from model.theory.steps import ProofError, Step

BOOK = "Usage, Burn and Value: A Formal Model of the \\$AI Compute-Token Economy"


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
class Claim:
    """A statement about the model with all that stands behind it.

    ``derive`` and ``measure`` take the statement, so that a wrong statement cannot pass;
    ``without`` gives a counterexample for each assumption. ``short`` names sums that would
    fill a line (an expression to its LaTeX), ``literature`` keys of the book's bibliography,
    ``shown_in`` the label of the figure or table where theory and numbers stand together.
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

    def __post_init__(self) -> None:
        names = {assumption.name for assumption in self.assumptions}
        if names != set(self.without):
            raise ProofError(f"{self.id}: give one counterexample for each of {sorted(names)}")

    def __hash__(self) -> int:
        return hash(self.id)

    def prove(self) -> tuple[Step, ...]:
        """The verified steps; `ProofError` if one does not hold or the end is another claim."""
        steps = tuple(self.derive(self.statement))
        if not steps or steps[-1].relation != self.statement:
            raise ProofError(f"{self.id}: the proof does not end in the statement")
        return steps

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
        return latex(self.statement, self.short)

    def text(self) -> str:
        """Everything in plain text, 88 columns wide."""
        lines = [f"{self.id}: {self.title}", "", self.words, "", "Assumptions"]
        lines += [f"- {a.name}: {a.meaning}" for a in self.assumptions]
        lines += ["", f"Region: {self.region}", "", "Proof"]
        lines += [f"{n}. {s.text}" for n, s in enumerate(self.prove(), start=1)]
        lines += ["", "Without the assumptions"]
        lines += [f"- {name}: {e.text}" for name, e in self.necessity().items()]
        filled = (textwrap.fill(line, 88, subsequent_indent="  ") for line in lines)
        return "\n".join(filled)

    def markdown(self) -> str:
        """The statement in words and as a displayed equation, in MyST Markdown."""
        return f"{self.words}\n\n$$\n{self.latex()}\n$$\n\nRegion: {self.region}."

    def proof_markdown(self) -> str:
        """The derivation: each step in words and, if it is short enough, as an equation."""
        lines = []
        for number, step in enumerate(self.prove(), start=1):
            lines += [f"{number}. {step.text}", ""]
            tex = latex(step.relation, self.short)
            # Sides that SymPy has made equal already would print as x = x.
            tells = not isinstance(step.relation, sp.Eq) or step.relation.lhs != step.relation.rhs
            if tells and len(tex) < 600:
                lines += ["   $$", f"   {tex}", "   $$", ""]
        return "\n".join(lines)

    def theorem(self) -> str:
        """The statement as a LaTeX theorem, with its assumptions, to copy into a report."""
        named = [rf"  \item[{a.name}] {plain_tex(a.meaning)}" for a in self.assumptions]
        title, words = plain_tex(self.title), plain_tex(self.words)
        lines = [rf"\begin{{theorem}}[{title}]", rf"\label{{claim-{self.id}}}", words]
        lines += [r"\[", self.latex(), r"\]", r"\begin{description}", *named]
        return "\n".join([*lines, r"\end{description}", r"\end{theorem}"])

    def cite(self) -> str:
        """BibTeX of this claim and of the literature that it builds on."""
        from model import __version__

        own = (
            f"@misc{{claim-{self.id},\n"
            "  author = {{The compute-token-economy authors}},\n"
            f"  title = {{{{{self.title}}}}},\n"
            f"  howpublished = {{Claim {self.id} in {{{BOOK}}}, version {__version__}}},\n"
            "  year = {2026}\n}"
        )
        return "\n\n".join([own, *map(entry, self.literature)])


#: What words may hold that LaTeX's text mode does not take as it stands.
_SPECIAL = {
    **{letter: rf"\{letter}" for letter in "%&#_$"},
    "^": r"\^{}",
    "−": "$-$",
    "ε": r"$\varepsilon$",
    "ζ": r"$\zeta$",
}


def plain_tex(words: str) -> str:
    """Words as LaTeX text."""
    return "".join(_SPECIAL.get(letter, letter) for letter in words)


def latex(expression: sp.Basic, short: Mapping[sp.Expr, str] | None = None) -> str:
    """LaTeX with the symbols of the registry; ``short`` replaces whole sums by one symbol."""
    if isinstance(expression, sp.And):
        parts = (latex(part, short) for part in sp.ordered(expression.args))
        return r"\begin{gathered}" + r" \\ ".join(parts) + r"\end{gathered}"
    # By name: a proof may know more about the sign of a symbol than the registry does.
    symbols = [s for s in expression.free_symbols if s.name in registry]
    names = {symbol: registry[symbol.name].tex for symbol in symbols}
    for place, (long, tex) in enumerate((short or {}).items()):
        stand_in = sp.Symbol(f"zz_{place}", nonnegative=True)
        expression = expression.subs(long, stand_in)
        names[stand_in] = tex
    printed: str = sp.latex(expression, symbol_names=names, order="none")
    return printed
