"""The exact pins of requirements.txt, as the audit and the table of licences read them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

REQUIREMENTS = Path(__file__).resolve().parents[1] / "requirements.txt"
_PIN = re.compile(r"([A-Za-z0-9._-]+)==([A-Za-z0-9.+]+)(?: ; (.+))?")


class Pin(NamedTuple):
    """One package at one version; ``only`` is the condition on the system, or empty."""

    name: str
    version: str
    only: str = ""


def pinned(path: Path = REQUIREMENTS) -> list[Pin]:
    """The pins in the file's order. Raises `ValueError` at a line that pins nothing."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#") or line == "-e .":
            continue
        pin = _PIN.fullmatch(line)
        if pin is None:
            raise ValueError(f"{path.name} has a line that pins no version: {line!r}")
        found.append(Pin(pin[1], pin[2], pin[3] or ""))
    return found


def same(name: str) -> str:
    """A package's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()
