"""A version of a project as a folder of files, from which any server makes the same site.

    project/stones/…     the files of the project, below the name of its folder
    snapshot/<digest>.nq   the dataset; next to it what engines, pages and downloads read
    snapshot.json        what was counted, findings.json the results of its validation

Nothing in it is run: what is not RDF, an index or a store is JSON, read by its shape.
"""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from schlaglicht import __version__
from schlaglicht.dataset.dumps import DumpStore, write_dumps
from schlaglicht.dataset.index import check_index
from schlaglicht.dataset.snapshot import Snapshot
from schlaglicht.errors import ProjectError
from schlaglicht.ground.files import undisturbed
from schlaglicht.project import Project, files_read, open_project
from schlaglicht.questions import read_questions
from schlaglicht.settings.toml_tables import as_table, read_table
from schlaglicht.web.project_version import ResultSummary
from schlaglicht.web.server.reload.prepare import fingerprint, prepare
from schlaglicht.web.server.reload.served_versions import Publication, Refusal
from schlaglicht.web.theme import read_theme

SOFTWARE = f"Schlaglicht {__version__}"
"""What makes and reads these files; another version may write them otherwise."""

_PROJECT, _SNAPSHOT = "project", "snapshot"
_COUNTED, _FINDINGS = "snapshot.json", "findings.json"
_DIGEST = re.compile(r"[0-9a-f]{64}")

Value = TypeVar("Value")


def write_version(project: Project, folder: Path) -> Refusal | None:
    """Writes the files of a project's version into the empty `folder`.

    Returns the reason if it cannot be read or does not conform. Raises ProjectError if the project
    is not a folder, or a file cannot be written.
    """
    if not project.whole:
        raise ProjectError(f"{project.root}: only the folder of a project can be published")
    try:
        root = folder / _PROJECT / project.root.resolve().name
        copied = partial(_copied, project.root, root)
        undisturbed(copied, partial(fingerprint, [project.root]), project.root)
        (folder / _SNAPSHOT).mkdir()
        made = prepare([root], root, folder / _SNAPSHOT)
        if isinstance(made, Refusal):
            return made
        write_dumps(made.snapshot, DumpStore(made.snapshot).folder)
        _write(folder / _COUNTED, _counted(made.snapshot))
        if made.findings is not None:
            _write(folder / _FINDINGS, made.findings)
    except OSError as error:
        raise ProjectError(f"{folder}: cannot be written: {error.strerror}") from error
    return None


def read_version(folder: Path) -> Publication:
    """The version whose files are in `folder`; raises ProjectError if they are not of one."""
    roots = list((folder / _PROJECT).glob("*"))
    if len(roots) != 1:
        raise ProjectError("it has not one project, but " + str(len(roots)))
    project = open_project(roots)
    counted = _read(Snapshot, folder / _COUNTED)
    snapshot = _with_files(counted, folder / _SNAPSHOT, project)
    check_index(snapshot)
    findings = folder / _FINDINGS
    return Publication(
        project,
        snapshot,
        read_questions(project),
        findings=_read(ResultSummary, findings) if findings.exists() else None,
        theme=read_theme(project),
    )


def _copied(root: Path, target: Path) -> None:
    """Copies the files that a project is read from, in place of those of a try before."""
    shutil.rmtree(target, ignore_errors=True)
    for path in filter(Path.is_file, dict.fromkeys(files_read(open_project([root])))):
        copy = target / path.relative_to(root)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)


def _counted(snapshot: Snapshot) -> Snapshot:
    """A snapshot without what the project's settings say, and without its place."""
    return replace(snapshot, path=Path(snapshot.path.name), sentences={}, pages={})


def _with_files(counted: Snapshot, folder: Path, project: Project) -> Snapshot:
    if not _DIGEST.fullmatch(counted.digest):
        raise ProjectError(f"{_COUNTED}: not a digest: {counted.digest[:100]!r}")
    settings = project.settings
    path = folder / f"{counted.digest}.nq"
    return replace(counted, path=path, sentences=settings.sentences, pages=settings.pages)


def _write(path: Path, value: Any) -> None:
    text = json.dumps(as_table(value), default=_plain, ensure_ascii=False, sort_keys=True)
    path.write_text(text, encoding="utf-8")


def _plain(value: object) -> object:
    return sorted(value) if isinstance(value, frozenset) else str(value)


def _read(kind: type[Value], path: Path) -> Value:
    try:
        return read_table(kind, json.loads(path.read_bytes()), path.name)
    except (OSError, ValueError, RecursionError) as error:
        raise ProjectError(f"{path.name}: cannot be read") from error
