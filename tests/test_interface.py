"""The public interface as tools and people meet it: seen, typed, not shadowed."""

from __future__ import annotations

import inspect
import os
import pydoc
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

import model
from model import unlocks
from model.ensembles import designs

ROOT = Path(__file__).resolve().parents[1]
PUBLIC: list[str] = vars(model)["__all__"]


def script() -> str:
    """The script of the README, as its readers copy it."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return next(
        block for block in re.findall(r"```python\n(.*?)```", text, re.S) if "model" in block
    )


def test_every_public_name_is_seen_and_works() -> None:
    assert set(PUBLIC) <= set(dir(model))
    assert [name for name in dir(model) if not name.startswith("__")] == sorted(PUBLIC)
    for name in PUBLIC:
        assert getattr(model, name) is not None
        assert pydoc.render_doc(getattr(model, name))
    with pytest.raises(AttributeError, match="public are Vote, answers"):
        _ = model.parameter  # type: ignore[attr-defined]


def test_no_public_name_is_a_module_and_something_else() -> None:
    """Importing a submodule must not replace a public name, and a hint finds what it names."""
    for name in PUBLIC:
        beside = (ROOT / "model" / f"{name}.py").exists() or (ROOT / "model" / name).is_dir()
        assert beside == inspect.ismodule(getattr(model, name)), name


def test_the_stub_names_what_there_is() -> None:
    stub = (ROOT / "model" / "__init__.pyi").read_text(encoding="utf-8")
    assert set(re.findall(r" as (\w+)$", stub, re.M)) == set(PUBLIC)
    assert (ROOT / "model" / "py.typed").exists()


def test_a_readers_script_is_typed(tmp_path: Path) -> None:
    """mypy --strict knows the interface, and notices a wrong call."""
    typed = script() + "\nprice: float = float(ds['price'].mean())\n"
    (tmp_path / "reader.py").write_text(typed, encoding="utf-8")
    wrong = script().replace("days=365", "days='365'").replace("seed=7", "sede=7")
    (tmp_path / "wrong.py").write_text(wrong, encoding="utf-8")
    # Errors inside of an installed package are nothing to its readers.
    call = [sys.executable, "-m", "mypy", "--strict", "--follow-imports=silent"]
    call += ["--no-error-summary", "--cache-dir", str(tmp_path / "cache")]
    done = subprocess.run(
        [*call, "reader.py", "wrong.py"],
        cwd=tmp_path,
        env={**os.environ, "MYPYPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    assert all(line.startswith("wrong.py:") for line in done.stdout.splitlines()), done.stdout
    assert 'incompatible type "str"; expected "int"' in done.stdout
    assert 'Unexpected keyword argument "sede"' in done.stdout


def test_the_script_of_the_readme_runs(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", script()],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0, done.stderr


def test_another_model_in_the_way_is_named(tmp_path: Path) -> None:
    """`python -m model` beside a user's model.py runs that; the console script says so."""
    (tmp_path / "model.py").write_text("x = 1\n", encoding="utf-8")
    code = "import model_economy; raise SystemExit(model_economy.main())"
    done = subprocess.run(
        [sys.executable, "-c", code, "facts", "burn_bps"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": f"{tmp_path}:{ROOT}"},
    )
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert str(tmp_path / "model.py") in done.stderr
    assert "rename" in done.stderr


def test_an_import_and_a_tab_are_quick() -> None:
    code = (
        "import time; t = time.perf_counter(); import model; dir(model); "
        "print(time.perf_counter() - t)"
    )
    best = min(
        float(
            subprocess.run(
                [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
            ).stdout
        )
        for _ in range(5)
    )
    assert best < 0.05
    begun = time.perf_counter()
    dir(model)
    assert time.perf_counter() - begun < 0.1


def test_what_is_long_shows_itself_short() -> None:
    """All of a thousand days, or of every column of ten sets, would fill the screen."""
    economy = model.economy("deployed")
    sets = designs.grid(economy, model.parameters(economy), {"velocity": [4, 5, 6]})
    plan = unlocks.read([{"category": "crew", "start": "2026-01-01", "tokens": 9, "months": 40}])
    shown = {repr(sets), repr(plan.paths["crew"]), repr(plan)}
    assert "Points('deployed': 3 sets of parameters, which vary velocity)" in shown
    assert "Path(1,186 days: unlocks of crew, given as rows)" in shown
    assert all(len(each) < 300 for each in shown)


SHOWN = ("economy", "parameters", "facts", "fact", "claims", "claim", "answer")


@pytest.mark.parametrize("what", SHOWN)
def test_objects_show_themselves_in_a_notebook(what: str) -> None:
    shown = {
        "economy": model.economy("deployed"),
        "parameters": model.parameters("deployed"),
        "facts": model.facts,
        "fact": model.facts["burn_bps"],
        "claims": model.claims,
        "claim": model.claims["burn-per-dollar"],
        "answer": model.answers["burn-base"],
    }[what]
    assert len(repr(shown)) < 1000
    if what in ("claim", "answer"):
        words = "$$" if what == "claim" else "nine of ten runs"
        assert words in shown._repr_markdown_()  # type: ignore[attr-defined]
        return
    page = shown._repr_html_()  # type: ignore[attr-defined]
    assert page.startswith("<table>")
    assert page.count("<tr>") == page.count("</tr>") > 2
