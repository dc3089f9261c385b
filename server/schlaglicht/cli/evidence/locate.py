"""`schlaglicht evidence locate`: the place of quoted words in documents."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from schlaglicht.cli.evidence.options import (
    evidence_of,
    format_option,
    names_of,
    print_json,
    print_lines,
    project_at,
    project_option,
    sources_option,
)
from schlaglicht.cli.reader_language import language_option
from schlaglicht.errors import ProjectError

if TYPE_CHECKING:
    from schlaglicht.project import Project


@click.command("locate")
@click.argument("quote", metavar="WORDS")
@sources_option
@click.option(
    "--document", metavar="FILE", help="Only this file of DIR; by default all text files."
)
@project_option
@format_option
@language_option
def command(
    quote: str,
    sources: Path,
    document: str | None,
    project_path: Path | None,
    format_name: str,
    language: str | None,
) -> int:
    """Find quoted words in the documents of a folder.

    Prints each place: the document, its first character and the one after its last, counted from 0
    in code points, the line, the SHA-256 of the passage and the text block. Any white space matches
    any other. Where the words are in no document, passages that are like them are shown, and the
    command exits 1.

    \b
      schlaglicht evidence locate "a choir of forty" --sources ../documents
    """  # noqa: D301 - click reads \b as the character: it keeps the lines that follow apart
    from schlaglicht.evidence.documents import read_document, read_documents
    from schlaglicht.evidence.listing import search_lines, search_record
    from schlaglicht.evidence.locate import search

    project = _project(project_path)
    files = evidence_of(project)
    documents = [read_document(sources, document)] if document else read_documents(sources)[0]
    if not documents:
        raise ProjectError(f"{sources}: no text files here; name the folder with the documents")
    found = search(quote, documents)
    if format_name == "json":
        print_json(search_record(found, files))
    else:
        print_lines(search_lines(found, files, names_of(project)), language)
    return 0 if found.found else 1


def _project(path: Path | None) -> Project | None:
    """The project whose text blocks are named; words are found without one too."""
    if path is not None:
        return project_at(path)
    try:
        return project_at(None)
    except ProjectError:
        return None
