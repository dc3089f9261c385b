from itertools import islice

from schlaglicht.ground.reachable import reachable

STEPS = {"a": "bc", "b": "ad", "c": "d", "d": "dd"}


def test_all_is_reached_once_the_nearer_first_even_in_circles() -> None:
    assert "".join(reachable("a", lambda at: STEPS[at])) == "abcd"
    assert "".join(reachable("dca", lambda at: STEPS[at])) == "dcab"
    assert list(reachable("", lambda at: STEPS[at])) == []


def test_steps_are_taken_as_far_as_somebody_asks() -> None:
    assert list(islice(reachable([0], lambda at: [at + 1]), 3)) == [0, 1, 2]
