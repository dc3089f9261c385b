"""Brings versions, one after the other, into the folder from which web processes serve.

They follow what is published there (`follower`).
"""

from __future__ import annotations

import logging
import shutil
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from schlaglicht.dataset.dumps import DumpStore
from schlaglicht.dataset.index import index_path
from schlaglicht.dataset.snapshot import Snapshot
from schlaglicht.engine import ForkServer, can_serve_forks
from schlaglicht.engine.disk_store import is_whole
from schlaglicht.errors import SchlaglichtError
from schlaglicht.ground.files import changes
from schlaglicht.publication import (
    Content,
    Current,
    contents_of,
    open_source,
    pull,
    read_current,
)
from schlaglicht.web.metrics import Origin, Reload
from schlaglicht.web.server.reload.kept_versions import keep_apart
from schlaglicht.web.server.reload.prepare import (
    check,
    fingerprint,
    prepare,
    reason_without_paths,
    write_index,
)
from schlaglicht.web.server.reload.served_versions import (
    Publication,
    Refusal,
    remove_other_versions,
    version_folder,
    write_publication,
)
from schlaglicht.web.server.reload.version_files import SOFTWARE, read_version
from schlaglicht.web.server.watchdog import Attempts

if TYPE_CHECKING:
    from schlaglicht.remote import Endpoint


class ForkServers:
    """Loads the store of each version once, where the system can fork it."""

    def __init__(self) -> None:
        self._running: list[ForkServer] = []
        """That of the present version last; those before it leave when nobody needs them."""

    def start(self, snapshot: Snapshot) -> None:
        """Has the store of the first version loaded, for engines to be copies of; EngineLost."""
        if can_serve_forks():
            self._running.append(ForkServer(snapshot))

    @contextmanager
    def taking_over(self, before: Snapshot, after: Snapshot) -> Iterator[None]:
        """Starts the fork server of a new version, and has that of the version before leave."""
        if not self._running or after == before:
            yield
            return
        leaving = self._running[-1]
        started = ForkServer(after)
        self._running.append(started)
        try:
            started.wait_until_loaded()
            yield
        except BaseException:
            self._running.remove(started)
            started.close()
            raise
        leaving.retire()
        self._running = [each for each in self._running if each is started or each.is_running()]

    def close(self) -> None:
        """Ends all, those that were to leave and cannot among them: one may have been stopped."""
        for each in self._running:
            each.close()


class Publisher(ABC):
    """Holds the current version, and looks for new ones in a thread of its own."""

    publication: Publication
    """The newest publication."""

    endpoint: Endpoint | None = None
    """The remote endpoint that answers the queries, if one does."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._wanted = threading.Event()
        self._stopped = threading.Event()
        self._fork_servers = ForkServers()

    def start_fork_server(self) -> None:
        """Loads the store of the first version, of which engines are copies; raises EngineLost."""
        self._fork_servers.start(self.publication.snapshot)

    def start(self) -> None:
        """Looks for new versions from now on."""
        threading.Thread(target=self._run, name="publishing", daemon=True).start()

    def stop(self) -> None:
        """Stops looking, and ends the fork server; a version in preparation is not published."""
        self._stopped.set()
        self._wanted.set()
        self._fork_servers.close()

    def request(self) -> None:
        """Has it look soon; may be called by a signal handler."""
        self._wanted.set()

    @abstractmethod
    def _run(self) -> None:
        """Looks again and again, until it is stopped."""

    def _replace(self, after: Publication) -> None:
        """Publishes a version in place of the one before."""
        before = self.publication
        try:
            with self._fork_servers.taking_over(before.snapshot, after.snapshot):
                write_publication(after, self._folder)
            self.publication = after
        finally:
            remove_other_versions(self._folder, before, self.publication)


_LOGGER = logging.getLogger(__name__)

_INTERVAL = 1.0
"""Seconds between two checks of the files; more if a check takes longer than a tenth of that."""


class Reloader(Publisher):
    """Publishes new versions of a project into a folder that belongs to this server.

    A version that cannot be read or does not conform changes nothing but the report on the last
    attempt.
    """

    def __init__(
        self, paths: Sequence[Path], publication: Publication, folder: Path, *, watch: bool = False
    ) -> None:
        """Begins with a publication; with `watch` it checks the files for further ones."""
        super().__init__(folder)
        self._is_watching = watch
        self._paths = paths
        self._root = publication.project.root
        self._attempts = 0
        self.publication = publication

    def start(self) -> None:
        """Waits for requests from now on, or checks the files."""
        super().start()
        if self._is_watching:
            threading.Thread(target=self._watch, name="watching", daemon=True).start()

    def _run(self) -> None:
        self._until_done(self._index, "the index of the first version")
        self._until_done(partial(keep_apart, self.publication), "keeping the first version")
        self._until_done(DumpStore(self.publication.snapshot).begin, "writing the dumps")
        self._until_done(self._check, "the validation of the first version")
        while True:
            self._wanted.wait()
            self._wanted.clear()
            if self._stopped.is_set():
                return
            self._until_done(self._reload, "reloading")

    def _until_done(self, work: Callable[[], None], name: str) -> None:
        """Does the work, again and again while the system has no room for it, until the end."""
        attempts = Attempts(name)
        while not (self._stopped.is_set() or attempts.attempt(work)):
            self._stopped.wait(attempts.pause)

    def _index(self) -> None:
        """Writes the index of the first version, if queries had to be answered before."""
        snapshot = self.publication.snapshot
        if index_path(snapshot).exists():
            return
        try:
            write_index(snapshot)
        except OSError:
            if self._stopped.is_set():  # which ended that process
                return
            raise
        _LOGGER.info("pages and search are ready")

    def _check(self) -> None:
        """Validates the first version, which is served unseen so that serving begins at once."""
        first = self.publication
        if not first.is_checking or self._wanted.is_set():
            return
        findings = check(self._paths, first.snapshot)
        is_same = fingerprint(self._paths) == first.seen
        if self._stopped.is_set():
            return
        found = findings if is_same else None
        self.publication = replace(first, findings=found, is_checking=False)
        write_publication(self.publication, self._folder)

    def _reload(self) -> None:
        self._attempts += 1
        folder = version_folder(self._folder, self._attempts)
        outcome = prepare(self._paths, self._root, folder)
        if self._stopped.is_set():
            return
        self._replace(after := self._judged(outcome))
        keep_apart(after)

    def _judged(self, outcome: Publication | Refusal) -> Publication:
        now, before = datetime.now(UTC), self.publication
        if isinstance(outcome, Refusal):
            detail = f"the version before stays: {outcome.reason}"
            _LOGGER.error("not reloaded, %s", detail)
            refused = Reload(now, succeeded=False, detail=detail)
            return replace(before, reload=refused, is_checking=False)
        snapshot = outcome.snapshot
        if is_same_content(before, outcome):
            snapshot = before.snapshot
        detail = f"version {snapshot.digest[:12]}, {snapshot.triples} triples"
        _LOGGER.info("reloaded: %s", detail)
        done = Reload(now, succeeded=True, detail=detail)
        return replace(outcome, snapshot=snapshot, reload=done)

    def _watch(self) -> None:
        look, wait = partial(fingerprint, self._paths), self._stopped.wait
        if look() != self.publication.seen:  # a file changed while they were read
            self.request()
        for _ in islice(changes(look, wait, seconds=_INTERVAL), 1, None):
            self.request()


def is_same_content(before: Publication, outcome: Publication) -> bool:
    """True if the engines of the previous version can stay."""
    old, new = before.snapshot, outcome.snapshot
    shown, now = ((one.prefixes, one.sentences, one.pages, one.left_out) for one in (old, new))
    return old.digest == new.digest and shown == now and is_whole(old.path)


_FETCH_INTERVAL = 5.0
"""Seconds between two looks at the publication."""

_LONGEST_INTERVAL = 60.0
"""The longest between two attempts to fetch a version that was refused."""


@dataclass(frozen=True)
class _Refused:
    """The version that could not be taken over, and when it is fetched again."""

    version: str = ""
    pause: float = _FETCH_INTERVAL
    until: float = 0.0

    def again(self, version: str) -> _Refused:
        """The same after a further failure; another version begins with the shortest pause."""
        pause = min(2 * self.pause, _LONGEST_INTERVAL)
        pause = pause if version == self.version else _FETCH_INTERVAL
        return _Refused(version, pause, time.monotonic() + pause)


class PublicationReader(Publisher):
    """Follows a publication from its first version on, into a folder of this server's own."""

    def __init__(self, place: str, folder: Path) -> None:
        """Brings the current version here; raises ProjectError if that is not possible."""
        super().__init__(folder)
        self._source = open_source(place)
        self._number = 0
        self._held: Mapping[Content, Path] = {}
        self._refused = _Refused()
        self._served: set[str] = set()
        current = read_current(self._source)
        read, self._held = self._pulled(current)
        self.publication = replace(read, origin=Origin(current.name, current.version))

    def _run(self) -> None:
        attempts = Attempts("following the publication")
        while not self._stopped.is_set():
            if self._wanted.wait(max(_FETCH_INTERVAL, attempts.pause)):
                self._refused = _Refused()
            self._wanted.clear()
            if not self._stopped.is_set():
                attempts.attempt(self.look)

    def look(self) -> None:
        """Takes a new version over, or notes why not.

        Raises OSError and EngineLost if the system has no room for either.
        """
        try:
            current = read_current(self._source)
        except SchlaglichtError as error:
            self._note_failure(None, error)
            return
        if current.version == self._origin.version:
            self._refused = _Refused()
            self._origin_is(current)
            return
        if current.version == self._refused.version and time.monotonic() < self._refused.until:
            return
        try:
            read, held = self._pulled(current)
        except SchlaglichtError as error:
            self._refused = self._refused.again(current.version)
            self._note_failure(current.version, error)
            return
        if self._stopped.is_set():
            return
        self._take_over(current, read)
        self._held = held

    def _pulled(self, current: Current) -> tuple[Publication, Mapping[Content, Path]]:
        """A version from the source, and its files; those that have not changed are linked."""
        self._number += 1
        folder = self._folder / f"version-{self._number}"
        manifest = pull(self._source, current.version, folder, software=SOFTWARE, held=self._held)
        try:
            return read_version(folder), contents_of(manifest, folder)
        except SchlaglichtError:
            shutil.rmtree(folder, ignore_errors=True)
            raise

    def _take_over(self, current: Current, read: Publication) -> None:
        self._served.add(self._origin.version)
        is_back = current.version in self._served
        detail = f"version {current.version[:12]}, published as {current.name}"
        if is_back:
            detail += ", which was served before: the publication has gone back"
        done = Reload(datetime.now(UTC), succeeded=True, detail=detail)
        self._replace(replace(read, origin=Origin(current.name, current.version), reload=done))
        self._refused = _Refused()
        _LOGGER.log(logging.WARNING if is_back else logging.INFO, "reloaded: %s", detail)

    def _origin_is(self, current: Current) -> None:
        """Notes that the version that is served is the newest, unless it was before."""
        origin = Origin(current.name, current.version)
        if origin != self._origin:
            detail = f"version {current.version[:12]}, published as {current.name}, is the newest"
            self._note(origin, Reload(datetime.now(UTC), succeeded=True, detail=detail))

    def _note_failure(self, newest: str | None, error: SchlaglichtError) -> None:
        detail = f"the version before stays: {reason_without_paths(error, self._folder)}"
        origin = replace(self._origin, is_behind=True, newest=newest)
        before = self.publication.reload
        if origin != self._origin or before is None or before.detail != detail:
            _LOGGER.error("not reloaded, %s", detail)
            self._note(origin, Reload(datetime.now(UTC), succeeded=False, detail=detail))

    def _note(self, origin: Origin, reload: Reload) -> None:
        self.publication = replace(self.publication, origin=origin, reload=reload)
        write_publication(self.publication, self._folder)

    @property
    def _origin(self) -> Origin:
        assert self.publication.origin is not None
        return self.publication.origin
