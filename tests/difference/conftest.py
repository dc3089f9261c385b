from __future__ import annotations

from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from schlaglicht.graph import LoadedGraph, load

PREFIXES = "@prefix ex: <https://example.org/> .\n"


@pytest.fixture
def loaded(tmp_path: Path) -> Callable[[str], LoadedGraph]:
    """Loads Turtle from a file of its own, `ex:` being declared."""
    numbers = count()

    def load_text(text: str) -> LoadedGraph:
        path = tmp_path / f"{next(numbers)}.ttl"
        path.write_text(PREFIXES + text, encoding="utf-8")
        return load([path])

    return load_text
