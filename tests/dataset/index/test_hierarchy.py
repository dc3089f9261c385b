from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import Namespace

from schlaglicht.dataset.index import Hierarchy, Index, build_index
from schlaglicht.dataset.snapshot import take_snapshot
from schlaglicht.project import open_project

EX = Namespace("https://example.org/")


@pytest.fixture
def hierarchy(tmp_path: Path) -> Hierarchy:
    """Steps that are stated upwards, downwards, in both directions, and from a text."""
    (tmp_path / "data.nt").write_text(
        "<https://example.org/a> <https://example.org/up> <https://example.org/top> .\n"
        "<https://example.org/top> <https://example.org/down> <https://example.org/a> .\n"
        "<https://example.org/top> <https://example.org/down> <https://example.org/b> .\n"
        "<https://example.org/c> <https://example.org/up> <https://example.org/top> .\n"
        '<https://example.org/c> <https://example.org/up> "a text" .\n'
        "<https://example.org/a> <https://example.org/in> <https://example.org/whole> .\n"
        "<https://example.org/top> <https://example.org/in> <https://example.org/whole> .\n",
        encoding="utf-8",
    )
    snapshot = take_snapshot(open_project([tmp_path / "data.nt"]), tmp_path)
    return Hierarchy(Index(build_index(snapshot)), up=(EX.up,), down=(EX.down, EX.unused))


def test_a_step_in_either_direction_counts_once(hierarchy: Hierarchy) -> None:
    assert hierarchy.below(EX.top, limit=9) == [EX.a, EX.b, EX.c]
    assert hierarchy.all_below([EX.top, EX.a]) == {EX.top: [EX.a, EX.b, EX.c]}
    assert hierarchy.counts_below([EX.top, EX.a, EX.missing]) == {EX.top: 3, EX.a: 0}


def test_a_text_is_above_nothing(hierarchy: Hierarchy) -> None:
    assert hierarchy.above(EX.c, limit=9) == [EX.top]


def test_tops_of_a_whole_are_below_nothing(hierarchy: Hierarchy) -> None:
    assert hierarchy.tops([EX.whole], EX["in"], limit=9) == [EX.top]
