"""Errors of a strict parser in words for people, with a fix where one is certain."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from schlaglicht.errors import GraphSyntaxError
from schlaglicht.formats import JSONLD, NQUADS, NTRIPLES, RDFXML, TURTLE, Format, graph_format_of
from schlaglicht.i18n import Message, verbatim
from schlaglicht.rdf.source_text import SourceText, Span
from schlaglicht.rdf.syntax_errors import in_words
from schlaglicht.rdf.syntax_errors.documents import JSONLD as JSONLD_ROWS
from schlaglicht.rdf.syntax_errors.documents import RDFXML as RDFXML_ROWS
from schlaglicht.rdf.syntax_fixes import STANDARD_INPUT, Fault, repair
from schlaglicht.rdf.turtle.reader import TurtleReader
from schlaglicht.rdf.turtle.tokens import Kind, TurtleFault

_PLACE = re.compile(r"Parser error (?:at|between) line .*?: ")
"""Prefix of pyoxigraph's messages with a known location."""

_AROUND = 100_000
"""Characters before an error in which a statement is looked for, from which to read."""
_BLOCK = re.compile(r"\.[ \t]*[\r\n]\s*")
_DECLARED = re.compile(r"prefix\s+([\w.-]*):\s*<([^<>\s]*)>", re.IGNORECASE)

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
    syntax, source = graph_format_of(path), SourceText(path, content.decode("utf-8"))
    parser_message = _PLACE.sub("", str(error.msg), count=1)
    line, column = place
    start, end = _span(error, source, *place)
    if syntax in _ROWS:
        reason, kind = in_words(parser_message, _ROWS[syntax]), Kind.OTHER
    elif found := turtle_fault(source.text, syntax, base=base, near=start):
        reason, kind, start, end = found.reason, found.kind, found.start, found.end
        line, column = source.extent(start, end).line, source.extent(start, end).column
    else:
        reason, kind = verbatim(" ".join(parser_message.split())), Kind.OTHER
    is_stdin = path.stem == STANDARD_INPUT
    fault = Fault(source.text, syntax, base, start, end, kind, parser_message, is_stdin)
    return _error(reason, source, (start, end), (line, column), repair(fault))


def error_of(
    found: TurtleFault, source: SourceText, mended: str | None, base: str
) -> GraphSyntaxError:
    """The error of a fault of a text, with a repair if one is certain of the `mended` text.

    That is the same text without its other faults; None if no repair is wanted.
    """
    extent, path = source.extent(found.start, found.end), source.path
    helps = None
    if mended is not None:
        fault = Fault(mended, graph_format_of(path), base, found.start, found.end, found.kind)
        helps = repair(replace(fault, is_stdin=path.stem == STANDARD_INPUT))
    place = extent.line, extent.column
    return _error(found.reason, source, (found.start, found.end), place, helps)


def _error(
    reason: Message,
    source: SourceText,
    span: Span,
    place: tuple[int | None, int | None],
    helps: Message | None,
) -> GraphSyntaxError:
    extent, (line, column) = source.extent(*span), place
    is_known = line is not None and span[0] < span[1] and extent.line == extent.end_line
    return GraphSyntaxError(
        reason,
        path=source.path,
        line=line,
        column=column,
        end_column=extent.end_column if is_known else None,
        helps=helps,
    )


def turtle_fault(text: str, syntax: Format, *, base: str, near: int) -> TurtleFault | None:
    """The first fault of a text of the Turtle family, which is valid up to `near`, or None."""
    before = len(text[:near].rstrip("\r\n"))  # the end of a line may be the fault
    line = max(text.rfind("\n", 0, before), text.rfind("\r", 0, before)) + 1
    if syntax in (NTRIPLES, NQUADS):
        return _first_fault(TurtleReader(text, syntax, checked=line, start=line))
    if syntax is TURTLE and (block := _BLOCK.search(text, max(0, line - _AROUND), line)):
        namespaces = dict(_DECLARED.findall(text, 0, line))
        start = block.end()
        near_reader = TurtleReader(
            text, syntax, base=base, checked=line, start=start, namespaces=namespaces
        )
        fault = _first_fault(near_reader)
        if fault is not None and fault.start == near:  # it began where a statement does
            return fault
    return _first_fault(TurtleReader(text, syntax, base=base, checked=line))


def _first_fault(reader: TurtleReader) -> TurtleFault | None:
    try:
        for _ in reader.statements():
            pass
    except TurtleFault as fault:
        return fault
    return None


def _span(
    error: SyntaxError, source: SourceText, line: int | None, column: int | None
) -> tuple[int, int]:
    """Start and end of the error; at the start of the text if its place is unknown."""
    if line is None or column is None:
        return 0, 0
    start = source.index(line, column)
    if error.end_lineno is None or error.end_offset is None:
        return start, start
    return start, max(start, source.index(error.end_lineno, error.end_offset))
