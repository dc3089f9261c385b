"""Terms in the namespace of SHACL that SHACL lacks, or that are not evaluated here."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rdflib import RDF, Graph, Literal, URIRef
from rdflib.term import Node

from schlaglicht.i18n import msg
from schlaglicht.rdf.triple import Triple
from schlaglicht.suggest import nearest_iri
from schlaglicht.validation.inputs import Inputs
from schlaglicht.validation.lint.shacl_terms import (
    CORE,
    ENTAILMENT,
    IGNORED,
    INFERRING,
    KNOWN,
    is_known,
)
from schlaglicht.validation.report import Place, Severity, ValidationResult
from schlaglicht.validation.result_locations import Locator
from schlaglicht.validation.rules import found, parameter_of
from schlaglicht.vocab import SH

_FALSE = Literal(False)
_SEVERITIES = ("Info", "Warning", "Violation")

_Use = tuple[URIRef, Place | None, Triple | None]
"""A term, its place, and the triple where it is an object."""


def check_unknown_shacl_terms(inputs: Inputs) -> list[ValidationResult]:
    """A result for each use of a term that SHACL lacks, or that is not evaluated here."""
    uses = dict.fromkeys([*_uses(inputs.shapes_locator), *_uses_in_data(inputs.data_locator)])
    return [
        _ignored(term, place) if is_known(_local(term)) else _unknown(term, place, naming)
        for term, place, naming in uses
    ]


def _uses_in_data(locate: Locator) -> Iterator[_Use]:
    """The shapes that the data demand themselves, and the nodes that they call incomplete."""
    for term in (SH.shape, SH.incomplete, SH.incompleteURIStart):
        for triple in locate.graph.triples((None, term, None)):
            if triple[2] != _FALSE:
                yield term, locate.predicate_of(triple), None


def _uses(locate: Locator) -> Iterator[_Use]:
    """Unknown and ignored terms of SHACL in shapes."""
    namespace = str(SH)
    for triple in locate.graph:
        _, predicate, object_ = triple
        if predicate == SH.conformanceDisallows and _is_in_report(triple, locate.graph):
            continue
        if isinstance(predicate, URIRef) and predicate.startswith(namespace):
            local = predicate[len(namespace) :]
            if local in IGNORED or not is_known(local):
                yield predicate, locate.predicate_of(triple), None
        if isinstance(object_, URIRef) and object_.startswith(namespace):
            local = object_[len(namespace) :]
            if not is_known(local) or (local in IGNORED and _decides(triple)):
                yield object_, locate.object_of(triple), triple


def _local(term: Node) -> str:
    return str(term).removeprefix(str(SH))


def _ignored(term: URIRef, place: Place | None) -> ValidationResult:
    local = _local(term)
    message = msg(
        "{term} belongs to {origin} and is not evaluated here",
        term=f"sh:{local}",
        origin=IGNORED[local],
    )
    severity = Severity.INFO if local in INFERRING else None
    if local == ENTAILMENT:
        helps = msg(
            "write into ontology and data what should follow from them: nothing is inferred"
        )
    else:
        helps = msg("say the same with SHACL Core or a constraint in SPARQL (sh:sparql)")
    return found("shacl-ignored", place, message, helps=helps, severity=severity, value=term)


def _unknown(term: URIRef, place: Place | None, naming: Triple | None) -> ValidationResult:
    local = _local(term)
    message = msg("SHACL has no {term}; nothing is checked here", term=f"sh:{local}")
    near = _nearest(local)
    helps = msg("did you mean {near}?", near=f"sh:{near}") if near else {}
    if naming and naming[1] == SH.severity and near not in _SEVERITIES:
        helps = msg("there are: sh:Info, sh:Warning, sh:Violation")
    about = (parameter_of(naming),) if naming else ()
    return found("shacl-unknown-term", place, message, helps=helps, value=term, about=about)


def _is_in_report(triple: Triple, graph: Graph) -> bool:
    """True for a part of a report, which says how another validation was made."""
    return (triple[0], RDF.type, SH.ValidationReport) in graph


def _decides(triple: Triple) -> bool:
    """True if an ignored term takes effect as an object, and is not just named, as in a list."""
    return triple[1] in (RDF.type, SH.closed)


def _nearest(local: str) -> str | None:
    """The term probably meant: the same except for case and punctuation, else a similar one."""
    bare = re.sub(r"\W|_", "", local)
    for terms in (CORE, KNOWN):
        alike = [term for term in sorted(terms) if term[:1].isupper() == local[:1].isupper()]
        same = [term for term in (*alike, *sorted(terms)) if term.lower() == bare.lower()]
        if same:
            return same[0]
        if near := nearest_iri(str(SH[bare]), [str(SH[term]) for term in alike]):
            return near.removeprefix(str(SH))
    return None
