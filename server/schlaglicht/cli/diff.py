"""`schlaglicht diff`: changes between two versions of a graph."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from schlaglicht.cli.inputs import strict_option, tell_left_out
from schlaglicht.cli.options import (
    colour_option,
    files,
    language_option,
    reader_language,
    wants_colour,
)
from schlaglicht.cli.output import encoded, write_bytes
from schlaglicht.cli.progress import shown_progress, verbose_option
from schlaglicht.i18n import msg

if TYPE_CHECKING:
    from schlaglicht.diff import Difference, Listing, NamedGraphs
    from schlaglicht.project import Project

FORMATS = ("text", "markdown", "json", "patch")


@click.command("diff")
@click.argument("old", shell_complete=files)
@click.argument("new", shell_complete=files)
@click.option(
    "--format",
    "format_name",
    type=click.Choice(FORMATS),
    default="text",
    help="How to write it: text, markdown for a pull request, json for programs, or an RDF Patch.",
)
@click.option(
    "--findings/--no-findings",
    default=True,
    help="Validate both versions and say which findings are new and which are fixed.",
)
@click.option(
    "--exit-code", is_flag=True, help="Exit 1 if anything differs, not only for new findings."
)
@strict_option
@verbose_option
@language_option
@colour_option
def command(
    old: str,
    new: str,
    format_name: str,
    language: str | None,
    *,
    findings: bool,
    exit_code: bool,
    strict: bool,
    verbose: bool,
    colour: bool | None,
) -> int:
    """Say what changed from OLD to NEW, subject by subject, with names and lines.

    OLD and NEW are files, folders, or revisions that git knows: of the project in the current
    folder or, as REVISION:PATH, of what is at PATH. Blank nodes are compared by what they say.
    Exits 1 when NEW has findings that OLD does not have and that make a validation fail, and when
    something cannot be read and is left out.

    \b
      schlaglicht diff HEAD .
      schlaglicht diff v1.0 v1.1 --format markdown
      schlaglicht diff old.ttl new.ttl --no-findings
    """  # noqa: D301 - click reads \b as the character: it keeps the lines that follow apart
    from schlaglicht.diagnostics.severities_and_notes import notes
    from schlaglicht.diff import compare, compare_findings, load_project
    from schlaglicht.rdf.load import locating_alike_nodes

    language = language or reader_language()
    with _version(old) as before, _version(new) as after:
        with shown_progress(verbose=verbose) as progress:
            graphs = (
                load_project(before, progress, strict=strict),
                load_project(after, progress, strict=strict),
            )
            progress.stage(msg("comparing"))
            difference = compare(*graphs)
            wanted = findings and format_name != "patch"
            report = compare_findings(before, after, progress) if wanted else None
        painted = format_name == "text" and wants_colour(colour)
        listing = replace(
            _listing((before, after), graphs, language),
            colour=painted,
            findings=report,
        )
        for note in notes(report, language) if report else ():
            click.echo(note, err=True)
        with locating_alike_nodes(*(graph.loaded for graph in graphs)):
            written = _write(difference, listing, format_name)
        if format_name == "text":
            click.echo(written, nl=False, color=painted)
        else:
            write_bytes(encoded(written))
        faulty = [
            tell_left_out(graph.left_out, project)
            for graph, project in zip(graphs, (before, after), strict=True)
        ]
    fails = any(faulty) or (report is not None and not report.passes)
    return 1 if fails or (exit_code and difference.subjects) else 0


@contextmanager
def _version(name: str) -> Iterator[Project]:
    """The project that OLD or NEW names: a path if one exists, else a revision."""
    from schlaglicht.errors import ProjectError
    from schlaglicht.git import project_at
    from schlaglicht.project import open_project

    if _exists(name):
        yield open_project([Path(name)])
        return
    revision, mark, path = name.partition(":")
    with ExitStack() as stack:
        try:
            project = stack.enter_context(project_at(revision, [Path(path)] if mark else []))
        except ProjectError as error:
            raise ProjectError(f"{name}: no such file or folder, and {error}") from error
        if project is None:
            raise ProjectError(f"{name}: no RDF there at that revision")
        yield project


def _exists(name: str) -> bool:
    try:
        return Path(name).exists()
    except OSError:
        return False  # too long for a file name


def _listing(projects: Sequence[Project], graphs: Sequence[NamedGraphs], language: str) -> Listing:
    from schlaglicht.diff import Listing
    from schlaglicht.rdf.turtle_terms import Names, prefix_meanings

    places = (place for graph in reversed(graphs) for place in graph.positions.prefixes)
    settings = (project.settings.prefixes for project in reversed(projects))
    names = Names(*settings, *prefix_meanings(places))
    return Listing(names, projects[0].root, projects[1].root, language)


def _write(difference: Difference, listing: Listing, format_name: str) -> str:
    from schlaglicht.diff import list_difference, write_patch, write_records

    match format_name:
        case "json":
            return write_records(difference, listing)
        case "patch":
            return write_patch(difference)
    return list_difference(difference, listing, markdown=format_name == "markdown")
