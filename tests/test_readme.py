"""What the README prints is what the programs say today, and what it names exists."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest
import yaml

from book import readme
from model.__main__ import main

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
#: A command of the model and what it printed, up to the next command or the end of the block.
SHOWN = [
    (command, output)
    for block in re.findall(r"^```console\n(.*?)^```$", TEXT, re.M | re.S)
    for command, output in re.findall(r"^\$ (.+)\n((?:(?!\$ ).*\n)*)", block, re.M)
]


def test_the_answers_are_those_of_today() -> None:
    assert readme.written(TEXT) == TEXT
    assert readme.written(TEXT.replace("per cent", "cents")) != TEXT.replace("per cent", "cents")


@pytest.mark.parametrize(("command", "output"), SHOWN, ids=[command for command, _ in SHOWN])
def test_a_command_prints_what_is_shown(
    command: str, output: str, capsys: pytest.CaptureFixture[str]
) -> None:
    words = shlex.split(command)
    assert words[:3] == ["python", "-m", "model"]
    assert main(words[3:]) == 0
    assert capsys.readouterr().out == output


def test_commands_are_shown() -> None:
    assert len(SHOWN) >= 2


def test_what_runs_elsewhere_calls_targets_that_exist() -> None:
    """Workflow, container and workspace do what make does, on a Python that is supported."""
    workflow = yaml.safe_load((ROOT / ".github/workflows/book.yml").read_text("utf-8"))
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]
    called = [step["run"] for step in steps if "run" in step]
    workspace = json.loads((ROOT / ".devcontainer/devcontainer.json").read_text("utf-8"))
    called.append(workspace["postCreateCommand"])
    container = (ROOT / "Dockerfile").read_text("utf-8")
    called += re.findall(r"^RUN (make .+)$", container, re.M)
    assert len(called) == 4
    assert {each.removeprefix("make ") for each in called} <= TARGETS

    python = (step["with"]["python-version"] for step in steps if "python-version" in str(step))
    images = re.findall(r"python:(\d+\.\d+)", container + workspace["image"])
    binder = (ROOT / ".binder/runtime.txt").read_text("utf-8").removeprefix("python-").strip()
    assert {*python, *images, binder} <= {"3.11", "3.12", "3.13"}
