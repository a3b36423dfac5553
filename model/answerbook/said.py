"""Numbers of an answer as they are said: two significant digits, words for millions."""

from __future__ import annotations

from math import floor, inf, isfinite, log10

#: Sizes that have a word, largest first.
_WORDS = ((1e9, "billion"), (1e6, "million"))
DIGITS = 2


def number(value: float, least: float = 0.0, most: float = inf, digits: int = DIGITS) -> str:
    """A number to some significant digits, with separators and a true minus.

    One that is smaller than ``least``, which is where its outcome stops to be told apart from
    nothing, is said to be less than that, and one that reaches ``most``, beyond which nothing was
    looked at, to be more.
    """
    if not isfinite(value):
        raise ValueError(f"{value} cannot be said: an answer is a finite number")
    sign, size = ("−" if value < 0 else ""), abs(value)
    if size < least:
        return f"less than {number(least, digits=digits)}"
    if size >= most:
        return f"more than {number(most, digits=digits)}"
    if size == 0:
        return "0"
    size = round(size, digits - 1 - floor(log10(size)))
    for unit, word in _WORDS:
        if size >= unit:
            return f"{sign}{_plain(size / unit, digits)} {word}"
    return sign + _plain(size, digits)


def _plain(size: float, digits: int) -> str:
    """A positive number that is rounded already, without an exponent."""
    places = max(digits - 1 - floor(log10(size)), 0)
    return f"{size:,.{places}f}"


def interval(
    low: float, high: float, least: float = 0.0, most: float = inf, digits: int = DIGITS
) -> str:
    """Both ends joined by a word, since a dash is read as a minus; one number if they are alike."""
    ends = number(low, least, most, digits), number(high, least, most, digits)
    return ends[0] if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}"
