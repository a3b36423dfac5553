"""The hash of all that the numbers of an ensemble depend on: the name under which they are kept."""

from __future__ import annotations

import hashlib
import inspect
import json
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

import numpy as np

from model import __version__, labels
from model.ensembles.blocks import RUNS, Job
from model.factbook import layer
from model.points import Points

#: Files that make the numbers. All engines give the same bits, on any processor and above any
#: mathematical library, so no library's version is among what is hashed.
_FILES = (
    *("elementary.py", "elementary_scalar.py", "draws.py", "points.py", "parameter_sets.py"),
    *(f"ensembles/{name}.py" for name in ("blocks", "outcomes", "reductions", "sketch")),
    *(f"compile/{name}.py" for name in ("printers", "python", "machine", "kernel", "cadcad")),
    "engines/*.py",
)


@lru_cache(maxsize=1)
def sources() -> str:
    """SHA-256 of the code that makes the numbers, so that changed code meets no old result."""
    digest = hashlib.sha256(__version__.encode())
    package = Path(__file__).parents[1]
    for pattern in _FILES:
        found = sorted(package.glob(pattern))
        if not found:
            raise FileNotFoundError(f"{package / pattern}: a part of the program is missing")
        for path in found:
            digest.update(path.read_bytes())
    return digest.hexdigest()


def key(job: Job, points: Points) -> str:
    """SHA-256 of specification, points, votes, shocks, days, runs, what is kept, engine, code."""
    asked = {
        "economy": job.economy.name,
        "source": labels.equations(job.economy),
        "parameters": {n: _digest(points.columns[n]) for n in sorted(points.columns)},
        "points": len(points),
        "votes": repr(list(points.votes)),
        "paths": {name: path.key for name, path in points.paths.items()},
        "days": job.days,
        "runs": job.runs,
        "seed": job.seed,
        "keep": job.keep,
        "rows": job.rows,
        "outcomes": [[n, repr(o), _code(o)] for n, o in job.outcomes.items()],
        "reductions": [[repr(r), _code(r)] for r in job.reductions],
        "keep_outcomes": job.keep_outcomes,
        "engine": job.engine,
        "block": RUNS,
        "code": sources(),
    }
    if changed := layer.changed():  # an outcome may read a fact that is no parameter
        asked["facts"] = {name: fact.value for name, fact in changed.items()}
    return hashlib.sha256(json.dumps(asked).encode()).hexdigest()


def _digest(column: np.ndarray) -> str:
    return hashlib.sha256(np.ascontiguousarray(column, np.float64).tobytes()).hexdigest()


def _code(asked: object) -> str:
    """The code of a reader's own outcome or reduction, where Python can tell it."""
    kind = type(asked)
    if kind.__module__.startswith("model."):
        return kind.__qualname__
    with suppress(OSError, TypeError):
        return inspect.getsource(kind)
    return kind.__qualname__
