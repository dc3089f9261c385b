"""The program that writes the outlines of the land."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
PROGRAM = runpy.run_path(str(ROOT / "scripts" / "generate_world_map.py"))


def rings(*arcs: list[list[int]], ring: list[int]) -> list[Any]:
    topology = {
        "transform": {"scale": [1, 1], "translate": [0, 0]},
        "arcs": arcs,
        "objects": {"land": {"geometries": [{"arcs": [[ring]]}]}},
    }
    return list(PROGRAM["rings_of"](topology))


def test_ring_is_made_of_its_arcs_forwards_and_backwards() -> None:
    there, back = [[0, 0], [10, 0], [0, 10]], [[0, 0], [0, 10], [10, 0]]
    assert rings(there, back, ring=[0, -2]) == [[(0, 0), (100, 0), (100, -100), (0, -100)]]


def test_land_at_the_edge_of_the_map_is_on_both_sides() -> None:
    east, west = rings([[170, 60], [-340, 0], [0, 5], [340, 0], [0, -5]], ring=[0])
    assert east == [(1700, -600), (1900, -600), (1900, -650), (1700, -650)]
    assert west == [(-1900, -600), (-1700, -600), (-1700, -650), (-1900, -650)]


def test_land_around_a_pole_reaches_the_edge() -> None:
    around = [[-180, -70], [120, 0], [120, 0], [110, 0], [-350, 0]]
    assert rings(around, ring=[0])[0][-2:] == [(1800, 900), (-1800, 900)]


def test_path_has_steps_and_leaves_out_what_is_no_area() -> None:
    assert PROGRAM["path_of"]([[(0, 0), (5, 0), (5, 5)], [(1, 1), (2, 2)]]) == "M0 0l5 0 0 5z"


def test_shipped_outlines_are_those_of_the_program() -> None:
    shipped = PROGRAM["TARGET"].read_text(encoding="utf-8")
    before, after = PROGRAM["FILE"].split("{path}")
    assert shipped.startswith(before)
    assert shipped.endswith(after)
