"""`schlaglicht format`: Turtle files in canonical form."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from schlaglicht.cli.options import translated, usage_error
from schlaglicht.cli.output import write_bytes
from schlaglicht.ground.atomic_file import temporary_folder
from schlaglicht.i18n import msg

if TYPE_CHECKING:
    from schlaglicht.rdf.writing.turtle import FormattedFile

_STANDARD_INPUT = Path("-")


@click.command("format")
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path))
@click.option("--check", is_flag=True, help="Write nothing; exit 1 when a file would change.")
@click.option("--diff", is_flag=True, help="As --check, and print what would change.")
def command(paths: Sequence[Path], *, check: bool, diff: bool) -> int:
    """Rewrite Turtle files in canonical form: one statement per line, in a fixed order.

    PATH is a Turtle file, or a folder with all Turtle files below; without one, the files of the
    project in the current folder. - reads standard input and prints its canonical form. Comments
    at the top of a file stay; when a file has comments elsewhere, it is named and no file is
    written.

    \b
      schlaglicht format --diff data.ttl
      schlaglicht format - < messy.ttl > data.ttl
    """  # noqa: D301 - click reads \b as the character: it keeps the lines that follow apart
    from schlaglicht.rdf.writing.turtle import format_files, turtle_files

    writes = not (check or diff)
    if _STANDARD_INPUT in paths:
        return _filter(paths, writes=writes)
    formatted = format_files(turtle_files(paths) if paths else _project_files())
    changed = [file for file in formatted if file.changed]
    for file in changed:
        if diff:
            write_bytes(_diff(file))
        elif check:
            click.echo(f"{file.path}:{file.first_changed_line}: would be rewritten")
        else:
            file.write()
            click.echo(f"{file.path}: rewritten")
    sums = msg("{part} of {whole} files would be rewritten")
    if writes:
        sums = msg("{part} of {whole} files were rewritten")
    click.echo(translated(sums.filled(part=len(changed), whole=len(formatted))), err=True)
    return 0 if writes or not changed else 1


def _filter(paths: Sequence[Path], *, writes: bool) -> int:
    """Prints the canonical form of standard input."""
    from schlaglicht.errors import ProjectError, SchlaglichtError
    from schlaglicht.rdf.writing.turtle import format_files

    if len(paths) > 1 or not writes:
        raise usage_error(msg("- goes with no other PATH, nor with --check or --diff"))
    with temporary_folder() as folder:
        file = folder / "stdin.ttl"
        file.write_bytes(sys.stdin.buffer.read())
        try:
            write_bytes(format_files([file])[0].after)
        except SchlaglichtError as error:
            raise ProjectError(str(error).replace(str(file), "<stdin>")) from error
    return 0


def _diff(file: FormattedFile) -> bytes:
    """The change in the format of `diff -u`."""
    from difflib import unified_diff

    before, after = (
        content.decode("utf-8-sig").splitlines(keepends=True)
        for content in (file.before, file.after)
    )
    lines = unified_diff(before, after, str(file.path), str(file.path))
    open_end = "\n\\ No newline at end of file\n"
    return "".join(line if line.endswith("\n") else line + open_end for line in lines).encode()


def _project_files() -> Sequence[Path]:
    from schlaglicht.formats import TURTLE, graph_format_of
    from schlaglicht.project import open_project

    return [path for path in open_project([Path()]).graph_files if graph_format_of(path) is TURTLE]
