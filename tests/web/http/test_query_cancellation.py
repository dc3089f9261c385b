"""Queries that clients may cancel, over all web processes."""

from pathlib import Path

from schlaglicht.web.http.query_cancellation import RunningQueries


def test_query_of_a_killed_process_does_not_run(tmp_path: Path) -> None:
    mark = tmp_path / f"{'a' * 22}.4711-0"
    mark.touch()
    assert not RunningQueries(tmp_path).cancel("a" * 22)
    assert not mark.exists()
