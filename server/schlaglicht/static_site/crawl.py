"""Crawl of a site: all documents that links reach from the first ones, such as the start page.

Processes copy them: forked, so that each has the prepared application. They live for many batches;
a process of `processes.in_fork` computes one value only.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

from schlaglicht.errors import EngineLost, ProjectError
from schlaglicht.ground.processes import can_fork, ignore_ends, signals_delayed
from schlaglicht.ground.progress import SILENT, Progress
from schlaglicht.rdf.reading.recovery import LeftOut
from schlaglicht.static_site.file_names import Root, needs_dumps, stem_of
from schlaglicht.static_site.page_writer import Copied, Copier


@dataclass(frozen=True)
class BrokenLink:
    """A broken link within the site: the page it is on, its URL, and the reason."""

    page: str
    target: str
    reason: str


@dataclass(frozen=True)
class SiteReport:
    """Numbers of files and bytes written, and the broken links among the files."""

    files: int
    bytes: int
    broken: tuple[BrokenLink, ...]
    left_out: tuple[LeftOut, ...] = ()
    """What cannot be read of the project's files, and is not in the site."""


_MOST_PROCESSES = 8

_AHEAD = 2
"""Batches given to a process at once, so that it need not wait for the next."""

_LAST_SECONDS = 10.0
"""Seconds for a process to end its batch, and its engines, once the pipe is closed."""

_MOST_NEW_OBJECTS = 100_000
"""Threshold of the garbage collector: a request leaves almost none, and collections would take a
fifth of the time."""


def processes_to_fork(wanted: int) -> int:
    """Number of processes to fork, 0 if this one copies; `wanted` 0 means one per processor."""
    number = wanted or min(os.cpu_count() or 1, _MOST_PROCESSES)
    return number if number > 1 and can_fork() else 0


@contextmanager
def forked_writers(
    copier: Copier, close: Callable[[], None], processes: int
) -> Iterator[ForkedWriters]:
    """Copies in `processes` processes; they end with the context, even after an error.

    Each calls `close` when it ends.
    """
    forked = ForkedWriters()
    try:
        for _ in range(processes):
            forked.add(copier, close)
        yield forked
    finally:
        forked.end()


class HereWriter:
    """Copies in this process."""

    def __init__(self, copier: Copier) -> None:
        self._copier = copier
        self._waiting: deque[Sequence[str]] = deque()

    @property
    def are_free(self) -> bool:
        """True if another batch can be taken."""
        return not self._waiting

    @property
    def are_busy(self) -> bool:
        """True if results are still to come."""
        return bool(self._waiting)

    def copy(self, names: Sequence[str]) -> None:
        """Takes a batch."""
        self._waiting.append(names)

    def next_result(self) -> Copied:
        """Waits for some batch, and returns its result."""
        try:
            return self._copier.copy(self._waiting.popleft())
        except OSError as error:
            raise _unwritable(error) from error


class ForkedWriters:
    """Copies in forked processes; its methods are those of HereWriter."""

    def __init__(self) -> None:
        self._batches: dict[Connection, int] = {}
        self._processes: list[BaseProcess] = []

    def add(self, copier: Copier, close: Callable[[], None]) -> None:
        """Starts another process."""
        context = multiprocessing.get_context("fork")
        mine, theirs = context.Pipe()
        self._batches[mine] = 0
        work = (copier, close, theirs, tuple(self._batches))
        process = context.Process(target=_serve, args=work)
        with theirs, signals_delayed():
            process.start()
            self._processes.append(process)

    @property
    def are_free(self) -> bool:
        """True if a process can take another batch."""
        return min(self._batches.values()) < _AHEAD

    @property
    def are_busy(self) -> bool:
        """True if results are still to come."""
        return any(self._batches.values())

    def copy(self, names: Sequence[str]) -> None:
        """Gives a batch to the idlest process."""
        idlest = min(self._batches, key=self._batches.__getitem__)
        self._batches[idlest] += 1
        try:
            idlest.send(names)
        except OSError as error:
            raise _lost() from error

    def next_result(self) -> Copied:
        """Waits for some batch, and returns its result."""
        ready = wait([pipe for pipe, batches in self._batches.items() if batches])[0]
        assert isinstance(ready, Connection)
        try:
            result = ready.recv()
        except (EOFError, OSError) as error:
            raise _lost() from error
        self._batches[ready] -= 1
        if isinstance(result, OSError):
            raise _unwritable(result) from result
        assert isinstance(result, Copied)
        return result

    def end(self) -> None:
        """Ends the processes; documents not copied by now are not needed."""
        for pipe in self._batches:
            pipe.close()
        for process in self._processes:
            process.join(_LAST_SECONDS)
            process.kill()
            process.join()


def _serve(
    copier: Copier, close: Callable[[], None], pipe: Connection, others: Sequence[Connection]
) -> None:
    """Copies the batches from the pipe until its other end is closed: the work of one process."""
    for other in others:  # otherwise no pipe would ever seem closed
        other.close()
    ignore_ends()  # in the middle of a request, one would be an error of Flask's
    gc.freeze()  # objects from before the fork are not garbage
    gc.set_threshold(_MOST_NEW_OBJECTS, 50, 50)
    try:
        while True:
            names = pipe.recv()
            try:
                result: Copied | OSError = copier.copy(names)
            except OSError as error:
                result = error
            pipe.send(result)
    except (EOFError, ConnectionError):
        return
    finally:
        close()


Writers = HereWriter | ForkedWriters


def _unwritable(error: OSError) -> ProjectError:
    where = f"{error.filename}: " if error.filename else ""  # a full disk has no file name
    return ProjectError(f"the site cannot be written: {where}{error.strerror}")


def _lost() -> EngineLost:
    return EngineLost("a process that writes the site ended unexpectedly, for lack of memory?")


MOST_DOCUMENTS = 5_000_000
"""Limit above which a site is taken to be endless."""

_BATCH = 8
"""Things whose documents one process copies before it reports."""


def copy_site(
    writers: Writers,
    root: Root,
    first: Iterable[str],
    wait_for_dumps: Callable[[], None],
    progress: Progress = SILENT,
) -> SiteReport:
    """Copies `first` and all documents reachable from there, and checks the links.

    Documents that need the dumps come last, after `wait_for_dumps`.
    Raises ProjectError when a file cannot be written, or at more than MOST_DOCUMENTS.
    """
    crawl = _Crawl()
    crawl.find(dict.fromkeys(first, ""))
    crawl.copy_found(writers, progress)
    wait_for_dumps()
    crawl.release_dumps()
    crawl.copy_found(writers, progress)
    return crawl.report(root)


class _Crawl:
    """The documents found and copied so far."""

    def __init__(self) -> None:
        self._copied = Copied()
        self._found: set[str] = set()
        self._things: deque[str] = deque()
        self._held: deque[str] | None = deque()
        """Stems that wait for the dumps; None once these are written."""
        self._names_of: defaultdict[str, set[str]] = defaultdict(set)

    def copy_found(self, writers: Writers, progress: Progress) -> None:
        """Copies the documents found so far, and those that they lead to."""
        while self._things or writers.are_busy:
            while self._things and writers.are_free:
                things = [self._things.popleft() for _ in range(min(_BATCH, len(self._things)))]
                writers.copy([n for thing in things for n in sorted(self._names_of.pop(thing))])
            self._take(writers.next_result())
            progress.count(len(self._copied.files), len(self._found))

    def find(self, links: dict[str, str]) -> None:
        """Queues the linked documents that were not found before."""
        for name in sorted(links):
            if name not in self._found:
                self._found.add(name)
                stem = stem_of(name)
                if stem not in self._names_of:
                    held = self._held if needs_dumps(stem) else None
                    (self._things if held is None else held).append(stem)
                self._names_of[stem].add(name)
        if len(self._found) > MOST_DOCUMENTS:
            raise ProjectError(f"the site has more than {MOST_DOCUMENTS:,} documents")

    def release_dumps(self) -> None:
        """Queues the documents that waited for the dumps."""
        self._things += self._held or ()
        self._held = None

    def _take(self, copied: Copied) -> None:
        """Adds copied documents, and queues those they link to."""
        self._copied.add(copied)
        self._found.update(copied.files, copied.failed, copied.redirected)
        self.find({n: page for n, page in copied.links.items() if not self._copied.has(n)})

    def report(self, root: Root) -> SiteReport:
        """The sums of files and bytes, and the broken links."""
        files, links = self._copied.files, self._copied.links
        broken = (
            BrokenLink(links.get(name) or "", root.url + name, reason)
            for name, reason in sorted(self._copied.failed.items())
        )
        return SiteReport(len(files), sum(files.values()), tuple(broken))
