"""`schlaglicht export`: the graph in another format."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from schlaglicht.formats import (
    GRAPH_EXTENSIONS,
    GRAPH_FORMATS,
    TURTLE,
    Format,
    format_named,
    graph_format_of,
)

if TYPE_CHECKING:
    from rdflib import Graph

    from schlaglicht.project import Project

PARTS = ("data", "ontology", "shapes")


@click.command("export")
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "format_name",
    type=click.Choice([known.name for known in GRAPH_FORMATS]),
    help="The format; by default what the ending of --output says, else turtle.",
)
@click.option(
    "--output",
    "-o",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A file to write, whole or not at all; by default the graph goes to standard output.",
)
@click.option(
    "--include",
    "parts",
    type=click.Choice(PARTS),
    multiple=True,
    help="A part of the project to export; may be given several times. By default the data, "
    "or what PATH names where that is no data.",
)
def command(
    paths: Sequence[Path], format_name: str | None, output: Path | None, parts: Sequence[str]
) -> None:
    """Write the graph of a project, literal for literal, the same bytes for the same graph.

    PATH is a project's folder or an RDF file; without one, the project in the current folder,
    else the graph that Schlaglicht ships with.
    """
    from schlaglicht.export import dump
    from schlaglicht.export.files import write_file
    from schlaglicht.graph import load
    from schlaglicht.project import open_project

    project = open_project(paths)
    graph = load(_files_of(project, parts)).graph
    content = dump(graph, _format_of(format_name, output), _prefixes_of(graph, project))
    if output:
        write_file(output, content)
    else:
        sys.stdout.buffer.write(content)


def _files_of(project: Project, parts: Sequence[str]) -> Sequence[Path]:
    from schlaglicht.errors import ProjectError

    files = {"data": project.data, "ontology": project.ontology, "shapes": project.shapes}
    there = [part for part in PARTS if files[part]]
    wanted = parts or (["data"] if project.data else there)
    chosen = [path for part in PARTS if part in wanted for path in files[part]]
    if not chosen:
        named = f"no {' and no '.join(wanted)}" if wanted else "no RDF"
        raise ProjectError(
            f"{project.root}: {named} here; there is: {', '.join(there)} (--include)"
        )
    return chosen


def _format_of(name: str | None, output: Path | None) -> Format:
    if name:
        return format_named(name, GRAPH_FORMATS)
    if output and output.suffix.lower() in GRAPH_EXTENSIONS:
        return graph_format_of(output)
    return TURTLE


def _prefixes_of(graph: Graph, project: Project) -> Mapping[str, str]:
    """The project's prefixes, and those of its files for other namespaces."""
    known = dict(project.settings.prefixes)
    declared = {prefix: str(namespace) for prefix, namespace in graph.namespaces()}
    others = {p: ns for p, ns in declared.items() if ns not in known.values()}
    return others | known
