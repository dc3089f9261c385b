"""Locations of triples in large Turtle texts: only the statements that are asked for are read.

A regular expression finds where statements end, the strict parser how many triples each has.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, pairwise
from typing import overload

from schlaglicht.errors import GraphSyntaxError
from schlaglicht.rdf.locations.model import SourceText
from schlaglicht.rdf.locations.statements import Placed, Spans
from schlaglicht.rdf.triple import Triple

Read = Callable[[SourceText, Sequence[Triple]], Placed | None]
"""Returns the locations in a text that states just these triples; None if they are not known."""

_TEXTS = (
    r'"""(?:[^"\\]|\\.|"(?!""))*+"""',
    r"'''(?:[^'\\]|\\.|'(?!''))*+'''",
    r'"(?:[^"\\\r\n]|\\.)*+"',
    r"'(?:[^'\\\r\n]|\\.)*+'",
    r"<[^<>\"{}|^`\s]*+>",
)
_STATEMENT = re.compile(
    rf"(?:[^\"'<#.\\]++|{'|'.join(_TEXTS)}|\#[^\r\n]*+|\\.|\.(?![\s\#]|\Z))*+\.(?=[\s\#]|\Z)",
    re.DOTALL,
)
"""A statement with what is before it; of two that no space parts, both."""
_NOTHING = re.compile(r"(?:\s|\#[^\r\n]*+)*+\Z")
_BASE = re.compile(r"(?<![\w:-])@?base(?:\s|#[^\r\n]*+)*+<", re.IGNORECASE)
_MARK = "<urn:x-schlaglicht:end>"
_MARK_LINE = f"{_MARK} {_MARK} {_MARK} .\n"
_LARGE = 200_000
"""Characters up to which a text is read as a whole, which takes a tenth of a second."""
_SHARE = 8
"""A text is read as a whole once one part in `_SHARE` has been asked for."""


def statement_spans(
    source: SourceText, head: int, triples: Sequence[Triple], base: str, read: Read
) -> Sequence[Spans | None] | None:
    """The locations of the triples of a text, in their order; None if it is to be read as a whole.

    `head` is the end of its prefixes, and no other prefix or base is declared.
    """
    if len(source.text) < _LARGE or _declares_base(source.text):
        return None
    ends = [head, *_ends(source.text, head)]
    if not _NOTHING.match(source.text, ends[-1]):
        return None
    counts = _counts(source, ends, base)
    if len(counts) != len(ends) - 1 or sum(counts) != len(triples):
        return None
    return _StatementSpans(source, ends, [0, *accumulate(counts)], triples, read)


def _declares_base(text: str) -> bool:
    return "base" in text.lower() and _BASE.search(text) is not None


def _ends(text: str, head: int) -> Iterator[int]:
    """The ends of statements."""
    while found := _STATEMENT.match(text, head):
        head = found.end()
        yield head


def _counts(source: SourceText, ends: Sequence[int], base: str) -> Sequence[int]:
    """The number of triples of each statement; empty if the parser does not find the same ones."""
    from schlaglicht.rdf.parse import nquads_of

    text = source.text
    parts = [text[: ends[0]]]
    for start, end in pairwise(ends):
        parts += [text[start:end], "\n", _MARK_LINE]
    try:
        lines = nquads_of("".join(parts).encode(), source.path, base)
    except GraphSyntaxError:
        return ()
    *stated, rest = lines.split(_MARK_LINE.encode())
    return () if rest else [part.count(b"\n") for part in stated]


class _StatementSpans(Sequence["Spans | None"]):
    """The spans of triples, each statement read when one of its triples is asked for."""

    def __init__(
        self,
        source: SourceText,
        ends: Sequence[int],
        firsts: Sequence[int],
        triples: Sequence[Triple],
        read: Read,
    ) -> None:
        self._source = source
        self._ends = ends
        self._firsts = firsts
        """The number of the first triple of each statement."""
        self._triples = triples
        self._read = read
        self._known: dict[int, Sequence[Spans | None]] = {}
        self._whole: Sequence[Spans | None] | None = None
        self._left = len(source.text) // _SHARE

    def __len__(self) -> int:
        return len(self._triples)

    @overload
    def __getitem__(self, index: int) -> Spans | None: ...
    @overload
    def __getitem__(self, index: slice) -> list[Spans | None]: ...
    def __getitem__(self, index: int | slice) -> Spans | list[Spans | None] | None:
        if isinstance(index, slice):
            return [self[number] for number in range(len(self))[index]]
        if self._whole is not None:
            return self._whole[index]
        number = bisect_right(self._firsts, index) - 1
        if number not in self._known:
            if self._left < 0:
                self._whole = _in_order(self._triples, self._read(self._source, self._triples))
                return self._whole[index]
            self._known[number] = self._spans(number)
        return self._known[number][index - self._firsts[number]]

    def _spans(self, number: int) -> Sequence[Spans | None]:
        """The spans of the triples of a statement, read with the prefixes of the text."""
        text, head = self._source.text, self._ends[0]
        start, end = self._ends[number : number + 2]
        self._left -= end - start + head
        triples = self._triples[self._firsts[number] : self._firsts[number + 1]]
        part = SourceText(self._source.path, text[:head] + text[start:end])
        return [
            None if spans is None else _moved(spans, start - head)
            for spans in _in_order(triples, self._read(part, triples))
        ]


def _in_order(triples: Sequence[Triple], placed: Placed | None) -> Sequence[Spans | None]:
    """The spans of triples in their own order; None for those that are not known."""
    if placed is None:
        return [None] * len(triples)
    found: dict[Triple, deque[Spans | None]] = defaultdict(deque)
    for triple, spans in zip(placed.triples, placed.spans, strict=True):
        found[triple].append(spans)
    return [found[triple].popleft() if found[triple] else None for triple in triples]


def _moved(spans: Spans, by: int) -> Spans:
    first, second, third, fourth, fifth, sixth = spans
    return first + by, second + by, third + by, fourth + by, fifth + by, sixth + by
