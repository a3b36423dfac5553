"""What summary and results say in words about their numbers, and that a summary stays short."""

from __future__ import annotations

import importlib
import re
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from docutils import nodes

import model
from tests.book.test_limits import source, words

ROOT = Path(__file__).resolve().parents[2]
PAGE = source("book/summary")


def median(name: str) -> float:
    return model.answers[name].estimate.value


def test_it_takes_ten_minutes() -> None:
    assert 600 <= words(PAGE) <= 900


def test_every_number_of_the_model_has_both_intervals() -> None:
    asked = re.findall(r"\{answer\}`([\w-]+)(?: (\w+))?`", PAGE)
    assert len({name for name, _ in asked}) > 10
    for name in {name for name, _ in asked} - {"revenue-needed"}:
        assert {"chance", "assumed"} <= {part for each, part in asked if each == name}, name
    needed = model.answers["revenue-needed"]
    assert needed.told("chance") == needed.told("assumed") == needed.value


def test_base_is_the_middle() -> None:
    for what in ("burn", "price", "usage-explains"):
        assert median(f"{what}-bear") < median(f"{what}-base") < median(f"{what}-bull")


def test_usage_burns_tokens_and_hardly_moves_the_price() -> None:
    more = median("burn-bull") / median("burn-base")
    dearer = median("price-bull") / median("price-base")
    assert dearer < 1.2
    assert more > 4 * dearer


def test_the_premium_decides() -> None:
    assert median("burn-base") < 2
    assert median("burn-without-premium") > 25
    assert median("price-without-premium") < median("price-base") / 10
    assert model.answers["burn-base"].rests_on.startswith(
        "What is assumed about the time in which the premium halves"
    )


def test_burn_does_not_weigh_as_much_as_unlocks() -> None:
    assert model.answers["released-per-burned-base"].estimate.assumed[0] > 1
    assert model.answers["revenue-needed"].estimate.value > max(
        model.answers["revenue-base"].estimate.assumed
    )


def test_luck_is_the_narrower_interval_and_the_premium_moves_most() -> None:
    found = {name: answer.estimate for name, answer in model.answers.items()}
    wider = [name for name, e in found.items() if np.ptp(e.assumed) > np.ptp(e.chance)]
    assert len(wider) > 0.9 * len(found)
    moved_by = Counter(found[name].moves[0].parameter for name in found if found[name].moves)
    assert moved_by.most_common(1)[0][0] == "premium_half_life"


def test_who_decided_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "book" / "_ext"))
    printer = importlib.import_module("model_claims")
    few = {
        name: model.claims[name]
        for name in ("split-sums-to-purchase", "velocity-sets-the-burn-rate")
    }
    monkeypatch.setattr(printer.model, "claims", few)
    (table,) = printer.who_decided()
    head, *kinds, total = (
        [entry.astext() for entry in row.findall(nodes.entry)] for row in table.findall(nodes.row)
    )
    assert head == ["decided", "by SymPy", "by Z3", "in words"]
    assert [sum(int(row[column]) for row in kinds) for column in (1, 2, 3)] == [
        int(number) for number in total[1:]
    ]
    assert sum(int(number) for number in total[1:]) == len(few)
