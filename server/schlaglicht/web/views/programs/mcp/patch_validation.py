"""A patch, statements in Turtle, judged with the project that it is for.

All checks of the project run, in a process of its own that is killed when it takes too long: the
text of a stranger is parsed and queried with. Nothing is written into the project.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from threading import BoundedSemaphore, Lock

from schlaglicht.errors import RequestError, SchlaglichtError
from schlaglicht.ground.atomic_file import temporary_folder
from schlaglicht.ground.bounded_process import limit_process
from schlaglicht.ground.processes import run_in_process
from schlaglicht.i18n import msg
from schlaglicht.project import Project, files_read

LONGEST = 200_000
"""Characters of a patch."""

MOST_TRIPLES = 100_000
"""Triples of a dataset whose validation takes seconds."""

SECONDS = 60.0
"""The longest that a validation takes."""

MEMORY = 2 * 2**30
"""Bytes that its process may use."""

_NAME = "patch.ttl"
_NICENESS = 10
_ONE_AT_A_TIME = Lock()
_WAITING = BoundedSemaphore(4)
"""Requests that have or wait for their turn: each holds a thread of the server."""


def findings_of_patch(project: Project, turtle: str) -> str:
    """The findings that a project has with a patch and not without, and those that are gone.

    The patch is called `patch.ttl` there. Raises RequestError for one that is too long or takes
    too long, and while another one is judged.
    """
    if len(turtle) > LONGEST:
        raise RequestError(msg("the patch is longer than {limit} characters", limit=LONGEST))
    with _turn(), temporary_folder() as folder:
        patch = folder / _NAME
        patch.write_text(turtle, encoding="utf-8", newline="")
        return _judged_apart(project, patch)


@contextmanager
def _turn() -> Iterator[None]:
    """Waits until no other patch is judged; raises RequestError when that takes too long."""
    with ExitStack() as held:
        for lock, seconds in ((_WAITING, 0.0), (_ONE_AT_A_TIME, SECONDS / 4)):
            if not lock.acquire(timeout=seconds):
                said = msg("another patch is being validated; try again later")
                raise RequestError(said, status=503)
            held.callback(lock.release)
        yield


def _judged_apart(project: Project, patch: Path) -> str:
    try:
        said = run_in_process(_judged, project, patch, MEMORY, niceness=_NICENESS, seconds=SECONDS)
    except TimeoutError as error:
        late = msg("the validation takes longer than {limit} s", limit=f"{SECONDS:g}")
        raise RequestError(late) from error
    if said is None:
        raise RequestError(msg("the validation ended unexpectedly, for lack of memory?"))
    return said


def _judged(project: Project, patch: Path, memory: int) -> str:
    """The report, in a process of its own whose temporary files go with those of the patch."""
    from schlaglicht.diagnostics import render
    from schlaglicht.diagnostics.view import View
    from schlaglicht.rdf.rdflib_logging import silence_rdflib
    from schlaglicht.validation.baseline import compare_findings

    tempfile.tempdir = str(patch.parent)
    silence_rdflib()
    limit_process(memory=memory)
    patched = replace(project, data=(*project.data, patch))
    try:
        report = compare_findings(project, patched)
    except SchlaglichtError:
        return "The files of the dataset cannot be read at this moment."
    names = {path: project.display(path) for path in files_read(project)}
    return render(report, "text", View(project.root, names={**names, patch: _NAME}))
