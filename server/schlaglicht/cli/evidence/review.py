"""Commands of a review: a person or a program proposes, a person reads, accepts or rejects."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from schlaglicht.cli.evidence.commands import (
    addition_options,
    names_of,
    print_lines,
    project_at,
    project_option,
    request_of,
    sources_option,
)
from schlaglicht.cli.options import language_option
from schlaglicht.i18n import Message, Texts, msg, verbatim

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from schlaglicht.evidence.model import Entry, EvidenceFile
    from schlaglicht.project import Project

name_option = click.option(
    "--as", "name", metavar="NAME", required=True, help="Your name: who has read it."
)


@click.command("propose")
@addition_options
@click.option("--by", metavar="NAME", required=True, help="Who proposes: a person or a program.")
def propose(project_path: Path | None, language: str | None, *, by: str, **given: Any) -> int:
    """Propose statements with their evidence, for somebody else to read.

    Takes what `add` takes. The data and the evidence stay as they are: the proposal stands in
    proposals/, with its statements in full and without a word of the document. The project is
    validated as it would be with it; what is found then stands in the proposal.
    """
    from schlaglicht.validation.review_workflow import propose as write_proposal

    project = project_at(project_path)
    made = write_proposal(project, request_of(given), by)
    said = msg(
        "{entry} is proposed: {file} written", entry=made.key, file=project.display(made.path)
    )
    print_lines([said, *_finding_lines(made.findings)], language)
    return 1 if made.findings else 0


@click.command("review")
@click.argument("keys", metavar="[KEY]...", nargs=-1)
@sources_option
@project_option
@language_option
def review(
    keys: tuple[str, ...], sources: Path, project_path: Path | None, language: str | None
) -> int:
    """Show proposals: who proposes what, on which words, and what is found with it.

    Without KEY all of them, with their state. With it, also the words of the passages.
    """
    from schlaglicht.evidence.documents import read_documents
    from schlaglicht.evidence.proposals import is_stale, read_proposals, require_open

    project = project_at(project_path)
    if keys:
        for key in keys:
            file, entry = require_open(project, key)
            print_lines(_proposal_lines(project, file, entry, sources), language)
        return 0
    documents = read_documents(sources)
    for file in read_proposals(project):
        stale = " stale" if any(is_stale(file, each) for each in documents) else ""
        for entry in file.entries:
            proposal = entry.proposal
            if proposal is not None:
                line = f"{entry.key} {proposal.state}{stale} {proposal.at} {proposal.by}"
                print_lines([verbatim(line)], language)
    return 0


def _proposal_lines(
    project: Project, file: EvidenceFile, entry: Entry, sources: Path
) -> Iterator[Message]:
    from schlaglicht.evidence.add import triple_of
    from schlaglicht.evidence.listing import Support, support_lines

    stated = tuple((statement, triple_of(statement)) for statement in entry.statements)
    yield from support_lines([Support(file, entry, stated)], names_of(project), sources)
    if entry.proposal is not None:
        by, day = entry.proposal.by, entry.proposal.at.isoformat()
        yield msg("proposed by {by} on {day}", by=by, day=day)
        yield from _finding_lines(entry.proposal.findings)


@click.command("accept")
@click.argument("keys", metavar="KEY...", nargs=-1, required=True)
@name_option
@sources_option
@project_option
@language_option
def accept(
    keys: tuple[str, ...],
    name: str,
    sources: Path,
    project_path: Path | None,
    language: str | None,
) -> int:
    """Say that you have read entries against their words, and found them right.

    KEY is a proposal, which becomes data and evidence by it, or an entry of the evidence. Each gets
    your name, the day, and a seal over all that it says; whatever changes in it later opens it
    again. Nothing is written unless the project passes `validate --sources` with it.
    """
    from schlaglicht.validation.review_workflow import accept as write_acceptance

    project = project_at(project_path)
    changes = write_acceptance(project, keys, name, sources)
    files = ", ".join(project.display(change.path) for change in changes)
    said = msg("read by {name}: {files} written", name=name, files=files)
    print_lines([said if changes else msg("all of this has been read as it is")], language)
    return 0


@click.command("reject")
@click.argument("key", metavar="KEY")
@name_option
@click.option("--reason", metavar="TEXT", required=True, help="Why it is not right.")
@click.option("--withdraw", is_flag=True, help="It is your own, and you take it back.")
@project_option
@language_option
def reject(
    key: str,
    name: str,
    reason: str,
    project_path: Path | None,
    language: str | None,
    *,
    withdraw: bool,
) -> int:
    """Reject a proposal for a reason, so that nobody proposes the same again unseen."""
    from schlaglicht.evidence.model import State
    from schlaglicht.validation.review_workflow import refuse

    project = project_at(project_path)
    state = State.WITHDRAWN if withdraw else State.REJECTED
    change = refuse(project, key, name, state, reason)
    said = msg("{entry}: {file} written", entry=key, file=project.display(change.path))
    print_lines([said], language)
    return 0


def _finding_lines(findings: Iterable[Texts]) -> Iterator[Message]:
    yield from (msg("   found with it: {finding}", finding=finding) for finding in findings)


COMMANDS = {each.name: each for each in (propose, review, accept, reject)}
