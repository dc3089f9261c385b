"""Terms that are not declared, and http for https. Lines count from the text given."""

from collections.abc import Callable

import pytest
from tables import each

from schlaglicht.project import Project
from schlaglicht.validation.pipeline import validate
from schlaglicht.validation.report import Severity, ValidationReport

ReportOn = Callable[..., ValidationReport]


@each("end", ["", "/", "#", "/o", "/o/", "/o#"])
@each("start", ["http://o.example", "https://o.example", "urn:o", "urn:x:o"])
def test_an_ontology_that_defines_itself_owns_no_terms_of_others(
    report_on: ReportOn, start: str, end: str
) -> None:
    ontology = f"<{start}{end}> a owl:Ontology ; rdfs:isDefinedBy <{start}{end}> ."
    shape = "ex:S a sh:NodeShape ; sh:targetClass ex:T ; sh:property ex:P . "
    shape += "ex:P a sh:PropertyShape ; sh:path ex:p ; sh:minCount 1 ; sh:datatype xsd:integer ."
    ontology += "ex:T a owl:Class . ex:p a owl:DatatypeProperty ; rdfs:range xsd:integer ."
    data = "<http://x/a> a ex:T ; ex:p 1 ."
    assert not report_on(data=data, ontology=ontology, shapes=shape).results


DOCUMENTS = [
    "<http://x/o> a owl:Ontology ; owl:imports <{scheme}://schema.org/version/latest/schema.ttl> .",
    "<http://x/a> rdfs:seeAlso <{scheme}://schema.org/docs/gs.html> .",
    "<http://x/a> rdfs:seeAlso <{scheme}://schema.org/Event> .",
    "<http://x/T> rdfs:isDefinedBy <{scheme}://schema.org/> .",
    "<{scheme}://schema.org/docs/gs.html> rdfs:label 'Getting started'@en .",
    "<http://x/a> <http://x/p> <{scheme}://schema.org/docs/gs.html> .",
    "<http://x/a> <{scheme2}://schema.org/url> <{scheme}://schema.org/Event> .",
]
"""Statements with the address of a document at schema.org."""

TERMS = [
    "<http://x/a> <{scheme}://schema.org/anything> 1 .",
    "<http://x/a> a <{scheme}://schema.org/Event> .",
    "<http://x/T> rdfs:subClassOf <{scheme}://schema.org/NewerThanWeKnow> .",
    "<http://x/p> rdfs:subPropertyOf <{scheme}://schema.org/newerThanWeKnow> .",
    "<http://x/a> <http://x/p> <{scheme}://schema.org/EventScheduled> .",
    "<http://x/a> <http://x/p> <{scheme}://schema.org/name> .",
    "<http://x/a> <http://x/p> 'x'^^<{scheme}://schema.org/Text> .",
    "<{scheme}://schema.org/Event> rdfs:label 'Event'@en .",
]
"""Statements with a term of schema.org."""


def of_schema_org(write_project: Callable[..., Project], *statements: str) -> list[Severity]:
    head = (
        "@prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
    )
    project = write_project(data="")
    project.data[0].write_text(head + "\n".join(statements), encoding="utf-8")
    results = validate(project).results
    return [result.severity for result in results if result.code == "http-schema-org"]


@pytest.mark.parametrize("document", DOCUMENTS)
@pytest.mark.parametrize(("scheme", "other"), [("http", "https"), ("https", "http")])
def test_address_of_a_document_is_no_choice_of_a_spelling(
    write_project: Callable[..., Project], document: str, scheme: str, other: str
) -> None:
    statement = document.format(scheme=scheme, scheme2=other)
    term = f"<http://x/a> <{other}://schema.org/name> 'x' ."
    assert set(of_schema_org(write_project, statement, term)) == {Severity.INFO}


@pytest.mark.parametrize("term", TERMS)
@pytest.mark.parametrize(("scheme", "other"), [("http", "https"), ("https", "http")])
def test_terms_of_both_spellings_are_a_violation(
    write_project: Callable[..., Project], term: str, scheme: str, other: str
) -> None:
    statements = (term.format(scheme=scheme), f"<http://x/a> <{other}://schema.org/name> 'x' .")
    assert of_schema_org(write_project, *statements) == [Severity.VIOLATION]
