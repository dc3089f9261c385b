"""A headless Chromium, driven over pipes by its DevTools protocol: no driver to install.

https://chromedevtools.github.io/devtools-protocol/
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from fcntl import F_DUPFD_CLOEXEC, fcntl
from itertools import count
from pathlib import Path
from typing import Any, Self

from patience import PATIENCE, wait_until

_FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--hide-scrollbars", "--remote-debugging-pipe"),
)


def find_chromium() -> str | None:
    """The path of an installed Chromium; None if there is none."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)


class PageLeft(Exception):  # noqa: N818 - not a fault by itself
    """A command reached a page that was being left."""


class Chromium:
    """One browser with one page; use it as a context."""

    def __init__(self) -> None:
        self._profile = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        ours_in, theirs_out = os.pipe()
        theirs_in, ours_out = os.pipe()
        # Above 4, so that neither is overwritten when they become the protocol's descriptors.
        read, write = (fcntl(end, F_DUPFD_CLOEXEC, 10) for end in (theirs_in, theirs_out))

        def at_their_places() -> None:
            os.dup2(read, 3)
            os.dup2(write, 4)

        self._process = subprocess.Popen(
            [str(find_chromium()), *_FLAGS, f"--user-data-dir={self._profile.name}"],
            preexec_fn=at_their_places,
            pass_fds=(3, 4),
            stderr=subprocess.DEVNULL,
        )
        for end in (theirs_in, theirs_out, read, write):
            os.close(end)
        self._in, self._out = os.fdopen(ours_in, "rb"), os.fdopen(ours_out, "wb")
        self._numbers = count(1)
        self._session: str | None = None
        self._target: str | None = None
        self.refused: list[str] = []
        """What the pages' own policies refused them, since the browser forgot."""
        self.forget()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._out.close()
        self._process.kill()
        self._process.wait(PATIENCE)
        self._in.close()
        self._profile.cleanup()

    def forget(self) -> None:
        """Leaves the page for an empty one, with nothing stored and nothing set.

        A context of its own would cost twice the processor time.
        """
        if self._session:
            # Else the page may store something as it goes.
            self.send("Emulation.setScriptExecutionDisabled", value=True)
            self.send("Storage.clearDataForOrigin", origin="*", storageTypes="all")
            self.send("Network.clearBrowserCache")
        self._session, before = None, self._target
        self._target = self.send("Target.createTarget", url="about:blank")["targetId"]
        if before:
            self.send("Target.closeTarget", targetId=before)
        attached = self.send("Target.attachToTarget", targetId=self._target, flatten=True)
        self._session = attached["sessionId"]
        self.send("Page.enable")
        self.send("Log.enable")
        self.refused = []

    def send(self, method: str, **parameters: Any) -> Any:
        """The browser's answer to a command."""
        number = next(self._numbers)
        message = {"id": number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        self._out.write(json.dumps(message).encode() + b"\0")
        self._out.flush()
        while True:
            answer = self.receive()
            if answer.get("id") == number:
                if "navigated" in answer.get("error", {}).get("message", ""):
                    raise PageLeft(answer)
                assert "error" not in answer, answer
                return answer["result"]

    def open(self, url: str) -> None:
        """Opens a page and waits until it is loaded."""
        self.send("Page.navigate", url=url)
        state = "location.href === 'about:blank' ? '' : document.readyState"
        self.wait_until(lambda: self.evaluate(state) == "complete")

    def show(self, *, scheme: str = "light", width: int = 1280, media: str = "") -> None:
        """Sets the colour scheme, width and medium for pages from now on."""
        feature = {"name": "prefers-color-scheme", "value": scheme}
        self.send("Emulation.setEmulatedMedia", media=media, features=[feature])
        self.send(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=900,
            deviceScaleFactor=1,
            mobile=False,
        )

    def evaluate(self, script: str) -> Any:
        """The value of an expression, awaited."""
        result = self.send(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True
        )
        assert "exceptionDetails" not in result, result
        return result["result"].get("value")

    def wait_until(self, condition: Callable[[], bool]) -> None:
        """Returns once `condition` is true, of one page or the next."""

        def is_true() -> bool:
            try:
                return condition()
            except PageLeft:
                return False

        wait_until(is_true)

    def wait_until_listening(self, script: str, event: str) -> None:
        """Returns once the element to which `script` evaluates listens to an event."""

        def is_listening() -> bool:
            element = self.send("Runtime.evaluate", expression=script)["result"]["objectId"]
            found = self.send("DOMDebugger.getEventListeners", objectId=element)
            return event in {listener["type"] for listener in found["listeners"]}

        self.wait_until(is_listening)

    def press(self, key: str) -> None:
        """Presses and releases a key."""
        for kind in ("keyDown", "keyUp"):
            self.send("Input.dispatchKeyEvent", type=kind, key=key, code=key)

    def screenshot(self, path: Path) -> None:
        """The whole page as PNG."""
        shot = self.send("Page.captureScreenshot", captureBeyondViewport=True)
        path.write_bytes(base64.b64decode(shot["data"]))

    def receive(self) -> Any:
        """The next message of the browser: the answer to a command, or an event."""
        message = bytearray()
        while (byte := self._in.read(1)) != b"\0":
            assert byte, "the browser has gone"
            message += byte
        received = json.loads(message)
        entry = received.get("params", {}).get("entry", {})
        if entry.get("source") == "security":
            self.refused.append(f"{entry.get('url')}: {entry['text']}")
        return received
