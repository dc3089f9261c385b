"""A file is locked as long as one of its processes lives."""

import time
from multiprocessing import active_children
from pathlib import Path

import pytest

from schlaglicht.ground.file_lock import FileLock, is_locked
from schlaglicht.ground.processes import start_process


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
