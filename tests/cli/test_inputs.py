"""Standard input has a bound; all else about it is in `sessions/standard-input`."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from schlaglicht.cli import inputs, run


def test_standard_input_has_a_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "long.ttl"
    source.write_text("<x:a> <x:b> <x:c> .\n" * 400)
    monkeypatch.setattr(inputs, "MOST_BYTES", 5_000)
    with source.open() as opened:
        monkeypatch.setattr(sys, "stdin", opened)
        assert run(["query", "ASK {}", "-"]) == 2
