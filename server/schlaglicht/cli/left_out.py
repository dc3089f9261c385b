"""Files with faults: left out and told, or refused."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from schlaglicht.cli.options import translated
from schlaglicht.i18n import Message, msg, plural

if TYPE_CHECKING:
    from schlaglicht.project import Project
    from schlaglicht.rdf.reading.recovery import LeftOut

_MOST_NAMED = 3
"""Files with faults that are named."""

strict_option = click.option(
    "--strict/--no-strict",
    default=lambda: bool(os.environ.get("CI")),
    help="Refuse files with faults; otherwise what cannot be read is left out and told. By default "
    "only where the environment variable CI is set.",
)
"""`--strict`, which sets `strict`."""


def tell_left_out(left_out: Iterable[LeftOut], project: Project) -> int:
    """Says on standard error what is left out; returns the exit code, 1 if it is anything."""
    files = list(left_out)
    for one in files[:_MOST_NAMED]:
        _tell(_of_file(one, project))
    if len(files) > _MOST_NAMED:
        more = len(files) - _MOST_NAMED
        _tell(plural("left out: parts of one more file", "left out: parts of {number} more", more))
    if files:
        _tell(msg("schlaglicht validate names the faults; --strict refuses such files"))
    return 1 if files else 0


def _of_file(one: LeftOut, project: Project) -> Message:
    file = project.display(one.path)
    if one.statements is None:
        return msg("left out: all of {file}, which cannot be read", file=file)
    return plural(
        "left out: one statement of {file}, which cannot be read",
        "left out: {number} statements of {file}, which cannot be read",
        one.statements,
        file=file,
    )


def _tell(message: Message) -> None:
    click.echo(f"schlaglicht: {translated(message)}", err=True)
