"""A version of a project, from its files to its publication, which web processes serve.

New versions are read and judged in a process of their own, which then ends: neither the memory nor
a crash of a validation is the server's, and queries go first.

The publication is one file in a folder that nobody else can enter, replaced in one step. A web
process that is started again therefore begins with the newest version, whichever one its
predecessor served.
"""

from __future__ import annotations

import os
import pickle
import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from schlaglicht.dataset.index import build_index, index_path
from schlaglicht.dataset.kept_snapshots import LEAST_TRIPLES, state_of
from schlaglicht.dataset.snapshot import Snapshot, take_snapshot
from schlaglicht.engine import needs_store, write_store
from schlaglicht.errors import ProjectError, SchlaglichtError
from schlaglicht.ground.atomic_file import replaced
from schlaglicht.ground.processes import run_in_process
from schlaglicht.ground.progress import SILENT, Progress
from schlaglicht.project import Project, open_project
from schlaglicht.questions import Question, read_questions
from schlaglicht.rdf.rdflib_logging import silence_rdflib
from schlaglicht.web.server.reload.kept_version import keep_version, recall_version
from schlaglicht.web.server.validation_summary import Findings, findings_of
from schlaglicht.web.theme import Theme, read_theme

if TYPE_CHECKING:
    from schlaglicht.validation.report import ValidationResult

_PRIORITY = 10
"""The niceness of a preparation: queries go first."""

_MOST_RESULTS = 3
"""Validation results that a refusal quotes."""

_FILE = "publication"


@dataclass(frozen=True)
class Reload:
    """The last attempt to reload the files."""

    time: datetime
    succeeded: bool
    detail: str
    """One sentence, without paths of the server."""


@dataclass(frozen=True)
class Origin:
    """The place of a version in a publication that many servers read."""

    name: str
    version: str
    """The digest of its manifest."""
    is_behind: bool = False
    """True if there is a newer version that this server could not take over, or may be one."""
    newest: str | None = None
    """The newer version; None if the publication could not be asked."""

    @property
    def newer(self) -> str | None:
        """The newer version for a header field, `unknown` if it is; None if this is the newest."""
        return (self.newest or "unknown") if self.is_behind else None


@dataclass(frozen=True)
class Copy:
    """The copy of a remote graph that pages are made of, while its endpoint answers queries."""

    url: str
    dialect: str
    """The product that answers there, as far as it was recognised."""
    server: str
    """The product in its own words: the header field Server."""
    time: datetime
    """The end of the copying."""
    triples: int
    """Triples of the copy; without one those of the endpoint, 0 if it cannot count them."""
    missing: int | None
    """Triples of the endpoint that the copy lacks, at least; None if it cannot count them."""
    left_out: tuple[str, ...] = ()
    """The subjects whose triples the endpoint does not give."""
    queries_only: bool = False
    """True if nothing is copied, so that there are no pages of the graph."""


@dataclass(frozen=True)
class Publication:
    """One version of a project, ready to be served."""

    project: Project
    snapshot: Snapshot
    questions: tuple[Question, ...]
    reload: Reload | None = None
    findings: Findings | None = None
    """The results of its validation; None as long as it has not been validated."""
    theme: Theme = field(default_factory=Theme)
    """The look of its pages."""
    origin: Origin | None = None
    """Where it comes from, if this server reads a publication."""
    copy: Copy | None = None
    """The copy of a remote graph that it is made of, if it is one."""
    state: str | None = None
    """The digest under which the version is to be kept for the next start; None if it is."""


@dataclass(frozen=True)
class Refusal:
    """The reason why a version may not be served: one sentence without paths of the server."""

    reason: str


def publication_of(
    project: Project,
    folder: Path,
    findings: Findings | None = None,
    *,
    progress: Progress = SILENT,
) -> Publication:
    """A version of a project whose snapshot is written into `folder`; pages need its index too.

    If the version is kept, its index comes with it, and the store of a large one.
    """
    theme, state = read_theme(project), state_of(project)
    snapshot = recall_version(state, folder)
    if snapshot is not None:
        state = None  # it need not be kept once more
    snapshot = snapshot or take_snapshot(project, folder, progress)
    questions = read_questions(project)
    return Publication(project, snapshot, questions, findings=findings, theme=theme, state=state)


def write_publication(publication: Publication, folder: Path) -> None:
    """Replaces the publication in `folder`."""
    with replaced(folder / _FILE) as draft:
        draft.write_bytes(pickle.dumps(publication))


def read_publication(folder: Path) -> Publication:
    """The newest publication; only for a folder that belongs to this server."""
    content: Publication = pickle.loads((folder / _FILE).read_bytes())
    return content


def remove_other_versions(folder: Path, *kept: Publication) -> None:
    """Removes the versions in `folder` but these; an engine may still load the one before."""
    in_use = {parent for publication in kept for parent in publication.snapshot.path.parents}
    for version in set(folder.glob("version-*")) - in_use:
        shutil.rmtree(version, ignore_errors=True)


def publication_mark(folder: Path) -> tuple[int, int]:
    """Differs between any two publications in `folder`."""
    found = os.stat(folder / _FILE)  # noqa: PTH116 - five times per second
    return found.st_ino, found.st_mtime_ns


def prepare(paths: Sequence[Path], root: Path, folder: Path) -> Publication | Refusal:
    """The project that `paths` name as it is now, its snapshot written into `folder`.

    `root` is the folder to which a refusal names files. Runs in a process of its own.
    """
    outcome = run_in_process(_prepare, paths, root, folder, niceness=_PRIORITY)
    return outcome or Refusal("reading the new version ended unexpectedly, for lack of memory?")


def write_index(snapshot: Snapshot) -> None:
    """Writes the index of a snapshot in a process of its own; raises OSError if it cannot."""
    if reason := _write_apart(build_index, snapshot, niceness=_PRIORITY):
        raise OSError(reason)


def keep_apart(publication: Publication) -> None:
    """Keeps a version whose index is written for the next start, unless it is small or kept.

    In a process of its own.
    """
    snapshot = publication.snapshot
    if publication.state is not None and snapshot.all_triples >= LEAST_TRIPLES:
        with suppress(OSError):
            run_in_process(
                keep_version, publication.project, publication.state, snapshot, niceness=_PRIORITY
            )


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


def check(paths: Sequence[Path]) -> Findings | None:
    """The results of a validation of the project that `paths` name; None if it cannot be made.

    Runs in a process of its own.
    """
    return run_in_process(_check, paths, niceness=_PRIORITY)


def _check(paths: Sequence[Path]) -> Findings | None:
    from schlaglicht.validation.pipeline import validate

    silence_rdflib()
    try:
        return findings_of(validate(open_project(paths)))
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
    from schlaglicht.validation.pipeline import validate
    from schlaglicht.validation.report import Severity

    project = open_project(paths)
    report = validate(project)
    severe = [result for result in report.results if result.severity is Severity.VIOLATION]
    if severe:
        quoted = "; ".join(_quoted(project, result) for result in severe[:_MOST_RESULTS])
        more = f"; and {len(severe) - _MOST_RESULTS} more" if len(severe) > _MOST_RESULTS else ""
        return Refusal(f"it does not conform: {_without_paths(quoted, root)}{more}")
    publication = publication_of(project, folder, findings_of(report))
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
        text = _without_paths(text, folder, "a folder of the server")
    return _without_paths(text, root)


def _without_paths(text: str, root: Path, name: str = "the project") -> str:
    for folder in {root, root.absolute(), root.resolve()}:
        if str(folder) != ".":
            text = text.replace(f"{folder}{os.sep}", "").replace(str(folder), name)
    return text
