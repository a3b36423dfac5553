"""The commands observe and forecast: what a reader gets, and what is refused in one line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from model.__main__ import main
from model.experiments.forecasts.archive import archive
from model.observed import buybacks, evm
from tests.observed.test_scan import WHOLE, Chain
from tests.observed.test_tables import EVENTS

Captured = pytest.CaptureFixture[str]


def test_a_table_of_purchases_is_summed(tmp_path: Path, capsys: Captured) -> None:
    buybacks.written(EVENTS, tmp_path / "events.csv")
    assert main(["observe", str(tmp_path / "events.csv")]) == 0
    said = capsys.readouterr().out
    assert "3 purchases, 2026-05-01 to 2026-05-03: 32.59 USD for 1,190.00 AI" in said
    assert "burn 69.3000%, treasury 29.7000%, executor 1.0000%" in said


def test_a_table_of_prices_is_checked(tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "prices.csv"
    path.write_text("date,price_usd,volume_usd\n2026-07-14,0.02,5\n2026-07-15,0.023,5\n", "utf-8")
    assert main(["observe", str(path)]) == 0
    assert "2 days, 2026-07-14 to 2026-07-15, no gap" in capsys.readouterr().out


def test_a_node_is_read_kept_and_reconciled(
    tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evm, "connected", lambda address: Chain())
    kept, out = tmp_path / "scan.jsonl", tmp_path / "events.csv"
    words = ["observe", "http://localhost:8545", "--first", "1", "--kept", str(kept)]
    assert main([*words, "--out", str(out)]) == 0
    said = capsys.readouterr().out
    assert "4 purchases" in said
    assert "traded through old: 58000000 base units" in said
    assert "events, supply and the vault's balance add up" in said
    assert buybacks.buybacks(out) == WHOLE.buybacks
    assert main(words) == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["observe", "none.csv"], "there is no file none.csv"),
        (["observe", "none.csv", "--first", "3"], "--first is for a node"),
        (["observe", "http://localhost:9"], "give --first"),
        (["forecast", "--make", "today"], "'today' is no date"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    words: Sequence[str], said: str, capsys: Captured
) -> None:
    assert main(list(words)) == 2
    found = capsys.readouterr().err
    assert said in found
    assert found.count("\n") == 1


def test_the_archive_is_listed_with_its_scores(capsys: Captured) -> None:
    assert main(["forecast"]) == 0
    said = capsys.readouterr().out
    for each in archive():
        assert f"{each.id}: {each.kind} of {each.made}" in said
    assert (
        "2026-07-15 price: 0.04664 (0.01566 to 0.1164); came 0.023, score 0.0164"
        in said.replace(" USD/AI", "")
    )
