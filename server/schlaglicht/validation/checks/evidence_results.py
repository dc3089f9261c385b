"""Results about evidence: their messages, places and helps."""

from __future__ import annotations

from dataclasses import dataclass

from rdflib import RDF, BNode, Graph, URIRef
from rdflib.namespace import DCTERMS
from rdflib.term import Node

from schlaglicht.evidence.annotations import Unresolved
from schlaglicht.evidence.model import Entry
from schlaglicht.i18n import Message, Texts, msg
from schlaglicht.rdf.triple import Triple
from schlaglicht.suggest import nearest_iri
from schlaglicht.validation.inputs import Inputs
from schlaglicht.validation.report import Place, ValidationResult
from schlaglicht.validation.result_locations import Locator, place_of
from schlaglicht.validation.rules import RULES
from schlaglicht.vocab import OA


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
        "add the passage; without one a record says classes, schemes, and what the graph says "
        "about itself"
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
