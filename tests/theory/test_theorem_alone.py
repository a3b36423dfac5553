"""A theorem that is copied says what its document needs, and compiles with that and no more."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

import model

NAMES = ("supply-falls-exponentially", "split-sums-to-purchase", "tokens-are-conserved")
REMARK = re.compile(r"^% In the preamble: (.*)$", re.M)


@pytest.mark.parametrize("name", NAMES)
def test_a_theorem_names_the_environment_and_the_packages_that_it_uses(name: str) -> None:
    text = model.claims[name].theorem()
    (needed,) = REMARK.findall(text)
    assert r"\newtheorem{theorem}{Theorem}" in needed
    packages = set(re.findall(r"\\usepackage\{(.*?)\}", needed)[0].split(","))
    assert "amsthm" in packages
    for used, package in ((r"\begin{gathered}", "amsmath"), (r"\varkappa", "amssymb")):
        assert used not in text or package in packages, used


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="no TeX here")
@pytest.mark.parametrize("name", NAMES)
def test_it_compiles_in_an_empty_document_with_what_it_names(name: str, tmp_path: Path) -> None:
    text = model.claims[name].theorem()
    (needed,) = REMARK.findall(text)
    for preamble, status in ((needed, 0), ("", 1)):
        lines = [r"\documentclass{article}", preamble, r"\begin{document}", text, r"\end{document}"]
        (tmp_path / "one.tex").write_text("\n".join(lines), encoding="ascii")
        call = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "one.tex"]
        done = subprocess.run(call, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == status, done.stdout[-2000:]
