"""N-Triples as a strict parser writes them: their terms, and the places of lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, overload

from rdflib import BNode, Literal, URIRef
from rdflib.term import Node

from schlaglicht.rdf.locations.statements import Spans, Triple

if TYPE_CHECKING:
    from schlaglicht.rdf.locations.model import SourceText

_WRITTEN = re.compile(r"^(\S+) (\S+) (.*) \.$", re.MULTILINE)
_LITERAL = re.compile(r'"(.*)"(?:@([A-Za-z]+(?:-[A-Za-z0-9]+)*)|\^\^<(.*)>)?', re.DOTALL)
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_ESCAPED = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
_XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"

_IRI, _BLANK = r"<[^<>\r\n]*>", r"_:[^\s<>\"]+"
_OF_LITERAL = rf"[ \t]*+@[A-Za-z0-9-]++|[ \t]*+\^\^[ \t]*+{_IRI}"
_LINE = re.compile(
    rf"[ \t]*+(?:({_IRI}|{_BLANK})[ \t]*+({_IRI})[ \t]*+"
    rf"({_IRI}|{_BLANK}|\"(?:[^\"\\\r\n]|\\.)*+\"(?:{_OF_LITERAL})?)"
    rf"[ \t]*+(?:(?:{_IRI}|{_BLANK})[ \t]*+)?\.[ \t]*+)?+(?:\#[^\r\n]*+)?+(?:\r\n|\r|\n|\Z)"
)
"""A line of N-Triples or N-Quads, with or without a statement."""
_SUBJECT = re.compile(r"[ \t]*[<_]")
"""What a line begins with that has a statement, in a valid text."""


class Terms(dict[str, Node]):
    """Terms by the way canonical N-Triples write them: each is made once for several texts.

    Terms that are one object are found in an index without being compared.
    """

    def __init__(self) -> None:
        super().__init__()
        self.labels: dict[Node, str] = {}
        """The labels of the blank nodes of the text that is read."""

    def begin_text(self) -> None:
        """Forgets blank nodes: the same label means another node in another text."""
        for label in self.labels.values():
            del self[f"_:{label}"]
        self.labels = {}

    def __missing__(self, written: str) -> Node:
        term = self[written] = self._term(written)
        return term

    def _term(self, written: str) -> Node:
        if written.startswith("<") and not written.startswith("<<"):
            return str.__new__(URIRef, written[1:-1])
        if written.startswith("_:"):
            node = BNode()
            self.labels[node] = written[2:]
            return node
        found = _LITERAL.fullmatch(written)
        if found is None:
            raise ValueError(f"not a term of RDF 1.1: {written}")
        text, tag, datatype = found.groups()
        if "\\" in text:
            text = _ESCAPE.sub(_unescaped, text)
        if datatype is None or datatype == _XSD_STRING:
            return _untyped(text, tag)
        return Literal(text, datatype=str(self[f"<{datatype}>"]), normalize=False)


def _untyped(text: str, tag: str | None) -> Literal:
    """`Literal(text, lang=tag)` in a quarter of the time: a strict parser has looked both over."""
    literal = str.__new__(Literal, text)
    literal._value, literal._language = text, tag  # noqa: SLF001
    literal._datatype = literal._ill_typed = None  # noqa: SLF001
    return literal


def read_lines(text: str, terms: Terms) -> tuple[list[Triple], dict[Node, str]]:
    """The triples of canonical N-Triples, in order, and the labels of blank nodes.

    `terms` are those of earlier texts. Raises ValueError for what is beyond RDF 1.1.
    """
    terms.begin_text()
    triples: list[Triple] = [(terms[s], terms[p], terms[o]) for s, p, o in _WRITTEN.findall(text)]
    if len(triples) != text.count("\n"):
        raise ValueError("not a triple on every line")
    return triples, terms.labels


class LineSpans(Sequence[Spans]):
    """The spans of the statements of a valid text in N-Triples or N-Quads, read one by one.

    ValueError when it does not have `count` statements.
    """

    def __init__(self, source: SourceText, count: int) -> None:
        self._text = source.text
        self._starts = source.line_starts[:count]
        if len(source.line_starts) != count + self._text.endswith(("\n", "\r")):
            self._starts = [s for s in source.line_starts if _SUBJECT.match(self._text, s)]
        if len(self._starts) != count:
            raise ValueError("not one statement on each line")

    def __len__(self) -> int:
        return len(self._starts)

    @overload
    def __getitem__(self, index: int) -> Spans: ...
    @overload
    def __getitem__(self, index: slice) -> list[Spans]: ...
    def __getitem__(self, index: int | slice) -> Spans | list[Spans]:
        if isinstance(index, slice):
            return [self[number] for number in range(len(self))[index]]
        found = _LINE.match(self._text, self._starts[index])
        if found is None:
            raise IndexError(index)
        return (*found.span(1), *found.span(2), *found.span(3))


def _unescaped(found: re.Match[str]) -> str:
    short, long, character = found.groups()
    if character is not None:
        return _ESCAPED.get(character, character)
    return chr(int(short or long, 16))
