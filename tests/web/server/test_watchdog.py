"""A web process that sends no heartbeat is ended; others are not."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from patience import wait_until

from schlaglicht.ground.processes import is_stopped
from schlaglicht.web.server.watchdog import MISSED, STARTING, Heartbeat, Watchdog


@pytest.fixture
def sleeper() -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"]) as process:
        yield process
        process.kill()


def beat(folder: Path, process: int, number: int) -> None:
    path = folder / f"alive-{process}"
    path.touch()
    os.utime(path, ns=(number, number))


def test_process_without_a_new_heartbeat_is_ended(
    tmp_path: Path, sleeper: subprocess.Popen[bytes], caplog: pytest.LogCaptureFixture
) -> None:
    watchdog = Watchdog(tmp_path, lambda: [sleeper.pid])
    beat(tmp_path, sleeper.pid, 1)
    for _ in range(MISSED):
        watchdog.look()
    assert sleeper.poll() is None
    watchdog.look()
    assert sleeper.wait() == -signal.SIGKILL
    assert f"web process {sleeper.pid} sends no heartbeat" in caplog.text


def test_late_heartbeat_is_a_heartbeat(tmp_path: Path, sleeper: subprocess.Popen[bytes]) -> None:
    watchdog = Watchdog(tmp_path, lambda: [sleeper.pid])
    for number in range(4 * MISSED):
        beat(tmp_path, sleeper.pid, number // (MISSED - 1))
        watchdog.look()
    assert sleeper.poll() is None


def test_process_that_is_starting_may_take_its_time(
    tmp_path: Path, sleeper: subprocess.Popen[bytes]
) -> None:
    watchdog = Watchdog(tmp_path, lambda: [sleeper.pid])
    for _ in range(STARTING - 1):
        watchdog.look()
    assert sleeper.poll() is None
    watchdog.look()
    assert sleeper.wait() == -signal.SIGKILL


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells")
def test_process_that_stays_stopped_is_ended(
    tmp_path: Path, sleeper: subprocess.Popen[bytes], caplog: pytest.LogCaptureFixture
) -> None:
    watchdog = Watchdog(tmp_path, list)
    sleeper.send_signal(signal.SIGSTOP)
    wait_until(lambda: is_stopped(sleeper.pid))
    for _ in range(MISSED - 1):
        watchdog.look()
    assert sleeper.poll() is None
    watchdog.look()
    assert sleeper.wait() == -signal.SIGKILL
    assert f"process {sleeper.pid} has been stopped" in caplog.text


@pytest.mark.parametrize("error", [OSError("full"), MemoryError(), RuntimeError("no thread")])
def test_watching_goes_on_after_a_look_without_room(error: Exception, tmp_path: Path) -> None:
    looks: list[None] = []

    def processes() -> list[int]:
        looks.append(None)
        if len(looks) == 1:
            raise error
        return []

    watchdog = Watchdog(tmp_path, processes)
    watchdog.start()
    wait_until(lambda: len(looks) > 1)
    watchdog.stop()


def test_file_of_a_process_that_is_gone_is_removed(tmp_path: Path) -> None:
    there = [4711]
    watchdog = Watchdog(tmp_path, lambda: there)
    beat(tmp_path, 4711, 1)
    watchdog.look()
    there.clear()
    watchdog.look()
    assert not list(tmp_path.iterdir())


def test_heartbeats_come_until_they_are_stopped(tmp_path: Path) -> None:
    heartbeat = Heartbeat(tmp_path)
    heartbeat.start()
    (path,) = tmp_path.iterdir()
    beat(tmp_path, os.getpid(), 1)
    wait_until(lambda: path.stat().st_mtime_ns != 1)
    heartbeat.stop()
    assert not path.exists()


def test_files_that_ended_processes_left_are_removed(
    tmp_path: Path, sleeper: subprocess.Popen[bytes]
) -> None:
    names = ["alive-0", f"alive-{sleeper.pid}", ".worker-0.json.1a2b", "worker-0.json"]
    for name in (*names, ".worker-1.json.3c4d"):
        (tmp_path / name).touch()
    for name in names:
        os.utime(tmp_path / name, (1, 1))
    Watchdog(tmp_path, lambda: [sleeper.pid]).look()
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {f"alive-{sleeper.pid}", "worker-0.json", ".worker-1.json.3c4d"}
