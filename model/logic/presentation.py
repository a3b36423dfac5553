"""A claim as others read it: text, Markdown, a LaTeX theorem, BibTeX. Each stands alone.

What is copied names every symbol with its meaning and unit, the region, the assumptions, and how
far a machine decided it; a reader of the copy needs nothing else.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import sympy as sp
from sympy.printing.latex import LatexPrinter

from model import cited
from model.literature import entry
from model.quantities import Quantity, registry

if TYPE_CHECKING:
    from model.logic.claim import Claim, Evidence, Verdict
    from model.logic.step import Step

#: More like quantities than this are named as a row.
SEVERAL = 3

#: What words may hold that LaTeX's text mode does not take as it stands.
_SPECIAL = {
    **{letter: rf"\{letter}" for letter in "%&#_$"},
    "^": r"\^{}",
    "−": "$-$",
    "·": r"$\cdot$",
    "√": r"$\surd$",
    "≤": r"$\le$",
    "≥": r"$\ge$",
    "²": "$^2$",
    "₀": "$_0$",
    **{greek: rf"$\{name}$" for greek, name in {
        "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "varepsilon", "ζ": "zeta",
        "η": "eta", "θ": "theta", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "π": "pi",
        "ρ": "rho", "σ": "sigma", "τ": "tau", "φ": "varphi", "χ": "chi", "ψ": "psi",
        "ω": "omega", "Δ": "Delta", "Σ": "Sigma"}.items()},
}

#: What a document needs before a copied theorem compiles in it; it is copied along as a remark.
PREAMBLE = r"\usepackage{amsmath,amssymb,amsthm} \newtheorem{theorem}{Theorem}"


def plain_tex(words: str) -> str:
    """Words as LaTeX text."""
    return "".join(_SPECIAL.get(letter, letter) for letter in words)


class _Printer(LatexPrinter):
    """SymPy's printer, with the terms of a sum in a report's order: what is added comes first."""

    def _as_ordered_terms(self, expression: sp.Expr, order: str | None = None) -> list[sp.Expr]:
        terms = super()._as_ordered_terms(expression, order=order)
        return sorted(terms, key=lambda term: bool(term.could_extract_minus_sign()))

    def _print_Function(self, expression: sp.Expr, exp: str | None = None) -> str:  # noqa: N802
        """A path in time of a quantity of the registry has the quantity's symbol."""
        name = type(expression).__name__
        if name not in registry:
            return str(super()._print_Function(expression, exp))
        inside = ", ".join(self._print(each) for each in expression.args)
        path = rf"{registry[name].tex}\left({inside}\right)"
        return rf"{{{path}}}^{{{exp}}}" if exp else path


def latex(expression: sp.Basic, short: Mapping[sp.Expr, str] | None = None) -> str:
    """LaTeX with the symbols of the registry; ``short`` replaces whole sums by one symbol."""
    if isinstance(expression, sp.And):
        parts = (latex(part, short) for part in sp.ordered(expression.args))
        return r"\begin{gathered}" + r" \\ ".join(parts) + r"\end{gathered}"
    # By name: a proof may know more about the sign of a symbol than the registry does.
    symbols = [s for s in expression.free_symbols if s.name in registry]
    names = {symbol: registry[symbol.name].tex for symbol in symbols}
    # What a rule of induction calls the value of the next count.
    following = {s: s.name.removesuffix("_next") for s in expression.free_symbols
                 if s.name.removesuffix("_next") in registry and s not in names}
    names |= {s: rf"\left({registry[name].tex}\right)_{{+1}}" for s, name in following.items()}
    for place, (long, tex) in enumerate((short or {}).items()):
        sign = {"positive": True} if long.is_positive else {"nonnegative": long.is_nonnegative}
        stand_in = sp.Symbol(f"zz_{place}", real=True, **sign)
        expression = expression.subs(long, stand_in)
        names[stand_in] = tex
    printed: str = _Printer({"symbol_names": names, "ln_notation": True}).doprint(expression)
    return printed


@cache
def decided(claim: Claim) -> tuple[Verdict, tuple[Step, ...]]:
    """The verdict and the steps of a claim's proof, worked out once."""
    from model.logic.claim import verdict

    steps = claim.prove()
    return verdict(steps), steps


@cache
def compared(claim: Claim) -> Evidence:
    """What a claim's numbers came to, worked out once."""
    return claim.check()


def unit_words(unit: str) -> str:
    """A unit in words that stand in a sentence; nothing for a bare number."""
    return "" if unit == "1" else unit.replace("_", " ").replace("/", " per ").replace("**", "^")


def symbols(claim: Claim) -> list[tuple[str, str, str, str]]:
    """LaTeX, name, meaning and unit of each symbol of the statement, in the order of reading.

    A long row of like quantities, such as the stages of a queue, is named once.
    """
    met: dict[str, None] = {}
    for part in sp.preorder_traversal(claim.statement):
        if isinstance(part, sp.Symbol) and part.name in registry:  # a bound symbol is not
            met.setdefault(part.name)
    rows: dict[str, list[Quantity]] = {}
    for name in met:
        record = registry[name]
        rows.setdefault(record.place.row if record.place else name, []).append(record)
    found = []
    for records in rows.values():
        if len(records) > SEVERAL:
            records = sorted(records, key=lambda record: record.name)
            found.append(_row(records[0], records[-1]))
        else:
            found += [(r.tex, r.name, r.info, unit_words(r.unit)) for r in records]
    return found


def _row(first: Quantity, last: Quantity) -> tuple[str, str, str, str]:
    """The first and the last of a row of like quantities, in one line."""
    ends = [each.name.rpartition("_")[2] for each in (first, last)]
    info = first.info.replace(ends[0], " to ".join(end.lstrip("0") for end in ends))
    both = rf"{first.tex}, \ldots, {last.tex}"
    return both, f"{first.name} to {last.name}", info, unit_words(first.unit)


def _meaning(info: str, unit: str) -> str:
    return f"{info}, in {unit}" if unit else info


def text(claim: Claim) -> str:
    """Everything in plain text, 88 columns wide; formulas in LaTeX, on lines of their own."""
    verdict, steps = decided(claim)
    lines = [f"{claim.id}: {claim.title}", "", claim.words, "", claim.latex(), "", "Where"]
    lines += [f"- {tex} ({name}): {_meaning(info, unit)}" for tex, name, info, unit
              in symbols(claim)]
    for meaning in verdict.meaning:
        lines += ["", "Given", latex(meaning, claim.short)]
    lines += ["", "Assumptions"]
    lines += [f"- {a.name}: {a.meaning}" for a in claim.assumptions]
    lines += ["", f"Region: {claim.region}"]
    lines += [f"Throughout: {each}" for each in claim.standing]
    lines += ["", f"Whose result: {claim.owner}", ""]
    lines += [f"Proof ({verdict.grade.value}, {verdict.strength.value}, {verdict.fingerprint})"]
    lines += [f"{n}. {s.text}" for n, s in enumerate(steps, start=1)]
    lines += ["", "Without the assumptions"]
    lines += [f"- {name}: {e.text}" for name, e in claim.necessity().items()]
    formula = claim.latex()
    filled = (line if line == formula else textwrap.fill(line, 88, subsequent_indent="  ",
                                                         break_long_words=False)
              for line in lines)
    return "\n".join(filled)


def markdown(claim: Claim) -> str:
    """The statement in words, as a displayed equation and with its symbols, in MyST Markdown."""
    where = [f"- ${tex}$: {_meaning(info, unit)}" for tex, _, info, unit in symbols(claim)]
    parts = (claim.words, f"$$\n{claim.latex()}\n$$", "\n".join(where), f"Region: {claim.region}.",
             *([f"Throughout: {'; '.join(claim.standing)}."] if claim.standing else []))
    return "\n\n".join(parts)


def proof_markdown(claim: Claim) -> str:
    """The derivation: each step in words and, if it is short enough, as an equation."""
    lines = []
    for number, step in enumerate(decided(claim)[1], start=1):
        lines += [f"{number}. {step.text}", ""]
        tex = latex(step.relation, claim.short)
        # Sides that SymPy has made equal already would print as x = x.
        tells = not isinstance(step.relation, sp.Eq) or step.relation.lhs != step.relation.rhs
        if tells and len(tex) < 600:
            lines += ["   $$", f"   {tex}", "   $$", ""]
    return "\n".join(lines)


def record(claim: Claim) -> dict[str, object]:
    """The claim as plain data, for who builds something of it."""
    verdict, evidence = decided(claim)[0], compared(claim)
    return {
        "id": claim.id,
        "title": claim.title,
        "words": claim.words,
        "statement": claim.latex(),
        "sympy": sp.sstr(claim.statement),
        "symbols": [
            dict(zip(("latex", "name", "meaning", "unit"), each, strict=True))
            for each in symbols(claim)
        ],
        "given": [latex(each, claim.short) for each in verdict.meaning],
        "assumptions": {each.name: each.meaning for each in claim.assumptions},
        "region": claim.region,
        "standing": list(claim.standing),
        "formerly": list(claim.formerly),
        "grade": verdict.grade.value,
        "strength": verdict.strength.value,
        "fingerprint": verdict.fingerprint,
        "numbers": {
            "what": evidence.text,
            "cases": evidence.cases,
            "worst": evidence.worst,
            "bound": evidence.bound,
        },
        "owner": claim.owner,
        "uses": list(claim.uses),
        "literature": list(claim.literature),
        "bibtex": cite(claim),
    }


def theorem(claim: Claim) -> str:
    """The statement as a LaTeX theorem that needs nothing beside it, to copy into a report."""
    where = [rf"  \item[${tex}$] {plain_tex(_meaning(info, unit))}" for tex, _, info, unit
             in symbols(claim)]
    named = [rf"  \item[{plain_tex(a.name)}] {plain_tex(a.meaning)}" for a in claim.assumptions]
    return "\n".join(
        [
            rf"\begin{{theorem}}[{plain_tex(claim.title)}]",
            f"% In the preamble: {PREAMBLE}",
            rf"\label{{claim-{claim.id}}}",
            plain_tex(claim.words),
            *(r"\[", claim.latex(), r"\]", "where"),
            *(r"\begin{description}", *where, r"\end{description}"),
            "under the assumptions",
            *(r"\begin{description}", *named, r"\end{description}"),
            f"Region: {plain_tex(claim.region)}.",
            *([f"Throughout: {plain_tex('; '.join(claim.standing))}."] if claim.standing else []),
            r"\end{theorem}",
        ]
    )


def cite(claim: Claim) -> str:
    """BibTeX of this claim and of the literature that it builds on."""
    page = f"{place(claim.id)}.html#claim-{claim.id}" if place(claim.id) else ""
    own = cited.part(f"claim-{claim.id}", claim.title, f"Claim {claim.id}", page)
    return "\n\n".join([own, *map(entry, claim.literature)])


@cache
def _pages() -> dict[str, str]:
    """The page of each claim, from the sources of the book if they are at hand."""
    root = Path(__file__).resolve().parents[2]
    found = {}
    for path in (*root.glob("notebooks/*.ipynb"), *root.glob("book/*.md")):
        page = path.relative_to(root).with_suffix("").as_posix()
        printed = re.findall(r"\{claim\} ([\w-]+)", path.read_text(encoding="utf-8"))
        found.update(dict.fromkeys(printed, page))
    return found


def place(name: str) -> str:
    """The page of the book that prints a claim, or nothing outside of the repository."""
    return _pages().get(name, "")
