from __future__ import annotations

import pytest

from schlaglicht.web.views.place_map import HEIGHT, WIDTH, place_map


def test_place_is_in_the_middle_of_its_map() -> None:
    shown = place_map((13.4, 0.0))
    assert shown.view_box == "-166.0 -150.0 600.0 300.0"
    assert (shown.x, shown.y) == (WIDTH / 2, HEIGHT / 2)


def test_degrees_of_longitude_are_as_wide_as_they_are_there() -> None:
    left, top, width, height = map(float, place_map((13.4, 60.0)).view_box.split())
    assert (width, height) == (1200.0, 300.0)
    assert (left, top) == (-466.0, -750.0)


@pytest.mark.parametrize("point", [(180.0, 90.0), (-180.0, -90.0), (179.9, 0.0), (0.0, 89.0)])
def test_map_ends_with_the_world_and_still_has_the_place(point: tuple[float, float]) -> None:
    shown = place_map(point)
    left, top, width, height = map(float, shown.view_box.split())
    assert left >= -1800
    assert left + width <= 1800
    assert top >= -900
    assert top + height <= 900
    assert 0 <= shown.x <= WIDTH
    assert 0 <= shown.y <= HEIGHT
    assert left + shown.x / WIDTH * width == pytest.approx(point[0] * 10, abs=2)
