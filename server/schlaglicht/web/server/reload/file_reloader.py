"""Reads the files again, and serves what is new: when it is asked to, or when they change."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from pathlib import Path

from schlaglicht.dataset.dumps import DumpStore
from schlaglicht.dataset.index import index_path
from schlaglicht.ground.files import changes
from schlaglicht.web.metrics import Reload
from schlaglicht.web.server.reload.kept_versions import keep_apart
from schlaglicht.web.server.reload.prepare import check, fingerprint, prepare, write_index
from schlaglicht.web.server.reload.publisher import Publisher, is_same_content
from schlaglicht.web.server.reload.served_versions import (
    Publication,
    Refusal,
    version_folder,
    write_publication,
)
from schlaglicht.web.server.watchdog import Attempts

_LOGGER = logging.getLogger(__name__)

_INTERVAL = 1.0
"""Seconds between two checks of the files; more if a check takes longer than a tenth of that."""


class FileReloader(Publisher):
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
