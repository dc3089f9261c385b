"""`schlaglicht validate`: all gates of a project."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from schlaglicht.cli.language import language_option, reader_language


@click.command("validate")
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--sources",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="A folder with the documents that evidence points at: every passage is looked up there.",
)
@click.option(
    "--coverage",
    "with_coverage",
    is_flag=True,
    help="Print how much of the data the shapes look at, by class and by property.",
)
@language_option
@click.option(
    "--color/--no-color",
    "colour",
    default=None,
    help="Colours; by default on a terminal, unless NO_COLOR is set.",
)
def command(
    paths: tuple[Path, ...],
    sources: Path | None,
    language: str | None,
    *,
    with_coverage: bool,
    colour: bool | None,
) -> int:
    """Check a graph: syntax, vocabulary, shapes, evidence, questions.

    PATH is a project's folder or an RDF file; without one, the project in the current folder,
    else the graph that Schlaglicht ships with. Prints what it finds, each with its place, and
    what it looked at. Exits 0 when there is nothing to say, 1 when there is.

    \b
      schlaglicht validate
      schlaglicht validate my-graph.ttl --lang de
      schlaglicht validate --sources ../documents
    """  # noqa: D301 - click reads \b as the character: it keeps the lines that follow apart
    from schlaglicht.diagnostics import render_coverage, render_text
    from schlaglicht.project import open_project
    from schlaglicht.validation import validate

    project = open_project(paths)
    report = validate(project, sources=sources)
    painted = _wants_colour() if colour is None else colour
    spoken = language or reader_language()
    text = render_text(report, folder=Path.cwd(), language=spoken, colour=painted)
    click.echo(text, nl=False, color=painted)
    if with_coverage and report.coverage:
        click.echo("\n" + render_coverage(report.coverage, language=spoken), nl=False)
    return 0 if report.conforms else 1


def _wants_colour() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")
