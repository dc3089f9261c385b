"""A file is locked as long as one of its processes lives."""

import fcntl
import os
import time
from multiprocessing import active_children
from pathlib import Path

import pytest

from schlaglicht.ground.processes import FileLock, is_locked, start_process


def wait(_lock: FileLock) -> None:
    time.sleep(600)


def test_lock_ends_with_the_last_process_that_has_it(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    lock = FileLock(path)
    process = start_process(wait, lock)
    lock.close()
    assert process in active_children()
    assert is_locked(path)
    with pytest.raises(BlockingIOError):
        FileLock(path)
    process.kill()
    process.join()
    assert not is_locked(path)
    FileLock(path).close()


def test_a_look_at_a_file_keeps_nobody_from_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, flock = tmp_path / "lock", fcntl.flock
    looking = os.open(path, os.O_RDONLY | os.O_CREAT)
    flock(looking, fcntl.LOCK_SH)

    def refused_once(handle: int, operation: int) -> None:
        try:
            flock(handle, operation)
        except BlockingIOError:
            flock(looking, fcntl.LOCK_UN)
            raise

    monkeypatch.setattr(fcntl, "flock", refused_once)
    FileLock(path).close()
    os.close(looking)
