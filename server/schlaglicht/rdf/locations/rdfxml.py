"""Reads an RDF/XML text into a graph with the locations of its triples.

rdflib's handler of XML events makes the triples; the subclass here records for each the element or
the attribute that it was read from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NoReturn, cast
from xml.sax import SAXException, SAXParseException
from xml.sax.expatreader import ExpatParser
from xml.sax.handler import ErrorHandler, feature_namespaces

from rdflib import Graph
from rdflib.exceptions import Error as RdflibError
from rdflib.exceptions import ParserError
from rdflib.plugins.parsers.RDFVOC import RDFVOC
from rdflib.plugins.parsers.rdfxml import UNQUALIFIED, RDFXMLHandler

from schlaglicht.ground.progress import SILENT, Progress
from schlaglicht.rdf.graph_store import new_graph
from schlaglicht.rdf.locations import Positions, PrefixPlace
from schlaglicht.rdf.source_text import SourceText, Span
from schlaglicht.rdf.terms import literal_of
from schlaglicht.rdf.triple import Triple

_BETWEEN_REPORTS = 1_000
"""Elements between two counts of what has been read."""

_TAG_NAME = re.compile(r"<([^\s/>]+)")
_ATTRIBUTE = re.compile(r"""([^\s=<>/"']+)\s*=\s*("[^"]*"|'[^']*')""")
_REST_OF_TAG = re.compile(r"""(?:[^"'>]|"[^"]*"|'[^']*')*""")
_NAMING = (str(RDFVOC.about), str(RDFVOC.ID), str(RDFVOC.nodeID))
_OBJECTS = (str(RDFVOC.resource), str(RDFVOC.nodeID))


def read_rdfxml_places(
    source: SourceText, *, base: str, progress: Progress = SILENT
) -> tuple[Graph, Positions]:
    """The graph of an RDF/XML text and the locations of its triples.

    Raises SyntaxError, with the line and column of the element at fault where known, for texts that
    are not RDF/XML, and for elements that come from an entity: these have no location in the text.
    """
    reader = _Reader(source, base, progress)
    try:
        reader.feed_text()
    except SAXParseException as error:
        line, column = error.getLineNumber() or 1, (error.getColumnNumber() or 0) + 1
        raise SyntaxError(error.getMessage(), (str(source.path), line, column, None)) from error
    # On malformed documents rdflib's handler also fails on its internal stack.
    except (RdflibError, SAXException, ValueError, AttributeError, KeyError, TypeError) as error:
        place = source.extent(reader.at, reader.at)
        details = (str(source.path), place.line, place.column, None)
        raise SyntaxError(str(error), details) from error
    return reader.graph, reader.positions


@dataclass
class _Element:
    """A start tag: the spans of its name, of its attributes by IRI, and of its content so far."""

    name: Span
    end: int
    attributes: dict[str, tuple[Span, Span]]
    child: _Element | None = None
    content: Span = field(default=(0, 0))

    @property
    def subject(self) -> Span:
        """The name of the node: the value of an attribute, else the name of the element."""
        return self._value(_NAMING) or self.name

    @property
    def object(self) -> Span:
        """The object of a property element: an attribute, a node within it, its text, or itself."""
        if named := self._value(_OBJECTS):
            return named
        start, end = self.content
        if str(RDFVOC.parseType) in self.attributes:
            return self.name
        return self.child.subject if self.child else (start, end) if end > start else self.name

    def _value(self, names: tuple[str, ...]) -> Span | None:
        return next((self.attributes[name][1] for name in names if name in self.attributes), None)


class _Reader(RDFXMLHandler):
    """Handles the events of one document and keeps the open elements."""

    def __init__(self, source: SourceText, base: str, progress: Progress) -> None:
        self.graph = new_graph()
        self.positions = Positions()
        self.at = 0
        self._source = source
        self._base = base
        self._bytes = source.text.encode()
        self._byte = 0
        self._progress, self._elements = progress, 0
        self._open: list[_Element] = []
        self._role = ""
        self._classed = False
        self._declared: list[tuple[str, str]] = []
        self.locator: Any = self  # the handler reads only the base from it
        super().__init__(cast(Graph, self))

    def feed_text(self) -> None:
        """Reads the whole text at once; in pieces, the parser's positions would lag."""
        parser = ExpatParser()
        parser.setFeature(feature_namespaces, True)
        parser.setErrorHandler(ErrorHandler())
        parser.setContentHandler(self)
        self._parser = parser
        parser.feed(self._bytes)
        parser.close()

    def setDocumentLocator(self, locator: Any) -> None:  # noqa: N802
        """Keeps the present locator."""

    def error(self, message: str) -> NoReturn:
        raise ParserError(message)

    def getPublicId(self) -> None:  # noqa: N802
        return None

    def getSystemId(self) -> str:  # noqa: N802
        return self._base

    def bind(self, prefix: str | None, namespace: str, override: bool = True) -> None:  # noqa: ARG002
        self.graph.bind(prefix or "", namespace, replace=True)

    def startPrefixMapping(self, prefix: str | None, namespace: str | None) -> None:  # noqa: N802
        super().startPrefixMapping(prefix, namespace or "")
        self._declared.append((prefix or "", namespace or ""))

    def startElementNS(self, name: Any, qname: Any, attrs: Any) -> None:  # noqa: N802
        self._elements += 1
        if not self._elements % _BETWEEN_REPORTS:
            self._progress.count(self._expat().CurrentByteIndex, len(self._bytes))
        element = self._element(attrs)
        if self._open:
            self._open[-1].child = element
        self._open.append(element)
        super().startElementNS(name, qname, attrs)

    def endElementNS(self, name: Any, qname: Any) -> None:  # noqa: N802
        self._advance()
        element = self._open[-1]
        element.content = (element.end, max(element.end, self.at))
        super().endElementNS(name, qname)
        self._open.pop()

    def node_element_start(self, name: Any, qname: Any, attrs: Any) -> None:
        self._classed = "".join(part or "" for part in name) != str(RDFVOC.Description)
        with self._doing("node"):
            super().node_element_start(name, qname, attrs)

    def property_element_start(self, name: Any, qname: Any, attrs: Any) -> None:
        with self._doing("attributes"):
            super().property_element_start(name, qname, attrs)

    def property_element_end(self, name: Any, qname: Any) -> None:
        current = cast(Any, self.current)
        if current.data is not None and current.object is None and current.datatype is not None:
            current.object = literal_of(current.data, None, current.datatype)
            current.data = None
        with self._doing("property"):
            super().property_element_end(name, qname)

    def list_node_element_end(self, name: Any, qname: Any) -> None:
        with self._doing("item"):
            super().list_node_element_end(name, qname)

    def characters(self, content: str) -> None:
        if self.current is not None and self.current.char is None and content.strip():
            self._advance()
            raise ParserError(f"text where only elements may stand: {content.strip()!r}")
        super().characters(content)

    def add(self, triple: Triple) -> None:
        """Takes a triple from the handler, for which this is the graph."""
        self.graph.add(triple)
        subject, predicate, object_ = self._spans(triple)
        self.positions.record(triple, self._source, (*subject, *predicate, *object_))

    def _spans(self, triple: Triple) -> tuple[Span, Span, Span]:
        element = self._open[-1]
        if self._role == "item":
            return element.subject, element.subject, element.subject
        if self._role == "property":
            current = cast(Any, self.current)
            if triple[0] == current.list:
                return element.name, element.name, element.name
            if triple[0] == current.id:
                identifier = element.attributes[str(RDFVOC.ID)][1]
                return identifier, identifier, identifier
            return self._open[-2].subject, element.name, element.object
        if self._role == "node" and self._classed:
            self._classed = False  # the handler begins with the type from the element's name
            return element.subject, element.name, element.name
        subject = element.subject if self._role == "node" else element.object
        name, value = element.attributes.get(str(triple[1]), (element.name, element.name))
        return subject, name, value

    @contextmanager
    def _doing(self, role: str) -> Iterator[None]:
        before, self._role = self._role, role
        yield
        self._role = before

    def _advance(self) -> None:
        """Moves `at`, an index into the text, to the byte position of the parser."""
        byte = self._expat().CurrentByteIndex
        if byte < self._byte:
            raise ValueError("an element that is not in the text itself")
        self.at += len(self._bytes[self._byte : byte].decode(errors="replace"))
        self._byte = byte

    def _expat(self) -> Any:
        return cast(Any, self._parser)._parser  # noqa: SLF001 - the wrapper hides the position

    def _element(self, attrs: Any) -> _Element:
        self._advance()
        text = self._source.text
        opened = _TAG_NAME.match(text, self.at)
        if opened is None:
            raise ValueError("an element that an entity stands for")
        at, written, end = opened.end(), {}, _end_of_tag(text, opened.end())
        while match := _ATTRIBUTE.search(text, at, end):
            written[match[1]] = (match.span(1), (match.start(2) + 1, match.end(2) - 1))
            at = match.end()
        self._note_prefixes(written)
        attributes = {
            _attribute_iri(name): written[attrs.getQNameByName(name)] for name in attrs.getNames()
        }
        return _Element(opened.span(1), end + 1, attributes)

    def _note_prefixes(self, written: dict[str, tuple[Span, Span]]) -> None:
        for prefix, namespace in self._declared:
            if place := written.get(f"xmlns:{prefix}" if prefix else "xmlns"):
                extent = self._source.extent(*place[1])
                self.positions.prefixes.append(
                    PrefixPlace(self._source.path, prefix, namespace, extent)
                )
        self._declared = []


def _attribute_iri(name: tuple[str | None, str]) -> str:
    namespace, local = name
    if namespace:
        return namespace + local
    return str(UNQUALIFIED.get(local, local))


def _end_of_tag(text: str, start: int) -> int:
    """The index of the `>` that ends a start tag; one within quotes does not."""
    match = _REST_OF_TAG.match(text, start)
    return match.end() if match else len(text)
