"""Versions kept for the next start of a server."""

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from schlaglicht.dataset.index import build_index, index_path
from schlaglicht.dataset.snapshot import Snapshot
from schlaglicht.engine.disk_store import source_of
from schlaglicht.project import open_project
from schlaglicht.web.server.reload import kept_versions, prepare
from schlaglicht.web.server.reload.kept_versions import keep_version, recall_version
from schlaglicht.web.server.reload.prepare import publication_of
from schlaglicht.web.server.reload.served_versions import Publication

DATA = '<urn:a> <urn:b> "007"^^<http://www.w3.org/2001/XMLSchema#integer> .\n<urn:a> <urn:b> 1 .\n'

Start = Callable[[], Publication]


@pytest.fixture
def start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Start:
    """Makes the version of a small project that is kept, each time in a new folder."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(kept_versions, "LEAST_TRIPLES", 1)
    (tmp_path / "project").mkdir()
    (tmp_path / "project" / "data.ttl").write_text(DATA, encoding="utf-8")
    started: list[Path] = []

    def version() -> Publication:
        started.append(tmp_path / f"version-{len(started)}")
        started[-1].mkdir()
        return publication_of(open_project([tmp_path / "project"]), started[-1])

    return version


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "schlaglicht" / "served"


def kept(start: Start) -> Publication:
    """A version, which is kept with its index."""
    version = start()
    build_index(version.snapshot)
    keep_version(version)
    return version


@pytest.fixture
def reading_fails(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    def read(*_: object, **__: object) -> Snapshot:
        raise AssertionError("the files were read")

    return lambda: monkeypatch.setattr(prepare, "take_snapshot", read)


def test_files_that_have_not_changed_are_not_read(
    start: Start, reading_fails: Callable[[], None]
) -> None:
    before = kept(start).snapshot
    reading_fails()
    after = start().snapshot
    assert after.path.parent != before.path.parent
    assert after.digest == before.digest
    assert after.private_forms == before.private_forms
    assert after.statistics == before.statistics
    for path in (after.path, after.engine_path, index_path(after)):
        assert path.read_bytes() == (before.path.parent / path.name).read_bytes()


def test_a_store_on_disk_is_kept(start: Start, reading_fails: Callable[[], None]) -> None:
    version = start()
    build_index(version.snapshot)
    store = version.snapshot.engine_path.with_suffix(".store")
    store.mkdir()
    (store / "CURRENT").write_bytes(b"MANIFEST-000001\n")
    keep_version(version)
    reading_fails()
    source = source_of(start().snapshot.engine_path)
    assert source.parent != store.parent
    assert (source / "CURRENT").read_bytes() == b"MANIFEST-000001\n"


def test_on_another_disk_files_are_copied(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(os, "link", refuse)
    kept(start)
    assert index_path(start().snapshot).exists()


def test_without_room_for_all_files_there_are_none(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = kept(start)
    copied: list[Path] = []

    def copy_the_first(_: Path, target: Path) -> None:
        target.write_bytes(b"a part")
        copied.append(target)
        if len(copied) > 1:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def refuse(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(os, "link", refuse)
    monkeypatch.setattr(shutil, "copyfile", copy_the_first)
    (tmp_path / "full").mkdir()
    assert recall_version(version.state, tmp_path / "full") is None
    assert len(copied) == 2
    assert not list((tmp_path / "full").iterdir())


def test_a_change_is_another_version(start: Start, tmp_path: Path) -> None:
    before = kept(start).snapshot
    (tmp_path / "project" / "data.ttl").write_text("<urn:a> <urn:b> 2 .\n", encoding="utf-8")
    after = start().snapshot
    assert after.digest != before.digest
    assert not index_path(after).exists()


def test_files_that_change_while_they_are_read_are_not_kept(
    start: Start, tmp_path: Path, cache: Path
) -> None:
    version = start()
    build_index(version.snapshot)
    (tmp_path / "project" / "data.ttl").write_text("<urn:a> <urn:b> 2 .\n", encoding="utf-8")
    keep_version(version)
    assert not list(cache.iterdir())


@pytest.mark.parametrize("suffix", [".nq", ".engine.nq", ".sqlite"])
def test_what_is_damaged_is_made_again(suffix: str, start: Start, cache: Path) -> None:
    version = kept(start)
    (folder,) = cache.iterdir()
    damaged = folder / f"{version.snapshot.digest}{suffix}"
    content = damaged.read_bytes()
    damaged.unlink()
    damaged.write_bytes(content[:-1])
    assert not index_path(start().snapshot).exists()
    kept(start)
    assert index_path(start().snapshot).exists()


def test_what_is_small_is_not_kept(
    start: Start, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_versions, "LEAST_TRIPLES", 3)
    kept(start)
    assert not list(cache.iterdir())


def test_what_is_too_large_is_not_kept(
    start: Start, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_versions, "MOST_BYTES", 1)
    kept(start)
    assert not list(cache.iterdir())


def test_what_was_used_longest_ago_goes_first(
    start: Start, tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept(start)
    (first,) = cache.iterdir()
    os.utime(first, (0, 0))
    size = sum(path.stat().st_size for path in first.iterdir())
    monkeypatch.setattr(kept_versions, "MOST_BYTES", int(size * 1.5))
    (tmp_path / "project" / "data.ttl").write_text("<urn:a> <urn:b> 2 .\n", encoding="utf-8")
    kept(start)
    assert not first.exists()
    assert len(list(cache.iterdir())) == 1
