"""A short run of bench/hostile.py: good clients together with hostile ones."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def test_nobody_but_the_hostile_comes_to_harm(tmp_path: Path) -> None:
    path = tmp_path / "things.ttl"
    lines = (f"<https://example.org/{n}> <https://example.org/size> {n} .\n" for n in range(1000))
    path.write_text("".join(lines), encoding="utf-8")
    command = [sys.executable, str(ROOT / "bench" / "hostile.py"), str(path)]
    run = subprocess.run(
        [*command, "--seconds", "10", "--connections", "500", "--timeout", "1"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "engine killed" in run.stdout
