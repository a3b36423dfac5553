"""A page as headless Chromium has it when its scripts have run, without a network."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

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
]


def opened(page: Path, profile: Path) -> BeautifulSoup:
    """The document of a page after twenty seconds of its own time; ``profile`` is a new folder."""
    browser = next(filter(None, map(shutil.which, NAMES)), None)
    assert browser, "no Chromium: on Debian, apt-get install chromium"
    command = [browser, *OFFLINE, "--virtual-time-budget=20000", f"--user-data-dir={profile}"]
    run = subprocess.run(
        [*command, "--dump-dom", page.as_uri()],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return BeautifulSoup(run.stdout, "html.parser")
