"""From triples and nodes to the places that results point at."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from rdflib import RDF, Graph
from rdflib.term import Node

from schlaglicht.positions import Extent, Positions, TriplePlace
from schlaglicht.validation.report import Certainty, Place

Triple = tuple[Node, Node, Node]


@dataclass(frozen=True)
class Locator:
    """Finds places for what a check says about the triples of `graph`."""

    graph: Graph
    positions: Positions

    def object_of(self, triple: Triple) -> Place | None:
        """The object of `triple`; its file where no more is known."""
        statement = self._first(triple)
        if statement is None:
            return self._file_of(triple)
        return _place(statement.path, statement.object, Certainty.EXACT)

    def predicate_of(self, triple: Triple) -> Place | None:
        """The predicate of `triple`; its file where no more is known."""
        statement = self._first(triple)
        if statement is None:
            return self._file_of(triple)
        return _place(statement.path, statement.predicate, Certainty.EXACT)

    def subject(self, node: Node) -> Place | None:
        """The subject of the block that says what `node` is, else its first block.

        A node that is no subject is found where it is first named; None when it is nowhere.
        """
        for type_ in sorted(self.graph.objects(node, RDF.type), key=str):
            if statement := self._first((node, RDF.type, type_)):
                return _place(statement.path, statement.subject, Certainty.SUBJECT)
        if found := self.positions.of_subject(node):
            return _place(found[0], found[1], Certainty.SUBJECT)
        return self._file_of_subject(node) or self._naming(node)

    def _naming(self, node: Node) -> Place | None:
        places = [
            place
            for triple in self.graph.triples((None, None, node))
            if (place := self.object_of(triple))
        ]
        return min(places, key=_reading_order, default=None)

    def _first(self, triple: Triple) -> TriplePlace | None:
        statements = self.positions.of(triple)
        return statements[0] if statements else None

    def _file_of(self, triple: Triple) -> Place | None:
        path = self.positions.file_of(triple)
        return Place(path) if path else None

    def _file_of_subject(self, node: Node) -> Place | None:
        for triple in self.graph.triples((node, None, None)):
            if place := self._file_of(triple):
                return place
        return None


def _reading_order(place: Place) -> tuple[str, int, int]:
    return (str(place.path), place.line, place.column)


def place_of(path: Path, extent: Extent) -> Place:
    """An exact place in `path`."""
    return _place(path, extent, Certainty.EXACT)


def _place(path: Path, extent: Extent, certainty: Certainty) -> Place:
    return Place(path, extent.line, extent.column, extent.end_line, extent.end_column, certainty)
