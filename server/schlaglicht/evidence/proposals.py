"""Proposals of entries, and entries that a person has read against their words, sealed.

A proposal stands in `proposals/`, in the form of evidence, with its statements in full. Nothing
reads it but the desk; accepted, it becomes data and evidence, all at once.
"""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain, count
from pathlib import Path

from schlaglicht.errors import ProjectError
from schlaglicht.evidence.add import Addition, next_key, plan_entry, triple_of
from schlaglicht.evidence.annotations import annotate, seal_of
from schlaglicht.evidence.documents import DocumentText
from schlaglicht.evidence.edit import (
    FileChange,
    change_of_text,
    edited,
    new_entry,
    with_proposal,
    with_review,
    without_entry,
)
from schlaglicht.evidence.model import (
    Entry,
    EvidenceFile,
    Proposal,
    Review,
    State,
    Texts,
)
from schlaglicht.evidence.read import parse_evidence, read_evidence
from schlaglicht.evidence.write import write_head
from schlaglicht.i18n import msg
from schlaglicht.project import Project
from schlaglicht.rdf.load import load
from schlaglicht.rdf.locations import SourceText
from schlaglicht.rdf.turtle_terms import Names
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
    supported = annotate(files, data.objects).supported
    changes = []
    for file in files:
        read = {
            entry.key: Review(by, day, seal_of(file, entry, supported[id(entry)]))
            for entry in file.entries
            if entry.key in keys
        }
        sealed = {e.key: e.review.seal for e in file.entries if e.review}
        new = {key: review for key, review in read.items() if sealed.get(key) != review.seal}
        if new:
            changes.append(_with_reviews(project, file, new))
    return tuple(changes)


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


_FOLDER = "proposals"


def read_proposals(project: Project) -> list[EvidenceFile]:
    """The proposals of a project, a file for each document, in the form of evidence.

    Raises ProjectError for one that leaves the object of a statement to the data.
    """
    paths = sorted(filter(Path.is_file, (project.root / _FOLDER).glob("*.yaml")))
    files = [read_evidence(path, project.settings) for path in paths]
    for file, entry in ((each, entry) for each in files for entry in each.entries):
        if any(statement.object is None for statement in entry.statements):
            raise ProjectError(
                msg(
                    "{file}: a statement of {entry} has no object; a proposal states it in full",
                    file=project.display(file.path),
                    entry=entry.key,
                )
            )
    return files


def find_proposal(project: Project, key: str) -> tuple[EvidenceFile, Entry] | None:
    """The proposal with a key, and its file; None if there is none."""
    found = ((f, e) for f in read_proposals(project) for e in f.entries if e.key == key)
    return next(found, None)


def is_stale(file: EvidenceFile, document: DocumentText) -> bool:
    """True if a file is on another version of a document than the one at hand."""
    known = file.document
    if known is None or known.file != document.name:
        return False
    return known.sha256 not in (None, document.sha256)


def plan_proposal(project: Project, addition: Addition, proposal: Proposal) -> FileChange:
    """The change that keeps an addition as a proposal instead of making it.

    Raises ProjectError for a statement that has been proposed, or rejected.
    """
    known = read_proposals(project)
    _require_new(addition, known)
    document = addition.document.name
    old = next((f for f in known if f.document and f.document.file == document), None)
    if old and is_stale(old, addition.document):
        raise ProjectError(
            msg(
                "{file} has proposals on another version of {document}; decide on them first",
                file=project.display(old.path),
                document=document,
            )
        )
    path = old.path if old else _new_path(project, addition, known)
    entry, key = addition.entry, addition.entry.key
    file = old or replace(addition.file, path=path, entries=(), digests={})
    names = Names(file.prefixes)
    text = edited(
        path,
        old.text.text if old else write_head(file),
        new_entry(entry, names, lambda _, __: ()),
        with_proposal(key, proposal),
    )
    return (
        change_of_text(path, old.text.text, text) if old else FileChange(path, None, text.encode())
    )


def _new_path(project: Project, addition: Addition, known: Sequence[EvidenceFile]) -> Path:
    """A file of its own for a document: several files of evidence may have one name."""
    taken, stem = {file.path for file in known}, addition.file.path.stem
    names = chain([stem], (f"{stem}-{number}" for number in count(2)))
    paths = (project.root / _FOLDER / f"{name}.yaml" for name in names)
    return next(path for path in paths if path not in taken)


def free_key(project: Project, file: EvidenceFile, key: str) -> str:
    """The key, or the next one that no entry and no proposal has."""
    proposed = read_proposals(project)
    if key not in {entry.key for each in proposed for entry in each.entries}:
        return key
    stated = [read_evidence(path, project.settings) for path in project.evidence]
    document = file.document.file if file.document else None
    same = [each for each in proposed if each.document and each.document.file == document]
    whole = replace(file, entries=tuple(e for each in (file, *same) for e in each.entries))
    return next_key(whole, [file, *stated, *proposed])


def _require_new(addition: Addition, known: Iterable[EvidenceFile]) -> None:
    new = {triple_of(statement) for statement in addition.entry.statements}
    for entry in (entry for file in known for entry in file.entries):
        proposal = entry.proposal
        said = {triple_of(statement) for statement in entry.statements}
        if proposal is None or proposal.state is State.WITHDRAWN or not new & said:
            continue
        if proposal.state is State.REJECTED:
            why = msg("it was rejected: {reason}", reason=proposal.reason)
        else:
            why = msg("it waits for somebody to read it")
        raise ProjectError(msg("{entry} proposes this already; {why}", entry=entry.key, why=why))


def plan_acceptance(
    project: Project,
    key: str,
    by: str,
    day: date,
    sources: Path,
    answers: Texts | None = None,
    *,
    seen: str | None = None,
) -> tuple[FileChange, ...]:
    """The changes that make a proposal data and evidence, sealed, and a proposal no more.

    `answers` say why words that hedge or deny do not touch it. Raises ProjectError where it does
    not fit the project any more, or is rejected.
    """
    file, entry = require_open(project, key, seen)
    entry = replace(entry, answers={**entry.answers, **(answers or {})})
    described = replace(
        file, path=project.root / "evidence" / file.path.name, entries=(), digests={}
    )
    described = replace(described, text=SourceText(described.path, ""))
    addition = plan_entry(project, replace(entry, proposal=None), described, sources)
    changes = {change.path: change for change in addition.changes}
    change = changes[addition.file.path]
    made = parse_evidence(change.path, change.after, project.settings)
    new = next(each for each in made.entries if each.key == addition.entry.key)
    supported = annotate([made], addition.after.objects).supported[id(new)]
    review = Review(by, day, seal_of(made, new, supported))
    text = edited(change.path, change.after.decode("utf-8-sig"), with_review(new.key, review))
    mark = BOM_UTF8 if change.after.startswith(BOM_UTF8) else b""
    changes[change.path] = replace(change, after=mark + text.encode())
    left = edited(file.path, file.text.text, without_entry(key))
    return (*changes.values(), change_of_text(file.path, file.text.text, left))


def plan_refusal(
    project: Project, key: str, state: State, reason: str, *, seen: str | None = None
) -> FileChange:
    """The change that rejects or withdraws a proposal for a reason."""
    file, entry = require_open(project, key, seen)
    assert entry.proposal is not None
    proposal = replace(entry.proposal, state=state, reason=reason)
    text = edited(file.path, file.text.text, with_proposal(key, proposal))
    return change_of_text(file.path, file.text.text, text)


def digest_read(file: EvidenceFile, entry: Entry) -> str:
    """The digest of all that a reader of a proposal has before them."""
    return seal_of(file, entry, ((each, triple_of(each)) for each in entry.statements))


def require_open(project: Project, key: str, seen: str | None = None) -> tuple[EvidenceFile, Entry]:
    """The proposal with a key; raises ProjectError if there is none, or it has been refused.

    So it does if it is no longer the one whose `digest_read` was `seen`.
    """
    found = find_proposal(project, key)
    if found is None or found[1].proposal is None:
        raise ProjectError(msg("no proposal {entry}", entry=key))
    if found[1].proposal.state in (State.REJECTED, State.WITHDRAWN):
        state, reason = str(found[1].proposal.state), found[1].proposal.reason
        raise ProjectError(
            msg("{entry} is {state}: {reason}", entry=key, state=state, reason=reason)
        )
    if seen is not None and seen != digest_read(*found):
        raise ProjectError(msg("{entry} is not what you have read; look at it again", entry=key))
    return found
