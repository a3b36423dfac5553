"""A small valid directory of facts, and the refusal that one changed file of it draws."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from model.factbook import FactError, load

SPEED = """\
speed:
  value: 3
  unit: USD/day
  status: contract
  source: code
  date: '2026'
  info: dollars that pass in a day
"""
FILES = {
    "facts.yaml": SPEED,
    "assumptions.yaml": """\
patience:
  value: 0.5
  low: 0.1
  high: 0.9
  unit: '1'
  status: assumed
  source: [judgement, code]
  date: 2026-08
  info: share of holders who wait
  note: A guess.
""",
    "sources.yaml": """\
code:
  title: The contract
  kind: contract
  locator: owner/name@0000000:src/Token.sol
  date: null
  confidence: read in code
judgement:
  title: Judgement
  kind: judgement
  locator: this repository
  date: 2026-08-05
  confidence: a placeholder
""",
    "contradictions.yaml": """\
C1:
  topic: speed
  claim_a: It is three.
  claim_b: It is four.
  choice: A
  reason: The code says so.
  facts: [speed]
""",
}


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """A directory that loads."""
    for file, text in FILES.items():
        (tmp_path / file).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def refusal(directory: Path) -> Callable[[str, str, str], str]:
    """``refusal(file, old, new)``: what the loader says once ``old`` is written ``new``."""

    def refuse(file: str, old: str, new: str) -> str:
        assert FILES[file].count(old) == 1, f"{old!r} must occur once, to change one thing"
        (directory / file).write_text(FILES[file].replace(old, new), encoding="utf-8")
        with pytest.raises(FactError) as caught:
            load(directory)
        message = str(caught.value)
        assert "\n" not in message
        return message

    return refuse
