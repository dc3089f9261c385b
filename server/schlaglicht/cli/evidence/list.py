"""`schlaglicht evidence list`: what a passage supports, and what no statement rests on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from schlaglicht.cli.evidence.options import (
    evidence_of,
    format_option,
    names_of,
    print_json,
    print_lines,
    project_at,
    project_option,
    read_passages,
)
from schlaglicht.cli.reader_language import language_option, usage_error
from schlaglicht.errors import ProjectError
from schlaglicht.i18n import msg

if TYPE_CHECKING:
    from schlaglicht.evidence.model import Passage
    from schlaglicht.project import Project


@click.command("list")
@click.option(
    "--passage", metavar="START-END", callback=read_passages, help="What rests on this passage."
)
@click.option("--entry", metavar="KEY", help="What this entry supports.")
@click.option("--thing", metavar="IRI", help="The evidence on a thing: id:x, or its IRI.")
@click.option("--uncovered", is_flag=True, help="The sentences on which no statement rests.")
@click.option("--document", metavar="FILE", help="The document, where there are several.")
@click.option(
    "--sources",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="The folder with the documents: for --uncovered, or to show the words of passages.",
)
@project_option
@format_option
@language_option
def command(
    passage: Passage | None,
    entry: str | None,
    thing: str | None,
    document: str | None,
    sources: Path | None,
    project_path: Path | None,
    format_name: str,
    language: str | None,
    *,
    uncovered: bool,
) -> int:
    """List what a passage, an entry or a thing has to do with the graph.

    With --sources, the words of the passages are shown, not in JSON.
    With --uncovered, the sentences of the documents on which no statement rests: their number,
    place, length and text block, never their words. Exits 1 where nothing is found.
    """
    chosen = [option for option in (passage, entry, thing, uncovered or None) if option is not None]
    if len(chosen) != 1:
        raise usage_error(msg("use one of --passage, --entry, --thing and --uncovered"))
    if uncovered and sources is None:
        raise usage_error(msg("--uncovered needs --sources"))
    project = project_at(project_path)
    if uncovered and sources is not None:
        return _uncovered(project, sources, document, format_name, language)
    if document is not None and passage is None:
        raise usage_error(msg("--document goes with --passage and --uncovered"))
    named = {"passage": passage, "document": document, "entry": entry, "thing": thing}
    return _supported(project, named, sources, format_name, language)


def _uncovered(
    project: Project, sources: Path, document: str | None, format_name: str, language: str | None
) -> int:
    from schlaglicht.evidence.documents import read_document
    from schlaglicht.evidence.listing import coverage_lines, coverage_record
    from schlaglicht.evidence.locate import measure

    files = evidence_of(project)
    known = sorted({file.document.file for file in files if file.document})
    names = [document] if document is not None else known
    if not names:
        raise ProjectError("no file of evidence names a document; name one with --document")
    measured = [measure(read_document(sources, name), files) for name in names]
    if format_name == "json":
        print_json([coverage_record(coverage) for coverage in measured])
    else:
        for coverage in measured:
            print_lines(coverage_lines(coverage, names_of(project)), language)
    return 0


def _supported(
    project: Project,
    named: dict[str, Any],
    sources: Path | None,
    format_name: str,
    language: str | None,
) -> int:
    from schlaglicht.evidence.listing import (
        nothing_found,
        select,
        support_lines,
        support_record,
        supports,
    )
    from schlaglicht.rdf.load import load

    known = supports(evidence_of(project), load(project.data, base_of=project.base_of).graph)
    found = select(known, project, **named)
    if format_name == "json":
        print_json(support_record(found))
    elif found:
        print_lines(support_lines(found, names_of(project), sources), language)
    else:
        print_lines([nothing_found()], language)
    return 0 if found else 1
