"""Coverage-guided fuzzing of each target for some seconds: `make fuzz FUZZ_SECONDS=300`.

Contents that reach new code are kept in a folder for the next run, those that break a promise too.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from targets import TARGETS

_OPTIONS = ("-max_len=2000", "-len_control=0", "-timeout=20", "-rss_limit_mb=2000")
_PROGRESS = re.compile(r"#(\d+)\s+\w+\s+cov: (\d+)")
_SCRIPT = Path(__file__).with_name("fuzz_target.py")


def main(folder: str, seconds: str, names: Sequence[str]) -> int:
    """Prints executions and coverage of each target; 1 if a promise is broken."""
    if not find_spec("atheris"):
        print("readers of bytes are not fuzzed: there is no atheris for this Python or system")
        return 0
    return max(_fuzz(name, Path(folder), seconds) for name in names or TARGETS)


def _fuzz(name: str, folder: Path, seconds: str) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    broken = f"-artifact_prefix={folder / name}-"
    command = [sys.executable, str(_SCRIPT), name, str(folder / name), broken, *_OPTIONS]
    run = subprocess.run([*command, f"-max_total_time={seconds}"], capture_output=True, check=False)
    told = run.stderr.decode("utf-8", "replace") + run.stdout.decode("utf-8", "replace")
    reached = [(int(executed), int(edges)) for executed, edges in _PROGRESS.findall(told)]
    executions, coverage = max(reached, default=(0, 0))
    print(f"{name}: {executions} executions, {coverage} edges", flush=True)
    if run.returncode:
        print(told[-4000:], flush=True)
    return int(run.returncode != 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], sys.argv[3:]))
