"""Headless Chromium without a network, spoken to through a pipe: one start serves many pages."""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from book.chromium import OFFLINE, browser

PATIENCE = 60.0  # seconds
_SEEN = "[location.href, document.body?.innerText.slice(0, 400)]"
# A page that leads on to another is never where a reader stays.
_ARRIVED = """location.href != 'about:blank' && document.readyState == 'complete'
    && !document.querySelector('meta[http-equiv=refresh i]')"""
_GONE = ("navigated", "context")  # what a browser says if the page went while it was asked
_HEARD = ("Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded")


class Gone(AssertionError):
    """The page that was asked has been left."""


class Page:
    """A page of a browser: what it says and fetches, and what an expression is there."""

    def __init__(self, reader: int, writer: int) -> None:
        self._reader, self._writer = reader, writer
        self._rest, self._number, self._session = b"", 0, ""
        self.said: list[str] = []
        self.fetched: list[str] = []
        target = self._send("Target.createTarget", url="about:blank")["targetId"]
        attached = self._send("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self._send(f"{domain}.enable")

    def open(self, address: str, width: int = 1200) -> None:
        """Go to an address, and to where it leads on, and wait until that is loaded."""
        self.resize(width)
        # Of two goings at once, the browser may answer neither.
        self._send("Page.navigate", url="about:blank")
        self.wait("location.href == 'about:blank'")
        self._send("Page.navigate", url=address)
        self.wait(_ARRIVED)

    def drawn(self) -> None:
        """Wait until formulas are drawn, where there are any, and a moment for late scripts."""
        if self.value("!!document.querySelector('.math')"):
            self.wait("window.MathJax?.startup?.promise")
            self.value("MathJax.startup.promise.then(() => true)")
        self.value("new Promise((rest) => setTimeout(() => requestIdleCallback(rest), 80))")

    def resize(self, width: int) -> None:
        """Make the window so many pixels wide."""
        size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        self._send("Emulation.setDeviceMetricsOverride", **size)

    @contextmanager
    def as_phone(self) -> Iterator[None]:
        """Be a telephone with a touch screen for a while."""
        size = {"width": 375, "height": 667, "deviceScaleFactor": 2, "mobile": True}
        self._send("Emulation.setDeviceMetricsOverride", **size)
        self._send("Emulation.setTouchEmulationEnabled", enabled=True)
        try:
            yield
        finally:
            self._send("Emulation.setTouchEmulationEnabled", enabled=False)

    def touch(self, x: float, y: float) -> None:
        """Touch a place of the window, in pixels."""
        for kind, points in (("touchStart", [{"x": x, "y": y}]), ("touchEnd", [])):
            self._send("Input.dispatchTouchEvent", type=kind, touchPoints=points)

    def value(self, expression: str) -> Any:
        """What a JavaScript expression gives, after a promise is kept."""
        found = self._send(
            "Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True
        )
        assert "exceptionDetails" not in found, found["exceptionDetails"]
        return found["result"].get("value")

    def wait(self, expression: str) -> None:
        """Wait until an expression holds, on whichever page then is open."""
        end = time.monotonic() + PATIENCE
        while not self._holds(expression):
            assert time.monotonic() < end, f"{expression} never came: {self.value(_SEEN)}"
            time.sleep(0.02)

    def _holds(self, expression: str) -> bool:
        try:
            return bool(self.value(f"!!({expression})"))
        except Gone:
            return False

    def press(self, key: str) -> None:
        """Press a key of a keyboard."""
        code, text = {"End": (35, ""), "Home": (36, ""), "Enter": (13, "\r")}[key]
        for kind in ("keyDown" if text else "rawKeyDown", "keyUp"):
            self._send(
                "Input.dispatchKeyEvent",
                type=kind,
                key=key,
                code=key,
                text=text if kind == "keyDown" else "",
                windowsVirtualKeyCode=code,
            )

    def _send(self, method: str, **given: Any) -> dict[str, Any]:
        self._number += 1
        message = {"id": self._number, "method": method, "params": given}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._writer, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._receive()
            if answer.get("id") == self._number:
                if "error" in answer:
                    went = any(word in answer["error"]["message"] for word in _GONE)
                    raise (Gone if went else AssertionError)(answer["error"])
                found: dict[str, Any] = answer["result"]
                return found
            if answer["method"] in _HEARD:
                self.said.append(json.dumps(answer["params"])[:400])
            if answer["method"] == "Network.requestWillBeSent":
                self.fetched.append(answer["params"]["request"]["url"])

    def _receive(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            part = os.read(self._reader, 1 << 16)
            assert part, "the browser has gone"
            self._rest += part
        line, self._rest = self._rest.split(b"\0", 1)
        made: dict[str, Any] = json.loads(line)
        return made


@contextmanager
def page(profile: Path) -> Iterator[Page]:
    """A page of a browser of its own; ``profile`` is a new folder."""
    found = browser()
    assert found, "no Chromium: on Debian, apt-get install chromium"
    theirs, writer = os.pipe()
    reader, answers = os.pipe()
    # The browser reads from 3 and writes to 4, so neither may be an end of a pipe before.
    ends = [fcntl.fcntl(end, fcntl.F_DUPFD, 10) for end in (theirs, answers)]
    redirected = f'exec "$@" 3<&{ends[0]} 4>&{ends[1]}'
    command = [
        found,
        *OFFLINE,
        "--enable-logging=stderr",
        f"--user-data-dir={profile}",
        "--remote-debugging-pipe",
    ]
    running = subprocess.Popen(
        ["bash", "-c", redirected, "bash", *command], pass_fds=ends, stderr=subprocess.DEVNULL
    )
    for end in (theirs, answers, *ends):
        os.close(end)
    try:
        yield Page(reader, writer)
    finally:
        os.close(writer)
        running.kill()
        running.wait()
        os.close(reader)
