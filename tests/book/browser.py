"""A page as headless Chromium has it when its scripts have run, without a network."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

from bs4 import BeautifulSoup

NAMES = ("chromium", "chromium-browser", "google-chrome")
OFFLINE = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--virtual-time-budget=20000",
    "--enable-logging=stderr",
]


class Opened(NamedTuple):
    """What a page has become, and what its scripts told the console."""

    document: BeautifulSoup
    messages: list[str]


def opened(page: Path, profile: Path, *more: str) -> Opened:
    """A page after twenty seconds of its own time.

    ``profile`` is a new folder, ``more`` are further options of Chromium.
    """
    browser = next(filter(None, map(shutil.which, NAMES)), None)
    assert browser, "no Chromium: on Debian, apt-get install chromium"
    command = [browser, *OFFLINE, f"--user-data-dir={profile}", *more, "--dump-dom", page.as_uri()]
    run = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    said = [line for line in run.stderr.splitlines() if ":CONSOLE:" in line]
    return Opened(BeautifulSoup(run.stdout, "html.parser"), said)
