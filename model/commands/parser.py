"""A parser of arguments that refuses in one line, and no option given twice."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

from model import gates

#: A number as it is written, in digits of ASCII; Python's own reader takes 1_000 too, and nan.
NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?", re.ASCII)
_WHOLE = re.compile(r"[-+]?\d{1,99}", re.ASCII)


class CommandError(gates.Refused):
    """Words of a command line that cannot be read, or that are against each other."""


class Parser(argparse.ArgumentParser):
    """argparse, with one line on standard error and status 2 for what it refuses."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        options.setdefault("allow_abbrev", False)
        super().__init__(*arguments, **options)
        # What an option without an action of its own does.
        self.register("action", None, Once)
        self.register("action", "store", Once)
        self.register("type", int, _whole)
        self.register("type", float, _number)

    def _get_values(self, action: argparse.Action, arg_strings: list[str]) -> Any:
        # argparse takes the dashes away and hands on an empty list, whatever the option's type.
        if action.option_strings and arg_strings == ["--"]:
            self.error(f"{action.option_strings[-1]} is given --, which is no value")
        return super()._get_values(action, arg_strings)

    def error(self, message: str) -> NoReturn:
        """Leave with one line that names what is wrong and where help is."""
        message = gates.one_line(message)
        print(f"{self.prog}: {message}; {self.prog} --help shows what there is", file=sys.stderr)
        raise SystemExit(2)


def _whole(text: str) -> int:
    if not _WHOLE.fullmatch(text):
        shown = gates.shown(text)
        raise argparse.ArgumentTypeError(f"{shown} is not a whole number: write digits, as in 365")
    return int(text)


def _number(text: str) -> float:
    if not NUMBER.fullmatch(text):
        raise argparse.ArgumentTypeError(f"{gates.shown(text)} is not a number: write it as 0.5")
    return float(text)


class Once(argparse._StoreAction):
    """Store a value, unless the option has one already: no value may be lost without a word."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: str | Sequence[Any] | None,
        option_string: str | None = None,
    ) -> None:
        """Keep the value, and that it was given."""
        given = namespace.__dict__.setdefault("given", {})
        if self.dest in given and option_string:
            parser.error(f"{option_string} is given twice: {given[self.dest]} and {values}")
        if option_string:
            given[self.dest] = values
        setattr(namespace, self.dest, values)
