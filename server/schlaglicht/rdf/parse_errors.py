"""Errors of a strict parser in words for people, with a fix where one is certain."""

from __future__ import annotations

import re
from pathlib import Path

from schlaglicht.errors import GraphSyntaxError
from schlaglicht.formats import JSONLD, RDFXML, graph_format_of
from schlaglicht.rdf.syntax_errors import in_words
from schlaglicht.rdf.syntax_errors.jsonld_errors import JSONLD as JSONLD_ROWS
from schlaglicht.rdf.syntax_errors.rdfxml_errors import RDFXML as RDFXML_ROWS
from schlaglicht.rdf.syntax_errors.turtle_errors import TERSE
from schlaglicht.rdf.syntax_fixes import STANDARD_INPUT, Fault, repair

_PLACE = re.compile(r"Parser error (?:at|between) line .*?: ")
"""Prefix of pyoxigraph's messages with a known location."""

_ROWS = {RDFXML: RDFXML_ROWS, JSONLD: JSONLD_ROWS}


def syntax_error(
    error: SyntaxError,
    content: bytes,
    path: Path,
    *,
    base: str,
    place: tuple[int | None, int | None],
) -> GraphSyntaxError:
    """The error of a strict parser that has read `content` up to `place`, reworded."""
    syntax = graph_format_of(path)
    parser_message = _PLACE.sub("", str(error.msg), count=1)
    text = content.decode("utf-8")
    line, column = place
    start, end = _span(error, text, line, column)
    is_stdin = path.stem == STANDARD_INPUT
    fault = Fault(parser_message, text, syntax, base, start, end, is_stdin)
    if parser_message.startswith("Unexpected escape") and fault.iri():
        parser_message += " in an IRI"
    return GraphSyntaxError(
        in_words(parser_message, _ROWS.get(syntax, TERSE)),
        path=path,
        line=line,
        column=column,
        end_column=_end_column(error),
        helps=repair(fault),
    )


def _span(error: SyntaxError, text: str, line: int | None, column: int | None) -> tuple[int, int]:
    """Start and end of the error; at the start of the text if its place is unknown."""
    if line is None or column is None:
        return 0, 0
    start = Fault.index_of(text, line, column)
    if error.end_lineno is None or error.end_offset is None:
        return start, start
    return start, max(start, Fault.index_of(text, error.end_lineno, error.end_offset))


def _end_column(error: SyntaxError) -> int | None:
    """Exclusive end column of the error; None if it is empty or spans several lines."""
    if error.offset is None or error.end_offset is None or error.end_lineno != error.lineno:
        return None
    return error.end_offset if error.end_offset > error.offset else None
