"""The published scenarios for servers of the Model Context Protocol, as far as they ask for tools.

`make scenarios` installs them from `mcp_conformance/`; without, these tests are skipped.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from patience import PATIENCE

ROOT = Path(__file__).parents[2]
PROGRAM = Path(__file__).parent / "mcp_conformance" / "node_modules" / ".bin" / "conformance"
NODE = ROOT / ".venv-node" / "bin"

CHECKS = {
    "server-initialize": 1,
    "ping": 1,
    "tools-list": 1,
    "dns-rebinding-protection": 2,
}
"""The scenarios that a server of nothing but tools can pass, with the number of their checks."""

pytestmark = pytest.mark.skipif(
    not (PROGRAM.exists() and NODE.exists()),
    reason="the published scenarios are not installed: make scenarios",
)


@pytest.mark.parametrize("scenario", CHECKS)
def test_published_scenario_passes(site: str, tmp_path: Path, scenario: str) -> None:
    command = [str(PROGRAM), "server", "--url", f"{site}/mcp", "--scenario", scenario]
    ran = subprocess.run(
        [*command, "--output-dir", str(tmp_path)],
        env={**os.environ, "PATH": f"{NODE}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    (file,) = tmp_path.rglob("checks.json")
    statuses = [check["status"] for check in json.loads(file.read_text(encoding="utf-8"))]
    assert statuses == ["SUCCESS"] * CHECKS[scenario]
