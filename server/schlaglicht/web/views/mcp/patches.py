"""Patches of a model: judged apart, one at a time, within a budget for each client and for all."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from math import ceil
from pathlib import Path
from threading import Lock

from schlaglicht.errors import RequestError, SchlaglichtError, TryLater
from schlaglicht.ground.atomic_file import temporary_folder
from schlaglicht.ground.bounded_process import limit_process
from schlaglicht.ground.processes import ASIDE
from schlaglicht.i18n import Message, msg
from schlaglicht.project import Project, files_read
from schlaglicht.web.views.review.access import run_apart

PATCHES = "schlaglicht.patches"
"""The key, among the extensions of an application, of what judges patches there."""


@dataclass(frozen=True)
class PatchLimits:
    """Resources that the validation of patches may use in each web process."""

    characters: int = 200_000
    triples: int = 100_000
    """Triples of a dataset whose validation takes seconds."""
    seconds: float = 60.0
    """The longest that one takes."""
    memory: int = 2 * 2**30
    """Bytes that its process may use."""
    waiting: int = 4
    """Clients that wait for their turn or have it: each holds a thread of the server."""
    wait: float = 15.0
    """Seconds for which one waits."""
    window: float = 600.0
    """Seconds over which time is shared out."""
    own: float = 0.2
    """The share of the time that one client has."""
    together: float = 0.5
    """The share that all have together."""


_ALL = "*"
_MOST_CLIENTS = 10_000
"""Clients whose time is counted before those that have used none of late are forgotten."""

_NAME = "patch.ttl"


class Patches:
    """Judges patches; thread-safe. `clock` gives seconds that never go back."""

    def __init__(
        self, limits: PatchLimits | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.limits = limits or PatchLimits()
        self._clock = clock
        self._changing = Lock()
        self._judging = Lock()
        self._clients: set[str] = set()
        self._paid: dict[str, float] = {}
        """The times at which each, or all, will have paid for what they used, at their share."""

    def findings(self, project: Project, turtle: str, client: str) -> str:
        """The findings that a project has with a patch and not without, and those that are gone.

        The patch is called `patch.ttl` there. Raises RequestError for one that is too long or takes
        too long, and for a client whose turn it is not: it says when to come back. The client `""`
        is the user at this machine, who has all the time there is.
        """
        limits = self.limits
        if len(turtle) > limits.characters:
            said = msg("the patch is longer than {limit} characters", limit=limits.characters)
            raise RequestError(said)
        with self._turn(client), temporary_folder() as folder:
            patch = folder / _NAME
            patch.write_text(turtle, encoding="utf-8", newline="")
            return run_apart(
                _judged, project, patch, limits.memory, niceness=ASIDE, seconds=limits.seconds
            )

    @contextmanager
    def _turn(self, client: str) -> Iterator[None]:
        with self._changing:
            self._check_turn(client)
            self._clients.add(client)
        try:
            if not self._judging.acquire(timeout=self.limits.wait):
                raise _later(msg("other patches are being validated"), self.limits.wait)
            started = self._clock()
            try:
                yield
            finally:
                self._judging.release()
                self._count(client, self._clock() - started)
        finally:
            with self._changing:
                self._clients.discard(client)

    def _check_turn(self, client: str) -> None:
        """Raises RequestError for a client that has to come back later."""
        if client in self._clients:
            raise _later(msg("another patch of yours is being validated"), self.limits.wait)
        if len(self._clients) >= self.limits.waiting:
            raise _later(msg("other patches are being validated"), self.limits.wait)
        latest = self._clock() + self.limits.window
        if client and (left := self._paid.get(client, 0.0) - latest) > 0:
            raise _later(msg("validating has taken all the time that one client has"), left)
        if client and (left := self._paid.get(_ALL, 0.0) - latest) > 0:
            raise _later(msg("validating has taken all the time that there is for it"), left)

    def _count(self, client: str, seconds: float) -> None:
        with self._changing:
            now = self._clock()
            if len(self._paid) > _MOST_CLIENTS:
                self._paid = {each: until for each, until in self._paid.items() if until > now}
            for each, share in ((client, self.limits.own), (_ALL, self.limits.together)):
                self._paid[each] = max(now, self._paid.get(each, now)) + seconds / share


def _later(said: Message, seconds: float) -> TryLater:
    return TryLater(msg("{said}; try again in {seconds} s", said=said, seconds=ceil(seconds)))


def _judged(project: Project, patch: Path, memory: int) -> str:
    """The report, in a process of its own whose temporary files go with those of the patch."""
    from schlaglicht.diagnostics import render
    from schlaglicht.diagnostics.view import View
    from schlaglicht.rdf.rdflib_logging import silence_rdflib
    from schlaglicht.validation.baseline import compare_findings

    tempfile.tempdir = str(patch.parent)
    silence_rdflib()
    limit_process(memory=memory)
    patched = replace(project, data=(*project.data, patch), patch=patch)
    try:
        report = compare_findings(project, patched)
    except SchlaglichtError:
        return "The files of the dataset cannot be read at this moment."
    names = {path: project.display(path) for path in files_read(project)}
    return render(report, "text", View(project.root, names={**names, patch: _NAME}))
