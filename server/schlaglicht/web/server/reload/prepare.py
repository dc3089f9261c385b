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
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from schlaglicht.dataset.index import build_index, index_path
from schlaglicht.dataset.snapshot import Snapshot, take_snapshot
from schlaglicht.dataset.snapshot_cache import (
    LEAST_TRIPLES,
    VALUE,
    evict,
    recalled,
    remove,
    state_of,
    write_value,
)
from schlaglicht.engine import needs_store, write_store
from schlaglicht.engine.disk_store import source_of
from schlaglicht.errors import ProjectError, SchlaglichtError
from schlaglicht.ground.atomic_file import made_once, replaced
from schlaglicht.ground.cache_folder import private_cache
from schlaglicht.ground.files import Mark, mark_of, undisturbed, without_folder
from schlaglicht.ground.processes import run_in_process
from schlaglicht.ground.progress import SILENT, Progress
from schlaglicht.project import Project, files_read, open_project
from schlaglicht.questions import read_questions
from schlaglicht.rdf.rdflib_logging import silence_rdflib
from schlaglicht.web.metrics import Copy, Origin, Reload
from schlaglicht.web.project_version import MOST_TRIPLES, ResultSummary, Version, summary_of
from schlaglicht.web.theme import read_theme

if TYPE_CHECKING:
    from schlaglicht.validation.report import ValidationResult

MOST_BYTES = 4 * 2**30
"""Size of all that is kept; what was used longest ago goes first."""

_KIND = "served"


def recall_version(state: str | None, folder: Path) -> Snapshot | None:
    """The kept snapshot of that state, its files put into `folder`; else None."""
    cache = private_cache(_KIND) if state else None
    if cache is None or state is None:
        return None
    with recalled(cache / state) as found:
        if found is None:
            return None
        parts = [path for path in found.path.parent.iterdir() if path.name != VALUE]
        try:
            for path in parts:
                _put(path, folder / path.name)
        except OSError:  # no room: least of all for a version in part
            for path in parts:
                _remove(folder / path.name)
            return None
        return replace(found, path=folder / found.path.name)


def keep_version(publication: Publication) -> None:
    """Keeps what was made of a project for the next start, unless it is small, kept, or too large.

    For work aside: without room or rights, or after a change of the files, nothing is kept.
    """
    project, state, snapshot = publication.project, publication.state, publication.snapshot
    cache = private_cache(_KIND) if snapshot.all_triples >= LEAST_TRIPLES else None
    if cache is None or state is None:
        return
    with recalled(cache / state) as found:
        if found is not None:
            return
    parts = _parts_of(snapshot)
    if sum(map(_size_of, parts)) > MOST_BYTES or mark_of(files_read(project)) != publication.seen:
        return
    with suppress(OSError):
        remove(cache / state)  # what is damaged
        with made_once(cache / state) as draft:
            draft.mkdir(mode=0o700)
            for path in parts:
                _put(path, draft / path.name)
            write_value(snapshot, draft)
        evict(cache, spared=cache / state, most=MOST_BYTES)


def _parts_of(snapshot: Snapshot) -> set[Path]:
    """The files of a snapshot, and the folder of its store if it has one."""
    source = source_of(snapshot.engine_path)
    return {snapshot.path, snapshot.engine_path, source, index_path(snapshot)}


def _size_of(path: Path) -> int:
    files = path.iterdir() if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files)


def _put(source: Path, target: Path) -> None:
    """Gives a file or folder another name, which costs nothing, or copies it to another disk."""
    if source.is_dir():
        target.mkdir()
        for path in source.iterdir():
            _put(path, target / path.name)
        return
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


_PRIORITY = 10
"""The niceness of a preparation: queries go first."""

_MOST_RESULTS = 3
"""Validation results that a refusal quotes."""

_FILE = "publication"


@dataclass(frozen=True)
class Publication(Version):
    """One version of a project, ready to be served."""

    reload: Reload | None = None
    origin: Origin | None = None
    """Where it comes from, if this server reads a publication."""
    copy: Copy | None = None
    """The copy of a remote graph that it is made of, if it is one."""
    state: str | None = None
    """The digest under which the version is to be kept for the next start; None if it is."""
    seen: Mark = frozenset()
    """The files just before they were read: as long as they are the same, it is what they say."""


@dataclass(frozen=True)
class Refusal:
    """The reason why a version may not be served: one sentence without paths of the server."""

    reason: str


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


def write_publication(publication: Publication, folder: Path) -> None:
    """Replaces the publication in `folder`."""
    content = pickle.dumps(publication)
    with replaced(folder / _FILE) as draft:
        draft.write_bytes(sha256(content).digest() + content)


def read_publication(folder: Path) -> Publication:
    """The newest publication; only for a folder that belongs to this server.

    Raises OSError for one that is not as it was written.
    """
    written = (folder / _FILE).read_bytes()
    digest, content = written[: sha256().digest_size], written[sha256().digest_size :]
    if digest != sha256(content).digest():
        raise OSError("the publication is damaged; a reload writes it again")
    publication: Publication = pickle.loads(content)
    return publication


def remove_other_versions(folder: Path, *kept: Publication) -> None:
    """Removes the versions in `folder` but these; an engine may still load the one before."""
    in_use = {parent for publication in kept for parent in publication.snapshot.path.parents}
    for version in set(folder.glob("*version-*")) - in_use:
        gone = version.with_name(f"gone-{version.name}")
        with suppress(OSError):
            version.rename(gone)  # else a process that writes its dumps keeps it from going
            shutil.rmtree(gone, ignore_errors=True)


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
            run_in_process(keep_version, publication, niceness=_PRIORITY)


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
    return run_in_process(_check, found, served, niceness=_PRIORITY)


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
        _remove(path)
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
