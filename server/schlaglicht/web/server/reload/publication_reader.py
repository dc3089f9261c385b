"""Looks every few seconds at a publication for a new version, and brings it here."""

from __future__ import annotations

import logging
import shutil
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from schlaglicht.errors import SchlaglichtError
from schlaglicht.publication import Content, Current, contents_of, open_source, pull, read_current
from schlaglicht.web.metrics import Origin, Reload
from schlaglicht.web.server.reload.prepare import reason_without_paths
from schlaglicht.web.server.reload.publisher import Publisher
from schlaglicht.web.server.reload.served_versions import Publication, write_publication
from schlaglicht.web.server.reload.version_files import SOFTWARE, read_version
from schlaglicht.web.server.watchdog import Attempts

_LOGGER = logging.getLogger(__name__)

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
