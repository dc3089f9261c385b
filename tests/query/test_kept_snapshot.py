"""Snapshots kept for the next query."""

from __future__ import annotations

import fcntl
import os
import pickle
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from patience import PATIENT

from schlaglicht.dataset import snapshot_cache
from schlaglicht.dataset.snapshot import Snapshot, take_snapshot
from schlaglicht.engine import EnginePool
from schlaglicht.engine.disk_store import private_forms_of, put_on_disk, source_of
from schlaglicht.errors import GraphSyntaxError, ProjectError
from schlaglicht.formats import TSV
from schlaglicht.ground import software_state
from schlaglicht.ground.progress import SILENT, Progress
from schlaglicht.project import Project, open_project
from schlaglicht.query import answer, kept_snapshot, read_query

ALL = "PREFIX ex: <https://example.org/> SELECT ?s ?o { ?s ex:b ?o } ORDER BY ?s ?o"

Taken = list[Path]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder whose snapshot is kept in a cache of its own."""
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "data.ttl").write_text(
        "@prefix ex: <https://example.org/> . ex:a ex:b 1 , [ ex:b 2 ] ."
    )
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(kept_snapshot, "LEAST_TRIPLES", 1)
    return folder


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "schlaglicht" / "queries"


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> Taken:
    """The folders of the projects that were really read."""
    folders: Taken = []
    original = take_snapshot

    def note(project: Project, folder: Path, progress: Progress, *, strict: bool) -> Snapshot:
        folders.append(folder)
        return original(project, folder, progress, strict=strict)

    monkeypatch.setattr(kept_snapshot, "take_snapshot", note)
    return folders


@contextmanager
def snapshot(project: Path) -> Iterator[Snapshot]:
    temporary = project.parent / "temporary"
    temporary.mkdir(exist_ok=True)
    with kept_snapshot.kept_snapshot(open_project([project]), temporary, SILENT) as found:
        yield found


def asked(project: Path) -> bytes:
    with snapshot(project) as found, EnginePool(found, engines=1, limits=PATIENT) as pool:
        return answer(pool, read_query(ALL), TSV).body


def entries(cache: Path) -> list[Path]:
    return [path for path in cache.iterdir() if not path.name.startswith(".")]


def test_literals_are_kept_as_they_are_written(project: Path, taken: Taken) -> None:
    with (project / "data.ttl").open("a") as file:
        file.write(' ex:d ex:b 007 , "a"@de-AT .')
    assert asked(project) == asked(project)
    assert b'"007"^^' in asked(project)
    assert b'"a"@de-AT' in asked(project)
    assert len(taken) == 1


def test_snapshot_is_kept_where_a_store_has_been_written_before(
    project: Path, taken: Taken, tmp_path: Path
) -> None:
    """A fork would wait for ever for the threads of RocksDB, which it does not have."""
    put_on_disk(take_snapshot(open_project([project]), tmp_path))
    assert asked(project) == asked(project)
    assert len(taken) == 1


def test_unchanged_files_are_not_read_again(project: Path, taken: Taken) -> None:
    first = asked(project)
    assert first.count(b"\n") == 4
    assert asked(project) == first
    assert len(taken) == 1


def test_recalled_snapshot_is_the_one_that_was_kept(project: Path, cache: Path) -> None:
    with snapshot(project) as taken_anew:
        first = replace(taken_anew)
    with snapshot(project) as second:
        assert replace(second, path=first.path) == first
        assert "https://example.org/b" in second.statistics.vocabularies["https://example.org/"]
        assert second.path.parent in entries(cache)


@pytest.mark.parametrize("name", ["data.ttl", "schlaglicht.toml", "ontology/a.ttl"])
def test_changed_project_is_read_again(name: str, project: Path, taken: Taken) -> None:
    asked(project)
    content = (
        "[prefixes]\nx = 'https://x.example/'\n" if name.endswith("toml") else "<x:a> <x:b> 3 ."
    )
    (project / name).parent.mkdir(exist_ok=True)
    (project / name).write_text(content)
    asked(project)
    assert len(taken) == 2


def test_other_software_reads_again(
    project: Path, taken: Taken, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked(project)
    monkeypatch.setattr(software_state, "installed", lambda _: ["pyoxigraph-99.dist-info"])
    asked(project)
    assert len(taken) == 2


def test_small_dataset_is_not_kept(
    project: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_snapshot, "LEAST_TRIPLES", 10)
    asked(project)
    assert entries(cache) == []


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def replaced_by_a_call(path: Path) -> None:
    """A value that would run something, with the right digest."""
    value = pickle.dumps(os.getcwd)
    path.write_bytes(snapshot_cache._digest(path.parent, value) + value)


def emptied(path: Path) -> None:
    path.write_bytes(b"")


DAMAGES: dict[str, tuple[str, Callable[[Path], None]]] = {
    "cut value": ("snapshot", cut),
    "empty value": ("snapshot", emptied),
    "value that runs": ("snapshot", replaced_by_a_call),
    "cut store": ("*.store/*.sst", cut),
    "lost file": ("*.store/CURRENT", Path.unlink),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_damaged_snapshot_is_made_again(
    damage: str, project: Path, cache: Path, taken: Taken
) -> None:
    before = asked(project)
    pattern, do = DAMAGES[damage]
    (entry,) = entries(cache)
    do(next(iter(sorted(entry.glob(pattern)))))
    assert asked(project) == before
    assert asked(project) == before
    assert len(taken) == 2


def test_cache_is_for_this_user_alone(project: Path, cache: Path) -> None:
    asked(project)
    assert cache.stat().st_mode & 0o777 == 0o700


def others_may_write(folder: Path) -> None:
    folder.mkdir(parents=True)
    folder.chmod(0o770)


def is_a_link(folder: Path) -> None:
    elsewhere = folder.parents[2] / "elsewhere"
    elsewhere.mkdir(mode=0o700)
    folder.parent.mkdir(parents=True)
    folder.symlink_to(elsewhere)


@pytest.mark.parametrize("prepare", [others_may_write, is_a_link])
def test_folder_that_others_may_write_is_not_used(
    prepare: Callable[[Path], None], project: Path, cache: Path, taken: Taken
) -> None:
    prepare(cache)
    assert asked(project) == asked(project)
    assert (len(taken), entries(cache)) == (2, [])


def test_folder_of_another_user_is_not_used(
    project: Path, cache: Path, taken: Taken, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "getuid", lambda: os.geteuid() + 1)
    assert asked(project) == asked(project)
    assert (len(taken), entries(cache)) == (2, [])


def test_without_a_home_nothing_is_kept(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(project / "data.ttl"))
    assert asked(project) == asked(project)


def test_a_cache_folder_of_a_relative_name_is_not_used(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CACHE_HOME", "cache")
    monkeypatch.chdir(project)
    asked(project)
    assert not (project / "cache").exists()
    assert len(entries(home / ".cache" / "schlaglicht" / "queries")) == 1


def test_without_room_it_is_answered_all_the_same(
    project: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Snapshot) -> None:
        raise ProjectError("no room")

    monkeypatch.setattr(kept_snapshot, "put_on_disk", refuse)
    assert asked(project).count(b"\n") == 4
    assert list(cache.iterdir()) == []


def test_what_was_used_longest_ago_goes_first(
    project: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked(project)
    (first,) = entries(cache)
    (project / "data.ttl").write_text("<x:a> <x:b> 1 .")
    asked(project)
    for entry in entries(cache):
        os.utime(entry, (0, 0) if entry == first else (1, 1))
    size = sum(path.stat().st_size for path in first.rglob("*"))
    monkeypatch.setattr(kept_snapshot, "MOST_BYTES", int(size * 2.5))
    (project / "data.ttl").write_text("<x:a> <x:b> 2 .")
    asked(project)
    assert len(entries(cache)) == 2
    assert first not in entries(cache)


def test_what_another_process_uses_stays(
    project: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked(project)
    with snapshot(project) as used:
        monkeypatch.setattr(kept_snapshot, "MOST_BYTES", 0)
        (project / "data.ttl").write_text("<x:a> <x:b> 1 .")
        asked(project)
        assert used.path.parent in entries(cache)
    handle = os.open(used.path.parent, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.close(handle)


def test_of_two_that_read_at_once_the_first_is_kept_for_both(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (project / "data.ttl").open("a") as file:
        file.write(" ex:d ex:b 007 .")
    original = take_snapshot
    others = ExitStack()

    def meanwhile(asked: Project, folder: Path, progress: Progress, *, strict: bool) -> Snapshot:
        monkeypatch.setattr(kept_snapshot, "take_snapshot", original)
        first.append(others.enter_context(snapshot(project)))
        return original(asked, folder, progress, strict=strict)

    first: list[Snapshot] = []
    monkeypatch.setattr(kept_snapshot, "take_snapshot", meanwhile)
    with others, snapshot(project) as second:
        assert second == first[0]
        assert second.private_forms is not None
        stored = private_forms_of(source_of(first[0].engine_path))
        assert stored is not None
        assert stored.stem == second.private_forms.stem


def test_a_cache_that_cannot_be_written_is_read(
    project: Path, taken: Taken, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = asked(project)

    def fail(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(os, "utime", fail)
    assert asked(project) == first
    assert len(taken) == 1


def test_old_draft_is_removed_and_a_new_one_stays(project: Path, cache: Path) -> None:
    asked(project)
    old, new = cache / ".old.1", cache / ".new.1"
    for draft in (old, new):
        draft.mkdir()
    os.utime(old, (0, 0))
    (project / "data.ttl").write_text("<x:a> <x:b> 1 .")
    asked(project)
    assert not old.exists()
    assert new.exists()


def test_file_that_changes_meanwhile_is_not_kept(
    project: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = take_snapshot

    def change(asked: Project, folder: Path, progress: Progress, *, strict: bool) -> Snapshot:
        found = original(asked, folder, progress, strict=strict)
        (project / "data.ttl").write_text("<x:a> <x:b> 5 .")
        return replace(found)

    monkeypatch.setattr(kept_snapshot, "take_snapshot", change)
    asked(project)
    assert entries(cache) == []


def test_what_is_left_out_is_kept_too_and_refused_where_it_is_to_be_strict(
    project: Path, taken: Taken
) -> None:
    with (project / "data.ttl").open("a") as file:
        file.write("\n<x:a b> <x:p> 1 .\n")
    with snapshot(project) as first:
        assert [one.statements for one in first.left_out] == [1]
    with snapshot(project) as second:
        assert second.left_out == first.left_out
    assert len(taken) == 1
    opened = open_project([project])
    with (
        pytest.raises(GraphSyntaxError),
        kept_snapshot.kept_snapshot(opened, project.parent, SILENT, strict=True),
    ):
        pass
