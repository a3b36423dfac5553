"""How wide a formula is, so that long ones are broken."""

from __future__ import annotations

import re

WIDTH = 57  # about the letters beside an equation's number on a line of the book
_ENVIRONMENT = re.compile(r"\\begin\{\w+\}((?:(?!\\begin\{).)*?)\\end\{\w+\}", re.S)
_FRACTION = re.compile(r"\\frac\{([^{}]*)\}\{([^{}]*)\}")
_SMALL = re.compile(r"[_^](?:\{([^{}]*)\}|(\\?\w))")
_NO_WIDTH = re.compile(r"\\(left|right|mathrm|mathcal|hat|bar|underline|,)|[{}]")


def width(tex: str) -> float:
    """About how many letters wide a formula is; of rows and of fractions the wider counts."""
    tex = re.sub(r"\\text\{([^{}]*)\}", lambda m: "x" * len(m[1]), tex)
    for _ in range(9):  # from the inside out
        tex = _SMALL.sub(lambda m: "x" * -(-2 * _letters(m[1] or m[2]) // 3), tex)
        tex = _FRACTION.sub(lambda m: "x" * max(map(_letters, m.groups())), tex)
        tex = re.sub(r"\\(mathrm|mathcal|sqrt|hat|bar|underline)\{([^{}]*)\}", r"\2", tex)
        tex = _ENVIRONMENT.sub(lambda m: "x" * max(map(_letters, m[1].split(r"\\"))), tex)
    return _letters(tex)


def _letters(tex: str) -> int:
    tex = (
        tex.replace(r"\qquad", "xxxx")
        .replace(r"\quad", "xx")
        .replace("&", "xxx")
        .replace(r"\dots", "xxx")
    )
    tex = re.sub(r"\+|-|=|\\(to|geq|leq|min|max|exp|log|sin)\b", "xxx", _NO_WIDTH.sub("", tex))
    tex = re.sub(r"\\sum|[A-Z]", "XX", tex)
    return len(re.sub(r"\s", "", re.sub(r"\\[A-Za-z]+", "x", tex)))
