import errno
import json
import os
import re
import signal
import socket
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from patience import PATIENCE, PATIENT, longer_and_longer, wait_until

from schlaglicht.dataset.snapshot import Snapshot
from schlaglicht.engine import Cancellable, EnginePool, EngineQuery, EngineWork, Observer
from schlaglicht.engine.frames import PART_SIZE
from schlaglicht.engine.process import EngineProcess
from schlaglicht.errors import (
    EngineBusy,
    EngineLost,
    QueryCancelled,
    QueryFailed,
    QuerySyntaxError,
    QueryTimeout,
)
from schlaglicht.formats import JSON, TSV, TURTLE

YES = b'{"head":{},"boolean":true}'

ENDLESS = f"SELECT (COUNT(*) AS ?n) {{ {' '.join(f'?s{i} ?p{i} ?o{i} .' for i in range(12))} }}"
ENDLESS_RESULT = ENDLESS.replace("(COUNT(*) AS ?n)", "*")
DOUBLINGS = " ".join(f"BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1})" for i in range(34))
GREEDY = f'SELECT ?x34 {{ BIND("1234567890" AS ?x0) {DOUBLINGS} }}'
DEEP = f"ASK {'{' * 100_000}{'}' * 100_000}"


def ask(pool: EnginePool, text: str = "ASK {}", **more: Any) -> bytes:
    return b"".join(pool.stream(EngineQuery(text, more.pop("format", JSON), **more)))


def answers_again(pool: EnginePool) -> bool:
    """Whether a query is answered; its deadline may be too short for a loaded machine."""
    try:
        assert ask(pool) == YES
    except QueryTimeout:
        return False
    return True


@pytest.fixture(autouse=True)
def _time_to_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """The cause of a process's end is known once it has ended, however long that takes."""
    monkeypatch.setattr("schlaglicht.engine.process._LAST_SECONDS", PATIENCE)


def is_running(pid: int) -> bool:
    """Whether a child of ours runs; it may still have to be waited for when it does not."""
    try:
        return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None
    except ChildProcessError:
        return False


def children() -> set[str]:
    """The process ids of the children of this process."""
    tasks = Path(f"/proc/{os.getpid()}/task")
    return {pid for path in tasks.glob("*/children") for pid in path.read_text().split()}


def kill_the_next_child(known: set[str]) -> None:
    """Kills the first child of this process that is not known yet, at once."""
    wait_until(lambda: children() - known)
    os.kill(int((children() - known).pop()), signal.SIGKILL)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="children are found by /proc")
def test_an_engine_that_is_killed_while_it_loads_is_started_again(people: Snapshot) -> None:
    with ThreadPoolExecutor(1) as threads:
        killing = threads.submit(kill_the_next_child, children())
        with EnginePool(people, engines=2, limits=PATIENT) as pool:
            killing.result()
            assert pool.counts.idle == 2
            assert ask(pool) == YES


def test_a_query_is_answered_in_its_format(people_pool: EnginePool) -> None:
    text = "SELECT ?born { ex:ada ex:born ?born }"
    prefixes = {"ex": "https://example.org/"}
    assert ask(people_pool, text, format=TSV, prefixes=prefixes) == b"?born\n1815\n"


def test_a_large_answer_arrives_whole(people_pool: EnginePool) -> None:
    numbers = " ".join(str(number) for number in range(200_000))
    answer = ask(people_pool, f"SELECT ?v {{ VALUES ?v {{ {numbers} }} }}", format=TSV)
    assert answer.decode().split() == ["?v", *numbers.split()]


def test_an_endless_count_is_stopped_at_the_deadline(people: Snapshot) -> None:
    with EnginePool(people, engines=1, limits=replace(PATIENT, seconds=0.3)) as pool:
        with pytest.raises(QueryTimeout) as caught:
            ask(pool, ENDLESS)
        assert caught.value.seconds == 0.3
        wait_until(lambda: answers_again(pool))


def test_an_endless_result_is_stopped_at_the_deadline(people: Snapshot) -> None:
    limits = replace(PATIENT, seconds=0.3, answer=2**40)
    with EnginePool(people, engines=1, limits=limits) as pool:
        with pytest.raises(QueryTimeout):
            ask(pool, ENDLESS_RESULT)
        wait_until(lambda: answers_again(pool))


def test_others_are_answered_while_a_query_runs_into_its_deadline(people: Snapshot) -> None:
    for seconds in longer_and_longer(1):
        limits = replace(PATIENT, seconds=seconds)
        with (
            EnginePool(people, engines=2, limits=limits) as pool,
            ThreadPoolExecutor(1) as thread,
        ):
            slow = thread.submit(ask, pool, ENDLESS)
            answers = 0
            while not slow.done():
                answers += answers_again(pool)
            assert isinstance(slow.exception(), QueryTimeout)
        if answers > 10:
            return
    pytest.fail("the others have waited")


def test_a_process_that_was_stopped_is_replaced_by_another(people: Snapshot) -> None:
    with EnginePool(people, engines=1, limits=replace(PATIENT, seconds=0.2)) as pool:
        (old,) = pool.pids
        with pytest.raises(QueryTimeout):
            ask(pool, ENDLESS)
        wait_until(lambda: not is_running(old))
        wait_until(lambda: answers_again(pool))
        assert old not in pool.pids


def test_a_frozen_process_is_replaced_at_the_deadline(people: Snapshot) -> None:
    with EnginePool(people, engines=1, limits=replace(PATIENT, seconds=0.2)) as pool:
        os.kill(pool.pids[0], signal.SIGSTOP)
        with pytest.raises(QueryTimeout):
            ask(pool, f"ASK {{}} #{' ' * 1_000_000}")
        wait_until(lambda: answers_again(pool))


def test_a_query_that_needs_too_much_memory_is_lost_and_the_next_answered(
    people: Snapshot,
) -> None:
    with EnginePool(people, engines=1, limits=replace(PATIENT, memory=64 * 2**20)) as pool:
        with pytest.raises(EngineLost, match="more memory than a query may have"):
            ask(pool, GREEDY)
        assert ask(pool) == YES


def test_a_query_that_breaks_the_parser_is_lost_and_the_next_answered(people: Snapshot) -> None:
    with EnginePool(people, engines=1, limits=PATIENT) as pool:
        with pytest.raises(EngineLost, match="nested too deep"):
            ask(pool, DEEP)
        assert ask(pool) == YES


def test_an_answer_above_the_limit_fails_and_says_so(people: Snapshot) -> None:
    with EnginePool(people, engines=1, limits=replace(PATIENT, answer=2**20)) as pool:
        before = pool.pids
        with pytest.raises(QueryFailed, match="larger than 1 MiB"):
            ask(pool, ENDLESS_RESULT)
        assert ask(pool) == YES
        assert pool.pids == before


def test_an_idle_process_killed_from_outside_is_not_noticed_by_the_next_query(
    people: Snapshot,
) -> None:
    with EnginePool(people, engines=2, limits=PATIENT) as pool:
        pids = pool.pids
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        wait_until(lambda: not any(is_running(pid) for pid in pids))
        assert ask(pool) == YES


def test_idle_processes_killed_from_outside_are_replaced_without_a_query(people: Snapshot) -> None:
    with EnginePool(people, engines=2, limits=PATIENT) as pool:
        pids = pool.pids
        os.kill(pids[0], signal.SIGKILL)
        wait_until(lambda: pool.counts.idle == 1)
        pool.replace_ended()
        wait_until(lambda: pool.counts.idle == 2)
        assert pids[0] not in pool.pids
        assert pids[1] in pool.pids


def test_a_process_killed_while_it_answers_is_lost(
    people: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    send, asked = EngineProcess.send, threading.Event()

    def send_and_tell(engine: EngineProcess, body: bytes, *limit: float | None) -> bool:
        was_sent = send(engine, body, *limit)
        asked.set()
        return was_sent

    # Killed earlier, it would count as idle, and the query would be asked of the next.
    monkeypatch.setattr(EngineProcess, "send", send_and_tell)
    with ThreadPoolExecutor(1) as thread, EnginePool(people, engines=1, limits=PATIENT) as pool:
        slow = thread.submit(ask, pool, ENDLESS)
        assert asked.wait(PATIENCE)
        os.kill(pool.pids[0], signal.SIGKILL)
        with pytest.raises(EngineLost, match="killed from outside"):
            slow.result()
        assert ask(pool) == YES


def test_a_query_that_finds_no_free_engine_in_time_is_told_so(people: Snapshot) -> None:
    limits = replace(PATIENT, wait=0.05)
    with ThreadPoolExecutor(1) as thread, EnginePool(people, engines=1, limits=limits) as pool:
        slow = thread.submit(ask, pool, ENDLESS)
        wait_until(lambda: not pool._idle)
        with pytest.raises(EngineBusy):
            ask(pool)
        assert not slow.done()


def test_closing_leaves_no_process(people: Snapshot) -> None:
    pool = EnginePool(people, engines=2, limits=replace(PATIENT, seconds=0.2))
    pids = pool.pids
    with pytest.raises(QueryTimeout):
        ask(pool, ENDLESS)
    pids += pool.pids  # one of them may still be starting
    pool.close()
    assert not any(is_running(pid) for pid in pids)
    assert pool.pids == ()


def test_closing_ends_a_running_query(people: Snapshot) -> None:
    with ThreadPoolExecutor(1) as thread:
        pool = EnginePool(people, engines=1, limits=PATIENT)
        slow = thread.submit(ask, pool, ENDLESS)
        wait_until(lambda: not pool._idle)
        pool.close()
        assert isinstance(slow.exception(), EngineLost)


def test_a_closed_pool_answers_no_more(people: Snapshot) -> None:
    pool = EnginePool(people, engines=1, limits=PATIENT)
    pool.close()
    pool.close()
    with pytest.raises(EngineLost, match="shut down"):
        ask(pool)


def test_a_snapshot_that_cannot_be_loaded_is_reported(people: Snapshot, tmp_path: Path) -> None:
    missing = Snapshot(people.digest, tmp_path / "gone.nq", 0)
    with pytest.raises(EngineLost, match="cannot be loaded"):
        EnginePool(missing, engines=2, limits=PATIENT)


def test_a_replacement_that_cannot_start_is_tried_again(people: Snapshot, tmp_path: Path) -> None:
    path = tmp_path / "people.nq"
    path.write_bytes(people.path.read_bytes())
    with EnginePool(
        Snapshot(people.digest, path, people.triples), engines=1, limits=PATIENT
    ) as pool:
        hidden = path.rename(tmp_path / "hidden.nq")
        (old,) = pool.pids
        os.kill(old, signal.SIGKILL)
        wait_until(lambda: not is_running(old))
        with ThreadPoolExecutor(1) as thread:
            asked = thread.submit(ask, pool)
            wait_until(lambda: pool.pids != (old,))
            hidden.rename(path)
            assert asked.result() == YES


def kill_the_engines(pool: EnginePool) -> None:
    """Kills all engines, and returns once the system knows."""
    pids = pool.pids
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
    wait_until(lambda: not any(is_running(pid) for pid in pids))


def test_a_free_engine_goes_to_a_query_although_others_wait_for_other_things(
    people: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("schlaglicht.engine.pool._FIRST_PAUSE", PATIENCE)
    numbers = EngineQuery(f"SELECT * {{ VALUES ?v {{ {'1 ' * 200_000} }} }}", TSV)
    limits = replace(PATIENT, buffer=1000)
    with ThreadPoolExecutor(1) as thread, EnginePool(people, engines=2, limits=limits) as pool:
        stream = pool.stream(numbers)
        monkeypatch.setattr("socket.socketpair", refusing)
        pool.stream(numbers).close()  # a thread pauses now before it tries to start another engine
        wait_until(lambda: len(pool.pids) == 1 and pool._changed._waiters)  # type: ignore[attr-defined]
        asked = thread.submit(ask, pool)
        wait_until(lambda: pool._lanes.waiting)
        assert len(b"".join(stream)) == 400_003
        assert asked.result() == YES


def refusing(*_: object) -> None:
    raise OSError(errno.EMFILE, "Too many open files")


def test_engines_are_started_again_when_there_are_file_descriptors_again(
    people: Snapshot, caplog: pytest.LogCaptureFixture
) -> None:
    with EnginePool(people, engines=2, limits=PATIENT) as pool:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("socket.socketpair", refusing)
            kill_the_engines(pool)
            with ThreadPoolExecutor(1) as thread:
                asked = thread.submit(ask, pool)
                wait_until(lambda: caplog.text.count("Too many open files") >= 2)
                patch.undo()
                assert asked.result() == YES
        wait_until(lambda: pool.counts.idle == 2)


def test_engines_are_started_again_when_there_is_memory_again(
    people: Snapshot, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*_: object) -> None:
        raise MemoryError

    with EnginePool(people, engines=2, limits=PATIENT) as pool:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("socket.socketpair", refuse)
            kill_the_engines(pool)
            pool.replace_ended()
            wait_until(lambda: caplog.text.count("MemoryError") >= 2)
        wait_until(lambda: pool.counts.idle == 2)


def test_engines_are_started_again_when_there_are_threads_again(people: Snapshot) -> None:
    def refuse(_: object) -> None:
        raise RuntimeError("can't start new thread")

    with EnginePool(people, engines=2, limits=PATIENT) as pool:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("threading.Thread.start", refuse)
            pool.stream(EngineQuery(ENDLESS_RESULT, TSV)).close()
            assert ask(pool) == YES
        assert ask(pool) == YES
        wait_until(lambda: pool.counts.idle == 2)


def test_an_engine_that_cannot_be_started_is_lost(
    people: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("socket.socketpair", refusing)
    with pytest.raises(EngineLost, match="Too many open files"):
        EnginePool(people, engines=1, limits=PATIENT)


def test_threads_get_their_own_answers(people: Snapshot) -> None:
    def square(number: int) -> bool:
        answer = json.loads(ask(pool, f"SELECT ({number} * {number} AS ?n) {{}}"))
        (solution,) = answer["results"]["bindings"]
        return int(solution["n"]["value"]) == number * number

    with EnginePool(people, engines=2, limits=PATIENT) as pool, ThreadPoolExecutor(8) as threads:
        assert all(threads.map(square, range(800)))


def test_threads_get_their_own_answers_while_engines_die(people: Snapshot) -> None:
    def number_or_crash(number: int) -> bool:
        if number % 20:
            return f"\n{number}\n".encode() in ask(
                pool, f"SELECT ({number} AS ?n) {{}}", format=TSV
            )
        with pytest.raises(EngineLost):
            ask(pool, DEEP)
        return True

    with EnginePool(people, engines=2, limits=PATIENT) as pool, ThreadPoolExecutor(8) as threads:
        assert all(threads.map(number_or_crash, range(100)))


def test_a_syntax_error_has_its_place(people_pool: EnginePool) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        ask(people_pool, "ASK {\n  FILTR(?o)\n}")
    assert (caught.value.line, caught.value.column) == (2, 3)


def test_an_unknown_function_fails_with_its_name(people_pool: EnginePool) -> None:
    with pytest.raises(QueryFailed, match=r"https://example\.org/f"):
        ask(people_pool, "SELECT (<https://example.org/f>(1) AS ?x) {}")


def test_graphs_given_stand_for_from(people_pool: EnginePool) -> None:
    text = "SELECT * FROM <https://example.org/none> { ?s ?p ?o }"
    assert ask(people_pool, text, format=TSV).count(b"\n") == 1
    work = ("https://example.org/work",)
    answer = ask(people_pool, text, format=TSV, default_graphs=work, named_graphs=())
    assert answer.count(b"\n") == 2


def test_a_graph_that_is_no_iri_fails_with_its_name(people_pool: EnginePool) -> None:
    with pytest.raises(QueryFailed, match="'no iri' names no graph"):
        ask(people_pool, default_graphs=("no iri",), named_graphs=())


def test_blank_nodes_have_the_same_label_in_every_process(people: Snapshot) -> None:
    text = "SELECT * { ?s ?p ?o FILTER(isBlank(?s)) }"
    with (
        EnginePool(people, engines=1, limits=PATIENT) as one,
        EnginePool(people, engines=1, limits=PATIENT) as two,
    ):
        assert ask(one, text) == ask(two, text)


def test_an_engine_cannot_open_a_connection(people_pool: EnginePool) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        url = f"http://127.0.0.1:{server.getsockname()[1]}/"
        with pytest.raises(QueryFailed):
            ask(people_pool, f"ASK {{ SERVICE <{url}> {{ ?s ?p ?o }} }}")
        ask(people_pool, f"ASK {{ SERVICE SILENT <{url}> {{ ?s ?p ?o }} }}")
        with pytest.raises(BlockingIOError):
            server.accept()


def test_a_format_for_another_form_fails(people_pool: EnginePool) -> None:
    with pytest.raises(QueryFailed):
        ask(people_pool, format=TURTLE)
    assert ask(people_pool) == YES


def test_a_short_answer_is_complete_and_its_engine_free(people: Snapshot) -> None:
    with EnginePool(people, engines=1, limits=PATIENT) as pool:
        stream = pool.stream(EngineQuery("ASK {}", JSON))
        assert stream.content == YES
        assert ask(pool) == YES
        assert b"".join(stream) == YES


def test_a_long_answer_streams_while_its_engine_is_taken(people: Snapshot) -> None:
    numbers = " ".join(str(number) for number in range(200_000))
    text = f"SELECT ?v {{ VALUES ?v {{ {numbers} }} }}"
    with EnginePool(people, engines=1, limits=replace(PATIENT, buffer=1000, wait=0.05)) as pool:
        stream = pool.stream(EngineQuery(text, TSV))
        assert stream.content is None
        with pytest.raises(EngineBusy):
            ask(pool)
        assert b"".join(stream).decode().split() == ["?v", *numbers.split()]
        assert ask(pool) == YES


def test_an_engine_stops_at_the_bytes_that_are_wanted_and_stays(people: Snapshot) -> None:
    with EnginePool(people, engines=1) as pool:
        engines = pool.pids
        stream = pool.stream(EngineQuery(ENDLESS_RESULT, TSV, most=1_000_001))
        body = b"".join(stream)
        assert (len(body), stream.is_whole) == (1_000_001, False)
        assert ask(pool) == YES
        assert pool.pids == engines


@pytest.mark.parametrize(("most", "is_whole"), [(len(YES), True), (len(YES) - 1, False)])
def test_an_answer_is_whole_up_to_the_bytes_that_are_wanted(
    people_pool: EnginePool, most: int, is_whole: bool
) -> None:
    stream = people_pool.stream(EngineQuery("ASK {}", JSON, most=most))
    assert (b"".join(stream), stream.is_whole) == (YES[:most], is_whole)


def test_an_observer_hears_what_each_engine_did(people: Snapshot) -> None:
    observer = Worked()
    with EnginePool(people, engines=1, observer=observer) as pool:
        assert ask(pool) == YES
        pool.stream(EngineQuery(ENDLESS_RESULT, TSV, most=1000)).close()
        with pytest.raises(QuerySyntaxError):
            pool.stream(EngineQuery("ASK", JSON))
        pool.stream(EngineQuery(ENDLESS_RESULT, TSV)).close()
    whole, cut, syntax, unread = observer.work
    assert whole == EngineWork(whole.seconds, len(YES))
    assert cut == EngineWork(cut.seconds, 1000, is_whole=False)
    assert syntax == EngineWork(syntax.seconds, 0, failure="syntax")
    assert (unread.size > 0, unread.failure) == (True, "other")


def test_a_long_literal_arrives_in_parts(people_pool: EnginePool) -> None:
    steps = " ".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(20))
    text = f'SELECT ?x20 {{ BIND("0123456789" AS ?x0) {steps} }}'
    parts = list(people_pool.stream(EngineQuery(text, TSV)))
    assert max(map(len, parts)) <= PART_SIZE
    assert b"".join(parts) == b'?x20\n"' + b"0123456789" * 2**20 + b'"\n'


def test_a_stream_fails_at_the_deadline(people: Snapshot) -> None:
    for seconds in longer_and_longer(0.5):
        limits = replace(PATIENT, seconds=seconds, buffer=1000, answer=2**40)
        with EnginePool(people, engines=1, limits=limits) as pool:
            try:
                stream = pool.stream(EngineQuery(ENDLESS_RESULT, TSV))
            except QueryTimeout:
                continue  # before its first bytes were here
            with pytest.raises(QueryTimeout):
                b"".join(b"" for _ in stream)
            wait_until(partial(answers_again, pool))
            return
    pytest.fail("no stream has begun")


def test_a_stream_fails_above_the_limit_of_an_answer(people: Snapshot) -> None:
    limits = replace(PATIENT, buffer=1000, answer=2**20)
    with EnginePool(people, engines=1, limits=limits) as pool:
        stream = pool.stream(EngineQuery(ENDLESS_RESULT, TSV))
        with pytest.raises(QueryFailed, match="larger than 1 MiB"):
            b"".join(stream)
        assert ask(pool) == YES


def test_a_stream_whose_engine_dies_fails(people: Snapshot) -> None:
    limits = replace(PATIENT, buffer=1000, answer=2**40)
    with EnginePool(people, engines=1, limits=limits) as pool:
        stream = pool.stream(EngineQuery(ENDLESS_RESULT, TSV))
        os.kill(pool.pids[0], signal.SIGKILL)
        with pytest.raises(EngineLost):
            b"".join(stream)
        assert ask(pool) == YES


def test_a_stream_that_is_closed_early_frees_its_engine(people: Snapshot) -> None:
    limits = replace(PATIENT, buffer=1000, answer=2**40)
    with EnginePool(people, engines=1, limits=limits) as pool:
        pool.stream(EngineQuery(ENDLESS_RESULT, TSV)).close()
        assert ask(pool) == YES


def test_more_queries_than_may_wait_are_told_at_once(people: Snapshot) -> None:
    limits = replace(PATIENT, waiting=2)
    with ThreadPoolExecutor(3) as threads, EnginePool(people, engines=1, limits=limits) as pool:
        asked = [threads.submit(ask, pool, ENDLESS)]
        wait_until(lambda: not pool._idle)
        asked += [threads.submit(ask, pool) for _ in range(2)]
        wait_until(lambda: len(pool._lanes.waiting) == 2)
        with pytest.raises(EngineBusy, match="many queries wait"):
            ask(pool)
        assert not any(query.done() for query in asked)


def test_an_engine_can_open_neither_file_nor_socket(people_pool: EnginePool) -> None:
    for pid in people_pool.pids:
        limits = Path(f"/proc/{pid}/limits").read_text()
        assert re.search(r"^Max open files +3 +3 ", limits, re.MULTILINE)
        assert re.search(r"^Max file size +0 +0 ", limits, re.MULTILINE)
        assert len(list(Path(f"/proc/{pid}/fd").iterdir())) == 3


def test_an_engine_reads_no_file(people_pool: EnginePool, tmp_path: Path) -> None:
    path = tmp_path / "secret.ttl"
    path.write_text("<a:secret> <a:b> <a:c> .")
    text = f"SELECT * FROM <{path.as_uri()}> {{ ?s ?p ?o }}"
    assert ask(people_pool, text, format=TSV).count(b"\n") == 1
    with pytest.raises(QueryFailed):
        ask(people_pool, f"ASK {{ SERVICE <{path.as_uri()}> {{ ?s ?p ?o }} }}")
    with pytest.raises((QueryFailed, QuerySyntaxError)):
        ask(people_pool, f"LOAD <{path.as_uri()}>")


def test_a_regular_expression_does_not_go_back(people_pool: EnginePool) -> None:
    text = "a" * 20_000
    assert b"false" in ask(people_pool, f'ASK {{ FILTER(REGEX("{text}!", "^(a+)+$")) }}')


def test_a_literal_that_grows_without_end_costs_one_engine(people: Snapshot) -> None:
    limits = replace(PATIENT, seconds=10, memory=64 * 2**20)
    pattern = ENDLESS.partition("{")[2]
    with EnginePool(people, engines=1, limits=limits) as pool:
        with pytest.raises((EngineLost, QueryTimeout)):
            ask(pool, f"SELECT (GROUP_CONCAT(STR(?s0)) AS ?all) {{ {pattern}")
        wait_until(lambda: answers_again(pool))


def test_a_sort_of_everything_costs_one_engine(people: Snapshot) -> None:
    limits = replace(PATIENT, seconds=10, memory=64 * 2**20)
    with EnginePool(people, engines=1, limits=limits) as pool:
        with pytest.raises((EngineLost, QueryTimeout)):
            ask(pool, f"{ENDLESS_RESULT} ORDER BY ?o0 DESC(?s3)")
        wait_until(lambda: answers_again(pool))


def test_a_path_over_everything_ends_at_the_deadline(people: Snapshot) -> None:
    path = "/".join(["(!<a:a>|^!<a:a>)*"] * 12)
    with EnginePool(people, engines=1, limits=replace(PATIENT, seconds=0.5)) as pool:
        with pytest.raises((EngineLost, QueryTimeout)):
            ask(pool, f"SELECT (COUNT(*) AS ?n) {{ ?a {path} ?b }}")
        wait_until(lambda: answers_again(pool))


def test_the_same_query_has_the_same_answer(people_pool: EnginePool) -> None:
    text = "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o"
    assert ask(people_pool, text) == ask(people_pool, text)


def test_a_time_too_short_to_be_measured_is_no_endless_one(people: Snapshot) -> None:
    with (
        EnginePool(people, engines=1, limits=replace(PATIENT, seconds=0.001)) as pool,
        pytest.raises(QueryTimeout),
    ):
        ask(pool, ENDLESS)


class Worked(Observer):
    """Remembers what the engines did."""

    def __init__(self) -> None:
        self.work: list[EngineWork] = []

    def answered(self, work: EngineWork) -> None:
        self.work.append(work)


class Begun(Observer):
    """Keeps the queries that have begun and not ended, and why engines were given up."""

    def __init__(self) -> None:
        self.queries: list[Cancellable] = []
        self.reasons: list[str] = []

    def begun(self, query: Cancellable) -> None:
        self.queries.append(query)

    def ended(self, query: Cancellable) -> None:
        self.queries.remove(query)

    def killed(self, reason: str) -> None:
        self.reasons.append(reason)


@pytest.mark.parametrize("text", [ENDLESS, ENDLESS_RESULT])
def test_cancelled_query_ends_and_its_engine_is_replaced(people: Snapshot, text: str) -> None:
    seen = Begun()
    limits = replace(PATIENT, answer=2**40)
    with (
        EnginePool(people, engines=1, limits=limits, observer=seen) as pool,
        ThreadPoolExecutor(1) as threads,
    ):
        asked = threads.submit(lambda: sum(map(len, pool.stream(EngineQuery(text, TSV)))))
        wait_until(lambda: pool.counts.busy)
        seen.queries[0].cancel()
        with pytest.raises(QueryCancelled):
            asked.result(PATIENCE)
        assert ask(pool) == YES
        assert (seen.queries, seen.reasons) == ([], ["cancelled"])


def test_cancelled_query_waits_no_more_for_an_engine(people: Snapshot) -> None:
    seen = Begun()
    with (
        EnginePool(people, engines=1, limits=PATIENT, observer=seen) as pool,
        ThreadPoolExecutor(3) as threads,
    ):
        running = threads.submit(ask, pool, ENDLESS)
        wait_until(lambda: pool.counts.busy)
        waiting = threads.submit(ask, pool)
        wait_until(lambda: len(pool._lanes.waiting) == 1)
        other = threads.submit(ask, pool)
        wait_until(lambda: len(pool._lanes.waiting) == 2)
        seen.queries[1].cancel()
        with pytest.raises(QueryCancelled):
            waiting.result(PATIENCE)
        assert seen.reasons == []
        seen.queries[0].cancel()
        assert other.result(PATIENCE) == YES
        with pytest.raises(QueryCancelled):
            running.result(PATIENCE)


def test_query_that_is_cancelled_at_once_gets_no_engine(people: Snapshot) -> None:
    class AtOnce(Begun):
        def begun(self, query: Cancellable) -> None:
            super().begun(query)
            query.cancel()

    seen = AtOnce()
    with EnginePool(people, engines=1, limits=PATIENT, observer=seen) as pool:
        with pytest.raises(QueryCancelled):
            ask(pool)
        assert pool.counts.idle == 1
        assert (seen.queries, seen.reasons) == ([], [])


def test_query_that_has_ended_cannot_end_the_next_one(people: Snapshot) -> None:
    first: list[Cancellable] = []

    class First(Begun):
        def begun(self, query: Cancellable) -> None:
            first.append(query)

        def ended(self, query: Cancellable) -> None:
            pass

    with (
        EnginePool(people, engines=1, limits=PATIENT, observer=First()) as pool,
        ThreadPoolExecutor(1) as threads,
    ):
        assert ask(pool) == YES
        running = threads.submit(ask, pool, ENDLESS)
        wait_until(lambda: pool.counts.busy)
        first[0].cancel()
        engine = next(iter(pool._busy))
        assert engine.is_alive()
        first[1].cancel()
        with pytest.raises(QueryCancelled):
            running.result(PATIENCE)
