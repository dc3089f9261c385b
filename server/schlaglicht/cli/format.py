"""`schlaglicht format`: Turtle files in canonical form."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click


@click.command("format")
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path))
@click.option("--check", is_flag=True, help="Write nothing; exit 1 when a file would change.")
def command(paths: Sequence[Path], *, check: bool) -> int:
    """Rewrite Turtle files in canonical form: one statement per line, in a fixed order.

    PATH is a Turtle file, or a folder with all Turtle files below; without one, the files of the
    project in the current folder. Comments at the top of a file stay; when a file has comments
    elsewhere, it is named and no file is written.
    """
    from schlaglicht.rdf.canonical_turtle import format_files, turtle_files

    formatted = format_files(turtle_files(paths) if paths else _project_files())
    changed = [file for file in formatted if file.changed]
    for file in changed:
        if check:
            click.echo(f"{file.path}:{file.first_changed_line}: would be rewritten")
        else:
            file.write()
            click.echo(f"{file.path}: rewritten")
    verb = "would be" if check else "were"
    click.echo(f"{len(changed)} of {len(formatted)} files {verb} rewritten", err=True)
    return 1 if check and changed else 0


def _project_files() -> Sequence[Path]:
    from schlaglicht.formats import TURTLE, graph_format_of
    from schlaglicht.project import open_project

    here = open_project([Path()])
    return [path for path in here.graph_files if graph_format_of(path) is TURTLE]
