"""The command ``compute-token-economy``: the same as ``python -m model``, and surer of its package.

A file ``model.py`` of a reader's own, or another package of that name, would run in the place of
ours: this module has a name that nobody else's has, and looks before it starts.
"""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path


def main() -> int:
    """Run a command of the model; the exit status is 2 if another ``model`` is in the way."""
    ours = Path(__file__).resolve().parent / "model" / "__init__.py"
    spec = find_spec("model")
    place = spec.origin if spec else None
    if place is None or Path(place).resolve() != ours:
        print(
            f"compute-token-economy: {place or 'no file'} stands where the package model should: "
            "rename it, or start from another folder",
            file=sys.stderr,
        )
        return 2
    from model.__main__ import main as run

    return run()


if __name__ == "__main__":
    sys.exit(main())
