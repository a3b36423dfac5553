"""Words and symbols as SVG text: how wide they are, where they break, how LaTeX reads.

Widths are those of DejaVu Sans, which is wider than the fonts that browsers use for a page, so
what fits by it fits there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from html import escape

from matplotlib.font_manager import FontProperties, findfont
from matplotlib.ft2font import FT2Font

# LaTeX commands that are one letter.
_LETTERS = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ϵ", "varepsilon": "ε",
    "zeta": "ζ", "eta": "η", "theta": "θ", "vartheta": "ϑ", "iota": "ι", "kappa": "κ",
    "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "varpi": "ϖ", "rho": "ρ",
    "varrho": "ϱ", "sigma": "σ", "varsigma": "ς", "tau": "τ", "upsilon": "υ", "phi": "ϕ",
    "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ",
    "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Upsilon": "Υ",
    "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω", "ell": "ℓ", "jmath": "ȷ", "$": "$", "%": "%",
    "-": "−",
}  # fmt: skip
# LaTeX commands that put a mark over the letter that follows.
_MARKS = {"bar": "\u0304", "hat": "\u0302", "tilde": "\u0303", "dot": "\u0307"}
# LaTeX commands that only choose a kind of letter.
_KINDS = {"mathrm", "mathcal", "text", "operatorname"}
_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|[{}_^]|[^\s]")
_SMALL = 0.72  # the size of an index, as a part of that of the line


class LetteringError(ValueError):
    """A symbol in LaTeX that cannot be set as plain text."""


@dataclass(frozen=True)
class Run:
    """A piece of a line: ``rise`` is 1 for what stands high and -1 for what stands low."""

    text: str
    rise: int = 0
    slanted: bool = False


Line = tuple[Run, ...]


def plain(text: str) -> Line:
    """Words as a line."""
    return (Run(text),)


def said(line: Sequence[Run]) -> str:
    """What a line says, in one text."""
    return "".join(run.text for run in line)


def symbol(tex: str) -> Line:
    """A quantity's symbol as a line; `LetteringError` for LaTeX that this does not know."""
    tokens, found = _TOKEN.findall(tex), list[Run]()
    while tokens:
        part, tokens = _next(tokens, 0, True)
        found += part
    return tuple(_joined(found))


def _next(tokens: list[str], rise: int, slanted: bool) -> tuple[list[Run], list[str]]:
    """The next letter or group, and what comes after it."""
    head, tokens = tokens[0], tokens[1:]
    if head == "}":
        raise LetteringError("LaTeX closes a bracket that it did not open")
    name = head[1:] if head.startswith("\\") else ""
    if head == "{":
        return _group(tokens, rise, slanted)
    if head in "_^":
        _need(head, tokens)
        return _next(tokens, rise or (1 if head == "^" else -1), slanted)
    if name in _KINDS:
        _need(head, tokens)
        return _next(tokens, rise, name == "mathcal")
    if name in _MARKS:
        _need(head, tokens)
        under, tokens = _next(tokens, rise, slanted)
        first = under[0]
        marked = Run(first.text[0] + _MARKS[name] + first.text[1:], first.rise, first.slanted)
        return [marked, *under[1:]], tokens
    if name in (",", ";", " "):
        return [Run("\u2009", rise, False)], tokens
    if name and name not in _LETTERS:
        raise LetteringError(f"{head} is LaTeX that no diagram can set: add it to lettering")
    letter = _LETTERS.get(name or head, head)
    return [Run(letter, rise, slanted and letter.isalpha())], tokens


def _group(tokens: list[str], rise: int, slanted: bool) -> tuple[list[Run], list[str]]:
    """What stands up to the bracket that closes, and what comes after it."""
    found: list[Run] = []
    while tokens and tokens[0] != "}":
        part, tokens = _next(tokens, rise, slanted)
        found += part
    _need("{", tokens)
    return found, tokens[1:]


def _need(head: str, tokens: list[str]) -> None:
    if not tokens:
        raise LetteringError(f"LaTeX ends after {head!r}")


def _joined(runs: Sequence[Run]) -> list[Run]:
    found: list[Run] = []
    for run in runs:
        if found and (found[-1].rise, found[-1].slanted) == (run.rise, run.slanted):
            found[-1] = Run(found[-1].text + run.text, run.rise, run.slanted)
        else:
            found.append(run)
    return found


@cache
def _font(strong: bool) -> FT2Font:
    weight = "bold" if strong else "normal"
    return FT2Font(findfont(FontProperties(family="DejaVu Sans", weight=weight)))


@cache
def _width(text: str, strong: bool) -> float:
    """The width of a text at size 1."""
    font = _font(strong)
    font.set_size(100, 72)
    font.set_text(text)
    return float(font.get_width_height()[0]) / 64 / 100


def width(line: Sequence[Run], size: float, strong: bool = False) -> float:
    """How wide a line is at a font size, in the same unit; ``strong`` is for bold letters."""
    return sum(_width(run.text, strong) * size * (_SMALL if run.rise else 1) for run in line)


def wrapped(text: str, size: float, room: float, strong: bool = False) -> list[str]:
    """Words in lines of at most ``room``; a single word that is wider stands alone."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and _width(longer, strong) * size <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def spans(line: Sequence[Run], size: float) -> str:
    """The inside of an SVG ``text`` element."""
    made, shift = [], 0.0
    for run in line:
        wanted = -0.3 * size * run.rise
        style = f' font-size="{_SMALL * size:g}"' if run.rise else ""
        if run.slanted:
            style += ' font-style="italic"'
        if wanted != shift:
            style += f' dy="{round(wanted - shift, 2):g}"'
        shift = wanted
        text = escape(run.text)
        made.append(f"<tspan{style}>{text}</tspan>" if style else text)
    return "".join(made)
