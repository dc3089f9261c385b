"""Reads a text of the Turtle family into a graph with the locations of its triples.

rdflib's own Turtle and TriG parsers read the text; the subclasses here pass every term through them
together with its location. Nothing is rewritten on the way: a literal keeps its lexical form (`02`,
`+1`, `1.0e6`), and IRIs resolve by RFC 3986.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, MutableSequence
from contextlib import contextmanager
from typing import Any, cast

from rdflib import RDF, XSD, BNode, Graph, Literal, URIRef
from rdflib.plugins.parsers.notation3 import (
    BadSyntax,
    RDFSink,
    SinkParser,
    decimal_syntax,
    exponent_syntax,
    integer_syntax,
    langcode,
    unicodeEscape4,
    unicodeEscape8,
    unicodeExpand,
)
from rdflib.plugins.parsers.trig import TrigSinkParser
from rdflib.term import Node

from schlaglicht.rdf.graph_store import new_graph
from schlaglicht.rdf.iris import resolve_iri
from schlaglicht.rdf.locations.model import Positions, PrefixPlace, SourceText
from schlaglicht.rdf.locations.statements import Placed, Statements
from schlaglicht.rdf.terms import literal_of

_MOST_CALLS = 100_000
"""Functions that may call each other: enough for 10,000 nested brackets."""

# Errors of rdflib's parser on unreadable text, in addition to its intended ones; nesting of more
# than 10,000 levels exceeds its recursion.
_TRIPPED = (
    AssertionError,
    AttributeError,
    IndexError,
    KeyError,
    RecursionError,
    TypeError,
    ValueError,
)

_SPACE = re.compile(r"(?:[ \t\r\n]+|#[^\r\n]*)*")

_SPECIFIER = r"(?:[ \t\r\n]|#[^\r\n]*+)*+(?:\"[^\"\\\r\n]*\"|'[^'\\\r\n]*')"
_VERSION = re.compile(f"@version{_SPECIFIER}")
_SPARQL_VERSION = re.compile(f"VERSION{_SPECIFIER}", re.IGNORECASE)
"""The version of RDF that a text declares: https://www.w3.org/TR/rdf12-turtle/#version"""

_PLAIN_IRI = r"(?P<{0}><[^<>\"{{}}|^`\\\x00-\x20]*>|[A-Za-z][A-Za-z0-9_-]*:[A-Za-z][A-Za-z0-9_-]*)"
_PLAIN_TERM = re.compile(
    rf"(?:{_PLAIN_IRI.format('iri')}"
    r'|"(?!"")(?P<text>[^"\\\r\n]*)"'
    r"(?:@(?P<tag>[A-Za-z]+(?:-[A-Za-z0-9]+)*)"
    rf"|\^\^{_PLAIN_IRI.format('type')})?)"
    r"(?=[;,]|[ \t\r\n]+[^ \t\r\n@^#])"
)
"""Most terms, followed by a character that cannot belong to them; the rest is left to rdflib."""


def read_places(source: SourceText, *, syntax: str, base: str) -> tuple[Graph, Positions]:
    """The graph of a valid text and the locations of its triples.

    `syntax` is `turtle`, `ntriples`, `trig` or `nquads`; graph names are left out.
    Raises SyntaxError, with line and column where known, for input that rdflib does not read: RDF
    1.2, and brackets nested more than 10,000 levels deep.
    """
    sink = _read(source, syntax, base)
    return sink.graph, sink.positions


def read_labelled_places(
    source: SourceText, *, syntax: str, base: str
) -> tuple[Placed, dict[Node, str]]:
    """The statements of a valid text, and the labels of blank nodes; raises like `read_places`."""
    sink = _read(source, syntax, base)
    (statements,) = sink.positions.files or [Statements(source.path, [])]
    return statements.placed or Placed(source, [], []), sink.labels


def _read(source: SourceText, syntax: str, base: str) -> _PlaceSink:
    sink = _PlaceSink(source)
    parser = _PARSERS[syntax](cast(RDFSink, sink), baseURI=base, turtle=True)
    try:
        with _deeply():
            parser.loadBuf(source.text)
    except BadSyntax as error:
        place = source.extent(error._i, error._i)  # noqa: SLF001 - rdflib has no public way
        details = (str(source.path), place.line, place.column, None)
        raise SyntaxError(error._why, details) from error  # noqa: SLF001
    except _TRIPPED as error:
        raise SyntaxError(str(error)) from error
    for prefix, namespace in parser._bindings.items():  # noqa: SLF001
        sink.graph.bind(prefix, namespace, replace=True)
    sink.labels = {node: label for label, node in parser._anonymousNodes.items()}  # noqa: SLF001
    return sink


@contextmanager
def _deeply() -> Iterator[None]:
    """Lets functions call each other more often than by default: rdflib does so for each bracket.

    Python calls its own functions without using the stack of the system.
    """
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, _MOST_CALLS))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


class _Placed:
    """A term on its way through the parser, with its extent."""

    __slots__ = ("end", "start", "term")

    def __init__(self, term: Any, start: int, end: int) -> None:
        self.term = term
        self.start = start
        self.end = end


class _PlaceSink(RDFSink):
    """Takes the parser's results, and adds each triple to the graph and to the locations."""

    def __init__(self, source: SourceText) -> None:
        super().__init__(new_graph())
        self.source = source
        self.positions = Positions()
        self.labels: dict[Node, str] = {}

    def newGraph(self, identifier: Any) -> Any:  # noqa: N802 - the name that rdflib calls
        return identifier

    def newBlankNode(self, arg: Any = None, uri: Any = None, why: Any = None) -> BNode:  # noqa: ARG002, N802
        return BNode()

    def newLiteral(self, s: str, dt: URIRef | None, lang: str | None) -> Literal:  # noqa: N802
        return literal_of(s, lang, None if dt == XSD.string else dt)

    def newList(self, n: list[_Placed], f: Any) -> URIRef | BNode:  # noqa: N802
        """The cells of a collection; each is located at its item."""
        cells = [_Placed(BNode(), item.start, item.end) for item in n]
        for index, (cell, item) in enumerate(zip(cells, n, strict=True)):
            following = cells[index + 1 : index + 2]
            rest = following[0] if following else _Placed(RDF.nil, item.start, item.end)
            self.makeStatement((f, _Placed(RDF.first, item.start, item.end), cell, item))
            self.makeStatement((f, _Placed(RDF.rest, item.start, item.end), cell, rest))
        return cells[0].term if cells else RDF.nil

    def makeStatement(self, quadruple: Any, why: Any = None) -> None:  # noqa: ARG002, N802
        _, predicate, subject, object_ = quadruple
        triple = (subject.term, predicate.term, object_.term)
        self.graph.add(triple)
        self.positions.record(
            triple,
            self.source,
            (
                subject.start,
                subject.end,
                predicate.start,
                predicate.end,
                object_.start,
                object_.end,
            ),
        )


class _Places(SinkParser):
    """rdflib's parser with each term wrapped with its location.

    `path` is the one production that all subjects, predicates, objects and items of collections
    pass through; `verb` adds the keyword `a`, `blankNode` the bracket that opens a node.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._iris: dict[str, URIRef] = {}

    def path(self, argstr: str, i: int, res: MutableSequence[Any]) -> int:
        start = self.skipSpace(argstr, i)
        if start < 0:
            return start
        if plain := self._plain(argstr, start):
            res.append(plain)
            return plain.end
        end = self.nodeOrLiteral(argstr, start, res)
        if end >= 0:
            term = res[-1]
            res[-1] = _Placed(term.term if isinstance(term, _Placed) else term, start, end)
        return end

    def _plain(self, text: str, start: int) -> _Placed | None:
        """The term at `start` if it has a plain form, and is complete."""
        match = _PLAIN_TERM.match(text, start)
        if match is None:
            return None
        written = match["text"]
        if written is None:
            term: Any = self._iri(match["iri"])
        else:
            type_ = match["type"]
            datatype = self._iri(type_) if type_ else None
            if type_ and datatype is None:
                return None
            term = cast(_PlaceSink, self._store).newLiteral(written, datatype, match["tag"])
        return None if term is None else _Placed(term, start, match.end())

    def _iri(self, written: str) -> URIRef | None:
        """The IRI of a full IRI or a prefixed name; None if its prefix is not declared."""
        if (known := self._iris.get(written)) is not None:
            return known
        if written.startswith("<"):
            iri = URIRef(resolve_iri(self._baseURI or "", written[1:-1]))
        else:
            prefix, _, name = written.partition(":")
            if prefix not in self._bindings:
                return None
            iri = URIRef(self._bindings[prefix] + name)
        self._iris[written] = iri
        return iri

    def verb(self, argstr: str, i: int, res: MutableSequence[Any]) -> int:
        start = self.skipSpace(argstr, i)
        if start >= 0 and (plain := self._plain(argstr, start)):
            res.append(("->", plain))
            return plain.end
        end = super().verb(argstr, i, res)
        if end >= 0 and not isinstance(res[-1][1], _Placed):
            res[-1] = ("->", _Placed(RDF.type, self.skipSpace(argstr, i), end))
        return end

    def here(self, i: int) -> str:
        self._opened = i
        return ""

    def blankNode(self, uri: str | None = None) -> Any:  # noqa: N802
        start = self._opened if uri is not None else 0
        return _Placed(super().blankNode(uri), start, start + 1)

    def nodeOrLiteral(self, argstr: str, i: int, res: MutableSequence[Any]) -> int:  # noqa: N802
        """As in rdflib, but a number keeps its lexical form and space may precede `@` and `^^`."""
        if argstr[i] in self.string_delimiters:
            return self._literal(argstr, i, res)
        end = self.node(argstr, i, res)
        if end >= 0:
            if isinstance(res[-1], bool):
                res[-1] = Literal(argstr[i:end], datatype=XSD.boolean, normalize=False)
            return end
        for pattern, datatype in (
            (exponent_syntax, XSD.double),
            (decimal_syntax, XSD.decimal),
            (integer_syntax, XSD.integer),
        ):
            if match := pattern.match(argstr, i):
                res.append(Literal(match.group(), datatype=datatype, normalize=False))
                return match.end()
        return -1

    def _literal(self, argstr: str, i: int, res: MutableSequence[Any]) -> int:
        quote = argstr[i] * 3 if argstr.startswith(argstr[i] * 3, i) else argstr[i]
        end, lexical = self.strconst(argstr, i + len(quote), quote)
        mark = self.skipSpace(argstr, end)
        datatype: list[Any] = [None]
        language = None
        if argstr.startswith("@", mark) and (match := langcode.match(argstr, mark + 1)):
            language, end = match.group(), match.end()
        elif argstr.startswith("^^", mark):
            end = self.uri_ref2(argstr, mark + 2, datatype)
        res.append(self._store.newLiteral(lexical, datatype[-1], language))
        return end

    def uri_ref2(self, argstr: str, i: int, res: MutableSequence[Any]) -> int:
        start = self.skipSpace(argstr, i)
        if start < 0 or argstr[start] != "<":
            return super().uri_ref2(argstr, i, res)
        end = argstr.index(">", start)
        iri = unicodeEscape8.sub(unicodeExpand, argstr[start + 1 : end])
        iri = unicodeEscape4.sub(unicodeExpand, iri)
        res.append(URIRef(resolve_iri(self._baseURI or "", iri)))
        return end + 1

    def skipSpace(self, argstr: str, i: int) -> int:  # noqa: N802
        """As in rdflib, but a lone carriage return is white space too, as Turtle requires."""
        match = _SPACE.match(argstr, i)
        end = match.end() if match else i
        return end if end < len(argstr) else -1

    _declared: str | None = None

    def bind(self, qn: str, uri: bytes) -> None:  # noqa: ARG002
        self._declared = qn

    def directive(self, argstr: str, i: int) -> int:
        start = self.skipSpace(argstr, i)
        if start < 0 or argstr[start] != "@":
            return -1
        if version := _VERSION.match(argstr, start):
            return version.end()
        return self._with_place(argstr, i, super().directive(argstr, i))

    def sparqlDirective(self, argstr: str, i: int) -> int:  # noqa: N802
        start = self.skipSpace(argstr, i)
        if start < 0 or argstr[start] not in "PpBbVv":
            return -1
        if version := _SPARQL_VERSION.match(argstr, start):
            return version.end()
        return self._with_place(argstr, i, super().sparqlDirective(argstr, i))

    def qname(self, argstr: str, i: int, res: MutableSequence[Any]) -> int:
        """As in rdflib, but an escaped dot at the end belongs to the name."""
        end = super().qname(argstr, i, res)
        if end > 0 and argstr.startswith("\\.", end - 1):
            prefix, name = res[-1]
            res[-1] = (prefix, f"{name}.")
            end += 1
        return end

    def _with_place(self, argstr: str, start: int, end: int) -> int:
        prefix = self._declared
        if end < 0:
            return end
        self._iris.clear()
        if prefix is not None:
            sink = cast(_PlaceSink, self._store)
            extent = sink.source.extent(argstr.rindex("<", start, end), end)
            sink.positions.prefixes.append(
                PrefixPlace(sink.source.path, prefix, str(self._bindings[prefix]), extent)
            )
            self._declared = None
        return end


class _TurtleParser(_Places):
    """Turtle, and N-Triples as a subset of it."""


class _TrigParser(_Places, TrigSinkParser):
    """TriG; the triples of all its graphs become one graph."""


class _NQuadsParser(_Places):
    """N-Quads: a statement of Turtle with a graph name before the dot."""

    def statement(self, argstr: str, i: int) -> int:
        terms: list[_Placed] = []
        while not argstr.startswith(".", i):
            i = self.skipSpace(argstr, self.path(argstr, i, terms))
        subject, predicate, object_ = terms[:3]
        self.makeStatement((None, predicate, subject, object_))
        return i


_PARSERS: dict[str, type[_Places]] = {
    "turtle": _TurtleParser,
    "ntriples": _TurtleParser,
    "trig": _TrigParser,
    "nquads": _NQuadsParser,
}
