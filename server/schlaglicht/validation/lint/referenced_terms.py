"""The classes and properties that shapes name by their IRIs, and where."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib import RDF, Graph, URIRef
from rdflib.term import Node

from schlaglicht.rdf.lists import items
from schlaglicht.validation.locations import Triple
from schlaglicht.vocab import SH

NAMING_CLASSES = (SH.targetClass, SH["class"])
"""The parameters whose values are classes."""

_NAMING_PROPERTIES = (
    SH.targetSubjectsOf,
    SH.targetObjectsOf,
    SH.equals,
    SH.disjoint,
    SH.lessThan,
    SH.lessThanOrEquals,
)
_STEPS = (SH.inversePath, SH.zeroOrMorePath, SH.oneOrMorePath, SH.zeroOrOnePath)


def naming_classes(graph: Graph) -> Iterator[Triple]:
    """The triples whose objects are the classes that shapes name."""
    for predicate in NAMING_CLASSES:
        yield from graph.triples((None, predicate, None))


def naming_properties(graph: Graph) -> Iterator[Triple]:
    """The triples whose objects are the properties that shapes name, but for those in paths."""
    for predicate in _NAMING_PROPERTIES:
        yield from graph.triples((None, predicate, None))


def naming_steps(graph: Graph, triple: Triple) -> Iterator[Triple]:
    """The triples whose objects are the predicates of a path, from the one that names the path."""
    waiting, seen = [triple], set[Node]()
    while waiting:
        current = waiting.pop()
        node = current[2]
        if isinstance(node, URIRef):
            yield current
        elif node not in seen:
            seen.add(node)
            heads = (node, *graph.objects(node, SH.alternativePath))
            for head in heads:
                waiting += _cells(graph, head)
            waiting += [(node, step, o) for step in _STEPS for o in graph.objects(node, step)]


def _cells(graph: Graph, head: Node) -> list[Triple]:
    """The triples that hold the items of a list."""
    if not items(graph, head):
        return []
    cells = [head]
    while (rest := graph.value(cells[-1], RDF.rest)) not in (None, RDF.nil):
        cells.append(rest)
    return [(cell, RDF.first, item) for cell in cells for item in graph.objects(cell, RDF.first)]
