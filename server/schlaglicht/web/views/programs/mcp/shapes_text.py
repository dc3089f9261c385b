"""Shapes for language models: what the things of a class must look like, a line per rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from rdflib import RDF, RDFS, Graph, Literal, URIRef
from rdflib.term import Node

from schlaglicht.languages import best_text
from schlaglicht.pages.ontology_pages import shapes_defined
from schlaglicht.rdf.lists import items
from schlaglicht.rdf.paths import path_text, read_path
from schlaglicht.rdf.turtle_terms import Names
from schlaglicht.vocab import SH, SHAPE_TARGETS
from schlaglicht.web.served_version import Site

_MOST = 200
"""Shapes, and rules of a shape."""

_DEEPEST = 3
"""Lists within lists."""

_SAID_APART = {
    *(RDF.type, SH.path, SH.minCount, SH.maxCount, SH.message, SH.severity, SH.property),
    *(SH.name, SH.description, SH.order, SH.group, SH.agentInstruction, RDFS.label, RDFS.comment),
    *(*SHAPE_TARGETS, RDFS.isDefinedBy),
}


def shapes_of(site: Site, class_: str | None) -> list[str]:
    """The shapes with an IRI; with `class_`, those that look at its things by a target."""
    shapes = shapes_defined(site.dataset)[:_MOST]
    if class_ is None:
        return shapes
    wanted = _with_superclasses(site, URIRef(class_))
    return [iri for iri in shapes if wanted & {*_aims(site, URIRef(iri))}]


def graph_of(site: Site, shapes: Iterable[str]) -> Graph:
    """The shapes and their property shapes."""
    graph = Graph()
    for iri in shapes:
        graph += site.index.description(URIRef(iri))
        for rule in site.index.objects(URIRef(iri), SH.property, limit=_MOST):
            if isinstance(rule, URIRef):
                graph += site.index.description(rule)
    return graph


def shape_lines(site: Site, graph: Graph, iri: str) -> Iterator[str]:
    """A shape: its targets, what it says about agents, and a line for each rule."""
    names, shape = Names(site.snapshot.prefixes), URIRef(iri)
    targets = [
        names.shortened(node) for each in SHAPE_TARGETS for node in graph.objects(shape, each)
    ]
    yield f"{names.shortened(shape)} for {', '.join(sorted(targets)) or 'its own things'}"
    yield from _notes(graph, shape)
    if own := _constraints(graph, shape, names):
        yield f"- {own}{_message(graph, shape)}"
    for rule in sorted(graph.objects(shape, SH.property), key=str):
        yield f"- {_rule(graph, rule, names)}"
        yield from _notes(graph, rule)


def _rule(graph: Graph, rule: Node, names: Names) -> str:
    path = graph.value(rule, SH.path)
    said = path_text(read_path(graph, path), names.predicate) if path is not None else "?"
    severity = graph.value(rule, SH.severity)
    level = f" ({names.shortened(severity)})" if severity not in (None, SH.Violation) else ""
    constraints = _constraints(graph, rule, names)
    return " ".join(filter(None, [said, _cardinality(graph, rule), constraints])) + (
        f"{level}{_message(graph, rule)}"
    )


def _cardinality(graph: Graph, rule: Node) -> str:
    least, most = graph.value(rule, SH.minCount), graph.value(rule, SH.maxCount)
    return f"[{least or 0}..{most or '*'}]"


def _constraints(graph: Graph, shape: Node, names: Names) -> str:
    """The other constraints, as Turtle has them."""
    said = sorted(
        f"{names.shortened(predicate)} {_value(graph, value, names)}"
        for predicate, value in graph.predicate_objects(shape)
        if predicate not in _SAID_APART
    )
    return "; ".join(said)


def _value(graph: Graph, value: Node, names: Names, depth: int = 0) -> str:
    """A value; a list within lists too deep, or one that is malformed, without its members."""
    if depth < _DEEPEST and (members := items(graph, value)):
        return f"( {' '.join(_value(graph, each, names, depth + 1) for each in members)} )"
    return names.shortened(value)


def _message(graph: Graph, shape: Node) -> str:
    said = [shape, *graph.objects(shape, SH.sparql)]
    found = _text(text for node in said for text in graph.objects(node, SH.message))
    return f": {found}" if found else ""


def _notes(graph: Graph, shape: Node) -> Iterator[str]:
    """The words of the authors of a shape to agents, as SHACL 1.2 has them."""
    found = _text(graph.objects(shape, SH.agentInstruction))
    if found:
        yield f"  For agents: {found}"


def _text(values: Iterable[Any]) -> str:
    texts = [(str(v), v.language) for v in values if isinstance(v, Literal)]
    found = best_text(texts, ["en"])
    return " ".join(found[0].split()) if found else ""


def _aims(site: Site, shape: URIRef) -> Iterator[Node]:
    yield shape  # a class may be its own shape
    yield from site.index.objects(shape, SH.targetClass, limit=_MOST)


def _with_superclasses(site: Site, class_: URIRef) -> set[Node]:
    found: set[Node] = {class_}
    edge: list[Node] = [class_]
    while edge and len(found) < _MOST:
        above = site.index.objects(edge.pop(), RDFS.subClassOf, limit=_MOST)
        edge += [each for each in above if each not in found]
        found |= {*above}
    return found
