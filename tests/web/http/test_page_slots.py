from __future__ import annotations

import pytest

from schlaglicht.errors import EngineBusy
from schlaglicht.web.long_answers import SHORT_PAGE, PageSlots


def test_page_of_a_long_answer_beyond_the_bound_is_refused_until_one_has_ended() -> None:
    slots = PageSlots(1, wait=0)
    with slots.turn(SHORT_PAGE + 1), pytest.raises(EngineBusy), slots.turn(SHORT_PAGE + 1):
        pass
    with slots.turn(SHORT_PAGE + 1):
        pass


def test_page_of_a_short_answer_never_waits() -> None:
    slots = PageSlots(1, wait=0)
    with slots.turn(SHORT_PAGE + 1), slots.turn(SHORT_PAGE):
        pass


def test_page_that_fails_gives_its_turn_back() -> None:
    slots = PageSlots(1, wait=0)
    for _ in range(2):
        with pytest.raises(ZeroDivisionError), slots.turn(SHORT_PAGE + 1):
            raise ZeroDivisionError
