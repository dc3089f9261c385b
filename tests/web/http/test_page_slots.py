from __future__ import annotations

import pytest

from schlaglicht.errors import EngineBusy
from schlaglicht.web.http.page_slots import SHORT, Drawing


def test_page_of_a_long_answer_beyond_the_bound_is_refused_until_one_has_ended() -> None:
    drawing = Drawing(1, wait=0)
    with drawing.turn(SHORT + 1), pytest.raises(EngineBusy), drawing.turn(SHORT + 1):
        pass
    with drawing.turn(SHORT + 1):
        pass


def test_page_of_a_short_answer_never_waits() -> None:
    drawing = Drawing(1, wait=0)
    with drawing.turn(SHORT + 1), drawing.turn(SHORT):
        pass


def test_page_that_fails_gives_its_turn_back() -> None:
    drawing = Drawing(1, wait=0)
    for _ in range(2):
        with pytest.raises(ZeroDivisionError), drawing.turn(SHORT + 1):
            raise ZeroDivisionError
