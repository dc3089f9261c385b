"""Engines that are copies of one process, which has loaded the store."""

import errno
import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from patience import PATIENT, wait_until

from schlaglicht.dataset.snapshot import Snapshot
from schlaglicht.engine import EnginePool, EngineQuery, ForkServer, can_serve_forks, start_of
from schlaglicht.engine.disk_store import put_on_disk
from schlaglicht.engine.forked_engine import address_of
from schlaglicht.engine.process import spawn
from schlaglicht.errors import EngineLost, QueryTimeout
from schlaglicht.formats import JSON, TSV
from schlaglicht.ground.processes import run_in_process
from schlaglicht.web.server.reload.publisher import ForkServers

pytestmark = pytest.mark.skipif(not can_serve_forks(), reason="elsewhere, each engine loads")

YES = b'{"head":{},"boolean":true}'
ALL = EngineQuery("SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o", TSV)
ENDLESS = f"SELECT (COUNT(*) AS ?n) {{ {' '.join(f'?s{i} ?p{i} ?o{i} .' for i in range(12))} }}"


@pytest.fixture
def snapshot(people: Snapshot, tmp_path: Path) -> Snapshot:
    """The people in a folder of their own, with their private forms if they have any."""
    for path in {people.path, people.engine_path}:
        (tmp_path / path.name).write_bytes(path.read_bytes())
    return replace(people, path=tmp_path / people.path.name)


@pytest.fixture
def server(snapshot: Snapshot) -> Iterator[ForkServer]:
    server = ForkServer(snapshot)
    yield server
    server.close()


@pytest.fixture
def pool(server: ForkServer, snapshot: Snapshot) -> Iterator[EnginePool]:
    assert server
    with EnginePool(snapshot, engines=1, limits=PATIENT, start=start_of(snapshot)) as pool:
        yield pool


def ask(pool: EnginePool, query: EngineQuery | str = "ASK {}") -> bytes:
    asked = EngineQuery(query, JSON) if isinstance(query, str) else query
    return b"".join(pool.stream(asked))


def parent_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def has_ended(pid: int) -> bool:
    try:
        return ") Z" in Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return True


def test_an_engine_is_a_copy_of_the_fork_server(pool: EnginePool, server: ForkServer) -> None:
    (pid,) = pool.pids
    assert parent_of(pid) == server._process.pid
    assert ask(pool) == YES


def test_it_answers_what_one_that_has_loaded_the_store_does(
    pool: EnginePool, people: Snapshot
) -> None:
    with EnginePool(people, engines=1, limits=PATIENT) as other:
        assert ask(pool, ALL) == ask(other, ALL)


def test_a_store_on_disk_is_opened_by_each_engine(snapshot: Snapshot) -> None:
    with EnginePool(snapshot, engines=1, limits=PATIENT) as other:
        expected = ask(other, ALL)
    run_in_process(put_on_disk, snapshot)  # a process with RocksDB in it can fork no other one
    server = ForkServer(snapshot)
    with EnginePool(snapshot, engines=2, limits=PATIENT, start=start_of(snapshot)) as pool:
        assert ask(pool, ALL) == expected
    server.close()


def test_without_a_fork_server_an_engine_is_a_new_python(snapshot: Snapshot) -> None:
    assert start_of(snapshot) is spawn


@pytest.mark.parametrize("limit", ["MOST_AT_WORK", "MOST_AT_REST"])
def test_a_fresh_copy_goes_on_with_the_connection(
    limit: str, snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent / "small_memory"))
    monkeypatch.setenv("SMALL_MEMORY", limit)
    server = ForkServer(snapshot)
    with EnginePool(snapshot, engines=1, limits=PATIENT, start=start_of(snapshot)) as pool:
        (first,) = pool.pids
        for _ in range(3):
            assert ask(pool) == YES
        wait_until(lambda: pool.pids != (first,))
        wait_until(lambda: has_ended(first))
        assert ask(pool) == YES
        assert pool.counts.idle == 1
    server.close()


@pytest.mark.usefixtures("server")
def test_a_query_that_takes_too_long_costs_the_copy(snapshot: Snapshot) -> None:
    limits = replace(PATIENT, seconds=0.5)
    with EnginePool(snapshot, engines=1, limits=limits, start=start_of(snapshot)) as pool:
        (pid,) = pool.pids
        with pytest.raises(QueryTimeout):
            ask(pool, ENDLESS)
        wait_until(lambda: pool.counts.idle == 1)
        assert pid not in pool.pids
        assert has_ended(pid)


def test_what_killed_a_copy_is_said(pool: EnginePool) -> None:
    with pytest.raises(EngineLost, match="nested too deep"):
        ask(pool, f"ASK {'{' * 100_000}{'}' * 100_000}")


def test_a_copy_has_no_file_of_its_server(pool: EnginePool) -> None:
    (pid,) = pool.pids
    names = {str(path.readlink()).partition(":")[0] for path in Path(f"/proc/{pid}/fd").iterdir()}
    assert names == {"/dev/null", "socket", f"/proc/{pid}/smaps_rollup"}


@pytest.mark.usefixtures("server")
def test_copies_end_with_their_pool(snapshot: Snapshot) -> None:
    with EnginePool(snapshot, engines=2, limits=PATIENT, start=start_of(snapshot)) as pool:
        pids = pool.pids
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_a_fork_server_that_is_killed_is_started_again(
    pool: EnginePool, server: ForkServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("schlaglicht.engine.forked_engine._PAUSE", 0.01)
    (pid,) = pool.pids
    os.kill(server._process.pid, signal.SIGKILL)
    wait_until(lambda: has_ended(pid) or not pool.counts.idle)
    with suppress(EngineLost):  # the engine that is lost, if it was not yet missed
        ask(pool)
    wait_until(lambda: pool.counts.idle == 1)
    assert ask(pool) == YES
    assert pid not in pool.pids


def test_one_that_retires_stays_until_its_engines_have_ended(
    server: ForkServer, snapshot: Snapshot
) -> None:
    with EnginePool(snapshot, engines=1, limits=PATIENT, start=start_of(snapshot)) as pool:
        server.retire()
        (pid,) = pool.pids
        os.kill(pid, signal.SIGKILL)
        with suppress(EngineLost):
            ask(pool)
        wait_until(lambda: pool.counts.idle == 1)
        assert ask(pool) == YES
    assert server._process.wait() == 0


def test_a_snapshot_that_cannot_be_loaded_is_reported(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    broken = tmp_path / "broken.nq"
    broken.write_text("<a <b <c .\n", encoding="utf-8")
    server = ForkServer(Snapshot("", broken, 0))
    wait_until(lambda: "started again: the snapshot cannot be loaded" in caplog.text)
    with pytest.raises(EngineLost, match="cannot be loaded"):
        server.wait_until_loaded()
    server.close()


def test_a_loaded_snapshot_is_reported(server: ForkServer) -> None:
    server.wait_until_loaded()


def test_an_address_may_be_longer_than_the_system_allows(snapshot: Snapshot) -> None:
    folder = snapshot.path.parent / ("long" * 40)
    folder.mkdir()
    moved = replace(snapshot, path=folder / snapshot.path.name)
    for path in {snapshot.path, snapshot.engine_path}:
        (folder / path.name).write_bytes(path.read_bytes())
    server = ForkServer(moved)
    assert len(str(address_of(moved))) > 108
    with EnginePool(moved, engines=1, limits=PATIENT, start=start_of(moved)) as pool:
        assert ask(pool) == YES
    server.close()


def test_ctrl_c_is_not_for_the_fork_server(server: ForkServer) -> None:
    assert os.getsid(server._process.pid) != os.getsid(0)


def test_kernel_that_knows_no_process_descriptors_serves_no_forks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(_: int) -> int:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))

    monkeypatch.setattr(os, "pidfd_open", refuse)
    assert not can_serve_forks()


def test_one_that_was_stopped_while_it_left_ends_with_the_server(
    snapshot: Snapshot, tmp_path: Path
) -> None:
    """A stopped process does not see its input closed: the driver of faults found it left."""
    path = tmp_path / f"next{snapshot.path.suffix}"
    path.write_bytes(snapshot.path.read_bytes())
    after = replace(snapshot, path=path)
    servers = ForkServers()
    servers.start(snapshot)
    (leaving,) = servers._running
    with servers.taking_over(snapshot, after):
        pass
    os.kill(leaving._process.pid, signal.SIGSTOP)
    servers.close()
    assert has_ended(leaving._process.pid)
    assert not leaving.is_running()
