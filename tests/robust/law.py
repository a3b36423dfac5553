"""What every command line and every call has to keep: it works, or it is refused in one line."""

from __future__ import annotations

import contextlib
import io
import os
import re
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from model.__main__ import main
from tests.robust.furniture import listed

REFUSED_WITHIN = 5.0  # seconds of the processor, as others may use the machine too
HUNG_AFTER = 60.0
STATUSES = (0, 1, 2, 130)
#: A TypeError of Python itself is right for a call with an argument too many, too few or unknown.
ARGUMENTS = re.compile(r"argument")
_ENGINE = re.compile(r"\b(auto|cadcad|kernel|lanes|numpy|python)\b")


class Hung(BaseException):
    """Nothing came back."""


@contextlib.contextmanager
def limited() -> Iterator[None]:
    """Stop what takes far too long."""

    def stop(*_: object) -> None:
        raise Hung

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, HUNG_AFTER)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@dataclass
class Said:
    """What a command line gave back."""

    status: object
    out: str
    error: str
    seconds: float
    made: list[str]


def called(words: list[str], folder: Path) -> Said:
    """Run a command line in a folder."""
    before = listed(folder)
    bytes_out, bytes_error = io.BytesIO(), io.BytesIO()
    out, error = (io.TextIOWrapper(each, encoding="ascii") for each in (bytes_out, bytes_error))
    begun = time.process_time()
    streams = contextlib.redirect_stdout(out), contextlib.redirect_stderr(error)
    with contextlib.chdir(folder), limited(), streams[0], streams[1]:
        try:
            status: object = main(words)
        except SystemExit as stop:
            status = stop.code
    seconds = time.process_time() - begun
    after = listed(folder)
    made = sorted(name for name in after if before.get(name) != after[name])
    made += sorted(f"{name} is gone" for name in before if name not in after)
    for stream in (out, error):
        stream.flush()
    texts = [each.getvalue().decode() for each in (bytes_out, bytes_error)]
    return Said(status, texts[0], texts[1], seconds, made)


def check_line(words: list[str], folder: Path, again: Path) -> Said:
    """The law of the command line; ``again`` is a second furnished folder, for another engine."""
    said = called(words, folder)
    assert said.status in STATUSES, said
    for text in (said.out, said.error):
        assert "Traceback" not in text, text
        assert "unexpected" not in text, text
    assert not [name for name in said.made if ".part-" in name or "is gone" in name], said
    if said.status:
        assert said.error.count("\n") == 1, said.error
        assert said.seconds < REFUSED_WITHIN, said.seconds
        assert not [name for name in said.made if name.endswith((".csv", ".nc", ".parquet"))], said
    elif words and words[0] in ("run", "sweep", "ensemble") and "--engine" not in words:
        other = called([*words, "--engine", "numpy" if len(said.out) % 2 else "python"], again)
        assert other.status == 0, other.error
        assert _ENGINE.sub("", other.out) == _ENGINE.sub("", said.out)
        for name in said.made:
            if "/chunk-" not in name:  # a store names its chunks by the engine too
                same_file(folder / name, again / name)
    return said


def same_file(one: Path, other: Path) -> None:
    """The same numbers in two saved files."""
    if one.suffix == ".csv" and one.is_file():
        assert one.read_bytes().replace(b"-0,", b"0,") == other.read_bytes().replace(b"-0,", b"0,")
    if one.suffix == ".nc" and one.is_file():
        same(xr.load_dataset(one), xr.load_dataset(other))
    if one.suffix == ".parquet" and one.is_file():
        same(pd.read_parquet(one), pd.read_parquet(other))


def same(one: xr.Dataset | pd.DataFrame, other: xr.Dataset | pd.DataFrame) -> None:
    """The same numbers in two results."""
    assert set(one) == set(other) != set()
    for name in one:
        np.testing.assert_array_equal(one[name].to_numpy(), other[name].to_numpy(), str(name))


def check_call(call: Callable[[], Any]) -> tuple[Any, Exception | None]:
    """The law of a call: its result, or what refused it."""
    begun = time.process_time()
    try:
        with limited(), contextlib.redirect_stdout(io.StringIO()):
            return call(), None
    except Exception as error:
        seconds = time.process_time() - begun
        check_refusal(error)
        assert seconds < REFUSED_WITHIN, seconds
        return None, error


def check_refusal(error: Exception) -> None:
    """The package's own words in one line, or Python's about arguments."""
    text = str(error)
    if type(error) is TypeError and ARGUMENTS.search(text):
        return
    own = type(error).__module__
    if not own.startswith("model."):
        raise AssertionError(f"{type(error).__name__} is not of the package: {text}") from error
    assert text.strip(), f"{type(error).__name__} says nothing"
    assert len(text.splitlines()) == 1, text
    assert len(text) < 1500, f"{len(text)} letters: {text[:200]}"


def here(folder: Path) -> contextlib.AbstractContextManager[None]:
    """Work in a folder for a while."""
    return contextlib.chdir(os.fspath(folder))
