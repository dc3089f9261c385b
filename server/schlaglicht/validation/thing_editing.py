"""Things edited without evidence: what of a thing can be changed, and the change, judged.

A changed statement is written where it stands in its file. Nothing is written with which `validate`
would find what it does not find today.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from rdflib import RDF, BNode, Literal, URIRef

from schlaglicht.errors import ProjectError
from schlaglicht.evidence.annotations import annotate
from schlaglicht.evidence.edit import FileChange, write_changes
from schlaglicht.evidence.read import read_evidence
from schlaglicht.ground.files import mark_of
from schlaglicht.i18n import Message, msg
from schlaglicht.project import Project, files_read
from schlaglicht.rdf.load import LoadedGraph, load
from schlaglicht.rdf.terms import TripleTerm, ntriples_term
from schlaglicht.rdf.triple import Triple
from schlaglicht.rdf.writing.in_place import Change, change_in_place, is_changed_in_place
from schlaglicht.validation.evidence_report import changed, failing
from schlaglicht.validation.review_workflow import joined

_MOST_BYTES = 16 * 2**20
"""Bytes of data that are read whenever a form is shown."""
_LONGEST = 20_000
"""Characters of a text that a form shows."""
_NOT_IN_FORMS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
"""Characters that do not come back from a form as they were."""

NEEDS_EVIDENCE = msg(
    "every statement of this project needs evidence: propose it with its words at the desk, "
    "schlaglicht serve --review"
)

CHANGED_MEANWHILE = msg("the statements were changed by someone else meanwhile; look at them again")


@dataclass(frozen=True)
class Stated:
    """A statement about a thing, and the files that make it."""

    triple: Triple
    files: tuple[Path, ...]
    why_not: Message | None
    """Why it cannot be changed; None if it can."""

    @property
    def has_name(self) -> bool:
        """False where the object is a blank node or a triple."""
        return not isinstance(self.triple[2], BNode | TripleTerm)

    @property
    def key(self) -> str:
        """The name of the statement among those about its thing."""
        return key_of(self.triple)


def key_of(triple: Triple) -> str:
    """A name for a statement among those about its thing: the same only for the same terms."""
    said = " ".join(map(ntriples_term, triple[1:]))
    return sha256(said.encode()).hexdigest()[:16]


def statements_about(project: Project, thing: URIRef) -> list[Stated]:
    """The statements about a thing in the data, in the order of its files.

    Raises ProjectError for data that takes too long to be read for each page.
    """
    if sum(path.stat().st_size for path in project.data) > _MOST_BYTES:
        raise ProjectError(
            msg("more than {limit} MiB of data are not edited here", limit=_MOST_BYTES // 2**20)
        )
    loaded = load(project.data, base_of=project.base_of)
    supported = _supported(project, loaded)
    files: dict[Triple, list[Path]] = {}
    for file in loaded.positions.files:
        for triple in file.about(thing):
            of_triple = files.setdefault(triple, [])
            of_triple += [file.path] if file.path not in of_triple else []
    return [
        Stated(triple, tuple(paths), _why_not(project, triple, paths, supported.get(triple)))
        for triple, paths in files.items()
    ]


def _supported(project: Project, loaded: LoadedGraph) -> dict[Triple, str]:
    """The key of an entry of evidence for each statement that has one."""
    files = [read_evidence(path, project.settings) for path in project.evidence]
    supports = annotate(files, loaded.graph.objects).supports if files else ()
    return {triple: entry.key for _, entry, _, triple in supports}


def _why_not(
    project: Project, triple: Triple, files: Sequence[Path], entry: str | None
) -> Message | None:
    if project.settings.evidence:
        return NEEDS_EVIDENCE
    if entry:
        return msg(
            "it rests on evidence {entry}: propose another statement at the desk, schlaglicht "
            "serve --review",
            entry=entry,
        )
    for path in files:
        if why := _why_not_in(project, path):
            return why
    object_ = triple[2]
    if isinstance(object_, BNode | TripleTerm):
        return msg("it has parts of its own: change it in {file}", file=project.display(files[0]))
    text = str(object_) if isinstance(object_, Literal) else ""
    if len(text) > _LONGEST or _NOT_IN_FORMS.search(text):
        return msg("no form can show it whole: change it in {file}", file=project.display(files[0]))
    return None


def _why_not_in(project: Project, path: Path) -> Message | None:
    name = project.display(path)
    if not is_changed_in_place(path):
        return msg(
            "{file} is read here only: Turtle, TriG and N-Triples are changed; convert it with "
            "schlaglicht export, or change it by hand",
            file=name,
        )
    if not path.resolve().is_relative_to(project.root.resolve()):
        return msg("{file} is outside of the project: change it there", file=name)
    return None


def plan_edit(project: Project, thing: URIRef, changes: Sequence[Change]) -> tuple[FileChange, ...]:
    """The changed files; writes nothing. Raises ProjectError for what cannot be changed."""
    if project.settings.evidence:
        raise ProjectError(NEEDS_EVIDENCE)
    stated = {each.key: each for each in statements_about(project, thing)}
    of_file: dict[Path, list[Change]] = {}
    for change in changes:
        known = stated.get(key_of(change.old)) if change.old else None
        if change.old and known is None:
            raise ProjectError(CHANGED_MEANWHILE)
        if known and known.why_not:
            raise ProjectError(known.why_not)
        if change.new and key_of(change.new) in stated:
            change = replace(change, new=None)
        if known is not None:
            for path in known.files:
                of_file.setdefault(path, []).append(change)
        elif change.new is not None:
            may = list(stated.values()) or _like(project, changes)
            path = _file_for(project, change.new, may)
            of_file.setdefault(path, []).append(change)
    return tuple(_changed_file(project, path, each) for path, each in of_file.items())


def _like(project: Project, changes: Sequence[Change]) -> list[Stated]:
    """The statements about another thing of a new one's class, else of the data."""
    graph = load(project.data, base_of=project.base_of).graph
    classes = [c.new[2] for c in changes if c.new and c.new[1] == RDF.type]
    same = {s for class_ in classes for s in graph.subjects(RDF.type, class_)}
    others = (s for s in same or graph.subjects() if isinstance(s, URIRef))
    other = max(others, default=None)
    return statements_about(project, other) if other is not None else []


def _file_for(project: Project, new: Triple, stated: Sequence[Stated]) -> Path:
    """The file of a new statement: that of others with its property, else of others."""
    same = [each for each in stated if each.triple[1] == new[1]]
    files = [path for each in (*reversed(same), *stated) for path in each.files]
    may = [path for path in files if not _why_not_in(project, path)]
    if not may:
        why = next((why for path in files if (why := _why_not_in(project, path))), None)
        raise ProjectError(why or msg("nothing is said about it in the data"))
    return may[0]


def _changed_file(project: Project, path: Path, changes: Sequence[Change]) -> FileChange:
    before = path.read_bytes()
    after = change_in_place(before, path, changes, base=project.base_of(path))
    return FileChange(path, before, after)


def new_findings(project: Project, changes: Sequence[FileChange]) -> list[Message]:
    """The findings for which the project would not pass `validate`, and that it has not today."""
    from schlaglicht.validation.baseline import compare_findings

    with changed(project, {change.path: change.after for change in changes}) as after:
        return failing(compare_findings(project, after))


def edit(
    project: Project,
    thing: URIRef,
    changes: Sequence[Change],
    *,
    shown: Sequence[FileChange] | None = None,
) -> tuple[FileChange, ...]:
    """Writes changes of the statements about a thing, all or none; returns the changed files.

    Raises SchlaglichtError, and writes nothing, where `validate` would find more than today, or
    the changed files would not be those that were `shown`.
    """
    judged = mark_of(files_read(project))
    planned = plan_edit(project, thing, changes)
    if shown is not None and planned != tuple(shown):
        raise ProjectError(CHANGED_MEANWHILE)
    if found := new_findings(project, planned):
        raise ProjectError(
            msg(
                "nothing was written, because then validate would find more than today: {findings}",
                findings=joined(found),
            )
        )
    write_changes(project, planned, judged=judged)
    return planned
