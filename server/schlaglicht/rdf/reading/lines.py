"""A reader of N-Triples and N-Quads that knows what it expected at a fault.

https://www.w3.org/TR/n-quads/#sec-grammar
"""

from __future__ import annotations

from schlaglicht.i18n import Message, msg
from schlaglicht.rdf.ntriples_text import unescaped
from schlaglicht.rdf.reading.turtle_tokens import (
    LINE_TOKEN,
    LITERALS,
    Kind,
    TurtleFault,
    check_tag,
    iri_fault,
    no_datatype,
    token_fault,
)
from schlaglicht.rdf.syntax_errors import shortened

_NODES = ("iri", "label")
_MORE = msg("a line holds one statement only")
_STOP = msg("the full stop at the end of the statement is missing")
_RDF12 = msg("statements about statements (<< … >>) belong to RDF 1.2; only RDF 1.1 is read here")


def check_lines(text: str, start: int, *, quads: bool) -> None:
    """Raises TurtleFault for the first fault from `start` on, where a line begins."""
    reader = _LineReader(text, start, quads=quads)
    while reader.kind != "end":
        reader.read_line()


class _LineReader:
    """Reads lines, one token after the other."""

    def __init__(self, text: str, start: int, *, quads: bool) -> None:
        self._text = text
        self._quads = quads
        self._at = start
        self._next()

    def _next(self) -> None:
        found = LINE_TOKEN.match(self._text, self._at)
        if found is None:
            raise token_fault(self._text, self._at, in_line=True)
        self._found = found
        self.kind = str(found.lastgroup)
        self._at = found.end()
        if self.kind == "iri":
            self._check_iri(found.start(1), found.end())

    def read_line(self) -> None:
        """Reads a line, with or without a statement."""
        if self.kind not in ("line", "end"):
            self._read_triple()
            if self._quads and self.kind in _NODES:
                self._next()
            if self._mark != ".":
                raise self._without(_STOP, Kind.FULL_STOP)
            self._next()
            if self.kind not in ("line", "end"):
                raise self._without(_MORE, Kind.TWO_ON_A_LINE)
        if self.kind == "line":
            self._next()

    def _read_triple(self) -> None:
        if self.kind not in _NODES:
            raise self._fault(Kind.OTHER, _NO_SUBJECT)
        self._next()
        if self.kind != "iri":
            raise self._fault(
                Kind.OTHER, msg("a predicate is expected here: an IRI in angle brackets")
            )
        self._next()
        self._read_object()

    def _read_object(self) -> None:
        if self._mark == "<<(":
            self._next()
            self._read_triple()
            if self._mark != ")>>":
                raise self._fault(Kind.OTHER, _RDF12)
        elif self.kind in LITERALS:
            self._check_literal()
            self._next()
            if self._mark == "^^":
                raise no_datatype(self._text, self._found)
            return
        elif self.kind not in _NODES:
            reason = msg(
                "a value is expected here: an IRI in angle brackets, a blank node or a literal"
            )
            raise self._fault(Kind.OTHER, reason)
        self._next()

    @property
    def _mark(self) -> str:
        return self._text[self._found.start(1) : self._found.end()]

    def _check_literal(self) -> None:
        if self.kind == "tag":
            check_tag(*self._found.span("tag"), self._text)
        elif self.kind == "type":
            start, end = self._found.span("type")
            if self._text[start] != "<":
                reason = msg("a datatype is expected after ^^, an IRI in angle brackets")
                raise TurtleFault(Kind.OTHER, start, end, reason)
            self._check_iri(start, end)

    def _check_iri(self, start: int, end: int) -> None:
        if fault := iri_fault(start, end, unescaped(self._text[start + 1 : end - 1])):
            raise fault

    def _without(self, reason: Message, kind: Kind) -> TurtleFault:
        """The fault of a mark that is missing before a node, or of what is none."""
        if self.kind in (*_NODES, "line", "end"):
            return self._fault(kind, reason)
        return self._fault(Kind.OTHER, _NO_SUBJECT)

    def _fault(self, kind: Kind, reason: Message) -> TurtleFault:
        start, end = self._found.start(1), self._found.end()
        if self.kind == "line":
            start = end
            reason = reason if kind is Kind.FULL_STOP else msg("a statement must be on one line")
        elif self.kind == "end" and kind is Kind.OTHER:
            kind, reason = Kind.END, msg("the file ends in the middle of a statement")
        elif self.kind in LITERALS:
            end = self._found.end("string")
        return TurtleFault(kind, start, end, reason.filled(token=shortened(self._text[start:end])))


_NO_SUBJECT = msg("a subject is expected here: an IRI in angle brackets or a blank node (_:b1)")
