"""Evidence: every statement of the data has some, and all evidence supports such a statement.

Entries of evidence count as the annotations that they stand for (docs/evidence.md); annotations in
the data itself count as well, and triples that record them need none.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rdflib import OWL, RDF, VOID, BNode, Graph, Literal
from rdflib.namespace import DCAT
from rdflib.term import Node

from schlaglicht.evidence.documents import RECORD_PROPERTIES
from schlaglicht.evidence.model import RECORD_CLASSES, Entry
from schlaglicht.rdf.triple import Triple
from schlaglicht.validation.checks.evidence_results import (
    Body,
    missing_evidence,
    missing_passage,
    orphaned_body,
    unresolved_statement,
)
from schlaglicht.validation.inputs import Inputs
from schlaglicht.validation.report import ValidationResult
from schlaglicht.validation.result_locations import Locator
from schlaglicht.vocab import OA, PROV, SCHEMA, SCHEMA_HTTP

_RECORDS = (*RECORD_CLASSES, RDF.Statement, PROV.Entity, PROV.Activity)
"""The classes that record evidence; triples about their instances need none."""

_SELF = (DCAT.Dataset, VOID.Dataset, OWL.Ontology)
"""The classes of what a graph says about itself."""

_PARTS = (RDF.subject, RDF.predicate, RDF.object)


@dataclass(frozen=True)
class EvidenceFindings:
    """Results of a check of the evidence, and counts of statements with and without."""

    results: tuple[ValidationResult, ...]
    statements: int
    evidenced: int


def check_evidence(inputs: Inputs) -> EvidenceFindings:
    """A result for each statement of the data without evidence, and for each unused body.

    Where a statement and an unused body differ in one term, one result covers both.
    """
    graph = inputs.evidence_graph.graph
    stated = statements_in(inputs.data.graph, are_apart=bool(inputs.evidence))
    bodies = [Body(body, a, _triple_of(body, graph)) for a, body in _bodies(graph)]
    groundless = _groundless(inputs)
    supported = {_key(body.triple) for body in bodies if body.triple} - groundless.keys()
    missing = [triple for triple in stated if _key(triple) not in supported]
    made = {_key(triple) for triple in inputs.data.graph}
    idle = [body for body in bodies if not body.triple or _key(body.triple) not in made]
    locate = Locator(graph, inputs.evidence_graph.positions)
    pairs = _Pairs(idle)
    results = [
        missing_passage(triple, groundless[_key(triple)], inputs, locate)
        if _key(triple) in groundless
        else missing_evidence(triple, pairs.take(triple), inputs, locate)
        for triple in sorted(missing, key=_key)
    ]
    results += [orphaned_body(body, inputs, locate) for body in pairs.left()]
    results += [unresolved_statement(one, inputs) for one in inputs.annotations.unresolved]
    return EvidenceFindings(tuple(results), len(stated), len(stated) - len(missing))


def _groundless(inputs: Inputs) -> dict[_Key, Entry]:
    """The statements that only entries without passage and source support, though no records.

    A class, a scheme, and what the graph says about itself need no ground.
    """
    graph = inputs.data.graph
    about_itself = {node for class_ in _SELF for node in graph.subjects(RDF.type, class_)}
    supports = [
        (
            _key(triple),
            entry,
            bool(entry.passages or entry.sources)
            or triple[1] in RECORD_PROPERTIES
            or triple[0] in about_itself,
        )
        for _, entry, _, triple in inputs.annotations.supports
    ]
    grounded = {key for key, _, has_ground in supports if has_ground}
    in_data = (_triple_of(body, graph) for _, body in _bodies(graph))
    grounded.update(_key(triple) for triple in in_data if triple)
    return {key: entry for key, entry, _ in supports if key not in grounded}


def check_entries(inputs: Inputs) -> list[ValidationResult]:
    """A result for each statement of an entry that the data does not make, or not once.

    For a project that does not ask for evidence of every statement.
    """
    graph = inputs.annotations.loaded.graph
    locate = Locator(inputs.evidence_graph.graph, inputs.evidence_graph.positions)
    made = {_key(triple) for triple in inputs.data.graph}
    bodies = (Body(body, a, _triple_of(body, graph)) for a, body in _bodies(graph))
    idle = (body for body in bodies if not body.triple or _key(body.triple) not in made)
    results = [orphaned_body(body, inputs, locate) for body in idle]
    return results + [unresolved_statement(one, inputs) for one in inputs.annotations.unresolved]


def statements_in(graph: Graph, *, are_apart: bool) -> list[Triple]:
    """The triples of a data graph that need evidence.

    Where evidence and facts are apart, the description of the dataset does as well, and of sources,
    documents and activities only those that an annotation of the data names do not.
    """
    classes = _RECORDS if are_apart else (*_RECORDS, DCAT.Dataset)
    records = {node for class_ in classes for node in graph.subjects(RDF.type, class_)}
    records |= documents_in(graph)
    if are_apart:
        own = {n for class_ in RECORD_CLASSES for n in graph.subjects(RDF.type, class_)}
        records &= own | _named_by_annotations(graph)
    return [triple for triple in graph if triple[0] not in records]


def _named_by_annotations(graph: Graph) -> set[Node]:
    naming = (OA.hasBody, PROV.wasDerivedFrom, PROV.wasGeneratedBy)
    annotations = graph.subjects(RDF.type, OA.Annotation)
    named = {o for node in annotations for p in naming for o in graph.objects(node, p)}
    return named.union(graph.objects(None, OA.hasSource))


def documents_in(graph: Graph) -> set[Node]:
    """The text files that evidence points into.

    Includes those whose class is written with http: that is a separate result, which repeated
    results for each passage would hide.
    """
    classes = (SCHEMA.DigitalDocument, SCHEMA_HTTP.DigitalDocument)
    return {node for class_ in classes for node in graph.subjects(RDF.type, class_)}


def _triple_of(body: Node, graph: Graph) -> Triple | None:
    """The triple of a body; None when it does not have exactly one."""
    subjects, predicates, objects = (list(graph.objects(body, part)) for part in _PARTS)
    if len(subjects) == len(predicates) == len(objects) == 1:
        return subjects[0], predicates[0], objects[0]
    return None


_Key = tuple[str, str, str, str, str]


def _key(triple: Triple) -> _Key:
    """Key for comparison: lexical form and datatype count, the case of a language tag does not."""
    subject, predicate, object_ = triple
    kind = type(object_).__name__
    if isinstance(object_, Literal):
        kind = f"{object_.datatype or ''}@{(object_.language or '').lower()}"
    blank = "_:" if isinstance(subject, BNode) else ""
    return blank, str(subject), str(predicate), str(object_), kind


def _bodies(graph: Graph) -> list[tuple[Node, Node]]:
    return sorted(graph.subject_objects(OA.hasBody), key=lambda pair: str(pair[0]))


class _Pairs:
    """Pairs statements with the unused bodies meant for them, each body with one statement only."""

    def __init__(self, idle: Sequence[Body]) -> None:
        self._left = dict(enumerate(idle))
        self._alike: dict[tuple[int, Node, Node], deque[int]] = defaultdict(deque)
        for number, body in self._left.items():
            for key in _two_terms(body.triple) if body.triple else ():
                self._alike[key].append(number)

    def take(self, triple: Triple) -> Body | None:
        """The first remaining body that differs from `triple` in one term, its object first."""
        for key in _two_terms(triple):
            numbers = self._alike.get(key, deque())
            while numbers:
                if body := self._left.pop(numbers.popleft(), None):
                    return body
        return None

    def left(self) -> Iterable[Body]:
        """The bodies that were not taken."""
        return self._left.values()


def _two_terms(triple: Triple) -> Iterator[tuple[int, Node, Node]]:
    """A triple without one of its terms, and that term's index: its object first."""
    subject, predicate, object_ = triple
    yield 2, subject, predicate
    yield 1, subject, object_
    yield 0, predicate, object_
