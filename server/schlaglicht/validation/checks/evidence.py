"""Evidence: every statement of the data has some, and all evidence supports such a statement.

Entries of evidence count as the annotations that they stand for (docs/evidence.md); annotations in
the data itself count as well, and triples that record them need none. Facts among
the terms of ontology and shapes, where no evidence reaches them, are results, and so is what stands
in a file of evidence twice, or for nothing.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from rdflib import DCAT, OWL, RDF, RDFS, SKOS, BNode, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS
from rdflib.term import Node

from schlaglicht.evidence.annotations import Unresolved
from schlaglicht.evidence.model import RECORD_CLASSES, Entry, EvidenceFile, Statement
from schlaglicht.i18n import Message, Texts, msg
from schlaglicht.rdf.load import LoadedGraph
from schlaglicht.rdf.triple import Triple
from schlaglicht.suggest import nearest_iri
from schlaglicht.validation.inputs import Inputs
from schlaglicht.validation.report import Counts, Place, Severity, ValidationResult
from schlaglicht.validation.result_locations import Locator, place_of
from schlaglicht.validation.rules import result_of
from schlaglicht.vocab import OA, OF_RDF, PROV, SCHEMA, SCHEMA_HTTP


@dataclass(frozen=True)
class Body:
    """One body of a piece of evidence, with the triple that it supports if it has exactly one."""

    node: Node
    annotation: Node
    triple: Triple | None


_MISSING = msg("add the statement to the data, or remove it from the evidence")
_UNSAID = msg("{evidence} supports what the data does not say: {statement}")
_SAID = msg("the data says: {statements}")


def evidence_names(annotation: Node, graph: Graph, inputs: Inputs) -> str:
    """The name of a piece of evidence: its identifier, else its IRI."""
    identifiers = sorted(str(value) for value in graph.objects(annotation, DCTERMS.identifier))
    return ", ".join(identifiers) or inputs.names.node(annotation, graph)


def _missing(triple: Triple, message: Message, helps: Message, inputs: Inputs) -> ValidationResult:
    """A result about a statement that lacks evidence."""
    locate = inputs.evidence_locator
    return result_of(
        "evidence-missing",
        locate.object_of(triple),
        message.filled(statement=_written(triple, inputs)),
        helps,
        focus_node=triple[0],
        focus_name=inputs.names.node(triple[0], locate.graph),
        value=triple[2],
    )


def _without_evidence(triple: Triple, near: Body | None, inputs: Inputs) -> ValidationResult:
    """The result for a statement without evidence; `near` is an unused body like it."""
    if near is not None and near.triple is not None:
        place = _body_place(near, inputs.evidence_locator)
        helps = msg(
            "{evidence} (line {line}) supports instead: {statement}; one of the two is wrong",
            evidence=evidence_names(near.annotation, inputs.evidence_graph.graph, inputs),
            statement=_written(near.triple, inputs),
            line=place.line if place else "?",
        )
    elif isinstance(triple[0], BNode) or isinstance(triple[2], BNode):
        helps = msg("give the blank node an IRI, so that evidence can name it")
    else:
        helps = _missing_help(triple, inputs)
    return _missing(triple, msg("no evidence for: {statement}"), helps, inputs)


def _astray(triple: Triple, locate: Locator, inputs: Inputs) -> ValidationResult:
    """The result for a fact that is not in the data."""
    message = msg("this fact does not stand in the data, so it cannot have evidence: {statement}")
    helps = msg("move it to the data; only terms need no evidence")
    return replace(_missing(triple, message, helps, inputs), place=locate.object_of(triple))


def _without_passage(triple: Triple, entry: Entry, inputs: Inputs) -> ValidationResult:
    """The result for a fact whose entry names neither passage nor source."""
    helps = msg(
        "add the passage; only a scheme needs none, and what the dataset, by its IRI in the "
        "settings, says of itself"
    )
    message = msg("{entry} names no passage for: {statement}", entry=entry.key)
    return _missing(triple, message, helps, inputs)


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


def _unresolved(one: Unresolved, inputs: Inputs) -> ValidationResult:
    """A result for a statement of an entry that stands for none, or for several, of the data."""
    statement, names = one.statement, inputs.names
    written = f"{names.term(statement.subject)} {names.predicate(statement.predicate)}"
    if statement.language:
        written += f" @{statement.language}"
    code, message = "evidence-orphan", _UNSAID
    if one.candidates:
        code = "evidence-ambiguous"
        message = msg("{entry}: the data has several values for {statement}")
        values = " , ".join(sorted(map(names.shortened, one.candidates)))
        helps = msg("name those meant: {values}", values=values)
    else:
        helps = _others_help(statement.subject, statement.predicate, inputs)
    return result_of(
        code,
        _statement_place(one.file, statement),
        message.filled(entry=one.entry.key, evidence=one.entry.key, statement=written),
        helps,
        focus_node=statement.subject,
        focus_name=names.node(statement.subject, inputs.data.graph),
    )


def _others_help(subject: URIRef, predicate: URIRef, inputs: Inputs) -> Message:
    graph, names = inputs.data.graph, inputs.names
    known = {str(each) for each in graph.predicates(subject)}
    if str(predicate) in known:
        values = " , ".join(sorted(names.shortened(o) for o in graph.objects(subject, predicate)))
        return _SAID.filled(statements=values)
    meant, there = (predicate, known) if known else (subject, set(map(str, graph.subjects())))
    near = nearest_iri(str(meant), there)
    return msg("did you mean {near}?", near=names.iri(near)) if near else _MISSING


def _orphaned(body: Body, inputs: Inputs) -> ValidationResult:
    """The result for a body that supports what the data does not say."""
    graph = inputs.evidence_graph.graph
    helps: Texts = {}
    if body.triple is None:
        message = msg(
            "{evidence}: a supported statement needs one rdf:subject, rdf:predicate, rdf:object "
            "each",
        )
    else:
        message = _UNSAID.filled(statement=_written(body.triple, inputs))
        helps = _orphan_help(body.triple, inputs)
    return result_of(
        "evidence-orphan",
        _body_place(body, inputs.evidence_locator),
        message.filled(evidence=evidence_names(body.annotation, graph, inputs)),
        helps,
        focus_node=body.annotation,
        focus_name=inputs.names.node(body.annotation, graph),
    )


def _body_place(body: Body, locate: Locator) -> Place | None:
    """The place of the object that a body supports; of the body where it lacks exactly one."""
    if body.triple is None:
        return locate.object_of((body.annotation, OA.hasBody, body.node))
    return locate.object_of((body.node, RDF.object, body.triple[2]))


def _statement_place(file: EvidenceFile, statement: Statement) -> Place:
    """The place of a statement in its entry, from its first term to its last."""
    (start, _), (_, end) = statement.spans[0], statement.spans[2]
    return place_of(file.path, file.text.extent(start, end))


def _orphan_help(triple: Triple, inputs: Inputs) -> Message:
    """Help with similar statements in the data: another object, or another predicate."""
    (subject, predicate, object_), graph = triple, inputs.evidence_graph.graph
    instead = [
        *((subject, predicate, other) for other in graph.objects(subject, predicate)),
        *((subject, other, object_) for other in graph.predicates(subject, object_)),
    ]
    statements = "; ".join(sorted(_written(other, inputs) for other in instead))
    return _SAID.filled(statements=statements) if instead else _MISSING


def _written(triple: Triple, inputs: Inputs) -> str:
    names, (subject, predicate, object_) = inputs.names, triple
    name = names.node(subject, inputs.data.graph)
    return f"{name} {names.predicate(predicate)} {names.shortened(object_)}"


_RECORDS = (*RECORD_CLASSES, RDF.Statement, PROV.Entity, PROV.Activity)
"""The classes that record evidence; triples about their instances need none."""

_SCHEMES = (SKOS.inScheme, SKOS.topConceptOf, SKOS.hasTopConcept)

_PARTS = (RDF.subject, RDF.predicate, RDF.object)


def check_evidence(inputs: Inputs) -> tuple[list[ValidationResult], Counts]:
    """A result for each statement of the data without evidence, and for each unused body.

    With them the counts of statements that need evidence, and that have it.

    Where a statement and an unused body differ in one term, one result covers both.
    """
    stated = statements_in(inputs.data.graph, are_apart=bool(inputs.evidence))
    bodies = _bodies(inputs.evidence_graph.graph)
    groundless = _groundless(inputs)
    supported = {_key(body.triple) for body in bodies if body.triple} - groundless.keys()
    missing = [triple for triple in stated if _key(triple) not in supported]
    pairs = _Pairs(_idle(bodies, inputs))
    results = [
        _without_passage(triple, groundless[_key(triple)], inputs)
        if _key(triple) in groundless
        else _without_evidence(triple, pairs.take(triple), inputs)
        for triple in sorted(missing, key=_key)
    ]
    results += _unsupporting(pairs.left(), inputs)
    astray = [
        _astray(triple, Locator(part), inputs)
        for part in (inputs.ontology, inputs.shapes)
        for triple in facts_among_terms(part, inputs.data.graph)
    ]
    counts = {
        "statements": len(stated) + len(astray),
        "evidenced": len(stated) - len(missing),
    }
    return [*results, *astray], counts


def _idle(bodies: Iterable[Body], inputs: Inputs) -> list[Body]:
    """The bodies that support nothing that the data says."""
    made = {_key(triple) for triple in inputs.data.graph}
    return [body for body in bodies if not body.triple or _key(body.triple) not in made]


def _unsupporting(bodies: Iterable[Body], inputs: Inputs) -> list[ValidationResult]:
    """Results for bodies and entries that support nothing, or what is not clear."""
    unresolved = [_unresolved(one, inputs) for one in inputs.annotations.unresolved]
    return [*(_orphaned(body, inputs) for body in bodies), *unresolved]


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
    in_data = _bodies(inputs.data.graph)
    grounded.update(_key(body.triple) for body in in_data if body.triple)
    return {key: entry for key, entry, _ in supports if key not in grounded}


def check_entries(inputs: Inputs) -> list[ValidationResult]:
    """A result for each statement of an entry that the data does not make, or not once.

    For a project that does not ask for evidence of every statement.
    """
    return _unsupporting(_idle(_bodies(inputs.annotations.loaded.graph), inputs), inputs)


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


def facts_among_terms(part: LoadedGraph, data: Graph) -> list[Triple]:
    """The triples of ontology or shapes about what the data gives a class, or more of its class.

    Terms are what else has a class of RDF, OWL, SKOS or SHACL, and members of classes without any
    in the data, such as the values of an enumeration. What has no class is none if it has a
    property as things of the data have it, and nothing that is said of terms alone.
    """
    graph, said = part.graph, {each for each in data.predicates() if not _is_of_vocabulary(each)}
    used = {node for node in data.objects(None, RDF.type) if not _is_of_vocabulary(node)}

    def is_individual(node: Node) -> bool:
        if not used.isdisjoint(data.objects(node, RDF.type)):
            return True
        classes = set(graph.objects(node, RDF.type))
        if any(map(_is_of_vocabulary, classes)):
            return False
        if (node, None, None) in data or not used.isdisjoint(classes):
            return True
        if classes or not isinstance(node, URIRef) or _is_used_as_term(node, graph, data):
            return False
        own = set(graph.predicates(node))
        return not own.isdisjoint(said) and all(
            each in _OF_ANYTHING or not _is_of_vocabulary(each) for each in own
        )

    individuals = {node for node in set(graph.subjects()) if is_individual(node)}
    return sorted((triple for triple in graph if triple[0] in individuals), key=_key)


_OF_ANYTHING = (RDFS.label, RDFS.comment, RDFS.seeAlso)
"""Properties of RDFS that things have as well as terms."""


def _is_used_as_term(node: Node, *graphs: Graph) -> bool:
    return any((None, node, None) in g or (None, RDF.type, node) in g for g in graphs)


def _is_of_vocabulary(class_: Node) -> bool:
    """True for a class whose instances make up a vocabulary, or a property of theirs."""
    return class_ != OWL.NamedIndividual and str(class_).startswith((*OF_RDF, str(SKOS)))


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


def _bodies(graph: Graph) -> list[Body]:
    pairs = sorted(graph.subject_objects(OA.hasBody), key=lambda pair: str(pair[0]))
    return [Body(body, annotation, _triple_of(body, graph)) for annotation, body in pairs]


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
    first: dict[tuple[str, str, Triple], Statement] = {}
    names = inputs.names
    for file, entry, statement, triple in inputs.annotations.supports:
        earlier = first.setdefault((str(file.path), entry.key, triple), statement)
        if earlier is statement:
            continue
        subject, predicate, object_ = triple
        written = f"{names.term(subject)} {names.predicate(predicate)} {names.shortened(object_)}"
        helps = msg("remove it here; it stands under {wording} already")
        if statement.wording != earlier.wording:
            helps = msg("remove it here or under {wording}; a statement has one wording")
        yield result_of(
            "evidence-ambiguous",
            _statement_place(file, statement),
            msg("{entry} names twice: {statement}", entry=entry.key, statement=written),
            helps.filled(wording=str(earlier.wording)),
            severity=Severity.WARNING,
            focus_node=subject,
        )


def _idle_digests(file: EvidenceFile) -> Iterator[ValidationResult]:
    helps = msg("`schlaglicht evidence digest --sources DIR` removes its SHA-256")
    cited = set(file.passages)
    for passage in file.digests:
        if passage not in cited:
            yield result_of(
                "evidence-digest",
                place_of(file.path, file.text.extent(*passage.span)),
                msg("no entry cites the passage {passage}", passage=str(passage)),
                helps if file.document else None,
                severity=Severity.INFO,
            )
