"""`schlaglicht query`: runs one SPARQL query and prints its answer."""

from __future__ import annotations

import json
import sys
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from schlaglicht.cli.help import no_choice
from schlaglicht.cli.inputs import (
    STANDARD_INPUT,
    stdin_format_option,
    strict_option,
    tell_left_out,
    with_standard_input,
)
from schlaglicht.cli.options import files, reader_language, translated, usage_error
from schlaglicht.cli.output import write_bytes
from schlaglicht.cli.progress import shown_progress, verbose_option
from schlaglicht.errors import NotAcceptable, ProjectError, QuerySyntaxError
from schlaglicht.ground.atomic_file import temporary_folder
from schlaglicht.i18n import lines, msg, verbatim

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from schlaglicht.formats import Format
    from schlaglicht.project import Project
    from schlaglicht.query import SparqlQuery
    from schlaglicht.query.empty_answers.explanation import Explanation

_TABLE = "table"
_STANDARD_INPUT = "-"


@dataclass(frozen=True)
class _Options:
    """The options of a query."""

    format_name: str | None
    seconds: float
    remember: bool
    verbose: bool
    strict: bool


def _formats(_: click.Context, __: click.Parameter, incomplete: str) -> list[str]:
    """The names of formats for a shell."""
    from schlaglicht.formats import FORMATS

    names = [_TABLE, *(known.name for known in FORMATS)]
    return [name for name in names if name.startswith(incomplete)]


@click.command()
@click.argument("query", metavar="[FILE.rq|TEXT]", required=False, shell_complete=files)
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--file",
    "-f",
    "query_file",
    metavar="FILE",
    shell_complete=files,
    help="A file with the query, - for standard input; then every argument is a PATH.",
)
@click.option(
    "--set",
    "settings",
    metavar="NAME=VALUE",
    multiple=True,
    help="The value of a parameter in the query's header, otherwise its default; may be repeated.",
)
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
@stdin_format_option
@strict_option
@verbose_option
def command(
    query: str | None,
    paths: tuple[Path, ...],
    query_file: str | None,
    stdin_format: str | None,
    settings: tuple[str, ...],
    format_name: str | None,
    timeout: float,
    *,
    remember: bool,
    strict: bool,
    verbose: bool,
) -> int:
    """Ask a graph a SPARQL query and print the answer.

    The query is a file or the text itself. PATH is a project's folder or an RDF file, - standard
    input. The prefixes of the settings and of the files need no PREFIX line, nor do well-known
    ones.

    \b
      schlaglicht query queries/q01.rq
      schlaglicht query 'SELECT * { ?s ?p ?o } LIMIT 10' data.ttl --format csv
      curl -s https://example.org/data.ttl | schlaglicht query 'ASK { ?s a ?class }' -
      schlaglicht query -f - data.ttl < query.rq
      schlaglicht query queries/since.rq --set from=2021-01-01
    """  # noqa: D301 - click takes the character \b as the mark of lines to keep
    from schlaglicht.project import open_project
    from schlaglicht.query import read_query

    asked, paths = _arguments(query, query_file, paths)
    text, place = _read_text(asked, is_file=query_file is not None)
    try:
        text = _with_values(text, place, settings)
        with with_standard_input(paths, stdin_format) as inputs:
            is_lasting = remember and not inputs.names
            options = _Options(
                format_name, timeout, remember=is_lasting, verbose=verbose, strict=strict
            )
            return _answer(open_project(inputs.paths), read_query(text), options)
    except QuerySyntaxError as error:
        if error.line is None:
            raise
        where = f"{place}:{error.line}:{error.column}"
        wrong = msg("{where}: not a SPARQL query: {reason}", where=where, reason=error.reasons)
        if error.repair:
            wrong = lines(wrong, msg("With this change it can be read:"), verbatim(error.repair))
        raise ProjectError(wrong) from error


def _arguments(
    query: str | None, query_file: str | None, paths: tuple[Path, ...]
) -> tuple[str, tuple[Path, ...]]:
    """The query or its file, and the paths; raises UsageError."""
    if query_file is not None:
        paths = (*(Path(word) for word in (query,) if word is not None), *paths)
        if query_file == _STANDARD_INPUT and STANDARD_INPUT in paths:
            raise usage_error(msg("- is the query or the data, not both"))
        return query_file, paths
    if query is None:
        raise usage_error(msg("a query is missing: its text, or FILE.rq, or -f FILE"))
    if query == _STANDARD_INPUT:
        raise usage_error(msg("- is data; for the query write -f -"))
    return query, paths


def _read_text(argument: str, *, is_file: bool) -> tuple[str, str]:
    """The query, and the name of its source for error messages."""
    from schlaglicht.questions import read_question

    if is_file and argument == _STANDARD_INPUT:
        try:
            return sys.stdin.buffer.read().decode("utf-8-sig"), "<stdin>"
        except UnicodeDecodeError as error:
            raise ProjectError(f"<stdin>: not UTF-8 at byte {error.start}") from error
    if is_file or argument.endswith(".rq") or _is_file(argument):
        return read_question(Path(argument)).text, argument
    return argument, "<query>"


def _with_values(text: str, place: str, settings: Sequence[str]) -> str:
    """The query with the values of its parameters; raises ParameterError and UsageError."""
    from schlaglicht.query.rewriting import with_values
    from schlaglicht.questions import Question, read_header

    pairs = [setting.partition("=") for setting in settings]
    for name, equals, _ in pairs:
        if not equals:
            raise usage_error(msg("--set needs NAME=VALUE, not {name}", name=name))
    question = Question(place, Path(place), text, read_header(text))
    if not question.parameters and not pairs:
        return text
    values = question.values({name.lstrip("?"): value for name, _, value in pairs})
    return with_values(text, values)


def _is_file(argument: str) -> bool:
    try:
        return Path(argument).is_file()
    except OSError:
        return False  # too long for a file name, as a query may be


def _answer(project: Project, query: SparqlQuery, options: _Options) -> int:
    """Prints the answer; then the graph is kept for the next query.

    Returns the exit code: 1 if something cannot be read and is left out.
    """
    from schlaglicht.dataset.snapshot import take_snapshot
    from schlaglicht.engine import EnginePool, Limits
    from schlaglicht.formats import JSON, TSV
    from schlaglicht.query import answer
    from schlaglicht.query.empty_answers.explanation import explanation
    from schlaglicht.query.kept_snapshot import kept_snapshot

    chosen = _chosen(options.format_name, query.formats)
    with (
        temporary_folder() as folder,
        shown_progress(verbose=options.verbose) as progress,
        ExitStack() as stack,
    ):
        if options.remember:
            kept = kept_snapshot(project, folder, progress, strict=options.strict)
            snapshot = stack.enter_context(kept)
        else:
            snapshot = take_snapshot(project, folder, progress, strict=options.strict)
        progress.rest()
        with EnginePool(snapshot, engines=1, limits=Limits(seconds=options.seconds)) as pool:
            asked = chosen or (TSV if TSV in query.formats else JSON)
            try:
                answered = answer(pool, query, asked, prefixes=snapshot.prefixes)
            except QuerySyntaxError as error:
                if error.query is not None:
                    _say(explanation(query, snapshot, pool))
                raise
            if answered.is_empty:
                _say(explanation(query, snapshot, pool))
        body = answered.body
        status = tell_left_out(snapshot.left_out, project)
        write_bytes(body if chosen else _for_people(body, asked, snapshot.prefixes))
    return status


def _say(found: Explanation) -> None:
    """Prints why a query found nothing, and the changes with which it does."""
    for reason in found.reasons:
        click.echo(f"note: {reason}", err=True)
    for each in found.repairs:
        rows = msg("{number} rows", number=each.rows) if each.rows != 1 else msg("1 row")
        if not each.is_counted:
            rows = msg("more than {number} rows", number=each.rows)
        click.echo(translated(msg("With this change: {rows}", rows=rows)), err=True)
        for line in each.diff:
            click.echo(f"  {line}", err=True)


def _for_people(body: bytes, shape: Format, prefixes: Mapping[str, str]) -> bytes:
    from schlaglicht.formats import JSON
    from schlaglicht.query.text_table import read_table, table_text

    if shape is JSON:
        return b"true\n" if json.loads(body)["boolean"] else b"false\n"
    return table_text(read_table(body), prefixes, reader_language()).encode()


def _chosen(name: str | None, formats: tuple[Format, ...]) -> Format | None:
    """The format to print; None for output that only people read: a table, true or false.

    Raises UsageError.
    """
    from schlaglicht.formats import JSON, TSV, format_named

    has_table = JSON in formats
    if name is None:
        piped = TSV in formats and not sys.stdout.isatty()
        return formats[0] if not has_table else TSV if piped else None
    if has_table and name.lower() == _TABLE:
        return None
    try:
        return format_named(name, formats)
    except NotAcceptable as error:
        known = (_TABLE,) * has_table + tuple(error.offered)
        wrong = f"--format: {translated(no_choice(repr(name), known))}"
        raise click.UsageError(wrong) from error
