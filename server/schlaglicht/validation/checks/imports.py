"""Statements out of reach of validation.

Imported ontologies, shapes among the data, and classes among the shapes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from rdflib import OWL, RDF, RDFS, BNode, Graph
from rdflib.term import Node

from schlaglicht.i18n import msg
from schlaglicht.rdf.iris import bare_iri, local_name
from schlaglicht.validation.inputs import Inputs
from schlaglicht.validation.report import Place, Severity, ValidationResult
from schlaglicht.validation.result_locations import Locator
from schlaglicht.validation.rules import found
from schlaglicht.validation.shacl.report_reader import full_text
from schlaglicht.validation.shacl.shape_graph import PARAMETERS, Shapes, named_classes
from schlaglicht.validation.shacl.shapes import shapes_in
from schlaglicht.vocab import SH, SHAPE_TARGETS

_SHACL = str(SH).rstrip("#")
_NAMING = (
    (OWL.imports, msg("{ontology} is imported, but no file declares this ontology")),
    (SH.shapesGraph, msg("the shapes {ontology} are to be used, but no file declares them")),
)
"""Predicates that include another graph, each with the message about a missing one."""


def check_imports(inputs: Inputs) -> list[ValidationResult]:
    """A result for each import without a file, and for shapes and classes out of place."""
    return [*_imports(inputs), *_shapes_among_data(inputs), *_subclasses(inputs)]


def _imports(inputs: Inputs) -> Iterator[ValidationResult]:
    """Nothing is fetched: an import is present only if a file of the project declares it."""
    # Many imports name a former location of a file, so a file of the same name is enough.
    files = {path.name for path in inputs.project.graph_files}
    ontologies = (iri for part in inputs.parts for iri in _ontologies(part.graph))
    declared = {*map(bare_iri, ontologies), _SHACL}
    for part in inputs.parts:
        locate = Locator(part)
        for predicate, missing in _NAMING:
            # Shapes mostly import shapes: constraints that would not be checked.
            adds_shapes = part is inputs.shapes or predicate == SH.shapesGraph
            for triple in part.graph.triples((None, predicate, None)):
                if bare_iri(triple[2]) not in declared and local_name(str(triple[2])) not in files:
                    message = missing.filled(ontology=inputs.names.term(triple[2]))
                    yield found(
                        "import-missing",
                        locate.object_of(triple),
                        message,
                        helps=msg(
                            "nothing is fetched; put the file into ontology/ or shapes/, "
                            "or remove the statement"
                        ),
                        severity=Severity.WARNING if adds_shapes else None,
                        value=triple[2],
                    )


def _says_more(shape: Node, data: Graph, shapes: Graph) -> bool:
    """True if the data gives a shape a target or a constraint that the shapes graph does not."""
    return any(
        predicate in (*SHAPE_TARGETS, *PARAMETERS)
        and (shape, predicate, value) not in shapes
        and full_text(value, data)
        not in {full_text(o, shapes) for o in shapes.objects(shape, predicate)}
        for predicate, value in data.predicate_objects(shape)
    )


def _ontologies(graph: Graph) -> Iterator[Node]:
    for ontology in graph.subjects(RDF.type, OWL.Ontology):
        yield ontology
        yield from graph.objects(ontology, OWL.versionIRI)


def _shapes_among_data(inputs: Inputs) -> Iterator[ValidationResult]:
    """One result per data file with shapes, which check nothing where there is a shapes folder."""
    if not inputs.project.shapes:
        return
    data, used = inputs.data.graph, shapes_in(inputs.shapes_graph.graph)
    parts = {part for part in data.objects(None, SH.property) if isinstance(part, BNode)}
    added = {node for node in used if _says_more(node, data, inputs.shapes_graph.graph)}
    locate = Locator(inputs.data)
    by_file: dict[Path, list[Place]] = defaultdict(list)
    for shape in (shapes_in(data) - used - parts) | added:
        if place := locate.subject(shape):
            by_file[place.path].append(place)
    for places in by_file.values():
        first = min(places, key=lambda place: (place.line, place.column))
        yield found(
            "shape-unreachable",
            first,
            msg(
                "there are shapes among the data ({count}); only those in shapes/ check anything",
                count=len(places),
            ),
            helps=msg("move them to shapes/"),
        )


def _subclasses(inputs: Inputs) -> Iterator[ValidationResult]:
    """Subclass statements in shapes: SHACL reads the class hierarchy from the data graph only.

    https://www.w3.org/TR/shacl/#dfn-shacl-instance
    """
    shapes, data = inputs.shapes, inputs.data_graph.graph
    said_there = [t for t in shapes.graph.triples((None, RDFS.subClassOf, None)) if t not in data]
    if not said_there:
        return
    locate = Locator(shapes)
    hierarchy = Graph(bind_namespaces="none")
    for graph in (shapes.graph, data):
        for triple in graph.triples((None, RDFS.subClassOf, None)):
            hierarchy.add(triple)
    used = named_classes(Shapes(inputs))
    for triple in said_there:
        above = set(hierarchy.transitive_objects(triple[2], RDFS.subClassOf)) & used
        below = hierarchy.transitive_subjects(RDFS.subClassOf, triple[0])
        if above and any((None, RDF.type, class_) in data for class_ in below):
            names = {"sub": inputs.names.term(triple[0]), "super": inputs.names.term(triple[2])}
            message, helps = (
                msg(
                    "the validation does not see here that {sub} is a subclass of {super}",
                    **names,
                ),
                msg("move the statement to the ontology (ontology/) or to the data"),
            )
            yield found("shape-subclass", locate.predicate_of(triple), message, helps=helps)
