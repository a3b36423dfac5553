"""What every argument passes before it is used: of its kind, or refused in one line.

A gate takes the class of the refusal, so that each part of the package speaks in its own name, then
the argument's name, its value, and what it needs to know. It gives the value back, ready to use.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

T = TypeVar("T")
Refusal = type[Exception]

#: Members that a list may have.
MOST = 10**7
#: Letters of a value that a sentence shows, and of a whole sentence.
SHOWN, LONGEST = 80, 1000


class Refused(ValueError):
    """What the package does not take. The message is one line, however odd the value it shows."""

    def __init__(self, message: object = "") -> None:
        super().__init__(one_line(message))


class UnknownName(KeyError):
    """A name that leads to nothing in a table; the message is one line."""

    def __init__(self, message: object = "") -> None:
        super().__init__(one_line(message))

    def __str__(self) -> str:
        return str(self.args[0])  # KeyError would print the message in quotes


def one_line(message: object, most: int = LONGEST) -> str:
    """A text without line breaks, and without its middle if it is too long to be read."""
    line = " ".join(printable(str(message)).split())
    half = most // 2
    return line if len(line) <= most else f"{line[:half]} … {line[-half:]}"


def printable(text: str) -> str:
    """A text that any terminal can print."""
    return text.encode("utf-8", "backslashreplace").decode()


def shown(value: object) -> str:
    """A value as a sentence shows it: short, in one line, large tables by their kind."""
    if isinstance(value, (str, bytes)) and len(value) > SHOWN:
        value = value[:SHOWN]
    large = any(hasattr(value, each) for each in ("dims", "columns", "to_numpy"))
    large = large or callable(value)
    return one_line(f"a {kind_of(value)}" if large else repr(value), SHOWN)


def digits(text: str) -> bool:
    """Whether a text is a whole number that a machine can count to."""
    return text.isascii() and text.isdecimal() and len(text) < 20


def kind_of(value: object) -> str:
    """The name of the value's type, or of the value where it is a type."""
    return value.__name__ if isinstance(value, type) else type(value).__name__


def of_kind(error: Refusal, name: str, value: Any, wanted: type[T], way_out: str) -> T:
    """The value, if it is one of ``wanted``."""
    if isinstance(value, wanted):
        return value
    raise error(f"{name}={shown(value)} is not {wanted.__name__}: {way_out}")


def text(error: Refusal, name: str, value: Any) -> str:
    """A text."""
    if isinstance(value, str):
        return str(value)
    raise error(f"{name}={shown(value)} is not a text: give it in quotes")


def whole(error: Refusal, name: str, value: Any, least: int = 1, way_out: str = "") -> int:
    """A whole number of at least ``least``; a truth value is none."""
    number = isinstance(value, (int, np.integer)) and not isinstance(value, bool)
    if not number or value < least:
        ending = f": {way_out}" if way_out else ""
        raise error(f"{name}={shown(value)} is not a whole number of at least {least}{ending}")
    return int(value)


def number(error: Refusal, name: str, value: Any) -> float:
    """A real number, which may be infinite; a truth value is none."""
    real = isinstance(value, (int, float, np.integer, np.floating))
    if not real or isinstance(value, bool) or value != value:
        raise error(f"{name}={shown(value)} is not a number: give one such as 0.5")
    return float(value)


def flag(error: Refusal, name: str, value: Any) -> bool:
    """True or False."""
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    raise error(f"{name}={shown(value)} is neither True nor False: give one of them")


def rows(
    error: Refusal, name: str, value: Any, wanted: type[T] | tuple[type[T], ...], way_out: str
) -> list[T]:
    """The members of a list, a tuple or whatever else can be gone through, each ``wanted``."""
    if isinstance(value, (str, bytes, Mapping)) or not isinstance(value, Iterable):
        raise error(f"{name}={shown(value)} is no list: {way_out}")
    try:
        members = iter(value)
    except TypeError as unsized:  # an array without dimensions says that it can be gone through
        raise error(f"{name}={shown(value)} is no list: {way_out}") from unsized
    found: list[T] = []
    for each in members:
        if not isinstance(each, wanted):
            raise error(f"{name} holds {shown(each)}: {way_out}")
        if len(found) == MOST:
            raise error(f"{name} has more than {MOST:,} members: give fewer")
        found.append(each)
    return found


def place(error: Refusal, what: str, value: Any) -> Path:
    """The place of a file or a folder, ``what`` says which, in a name that a system can have."""
    written = str(value) if isinstance(value, (str, Path)) else ""
    try:
        named = bool(os.fsencode(written).strip(b".")) and "\0" not in written
    except UnicodeEncodeError:
        named = False
    if not named:
        given = str(value) if isinstance(value, Path) else value
        raise error(f"{shown(given)} names no {what}: choose another name")
    if written.startswith("~"):  # it would become a name in the working folder
        raise error(f"{shown(value)} begins with ~, which only a shell reads: write it in full")
    return Path(written)


def table(error: Refusal, name: str, value: Any, way_out: str) -> dict[str, Any]:
    """A mapping whose keys are texts."""
    if not isinstance(value, Mapping) or hasattr(value, "dims"):
        raise error(f"{name}={shown(value)} is no table of names: {way_out}")
    for each in value:
        if not isinstance(each, str):
            raise error(f"{name} has the name {shown(each)}, which is not a text: {way_out}")
    return dict(value)
