import os
from itertools import islice
from pathlib import Path

from schlaglicht.cli.watching import Mark, changes, mark_of


def test_state_of_files_shows_changes_of_size_time_and_presence(tmp_path: Path) -> None:
    path = tmp_path / "a"
    assert mark_of([path]) == frozenset()
    path.write_text("1")
    first = mark_of([path])
    path.write_text("22")
    second = mark_of([path])
    os.utime(path, (1, 1))
    assert len({frozenset(), first, second, mark_of([path])}) == 4


def test_first_look_and_every_change_count_once_it_has_settled() -> None:
    one, two, three = (frozenset({("a", number, 0)}) for number in (1, 2, 3))
    states: list[Mark] = [one, one, two, three, three, three, one, one, one]
    looks = iter(states)
    seen = changes(lambda: next(looks), seconds=0)
    assert len(list(islice(seen, 3))) == 3
    assert next(looks, None) is None


def test_unchanged_files_keep_it_waiting() -> None:
    one: Mark = frozenset()
    looks = iter([one] * 5)
    seen = changes(lambda: next(looks), seconds=0)
    next(seen)
    try:
        next(seen)
    except RuntimeError:  # the looks came to an end, and nothing was yielded before
        return
    raise AssertionError("a change was seen where there was none")
