"""Some seeds; `make faults` runs more."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
FOLDERS = (HERE, HERE / "injected", HERE.parent / "support")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="processes are watched in /proc")
def test_whatever_fails_below_the_server_its_answers_are_right() -> None:
    run = subprocess.run(
        [sys.executable, str(HERE / "run_faults.py"), "--seeds", "8"],
        env={"SLOWER": "10", **os.environ, "PYTHONPATH": os.pathsep.join(map(str, FOLDERS))},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "8 seeds, 0 breaches" in run.stdout
