"""An audit is green only if every pin was looked up; a licence that is missing is flagged."""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

from benchmarks import audit, licences
from benchmarks.pins import Pin, pinned

PINS = [Pin("one", "1.0"), Pin("Two_b", "2.0"), Pin("three", "3.1", "sys_platform == 'win32'")]


def _answers(pins: Sequence[Pin], known: dict[str, str]) -> list[dict[str, Any]]:
    faults = {name: [{"id": fault}] for name, fault in known.items()}
    return [{"name": p.name, "version": p.version, "vulns": faults.get(p.name, [])} for p in pins]


def _database(known: dict[str, str] | None = None, without: str = "") -> audit.Ask:
    """One that knows these faults, and could not look ``without`` up."""

    def ask(pins: Sequence[Pin]) -> dict[str, Any]:
        why = {"skip_reason": "not found"}
        skipped = [p._asdict() | {"vulns": []} | why for p in pins if p.name == without]
        there = [p for p in pins if p.name != without]
        return {"dependencies": [*_answers(there, known or {}), *skipped]}

    return ask


def test_all_looked_up_and_nothing_known_is_green() -> None:
    found = audit.audit(PINS, _database())
    assert audit.told(found, offline_ok=False) == ("audited 3 of 3 pinned packages", 0)


@pytest.mark.parametrize("offline_ok", [True, False])
def test_a_known_fault_is_named_and_red(offline_ok: bool) -> None:
    text, status = audit.told(audit.audit(PINS, _database({"three": "V-7"})), offline_ok)
    assert text.splitlines() == ["three 3.1: V-7", "audited 3 of 3 pinned packages"]
    assert status == 1


@pytest.mark.parametrize("offline_ok", [True, False])
def test_one_that_was_not_looked_up_is_red(offline_ok: bool) -> None:
    text, status = audit.told(audit.audit(PINS, _database(without="Two_b")), offline_ok)
    assert (text, status) == ("audited 2 of 3 pinned packages", 1)


def test_without_a_database_the_rest_is_not_asked_and_nothing_is_audited() -> None:
    asked: list[int] = []

    def nowhere(pins: Sequence[Pin]) -> dict[str, Any]:
        asked.append(len(pins))
        return {"dependencies": [{"name": p.name, "skip_reason": "not found"} for p in pins]}

    found = audit.audit(PINS, nowhere)
    assert asked == [1]
    assert audit.told(found, offline_ok=False) == ("audited 0 of 3 pinned packages", 1)
    text, status = audit.told(found, offline_ok=True)
    assert text.startswith("not audited")
    assert status == 0


def test_answers_on_other_packages_or_versions_do_not_count() -> None:
    def elsewhere(pins: Sequence[Pin]) -> dict[str, Any]:
        return {"dependencies": _answers([p._replace(version="9") for p in pins], {})}

    assert audit.audit(PINS, elsewhere).audited == 0
    assert audit.told(audit.audit([], _database()), offline_ok=False)[1] == 1


def _tool(folder: Path, text: str) -> str:
    path = folder / "tool"
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path)


def test_the_program_is_asked_for_each_pin_and_a_breakdown_is_no_answer(tmp_path: Path) -> None:
    answer = json.dumps({"dependencies": _answers(PINS, {"one": "V-1"})})
    script = f"for last; do :; done; cp \"$last\" '{tmp_path}/seen'; printf '%s' '{answer}'; exit 1"
    assert audit.asked(_tool(tmp_path, script))(PINS) == json.loads(answer)
    seen = (tmp_path / "seen").read_text(encoding="utf-8").splitlines()
    assert seen == ["one==1.0", "Two_b==2.0", "three==3.1"]
    assert audit.asked(_tool(tmp_path, "echo no network >&2; exit 1"))(PINS) == {}
    assert audit.asked(str(tmp_path / "nothing"))(PINS) == {}


def test_the_pins_are_those_of_the_file(tmp_path: Path) -> None:
    listed = tmp_path / "requirements.txt"
    listed.write_text("# Some\na.b==1.0\n\nc==2 ; sys_platform == 'darwin'\n-e .\n", "utf-8")
    assert pinned(listed) == [Pin("a.b", "1.0"), Pin("c", "2", "sys_platform == 'darwin'")]
    listed.write_text("a>=1\n", encoding="utf-8")
    with pytest.raises(ValueError, match="pins no version: 'a>=1'"):
        pinned(listed)
    assert {"sympy", "xarray", "cadCAD"} <= {pin.name for pin in pinned()}


def _installed(folder: Path, lines: str, text: str = "") -> metadata.Distribution:
    place = folder / "some-1.0.dist-info"
    place.mkdir(exist_ok=True)
    (place / "METADATA").write_text(f"Name: some\nVersion: 1.0\n{lines}\n", encoding="utf-8")
    (place / "LICENSE.txt").write_text(text, encoding="utf-8")
    return metadata.PathDistribution(place)


@pytest.mark.parametrize(
    ("lines", "text", "said"),
    [
        ("License-Expression: MIT\nLicense: other", "", "MIT"),
        ("Classifier: License :: OSI Approved :: BSD License\nLicense: x", "", "BSD License"),
        ("Classifier: License :: OSI Approved\nLicense: Apache 2.0", "", "Apache 2.0"),
        ("License: BSD License", "never read", "BSD License"),
        ("License: LICENSE.txt", "\nMIT License\n\nCopyright", "MIT License"),
        ("License: UNKNOWN\nLicense-File: LICENSE.txt", "ISC License", "ISC License"),
        ("License-File: AUTHORS.txt", "MIT License", "none stated"),
        ("License: UNKNOWN", "", "none stated"),
    ],
)
def test_where_a_licence_is_found(lines: str, text: str, said: str, tmp_path: Path) -> None:
    assert licences.licence(_installed(tmp_path, lines, text)) == said


def test_what_is_flagged(tmp_path: Path) -> None:
    there = _installed(tmp_path, "License-Expression: MIT")
    (tmp_path / "bare").mkdir()
    bare = _installed(tmp_path / "bare", "Summary: nothing said")

    def find(name: str) -> metadata.Distribution:
        if name == "absent":
            raise metadata.PackageNotFoundError(name)
        return bare if name == "bare" else there

    names = {
        "right": (Pin("some", "1.0"), False),
        "another version": (Pin("some", "1.1"), True),
        "no licence": (Pin("bare", "1.0"), True),
        "missing": (Pin("absent", "1.0"), True),
        "for another system": (Pin("absent", "1.0", "sys_platform == 'win32'"), False),
    }
    found = licences.rows([pin for pin, _ in names.values()], find)
    flags = dict(zip(names, (row.fault for row in found), strict=True))
    assert flags == {name: fault for name, (_, fault) in names.items()}
    lines = licences.table(found).splitlines()
    assert lines[-1] == "5 pinned packages, 2 not installed here, 3 flagged (!)"
    assert [line.startswith("!") for line in lines[:-1]] == list(flags.values())
    assert lines[1].endswith("MIT (installed is 1.0)")
