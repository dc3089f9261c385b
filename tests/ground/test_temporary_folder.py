from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from schlaglicht.ground import atomic_file
from schlaglicht.ground.atomic_file import temporary_folder

HOLDS = """
from schlaglicht.ground.atomic_file import temporary_folder
with temporary_folder() as folder:
    (folder / "graph.nq").write_text("private")
    print(folder, flush=True)
    input()
"""


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for temporary ones, empty."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


@pytest.fixture
def holder(place: Path) -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """A process that has a temporary folder, and the folder."""
    environment = {**os.environ, "TMPDIR": str(place)}
    with subprocess.Popen(
        [sys.executable, "-c", HOLDS],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    ) as process:
        assert process.stdout
        yield process, Path(process.stdout.readline().strip())
        process.kill()


def test_folder_is_private_and_removed(place: Path) -> None:
    with temporary_folder() as folder:
        (folder / "deep").mkdir()
        (folder / "deep" / "a").write_text("", encoding="utf-8")
        assert folder.stat().st_mode & 0o777 == 0o700
    assert list(place.iterdir()) == []


def test_folder_of_a_killed_process_is_removed_by_the_next_one(
    holder: tuple[subprocess.Popen[str], Path],
) -> None:
    process, left = holder
    process.kill()
    process.wait()
    assert (left / "graph.nq").exists()
    with temporary_folder():
        assert not left.exists()


def test_folder_of_a_running_process_stays(holder: tuple[subprocess.Popen[str], Path]) -> None:
    _, held = holder
    with temporary_folder() as own, temporary_folder():
        assert (held / "graph.nq").exists()
        assert own.exists()


def test_no_file_is_tried_beside_it(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Python tries one to find the folder for temporary ones; a disk may keep it."""
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.setattr("tempfile.gettempdir", None)
    monkeypatch.setenv("TMPDIR", str(place))
    with temporary_folder() as folder:
        assert folder.parent == place


def test_what_is_not_ours_stays(place: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Everybody may write into the folder for temporary ones: a link there leads elsewhere."""
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "precious").write_text("", encoding="utf-8")
    elsewhere.chmod(0o700)
    (place / "schlaglicht-tmp-link").symlink_to(elsewhere)
    (place / "schlaglicht-tmp-open").mkdir(mode=0o777)
    (place / "schlaglicht-tmp-open").chmod(0o777)
    (place / "schlaglicht-tmp-file").write_text("", encoding="utf-8")
    (place / "schlaglicht-other").mkdir(mode=0o700)
    with temporary_folder():
        pass
    assert (elsewhere / "precious").exists()
    assert len(list(place.iterdir())) == 4


USES_UP = """
import os, resource
from schlaglicht.ground.atomic_file import temporary_folder
with temporary_folder() as folder:
    (folder / "versions" / "1" / "dumps").mkdir(parents=True)
    used = os.open("/dev/null", os.O_RDONLY)
    resource.setrlimit(resource.RLIMIT_NOFILE, (used + 1, used + 1))
    try:
        open("/dev/null")
    except OSError as error:
        print(error.errno == 24)
"""


def test_folder_is_removed_where_no_more_files_can_be_opened(place: Path) -> None:
    environment = {**os.environ, "TMPDIR": str(place)}
    run = subprocess.run(
        [sys.executable, "-c", USES_UP], capture_output=True, text=True, env=environment, check=True
    )
    assert run.stdout == "True\n"
    assert list(place.iterdir()) == []


def test_folder_is_removed_once_the_disk_allows_it(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusals = iter([OSError(errno.EIO, "Input/output error"), MemoryError()])

    def remove(folder: Path) -> None:
        if refusal := next(refusals, None):
            raise refusal
        folder.rmdir()

    monkeypatch.setattr(atomic_file, "_PAUSES", (0.0,) * 5)
    monkeypatch.setattr(atomic_file, "_remove_folder", remove)
    with temporary_folder():
        pass
    assert list(place.iterdir()) == []
