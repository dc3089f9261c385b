from __future__ import annotations

from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from schlaglicht.diff import NamedGraphs, load_project
from schlaglicht.project import open_project

PREFIXES = "@prefix ex: <https://example.org/> .\n"


@pytest.fixture
def loaded(tmp_path: Path) -> Callable[[str], NamedGraphs]:
    """Loads TriG or Turtle from a new file, with `ex:` declared."""
    numbers = count()

    def load_text(text: str) -> NamedGraphs:
        path = tmp_path / f"{next(numbers)}.trig"
        path.write_text(PREFIXES + text, encoding="utf-8")
        return load_project(open_project([path]))

    return load_text
