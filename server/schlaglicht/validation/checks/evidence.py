"""Evidence: every statement of the data has some, and all evidence supports such a statement.

Entries of evidence count as the annotations that they stand for (docs/evidence.md); annotations in
the data itself count as well, and triples that record them need none. What stands in a file of
evidence twice, or for nothing, is a result as well.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rdflib import DCAT, RDF, SKOS, BNode, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS
from rdflib.term import Node

from schlaglicht.evidence.annotations import Unresolved
from schlaglicht.evidence.model import RECORD_CLASSES, Entry, EvidenceFile
from schlaglicht.i18n import Message, Texts, msg
from schlaglicht.rdf.triple import Triple
from schlaglicht.suggest import nearest_iri
from schlaglicht.validation.inputs import Inputs
from schlaglicht.validation.report import Place, Severity, ValidationResult
from schlaglicht.validation.result_locations import Locator, place_of
from schlaglicht.validation.rules import RULES
from schlaglicht.vocab import OA, PROV, SCHEMA, SCHEMA_HTTP


@dataclass(frozen=True)
class Body:
    """One body of a piece of evidence, with the triple that it supports if it has exactly one."""

    node: Node
    annotation: Node
    triple: Triple | None


def evidence_names(annotation: Node, graph: Graph, inputs: Inputs) -> str:
    """The name of a piece of evidence: its identifier, else its IRI."""
    identifiers = sorted(str(value) for value in graph.objects(annotation, DCTERMS.identifier))
    return ", ".join(identifiers) or inputs.names.node(annotation, graph)


def missing_evidence(
    triple: Triple, near: Body | None, inputs: Inputs, locate: Locator
) -> ValidationResult:
    """The result for a statement without evidence; `near` is an unused body like it."""
    subject, _, object_ = triple
    names = inputs.names
    message = msg("no evidence for: {statement}", statement=_written(triple, inputs))
    if near is not None and near.triple is not None:
        place = _body_place(near, locate)
        help_ = msg(
            "{evidence} (line {line}) supports instead: {statement}; one of the two is wrong",
            evidence=evidence_names(near.annotation, locate.graph, inputs),
            statement=_written(near.triple, inputs),
            line=place.line if place else "?",
        )
    elif isinstance(subject, BNode) or isinstance(object_, BNode):
        help_ = msg("give the blank node an IRI, so that evidence can name it")
    else:
        help_ = _missing_help(triple, inputs)
    rule = RULES["evidence-missing"]
    return ValidationResult(
        rule.code,
        rule.severity,
        message,
        locate.object_of(triple),
        help_,
        focus_node=subject,
        focus_name=names.node(subject, locate.graph),
        value=object_,
    )


def missing_passage(
    triple: Triple, entry: Entry, inputs: Inputs, locate: Locator
) -> ValidationResult:
    """The result for a fact whose entry names neither passage nor source."""
    names = inputs.names
    rule = RULES["evidence-missing"]
    message = msg(
        "{entry} names no passage for: {statement}",
        entry=entry.key,
        statement=_written(triple, inputs),
    )
    help_ = msg(
        "add the passage; only a scheme needs none, and what the dataset, by its IRI in the "
        "settings, says of itself"
    )
    return ValidationResult(
        rule.code,
        rule.severity,
        message,
        locate.object_of(triple),
        help_,
        focus_node=triple[0],
        focus_name=names.node(triple[0], locate.graph),
        value=triple[2],
    )


def _missing_help(triple: Triple, inputs: Inputs) -> Message:
    names = inputs.names
    subject, predicate, object_ = (names.term(term) for term in triple)
    if inputs.evidence:
        statement = f"{subject} {names.predicate(triple[1])} {object_}"
        return msg("add to the entry that supports it: - {statement}", statement=statement)
    body = (
        f"[ a rdf:Statement ; rdf:subject {subject} ; "
        f"rdf:predicate {predicate} ; rdf:object {object_} ]"
    )
    return msg("add to the fitting evidence as oa:hasBody: {body}", body=body)


def unresolved_statement(found: Unresolved, inputs: Inputs) -> ValidationResult:
    """A result for a statement of an entry that stands for none, or for several, of the data."""
    statement, entry = found.statement, found.entry
    names, graph = inputs.names, inputs.data.graph
    written = f"{names.term(statement.subject)} {names.predicate(statement.predicate)}"
    if statement.language:
        written += f" @{statement.language}"
    if found.candidates:
        code = "evidence-ambiguous"
        values = " , ".join(sorted(map(names.shortened, found.candidates)))
        message = msg(
            "{entry}: the data has several values for {statement}",
            entry=entry.key,
            statement=written,
        )
        help_: Texts = msg("name those meant: {values}", values=values)
    else:
        code = "evidence-orphan"
        message = msg(
            "{evidence} supports what the data does not say: {statement}",
            evidence=entry.key,
            statement=written,
        )
        help_ = _others_help(statement.subject, statement.predicate, graph, inputs)
    (start, _), (_, end) = statement.spans[0], statement.spans[2]
    return ValidationResult(
        code,
        RULES[code].severity,
        message,
        place_of(found.file.path, found.file.text.extent(start, end)),
        help_,
        focus_node=statement.subject,
        focus_name=names.node(statement.subject, graph),
    )


def _others_help(subject: URIRef, predicate: URIRef, graph: Graph, inputs: Inputs) -> Message:
    known = {str(each) for each in graph.predicates(subject)}
    names = inputs.names
    if not known:
        near = nearest_iri(str(subject), {str(each) for each in graph.subjects()})
        if near is None:
            return msg("add the statement to the data, or remove it from the evidence")
        return msg("did you mean {near}?", near=names.iri(near))
    if str(predicate) in known:
        values = " , ".join(sorted(names.shortened(o) for o in graph.objects(subject, predicate)))
        return msg("the data says: {statements}", statements=values)
    near = nearest_iri(str(predicate), known)
    if near is not None:
        return msg("did you mean {near}?", near=names.iri(near))
    return msg("add the statement to the data, or remove it from the evidence")


def orphaned_body(body: Body, inputs: Inputs, locate: Locator) -> ValidationResult:
    """The result for a body that supports what the data does not say."""
    graph = locate.graph
    evidence = evidence_names(body.annotation, graph, inputs)
    if body.triple is None:
        help_: Texts = {}
        message = msg(
            "{evidence}: a supported statement needs one rdf:subject, rdf:predicate, rdf:object "
            "each",
            evidence=evidence,
        )
    else:
        statement = _written(body.triple, inputs)
        message = msg(
            "{evidence} supports what the data does not say: {statement}",
            evidence=evidence,
            statement=statement,
        )
        help_ = _orphan_help(body.triple, graph, inputs)
    rule = RULES["evidence-orphan"]
    return ValidationResult(
        rule.code,
        rule.severity,
        message,
        _body_place(body, locate),
        help_,
        focus_node=body.annotation,
        focus_name=inputs.names.node(body.annotation, graph),
    )


def _body_place(body: Body, locate: Locator) -> Place | None:
    """The place of the object that a body supports; of the body where it lacks exactly one."""
    if body.triple is None:
        return locate.object_of((body.annotation, OA.hasBody, body.node))
    return locate.object_of((body.node, RDF.object, body.triple[2]))


def _orphan_help(triple: Triple, graph: Graph, inputs: Inputs) -> Message:
    """Help with similar statements in the data: another object, or another predicate."""
    subject, predicate, object_ = triple
    instead = [
        *((subject, predicate, other) for other in graph.objects(subject, predicate)),
        *((subject, other, object_) for other in graph.predicates(subject, object_)),
    ]
    if not instead:
        return msg("add the statement to the data, or remove it from the evidence")
    statements = "; ".join(sorted(_written(other, inputs) for other in instead))
    return msg("the data says: {statements}", statements=statements)


def _written(triple: Triple, inputs: Inputs) -> str:
    subject, predicate, object_ = triple
    graph = inputs.data.graph
    names = inputs.names
    return f"{names.node(subject, graph)} {names.predicate(predicate)} {names.shortened(object_)}"


_RECORDS = (*RECORD_CLASSES, RDF.Statement, PROV.Entity, PROV.Activity)
"""The classes that record evidence; triples about their instances need none."""

_SCHEMES = (SKOS.inScheme, SKOS.topConceptOf, SKOS.hasTopConcept)

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
    """The statements that only entries without passage and source support.

    A scheme, and what the dataset says about itself, need no ground.
    """
    itself = inputs.project.settings.dataset
    supports = [
        (
            _key(triple),
            entry,
            bool(entry.passages or entry.sources)
            or triple[1] in _SCHEMES
            or str(triple[0]) == itself,
        )
        for _, entry, _, triple in inputs.annotations.supports
    ]
    grounded = {key for key, _, has_ground in supports if has_ground}
    graph = inputs.data.graph
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


def check_idle_evidence(inputs: Inputs) -> list[ValidationResult]:
    """A warning for each statement that an entry names again, an info for each unused digest."""
    return [*_repeated(inputs), *(r for file in inputs.evidence for r in _idle_digests(file))]


def _repeated(inputs: Inputs) -> Iterator[ValidationResult]:
    names = inputs.names
    seen: dict[tuple[str, str, Triple], str] = {}
    for file, entry, statement, triple in inputs.annotations.supports:
        key = str(file.path), entry.key, triple
        if key not in seen:
            seen[key] = str(statement.wording)
            continue
        subject, predicate, object_ = triple
        written = f"{names.term(subject)} {names.predicate(predicate)} {names.shortened(object_)}"
        message = msg("{entry} names twice: {statement}", entry=entry.key, statement=written)
        help_ = msg("remove it here; it stands under {wording} already", wording=seen[key])
        if str(statement.wording) != seen[key]:
            help_ = msg(
                "remove it here or under {wording}; a statement has one wording",
                wording=seen[key],
            )
        (start, _), (_, end) = statement.spans[0], statement.spans[2]
        place = place_of(file.path, file.text.extent(start, end))
        yield ValidationResult(
            "evidence-ambiguous", Severity.WARNING, message, place, help_, focus_node=subject
        )


def _idle_digests(file: EvidenceFile) -> Iterator[ValidationResult]:
    cited = set(file.passages)
    for passage in file.digests:
        if passage not in cited:
            message = msg("no entry cites the passage {passage}", passage=str(passage))
            help_: Texts = {}
            if file.document is not None:
                help_ = msg("`schlaglicht evidence digest --sources DIR` removes its SHA-256")
            place = place_of(file.path, file.text.extent(*passage.span))
            yield ValidationResult("evidence-digest", Severity.INFO, message, place, help_)
