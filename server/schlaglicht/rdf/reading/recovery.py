"""Recovery of a file that its strict parser refuses: its faults, and all that can be read.

Statements with faults are blanked out, so that all others keep their places; the strict parser
judges what is left. Of RDF/XML that is so for IRIs that are none; for any other fault, and of
JSON-LD, the whole file is left out.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from schlaglicht.errors import GraphSyntaxError
from schlaglicht.formats import RDFXML, graph_format_of
from schlaglicht.i18n import Message, plural
from schlaglicht.rdf.reading.errors import error_of
from schlaglicht.rdf.reading.parse import OF_TURTLE, nquads_of, read_bytes
from schlaglicht.rdf.reading.xml import check_entities
from schlaglicht.rdf.reading.xml_recovery import BadIri, bad_iris
from schlaglicht.rdf.source_text import SourceText, Span
from schlaglicht.rdf.syntax_errors import in_words
from schlaglicht.rdf.syntax_errors.documents import RDFXML as RDFXML_ROWS
from schlaglicht.rdf.turtle.recovery import NO_BYTE, Gap, RecoveringReader, stray_bytes
from schlaglicht.rdf.turtle.tokens import Kind, TurtleFault

Value = TypeVar("Value")

MOST_FAULTS = 100
"""Faults of one file that are listed; a further one says how many there are beyond."""
_MOST_REPAIRS = 10
"""Faults of one file for which a repair is looked for: each tries several."""
_MOST_TRIES = 20
"""Statements of one file that the strict parser alone refuses."""
_LARGEST_XML = 64 * 2**20
"""Bytes of RDF/XML in which statements are looked for, one by one."""
_LINE_END = re.compile(rb"\r\n|\r|\n")
_VISIBLE = re.compile(r"[^\r\n]")


@dataclass(frozen=True)
class LeftOut:
    """The part of a file that is left out because it cannot be read."""

    path: Path
    statements: int | None
    """The number of statements; None for the whole file."""


def in_short(left_out: Sequence[LeftOut], files: int) -> Message:
    """One sentence about the parts left out of so many `files`."""
    return plural(
        "One of {files} files has a fault; what cannot be read of it is left out.",
        "{number} of {files} files have faults; what cannot be read of them is left out.",
        len(left_out),
        files=files,
    )


@dataclass(frozen=True)
class Recovered:
    """A file that its strict parser refuses: what is left of it, and its faults."""

    content: bytes
    """What can be read, each statement at its place; nothing if the whole file is left out."""
    errors: tuple[GraphSyntaxError, ...]
    left_out: LeftOut


def readable(
    read: Callable[[bytes | None], Value], path: Path, base: str, *, strict: bool = False
) -> tuple[Value | None, Recovered | None]:
    """The value of `read` for a file, given None, or for what can be read of it, given that.

    None if nothing can; without a second value the file has no fault. Raises as `read` does for a
    fault if it is `strict`, and for anything else.
    """
    try:
        return read(None), None
    except GraphSyntaxError as error:
        if strict:
            raise
        recovered = recover(error, path, base)
        if recovered.left_out.statements is None:
            return None, recovered
        return read(recovered.content), recovered


def recover(error: GraphSyntaxError, path: Path, base: str) -> Recovered:
    """The readable part of a file that was refused with `error`; raises ProjectError."""
    content = read_bytes(path)
    text = content.decode("utf-8", "surrogateescape")
    source = SourceText(path, text)
    if graph_format_of(path) is RDFXML and len(content) <= _LARGEST_XML:
        with suppress(ValueError, GraphSyntaxError):
            return _recovered_xml(error, content, source, base)
    gaps = None
    if graph_format_of(path) in OF_TURTLE and error.line is not None:
        gaps = _gaps(
            source, base, 0 if NO_BYTE.search(text) else source.line_starts[error.line - 1]
        )
    if gaps is None:
        return Recovered(b"", (error,), LeftOut(path, None))
    errors = tuple(_errors(gaps, source, base, error))
    content = _mended(text, gaps).encode()
    return Recovered(content, errors, LeftOut(path, len(gaps)))


def _recovered_xml(
    error: GraphSyntaxError, content: bytes, source: SourceText, base: str
) -> Recovered:
    """The same for RDF/XML whose only faults are IRIs that are none.

    Raises ValueError or GraphSyntaxError if the whole file is lost.
    """
    path = source.path
    check_entities(content, path)
    found = bad_iris(content)
    outermost: list[Span] = []
    for _, (start, end) in sorted(found, key=lambda each: each[1]):
        if not outermost or start >= outermost[-1][1]:
            outermost.append((start, end))
    mended, at = bytearray(), 0
    for start, end in outermost:
        mended += content[at:start]
        mended += _VISIBLE.sub(" ", content[start:end].decode()).encode()
        at = end
    mended += content[at:]
    nquads_of(bytes(mended), path, base)
    places = dict(_places((bad.at for bad, _ in found[: MOST_FAULTS + 1]), content))
    errors = [_bad_iri(bad, places[bad.at], source) for bad, _ in found[:MOST_FAULTS]]
    listed = [error if _place(each) == _place(error) else each for each in errors]
    if rest := found[MOST_FAULTS:]:
        listed.append(_unlisted(len(rest), path, *places[rest[0][0].at]))
    return Recovered(bytes(mended), tuple(listed), LeftOut(path, len(outermost)))


def _bad_iri(bad: BadIri, place: tuple[int, int], source: SourceText) -> GraphSyntaxError:
    """The error that the strict parser has for it, at its place."""
    said = f"error while parsing IRI '{bad.iri}': {bad.reason}"
    line, column = place
    return GraphSyntaxError(in_words(said, RDFXML_ROWS), path=source.path, line=line, column=column)


def _places(found: Iterable[int], content: bytes) -> Iterator[tuple[int, tuple[int, int]]]:
    """Lines and columns of bytes in their order, each read on from the one before."""
    line, start, at = 1, 0, 0
    for byte in found:
        for end in _LINE_END.finditer(content, at, byte):
            line, start = line + 1, end.end()
        at = byte
        yield byte, (line, len(content[start:byte].decode()) + 1)


def _place(error: GraphSyntaxError) -> tuple[int | None, int | None]:
    return error.line, error.column


def _gaps(source: SourceText, base: str, checked: int) -> list[Gap] | None:
    """The least to leave out of a text so that the strict parser takes the rest; None for all."""
    text, path = source.text, source.path
    reader = RecoveringReader(text, graph_format_of(path), base=base, checked=checked)
    gaps = reader.read()
    gaps = _in_order([*gaps, *stray_bytes(text, gaps)])
    for _ in range(_MOST_TRIES):
        try:
            nquads_of(_mended(text, gaps).encode(), path, base)
        except GraphSyntaxError as error:
            if error.line is None or error.column is None:
                return None
            at = source.index(error.line, error.column)
            number = bisect_right(reader.starts, at)
            start, end = ([0, *reader.starts, len(text)][number + i] for i in (0, 1))
            if any(gap.start < end and start < gap.end for gap in gaps):
                return None
            fault = TurtleFault(Kind.OTHER, at, at, error.reasons)  # type: ignore[arg-type]
            gaps = _in_order([*gaps, Gap(start, end, fault)])
        else:
            return gaps
    return None


def _in_order(gaps: Iterable[Gap]) -> list[Gap]:
    return sorted(gaps, key=lambda gap: (gap.start, -gap.end))


def _mended(text: str, gaps: Iterable[Gap]) -> str:
    """The text with white space in the place of the gaps, each line as long as it was."""
    parts, at = [], 0
    for start, end, _ in gaps:
        parts += [text[at:start], _VISIBLE.sub(" ", text[max(at, start) : end])]
        at = max(at, end)
    return "".join([*parts, text[at:]])


def _errors(
    gaps: Sequence[Gap], source: SourceText, base: str, first: GraphSyntaxError
) -> Iterator[GraphSyntaxError]:
    """The errors of the gaps; `first` is that of the strict parser, with its words."""
    listed = list(_listed(gaps))[:MOST_FAULTS]
    for number, gap in enumerate(listed):
        extent = source.extent(gap.fault.start, gap.fault.end)
        if number == 0 and (extent.line, extent.column) == (first.line, first.column):
            yield first
            continue
        mended = None
        if number < _MOST_REPAIRS:
            mended = _mended(source.text, (other for other in gaps if other is not gap))
            mended = NO_BYTE.sub("\ufffd", mended)
        yield error_of(gap.fault, source, mended, base)
    if rest := len(gaps) - len(listed):
        kept = set(map(id, listed))
        place = source.extent(*next(gap for gap in gaps if id(gap) not in kept)[:2])
        yield _unlisted(rest, source.path, place.line, place.column)


def _unlisted(rest: int, path: Path, line: int | None, column: int | None) -> GraphSyntaxError:
    return GraphSyntaxError(
        plural(
            "one more statement of this file has a fault and is left out, from here on",
            "{number} more statements of this file have faults and are left out, from here on",
            rest,
        ),
        path=path,
        line=line,
        column=column,
    )


def _listed(gaps: Iterable[Gap]) -> Iterator[Gap]:
    """The gaps without those of a prefix that an earlier one misses."""
    missing: set[str] = set()
    for gap in gaps:
        if gap.fault.kind is Kind.UNDECLARED:
            if str(gap.fault) in missing:
                continue
            missing.add(str(gap.fault))
        yield gap
