"""The application served by granian: web processes with many threads, and killable engines.

The process that starts it all reads the graph and then only watches; granian starts the web
process, which starts the engines. A signal to the first ends all of them.
"""

from __future__ import annotations

import errno
import multiprocessing
import os
import resource
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import MPServer

from schlaglicht.dataset.index import build_index, index_path
from schlaglicht.errors import EngineLost, PortInUse, ProjectError
from schlaglicht.ground.atomic_file import temporary_folder
from schlaglicht.ground.processes import end_processes, is_preloaded, preload, start_preloaded
from schlaglicht.ground.progress import Progress
from schlaglicht.i18n import Message, Texts, lines, msg
from schlaglicht.project import Project
from schlaglicht.web.http.public_url import check_base_path, check_public_url
from schlaglicht.web.http.slow_clients import IDLE_SECONDS, THREADS
from schlaglicht.web.logs import log_to_standard_error
from schlaglicht.web.long_answers import MOST_READERS
from schlaglicht.web.server.app_loader import REFUSED, AppLoader, WebProcess
from schlaglicht.web.server.reload.file_reloader import FileReloader
from schlaglicht.web.server.reload.prepare import publication_of, write_store_apart
from schlaglicht.web.server.reload.publication_reader import PublicationReader
from schlaglicht.web.server.reload.publisher import Publisher
from schlaglicht.web.server.reload.served_versions import (
    Publication,
    version_folder,
    write_publication,
)
from schlaglicht.web.server.server_settings import ServerSettings
from schlaglicht.web.server.shutdown import SHUTDOWN_SECONDS, ending_on_interrupt, ending_on_sigterm
from schlaglicht.web.server.watchdog import Attempts, Watchdog

if TYPE_CHECKING:
    from schlaglicht.web.server.reload.endpoint_copier import RemoteGraph

_MOST_TRIED = 100
"""Ports tried after one that is taken."""

_LISTENING = "0A"
"""The state of a listening socket in /proc/net/tcp."""


@contextmanager
def reserved(host: str, port: int) -> Iterator[tuple[str, int]]:
    """The address of a port that nobody else can take meanwhile.

    granian shares ports between processes and would share one with another server as well.
    Raises PortInUse for a port that is taken, ProjectError for one that cannot be reserved.
    """
    try:
        reservation = _listening(host, port)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise PortInUse(host, port, holder_of(port), next_free(host, port)) from error
        raise ProjectError(
            f"cannot listen on {host}, port {port}: {_reason(error)}; "
            "choose another with --port, or 0 for any free one"
        ) from error
    with reservation:
        yield reservation.getsockname()[:2]


def next_free(host: str, port: int) -> int:
    """The first free port after `port`; 0, which means any, if there is none near."""
    for candidate in range(port + 1, min(port + _MOST_TRIED, 65535) + 1):
        with suppress(OSError), _listening(host, candidate):
            return candidate
    return 0


def holder_of(port: int) -> str | None:
    """Name and number of the process that listens on a port, if this user may know it."""
    links = {f"socket:[{inode}]" for inode in _inodes(port)}
    for process in Path("/proc").glob("[0-9]*") if links else ():
        with suppress(OSError):
            if any(str(file.readlink()) in links for file in (process / "fd").iterdir()):
                return f"{(process / 'comm').read_text().strip()} ({process.name})"
    return None


def _inodes(port: int) -> Iterator[str]:
    """The inodes of sockets that listen on a port."""
    for table in ("tcp", "tcp6"):
        with suppress(OSError):
            for line in Path("/proc/net", table).read_text().splitlines()[1:]:
                _, local, _, state, *others = line.split()
                if state == _LISTENING and int(local.rpartition(":")[2], 16) == port:
                    yield others[5]


def _listening(host: str, port: int) -> socket.socket:
    family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    return socket.create_server(address[:2], family=family)


def _reason(error: OSError) -> str:
    """The message of the system, without the additions of Python for addresses and names."""
    is_name_error = isinstance(error, socket.gaierror)
    return str(error.strerror) if is_name_error else os.strerror(error.errno or 0)


_BACKLOG = 4096
"""Connections that the system holds until they are accepted."""

_MOST_CONNECTIONS = 16_384
"""Connections at once, idle ones included, as far as the system allows."""

_OTHER_FILES = 512
"""Open files other than connections: pipes to engines, long answers, those of Python."""


_MEMORY = 1024
"""MiB that a web process may have beyond its share of the cache until another replaces it."""

_LOOK_SECONDS = 5
_LOOKS = 3
"""Looks at the memory of web processes until one that has too much at each of them is replaced."""

_SHORT_LIFE = 5.0
_PAUSE = 1.0
"""Seconds until a web process is replaced that ended within `_SHORT_LIFE` seconds of its start."""

_PRELOADED = (
    "schlaglicht.web.server.web_process",
    "schlaglicht.validation.pipeline",
    "granian.server",
)
"""Modules of web processes, and of the work beside them."""

MOST_AT_ONCE = 200_000
"""Triples of a first version whose pages are ready together with its queries."""


@dataclass(frozen=True)
class Service:
    """A project to serve, and the settings for it."""

    project: Project | None
    """None if the settings name a publication, or there is but a remote graph."""
    settings: ServerSettings
    paths: tuple[Path, ...] = ()
    """The paths by which the project was opened, and is opened again."""
    remote: RemoteGraph | None = None
    """The remote graph that takes the place of the project's data."""
    strict: bool = False
    """True if files with faults are refused at the start."""


def serve(
    service: Service,
    *,
    announce: Callable[[Texts, str], None],
    progress: AbstractContextManager[Progress],
) -> None:
    """Serves until SIGINT or SIGTERM; gives `announce` words and URL once it is ready.

    SIGHUP reloads the files. Port 0 is any free port. Raises ProjectError when the port cannot
    be reserved (PortInUse when it is taken) or the project cannot be read, EngineLost when no web
    process can be started.
    """
    settings = service.settings
    check_base_path(settings.base_path)
    check_public_url(settings.public_url, settings.base_path)
    log_to_standard_error(settings.log_level, settings.log_format)
    with ending_on_sigterm(), _temporary_folder() as folder:
        preload(*_PRELOADED)
        start_preloaded(folder)
        with reserved(settings.host, settings.port) as address, progress as shown:
            publisher = _publisher(service, folder, shown)
            publication = publisher.publication
        write_publication(publication, folder)
        server = _server(settings, address)
        url = _url(address)
        desk = _desk_url(settings, url, folder)
        loader = AppLoader(settings, folder, publisher.endpoint, SHUTDOWN_SECONDS)
        with ending_on_interrupt(lambda: [worker.kill() for worker in server.wrks]):
            publisher.start_fork_server()  # its thread would take the signal otherwise
            publisher.start()
            with _announced(
                address, partial(announce, _greeting(publication, url, desk), desk or url)
            ):
                watchdog = Watchdog(folder, lambda: [worker.inner.pid for worker in server.wrks])
                watchdog.start()
                try:
                    _run(server, loader, publisher.request)
                finally:
                    watchdog.stop()
                    publisher.stop()


def _desk_url(settings: ServerSettings, url: str, folder: Path) -> str:
    """The link that opens the desk, which is prepared in `folder`; empty if there is none."""
    place = "review" if settings.review else "edit" if settings.edit else ""
    if not place:
        return ""
    from schlaglicht.web.views.review.access import open_desk

    return f"{url}{place}?token={open_desk(folder)}"


def _publisher(service: Service, folder: Path, progress: Progress) -> Publisher:
    """The publisher for this kind of service."""
    if service.remote is not None:
        from schlaglicht.web.server.reload.endpoint_copier import EndpointCopier

        return EndpointCopier(service.remote, service.project, folder, progress)
    if service.project is None:
        progress.stage(msg("fetching the publication"))
        return PublicationReader(service.settings.publication, folder)
    first = version_folder(folder, 0)
    publication = _first_publication(service.project, first, progress, strict=service.strict)
    return FileReloader(service.paths, publication, folder, watch=service.settings.watch)


def _first_publication(
    project: Project, folder: Path, progress: Progress, *, strict: bool
) -> Publication:
    """The first version; the index of a large one is left to the reloader: queries go first."""
    publication = publication_of(project, folder, progress=progress, strict=strict)
    if index_path(publication.snapshot).exists():
        return publication
    progress.stage(msg("storing"))
    write_store_apart(publication.snapshot)
    if publication.snapshot.all_triples <= MOST_AT_ONCE:
        progress.stage(msg("indexing"))
        build_index(publication.snapshot)
    return publication


@contextmanager
def _temporary_folder() -> Iterator[Path]:
    with ExitStack() as stack:
        try:
            folder = stack.enter_context(temporary_folder())
        except OSError as error:
            raise ProjectError(
                f"cannot write temporary files: {error.strerror}; "
                "make room, or name another folder with TMPDIR"
            ) from error
        stack.callback(end_processes)  # else they would go on writing there
        yield folder


class _Server(MPServer):
    """granian, which replaces web processes as often as they end.

    Its own loop ends all of them when one ends twice within 5.5 seconds, may miss one that ends
    while another is replaced, and ends itself where the system has no room for another.
    """

    wrks: list[Any]
    started: Path
    """Exists once a web process has been ready."""
    has_failed = False
    """True if none has ever been ready, however often they were started."""
    is_refused = False
    """True if that was the system's doing."""

    def _serve_loop(self, spawn_target: Any, target_loader: Any) -> None:
        failures, attempts = 0, Attempts("replacing a web process")
        while not self.interrupt_signal:
            self.main_loop_interrupt.wait(attempts.pause or None)
            self.main_loop_interrupt.clear()
            self.interrupt_children.clear()  # what is in it makes granian exit with an error
            ended = [number for number, each in enumerate(self.wrks) if not each.is_alive()]
            failures += 0 if self.started.exists() else len(ended)
            if failures > self.workers:
                self.has_failed = True
                self.is_refused = any(self.wrks[each].inner.exitcode == REFUSED for each in ended)
                return
            if any(time.monotonic() - self.wrks[each].birth < _SHORT_LIFE for each in ended):
                self.main_loop_interrupt.wait(_PAUSE)
            if not self.interrupt_signal:
                replace = partial(self._respawn_workers, ended, spawn_target, target_loader)
                if attempts.attempt(replace):
                    attempts.attempt(partial(self._replace_large, spawn_target, target_loader))

    def _respawn_workers(
        self, workers: Sequence[int], spawn_target: Any, target_loader: Any, delay: float = 0
    ) -> None:
        """Puts others in the place of workers, which then end; one without another stays."""
        for number in workers:
            worker: Any = self._spawn_worker(number, spawn_target, target_loader)
            try:
                worker.start()
            except BaseException:
                if worker.inner.pid is not None:  # only the thread that waits for it has no room
                    worker.kill()
                raise
            before, self.wrks[number] = self.wrks[number], worker
            time.sleep(delay)
            before.terminate()
            before.join(SHUTDOWN_SECONDS)
            if before.is_alive():
                before.kill()

    def _spawn_worker(self, *asked: Any, **named: Any) -> Any:
        """A worker that has not started; granian itself knows no forks of another process."""
        worker: Any = super()._spawn_worker(*asked, **named)
        if is_preloaded():
            process = worker.inner
            worker.inner = WebProcess(target=process._target, args=process._args)  # noqa: SLF001
        return worker

    def _replace_large(self, spawn_target: Any, target_loader: Any) -> None:
        """Replaces processes with too much memory, when it is time to look."""
        granian: Any = self  # its types end here
        if granian.rss_signal:
            granian.rss_signal = False
            granian._handle_rss_signal(spawn_target, target_loader)  # noqa: SLF001  # as its loop does
            granian._watch_workers_rss()  # noqa: SLF001


def _server(settings: ServerSettings, address: tuple[str, int]) -> _Server:
    return _Server(
        "schlaglicht",
        address=address[0],
        port=address[1],
        interface=Interfaces.WSGI,
        workers=settings.workers,
        blocking_threads=max(THREADS, 2 * settings.engines) + MOST_READERS,
        log_level=LogLevels.critical,
        log_dictconfig={"handlers": {}, "loggers": {"_granian": {}}},  # ours are for all
        respawn_failed_workers=True,
        workers_max_rss=_MEMORY + settings.cache // settings.workers,
        rss_sample_interval=_LOOK_SECONDS,
        rss_samples=_LOOKS,
        backlog=_BACKLOG,
        backpressure=_connections(),
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=int(IDLE_SECONDS * 1000)),
        workers_kill_timeout=SHUTDOWN_SECONDS,
    )


def _run(server: _Server, loader: AppLoader, reload: Callable[[], None]) -> None:
    server.started = loader.started
    server.on_startup(lambda: _reload_on_hangup(reload))
    # granian would fork where it can: a copy of all that this process has read, and of locks that
    # its threads hold just then.
    multiprocessing.set_start_method("spawn", force=True)
    try:
        server.serve(target_loader=loader, wrap_loader=False)
    except SystemExit:
        # Where a signal reaches every process, granian may see its worker end before it sees
        # its own signal, and takes that for a failure.
        if not (server.interrupt_signal or server.has_failed):
            raise
    if server.has_failed:
        failure = ProjectError if server.is_refused else EngineLost
        raise failure("no web process could be started")


def _reload_on_hangup(reload: Callable[[], None]) -> None:
    """Takes SIGHUP from granian, which would start its web process again."""
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, lambda _number, _frame: reload())


def _connections() -> int:
    """The number of connections at once; the limit of open files grows as far as it can.

    granian accepts no more than that, and every client waits until one of them ends.
    """
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _MOST_CONNECTIONS + _OTHER_FILES
    files = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, most))
    return max(files - _OTHER_FILES, files // 2)


@contextmanager
def _announced(address: tuple[str, int], announce: Callable[[], None]) -> Iterator[None]:
    """Announces in the background, as soon as the address accepts connections."""
    stopped = threading.Event()

    def wait_and_announce() -> None:
        while not stopped.wait(0.02):
            if _accepts_connections(address):
                announce()
                return

    waiting = threading.Thread(target=wait_and_announce, name="announcement")
    waiting.start()
    try:
        yield
    finally:
        stopped.set()
        waiting.join()


def _accepts_connections(address: tuple[str, int]) -> bool:
    try:
        with socket.create_connection((_reachable(address[0]), address[1]), timeout=1):
            return True
    except OSError:
        return False


def _greeting(publication: Publication, url: str, desk: str) -> Message:
    title, _ = publication.title(publication.project.settings.site.languages)
    triples = publication.snapshot.triples or publication.snapshot.all_triples
    size = msg("{triples} triples", triples=triples)
    if publication.copy is not None and publication.copy.queries_only:
        size = msg("{size}, queries only", size=size) if triples else msg("queries only")
    is_ready = index_path(publication.snapshot).exists()
    review = msg("The desk, for one browser: {url}", url=desk)
    if "/edit?" in desk:
        review = msg("Editing, for one browser: {url}", url=desk)
    return lines(
        msg("Serving {title} ({size}) at {url}", title=title, size=size, url=url),
        *_faults(publication),
        *([] if is_ready else [msg("Queries are answered; pages and search follow soon.")]),
        *([review] if desk else []),
        msg("Ctrl-C stops it."),
    )


_OF_GRAPHS = ("place", "ending", "endings", "folder", "beginning")
"""Reasons why a file is not read that is taken for one of a graph."""


def _faults(publication: Publication) -> Iterator[Message]:
    """The number of files that are served in part, and of those that are not read, in a line."""
    from schlaglicht.validation.checks.unread_files import unread_files

    project, faulty, unread = publication.project, len(publication.snapshot.left_out), 0
    with suppress(OSError):
        found = (each for each in unread_files(project) if each.reason in _OF_GRAPHS)
        unread = sum(each.count for each in found)
    if not (faulty or unread):
        return
    files = len(project.graph_files) + len(project.evidence) + unread
    reasons = [msg("{number} with faults", number=faulty)] if faulty else []
    if unread:
        others = msg("{number} not read", number=unread)
        reasons.append(msg("{one}, {other}", one=reasons[0], other=others) if faulty else others)
    text = msg("{whole} of {files} files; {reasons}: schlaglicht validate")
    yield text.filled(whole=files - faulty - unread, files=files, reasons=reasons[-1])


def _url(address: tuple[str, int]) -> str:
    host = _reachable(address[0])
    return f"http://{f'[{host}]' if ':' in host else host}:{address[1]}/"


def _reachable(host: str) -> str:
    """An address to connect to, for a host that may stand for every network."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
