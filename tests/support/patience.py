"""Waiting for events, as long as a loaded machine takes.

No verdict depends on the clock: a test waits for the event it needs, and PATIENCE only ends one
that waits in vain.
"""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from schlaglicht.engine import Limits

PATIENCE = 300
"""Seconds after which a waiting test fails."""

PATIENT = Limits(seconds=PATIENCE, wait=PATIENCE, quick=PATIENCE)
"""Query limits for tests of other subjects."""


def wait_until(condition: Callable[[], object]) -> None:
    """Returns once `condition` is true, asked less often the longer that takes."""
    began = time.monotonic()
    while not condition():
        waited = time.monotonic() - began
        assert waited < PATIENCE, "it did not happen"
        time.sleep(min(0.01 + waited / 20, 0.1))


@contextmanager
def ending(process: subprocess.Popen[str]) -> Iterator[subprocess.Popen[str]]:
    """Ends a process with the block: by SIGTERM or, where that is not heeded, by SIGABRT.

    Leaving the `with` block of the process itself would wait for ever for one that does not end.
    """
    with process:
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGABRT)  # Python tells where each thread is
                process.wait(PATIENCE)
                raise
            finally:
                process.kill()


def longer_and_longer(seconds: float) -> Iterator[float]:
    """Deadlines to try in turn, for tests in which another event has to come first."""
    while seconds < PATIENCE:
        yield seconds
        seconds *= 3


def patient_environment() -> dict[str, str]:
    """The environment of a server with one web process, whose queries have PATIENCE.

    A test may set other numbers, by options or in its own environment.
    """
    limits = {"SCHLAGLICHT_TIMEOUT": str(PATIENCE), "SCHLAGLICHT_WAIT": str(PATIENCE)}
    return limits | {"SCHLAGLICHT_WORKERS": "1", "PYTHONFAULTHANDLER": "1"} | os.environ
