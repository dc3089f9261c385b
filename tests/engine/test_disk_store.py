from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from patience import PATIENT
from pyoxigraph import DefaultGraph, NamedNode, Quad, Store

from schlaglicht.dataset.snapshot import Snapshot, take_snapshot
from schlaglicht.engine import EnginePool, EngineQuery, disk_store, write_store
from schlaglicht.engine.disk_store import is_whole, source_of
from schlaglicht.errors import EngineLost, ProjectError
from schlaglicht.formats import JSON, NTRIPLES
from schlaglicht.project import open_project

DATA = """\
@prefix ex: <https://example.org/> .
ex:ada a ex:Person ; ex:name "Ada"@en ; ex:knows [ ex:name "somebody" ] .
ex:bob a ex:Person ; ex:born "007"^^<http://www.w3.org/2001/XMLSchema#integer> .
"""
EVERYTHING = EngineQuery("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", NTRIPLES)
COUNT = EngineQuery("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", JSON)


@pytest.fixture
def snapshot(tmp_path: Path) -> Snapshot:
    (tmp_path / "data.ttl").write_text(DATA, encoding="utf-8")
    return take_snapshot(open_project([tmp_path / "data.ttl"]), tmp_path)


@pytest.fixture
def stored(snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch) -> Snapshot:
    """A snapshot whose store is on disk."""
    monkeypatch.setattr(disk_store, "MOST_IN_MEMORY", 5)
    write_store(snapshot)
    return snapshot


@pytest.fixture
def pool(stored: Snapshot) -> Iterator[EnginePool]:
    with EnginePool(stored, engines=1, limits=PATIENT) as pool:
        yield pool


def lines(pool: EnginePool, query: EngineQuery) -> list[bytes]:
    return sorted(b"".join(pool.stream(query)).splitlines())


def test_only_large_datasets_have_a_store_on_disk(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disk_store, "MOST_IN_MEMORY", 6)
    write_store(snapshot)
    assert source_of(snapshot.engine_path) == snapshot.engine_path
    monkeypatch.setattr(disk_store, "MOST_IN_MEMORY", 5)
    write_store(snapshot)
    assert source_of(snapshot.engine_path).is_dir()


def test_fewer_triples_are_in_memory_where_each_engine_needs_its_own(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disk_store, "can_serve_forks", lambda: False)
    monkeypatch.setattr(disk_store, "MOST_IN_EACH", 5)
    assert disk_store.needs_store(snapshot)
    monkeypatch.setattr(disk_store, "can_serve_forks", lambda: True)
    assert not disk_store.needs_store(snapshot)


def test_a_store_on_disk_answers_like_one_in_memory(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    with EnginePool(snapshot, engines=1, limits=PATIENT) as pool:
        in_memory = lines(pool, EVERYTHING)
    monkeypatch.setattr(disk_store, "MOST_IN_MEMORY", 0)
    write_store(snapshot)
    with snapshot.engine_path.open("r+b") as file:  # the first line names the private forms
        file.truncate(len(file.readline()))
    with EnginePool(snapshot, engines=2, limits=PATIENT) as pool:
        assert lines(pool, EVERYTHING) == in_memory
    assert len(in_memory) == 6


def test_an_engine_that_is_replaced_opens_the_store_again(pool: EnginePool) -> None:
    (before,) = pool.pids
    os.kill(before, signal.SIGKILL)
    with suppress(EngineLost):  # if the signal comes after the query
        lines(pool, COUNT)
    assert b'"6"' in b"".join(pool.stream(COUNT))
    assert before not in pool.pids


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs /proc")
def test_an_engine_can_open_no_file_beyond_those_of_its_store(pool: EnginePool) -> None:
    (pid,) = pool.pids
    open_ones = {int(entry.name) for entry in Path(f"/proc/{pid}/fd").iterdir()}
    (limit,) = (
        int(line.split()[3])
        for line in Path(f"/proc/{pid}/limits").read_text().splitlines()
        if line.startswith("Max open files")
    )
    assert limit > 3
    assert set(range(limit)) <= open_ones


def test_a_store_without_room_is_a_project_error(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_path: Path) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(disk_store, "MOST_IN_MEMORY", 0)
    monkeypatch.setattr(disk_store, "Store", refuse)
    with pytest.raises(ProjectError, match=r"cannot write the store .* TMPDIR"):
        write_store(snapshot)
    assert source_of(snapshot.engine_path) == snapshot.engine_path


def test_a_store_of_many_files_can_open_them_all(snapshot: Snapshot) -> None:
    folder = snapshot.engine_path.with_suffix(".store")
    store = Store(folder)
    for number in range(3):  # before they are merged
        things = [NamedNode(f"urn:{number}-{n}") for n in range(100)]
        for graph in (DefaultGraph(), NamedNode(f"urn:g{number}")):
            said = NamedNode(f"urn:p{number}")
            store.bulk_extend(Quad(thing, said, thing, graph) for thing in things)
    store.flush()
    del store
    assert len(list(folder.glob("*.sst"))) > 20
    everywhere = "{ ?s ?p ?o . ?x ?p ?s } GRAPH ?g { ?s ?q ?o . ?y ?q ?s . ?s ?r ?s }"
    query = EngineQuery(f"SELECT (COUNT(*) AS ?n) {{ {everywhere} }}", JSON)
    with EnginePool(snapshot, engines=1, limits=PATIENT) as pool:
        assert b'"300"' in b"".join(pool.stream(query))


def test_snapshot_that_is_not_as_it_was_written_is_not_loaded(tmp_path: Path) -> None:
    data = tmp_path / "data.nt"
    data.write_text("<urn:a> <urn:b> <urn:c> .\n<urn:a> <urn:b> <urn:d> .\n", encoding="utf-8")
    snapshot = take_snapshot(open_project([data]), tmp_path)
    assert is_whole(snapshot.engine_path)
    content = snapshot.engine_path.read_bytes()
    snapshot.engine_path.write_bytes(content[: content.index(b"\n") + 1])
    assert not is_whole(snapshot.engine_path)
    with pytest.raises(EngineLost, match="damaged"):
        EnginePool(snapshot, engines=1, limits=PATIENT)
