"""Tries files that stand for far more than they say, with each command: a table of what it takes.

    python bench/bombs.py .venv/bin/schlaglicht [--bombs deep_xml contexts] [--commands validate]

Each cell: the exit code (for `serve`: ready, if it answers), processor seconds of all processes,
and the largest memory of all together. A run that has not ended after two minutes is ended, and
says so. Address space is limited to 4 GB per process. `tests/support/bomb_projects.py` writes the
files. Linux only.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from large import Usage

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "support"))

from bomb_projects import BOMBS

LONGEST = 120
ADDRESS_SPACE = 4 * 2**30
PAUSE = 0.05


def commands(folder: Path, plain: Path, out: Path) -> dict[str, list[str]]:
    """The arguments of each command."""
    graph_file = next(iter(sorted(folder.glob("data.*"))), folder)
    return {
        "validate": ["validate", "--no-cache", str(folder)],
        "serve": ["serve", str(folder), "--port", "0"],
        "export": ["export", str(folder), "--format", "nquads", "-o", str(out / "graph.nq")],
        "diff": ["diff", str(plain), str(folder)],
        "format": ["format", "--check", str(graph_file)],
        "query": ["query", "--no-cache", "ASK {}", str(folder)],
    }


def limited() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))


def tried(program: str, arguments: Sequence[str], log: Path) -> str:
    """The outcome of one command, what it took and the last line that it wrote."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            [program, *arguments], stdout=output, stderr=subprocess.STDOUT, preexec_fn=limited
        )
        usage = Usage(process.pid)
        began, outcome = time.monotonic(), ""
        while not outcome:
            usage.look()
            if (code := process.poll()) is not None:
                outcome = f"exit {code}"
            elif arguments[0] == "serve" and b"http://127" in log.read_bytes():
                outcome = "ready"
            elif time.monotonic() - began > LONGEST:
                outcome = "did not end"
            time.sleep(PAUSE)
        seconds = time.monotonic() - began
        usage.end()
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
    took = f"{usage.seconds:.1f} s of {seconds:.0f} s, {usage.memory / 2**20:.0f} MiB"
    return f"{outcome}: {took}"


def said(log: Path) -> str:
    """A line of what a command wrote."""
    lines = [line for line in log.read_text(errors="replace").splitlines() if line.strip()]
    return next((one for one in lines if "[" in one or "schlaglicht:" in one), "")[:200]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program")
    parser.add_argument("--bombs", nargs="*", default=list(BOMBS))
    parser.add_argument("--commands", nargs="*")
    parser.add_argument("--size", type=float, default=1)
    wanted = parser.parse_args()
    for name in wanted.bombs:
        with tempfile.TemporaryDirectory() as temporary:
            folder, plain, out = (Path(temporary) / part for part in ("bomb", "plain", "out"))
            for made in (folder, plain, out):
                made.mkdir()
            (plain / "data.ttl").write_text('<e:a> <e:p> "a" .')
            BOMBS[name](folder, wanted.size)
            for command, arguments in commands(folder, plain, out).items():
                if not wanted.commands or command in wanted.commands:
                    log = out / "log"
                    print(f"| {name} | {command} | {tried(wanted.program, arguments, log)} |")
                    print(f"    {said(log)}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
