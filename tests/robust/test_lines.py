"""Generated command lines: each works, or is refused in one line and leaves nothing behind."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from tests.robust.furniture import furnish
from tests.robust.law import Said, check_line
from tests.robust.lines import lines

QUICK, LONG = 60, 2000


def tried(words: list[str]) -> Said:
    with tempfile.TemporaryDirectory() as place:
        folders = [Path(place) / name for name in ("one", "other")]
        for folder in folders:
            folder.mkdir()
            furnish(folder)
        return check_line(words, *folders)


@settings(max_examples=QUICK)
@given(lines)
def test_a_line_works_or_is_refused(words: list[str]) -> None:
    tried(words)


@pytest.mark.parametrize("command", ["run", "sweep --vary burn_share=0.2,0.6", "ensemble --runs 3"])
@pytest.mark.parametrize("name", ["made.csv", "made.nc", "made.parquet"])
def test_what_is_saved_is_the_same_on_another_engine(command: str, name: str) -> None:
    """The few lines above that work seldom save anything."""
    said = tried([*command.split(), "--days", "4", "--out", name])
    assert said.status == 0, said.error
    assert name in said.made


@pytest.mark.bench
def test_two_thousand_lines() -> None:
    statuses: Counter[object] = Counter()

    @settings(max_examples=LONG, suppress_health_check=list(HealthCheck))
    @given(lines)
    def each(words: list[str]) -> None:
        statuses[tried(words).status] += 1

    each()
    print(f"{sum(statuses.values())} command lines, by status: {dict(statuses)}")
    assert sum(statuses.values()) >= LONG
    assert statuses[0] > LONG / 10, "most of what is generated is refused at once"


#: Lines that broke something once: what was typed, and what is said of it.
PINNED = {
    "days without end in an ensemble": (
        ["ensemble", "--days", "1000000000000000001", "--runs", "1"],
        "days would take",
    ),
    "every day of too many": (
        ["ensemble", "--days", "300000000000", "--runs", "1", "--every", "1"],
        "are free: ",
    ),
    "more points than memory": (
        ["sweep", "--design", "lhs", "--samples", "1000000000000001", "--vary", "burn_share"],
        "points would take",
    ),
    "a value of five thousand letters": (["run", "--set", f"burn_share={'a' * 5000}"], "aaa"),
    "line breaks in a name": (["run", "--set", "a\nb=1"], "no parameter 'a\\nb'"),
    "a letter that no terminal has": (["facts", "\ud800"], "no fact has the id"),
    "an outcome of no form": (["ensemble", "--outcome", "low=first(price)"], "not of the form"),
    "two dashes as a value": (["run", "--path=--"], "--path is given --, which is no value"),
    "two dashes as a place": (["run", "--out=--"], "--out is given --"),
    "a pipe as a table": (["run", "--path", "price=pipe.csv"], "there is no file"),
}


@pytest.mark.parametrize("case", PINNED)
def test_what_broke_once_is_refused(case: str) -> None:
    words, said = PINNED[case]
    found = tried(words)
    assert found.status == 2
    assert said in found.error, found.error
