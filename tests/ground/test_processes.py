"""Work done by other processes, with the value that it has here."""

import errno
import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from patience import PATIENCE, wait_until
from rdflib import XSD, BNode, Literal, URIRef

from schlaglicht.ground import processes as module
from schlaglicht.ground.processes import in_fork, run_in_process, start_process
from schlaglicht.rdf.terms import literal_of


@pytest.fixture(autouse=True)
def _alone() -> None:
    """Threads of earlier tests have ended: a process with others does not fork."""
    wait_until(lambda: threading.active_count() == 1)


@pytest.fixture(autouse=True)
def two_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if there were two, whatever the machine has."""
    monkeypatch.setattr(module, "processors", lambda: 2)


@pytest.fixture(autouse=True)
def new_pythons(monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes begin with a new Python, as they do for users."""
    context_of = multiprocessing.context._default_context.get_context
    monkeypatch.setattr(multiprocessing, "get_context", context_of)


def test_work_is_done_by_another_process() -> None:
    with in_fork(os.getpid) as value:
        assert value() != os.getpid()


def test_work_has_the_priority_of_the_process_that_waits_for_it() -> None:
    with in_fork(lambda: os.nice(0)) as value:
        assert value() == os.nice(0)


def test_beside_other_threads_this_process_does_it() -> None:
    ended = threading.Event()
    other = threading.Thread(target=ended.wait)
    other.start()
    try:
        with in_fork(os.getpid) as value:
            assert value() == os.getpid()
    finally:
        ended.set()
        other.join()


def test_with_one_processor_this_process_does_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "processors", lambda: 1)
    with in_fork(os.getpid) as value:
        assert value() == os.getpid()


def test_terms_come_back_as_they_are() -> None:
    terms = [
        URIRef("http://a/b"),
        BNode("x"),
        Literal("007", datatype=XSD.integer, normalize=False),
        Literal("abc", datatype=XSD.date, normalize=False),
        Literal("ä", lang="de-AT"),
        literal_of("a  b", None, str(XSD.token)),
        literal_of("a\tb", None, str(XSD.normalizedString)),
    ]
    with in_fork(lambda: terms) as value:
        found = value()
    assert found is not terms
    assert [term.n3() for term in found] == [term.n3() for term in terms]


def test_a_fault_is_raised_where_the_value_is_asked_for() -> None:
    with in_fork(lambda: 1 // 0) as value, pytest.raises(ZeroDivisionError):
        value()


def test_work_of_a_process_that_is_killed_is_done_here() -> None:
    here = os.getpid()

    def work() -> bytes:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return b"done"

    with in_fork(work) as value:
        assert value() == b"done"


def test_half_a_value_counts_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    here, size = os.getpid(), module._SIZE
    announced = SimpleNamespace(
        size=size.size, pack=lambda length: size.pack(length + (os.getpid() != here))
    )
    monkeypatch.setattr(module, "_SIZE", announced)
    with in_fork(os.getpid) as value:
        assert value() == here


def test_work_is_done_here_when_there_is_no_memory_for_a_process(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse() -> int:
        raise OSError(errno.ENOMEM, "Cannot allocate memory")

    monkeypatch.setattr(os, "fork", refuse)
    with in_fork(os.getpid) as value:
        assert value() == os.getpid()


def test_a_signal_to_end_waits_while_a_process_is_divided(monkeypatch: pytest.MonkeyPatch) -> None:
    events, forking = list[str](), os.fork

    def interrupted() -> int:
        # To this thread: what runs the tests may have others, which block nothing.
        signal.pthread_kill(threading.get_ident(), signal.SIGTERM)
        events.append("divided")
        return forking()

    monkeypatch.setattr(os, "fork", interrupted)
    before = signal.signal(signal.SIGTERM, lambda *_: events.append("ended"))
    try:
        with in_fork(os.getpid) as value:
            assert value() != os.getpid()
    finally:
        signal.signal(signal.SIGTERM, before)
    assert events == ["divided", "ended"]


ENDED_AT_ITS_FORK = """
import os, signal, sys, time
from pathlib import Path
from types import SimpleNamespace
from schlaglicht.ground import processes

def fork():
    pid = forking()
    if pid:
        os.kill(os.getpid(), signal.SIGTERM)
    return pid

def in_fork():
    with processes.in_fork(lambda: time.sleep(600)):
        time.sleep(60)

def writers():
    from schlaglicht.static_site.crawl import forked_writers
    with forked_writers(SimpleNamespace(), lambda: None, 2):
        time.sleep(60)

def engine():
    from schlaglicht.dataset.snapshot import Snapshot
    from schlaglicht.engine import EnginePool
    from schlaglicht.engine.worker import fork
    path = Path(sys.argv[2])
    path.write_bytes(b"")
    with EnginePool(Snapshot("", path, 0), engines=2, start=fork):
        time.sleep(60)

forking, os.fork = os.fork, fork
processes.processors = lambda: 2
signal.signal(signal.SIGTERM, processes.leave)
try:
    globals()[sys.argv[1]]()
except SystemExit:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            print("no child left")
            break
        time.sleep(0.01)
    os._exit(0)
"""


@pytest.mark.parametrize("kind", ["in_fork", "writers", "engine"])
def test_signal_that_comes_during_a_fork_leaves_no_process(kind: str, tmp_path: Path) -> None:
    command = [sys.executable, "-c", ENDED_AT_ITS_FORK, kind, str(tmp_path / "snapshot.nq")]
    ended = subprocess.run(command, capture_output=True, text=True, check=True)
    assert ended.stdout == "no child left\n"


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGHUP])
def test_other_process_cleans_up_once_however_often_it_is_interrupted(
    end: signal.Signals, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_PATIENCE", PATIENCE)
    begun, folder = tmp_path / "begun", tmp_path / "folder"

    def work() -> None:
        with tempfile.TemporaryDirectory(dir=tmp_path):
            begun.write_text(str(os.getpid()))
            begun.rename(folder)
            time.sleep(PATIENCE)

    with in_fork(work):
        wait_until(folder.exists)
        other = int(folder.read_text())
        for sent in (signal.SIGINT, signal.SIGINT, end):
            os.kill(other, sent)
    assert list(tmp_path.iterdir()) == [folder]


def test_work_that_nobody_asks_for_is_given_up_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_PATIENCE", PATIENCE)
    begun, done = tmp_path / "begun", tmp_path / "done"

    def work() -> None:
        with tempfile.TemporaryDirectory(dir=tmp_path):
            begun.touch()
            time.sleep(PATIENCE)
            done.touch()

    with in_fork(work):
        wait_until(begun.exists)
    assert list(tmp_path.iterdir()) == [begun]


def test_work_that_will_not_be_given_up_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_PATIENCE", 0.2)
    written, begun, done = (tmp_path / name for name in ("written", "begun", "done"))

    def work() -> None:
        try:
            written.write_text(str(os.getpid()))
            written.rename(begun)
            time.sleep(PATIENCE)
        except:  # noqa: E722 - as there is in other people's code
            time.sleep(PATIENCE)
            done.touch()

    with in_fork(work):
        wait_until(begun.exists)
    assert not is_there(int(begun.read_text()))
    assert list(tmp_path.iterdir()) == [begun]


@pytest.fixture
def _children_forgotten() -> Iterator[None]:
    """SIGCHLD is ignored, as a program that starts this one may have it."""
    before = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    yield
    signal.signal(signal.SIGCHLD, before)


@pytest.mark.usefixtures("_children_forgotten")
def test_process_of_which_nothing_is_kept_is_ended(tmp_path: Path) -> None:
    with in_fork(os.getpid) as value:
        other = value()
        wait_until(lambda: not is_there(other))
    assert other != os.getpid()
    begun = tmp_path / "begun"

    def work() -> None:
        begun.touch()
        time.sleep(PATIENCE)
        (tmp_path / "done").touch()

    with in_fork(work):
        wait_until(begun.exists)
    assert list(tmp_path.iterdir()) == [begun]


def is_there(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_new_process_sends_what_it_found() -> None:
    found = run_in_process(os.getpid)
    assert found is not None
    assert found != os.getpid()


def test_a_new_process_that_fails_sends_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    assert run_in_process(os.listdir, "/nowhere") is None
    assert "FileNotFoundError" in capfd.readouterr().err


def test_a_new_process_that_is_killed_sends_nothing() -> None:
    assert run_in_process(signal.raise_signal, signal.SIGKILL) is None


def test_a_new_process_lets_others_go_first() -> None:
    assert run_in_process(os.nice, 0, niceness=3) == os.nice(0) + 3


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP])
def test_a_new_process_leaves_signals_to_the_group_to_the_first(number: signal.Signals) -> None:
    assert run_in_process(signal.getsignal, number) is signal.SIG_IGN


def test_a_new_process_that_nobody_waits_for_does_its_work(tmp_path: Path) -> None:
    process = start_process(Path(tmp_path / "done").touch)
    process.join()
    assert (tmp_path / "done").exists()


WORK_IN_A_FOLDER = """
import signal, sys, tempfile, time
from pathlib import Path
from schlaglicht.ground.processes import end_processes, leave, run_in_process, start_process

def work(place):
    with tempfile.TemporaryDirectory(dir=place):
        (place / "begun").touch()
        time.sleep(3600)

if __name__ == "__main__":
    signal.signal(signal.SIGTERM, leave)
    place = Path(sys.argv[1])
"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """An empty folder, where a process works that another one has started."""
    (tmp_path / "place").mkdir()
    return tmp_path / "place"


def program_in(place: Path, *lines: str) -> list[str]:
    program = place.with_name("program.py")
    program.write_text("\n    ".join((WORK_IN_A_FOLDER.rstrip(), *lines)), encoding="utf-8")
    return [sys.executable, str(program), str(place)]


def test_new_processes_are_ended_with_their_temporary_files(place: Path) -> None:
    until_begun = "while not (place / 'begun').exists(): time.sleep(0.01)"
    command = program_in(place, "start_process(work, place)", until_begun, "end_processes()")
    subprocess.run(command, check=True, timeout=PATIENCE)
    assert list(place.iterdir()) == [place / "begun"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signal_while_the_value_of_a_new_process_is_awaited_ends_both(
    number: signal.Signals, place: Path
) -> None:
    command = program_in(place, "run_in_process(work, place)")
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as waiting:
        wait_until((place / "begun").exists)
        waiting.send_signal(number)
        waiting.wait(PATIENCE)
    assert list(place.iterdir()) == [place / "begun"]


PARENT = """
import time
from multiprocessing import get_context
from schlaglicht.ground.processes import end_with_parent

def work(sender):
    import os
    end_with_parent()
    sender.send(os.getpid())
    time.sleep(60)

if __name__ == "__main__":
    receiver, sender = get_context("spawn").Pipe(duplex=False)
    get_context("spawn").Process(target=work, args=(sender,)).start()
    print(receiver.recv(), flush=True)
    time.sleep(60)
"""


def test_a_new_process_ends_when_the_one_that_started_it_is_killed(tmp_path: Path) -> None:
    program = tmp_path / "parent.py"
    program.write_text(PARENT, encoding="utf-8")
    with subprocess.Popen([sys.executable, program], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        parent.kill()
        while is_there(child):
            time.sleep(0.01)


FORKING_PARENT = """
import os, time
from schlaglicht.ground import processes

def work():
    print(os.getpid(), flush=True)
    return bytes(2**22)

processes.processors = lambda: 2
with processes.in_fork(work):
    time.sleep(60)
"""


def test_a_forked_process_with_a_long_value_ends_when_the_one_that_forked_it_is_killed() -> None:
    command = [sys.executable, "-c", FORKING_PARENT]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        parent.kill()
    wait_until(lambda: not is_there(child))


@pytest.mark.skipif(
    not hasattr(os, "sched_setaffinity"), reason="the system keeps no process on a processor"
)
def test_what_a_process_on_one_processor_starts_may_use_all() -> None:
    code = (
        "import os\n"
        "from schlaglicht.ground.processes import run_in_process, stay_on_processor\n"
        "before = os.sched_getaffinity(0)\n"
        "stay_on_processor(7)\n"
        "assert os.sched_getaffinity(0) == {sorted(before)[7 % len(before)]}\n"
        "assert run_in_process(os.sched_getaffinity, 0) == before\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
