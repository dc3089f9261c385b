"""Compares the start of two installations of Schlaglicht: interleaved, as ratios of medians.

    python bench/start.py .venv/bin/schlaglicht ../before/.venv/bin/schlaglicht PROJECT

Prints, for `--help`, a validation recalled from the cache and a validation made again, the ratio of
the first installation's time to the second's, of processor time and by the clock. For `serve` it
is the time until the first line, and the processor time of all processes three seconds later.
"""

from __future__ import annotations

import os
import resource
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from schlaglicht.ground.processes import processes_below

ROUNDS = 11
SETTLED = 3.0


def measured(command: list[str]) -> tuple[float, float]:
    """Seconds of the processor, those of child processes included, and by the clock."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return used, time.perf_counter() - start


def measured_server(command: list[str]) -> tuple[float, float]:
    """The same of a server: until its first line, and of all its processes somewhat later."""
    start = time.perf_counter()
    with subprocess.Popen(
        [*command, "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as server:
        assert server.stdout is not None
        server.stdout.readline()
        elapsed = time.perf_counter() - start
        time.sleep(SETTLED)
        used = seconds_below(server.pid)
        server.send_signal(signal.SIGTERM)
    return used, elapsed


def seconds_below(first: int) -> float:
    """Seconds of the processor of a process and all below it, those that have ended included."""
    ticks = 0
    for process in (first, *processes_below(first)):
        with suppress(OSError):  # ended meanwhile
            stat = Path(f"/proc/{process}/stat").read_text()
            ticks += sum(map(int, stat.rpartition(")")[2].split()[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def ratios(
    commands: list[list[str]], measured: Callable[[list[str]], tuple[float, float]] = measured
) -> tuple[float, float]:
    rounds = [[measured(command) for command in commands] for _ in range(ROUNDS)]
    medians = [
        [statistics.median(made[place][kind] for made in rounds[1:]) for kind in (0, 1)]
        for place in (0, 1)
    ]
    return medians[0][0] / medians[1][0], medians[0][1] / medians[1][1]


def main(first: str, second: str, project: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        copies = [Path(folder, name) for name in ("first", "second")]
        for copy in copies:
            leave_out = shutil.ignore_patterns(".*", "tests", "docs", "server", "bench")
            shutil.copytree(project, copy, ignore=leave_out)
        pairs = list(zip((first, second), map(str, copies), strict=True))
        kinds = {
            "--help": [[program, "--help"] for program, _ in pairs],
            "validate, recalled": [[program, "validate", copy] for program, copy in pairs],
            "validate, again": [
                [program, "validate", "--no-cache", copy] for program, copy in pairs
            ],
        }
        for name, commands in kinds.items():
            show(name, *ratios(commands))
        show(
            "serve", *ratios([[program, "serve", copy] for program, copy in pairs], measured_server)
        )


def show(name: str, used: float, elapsed: float) -> None:
    print(f"{name:20} processor {used:.2f}  clock {elapsed:.2f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
