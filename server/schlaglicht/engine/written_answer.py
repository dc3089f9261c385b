"""Answers as the serializer writes them, on their way out.

Graphs in an order that reads well, XML within its limits, private forms of literals restored; and
whether an answer is one of nothing.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from io import BytesIO
from typing import BinaryIO, cast

from pyoxigraph import (
    NamedNode,
    QueryResultsFormat,
    RdfFormat,
    Triple,
    parse,
    parse_query_results,
    serialize,
)

from schlaglicht.formats import RDFXML, Format

_PREFIX = b"@prefix "


class SortedPrologue:
    """A binary file that passes on its content, with the prefix lines sorted.

    Write only Turtle or TriG from pyoxigraph to it, and close it at the end.
    """

    def __init__(self, output: BinaryIO) -> None:
        self._output = output
        self._lines: list[bytes] = []
        self._rest = b""
        self._passing = False

    def write(self, content: bytes) -> int:
        """Holds whole prefix lines back until another line begins."""
        if self._passing:
            return self._output.write(content)
        *lines, self._rest = (self._rest + content).split(b"\n")
        while lines and lines[0].startswith(_PREFIX):
            self._lines.append(lines.pop(0) + b"\n")
        begun = b"\n".join([*lines, self._rest])
        if lines or not _PREFIX.startswith(begun[: len(_PREFIX)]):
            self._rest = begun
            self.close()
        return len(content)

    def flush(self) -> None:
        """Keeps holding prefix lines back."""

    def close(self) -> None:
        """Passes on the lines held back; the underlying file stays open."""
        self._passing = True
        self._output.write(b"".join(sorted(self._lines)) + self._rest)
        self._lines, self._rest = [], b""


_FORBIDDEN = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
"""In UTF-8: the control characters, U+FFFE and U+FFFF."""

_NAMELESS = re.compile(rb"<[^\s<>:/\"]*:[\s>]")
_LONGEST_CUT = 100
"""Bytes at the end of a part that are checked again with the next, which may continue them."""


class NotInXmlError(Exception):
    """Content that XML cannot represent; the text names it: the character U+0001."""


class XmlText:
    """A binary file for XML in UTF-8, passed on to another; carriage returns as references.

    Raises NotInXmlError for content that XML cannot represent.
    """

    def __init__(self, answer: BinaryIO) -> None:
        self._answer = answer
        self._end = b""

    def write(self, content: bytes) -> int:
        """Passes `content` on; a part may end within a character."""
        found = _FORBIDDEN.search(self._end + content)
        if found:
            raise NotInXmlError(f"the character U+{ord(found[0].decode()):04X}")
        if _NAMELESS.search(self._end + content):
            raise NotInXmlError("a property whose IRI does not end in a name")
        self._end = (self._end + content)[-_LONGEST_CUT:]
        self._answer.write(content.replace(b"\r", b"&#13;"))
        return len(content)

    def flush(self) -> None:
        """Flushes the underlying file."""
        self._answer.flush()


SORTED_TRIPLES = 10_000
"""Graphs up to this size are written subject by subject; larger ones unsorted."""

_RDF_TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_PREFIX_FORMATS = (RdfFormat.TURTLE, RdfFormat.TRIG)


def write_graph(
    triples: Iterable[Triple],
    file: BinaryIO,
    written: Format,
    prefixes: Mapping[str, str],
) -> bool:
    """Write the triples; return whether there are none."""
    rest = iter(triples)
    start = list(itertools.islice(rest, SORTED_TRIPLES + 1))
    is_long = len(start) > SORTED_TRIPLES
    in_order = itertools.chain(start, rest) if is_long else sorted(start, key=_reading_order)
    sorted_file = SortedPrologue(file) if written.rdf in _PREFIX_FORMATS else None
    serialize(
        in_order,
        cast("BinaryIO", sorted_file or file),
        format=written.rdf,
        prefixes=valid_prefixes(prefixes),
    )
    if sorted_file:
        sorted_file.close()
    return not start


def written_graph(ntriples: str, written: Format, prefixes: Mapping[str, str]) -> bytes:
    """A graph as `write_graph` writes it; raises NotInXmlError for what XML cannot represent."""
    output = BytesIO()
    file = cast("BinaryIO", XmlText(output) if written is RDFXML else output)
    triples = (quad.triple for quad in parse(ntriples, RdfFormat.N_TRIPLES, lenient=True))
    write_graph(triples, file, written, prefixes)
    return output.getvalue()


@lru_cache(maxsize=64)
def written_boolean(value: bool, written: Format) -> bytes:
    """The answer to an ASK."""
    text = f'{{"head":{{}},"boolean":{str(value).lower()}}}'
    body = parse_query_results(text, QueryResultsFormat.JSON).serialize(format=written.results)
    assert body is not None  # as no file was named
    return body


def valid_prefixes(prefixes: Mapping[str, str]) -> dict[str, str]:
    """The prefixes without those that a text declares relative to its BASE, or wrongly."""
    return {prefix: iri for prefix, iri in prefixes.items() if _is_absolute_iri(iri)}


@lru_cache(maxsize=1024)
def _is_absolute_iri(text: str) -> bool:
    try:
        NamedNode(text)
    except ValueError:
        return False
    return True


def _reading_order(triple: Triple) -> tuple[str, bool, str, str]:
    subject, predicate, object_ = triple
    return str(subject), predicate != _RDF_TYPE, str(predicate), str(object_)


LONGEST = 4 * 1024
"""Bytes beyond which an answer is not compared: it has something in it, or long names alone."""

_MOST_MIXED = 3
"""Variables of which each may be a count or without a value; of more, all have to be counts."""

_ZERO = {
    "type": "literal",
    "value": "0",
    "datatype": "http://www.w3.org/2001/XMLSchema#integer",
}

_Solution = dict[str, dict[str, str]]


def is_empty_answer(
    content: bytes, variables: tuple[str, ...], written: QueryResultsFormat | None
) -> bool:
    """True if an answer has no solution, only one of counts that are 0, or none with a value.

    MIN, MAX and SAMPLE are without a value next to such counts. In CSV an empty text is no value.
    """
    if content in _empty_answers(variables, written):
        return True
    if not variables or written is QueryResultsFormat.CSV:
        return False
    start, row, end = _valueless(variables, written)
    rows = len(content) - len(start) - len(end)
    return content == start + row * (rows // len(row)) + end


@lru_cache(maxsize=64)
def _valueless(
    variables: tuple[str, ...], written: QueryResultsFormat | None
) -> tuple[bytes, bytes, bytes]:
    """An answer of solutions without values: how it begins, each further one, how it ends."""
    one, two = (_written(variables, [{}] * number, written) for number in (1, 2))
    length = len(two) - len(one)
    place = next((n for n, (x, y) in enumerate(zip(one, two, strict=False)) if x != y), len(one))
    return one[:place], two[place : place + length], one[place:]


@lru_cache(maxsize=64)
def _empty_answers(
    variables: tuple[str, ...], written: QueryResultsFormat | None
) -> tuple[bytes, ...]:
    counted = map(dict.fromkeys, _combinations(variables), itertools.repeat(_ZERO))
    found_nothing: list[list[_Solution]] = [[], *([solution] for solution in counted)]
    return tuple(_written(variables, solutions, written) for solutions in found_nothing)


def _combinations(variables: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The variables that may be counts: all, and of a few each choice of at least one."""
    fewest = 1 if len(variables) <= _MOST_MIXED else len(variables)
    for size in range(fewest, len(variables) + 1):
        yield from itertools.combinations(variables, size)


def _written(
    variables: tuple[str, ...], solutions: list[_Solution], written: QueryResultsFormat | None
) -> bytes:
    results = {"head": {"vars": variables}, "results": {"bindings": solutions}}
    text = json.dumps(results)
    answer = parse_query_results(text, QueryResultsFormat.JSON).serialize(format=written)
    assert answer is not None  # as no file was named
    return answer
