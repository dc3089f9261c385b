import os
from pathlib import Path

from schlaglicht.file_changes import changes, mark_of


def test_state_of_files_shows_changes_of_size_time_file_and_presence(tmp_path: Path) -> None:
    path = tmp_path / "a"
    assert mark_of([path]) == frozenset()
    path.write_text("1")
    first = mark_of([path])
    path.write_text("22")
    second = mark_of([path])
    os.utime(path, (1, 1))
    third = mark_of([path])
    copy = tmp_path / "b"
    copy.write_text("33")
    os.utime(copy, (1, 1))
    copy.replace(path)
    assert len({frozenset(), first, second, third, mark_of([path])}) == 5


def changes_seen(states: str) -> list[int]:
    """The numbers of the looks at which a change is seen, where each look returns one letter."""
    looks = list(states)
    left = iter(looks)
    taken: list[str] = []

    def look() -> str:
        taken.append(next(left))
        return taken[-1]

    seen = changes(look, lambda _: len(taken) == len(looks), seconds=0)
    return [len(taken) for _ in seen]


def test_first_look_and_every_change_count_once_it_has_settled() -> None:
    assert changes_seen("aabcccaaa") == [1, 5, 8]


def test_unchanged_files_and_changes_taken_back_keep_it_waiting() -> None:
    assert changes_seen("aaaabaaa") == [1]


def test_pause_is_longer_where_a_look_takes_long() -> None:
    pauses: list[float] = []

    def wait(seconds: float) -> bool:
        pauses.append(seconds)
        return len(pauses) == 2

    list(changes(lambda: sum(range(100_000)), wait, seconds=0))
    assert pauses[0] == 0
    assert pauses[1] > 0
