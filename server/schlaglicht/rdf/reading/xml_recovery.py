"""Recovery of RDF/XML: values that are no IRIs, and the least element that each costs.

An element of a property is a statement. Of a node it is one at the outermost level; within another,
its property goes with it, and so does the whole container with an item, whose number the items
after it would take. https://www.w3.org/TR/rdf-syntax-grammar/#section-Syntax
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import NamedTuple
from xml.parsers import expat

from pyoxigraph import NamedNode

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_SCHEME = re.compile("[A-Za-z][A-Za-z0-9+.-]*:")
_TAG = re.compile(rb"""<(?:[^<>"']|"[^"]*"|'[^']*')*+>""")
_VALUE = rb"""[^\s<>"'=]*\b%s[ \t\r\n]*=[ \t\r\n]*["']"""
_OF_IRIS = ("about", "resource", "datatype")


class _Role(Enum):
    ROOT = auto()
    NODE = auto()
    PROPERTY = auto()
    TEXT = auto()
    """Within a literal of XML."""


@dataclass(slots=True)
class _Element:
    start: int
    above: _Element | None
    role: _Role
    is_item: bool
    of_children: _Role
    end: int = 0


class BadIri(NamedTuple):
    """A value that is no IRI: the byte where it stands, it, and the parser's reason."""

    at: int
    iri: str
    reason: str


def bad_iris(content: bytes) -> list[tuple[BadIri, tuple[int, int]]]:
    """The values of a document in UTF-8 that the parser takes for no IRIs, in order, with spans.

    The rest says the same without the bytes of the span, which may lie within that of an earlier
    one. Raises ValueError for a text that is not RDF/XML, or has a fault that costs all of it.
    """
    return _Reader(content).found()


class _Reader:
    def __init__(self, content: bytes) -> None:
        self._content = content
        self._open: list[_Element] = []
        self._bad: list[tuple[BadIri, _Element]] = []
        self._parser = parser = expat.ParserCreate("UTF-8", " ")
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end

    def found(self) -> list[tuple[BadIri, tuple[int, int]]]:
        try:
            self._parser.Parse(self._content, True)
        except expat.ExpatError as error:
            raise ValueError(str(error)) from error
        return [(bad, (element.start, element.end)) for bad, element in self._bad]

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        above = self._open[-1] if self._open else None
        role = above.of_children if above else _Role.NODE
        if above is None and name == f"{_RDF} RDF":
            role = _Role.ROOT
        elif above is None and not any(key.startswith(_RDF) for key in attributes):
            raise ValueError("this is XML of another kind")
        inner = _Role.NODE if role in (_Role.ROOT, _Role.PROPERTY) else _Role.PROPERTY
        if role is _Role.PROPERTY and (kind := attributes.get(f"{_RDF} parseType")):
            inner = {"Resource": _Role.PROPERTY, "Collection": _Role.NODE}.get(kind, _Role.TEXT)
        if role is _Role.TEXT:
            inner = role
        at = self._parser.CurrentByteIndex
        element = _Element(at, above, role, name == f"{_RDF} li", inner)
        self._open.append(element)
        if role is not _Role.TEXT:
            self._note_bad(element, attributes)

    def _end(self, _name: str) -> None:
        element = self._open.pop()
        tag = _TAG.match(self._content, element.start)
        if tag is None:
            raise ValueError("an element comes from an entity")
        end = self._content.find(b">", self._parser.CurrentByteIndex) + 1
        element.end = tag.end() if tag[0].endswith(b"/>") else end

    def _note_bad(self, element: _Element, attributes: Mapping[str, str]) -> None:
        for name in _OF_IRIS:
            iri = attributes.get(f"{_RDF} {name}", "")
            if reason := _fault_of(iri):
                alone: _Element | None = element
                while alone is not None and not _is_alone(alone):
                    alone = alone.above
                if alone is None:
                    raise ValueError("this fault is one of the whole document")
                tag = _TAG.match(self._content, element.start)
                value = re.search(_VALUE % name.encode(), tag[0]) if tag else None
                at = element.start + (value.end() if value else 0)
                self._bad.append((BadIri(at, iri, reason), alone))


def _fault_of(iri: str) -> str | None:
    """The reason of the parser why a value is no IRI, relative to another or not."""
    try:
        NamedNode(iri if _SCHEME.match(iri) else f"http://x/{iri}")
    except ValueError as error:
        return str(error)
    return None


def _is_alone(element: _Element) -> bool:
    """True if the rest of the document says the same without the element."""
    if element.role is _Role.PROPERTY:
        return not element.is_item
    outermost = element.above is not None and element.above.role is _Role.ROOT
    return element.role is _Role.NODE and outermost
