"""A version of a project from its files: read, judged, its index and store written.

New versions are read and judged in a process of their own, which then ends: neither the memory nor
a crash of a validation is the server's, and queries go first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from schlaglicht.dataset.index import build_index, index_path
from schlaglicht.dataset.snapshot import Snapshot, take_snapshot
from schlaglicht.dataset.snapshot_cache import (
    state_of,
)
from schlaglicht.engine import needs_store, write_store
from schlaglicht.errors import ProjectError, SchlaglichtError
from schlaglicht.ground.files import Mark, mark_of, undisturbed, without_folder
from schlaglicht.ground.processes import ASIDE, run_in_process
from schlaglicht.ground.progress import SILENT, Progress
from schlaglicht.project import Project, files_read, open_project
from schlaglicht.questions import read_questions
from schlaglicht.rdf.rdflib_logging import silence_rdflib
from schlaglicht.web.project_version import MOST_TRIPLES, ResultSummary, summary_of
from schlaglicht.web.server.reload.kept_versions import discard, recall_version
from schlaglicht.web.server.reload.served_versions import Publication, Refusal
from schlaglicht.web.theme import read_theme

if TYPE_CHECKING:
    from schlaglicht.validation.report import ValidationResult

_MOST_RESULTS = 3
"""Validation results that a refusal quotes."""


def publication_of(
    project: Project,
    folder: Path,
    findings: ResultSummary | None = None,
    *,
    progress: Progress = SILENT,
    strict: bool = False,
) -> Publication:
    """A version of a project whose snapshot is written into `folder`; pages need its index too.

    If the version is kept, its index comes with it, and the store of a large one. Files with faults
    are refused where it is to be `strict`.
    """
    seen = mark_of(files_read(project))
    theme, state = read_theme(project), state_of(project)
    snapshot = recall_version(state, folder)
    if snapshot is not None:
        state = None  # it need not be kept once more
    if snapshot is None or (strict and snapshot.left_out):
        snapshot = take_snapshot(project, folder, progress, strict=strict)
    questions = read_questions(project)
    has_to_show = bool(project.shapes or project.settings.site.edit)
    is_checking = findings is None and has_to_show and snapshot.triples <= MOST_TRIPLES
    return Publication(
        project,
        snapshot,
        questions,
        findings=findings,
        is_checking=is_checking,
        theme=theme,
        state=state,
        seen=seen,
    )


def prepare(paths: Sequence[Path], root: Path, folder: Path) -> Publication | Refusal:
    """The project that `paths` name as it is now, its snapshot written into `folder`.

    `root` is the folder to which a refusal names files. Runs in a process of its own.
    """
    outcome = run_in_process(_prepare, paths, root, folder, niceness=ASIDE)
    return outcome or Refusal("reading the new version ended unexpectedly, for lack of memory?")


def write_index(snapshot: Snapshot) -> None:
    """Writes the index of a snapshot in a process of its own; raises OSError if it cannot."""
    if reason := _write_apart(build_index, snapshot, niceness=ASIDE):
        raise OSError(reason)


def write_store_apart(snapshot: Snapshot) -> None:
    """Writes the store of a large snapshot in a process of its own, with whose end its memory goes.

    Raises ProjectError if it cannot.
    """
    if needs_store(snapshot) and (reason := _write_apart(write_store, snapshot)):
        raise ProjectError(reason)


def _write_apart(
    write: Callable[[Snapshot], object], snapshot: Snapshot, *, niceness: int = 0
) -> str:
    """The reason why it could not be written, else nothing."""
    reason = run_in_process(_reason_against, write, snapshot, niceness=niceness)
    return "its process ended unexpectedly, for lack of memory?" if reason is None else reason


def _reason_against(write: Callable[[Snapshot], object], snapshot: Snapshot) -> str:
    try:
        write(snapshot)
    except ProjectError as error:
        return str(error)
    return ""


def check(found: Project | Sequence[Path], served: Snapshot) -> ResultSummary | None:
    """The results of a validation of a project, or of the one that paths name.

    `served` is its snapshot. None if it cannot be made. Runs in a process of its own.
    """
    return run_in_process(_check, found, served, niceness=ASIDE)


def _check(found: Project | Sequence[Path], served: Snapshot) -> ResultSummary | None:
    from schlaglicht.validation.pipeline import validate

    silence_rdflib()
    try:
        project = found if isinstance(found, Project) else open_project(found)
        return summary_of(validate(project, served=served), project)
    except SchlaglichtError:
        return None


def _prepare(paths: Sequence[Path], root: Path, folder: Path) -> Publication | Refusal:
    silence_rdflib()
    try:
        return _prepared(paths, root, folder)
    except SchlaglichtError as error:
        temporary = folder.parent.parent  # of this server, and of its validations
        return Refusal(reason_without_paths(error, root, temporary))


def _prepared(paths: Sequence[Path], root: Path, folder: Path) -> Publication | Refusal:
    """The version that was judged, which is read once more: all again if a file changes meanwhile.

    Otherwise one content could be judged, and another served.
    """
    judged = partial(_judged, paths, root, folder)
    return undisturbed(judged, partial(fingerprint, paths), root)


def fingerprint(paths: Sequence[Path]) -> Mark | str:
    """The files of a project, the same as long as none has changed; never an error."""
    try:
        return mark_of(files_read(open_project(paths)))
    except (ProjectError, OSError) as error:
        return str(error)


def _judged(paths: Sequence[Path], root: Path, folder: Path) -> Publication | Refusal:
    for path in list(folder.glob("*")):  # of a try before
        discard(path)
    from schlaglicht.validation.pipeline import validate
    from schlaglicht.validation.report import Severity

    project = open_project(paths)
    report = validate(project)
    severe = [result for result in report.results if result.severity is Severity.VIOLATION]
    if severe:
        quoted = "; ".join(_quoted(project, result) for result in severe[:_MOST_RESULTS])
        more = f"; and {len(severe) - _MOST_RESULTS} more" if len(severe) > _MOST_RESULTS else ""
        return Refusal(f"it does not conform: {without_folder(quoted, root, 'the project')}{more}")
    publication = publication_of(project, folder, summary_of(report, project))
    if not index_path(publication.snapshot).exists():
        write_store(publication.snapshot)
        build_index(publication.snapshot)
    return publication


def _quoted(project: Project, result: ValidationResult) -> str:
    from schlaglicht.validation.report import Precision

    message = result.messages.get("en") or next(iter(result.messages.values()), result.code)
    if result.place is None:
        return f"{message} [{result.code}]"
    place, where = result.place, project.display(result.place.path)
    if place.precision is not Precision.FILE:
        where += f":{place.line}:{place.column}"
    return f"{where}: {message} [{result.code}]"


def reason_without_paths(error: SchlaglichtError, root: Path, *private: Path) -> str:
    """The message of an error, files named from the project's folder on, or a `private` one."""
    text = str(error)
    for folder in private:
        text = without_folder(text, folder, "a folder of the server")
    return without_folder(text, root, "the project")
