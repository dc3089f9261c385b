"""Reports of a validation: the option for their formats, and files that they may be written to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from schlaglicht.cli.help import no_choice
from schlaglicht.cli.options import translated, usage_error
from schlaglicht.cli.output import encoded, write_bytes
from schlaglicht.errors import ProjectError
from schlaglicht.i18n import msg
from schlaglicht.project import Project, files_read, would_be_read

if TYPE_CHECKING:
    from schlaglicht.diagnostics import View
    from schlaglicht.validation.report import ValidationReport


@dataclass(frozen=True)
class Output:
    """A format and its file; None for standard output."""

    format: str
    file: Path | None


def _outputs(_: click.Context, __: click.Parameter, values: Sequence[str]) -> tuple[Output, ...]:
    """The outputs that the values of --format request; raises BadParameter."""
    from schlaglicht.diagnostics import FORMATS

    outputs = []
    for value in values:
        name, equals, file = value.partition("=")
        if name not in FORMATS:
            raise click.BadParameter(translated(no_choice(repr(name), FORMATS)))
        if equals and not file:
            wrong = msg(
                "{value} names no file; write {name}=FILE, or {name}", value=value, name=name
            )
            raise click.BadParameter(translated(wrong))
        outputs.append(Output(name, Path(file) if file else None))
    files = [output.file for output in outputs if output.file]
    if twice := next((file for file in files if files.count(file) > 1), None):
        raise click.BadParameter(translated(msg("{file} cannot take two formats", file=twice)))
    printed = [output for output in outputs if output.file is None]
    if len(printed) > 1:
        names = ", ".join(output.format for output in printed)
        wrong = msg("one standard output for {names}; write --format NAME=FILE", names=names)
        raise click.BadParameter(translated(wrong))
    return tuple(outputs)


def with_text(outputs: Sequence[Output]) -> Sequence[Output]:
    """`outputs`, with text on standard output if nothing else is."""
    printed = any(output.file is None for output in outputs)
    return outputs if printed else (*outputs, Output("text", None))


def _formats(_: click.Context, __: click.Parameter, incomplete: str) -> list[str]:
    """The names of formats for a shell."""
    from schlaglicht.diagnostics import FORMATS

    return [name for name in FORMATS if name.startswith(incomplete)]


format_option = click.option(
    "--format",
    "outputs",
    metavar="NAME[=FILE]",
    multiple=True,
    callback=_outputs,
    shell_complete=_formats,
    help="text, json, sarif, junit, github, gitlab, markdown or turtle; may be repeated.",
)
"""`--format`, which sets `outputs`."""

show_all_option = click.option("--show-all", is_flag=True, help="List every place of a finding.")
"""`--show-all`, which sets `show_all`."""


_LACKING = "gitlab"
"""The format without a place for notes."""


def write_report(report: ValidationReport, outputs: Sequence[Output], view: View) -> None:
    """Writes a report, to files first and without colours; notes that have no place to stderr."""
    from schlaglicht.diagnostics import rendered_parts
    from schlaglicht.diagnostics.severities_and_notes import notes

    for note in notes(report, view.language) if _LACKING in {x.format for x in outputs} else ():
        click.echo(note, err=True)
    for output in sorted(outputs, key=lambda output: output.file is None):
        colour = view.colour and output.file is None
        parts = rendered_parts(report, output.format, replace(view, colour=colour))
        if output.file is not None:
            _write(output.file, parts)
        elif output.format == "text":
            click.echo("".join(parts), nl=False, color=view.colour)
        else:
            for part in parts:
                write_bytes(encoded(part))


def _write(file: Path, parts: Iterable[str]) -> None:
    try:
        with file.open("wb") as written:
            written.writelines(map(encoded, parts))
    except OSError as error:
        raise ProjectError(f"{file}: {error.strerror}") from error


def require_spare(
    targets: Sequence[Path], project: Project, paths: Sequence[Path], baseline: Path | None
) -> None:
    """Raises UsageError for a target that a validation of `paths` reads, now or next time."""
    read = [*files_read(project), *([baseline] if baseline else [])]
    taken = {*(path.resolve() for path in read), *_identities(read)}
    folders = [path for path in paths or [project.root] if path.is_dir()]
    for target in targets:
        if not taken.isdisjoint([target.resolve(), *_identities([target])]):
            wrong = msg("{target} is read here, and would be overwritten; name another file")
            raise usage_error(wrong.filled(target=target))
        if any(would_be_read(target, folder) for folder in folders):
            wrong = msg(
                "{target} would be read as a part of the project the next time; "
                "name a file with another ending, or in another folder"
            )
            raise usage_error(wrong.filled(target=target))


def _identities(paths: Iterable[Path]) -> Iterator[tuple[int, int]]:
    """Device and inode of files, the same for all names of one file."""
    for path in paths:
        with suppress(OSError):
            status = path.stat()
            yield status.st_dev, status.st_ino
