"""The search puts pages and claims before programs."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

SCORER = Path(__file__).resolve().parents[2] / "book" / "_static" / "scorer.js"
RESULTS = [
    ["book/api", "model.experiments.unlocks", "#module", "Python module", 26, "book/api.md"],
    ["book/changelog", "Changelog", "", None, 15, "book/changelog.md"],
    ["notebooks/12_unlocks_against_burn", "Unlocks against burn", "", None, 10, "12.ipynb"],
    ["notebooks/12_unlocks_against_burn", "Break-even", "#claim-break-even", None, 5, "12.ipynb"],
]


@pytest.mark.browser
def test_a_page_and_a_claim_stand_before_a_module() -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("no node on this machine to run the page's script")
    script = f"{SCORER.read_text('utf-8')}\nconst found = {json.dumps(RESULTS)};\n"
    script += "console.log(JSON.stringify(found.sort((a, b) => Scorer.score(b) - Scorer.score(a))))"
    told = subprocess.run([node, "-e", script], check=True, capture_output=True, text=True)
    titles = [title for _, title, *_ in json.loads(told.stdout)]
    assert titles == [
        "Break-even",
        "Unlocks against burn",
        "Changelog",
        "model.experiments.unlocks",
    ]
