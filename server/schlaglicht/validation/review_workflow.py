"""Statements proposed, accepted, refused: validated as they would be written, then written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from schlaglicht.errors import ProjectError, TryLater
from schlaglicht.evidence.add import Addition, Request, plan_addition
from schlaglicht.evidence.edit import FileChange, write_changes
from schlaglicht.evidence.model import Proposal, State, Texts
from schlaglicht.evidence.proposals import (
    find_proposal,
    free_key,
    plan_acceptance,
    plan_proposal,
    plan_reading,
    plan_refusal,
    read_proposals,
)
from schlaglicht.ground.files import mark_of
from schlaglicht.i18n import Message, msg
from schlaglicht.project import Project, files_read
from schlaglicht.validation.evidence_report import changed, failing, require_sound

_MOST_FINDINGS = 5


@dataclass(frozen=True)
class Proposed:
    """A proposal that has been written: its key, its file, and what is found with it."""

    key: str
    path: Path
    findings: tuple[Texts, ...]


def today() -> date:
    """The day of a proposal or a decision."""
    return datetime.now(UTC).date()


def plan_sound(project: Project, request: Request) -> Addition:
    """The addition of a request, with a key that no proposal has; raises SchlaglichtError."""
    addition = plan_addition(project, request)
    key = free_key(project, addition.file, addition.entry.key)
    if request.entry is None and key != addition.entry.key:
        addition = plan_addition(project, replace(request, entry=key))
    require_sound(addition.stated, project)
    return addition


def _require_name(by: str) -> None:
    if not by.strip():
        raise ProjectError(msg("the name is empty; write who proposes or decides"))
    if not by.isprintable():
        raise ProjectError(msg("the name has characters that nobody can see; leave them out"))


def propose(
    project: Project, request: Request, by: str, *, most: int | None = None, sound: bool = False
) -> Proposed:
    """Writes a proposal, checked or faulty, and nothing else; raises SchlaglichtError.

    That is TryLater where as many as `most` wait already. With `sound`, a faulty one is not
    written either, but for words that hedge: who accepts it answers them.
    """
    _require_name(by)

    def has_room() -> None:
        waiting = sum(
            each.proposal is not None and each.proposal.state in (State.CHECKED, State.FAULTY)
            for file in read_proposals(project)
            for each in file.entries
        )
        if most is not None and waiting >= most:
            said = msg("too many proposals wait for somebody to read them: {count}", count=waiting)
            raise TryLater(said)

    has_room()
    addition = plan_sound(project, request)
    key = addition.entry.key
    if not addition.changes:
        raise ProjectError(msg("{entry}: all of this is there already", entry=key))
    findings = findings_of(project, addition.changes, request.sources)
    if sound:
        _require_none(f for f in findings if f.fields["code"] != "evidence-hedged")
    found = tuple(map(dict, findings))
    state = State.FAULTY if found else State.CHECKED
    proposal = Proposal(by, today(), state, found[:_MOST_FINDINGS])
    change = plan_proposal(project, addition, proposal)
    write_changes(project, [change], check=has_room)
    return Proposed(key, change.path, proposal.findings)


def accept(
    project: Project,
    keys: Sequence[str],
    by: str,
    sources: Path,
    answers: Texts | None = None,
    *,
    seen: str | None = None,
) -> tuple[FileChange, ...]:
    """Writes that `by` has read one proposal, or entries, and what becomes of it.

    Returns the changed files. Raises SchlaglichtError, and writes nothing, if the project would not
    pass `validate --sources` with them, or the one proposal is not the one that was `seen`.
    """
    _require_name(by)
    judged = mark_of(files_read(project))
    if seen is None and not any(find_proposal(project, key) for key in keys):
        changes = plan_reading(project, keys, by, today())
    elif len(keys) > 1:
        raise ProjectError(msg("accept one proposal at a time"))
    else:
        changes = plan_acceptance(project, keys[0], by, today(), sources, answers, seen=seen)
    _require_none(findings_of(project, changes, sources))
    write_changes(project, changes, judged=judged)
    return changes


def _require_none(findings: Iterable[Message]) -> None:
    if found := list(findings):
        raise ProjectError(
            msg(
                "nothing was written, because then the project would not pass: {findings}",
                findings=joined(found),
            )
        )


def joined(findings: Sequence[Message]) -> Message:
    """The first of some findings as one text."""
    several = Message("; ".join(f"{{f{n}}}" for n in range(len(findings[:_MOST_FINDINGS]))))
    return several.filled(**{f"f{n}": each for n, each in enumerate(findings)})


def refuse(
    project: Project, key: str, by: str, state: State, reason: str, *, seen: str | None = None
) -> FileChange:
    """Writes that `by` rejects or withdraws a proposal for a reason."""
    _require_name(by)
    change = plan_refusal(project, key, state, f"{by}, {today()}: {reason}", seen=seen)
    write_changes(project, [change])
    return change


def findings_of(project: Project, changes: Iterable[FileChange], sources: Path) -> list[Message]:
    """The findings for which the project would not pass `validate --sources` with these changes.

    That other entries have not been read yet is none.
    """
    from schlaglicht.validation.pipeline import validate

    with changed(project, {change.path: change.after for change in changes}) as after:
        report = validate(after, sources=sources)
    return [each for each in failing(report) if each.fields["code"] != "evidence-unreviewed"]
