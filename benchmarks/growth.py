"""How the rate changes with days, runs and what is kept; and what bounds it."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable, Mapping
from statistics import median
from time import perf_counter
from typing import Any

from benchmarks import c_program
from benchmarks.cases import DAYS, ECONOMY, economy, problem
from benchmarks.rounds import Say, short
from model.compile.machine import functions
from model.compile.python import printed
from model.engines.problem import Problem
from model.simulation import trajectories

Row = dict[str, Any]


def interleaved(
    cases: Mapping[Any, tuple[int, Callable[[], object]]], rounds: int
) -> dict[Any, list[float]]:
    """Trajectory-days per second of each case in each round; one call before, untimed."""
    rates: dict[Any, list[float]] = {key: [] for key in cases}
    for _, call in cases.values():
        call()
    for _ in range(rounds):
        for key, (days, call) in cases.items():
            began = perf_counter()
            call()
            rates[key].append(short(days / (perf_counter() - began)))
    return rates


def _engine(asked: Problem, engine: str) -> tuple[int, Callable[[], object]]:
    total = len(asked.points) * asked.runs * asked.days
    return total, lambda: trajectories(asked, engine)


def _rows(key: str, rates: Mapping[Any, list[float]]) -> list[Row]:
    return [
        {key: at, "engine": engine, "rate": short(median(r)), "low": min(r), "high": max(r)}
        for (engine, at), r in rates.items()
    ]


def with_days(rounds: int, quick: bool) -> list[Row]:
    """The lanes and the plain loop over ever longer runs, the last day kept."""
    lengths = (73, 365, 1825) if quick else (73, 365, 1825, 3650, 7300)
    cases = {
        ("lanes", days): _engine(problem(days, 256, kept=["price"], rows=[days]), "lanes")
        for days in lengths
    }
    for days in lengths[:3]:
        cases["python", days] = _engine(problem(days, 1), "python")
    return _rows("days", interleaved(cases, rounds))


def with_runs(rounds: int, quick: bool) -> list[Row]:
    """One to thousands of runs, the last day kept, on all cores."""
    days = 365 if quick else DAYS
    counts = (1, 2, 4, 8, 16, 64, 256, 1024) if quick else (1, 2, 4, 8, 16, 64, 256, 1024, 4096)
    cases = {
        (engine, runs): _engine(problem(days, runs, kept=["price"], rows=[days]), engine)
        for runs in counts
        for engine in ("kernel", "lanes")
        if engine == "lanes" or runs <= 256
    }
    return _rows("runs", interleaved(cases, rounds))


def with_output(rounds: int, quick: bool) -> list[Row]:
    """Ever more columns and rows kept."""
    days, runs = (365, 64) if quick else (DAYS, 64)
    columns = problem(days, runs).columns
    rows_kept = {
        "last day": [days],
        "a row a month": sorted({*range(30, days + 1, 30), days}),
        "every day": list(range(days + 1)),
    }
    cases = {
        (label, many): _engine(problem(days, runs, kept=columns[:many], rows=rows), "lanes")
        for label, rows in rows_kept.items()
        for many in (1, 10, 100, len(columns))
    }
    found = _rows("columns", interleaved(cases, rounds))
    for row in found:
        row["rows"] = row.pop("engine")
        row["bytes_per_trajectory"] = 8 * row["columns"] * len(rows_kept[row["rows"]])
    return found


def operations(name: str = ECONOMY) -> dict[str, int]:
    """What the printed text of a day asks for, counted."""
    counted: Counter[str] = Counter()
    words = {ast.Add: "additions", ast.Sub: "additions", ast.Mult: "products", ast.Div: "divisions"}
    for node in functions(printed(economy(name), "math").source).values():
        if node.name == "initial":
            continue
        for part in ast.walk(node):
            if isinstance(part, ast.BinOp):
                constant = isinstance(part.left, ast.Constant) and isinstance(
                    part.right, ast.Constant
                )
                counted[words[type(part.op)]] += not constant
            elif isinstance(part, (ast.IfExp, ast.Compare)):
                counted["choices and comparisons"] += 1
            elif isinstance(part, ast.Call):
                called = ast.unparse(part.func)
                kind = {"min": "minima and maxima", "max": "minima and maxima"}.get(called)
                kind = kind or {"math.sqrt": "square roots"}.get(called)
                if kind is None and not called.endswith("_block"):
                    kind = "exp, log, sin and power"
                if kind:
                    counted[kind] += 1
    return dict(counted.most_common())


def bounds(rounds: int, quick: bool) -> list[Row]:
    """The C++ program without its divisions, its elementary functions, its draws.

    Its numbers are then meaningless; the time saved says what that part costs.
    """
    runs = 128 if quick else 512
    asked = problem(365 if quick else DAYS, runs)
    cases: dict[Any, tuple[int, Callable[[], object]]] = {}
    for left_out in ("", *c_program.PARTS):
        c_program.program(asked.economy, without=left_out)

        def call(left_out: str = left_out) -> object:
            return c_program.run(asked, without=left_out)

        cases["c", left_out or "nothing"] = (runs * asked.days, call)
    return _rows("without", interleaved(cases, rounds))


def everything(rounds: int, quick: bool, say: Say) -> dict[str, Any]:
    """All tables of growth."""
    spec = economy()
    size = {"states": len(spec.states), "columns": len(spec.states) + len(spec.observables)}
    found: dict[str, Any] = {"operations": operations(), "size": size}
    for name, table in (
        ("days", lambda: with_days(rounds, quick)),
        ("runs", lambda: with_runs(rounds, quick)),
        ("output", lambda: with_output(rounds, quick)),
    ):
        found[name] = table()
        say(f"growth with {name} done")
    try:
        found["bounds"] = bounds(rounds, quick)
        say("what bounds the speed: done")
    except c_program.NoCompiler as reason:
        say(f"what bounds the speed: not there ({reason})")
    return found
