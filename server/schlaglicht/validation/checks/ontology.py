"""Quality of an ontology: cycles, terms in the wrong role, deprecated terms, missing annotations.

Undeclared terms are the subject of `undeclared_terms.py`. And statements out of its reach: imported
ontologies, shapes among the data, and classes among the shapes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, BNode, Graph, URIRef
from rdflib.term import Node

from schlaglicht.i18n import msg
from schlaglicht.rdf.booleans import is_on
from schlaglicht.rdf.iris import bare_iri, local_name
from schlaglicht.rdf.triple import Triple
from schlaglicht.validation.checks.undeclared_terms import Vocabulary
from schlaglicht.validation.inputs import Inputs
from schlaglicht.validation.report import Place, Severity, ValidationResult
from schlaglicht.validation.result_locations import Locator
from schlaglicht.validation.rules import result_of
from schlaglicht.validation.shacl.located_shapes import PARAMETERS, LocatedShapes, named_classes
from schlaglicht.validation.shacl.result_builder import full_text
from schlaglicht.validation.shacl.shapes import shapes_in
from schlaglicht.vocab import NAMING_CLASSES, REPLACING, SH, SHAPE_TARGETS

_ASPECTS = {
    "label": (RDFS.label, SKOS.prefLabel),
    "definition": (SKOS.definition, RDFS.comment, DCTERMS.description),
    "isDefinedBy": (RDFS.isDefinedBy,),
}
"""Annotations that terms of a complete ontology have, and the properties that give them."""

_IS_CLASS = msg("{term} is a class, but is used here as a property")
_IS_PROPERTY = msg("{term} is a property, but is used here as a class")
_NAMING_PROPERTIES = (SH.path, SH.targetSubjectsOf, SH.targetObjectsOf)


def check_ontology(inputs: Inputs) -> list[ValidationResult]:
    """Flaws of the ontology and in the use of its terms."""
    if not inputs.project.ontology:
        return []
    check = _OntologyCheck(inputs)
    return [
        *check.cycles(),
        *check.deprecated_uses(),
        *check.misused_terms(),
        *check.missing_annotations(),
    ]


@dataclass(frozen=True)
class _OntologyCheck:
    inputs: Inputs

    @cached_property
    def _vocabulary(self) -> Vocabulary:
        return Vocabulary(self.inputs)

    def _name(self, term: Node) -> str:
        return self.inputs.names.term(term)

    def cycles(self) -> Iterator[ValidationResult]:
        """One result for each cycle of subclasses or subproperties that has several members."""
        locate = self.inputs.data_locator
        for predicate in (RDFS.subClassOf, RDFS.subPropertyOf):
            reported: set[Node] = set()
            for start in sorted(set(locate.graph.subjects(predicate)), key=str):
                cycle = [] if start in reported else _cycle(locate.graph, start, predicate)
                if not cycle or reported.intersection(cycle):
                    continue
                reported.update(cycle)
                shown = " → ".join(self._name(term) for term in (*cycle, cycle[0]))
                yield result_of(
                    "hierarchy-circle",
                    locate.object_of((cycle[-1], predicate, cycle[0])),
                    msg(
                        "these terms are declared below each other in a circle, so all mean the "
                        "same: {circle}",
                        circle=shown,
                    ),
                    helps=msg(
                        "remove one of the statements, or use owl:equivalentClass, "
                        "owl:equivalentProperty"
                    ),
                )

    def deprecated_uses(self) -> Iterator[ValidationResult]:
        """One result for each use in the data of a term that the ontology deprecates."""
        deprecated = deprecated_terms(self.inputs)
        if not deprecated:
            return
        part = self.inputs.data
        locate = Locator(part)
        for triple in part.graph:
            for term, place_of in zip(
                triple[1:], (locate.predicate_of, locate.object_of), strict=True
            ):
                if term in deprecated:
                    yield self._deprecated_use(term, place_of(triple))

    def _deprecated_use(self, term: Node, place: Place | None) -> ValidationResult:
        graph = self.inputs.ontology.graph
        better = sorted(
            self._name(other) for predicate in REPLACING for other in graph.objects(term, predicate)
        )
        return result_of(
            "term-deprecated",
            place,
            msg("{term} is deprecated (owl:deprecated)", term=self._name(term)),
            helps=msg("write {better} instead", better=", ".join(better)) if better else {},
            value=term,
        )

    def misused_terms(self) -> Iterator[ValidationResult]:
        """One result for each class used as a property, and the other way round."""
        classes = self._vocabulary.classes - self._vocabulary.properties
        # A term with a superclass is a class itself, of properties for instance.
        below = {str(term) for term in self.inputs.ontology.graph.subjects(RDFS.subClassOf)}
        properties = self._vocabulary.properties - self._vocabulary.classes - below
        part, shapes = self.inputs.data, self.inputs.shapes_locator
        locate = Locator(part)
        data: Iterable[Triple] = () if part.iris.isdisjoint(classes | properties) else part.graph
        uses = [
            *((_IS_CLASS, t[1], locate.predicate_of(t)) for t in data if str(t[1]) in classes),
            *(
                (_IS_PROPERTY, t[2], locate.object_of(t))
                for t in data
                if t[1] == RDF.type and str(t[2]) in properties
            ),
            *(
                (mistake, t[2], shapes.object_of(t))
                for mistake, naming, terms in (
                    (_IS_CLASS, _NAMING_PROPERTIES, classes),
                    (_IS_PROPERTY, NAMING_CLASSES, properties),
                )
                for predicate in naming
                for t in shapes.graph.triples((None, predicate, None))
                if str(t[2]) in terms
            ),
        ]
        for mistake, term, place in uses:
            yield result_of("term-kind", place, mistake.filled(term=self._name(term)), value=term)

    def missing_annotations(self) -> Iterator[ValidationResult]:
        """One result for each own term that lacks an annotation most of the others have."""
        graph = self.inputs.ontology.graph
        own = self._vocabulary.own_namespaces
        declared = self._vocabulary.classes | self._vocabulary.properties
        terms = [URIRef(iri) for iri in sorted(declared) if iri.startswith(own)]
        lacking = {
            aspect: [t for t in terms if not any((t, said, None) in graph for said in predicates)]
            for aspect, predicates in _ASPECTS.items()
        }
        for term in terms:
            missing = [
                predicates[0]
                for aspect, predicates in _ASPECTS.items()
                if term in lacking[aspect] and 2 * len(lacking[aspect]) < len(terms)
            ]
            if missing:
                shown = ", ".join(self._name(predicate) for predicate in missing)
                yield result_of(
                    "term-undocumented",
                    Locator(self.inputs.ontology).subject(term),
                    msg(
                        "{term}: {missing} is missing; most terms here have it",
                        term=self._name(term),
                        missing=shown,
                    ),
                    value=term,
                )


def deprecated_terms(inputs: Inputs) -> set[Node]:
    """The terms that the ontology deprecates."""
    graph = inputs.ontology.graph
    said = graph.subjects(OWL.deprecated)
    deprecated = {term for term in said if is_on(graph, term, OWL.deprecated)}
    for class_ in (OWL.DeprecatedClass, OWL.DeprecatedProperty):
        deprecated |= set(graph.subjects(RDF.type, class_))
    return deprecated


def _cycle(graph: Graph, start: Node, predicate: URIRef) -> list[Node]:
    """The path from `start` back to itself along `predicate`; empty when there is none.

    A term directly below itself is harmless and not a cycle here.
    """
    came_from: dict[Node, Node] = {}
    waiting = [start]
    for node in waiting:
        for parent in sorted(graph.objects(node, predicate), key=str):
            if parent == start and node != start:
                way = [node]
                while way[-1] != start:
                    way.append(came_from[way[-1]])
                return way[::-1]
            if parent != start and parent not in came_from:
                came_from[parent] = node
                waiting.append(parent)
    return []


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
                    yield result_of(
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
        yield result_of(
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
    used = named_classes(LocatedShapes(inputs))
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
            yield result_of("shape-subclass", locate.predicate_of(triple), message, helps=helps)
