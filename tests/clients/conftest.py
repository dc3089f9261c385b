from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from patience import ending, patient_environment

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def served() -> Iterator[Callable[[Path], str]]:
    """Starts `schlaglicht serve` for a folder, and gives its URL without a final slash."""
    with ExitStack() as stack:

        def serve(folder: Path) -> str:
            command = [sys.executable, "-m", "schlaglicht", "serve", "--port", "0", str(folder)]
            started = subprocess.Popen(
                command, stdout=subprocess.PIPE, text=True, env=patient_environment()
            )
            process = stack.enter_context(ending(started))
            assert process.stdout
            return process.stdout.readline().strip().rpartition(" ")[2].rstrip("/")

        yield serve


@pytest.fixture(scope="session")
def site(served: Callable[[Path], str]) -> str:
    """The URL of a server of the shipped graph, without a final slash."""
    return served(ROOT)


@pytest.fixture
def endpoint(site: str) -> str:
    """The URL of its SPARQL endpoint."""
    return f"{site}/sparql"
