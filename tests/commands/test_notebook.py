"""The command notebook: a file in, a file out, or one line of refusal and nothing written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from model.__main__ import main


def source(folder: Path, text: str = "{fact}`burn_bps in percent`") -> Path:
    cell = {"cell_type": "markdown", "id": "a", "metadata": {}, "source": [text]}
    path = folder / "in.ipynb"
    about = {"metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    path.write_text(json.dumps({"cells": [cell], **about}), "utf-8")
    return path


def test_a_copy_is_written_and_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out.ipynb"
    assert main(["notebook", str(source(tmp_path)), "--out", str(out)]) == 0
    assert capsys.readouterr().out.strip() == str(out)
    first = out.read_bytes()
    assert json.loads(first)["cells"][0]["source"] == "70 per cent"
    assert main(["notebook", str(tmp_path / "in.ipynb"), "--out", str(out), "--force"]) == 0
    assert out.read_bytes() == first


@pytest.mark.parametrize(
    ("text", "out", "said"),
    [
        ("{fact}`burn_bsp`", "out.ipynb", "cell a: there is no fact 'burn_bsp'"),
        ("x", "in.ipynb", "exists: choose another name, or --force"),
        ("x", "out.txt", "does not end in .ipynb"),
        ("x", "none/out.ipynb", "No such file or directory"),
    ],
)
def test_a_refusal_is_one_line_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, out: str, said: str
) -> None:
    path = source(tmp_path, text)
    before = path.read_bytes()
    assert main(["notebook", str(path), "--out", str(tmp_path / out)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert said in line
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["in.ipynb"]


def test_the_source_is_never_replaced(tmp_path: Path) -> None:
    path = source(tmp_path)
    before = path.read_bytes()
    assert main(["notebook", str(path), "--out", str(path), "--force"]) == 2
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", ["# no JSON", "[]", "{}", '{"nbformat": 3, "cells": []}'])
def test_what_is_no_notebook_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str
) -> None:
    path = tmp_path / "in.ipynb"
    path.write_text(content, "utf-8")
    assert main(["notebook", str(path), "--out", str(tmp_path / "out.ipynb")]) == 2
    assert "notebook" in capsys.readouterr().err
    assert not (tmp_path / "out.ipynb").exists()
