"""The main process of a reader: brings each new version of a publication here, and publishes it.

A version that cannot be fetched, or is not whole, changes nothing: the one before stays, and the
reader says that it is behind.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from schlaglicht.errors import SchlaglichtError
from schlaglicht.publication import (
    Content,
    Current,
    contents_of,
    open_source,
    pull,
    read_current,
)
from schlaglicht.web.monitoring.server_state import Origin, Reload
from schlaglicht.web.server.reload.prepare import (
    Publication,
    reason_without_paths,
    remove_other_versions,
    write_publication,
)
from schlaglicht.web.server.reload.publisher import Publisher
from schlaglicht.web.server.reload.version_files import SOFTWARE, read_version
from schlaglicht.web.server.watchdog import Attempts

_LOGGER = logging.getLogger(__name__)

_INTERVAL = 5.0
"""Seconds between two looks at the publication."""

_LONGEST_INTERVAL = 60.0
"""The same after several failures, each of which may have fetched a whole version."""


class PublicationReader(Publisher):
    """Follows a publication from its first version on, into a folder of this server's own."""

    def __init__(self, place: str, folder: Path) -> None:
        """Brings the current version here; raises ProjectError if that is not possible."""
        super().__init__(folder)
        self._source = open_source(place)
        self._number = 0
        self._pause = _INTERVAL
        self._held: Mapping[Content, Path] = {}
        current = read_current(self._source)
        read, self._held = self._pulled(current)
        self.publication = replace(read, origin=Origin(current.name, current.version))

    def _run(self) -> None:
        attempts = Attempts("following the publication")
        while not self._stopped.is_set():
            self._wanted.wait(max(self._pause, attempts.pause))
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
            self._origin_is(current)
            return
        try:
            read, held = self._pulled(current)
        except SchlaglichtError as error:
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
        detail = f"version {current.version[:12]}, published as {current.name}"
        done = Reload(datetime.now(UTC), succeeded=True, detail=detail)
        before, after = (
            self.publication,
            replace(read, origin=Origin(current.name, current.version), reload=done),
        )
        try:
            with self._fork_servers.taking_over(before.snapshot, after.snapshot):
                write_publication(after, self._folder)
            self.publication = after
        finally:
            remove_other_versions(self._folder, before, self.publication)
        self._pause = _INTERVAL
        _LOGGER.info("reloaded: %s", detail)

    def _origin_is(self, current: Current) -> None:
        """Notes that the version that is served is the newest, unless it was before."""
        self._pause = _INTERVAL
        origin = Origin(current.name, current.version)
        if origin != self._origin:
            detail = f"version {current.version[:12]}, published as {current.name}, is the newest"
            self._note(origin, Reload(datetime.now(UTC), succeeded=True, detail=detail))

    def _note_failure(self, newest: str | None, error: SchlaglichtError) -> None:
        self._pause = min(2 * self._pause, _LONGEST_INTERVAL)
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
