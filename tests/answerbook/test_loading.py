"""A key for completion asks each public name what it is: that must not load the whole model."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODE = """
import sys
import model
assert type(model.answers).__name__ == "Answers"
print([name for name in ("model.experiments", "model.theory", "sympy") if name in sys.modules])
print(len(model.answers) > 50, "model.experiments" in sys.modules)
"""


def test_answers_are_light_until_one_is_asked_for() -> None:
    done = subprocess.run(
        [sys.executable, "-c", CODE], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == ["[]", "True True"]
