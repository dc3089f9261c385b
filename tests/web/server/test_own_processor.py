"""The processor on which a web process stays."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from schlaglicht.engine import can_serve_forks

pytestmark = pytest.mark.skipif(
    not (hasattr(os, "sched_getaffinity") and can_serve_forks()),
    reason="the system keeps no process on a processor, or has no fork server",
)

STAYING = """
import os, sys
from pathlib import Path
from schlaglicht.web.server.web_process import stay_on_one_processor
stay_on_one_processor(Path(sys.argv[1]), int(sys.argv[2]), 2)
print(*os.sched_getaffinity(0))
"""


def processors(folder: str, number: int) -> set[int]:
    """Those of a process that is this web process of two."""
    command = [sys.executable, "-c", STAYING, folder, str(number)]
    found = subprocess.run(command, capture_output=True, text=True, check=True)
    return set(map(int, found.stdout.split()))


def test_the_web_processes_of_a_server_take_different_processors() -> None:
    first, second = processors("a", 0), processors("a", 1)
    assert (len(first), len(second)) == (1, 1)
    assert len(first | second) == min(2, len(os.sched_getaffinity(0)))
    assert processors("a", 1) == second


def test_one_that_starts_while_the_one_before_runs_moves_freely() -> None:
    assert processors("a", 2) == os.sched_getaffinity(0)
