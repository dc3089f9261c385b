"""Targets without focus nodes, and terms of shapes and data that nearly are the same.

With an ontology the check of the vocabulary finds misspelt terms of the data. Without one only the
shapes give the intended terms, and a single misspelt class leaves its node unchecked.
https://www.w3.org/TR/shacl/#targets
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from rdflib import RDF, RDFS, Graph, Literal, URIRef
from rdflib.term import Node

from schlaglicht.i18n import msg
from schlaglicht.rdf.graph_store import objects_of
from schlaglicht.rdf.iris import local_name, namespace_of
from schlaglicht.rdf.triple import Triple
from schlaglicht.suggest import Cutoff, NearMisses, nearest, plain_iri
from schlaglicht.validation.checks.undeclared_terms import Vocabulary
from schlaglicht.validation.report import Place, Severity, ValidationResult, first_place
from schlaglicht.validation.result_locations import Locator
from schlaglicht.validation.rules import result_of
from schlaglicht.validation.shacl.located_shapes import (
    LocatedShapes,
    named_classes,
    named_properties,
    naming_classes,
    naming_properties,
    naming_steps,
)
from schlaglicht.vocab import NAMING_CLASSES, OF_RDF, SH
from schlaglicht.vocabularies.published import KnownVocabularies

_MOST_CLASSES = 5


def check_targets(shapes: LocatedShapes, *, explained: bool) -> list[ValidationResult]:
    """Results for terms that the shapes name and the data lacks; none without files of data.

    `explained` is true if other results already explain why no shape may have a focus node.
    """
    if not len(shapes.inputs.data.graph):
        nothing = shapes.all and not len(shapes.inputs.data_graph.graph)
        # Prefixes or a comment alone say that the data is still to come, as beside an ontology.
        empty = shapes.inputs.project.data if nothing else ()
        return [
            result_of(
                "nothing-checked",
                Place(path),
                msg("the file is empty: the shapes have nothing to check"),
                helps=msg("restore the data; if it is still to come, say so in a comment"),
            )
            for path in empty
            if not path.stat().st_size
        ]
    return list(_Targets(shapes, explained).results())


@dataclass(frozen=True)
class _Targets:
    shapes: LocatedShapes
    explained: bool

    def results(self) -> Iterator[ValidationResult]:
        named = (triple for triple in self._named() if isinstance(triple[2], URIRef))
        missed = {triple: near for triple in named if (near := self._near(triple))}
        missed |= self._missed_nodes()
        told = [self._near_miss(triple, near) for triple, near in missed.items()]
        yield from told
        reported = {triple[2] for triple in missed}
        certain = any(result.severity is Severity.VIOLATION for result in told)
        unused = [
            shape
            for shape in self._aiming
            if not self.shapes.has_ignored_target(shape)
            and not any(self._reaches(*target) for target in self.shapes.targets(shape))
        ]
        if unused == self._aiming and self.shapes.all:
            if not certain and not self.explained:
                yield from self._nothing_checked()
        else:
            used = self.shapes.below(set(self._aiming).difference(unused))
            for shape in (shape for shape in unused if shape not in used):
                yield from self._unused(shape, reported)
        yield from self._absent_nodes(reported)

    @cached_property
    def _aiming(self) -> list[Node]:
        shapes = self.shapes
        return [
            shape
            for shape in shapes.all
            if not shapes.is_deactivated(shape)
            and (shapes.has_ignored_target(shape) or any(shapes.targets(shape)))
        ]

    @cached_property
    def _classes(self) -> set[Node]:
        graph = self.shapes.data
        return set(graph.objects(None, RDF.type)) | set(graph.objects(None, RDFS.subClassOf))

    @cached_property
    def _properties(self) -> set[Node]:
        return {p for said in objects_of(self.shapes.data).values() for p in said}

    @cached_property
    def _described(self) -> set[Node]:
        return set(self.shapes.inputs.ontology.graph.subjects())

    @cached_property
    def _vocabulary(self) -> Vocabulary:
        return Vocabulary(self.shapes.inputs)

    @cached_property
    def _near_terms(self) -> tuple[NearMisses, NearMisses]:
        """Those of properties, and those of classes."""
        known = self._vocabulary
        properties = {*_iris(self._properties), *known.properties}
        return NearMisses(properties), NearMisses({*_iris(self._classes), *known.classes})

    def _named(self) -> Iterator[Triple]:
        """The triples in which a shape names a class or a property by its IRI."""
        graph = self.shapes.graph
        yield from naming_classes(graph)
        yield from naming_properties(graph)
        for triple in graph.triples((None, SH.path, None)):
            if not self._fails_without_values(triple[0]):
                yield from naming_steps(graph, triple)

    def _fails_without_values(self, shape: Node) -> bool:
        """True if a property shape reports focus nodes without values."""
        graph = self.shapes.graph
        demands = (SH.minCount, SH.qualifiedMinCount, SH.hasValue)
        if any(str(value) != "0" for demand in demands for value in graph.objects(shape, demand)):
            return True
        owners = graph.subjects(SH.property, shape)
        return any(self.shapes.is_true(owner, SH.closed) for owner in owners)

    def _near(self, triple: Triple) -> str | None:
        """The term of which the one in a triple is a near miss."""
        _, predicate, term = triple
        is_known = str(term).startswith(OF_RDF) or self._is_there(term)
        if is_known or self._vocabulary.misses(term):
            return None
        near = self._near_terms[predicate in NAMING_CLASSES].nearest(str(term))
        if near and plain_iri(near) != plain_iri(str(term)) and self._published.has(str(term)):
            return None
        return near

    @cached_property
    def _published(self) -> KnownVocabularies:
        return KnownVocabularies()

    @cached_property
    def _intended(self) -> set[Node]:
        """The terms that shapes name and of which nothing else says that they are right.

        A shape that names one of them and a similar one may mean both.
        """
        named = named_classes(self.shapes) | named_properties(self.shapes.graph)
        return {
            term
            for term in named
            if term not in self._described and not self._published.has(str(term))
        }

    def _missed_nodes(self) -> dict[Triple, str]:
        """The triples that target a node that does not occur, and the node probably meant."""
        aiming = self.shapes.graph.triples((None, SH.targetNode, None))
        lost = [t for t in aiming if isinstance(t[2], URIRef) and not self._occurs(t[2])]
        if not lost:
            return {}
        namespaces = {plain_iri(namespace_of(str(node))) for _, _, node in lost}
        aimed_at = set(self.shapes.graph.objects(None, SH.targetNode))
        there = _iris(set(self.shapes.data.subjects()) - aimed_at)
        alike = NearMisses(iri for iri in there if plain_iri(namespace_of(iri)) in namespaces)
        return {triple: near for triple in lost if (near := alike.nearest(str(triple[2])))}

    def _occurs(self, node: Node) -> bool:
        data = self.shapes.data
        return (node, None, None) in data or (None, None, node) in data

    def _is_there(self, term: Node) -> bool:
        return term in self._classes or term in self._properties or term in self._described

    def _near_miss(self, triple: Triple, near: str) -> ValidationResult:
        names = self.shapes.names
        if URIRef(near) in self._intended:
            helps = msg("shapes name {near}, too; is it another term?", near=names.iri(near))
            severity = Severity.INFO
        else:
            helps = msg("there is {near}; one of the two is misspelt", near=names.iri(near))
            severity = Severity.VIOLATION
        return result_of(
            "shape-near-miss",
            self.shapes.locate.object_of(triple),
            msg(
                "{term} occurs neither in the data nor in the ontology", term=names.term(triple[2])
            ),
            helps=helps,
            severity=severity,
            value=triple[2],
        )

    def _reaches(self, predicate: Node, value: Node) -> bool:
        data = self.shapes.data
        if predicate == SH.targetNode:
            return self._occurs(value)
        if predicate == SH.targetSubjectsOf or predicate == SH.targetObjectsOf:
            return (None, value, None) in data
        return any(
            (None, RDF.type, class_) in data
            for class_ in data.transitive_subjects(RDFS.subClassOf, value)
        )

    def _nothing_checked(self) -> Iterator[ValidationResult]:
        shapes = self.shapes
        first = self._aiming or [shape for shape in shapes.all if isinstance(shape, URIRef)]
        place = shapes.locate.subject(first[0]) if first else None
        classes = sorted(
            shapes.names.term(class_)
            for class_ in set(shapes.inputs.data.graph.objects(None, RDF.type))
            if isinstance(class_, URIRef)
        )
        shown = ", ".join(classes[:_MOST_CLASSES]) + (" …" if classes[_MOST_CLASSES:] else "")
        yield result_of(
            "nothing-checked",
            place,
            msg("no shape has a focus node: nothing in this data was checked"),
            helps=msg(
                "compare the targets of the shapes with the classes of the data: {classes}",
                classes=shown,
            )
            if classes
            else msg(
                "give the shapes targets that occur in the data "
                "(sh:targetSubjectsOf, sh:targetNode …)"
            ),
        )

    def _unused(self, shape: Node, reported: set[Node]) -> Iterator[ValidationResult]:
        """A result for a shape, unless it targets its own instances or the target is reported.

        Targeted nodes that do not occur are results of their own.
        """
        shapes = self.shapes
        targets = list(shapes.targets(shape))
        predicate, value = targets[0]
        nodes = any(predicate == SH.targetNode for predicate, _ in targets)
        if nodes or predicate == RDF.type or value in reported or self._vocabulary.misses(value):
            return
        declared = namespace_of(str(value)) in self._vocabulary.namespaces
        meant = self._unnamed_like(value) if predicate == SH.targetClass else None
        severe = meant or (declared and not self._is_there(value))
        yield result_of(
            "shape-unused",
            shapes.locate.object_of((shape, predicate, value)),
            msg(
                "{shape} has no focus node: {target} does not occur in the data",
                shape=shapes.name(shape),
                target=shapes.names.term(value),
            ),
            helps=msg("did you mean {near}?", near=shapes.names.iri(meant)) if meant else {},
            severity=Severity.WARNING if severe else None,
            value=value,
        )

    def _unnamed_like(self, class_: Node) -> str | None:
        """The class of the data, named by no shape, that is two slips from one that is absent."""
        if self._is_there(class_):
            return None
        graph = self.shapes.graph
        unnamed = _iris(self._classes - {triple[2] for triple in naming_classes(graph)})
        unnamed -= _iris(self.shapes.classes.intersection(self.shapes.all))
        namespace = namespace_of(str(class_))
        alike = [iri for iri in unnamed if namespace_of(iri) == namespace]
        near = nearest(local_name(str(class_)), map(local_name, alike), Cutoff.TERM)
        return namespace + near if near else None

    def _absent_nodes(self, reported: set[Node]) -> Iterator[ValidationResult]:
        """A result for each targeted node that does not occur, unless another result names it."""
        shapes = self.shapes
        for shape in self._aiming:
            for predicate, node in shapes.targets(shape):
                told = node in reported or self._vocabulary.misses(node)
                if predicate != SH.targetNode or told or self._occurs(node):
                    continue
                yield result_of(
                    "shape-unused",
                    shapes.locate.object_of((shape, predicate, node)),
                    msg(
                        "{target}, which {shape} targets, does not occur in the data",
                        shape=shapes.name(shape),
                        target=shapes.names.term(node),
                    ),
                    severity=Severity.WARNING,
                    value=node,
                    focus_node=node,
                )


def _iris(terms: Iterable[Node]) -> set[str]:
    return {str(term) for term in terms if isinstance(term, URIRef)}


def check_data_near_misses(shapes: LocatedShapes) -> list[ValidationResult]:
    """A result for each such term at its first place, and for each literal used as a class."""
    near_misses = _NearMisses(shapes)
    misspelt = [] if shapes.inputs.project.ontology else near_misses.misspelt()
    return [*misspelt, *near_misses.texts()]


@dataclass(frozen=True)
class _NearMisses:
    shapes: LocatedShapes

    def misspelt(self) -> Iterator[ValidationResult]:
        """Results for terms that no shape names, where shapes name a similar one."""
        said = objects_of(self.shapes.inputs.data.graph).values()
        properties = {predicate for of_one in said for predicate in of_one}
        classes = {class_ for of_one in said for class_ in of_one.get(RDF.type, ())}
        for term, meant in self._near_misses(classes, named_classes(self.shapes)):
            yield from self._result(term, meant, [(RDF.type, term), (RDF.type, meant)])
        for term, meant in self._near_misses(properties, named_properties(self.shapes.graph)):
            yield from self._result(term, meant, [(term, None), (meant, None)])

    def texts(self) -> Iterator[ValidationResult]:
        """Results for literals used as classes."""
        for triple in self._locate.graph.triples((None, RDF.type, None)):
            if isinstance(triple[2], Literal):
                yield result_of(
                    "term-kind",
                    self._locate.object_of(triple),
                    msg(
                        "{term} is a text, but is used here as a class",
                        term=self.shapes.names.shortened(triple[2]),
                    ),
                    helps=msg("write the class as an IRI, without quotation marks"),
                )

    @property
    def _locate(self) -> Locator:
        data = self.shapes.inputs.data
        return Locator(data)

    def _near_misses(self, used: set[Node], named: set[Node]) -> Iterator[tuple[URIRef, URIRef]]:
        """Each used term that is not named, and the named one that was probably meant."""
        near = NearMisses(str(term) for term in named if isinstance(term, URIRef))
        known = KnownVocabularies()
        for term in sorted(used, key=str):
            if not isinstance(term, URIRef) or term in named or str(term).startswith(OF_RDF):
                continue
            if known.vocabulary_of(term) is not None:
                continue
            if meant := near.nearest(term) or _other_number(term, named.difference(used)):
                yield term, URIRef(str(meant))

    def _result(
        self, term: URIRef, meant: URIRef, uses: list[tuple[Node, Node | None]]
    ) -> Iterator[ValidationResult]:
        triples, right = (list(self._locate.graph.triples((None, *use))) for use in uses)
        # If the named term is unused, the shape is reported instead, except over a plural; if the
        # other one differs in a letter, and is more frequent or used otherwise, it is a term too.
        if not right and not _other_number(term, {meant}):
            return
        slip = right and plain_iri(term) != plain_iri(meant)
        if slip and (len(triples) > len(right) or _are_two(self._locate.graph, triples, right)):
            return
        names, locate = self.shapes.names, self._locate
        named = locate.object_of if uses[0][0] == RDF.type else locate.predicate_of
        yield result_of(
            "unknown-term",
            first_place(map(named, triples)),
            msg(
                "no shape names {term}, only a term that is nearly the same (times used: {count})",
                term=names.term(term),
                count=len(triples),
            ),
            helps=msg("did you mean {near}?", near=names.term(meant)),
            severity=Severity.WARNING,
            value=term,
        )


def _other_number(term: URIRef, others: Iterable[Node]) -> Node | None:
    """The plural or the singular of a term among `others`."""
    forms = (f"{term}s", str(term).removesuffix("s"))
    return next(
        (other for other in others if str(other) != str(term) and str(other) in forms), None
    )


def _are_two(graph: Graph, uses: list[Triple], others: list[Triple]) -> bool:
    """True if the uses of two terms show that both are meant.

    One node has both. Or, for properties, the nodes have classes without one in common, or one of
    the terms has only literals as values, the other none.
    """
    if {triple[0] for triple in uses} & {triple[0] for triple in others}:
        return True
    if uses[0][1] == RDF.type:
        return False
    classes, other_classes = _classes(graph, uses), _classes(graph, others)
    if classes and other_classes and not classes & other_classes:
        return True
    return not _kinds(uses) & _kinds(others)


def _classes(graph: Graph, triples: list[Triple]) -> set[Node]:
    return {class_ for triple in triples for class_ in graph.objects(triple[0], RDF.type)}


def _kinds(triples: list[Triple]) -> set[bool]:
    return {isinstance(triple[2], Literal) for triple in triples}
