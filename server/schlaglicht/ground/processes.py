"""Starts processes, forked or new, ends them, and receives their results.

Forked ones continue from the state of this process. `in_fork` computes a value in one; an exception
of the work is raised where the value is requested, as if it had run there. New ones
(`run_in_process`, `start_process`) are for processes with threads: multiprocessing starts them,
which takes a second, unless they are forks of one that has imported all of it (`preload`).

Two idioms stay elsewhere. `engine/process.py` starts engines, which talk through a socket and open
no file; `static_site` keeps several processes busy with batches.

A locked file stands for a living process: the system drops the lock with it, however it ends.
"""

from __future__ import annotations

import errno
import fcntl
import gc
import os
import signal
import struct
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, Protocol, TypeVar

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import ForkServerContext, SpawnContext
    from multiprocessing.process import BaseProcess

_T = TypeVar("_T")

ENDS = (signal.SIGTERM, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else []))
"""The signals that request a process to end."""
_WAITING = {signal.SIGINT, *ENDS}

_SIZE = struct.Struct("@Q")
"""Header before the bytes of a value: their number."""

ASIDE = 10
"""The niceness of work aside: queries go first."""

PARENT_WATCH = "parent watch"
"""The name of the thread that waits for the end of the process that started this one."""

_PATIENCE = 2.0
"""Seconds that a process has for cleaning up before it is killed."""
_SHORTEST_PAUSE, _LONGEST_PAUSE = 0.0005, 0.05

_PRELOADED: set[str] = set()
"""Modules that new processes find imported; none if they are no forks."""
_STARTING = threading.Lock()
"""Held while a new process starts: multiprocessing is not made for several threads at once."""

_IMPORTED_IN = os.getpid()
"""The process that has imported this module: the preloaded one, in its forks."""

_LEFT: set[int] = set()
"""The processors that this process could use before it stayed on one; none if it did not."""


def processors() -> int:
    """Number of processes that can run at once."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def stay_on_processor(number: int) -> None:
    """Keeps this process, with all its threads, on one of the processors that it may use.

    They are counted on from the first again. New processes that it starts may use all of them.
    Raises OSError if the system refuses, AttributeError if it knows no such thing.
    """
    allowed = sorted(os.sched_getaffinity(0))
    _LEFT.update(allowed)
    for task in Path("/proc/self/task").iterdir():
        with suppress(ProcessLookupError):  # ended meanwhile
            os.sched_setaffinity(int(task.name), {allowed[number % len(allowed)]})


def processes_below(root: int) -> Iterator[int]:
    """The ids of all processes below another, where the system tells (Linux)."""
    for children in Path(f"/proc/{root}/task").glob("*/children"):
        with suppress(OSError):  # ended meanwhile
            for process in map(int, children.read_text().split()):
                yield process
                yield from processes_below(process)


def is_stopped(process: int) -> bool:
    """True while a process is stopped by a signal, so that it does nothing at all."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "T"
    except (OSError, IndexError):
        return False


def can_fork() -> bool:
    """True if this system supports forking."""
    return hasattr(os, "fork") and sys.platform != "darwin"


def has_process_descriptors() -> bool:
    """True if a descriptor tells when a process has ended: on Linux, unless a filter refuses it."""
    try:
        os.close(os.pidfd_open(os.getpid()))
    except (AttributeError, OSError):
        return False
    return True


def may_fork() -> bool:
    """True if this process may fork: not with other threads, whose locks would stay held."""
    return can_fork() and threading.active_count() == 1 and not _is_daemon()


def has_native_threads() -> bool:
    """True if libraries run threads of their own, for which they would wait in vain in a fork.

    RocksDB does once a store has been written. False where the system does not tell.
    """
    try:
        threads = len(list(Path("/proc/self/task").iterdir()))
    except OSError:
        return False
    return threads > len(sys._current_frames())  # noqa: SLF001


@contextmanager
def signals_delayed() -> Iterator[None]:
    """Delays signals to end until the block ends, or a process forked in it lets them in.

    An exception raised in a fork gets lost, and one raised before the fork is known leaves it
    without anyone to end it. Store what ends the fork within the block.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _WAITING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def let_signals_in() -> None:
    """Resumes the handling of signals to end: this process is now ready to exit."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _WAITING)


def leave(number: int, _frame: object) -> NoReturn:
    """Handles a signal: ends this process by way of its `with` blocks, once."""
    for end in ENDS:  # closing a terminal may send it twice
        signal.signal(end, signal.SIG_IGN)
    raise SystemExit(128 + number)


def ignore_ends() -> None:
    """Makes this forked process ignore signals to end, for one that ends with its pipe."""
    for number in _WAITING:
        signal.signal(number, signal.SIG_IGN)
    let_signals_in()


def leave_in_order() -> None:
    """Makes this forked process handle signals to end as `leave` does.

    It ignores Ctrl-C, which reaches it too; the first process then ends it.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for number in ENDS:
        signal.signal(number, leave)
    let_signals_in()


def end_with_parent(seconds: int = 0, *others: int) -> None:
    """Makes this process, of multiprocessing, end when the one that started it is gone.

    Or one of the `others`, given by descriptors. With `seconds` it first gets SIGTERM, and that
    long to end in order. The system ends it in any case, even if no thread of it runs any more.
    """
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    threading.Thread(
        target=_end_with_parent, args=(seconds, *others), name=PARENT_WATCH, daemon=True
    ).start()


@contextmanager
def in_fork(work: Callable[[], _T], *, worth: bool = True) -> Iterator[Callable[[], _T]]:
    """Starts `work`, which must not change anything; yields a function that waits for its value.

    With a single processor, if no process can be started or the work is not worth one, it runs when
    its value is requested. It runs again there if it fails in its process, to raise the error here.
    Work whose value is not requested is abandoned when the block ends.
    """
    if not worth or processors() == 1 or not may_fork():
        yield work
        return
    child = _Child()
    try:
        child.start(work)
        yield lambda: _received(child, work)
    finally:
        child.end()


def run_in_process(
    work: Callable[..., _T], *arguments: object, niceness: int = 0, seconds: float | None = None
) -> _T | None:
    """The value of `work` in a new process, which ends with this one; None if it fails.

    Raises TimeoutError, its process killed, if there is no value after `seconds`.
    """
    receiver, sender = process_context().Pipe(duplex=False)
    with receiver:
        with sender:
            process = start_process(_send, work, arguments, sender, niceness=niceness)
        try:
            if not receiver.poll(seconds):
                process.kill()
                raise TimeoutError
            value: _T | None = receiver.recv()
        except EOFError:
            value = None
        except BaseException:  # a signal, such as Ctrl-C: nobody waits for the value any more
            _end(process)
            raise
        process.join()
    return value


def start_process(
    work: Callable[..., object], *arguments: object, niceness: int = 0
) -> BaseProcess:
    """Starts `work` in a new process, which is ended when this one ends in order.

    Raises OSError if there is no room for one.
    """
    process = process_context().Process(
        target=_work_in_process, args=(work, arguments, niceness, frozenset(_LEFT)), daemon=True
    )
    start_or_raise(process.start)
    return process


def preload(*modules: str) -> None:
    """Makes new processes, from now on, forks of one that has imported these modules once.

    Does nothing where the system has no safe forks, or no descriptors of processes. That process
    starts with the first of them, or with `start_preloaded`, and again if it ends.
    """
    if can_fork() and has_process_descriptors():
        from multiprocessing import set_forkserver_preload

        set_forkserver_preload([*modules])
        _PRELOADED.update(modules)


def start_preloaded(folder: Path) -> None:
    """Starts the process of `preload` now: it imports while this one goes on.

    Files of multiprocessing are in `folder` from then on.
    """
    from multiprocessing import current_process

    if not _PRELOADED:
        return
    # Else a folder of its own, which would stay behind if this process is killed.
    current_process()._config["tempdir"] = str(folder)  # type: ignore[attr-defined]  # noqa: SLF001
    try:
        _run_preloaded()
    except OSError:  # no room, or too long a path
        _PRELOADED.clear()


def _run_preloaded() -> None:
    """Starts the process of `preload`, unless it runs.

    Signals to end, which may reach the whole group, are for its forks alone, once they let them in.
    """
    from multiprocessing import forkserver, resource_tracker

    resource_tracker.ensure_running()  # it would let signals in
    with signals_delayed():
        forkserver.ensure_running()


def is_preloaded() -> bool:
    """True if new processes are forks of one that has imported modules for them."""
    return bool(_PRELOADED)


def process_context() -> SpawnContext | ForkServerContext:
    """The context of multiprocessing for new processes."""
    from multiprocessing import get_context

    return get_context("forkserver") if _PRELOADED else get_context("spawn")


def start_or_raise(start: Callable[[], None]) -> None:
    """Starts a process of `process_context`; raises OSError if there is no room for one.

    Waits until the preloaded one has imported, or has ended.
    """
    with _STARTING:
        try:
            if _PRELOADED:
                _run_preloaded()
            start()
        except EOFError as error:  # that which is to fork has ended: for lack of room
            raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN)) from error


def end_processes() -> None:
    """Ends all that `start_process` and `run_in_process` started; returns once they have ended."""
    from multiprocessing import active_children

    _end(*active_children())


class Forked:
    """A forked process, usable from several threads; wait without a limit only after `kill`."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._code: int | None = None
        self._asked = threading.RLock()

    def poll(self) -> int | None:
        """The exit code, below zero for a signal; None while the process runs."""
        return self._wait(os.WNOHANG)

    def wait(self, timeout: float | None = None) -> int:
        """The exit code, once there is one; raises TimeoutExpired after `timeout` seconds."""
        code = self._wait(0) if timeout is None else self._wait_within(timeout)
        if code is None:
            from subprocess import TimeoutExpired

            raise TimeoutExpired("forked process", timeout or 0)
        return code

    def kill(self) -> None:
        """Ends the process, if it is still running."""
        self._send(signal.SIGKILL)

    def end(self) -> None:
        """Ends the process by SIGTERM, then by SIGKILL: its work may keep it from exiting."""
        for number in (signal.SIGTERM, signal.SIGKILL):
            self._send(number)
            if self._wait_within(_PATIENCE) is not None:
                return

    def _send(self, number: int) -> None:
        with self._asked, suppress(ProcessLookupError):
            if self.poll() is None:
                os.kill(self.pid, number)

    def _wait_within(self, seconds: float) -> int | None:
        latest, pause = time.monotonic() + seconds, _SHORTEST_PAUSE
        while (code := self.poll()) is None and time.monotonic() < latest:
            time.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)
        return code

    def _wait(self, options: int) -> int | None:
        with self._asked:
            if self._code is None:
                try:
                    pid, status = os.waitpid(self.pid, options)
                except ChildProcessError:  # if SIGCHLD is ignored, its code is unknown
                    pid, status = self.pid, 0
                if pid:
                    self._code = os.waitstatus_to_exitcode(status)
            return self._code


class _Child:
    """A forked process at work, and the pipe for its result.

    multiprocessing does the same and takes longer to import than most work takes.
    """

    def __init__(self) -> None:
        self._receiver: int | None = None
        self._process: Forked | None = None

    def start(self, work: Callable[[], object]) -> None:
        """Starts the work, if the limits of processes, files and memory for this user allow."""
        # All within the delay: whatever is opened here is then known to `end`.
        with suppress(OSError), signals_delayed():
            self._receiver, sender = os.pipe()
            try:
                pid = os.fork()
                if pid == 0:
                    _answer(work, self._receiver, sender)
                self._process = Forked(pid)
            finally:
                os.close(sender)

    def content(self) -> bytes:
        """The received content; empty if the process failed, or ended before sending all."""
        if self._receiver is None or self._process is None:
            return b""
        with open(self._receiver, "rb", closefd=False) as receiver:
            size = receiver.read(_SIZE.size)
            content = receiver.read()
        return content if size == _SIZE.pack(len(content)) else b""

    def end(self) -> None:
        """Ends the process, sent content or not."""
        if self._receiver is not None:
            os.close(self._receiver)
        if self._process is not None:
            self._process.end()


def _is_daemon() -> bool:
    """True in a process of multiprocessing that may not start any others."""
    processes = sys.modules.get("multiprocessing.process")
    return processes is not None and bool(processes.current_process().daemon)


def _end_with_parent(seconds: int, *others: int) -> None:
    from multiprocessing import parent_process
    from multiprocessing.connection import wait

    parent = parent_process()
    if parent is None:
        return
    wait([parent.sentinel, *others])
    signal.alarm(seconds + 1)
    if seconds:
        main = threading.main_thread().ident
        assert main is not None  # it has started
        # The system may deliver a signal for the process to another thread. Once, as granian may
        # wait for ever, with Python's lock, at the second.
        signal.pthread_kill(main, signal.SIGTERM)
        time.sleep(seconds)
    os._exit(1)  # its own processes end with it


def _work_in_process(
    work: Callable[..., object],
    arguments: tuple[object, ...],
    niceness: int,
    processors: frozenset[int],
) -> None:
    """Runs work in a new process, on these processors if the one that starts it stays on one."""
    os.nice(niceness)
    if processors:
        os.sched_setaffinity(0, processors)
    for number in (signal.SIGINT, *ENDS):  # all but SIGTERM may be sent to the whole group
        signal.signal(number, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, leave)  # its temporary files go with it
    let_signals_in()
    gc.freeze()  # to collect garbage is to write to all that is shared
    end_with_parent(0, *_preloaded_in())
    work(*arguments)


def _preloaded_in() -> list[int]:
    """The descriptor of the process that this is a fork of, if it is one of the preloaded one.

    Without that one, the process that wants the work takes this one for ended.
    """
    if os.getpid() == _IMPORTED_IN:
        return []
    watched = os.pidfd_open(_IMPORTED_IN)
    if os.getppid() != _IMPORTED_IN:
        raise ProcessLookupError(errno.ESRCH, os.strerror(errno.ESRCH))
    return [watched]


def _end(*processes: BaseProcess) -> None:
    """Ends processes of multiprocessing by SIGTERM, then by SIGKILL, and waits for that."""
    for process in processes:
        process.terminate()
    latest = time.monotonic() + _PATIENCE
    for process in processes:
        process.join(max(0, latest - time.monotonic()))
        process.kill()
        process.join()


def _send(work: Callable[..., object], arguments: tuple[object, ...], sender: Connection) -> None:
    with sender:
        sender.send(work(*arguments))


def _answer(work: Callable[[], object], receiver: int, sender: int) -> NoReturn:
    """Runs the work in the child; never returns."""
    try:
        os.close(receiver)  # otherwise a write waits for ever once the parent is killed
        leave_in_order()
        gc.freeze()  # objects of the parent are not for this process to destroy
        # Any exception will be raised again where the value is requested.
        with suppress(Exception), open(sender, "wb") as pipe:
            from pickle import HIGHEST_PROTOCOL, dumps

            content = dumps(work(), HIGHEST_PROTOCOL)
            pipe.write(_SIZE.pack(len(content)))
            pipe.write(content)
    finally:
        os._exit(0)


def _received(child: _Child, work: Callable[[], _T]) -> _T:
    content = child.content()
    if not content:
        return work()
    from pickle import loads

    value: _T = loads(content)
    return value


class FileLock:
    """A file, made if it is missing, that one process has locked until it closes it or ends.

    A process of multiprocessing that gets it as an argument has it as well, and after the other.
    """

    def __init__(self, path: Path) -> None:
        """Raises BlockingIOError where another has it, OSError where it cannot be made."""
        self._handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            while not self._is_taken():
                fcntl.flock(self._handle, fcntl.LOCK_SH | fcntl.LOCK_NB)  # else another has it
        except OSError:
            self.close()
            raise

    def _is_taken(self) -> bool:
        """False where another has it, or only looks at it at this moment (`is_locked`)."""
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def __reduce__(self) -> tuple[object, ...]:
        from multiprocessing.reduction import DupFd

        return _inherited, (DupFd(self._handle),)

    def close(self) -> None:
        """Gives it up in this process."""
        os.close(self._handle)


class _Inherited(Protocol):
    def detach(self) -> int: ...


def _inherited(handle: _Inherited) -> FileLock:
    lock = FileLock.__new__(FileLock)
    lock._handle = handle.detach()  # noqa: SLF001 - as pickle sets it
    return lock


def is_locked(path: Path) -> bool:
    """True if a living process has the file; raises FileNotFoundError where there is none."""
    lock = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(lock)
    return False
