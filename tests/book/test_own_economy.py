"""The page of one's own economy: two blocks from an empty file to a figure in forty lines."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from model.figures import own_paths

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "notebooks" / "own_economy.ipynb"


def cell(name: str) -> str:
    (found,) = (c for c in json.loads(PAGE.read_text("utf-8"))["cells"] if c["id"] == name)
    return "".join(found["source"])


def test_a_strangers_economy_takes_forty_lines_and_runs_from_anywhere(tmp_path: Path) -> None:
    text = cell("own-two-blocks")
    assert len(text.splitlines()) <= 40
    (tmp_path / "mine.py").write_text(
        text + '\nassert "<svg" in Figure(drawing, "a figure").svg()\n', encoding="utf-8"
    )
    words = [sys.executable, "-W", "error", "mine.py"]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["mine.py"]


def test_the_page_is_short_and_draws_what_the_figure_asks_for() -> None:
    cells = json.loads(PAGE.read_text("utf-8"))["cells"]
    prose = "".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")
    assert len(prose.split()) < 1400
    asked = cell("own-03")
    assert all(name in asked for names, _ in own_paths.PANELS.values() for name in names)
