"""A page as headless Chromium has it when its scripts have run, without a network."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import NamedTuple

from bs4 import BeautifulSoup

from book.chromium import OFFLINE, browser

#: A page has so long by its own clock, in which its workers get no turn.
OWN_TIME = "--virtual-time-budget=20000"


class Opened(NamedTuple):
    """What a page has become, and what its scripts told the console."""

    document: BeautifulSoup
    messages: list[str]


def opened(page: Path, profile: Path, *more: str) -> Opened:
    """A page after twenty seconds of its own time.

    ``profile`` is a new folder, ``more`` are further options of Chromium.
    """
    found = browser()
    assert found, "no Chromium: on Debian, apt-get install chromium"
    command = [found, *OFFLINE, OWN_TIME, "--enable-logging=stderr", f"--user-data-dir={profile}"]
    command += [*more, "--dump-dom", page.as_uri()]
    run = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    said = [line for line in run.stderr.splitlines() if ":CONSOLE:" in line]
    return Opened(BeautifulSoup(run.stdout, "html.parser"), said)
