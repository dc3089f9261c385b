"""Requests as HTTP/1.1 allows them, and others: none is read as another than it is.

`python bench/http_differential.py` sends more of them, by way of nginx and HAProxy as well.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from patience import PATIENCE, ending, patient_environment
from raw_requests import answers, breach, stream_of

SEEDS = 300


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    """The port of a server."""
    path = tmp_path / "data.ttl"
    path.write_text("<urn:a> <urn:b> <urn:c> .")
    command = [sys.executable, "-m", "schlaglicht", "serve", str(path), "--port", "0"]
    started = subprocess.Popen(
        [*command, "--log-level", "error"],
        stdout=subprocess.PIPE,
        text=True,
        env=patient_environment(),
    )
    with ending(started) as process:
        assert process.stdout
        yield int(process.stdout.readline().rstrip("/\n").rpartition(":")[2])


def test_no_request_is_read_as_another_than_it_is(port: int) -> None:
    def said(seed: int) -> str:
        stream = stream_of(seed)
        got = answers(port, stream.content, PATIENCE)
        found = breach(stream, got)
        return f"{seed}: {stream}: {got}: {found}" if found else ""

    with ThreadPoolExecutor(8) as threads:
        assert [found for found in threads.map(said, range(SEEDS)) if found] == []
