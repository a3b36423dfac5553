"""Warnings of the package on the command line: one line each, without Python's line of source."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from model.gates import one_line


@contextmanager
def warned(command: str) -> Iterator[None]:
    """Print the package's own warnings as it prints its errors; those of others as they are."""
    before = warnings.showwarning

    def show(message: Warning | str, category: type[Warning], *where: Any, **more: Any) -> None:
        if category.__module__.partition(".")[0] != "model":
            before(message, category, *where, **more)
            return
        line = f"model {command}: warning: {one_line(message)}"
        if "tqdm" in sys.modules:  # a bar may stand in the line
            sys.modules["tqdm"].tqdm.write(line, file=sys.stderr)
        else:
            print(line, file=sys.stderr)

    warnings.showwarning = show
    try:
        yield
    finally:
        warnings.showwarning = before
