"""What the page on speed says: each finding is denied by measurements that are changed a little."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from model.experiments import speed
from tests.experiments.denial import denied

Results = dict[str, Any]


def free_draws(results: Results) -> None:
    """Without draws the program were ten times as fast as it was."""
    (row,) = (each for each in results["growth"]["bounds"] if each["without"] == "draws")
    row["rate"] *= 10


def no_overhead(results: Results) -> None:
    rows = {each["name"]: each for each in results["rounds"]}
    rows["python"]["rates"] = rows[speed.DEFAULTS]["rates"]


def slow_lanes(results: Results) -> None:
    for each in results["growth"]["runs"]:
        if each["engine"] == "lanes" and each["runs"] <= 8:
            each["rate"] = 1.0


def rate_of(columns: Callable[[int], bool], over_slim: float) -> Callable[[Results], None]:
    """A rate for every day of some numbers of columns, over that of the last day of one column."""

    def change(results: Results) -> None:
        output = results["growth"]["output"]
        (slim,) = (e["rate"] for e in output if (e["rows"], e["columns"]) == ("last day", 1))
        for each in output:
            if each["rows"] == "every day" and columns(each["columns"]):
                each["rate"] = slim * over_slim

    return change


def unlike(results: Results) -> None:
    results["parity"]["short"]["engines"][0]["unlike"] = 1


def apart(results: Results) -> None:
    results["parity"]["long"]["engines"][0]["gap"] = 1e-16


def test_speed() -> None:
    good = speed.read()

    def after(change: Callable[[Results], None]) -> Results:
        results = deepcopy(good)
        change(results)
        return results

    denied(
        speed.findings,
        good,
        {
            "nothing_left_to_double": [after(free_draws)],
            "mostly_overhead": [after(no_overhead)],
            "lanes_win_soon": [after(slow_lanes)],
            "keeping_costs": [
                after(rate_of(lambda columns: columns > 10, 1.0)),
                after(rate_of(lambda columns: columns <= 10, 0.1)),
            ],
            "no_bit_differs": [after(unlike), after(apart)],
        },
    )
