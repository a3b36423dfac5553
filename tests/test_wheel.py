"""A wheel in an environment of its own does what the clone does: import, types, command, files."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.test_hygiene import sources
from tests.test_interface import script

ROOT = Path(__file__).resolve().parents[1]
SUPPORTED = ("3.11", "3.12", "3.13")
LOOK = "import sys; print('%d.%d' % sys.version_info[:2])"
#: No source of the clone, no user's packages.
ALONE = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "MYPYPATH")}


def _done(*call: str | Path, cwd: Path) -> str:
    done = subprocess.run(
        [str(each) for each in call],
        cwd=cwd,
        env=ALONE,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{call}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def _python(version: str) -> Path | None:
    """An interpreter of that version on this machine: ours, one of the path, or one of pyenv."""
    there = shutil.which(f"python{version}")
    named = [Path(sys.executable), *([Path(there)] if there else [])]
    named += sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python"))
    for each in named:
        look = subprocess.run([each, "-c", LOOK], capture_output=True, text=True, check=False)
        if look.stdout.strip() == version:
            return each
    return None


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sources alone, so that no tool's file gets into the wheel."""
    place = tmp_path_factory.mktemp("clone")
    for path in sources():
        (place / path.relative_to(ROOT)).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, place / path.relative_to(ROOT))
    return place


@pytest.mark.bench
@pytest.mark.parametrize("way", ["wheel", "clone"])
@pytest.mark.parametrize("version", SUPPORTED)
def test_a_fresh_environment(version: str, way: str, clone: Path, tmp_path: Path) -> None:
    python = _python(version)
    if python is None:
        pytest.skip(f"no Python {version} on this machine")
    _done(python, "-m", "venv", tmp_path / "venv", cwd=tmp_path)
    fresh, empty = tmp_path / "venv" / "bin", tmp_path / "empty"
    empty.mkdir()
    what = ["-e", str(clone)]
    if way == "wheel":
        _done(fresh / "pip", "wheel", "-q", "--no-deps", "-w", tmp_path, clone, cwd=tmp_path)
        what = [str(next(tmp_path.glob("*.whl")))]
    _done(fresh / "pip", "install", "-q", *what, "mypy", cwd=tmp_path)
    (empty / "reader.py").write_text(script() + "\nmodel.save(ds, 'run.csv')\n", encoding="utf-8")
    _done(fresh / "mypy", "--strict", "reader.py", cwd=empty)
    assert "burn_bps" in _done(fresh / "python", "reader.py", cwd=empty)
    assert (empty / "run.csv-README.txt").exists()
    place = _done(fresh / "python", "-c", "import model; print(model.__file__)", cwd=empty).strip()
    package = Path(place).parent
    assert package.is_relative_to(tmp_path / "venv" if way == "wheel" else clone)
    here = {p.relative_to(clone) for p in (clone / "model").rglob("*.*") if p.suffix != ".pyc"}
    assert len(here) > 100
    assert not {p for p in here if not (package.parent / p).exists()}
    command = fresh / "compute-token-economy"
    assert "burn_bps" in _done(command, "facts", "burn_bps", cwd=empty)
    _done(command, "run", "--days", "5", "--out", "run.nc", cwd=empty)
    shutil.rmtree(tmp_path / "venv")


@pytest.mark.bench
def test_the_start_in_colab_installs_what_it_needs(clone: Path, tmp_path: Path) -> None:
    """Its cells in an environment that has a kernel and nothing of ours, in a folder of its own."""
    _done(sys.executable, "-m", "venv", tmp_path / "venv", cwd=tmp_path)
    fresh, empty = tmp_path / "venv" / "bin", tmp_path / "empty"
    empty.mkdir()
    _done(fresh / "pip", "install", "-q", "ipykernel", "nbclient", cwd=tmp_path)
    start = json.loads((ROOT / ".colab/start.ipynb").read_text("utf-8"))
    (place,) = (cell for cell in start["cells"] if cell["id"] == "project")
    place["source"] = [f"project = {str(clone)!r}"]
    (empty / "start.ipynb").write_text(json.dumps(start), encoding="utf-8")
    run = (fresh / "jupyter", "execute", "--inplace", "--timeout=900", "start.ipynb")
    _done(*run, cwd=empty)
    cells = json.loads((empty / "start.ipynb").read_text("utf-8"))["cells"]
    outputs = {cell["id"]: json.dumps(cell.get("outputs", "")) for cell in cells}
    assert "of the supply in five years" in outputs["answer"]
    assert "xarray" in outputs["run"]
    shutil.rmtree(tmp_path / "venv")
