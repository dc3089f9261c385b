"""Recovery of RDF/XML: the least element that a fault costs, and IRIs that are none.

An element of a property is a statement. Of a node it is one at the outermost level; within another,
its property goes with it, and so does the whole container with an item, whose number the items
after it would take. https://www.w3.org/TR/rdf-syntax-grammar/#section-Syntax
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import NamedTuple
from xml.parsers import expat

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_NOT_IN_IRIS = re.compile(r"[\x00-\x20<>\"{}|\\^`]")
_TAG = re.compile(rb"""<(?:[^<>"']|"[^"]*"|'[^']*')*+>""")
_VALUE = rb"""\b%s[ \t\r\n]*=[ \t\r\n]*["']"""
_OF_IRIS = ("about", "resource", "datatype")


class _Role(Enum):
    ROOT = auto()
    NODE = auto()
    PROPERTY = auto()
    TEXT = auto()
    """Within a literal of XML."""


@dataclass
class _Element:
    start: int
    above: _Element | None
    role: _Role
    is_item: bool
    of_children: _Role
    end: int = 0


class BadIri(NamedTuple):
    """A value that is no IRI: the byte where it stands, it, and the first character at fault."""

    at: int
    iri: str
    character: str


class Statements:
    """The elements of a document in UTF-8, and which of them stand for statements.

    Raises ValueError for a text that is not XML, and for elements that come from an entity.
    """

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._elements: list[_Element] = []
        self._open: list[_Element] = []
        self.bad: list[BadIri] = []
        """The values in the place of IRIs that no parser takes, in order."""
        self._parser = parser = expat.ParserCreate("UTF-8", " ")
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        try:
            parser.Parse(content, True)
        except expat.ExpatError as error:
            raise ValueError(str(error)) from error

    def span(self, at: int) -> tuple[int, int] | None:
        """The least part to leave out for a fault at a byte; None if that is everything."""
        number = bisect_right(self._elements, at, key=lambda element: element.start)
        element = self._elements[number - 1] if number else None
        while element is not None and element.end <= at:
            element = element.above
        while element is not None and not _is_alone(element):
            element = element.above
        return None if element is None else (element.start, element.end)

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        above = self._open[-1] if self._open else None
        role = above.of_children if above else _Role.NODE
        if above is None and name == f"{_RDF} RDF":
            role = _Role.ROOT
        inner = _Role.NODE if role in (_Role.ROOT, _Role.PROPERTY) else _Role.PROPERTY
        if role is _Role.PROPERTY and (kind := attributes.get(f"{_RDF} parseType")):
            inner = {"Resource": _Role.PROPERTY, "Collection": _Role.NODE}.get(kind, _Role.TEXT)
        if role is _Role.TEXT:
            inner = role
        element = _Element(self._parser.CurrentByteIndex, above, role, name == f"{_RDF} li", inner)
        self._open.append(element)
        self._elements.append(element)
        if role is not _Role.TEXT:
            self.bad += self._bad(element, attributes)

    def _end(self, _name: str) -> None:
        element = self._open.pop()
        tag = _TAG.match(self._content, element.start)
        if tag is None:
            raise ValueError("an element comes from an entity")
        end = self._content.find(b">", self._parser.CurrentByteIndex) + 1
        element.end = tag.end() if tag[0].endswith(b"/>") else end

    def _bad(self, element: _Element, attributes: Mapping[str, str]) -> Iterator[BadIri]:
        tag = _TAG.match(self._content, element.start)
        for name in _OF_IRIS:
            iri = attributes.get(f"{_RDF} {name}", "")
            if tag and (found := _NOT_IN_IRIS.search(iri)):
                value = re.search(_VALUE % name.encode(), tag[0])
                yield BadIri(element.start + (value.end() if value else 0), iri, found[0])


def _is_alone(element: _Element) -> bool:
    """True if the rest of the document says the same without the element."""
    if element.role is _Role.PROPERTY:
        return not element.is_item
    return (
        element.role is _Role.NODE
        and element.above is not None
        and (element.above.role is _Role.ROOT)
    )
