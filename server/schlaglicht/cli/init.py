"""`schlaglicht init`: a small project to begin with."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator
from contextlib import ExitStack
from importlib.resources import files
from pathlib import Path

import click

from schlaglicht.cli.options import translated
from schlaglicht.errors import ProjectError
from schlaglicht.formats import GRAPH_EXTENSIONS
from schlaglicht.ground.files import is_folder
from schlaglicht.i18n import msg

_FILES = {
    "data.ttl": "data.ttl",
    "ontology/concerts.ttl": "ontology/concerts.ttl",
    "shapes/concerts.ttl": "shapes/concerts.ttl",
    "queries/who-performs-when.rq": "queries/who-performs-when.rq",
    "queries/who-performs-when.tsv": "queries/who-performs-when.tsv",
    "schlaglicht.toml": "schlaglicht.toml",
    ".github/workflows/schlaglicht.yml": "workflow.yml",
}
"""Files of the new project, each with the packaged file it is copied from."""

_MOST_NAMED = 3
"""Files of others that a message names."""


@click.command("init")
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(path_type=Path))
def command(folder: Path) -> int:
    """Write a small valid project: data, ontology, shapes, a question, settings, a CI file.

    DIR is made when it is not there; without one, the current folder is used. No file is ever
    overwritten: where one is there already, or other RDF, nothing is written.

    \b
      schlaglicht init concerts
      cd concerts
      schlaglicht validate
      schlaglicht serve
    """  # noqa: D301 - click reads \b as the character: it keeps the lines that follow apart
    is_folder(folder)
    there = list(dict.fromkeys(name for file in _FILES for name in _in_the_way(folder, file)))
    if there:
        raise ProjectError(
            f"{folder}: already there: {', '.join(there)}; nothing was written; "
            "name another folder: schlaglicht init DIR"
        )
    if own := _loose_graphs(folder):
        raise ProjectError(
            f"{folder}: has RDF already: {', '.join(own)}; an example would take its place, so "
            f"nothing was written; show it as it is: schlaglicht serve {shlex.quote(str(folder))}; "
            "or name another folder: schlaglicht init DIR"
        )
    try:
        _write(folder)
    except OSError as error:
        raise ProjectError(f"{error.filename or folder}: {error.strerror}") from error
    for name in _FILES:
        click.echo(folder / name)
    click.echo(_next(folder), err=True)
    return 0


def _next(folder: Path) -> str:
    """Three commands to go on with."""
    here = [] if folder == Path() else [str(folder)]
    question = str(folder / "queries/who-performs-when.rq")
    commands = (["validate", *here], ["query", question, *here], ["serve", *here])
    lines = "\n".join(f"  schlaglicht {shlex.join(words)}" for words in commands)
    return translated(msg("Next:\n{commands}", commands=lines))


def _in_the_way(folder: Path, name: str) -> Iterator[str]:
    """The file itself if it exists, and files where a folder for it is needed."""
    if os.path.lexists(folder / name):
        yield name
    for above in Path(name).parents[:-1]:
        place = folder / above
        if os.path.lexists(place) and not place.is_dir():
            yield above.as_posix()


def _loose_graphs(folder: Path) -> list[str]:
    """The first files with RDF right in the folder, which `data.ttl` next to them would hide."""
    found = folder.glob("*") if folder.is_dir() else ()
    return sorted(p.name for p in found if p.suffix.lower() in GRAPH_EXTENSIONS)[:_MOST_NAMED]


def _write(folder: Path) -> None:
    """Writes all files, or none."""
    starter = files("schlaglicht.cli") / "starter"
    with ExitStack() as written:
        for name, source in _FILES.items():
            path = folder / name
            for above in reversed(path.parents):
                if not above.is_dir():
                    above.mkdir()
                    written.callback(above.rmdir)
            with path.open("xb") as file:
                written.callback(path.unlink)
                file.write(starter.joinpath(source).read_bytes())
        written.pop_all()
