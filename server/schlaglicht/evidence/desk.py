"""The desk: entries that a person has read against their words, sealed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from schlaglicht.errors import ProjectError
from schlaglicht.evidence.annotations import annotate, objects_in
from schlaglicht.evidence.edit import FileChange, change_of_text, edited, with_review
from schlaglicht.evidence.model import Entry, EvidenceFile, Review, Statement
from schlaglicht.evidence.read import parse_evidence, read_evidence
from schlaglicht.evidence.seal import seal_of
from schlaglicht.i18n import msg
from schlaglicht.project import Project
from schlaglicht.rdf.load import load
from schlaglicht.rdf.triple import Triple
from schlaglicht.suggest import Cutoff, nearest


def plan_reading(
    project: Project, keys: Sequence[str], by: str, day: date
) -> tuple[FileChange, ...]:
    """The changes that say of entries of evidence that `by` has read them as they are.

    Raises ProjectError where there is no such entry, or its document has no digest.
    """
    files = [read_evidence(path, project.settings) for path in project.evidence]
    known = [entry.key for file in files for entry in file.entries]
    for key in keys:
        if key not in known:
            near = nearest(key, known, Cutoff.CODE)
            hint = msg("; did you mean {near}?", near=near) if near else ""
            raise ProjectError(msg("no entry {entry} in the evidence{hint}", entry=key, hint=hint))
    data = load(project.data, base_of=project.base_of).graph
    supported: defaultdict[int, list[tuple[Statement, Triple]]] = defaultdict(list)
    for _, entry, statement, triple in annotate(files, objects_in(data)).supports:
        supported[id(entry)].append((statement, triple))
    changes = []
    for file in files:
        read = {
            entry.key: Review(by, day, seal_of(file, entry, supported[id(entry)]))
            for entry in file.entries
            if entry.key in keys
        }
        new = {e.key: read[e.key] for e in file.entries if e.key in read and _is_open(e, read)}
        if new:
            changes.append(_with_reviews(project, file, new))
    return tuple(changes)


def _is_open(entry: Entry, read: Mapping[str, Review]) -> bool:
    return entry.review is None or entry.review.seal != read[entry.key].seal


def _bare(entry: Entry) -> Entry:
    """An entry without the places of its sources."""
    return replace(entry, sources=tuple((key, (0, 0)) for key, _ in entry.sources))


def _with_reviews(
    project: Project, file: EvidenceFile, reviews: Mapping[str, Review]
) -> FileChange:
    name = project.display(file.path)
    if file.document is not None and file.document.sha256 is None:
        raise ProjectError(
            msg(
                "{file} has no SHA-256 of its document; run `schlaglicht evidence digest "
                "--sources DIR` first",
                file=name,
            )
        )
    edits = (with_review(key, review) for key, review in reviews.items())
    text = edited(file.path, file.text.text, *edits)
    read = parse_evidence(file.path, text.encode(), project.settings)
    meant = [replace(_bare(e), review=reviews.get(e.key, e.review)) for e in file.entries]
    if list(map(_bare, read.entries)) != meant:
        raise ProjectError(
            msg(
                "{file}: a review cannot be written there without changing what else it says; add "
                "it by hand",
                file=name,
            )
        )
    return change_of_text(file.path, file.text.text, text)
