"""Measures what the tests take: each row of *What tests prove* in docs/budget.md, then the rest.

    python bench/tests.py

Prints seconds of the processor, those of every process that a test leaves behind included, and by
the clock. The first line is what the two processes of each run take that do the tests.
"""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "scripts"))

import budget  # noqa: E402

BE_PARENT_OF_ORPHANS = 36
"""PR_SET_CHILD_SUBREAPER: https://man7.org/linux/man-pages/man2/PR_SET_CHILD_SUBREAPER.2const.html"""


def measured(*options: str) -> tuple[float, float]:
    """Seconds of the processor and by the clock of a run of tests with these options."""
    command = [sys.executable, "-m", "pytest", "-q", "--numprocesses=2", "--dist=loadfile"]
    start, used = time.perf_counter(), 0.0
    process = subprocess.Popen([*command, *options], cwd=ROOT, stdout=subprocess.DEVNULL)
    with suppress(ChildProcessError):
        while True:
            ended, _, usage = os.wait4(-1, 0)
            used += usage.ru_utime + usage.ru_stime
            if ended == process.pid:
                elapsed = time.perf_counter() - start
    process.returncode = 0
    return used, elapsed


def main() -> None:
    ctypes.CDLL(None).prctl(BE_PARENT_OF_ORPHANS, 1)
    rows = [row[0] for row in budget.table("What tests prove")]
    ignored = [f"--ignore=tests/{path}" for row in rows for path in row.split(", ")]
    print_row(
        "(two processes)", *measured("tests/alternates", "tests/settings/test_toml_tables.py")
    )
    for row in rows:
        tests = [f"tests/{path}" for path in row.split(", ") if not path.startswith("support/")]
        print_row(row, *measured(*tests))
    print_row("(the rest)", *measured(*ignored))


def print_row(name: str, used: float, elapsed: float) -> None:
    print(f"{used:6.0f} {elapsed:6.0f}  {name[:90]}", flush=True)


if __name__ == "__main__":
    main()
