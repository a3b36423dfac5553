"""The pinned packages against a database of known vulnerabilities: ``make audit``.

pip-audit asks the database, from an environment of its own. Of a package that it could not look up
it says so in a field, and ends with 0 all the same; so it is counted here what was looked up.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.pins import Pin, pinned, same

#: Answers a list of pins with what pip-audit writes, or with nothing where it fails.
Ask = Callable[[Sequence[Pin]], dict[str, Any]]
_OPTIONS = ("--no-deps", "--disable-pip", "--progress-spinner=off", "--format=json")


class Audit(NamedTuple):
    """How many pins were looked up, of how many, and ``package version: id`` of what is known."""

    audited: int
    pins: int
    known: list[str]


def asked(tool: str) -> Ask:
    """Ask the program at this path. Where it cannot be run or breaks off, nothing is answered."""

    def ask(pins: Sequence[Pin]) -> dict[str, Any]:
        with tempfile.TemporaryDirectory() as folder:
            listed = Path(folder) / "pins.txt"
            # Without the conditions on the system: what other systems install is looked up too.
            listed.write_text("".join(f"{p.name}=={p.version}\n" for p in pins), encoding="utf-8")
            try:
                done = subprocess.run(
                    [tool, *_OPTIONS, "--requirement", str(listed)],
                    capture_output=True,
                    text=True,
                    check=False,
                )
                answer = json.loads(done.stdout)
            except (OSError, json.JSONDecodeError):
                return {}
        return answer if isinstance(answer, dict) else {}

    return ask


def audit(pins: Sequence[Pin], ask: Ask) -> Audit:
    """Look the pins up: the first one alone, and the others only if that was answered."""
    found: dict[str, dict[str, Any]] = {}
    for part in filter(None, (pins[:1], pins[1:])):
        answers = ask(part).get("dependencies", [])
        looked_up = {same(each["name"]): each for each in answers if _looked_up(each, part)}
        if not looked_up:
            break
        found |= looked_up
    known = [
        f"{each['name']} {each['version']}: {fault['id']}"
        for each in found.values()
        for fault in each["vulns"]
    ]
    return Audit(len(found), len(pins), known)


def _looked_up(answer: dict[str, Any], pins: Sequence[Pin]) -> bool:
    """Whether this is an answer on one of these pins, at its version."""
    if "skip_reason" in answer or "vulns" not in answer:
        return False
    there = {(same(pin.name), pin.version) for pin in pins}
    return (same(answer.get("name", "")), answer.get("version")) in there


def told(found: Audit, offline_ok: bool) -> tuple[str, int]:
    """What to print and the exit status: 0 only if all was looked up and nothing is known.

    With ``offline_ok`` it is also 0 where nothing could be looked up at all, and says so.
    """
    if found.audited == 0 and offline_ok:
        return f"not audited: no database answered, {found.pins} pinned packages", 0
    lines = [*found.known, f"audited {found.audited} of {found.pins} pinned packages"]
    whole = found.pins > 0 and found.audited == found.pins
    return "\n".join(lines), int(bool(found.known) or not whole)


def main(words: Sequence[str] | None = None) -> int:
    """Print what was found; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.audit", description=__doc__)
    parser.add_argument("--tool", default="pip-audit", help="the program that asks the database")
    parser.add_argument("--offline-ok", action="store_true", help="0 where no database answers")
    options = parser.parse_args(words)
    text, status = told(audit(pinned(), asked(options.tool)), options.offline_ok)
    print(text)
    return status


if __name__ == "__main__":
    sys.exit(main())
