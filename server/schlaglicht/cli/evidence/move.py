"""`schlaglicht evidence move`: evidence among the facts becomes files of its own."""

from __future__ import annotations

from pathlib import Path

import click

from schlaglicht.cli.evidence.options import print_lines
from schlaglicht.cli.output import encoded, write_bytes
from schlaglicht.cli.own_project import project_of
from schlaglicht.cli.reader_language import language_option


@click.command("move")
@click.argument("path", metavar="[PROJECT]", required=False, type=click.Path(path_type=Path))
@click.option(
    "--sources",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="The folder with the documents: then verbatim words are told from paraphrases.",
)
@click.option(
    "--drop", is_flag=True, help="Leave out properties that files of evidence have no place for."
)
@click.option("--dry-run", is_flag=True, help="Write nothing; print what would change.")
@language_option
def command(
    path: Path | None, sources: Path | None, *, drop: bool, dry_run: bool, language: str | None
) -> int:
    """Move annotations that stand in the data into files evidence/*.yaml.

    The data is rewritten without them. Everything is written, or nothing: where evidence cannot be
    moved, the command says why and what to do.
    """
    from schlaglicht.evidence.changes import write_changes
    from schlaglicht.evidence.listing import move_lines
    from schlaglicht.evidence.move import plan_move

    project = project_of((path,) if path is not None else ())
    move = plan_move(project, sources, drop=drop)
    if dry_run:
        for change in move.changes:
            write_bytes(encoded(change.diff(project.display(change.path))))
        return 0
    write_changes(move.changes)
    print_lines(move_lines(move, project), language)
    return 0
