"""`schlaglicht query`: runs one SPARQL query and prints its answer."""

from __future__ import annotations

import json
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from schlaglicht.cli.output import write_bytes
from schlaglicht.cli.progress import shown_progress, verbose_option
from schlaglicht.errors import NotAcceptable, ProjectError, QuerySyntaxError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from schlaglicht.formats import Format
    from schlaglicht.project import Project
    from schlaglicht.query import SparqlQuery

_TABLE = "table"


@dataclass(frozen=True)
class _Wanted:
    """The options of a query."""

    format_name: str | None
    seconds: float
    remember: bool
    verbose: bool


def _formats(_: click.Context, __: click.Parameter, incomplete: str) -> list[str]:
    """The names of formats for a shell."""
    from schlaglicht.formats import FORMATS

    names = [_TABLE, *(known.name for known in FORMATS)]
    return [name for name in names if name.startswith(incomplete)]


@click.command()
@click.argument("query", metavar="FILE.rq|TEXT")
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "format_name",
    metavar="NAME",
    shell_complete=_formats,
    help="SELECT: table, json, xml, csv, tsv. ASK: json, xml. CONSTRUCT and DESCRIBE: turtle, "
    "ntriples, jsonld, rdfxml, trig, nquads. Without it, SELECT prints a table on a terminal and "
    "tsv into a pipe, ASK true or false, the others turtle.",
)
@click.option(
    "--timeout",
    metavar="SECONDS",
    type=click.FloatRange(min=0, min_open=True),
    default=60.0,
    show_default=True,
    help="Stop the query after this time.",
)
@click.option(
    "--cache/--no-cache",
    "remember",
    default=True,
    help="Keep a graph that takes long to read for the next query; by default yes.",
)
@verbose_option
def command(
    query: str,
    paths: tuple[Path, ...],
    format_name: str | None,
    timeout: float,
    *,
    remember: bool,
    verbose: bool,
) -> None:
    """Ask a graph a SPARQL query and print the answer.

    The query is a file, the text itself, or - for standard input. The prefixes of the settings
    and of the files need no PREFIX line, nor do well-known ones.

    \b
      schlaglicht query queries/q01.rq
      schlaglicht query 'SELECT * { ?s ?p ?o } LIMIT 10' data.ttl --format csv
    """  # noqa: D301 - click takes the character \b as the mark of lines to keep
    from schlaglicht.project import open_project
    from schlaglicht.query import read_query

    text, place = _read_text(query)
    wanted = _Wanted(format_name, timeout, remember=remember, verbose=verbose)
    try:
        output = _answer(open_project(paths), read_query(text), wanted)
    except QuerySyntaxError as error:
        if error.line is None:
            raise
        where = f"{place}:{error.line}:{error.column}"
        raise ProjectError(f"{where}: not a SPARQL query: {error.reason}") from error
    write_bytes(output)


def _read_text(argument: str) -> tuple[str, str]:
    """The query, and the name of its source for error messages."""
    from schlaglicht.questions import read_question

    if argument == "-":
        try:
            return sys.stdin.buffer.read().decode("utf-8-sig"), "<stdin>"
        except UnicodeDecodeError as error:
            raise ProjectError(f"<stdin>: not UTF-8 at byte {error.start}") from error
    if argument.endswith(".rq") or _is_file(argument):
        return read_question(Path(argument)).text, argument
    return argument, "<query>"


def _is_file(argument: str) -> bool:
    try:
        return Path(argument).is_file()
    except OSError:
        return False  # too long for a file name, as a query may be


def _answer(project: Project, query: SparqlQuery, wanted: _Wanted) -> bytes:
    from schlaglicht.dataset.snapshot import take_snapshot
    from schlaglicht.engine import EnginePool, Limits
    from schlaglicht.formats import JSON, TSV
    from schlaglicht.query import answer, unknown_terms
    from schlaglicht.query.kept_snapshot import kept_snapshot

    chosen = _chosen(wanted.format_name, query.formats)
    with tempfile.TemporaryDirectory(prefix="schlaglicht-") as folder, ExitStack() as stack:
        with shown_progress(verbose=wanted.verbose) as progress:
            if wanted.remember:
                snapshot = stack.enter_context(kept_snapshot(project, Path(folder), progress))
            else:
                snapshot = take_snapshot(project, Path(folder), progress)
        with EnginePool(snapshot, engines=1, limits=Limits(seconds=wanted.seconds)) as pool:
            asked = chosen or (TSV if TSV in query.formats else JSON)
            answered = answer(pool, query, asked, prefixes=snapshot.prefixes)
    if answered.is_empty:
        for term in unknown_terms(query, snapshot):
            click.echo(f"note: {term}", err=True)
    body = answered.body
    return body if chosen else _for_people(body, asked, snapshot.prefixes)


def _for_people(body: bytes, shape: Format, prefixes: Mapping[str, str]) -> bytes:
    from schlaglicht.formats import JSON
    from schlaglicht.query.solutions_table import read_table, table_text

    if shape is JSON:
        return b"true\n" if json.loads(body)["boolean"] else b"false\n"
    return table_text(read_table(body), prefixes).encode()


def _chosen(name: str | None, formats: tuple[Format, ...]) -> Format | None:
    """The format to print; None for output that only people read: a table, true or false."""
    from schlaglicht.formats import JSON, TSV, format_named

    if JSON not in formats:
        return format_named(name, formats) if name else formats[0]
    if name is None:
        return TSV if TSV in formats and not sys.stdout.isatty() else None
    if name.lower() == _TABLE:
        return None
    try:
        return format_named(name, formats)
    except NotAcceptable as error:
        raise NotAcceptable(name, (_TABLE, *error.offered)) from error
