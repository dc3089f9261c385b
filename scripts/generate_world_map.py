"""Writes the outlines of the land that maps of places show, from a published file.

    python scripts/generate_world_map.py land-110m.json

The file is that of the npm package world-atlas 2, made from Natural Earth, which is in the public
domain: https://www.naturalearthdata.com/about/terms-of-use/. It is TopoJSON: arcs of quantized
steps, and rings of arcs, a negative one backwards. https://github.com/topojson/topojson-specification
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

TARGET = Path(__file__).parent.parent / "server/schlaglicht/web/static/world.svg"
FILE = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="-1800 -900 3600 1800" preserveAspectRatio="none">
<!-- Land, 1:110 million, in tenths of a degree. Made with Natural Earth, public domain. -->
<path fill="#a39a8b" fill-opacity=".55" d="{path}"/>
</svg>
"""
_PER_DEGREE = 10

Point = tuple[float, float]
Ring = Sequence[tuple[int, int]]


def rings_of(topology: Mapping[str, Any]) -> Iterator[Ring]:
    """The rings of all land, in tenths of a degree, to the east and to the south."""
    arcs = list(_arcs(topology))
    for geometry in topology["objects"]["land"]["geometries"]:
        for polygon in geometry["arcs"]:
            for ring in polygon:
                points = [p for i in ring for p in (arcs[i] if i >= 0 else arcs[~i][::-1])]
                yield from map(_rounded, _on_the_map(_unrolled(points)))


def path_of(rings: Iterable[Ring]) -> str:
    """The rings as a path of SVG, each by its first point and the steps from there."""
    return "\n".join(map(_closed, (ring for ring in rings if len(ring) > 2)))


def _closed(ring: Ring) -> str:
    steps = (f"{c - a} {d - b}" for (a, b), (c, d) in pairwise(ring))
    return f"M{ring[0][0]} {ring[0][1]}l{' '.join(steps)}z"


def _unrolled(points: Sequence[Point]) -> list[Point]:
    """The ring without leaps from one edge of the map to the other; one around a pole is closed."""
    turns, found = 0, [points[0]]
    for (before, _), (x, y) in pairwise(points):
        turns += (x - before < -180) - (x - before > 180)
        found.append((x + 360 * turns, y))
    if turns:
        found += [(found[-1][0], -90), (found[0][0], -90)]
    return found


def _on_the_map(points: Sequence[Point]) -> Iterator[Sequence[Point]]:
    """The ring, and once more from the other edge if it passes one."""
    yield points
    if max(x for x, _ in points) > 180:
        yield [(x - 360, y) for x, y in points]
    if min(x for x, _ in points) < -180:
        yield [(x + 360, y) for x, y in points]


def _arcs(topology: Mapping[str, Any]) -> Iterator[list[Point]]:
    (scale_x, scale_y) = topology["transform"]["scale"]
    (left, bottom) = topology["transform"]["translate"]
    for arc in topology["arcs"]:
        x = y = 0
        points: list[Point] = []
        for step_x, step_y in arc:
            x, y = x + step_x, y + step_y
            points.append((x * scale_x + left, y * scale_y + bottom))
        yield points


def _rounded(points: Iterable[Point]) -> Ring:
    """The points, each once in a row."""
    rounded = ((round(x * _PER_DEGREE), round(-y * _PER_DEGREE)) for x, y in points)
    return list(dict.fromkeys(rounded))


def main(source: str) -> None:
    """Writes the outlines of the file `source`."""
    topology = json.loads(Path(source).read_text(encoding="utf-8"))
    TARGET.write_text(FILE.format(path=path_of(rings_of(topology))), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
