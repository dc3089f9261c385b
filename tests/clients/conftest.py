from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from patience import ending, patient_environment

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """The URL of `schlaglicht serve` for the shipped graph, without a final slash."""
    command = [sys.executable, "-m", "schlaglicht", "serve", "--port", "0", str(ROOT)]
    started = subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=patient_environment()
    )
    with ending(started) as process:
        assert process.stdout
        yield process.stdout.readline().strip().rpartition(" ")[2].rstrip("/")


@pytest.fixture
def endpoint(site: str) -> str:
    """The URL of its SPARQL endpoint."""
    return f"{site}/sparql"
