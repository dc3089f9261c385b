"""What stands where validation does not look: ontologies imported, and classes among the shapes."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib import OWL, RDF, RDFS, Graph
from rdflib.term import Node

from schlaglicht.validation.inputs import Inputs
from schlaglicht.validation.lint.results import found
from schlaglicht.validation.lint.shapes import Shapes
from schlaglicht.validation.locate import Locator
from schlaglicht.validation.messages import say
from schlaglicht.validation.report import ValidationResult
from schlaglicht.vocab import SH

_SHACL = str(SH).rstrip("#")


def check_unseen(inputs: Inputs) -> list[ValidationResult]:
    """A result for each import that no file meets, and each subclass that the shapes keep."""
    return [*_imports(inputs), *_subclasses(inputs)]


def _imports(inputs: Inputs) -> Iterator[ValidationResult]:
    """Nothing is fetched: what is imported is there only if a file of the project declares it."""
    parts = (inputs.data, inputs.ontology, inputs.shapes)
    declared = {_bare(iri) for part in parts for iri in _ontologies(part.graph)} | {_SHACL}
    for part in parts:
        locate = Locator(part.graph, part.positions)
        for triple in part.graph.triples((None, OWL.imports, None)):
            if _bare(triple[2]) not in declared:
                message = say("import-missing", ontology=inputs.names.term(triple[2]))
                place, helps = locate.object_of(triple), say("import-missing.help")
                yield found("import-missing", place, message, helps=helps, value=triple[2])


def _ontologies(graph: Graph) -> Iterator[Node]:
    for ontology in graph.subjects(RDF.type, OWL.Ontology):
        yield ontology
        yield from graph.objects(ontology, OWL.versionIRI)


def _bare(iri: Node) -> str:
    return str(iri).rstrip("#/")


def _subclasses(inputs: Inputs) -> Iterator[ValidationResult]:
    """SHACL asks the data graph alone of what class a thing is.

    https://www.w3.org/TR/shacl/#dfn-shacl-instance
    """
    shapes, data = inputs.shapes, inputs.data_graph.graph
    said_there = [t for t in shapes.graph.triples((None, RDFS.subClassOf, None)) if t not in data]
    if not said_there:
        return
    locate = Locator(shapes.graph, shapes.positions)
    hierarchy = Graph(bind_namespaces="none")
    for graph in (shapes.graph, data):
        for triple in graph.triples((None, RDFS.subClassOf, None)):
            hierarchy.add(triple)
    used = _used_classes(Shapes(inputs))
    for triple in said_there:
        above = set(hierarchy.transitive_objects(triple[2], RDFS.subClassOf)) & used
        below = hierarchy.transitive_subjects(RDFS.subClassOf, triple[0])
        if above and any((None, RDF.type, class_) in data for class_ in below):
            names = {"sub": inputs.names.term(triple[0]), "super": inputs.names.term(triple[2])}
            message, helps = say("shape-subclass", **names), say("shape-subclass.help")
            yield found("shape-subclass", locate.predicate_of(triple), message, helps=helps)


def _used_classes(shapes: Shapes) -> set[Node]:
    """The classes by which shapes find or judge nodes."""
    named = {
        class_
        for use in (SH.targetClass, SH["class"])
        for class_ in shapes.graph.objects(None, use)
    }
    return named | {shape for shape in shapes.all if shapes.is_class(shape)}
