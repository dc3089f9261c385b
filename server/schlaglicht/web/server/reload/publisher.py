"""Brings versions, one after the other, into the folder from which web processes serve.

They follow what is published there (`follower`).
"""

from __future__ import annotations

import logging
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from pathlib import Path

from schlaglicht.dataset.index import index_path
from schlaglicht.errors import ProjectError
from schlaglicht.ground.files import changes, mark_of
from schlaglicht.project import files_read, open_project
from schlaglicht.remote import Endpoint
from schlaglicht.web.dump_store import DumpStore
from schlaglicht.web.findings import MOST_TRIPLES
from schlaglicht.web.monitoring.server_state import Reload
from schlaglicht.web.server.reload.follower import ForkServers
from schlaglicht.web.server.reload.prepare import (
    Publication,
    Refusal,
    check,
    keep_apart,
    prepare,
    remove_other_versions,
    write_index,
    write_publication,
)
from schlaglicht.web.server.watchdog import Attempts


class Publisher(ABC):
    """Has a first version once it is made, and looks for further ones in a thread of its own."""

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


_LOGGER = logging.getLogger(__name__)

_INTERVAL = 1.0
"""Seconds between two checks of the files; more if a check takes longer than a tenth of that."""

Fingerprint = object
"""Equal as long as no file of a project has changed."""


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
        self._seen_first = fingerprint(paths)
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
        is_small = first.snapshot.triples <= MOST_TRIPLES
        if not (first.project.shapes and is_small) or self._wanted.is_set():
            return
        findings = check(self._paths)
        is_same = fingerprint(self._paths) == self._seen_first
        if findings is None or not is_same or self._stopped.is_set():
            return
        self.publication = replace(first, findings=findings)
        write_publication(self.publication, self._folder)

    def _reload(self) -> None:
        self._attempts += 1
        folder = version_folder(self._folder, self._attempts)
        outcome = prepare(self._paths, self._root, folder)
        if self._stopped.is_set():
            return
        before, after = self.publication, self._judged(outcome)
        try:
            with self._fork_servers.taking_over(before.snapshot, after.snapshot):
                write_publication(after, self._folder)
            self.publication = after
        finally:
            remove_other_versions(self._folder, before, self.publication)
        keep_apart(after)

    def _judged(self, outcome: Publication | Refusal) -> Publication:
        now = datetime.now(UTC)
        before = self.publication
        if isinstance(outcome, Refusal):
            detail = f"the version before stays: {outcome.reason}"
            _LOGGER.error("not reloaded, %s", detail)
            return replace(before, reload=Reload(now, succeeded=False, detail=detail))
        snapshot = outcome.snapshot
        if is_same_content(before, outcome):
            snapshot = before.snapshot
        detail = f"version {snapshot.digest[:12]}, {snapshot.triples} triples"
        _LOGGER.info("reloaded: %s", detail)
        done = Reload(now, succeeded=True, detail=detail)
        return replace(outcome, snapshot=snapshot, reload=done)

    def _watch(self) -> None:
        look, wait = partial(fingerprint, self._paths), self._stopped.wait
        for _ in islice(changes(look, wait, seconds=_INTERVAL), 1, None):
            self.request()


def version_folder(folder: Path, number: int) -> Path:
    """A new folder for the snapshot of one version; the first is number 0."""
    path = folder / f"version-{number}"
    path.mkdir()
    return path


def is_same_content(before: Publication, outcome: Publication) -> bool:
    """True if the engines of the previous version can stay."""
    old, new = before.snapshot, outcome.snapshot
    shown = (old.prefixes, old.sentences, old.pages) == (new.prefixes, new.sentences, new.pages)
    return old.digest == new.digest and shown and old.path.exists()


def fingerprint(paths: Sequence[Path]) -> Fingerprint:
    """The files of a project and the times at which they were written; never an error."""
    try:
        return mark_of(files_read(open_project(paths)))
    except (ProjectError, OSError) as error:
        return str(error)
