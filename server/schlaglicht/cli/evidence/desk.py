"""`schlaglicht evidence accept`: a person says to have read an entry against its words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from schlaglicht.cli.evidence.inputs import (
    print_lines,
    project_at,
    project_option,
    sources_option,
)
from schlaglicht.cli.options import language_option, reader_language
from schlaglicht.errors import ProjectError
from schlaglicht.i18n import msg

if TYPE_CHECKING:
    from collections.abc import Iterable

    from schlaglicht.evidence.edit import FileChange
    from schlaglicht.project import Project

name_option = click.option(
    "--as", "name", metavar="NAME", required=True, help="Your name: who has read it."
)


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

    Each gets your name, the day, and a seal over all that it says; whatever changes in it later
    opens it again. Nothing is written unless the project passes `validate --sources` with it.
    """
    from schlaglicht.evidence.desk import plan_reading
    from schlaglicht.evidence.edit import write_changes

    project = project_at(project_path)
    changes = plan_reading(project, keys, name, datetime.now(UTC).date())
    require_passing(project, changes, sources, language)
    write_changes(changes)
    files = ", ".join(project.display(change.path) for change in changes)
    said = msg("read by {name}: {files} written", name=name, files=files)
    print_lines([said if changes else msg("all of this has been read as it is")], language)
    return 0


def require_passing(
    project: Project, changes: Iterable[FileChange], sources: Path, language: str | None
) -> None:
    """Raises ProjectError unless the project passes with these changes.

    That other entries have not been read yet is no reason.
    """
    from schlaglicht.validation.evidence_report import changed
    from schlaglicht.validation.pipeline import validate

    with changed(project, {change.path: change.after for change in changes}) as after:
        report = validate(after, sources=sources)
    others = tuple(r for r in report.results if r.code != "evidence-unreviewed")
    if replace(report, results=others).passes:
        return
    tag = language or reader_language()
    found = [f"[{r.code}] {r.messages.get(tag) or next(iter(r.messages.values()))}" for r in others]
    raise ProjectError(
        msg(
            "nothing was written, because then the project would not pass: {findings}",
            findings="; ".join(found[:5]),
        )
    )


COMMANDS = {each.name: each for each in (accept,)}
