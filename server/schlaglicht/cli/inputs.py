"""Inputs of a command: a project of the user, or standard input as a file of RDF.

The shipped graph is never taken by accident. Files with faults are left out and told, or refused.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from schlaglicht.cli.options import translated, usage_error
from schlaglicht.errors import ProjectError, SchlaglichtError
from schlaglicht.formats import GRAPH_FORMATS, JSONLD, RDFXML, TURTLE, format_named
from schlaglicht.ground.atomic_file import temporary_folder
from schlaglicht.i18n import Message, msg, plural
from schlaglicht.rdf.syntax_fixes.token_fixes import STANDARD_INPUT as STANDARD_INPUT_NAME

if TYPE_CHECKING:
    from schlaglicht.formats import Format
    from schlaglicht.project import Project
    from schlaglicht.rdf.reading.recovery import LeftOut


def project_of(paths: tuple[Path, ...]) -> Project:
    """The project at `paths`; raises ProjectError rather than take the shipped graph."""
    from schlaglicht.project import open_project

    project = open_project(paths)
    if not paths and not Path.cwd().is_relative_to(project.root):
        raise ProjectError(
            "no project in this folder: neither RDF nor schlaglicht.toml; name its folder, or "
            "begin one with schlaglicht init (the graph that Schlaglicht ships with is "
            f"{project.root})"
        )
    return project


STANDARD_INPUT = Path("-")

MOST_BYTES = 2 * 2**30
"""Size of standard input that is read."""

_NAME = STANDARD_INPUT_NAME
_PIECE = 2**20
_BEGINNING = 4096
_JSON = re.compile(rb'(?:\xef\xbb\xbf)?\s*(?:\{\s*["}]|\[\s*[{"])')
_XML = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:\?xml|!--|!DOCTYPE|rdf:RDF\b)")

stdin_format_option = click.option(
    "--stdin-format",
    type=click.Choice([known.name for known in GRAPH_FORMATS]),
    help="The format of standard input; otherwise told by its beginning.",
)
"""`--stdin-format`, which sets `stdin_format`."""


@dataclass(frozen=True)
class InputPaths:
    """The paths of a command, with a file in the place of `-`."""

    paths: tuple[Path, ...]
    names: Mapping[Path, str] = field(default_factory=dict)
    """That file, and its name for the reader."""


@contextmanager
def with_standard_input(paths: Sequence[Path], format_name: str | None) -> Iterator[InputPaths]:
    """The paths with standard input as a file, which is removed with the context.

    Errors name it `<stdin>`. Raises UsageError for a second `-`, or a format without one,
    ProjectError for more than MOST_BYTES.
    """
    number = list(paths).count(STANDARD_INPUT)
    if number > 1:
        raise usage_error(msg("- can be named once"))
    if not number:
        if format_name:
            raise usage_error(msg("--stdin-format goes with -"))
        yield InputPaths(tuple(paths))
        return
    with temporary_folder() as folder:
        file = _written(folder, format_name)
        read = tuple(file if path == STANDARD_INPUT else path for path in paths)
        try:
            yield InputPaths(read, {file: _NAME})
        except SchlaglichtError as error:
            if str(file) not in str(error):
                raise
            texts = {tag: text.replace(str(file), _NAME) for tag, text in error.messages.items()}
            raise ProjectError(texts) from error


def _written(folder: Path, format_name: str | None) -> Path:
    """Writes standard input into a file whose ending tells its format."""
    source = sys.stdin.buffer
    beginning = source.read(_BEGINNING)
    known = format_named(format_name, GRAPH_FORMATS) if format_name else _guessed(beginning)
    file = folder / f"{_NAME}{known.extension}"
    with file.open("wb") as target:
        target.write(beginning)
        _copy(source, target, MOST_BYTES - len(beginning))
    return file


def _copy(source: BinaryIO, target: BinaryIO, most: int) -> None:
    while piece := source.read(_PIECE):
        most -= len(piece)
        if most < 0:
            raise ProjectError(
                msg("{name}: more than {limit} MiB", name=_NAME, limit=MOST_BYTES // 2**20)
            )
        target.write(piece)


def _guessed(beginning: bytes) -> Format:
    if _JSON.match(beginning):
        return JSONLD
    return RDFXML if _XML.match(beginning) else TURTLE


_MOST_NAMED = 3
"""Files with faults that are named."""

strict_option = click.option(
    "--strict/--no-strict",
    default=lambda: bool(os.environ.get("CI")),
    help="Refuse files with faults; the default in CI.",
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
    file = _NAME if one.path.stem == _NAME else project.display(one.path)
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
