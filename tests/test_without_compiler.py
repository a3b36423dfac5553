"""Where llvmlite cannot be had, the plain engines give the same numbers, and the others say so."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import model

ROOT = Path(__file__).resolve().parents[1]
CODE = """
import sys
sys.modules["llvmlite"] = None
import model
economy = model.economy("deployed")
drawn = model.shocks(economy, days=5, runs=2, seed=3)
p = model.parameters("deployed")
ds = model.simulate(economy, p, drawn)
print(ds.attrs["engine"], ds["price"].to_numpy().tobytes().hex())
few = model.ensemble(economy, p, days=5, runs=4, seed=3, keep=["price"])
print(few.attrs["engine"], few["price_mean"].to_numpy().tobytes().hex())
for engine in ("kernel", "lanes"):
    try:
        model.simulate(economy, p, drawn, engine)
    except ValueError as error:
        print(type(error).__name__, error)
"""


def test_the_same_numbers_without_a_compiler() -> None:
    done = subprocess.run(
        [sys.executable, "-c", CODE], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    run, ensemble, *refused = done.stdout.splitlines()
    economy, p = model.economy("deployed"), model.parameters("deployed")
    ds = model.simulate(economy, p, model.shocks(economy, days=5, runs=2, seed=3), "kernel")
    few = model.ensemble(economy, p, days=5, runs=4, seed=3, keep=["price"], engine="lanes")
    assert run.split() == ["python", ds["price"].to_numpy().tobytes().hex()]
    assert ensemble.split() == ["python", few["price_mean"].to_numpy().tobytes().hex()]
    assert len(refused) == 2
    for engine, line in zip(("kernel", "lanes"), refused, strict=True):
        assert line.startswith(f"SimulationError the engine {engine} needs llvmlite, which is not")
