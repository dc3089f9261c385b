"""`schlaglicht export`: the graph in another format."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from schlaglicht.cli.inputs import strict_option, tell_left_out
from schlaglicht.cli.options import translated, usage_error
from schlaglicht.cli.output import write_bytes
from schlaglicht.cli.progress import shown_progress, verbose_option
from schlaglicht.formats import (
    FORMATS_WITH_GRAPHS,
    GRAPH_EXTENSIONS,
    GRAPH_FORMATS,
    RDFXML,
    TRIG,
    TURTLE,
    Format,
    format_named,
    graph_format_of,
)
from schlaglicht.i18n import msg, plural

if TYPE_CHECKING:
    from rdflib import Graph

    from schlaglicht.diff import NamedGraphs
    from schlaglicht.project import Project
    from schlaglicht.rdf.triple import GraphName

PARTS = ("data", "ontology", "shapes")

_ANNOTATED = {"turtle12": TURTLE, "trig12": TRIG}
"""Formats of RDF 1.2, with the evidence of each statement behind it."""


@click.command("export")
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "format_name",
    type=click.Choice([*(known.name for known in GRAPH_FORMATS), *_ANNOTATED]),
    help="The format; by default what the ending of --output says, else turtle. turtle12 and "
    "trig12 have the evidence of each statement behind it.",
)
@click.option(
    "--output",
    "-o",
    type=click.Path(dir_okay=False, allow_dash=True),
    callback=lambda _context, _option, name: None if name in (None, "-") else Path(name),
    help="A file to write, whole or not at all; by default, and as -, the graph goes to standard "
    "output.",
)
@click.option(
    "--include",
    "parts",
    type=click.Choice(PARTS),
    multiple=True,
    help="A part of the project to export; may be given several times. By default the data, "
    "or what PATH names where that is not data.",
)
@click.option(
    "--site",
    type=click.Path(path_type=Path),
    help="A folder for the whole site as files: pages, data, dumps, rules for web servers. It is "
    "empty, or an earlier export, which is replaced.",
)
@click.option("--base", help="The URL at which the site will be hosted; goes with --site.")
@click.option(
    "--sources",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The folder of the documents that evidence points into; goes with --site.",
)
@click.option(
    "--processes",
    type=click.IntRange(min=1),
    help="How many processes write the site; by default one per processor, at most 8.",
)
@strict_option
@verbose_option
def command(
    paths: Sequence[Path],
    format_name: str | None,
    output: Path | None,
    parts: Sequence[str],
    *,
    strict: bool,
    verbose: bool,
    **of_site: Any,
) -> int:
    """Write the graph of a project, literal for literal, the same bytes for the same graph.

    PATH is a project's folder or an RDF file; without one, the project in the current folder,
    else the graph that Schlaglicht ships with. Named graphs keep their names in TriG, N-Quads and
    JSON-LD; in other formats all statements are one graph. Only turtle12 and trig12 have the
    evidence: each statement is annotated with it, as in RDF 1.2. With --site, the site is written
    instead, as a server would show it. The exit code is 1 when a link in it leads nowhere, and when
    something cannot be read and is left out.

    \b
      schlaglicht export --format ntriples
      schlaglicht export --site public --base https://example.org/kb/
    """  # noqa: D301 - click takes the character \b as the mark of lines to keep
    if of_site["site"]:
        _refuse(format=format_name, output=output, include=parts)
        return _write_site(paths, strict=strict, verbose=verbose, **of_site)
    _refuse(base=of_site["base"], sources=of_site["sources"], processes=of_site["processes"])
    return _write_graph(paths, format_name, output, parts, strict=strict, verbose=verbose)


def _refuse(**options: object) -> None:
    """Raises UsageError for options that do not go with --site, or only with it."""
    for name, value in options.items():
        if value:
            context = click.get_current_context()
            wrong = msg("--{name} goes only with --site", name=name)
            if context.params["site"]:
                wrong = msg("--{name} does not go with --site", name=name)
            raise usage_error(wrong)


def _write_site(
    paths: Sequence[Path],
    *,
    site: Path,
    base: str | None,
    sources: Path | None,
    processes: int | None,
    strict: bool,
    verbose: bool,
) -> int:
    from schlaglicht.project import open_project
    from schlaglicht.static_site import Plan, export_site, read_root

    if not base:
        raise usage_error(msg("--site needs --base: the URL at which the site will be hosted"))
    root = read_root(base)
    plan = Plan(open_project(paths), site, root, sources, processes or 0, strict=strict)
    with shown_progress(verbose=verbose) as progress:
        report = export_site(plan, progress)
    for link in report.broken:
        place = f" (linked from {link.page})" if link.page else ""
        click.echo(f"{link.target}{place}: {link.reason}", err=True)
    written = msg("{files} files, {bytes} bytes in {folder}, for {url}")
    sums = written.filled(files=report.files, bytes=report.bytes, folder=site, url=root.url)
    click.echo(translated(sums))
    _tell_changed(plan.project)
    return tell_left_out(report.left_out, plan.project) or int(bool(report.broken))


def _tell_changed(project: Project) -> None:
    """Names tables that are not those that the written data was made from, on standard error."""
    if not any(project.root.glob("*-metadata.json")):
        return
    from schlaglicht.tabular.project_files import changed_tables

    for table, made, again in changed_tables(project.root, {*project.data}):
        said = msg(
            "note: {table}, or its mapping, has changed since {file} was made; run: {command}"
        )
        click.echo(
            translated(said.filled(table=table.name, file=made.name, command=again)), err=True
        )


def _write_graph(
    paths: Sequence[Path],
    format_name: str | None,
    output: Path | None,
    parts: Sequence[str],
    *,
    strict: bool,
    verbose: bool,
) -> int:
    from rdflib import DCTERMS, URIRef

    from schlaglicht.dataset import evidence_graph
    from schlaglicht.diff import load_evidence, load_named_graphs
    from schlaglicht.evidence.annotations import reified
    from schlaglicht.evidence.write import prefixes_for
    from schlaglicht.ground.atomic_file import write_file
    from schlaglicht.project import open_project
    from schlaglicht.rdf.load import locating_alike_nodes
    from schlaglicht.rdf.writing.write import dump, dump_dataset
    from schlaglicht.vocab import DEF

    chosen = _format_of(format_name, output)
    if format_name in _ANNOTATED and {*parts} - {"data"}:
        wrong = msg("{format} has the evidence of the data: it goes only with --include data")
        raise usage_error(wrong.filled(format=format_name))
    project = open_project(paths)
    with shown_progress(verbose=verbose) as progress:
        files = _files_of(project, parts)
        graphs = load_named_graphs(files, project.base_of, progress, strict=strict)
    prefixes, left_out, about = _prefixes_of(graphs.graph, project), graphs.left_out, None
    is_merged = bool(graphs.names) and chosen not in FORMATS_WITH_GRAPHS
    dataset: dict[GraphName, Graph] = {None: graphs.graph}
    if graphs.names and not is_merged:
        dataset = graphs.by_name()
    if format_name in _ANNOTATED:
        evidence = load_evidence(project, graphs.graph, strict=strict)
        about, rest = reified(evidence.graph, graphs.graph)
        prefixes = prefixes_for({"dcterms": str(DCTERMS), "def": str(DEF), **prefixes})
        left_out += evidence.left_out
        if chosen is TRIG and rest:
            name = URIRef(evidence_graph(project.settings.base))
            rest += dataset.get(name, ())
            dataset |= {name: rest}
        if not about:
            note = msg("note: no statement has evidence in a file, so none is annotated")
            click.echo(translated(note), err=True)
    with locating_alike_nodes(graphs.loaded):
        if chosen is RDFXML:
            content = dump(graphs.graph, chosen, prefixes)
        else:
            content = dump_dataset(dataset, chosen, prefixes, about)
    if output:
        write_file(output, content)
    else:
        write_bytes(content)
    if is_merged:
        click.echo(_merged_note(graphs, chosen), err=True)
    _tell_changed(project)
    return tell_left_out(left_out, project)


def _merged_note(graphs: NamedGraphs, chosen: Format) -> str:
    names = set(chain.from_iterable(graphs.names.values())) - {None}
    return translated(
        plural(
            "note: {format} has no named graphs: the statements of one are written without its "
            "name; {known} keep it",
            "note: {format} has no named graphs: {number} are merged into one graph; "
            "{known} keep them",
            len(names),
            format=chosen.name,
            known=", ".join(known.name for known in FORMATS_WITH_GRAPHS),
        )
    )


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
    """The format of the option, or of the ending; raises UsageError for an unknown ending."""
    if name:
        return _ANNOTATED.get(name) or format_named(name, GRAPH_FORMATS)
    if output is None or not output.suffix:
        return TURTLE
    if output.suffix.lower() in GRAPH_EXTENSIONS:
        return graph_format_of(output)
    known = ", ".join(sorted(GRAPH_EXTENSIONS))
    wrong = msg("{output}: no format has the ending {ending}; name one with --format, or: {known}")
    raise usage_error(wrong.filled(output=output, ending=output.suffix, known=known))


def _prefixes_of(graph: Graph, project: Project) -> Mapping[str, str]:
    """The project's prefixes, and its files' prefixes for other namespaces."""
    known = dict(project.settings.prefixes)
    declared = {prefix: str(namespace) for prefix, namespace in graph.namespaces()}
    others = {p: ns for p, ns in declared.items() if ns not in known.values()}
    return others | known
