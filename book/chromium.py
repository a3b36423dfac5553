"""Chromium without a window and without a network: it prints the book and opens its pages."""

from __future__ import annotations

import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome")
#: What every start of it is told.
OFFLINE = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)


def browser() -> str | None:
    """The path of Chromium, or nothing where there is none."""
    return next(filter(None, map(shutil.which, NAMES)), None)
