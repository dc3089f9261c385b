"""`schlaglicht init`: a small project to begin with."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import click

from schlaglicht.errors import ProjectError

_FILES = {
    "data.ttl": "data.ttl",
    "ontology/concerts.ttl": "ontology/concerts.ttl",
    "shapes/concerts.ttl": "shapes/concerts.ttl",
    "queries/who-performs-when.rq": "queries/who-performs-when.rq",
    "queries/who-performs-when.tsv": "queries/who-performs-when.tsv",
    "schlaglicht.toml": "schlaglicht.toml",
    ".github/workflows/schlaglicht.yml": "workflow.yml",
}
"""What is written, and which file of the package it is a copy of."""


@click.command("init")
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(path_type=Path))
def command(folder: Path) -> int:
    """Write a small valid project: data, ontology, shapes, a question, settings, a CI file.

    DIR is made when it is not there; without one, the current folder is used. No file is ever
    overwritten: where one is there already, nothing is written.

    \b
      schlaglicht init concerts
      cd concerts
      schlaglicht validate
      schlaglicht serve
    """  # noqa: D301 - click reads \b as the character: it keeps the lines that follow apart
    there = [name for name in _FILES if (folder / name).exists()]
    if there:
        raise ProjectError(
            f"{folder}: already there: {', '.join(there)}; nothing was written; "
            "name another folder: schlaglicht init DIR"
        )
    starter = files("schlaglicht.cli") / "starter"
    try:
        for name, source in _FILES.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("xb") as file:
                file.write(starter.joinpath(source).read_bytes())
    except OSError as error:
        raise ProjectError(f"{error.filename or folder}: {error.strerror}") from error
    for name in _FILES:
        click.echo(folder / name)
    return 0
