"""The repository holds sources only, readable on any machine, and pins what results depend on."""

from __future__ import annotations

import ast
import json
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TEXT = re.compile(r"(^|/)(Makefile|run|.*\.(cff|css|ipynb|js|md|py|toml|txt|ya?ml))$")
MADE = {".git", ".venv", "_build", "__pycache__"}
PIN = re.compile(r"[A-Za-z0-9._-]+==[A-Za-z0-9.+]+( ; [a-z_]+ [!=]= '[a-z0-9]+')?")

UNFORMATTED = re.compile(r"#\s*fmt: *(skip|off)\b")

# In brackets, so that this file does not find itself.
UNFINISHED = re.compile(r"\b([T]ODO|[F]IXME|[X]XX|[T]BD|[l]orem\s+[i]psum)\b")
LOCAL = re.compile(r"(?<![\w.~}/-])/(work|root|home|tmp|Users)/[\w.]")


def sources() -> list[Path]:
    """Files that git tracks or would track; outside a checkout, all that no tool made."""
    git = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(git, capture_output=True, check=True, text=True).stdout
        names = [name for name in listed.split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        names = [
            path.relative_to(ROOT).as_posix()
            for path in ROOT.rglob("*")
            if not any(p in MADE or p.endswith("_cache") for p in path.relative_to(ROOT).parts)
        ]
    return sorted(ROOT / name for name in names if (ROOT / name).is_file())


def offending_lines(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:120]}"
        for path in sources()
        if TEXT.search(path.as_posix())
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if pattern.search(line)
    ]


def test_sources_are_found() -> None:
    found = {path.relative_to(ROOT).as_posix() for path in sources()}
    assert {"Makefile", "pyproject.toml", "tests/test_hygiene.py"} <= found
    assert not any(name.startswith((".venv/", "_build/")) for name in found)


@pytest.mark.parametrize(
    "path", [p for p in sources() if p.suffix == ".ipynb"], ids=lambda p: p.stem
)
def test_notebook_carries_no_result(path: Path) -> None:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    assert code, "a page without code belongs in book/"
    for number, cell in enumerate(code, start=1):
        assert not cell["outputs"], f"code cell {number} carries an output"
        assert cell["execution_count"] is None, f"code cell {number} carries an execution count"


def test_modules_are_small() -> None:
    modules = [p for p in sources() if p.suffix == ".py" and p.is_relative_to(ROOT / "model")]
    assert modules
    lengths = {p.relative_to(ROOT): len(p.read_text("utf-8").splitlines()) for p in modules}
    assert not {name: n for name, n in lengths.items() if n >= 300}


def test_requirements_are_exact() -> None:
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    assert lines[-1] == "-e ."
    pins = [line for line in lines[:-1] if line and not line.startswith("#")]
    assert not [pin for pin in pins if not PIN.fullmatch(pin)]
    names = [re.sub(r"[-_.]+", "-", pin.split("==")[0]).lower() for pin in pins]
    assert len(names) == len(set(names)), "a package is pinned twice"


def test_the_formatter_is_kept_from_lists_of_words_alone() -> None:
    others, met = [], 0
    for path in (each for each in sources() if each.suffix == ".py"):
        text = path.read_text(encoding="utf-8")
        kept = [n for n, line in enumerate(text.splitlines(), start=1) if UNFORMATTED.search(line)]
        ends = [each for each in ast.walk(ast.parse(text)) if isinstance(each, ast.expr)]
        for number in kept:
            lists = (each for each in ends if each.end_lineno == number)
            words = max((sum(map(_is_word, ast.walk(each))) for each in lists), default=0)
            others += [f"{path.relative_to(ROOT)}:{number}"] * (words < 9)
        met += len(kept)
    assert met
    assert not others


def _is_word(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def test_files_are_light() -> None:
    assert not {
        str(p.relative_to(ROOT)): p.stat().st_size for p in sources() if p.stat().st_size > 1e6
    }


def test_nothing_is_left_unfinished() -> None:
    assert not offending_lines(UNFINISHED)


def test_no_path_of_one_machine() -> None:
    assert not offending_lines(LOCAL)
