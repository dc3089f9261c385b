"""No shape opens a connection or a file, whatever it declares: see docs/security.md."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from judges import graph_in
from rdflib import URIRef

from schlaglicht.errors import ConstraintFailed
from schlaglicht.i18n import Message
from schlaglicht.project import Project
from schlaglicht.validation.pipeline import validate
from schlaglicht.validation.second_judge import second_verdicts
from schlaglicht.validation.shacl.check_shapes import judge
from schlaglicht.vocab import SH

Listening = tuple[str, list[bytes]]
WriteProject = Callable[..., Project]

PREFIXES = """\
@prefix ex: <https://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
DATA = "ex:a a ex:T ; ex:q 1 ."
SERVICE = "SERVICE <THERE> { ?s ?q ?v }"
HIDDEN = r"S\\u0045RVICE <THERE> { ?s ?q ?v }"


def shape(body: str) -> str:
    return f"ex:S a sh:NodeShape ; sh:targetClass ex:T ; {body} .\n"


def asking(select: str, more: str = "") -> str:
    return shape(f"sh:sparql [ sh:message 'leak {{?v}}' ; {more} sh:select '''{select}''' ]")


def declaring(prefix: str, namespace: str) -> str:
    """A query that is empty without what is declared for it."""
    declared = f"sh:prefix '''{prefix}''' ; sh:namespace '''{namespace}'''^^xsd:anyURI"
    query = asking("#SELECT $this WHERE {}", "sh:prefixes ex:declared ;")
    return f"{query} ex:declared a owl:Ontology ; sh:declare [ {declared} ] ."


def on_path(path: str, select: str) -> str:
    constraint = f'sh:sparql [ sh:message "leak" ; sh:select """{select}""" ]'
    return shape(f"sh:property [ sh:path {path} ; {constraint} ]")


def component(use: str, validator: str) -> str:
    """A constraint component, and a shape that uses it."""
    return shape(use) + (
        f"ex:Component a sh:ConstraintComponent ; sh:parameter [ sh:path ex:bound ] ; {validator} ."
    )


AT_PROPERTY = "sh:property [ sh:path ex:q ; ex:bound 1 ]"

REFUSED = {
    "SERVICE": asking(f"SELECT $this ?v WHERE {{ {SERVICE} }}"),
    "SILENT": asking("SELECT $this { FILTER EXISTS { SERVICE SILENT <THERE> {} } }"),
    "namespace": declaring("x", f"urn:x:> SELECT $this ?v WHERE {{ {SERVICE} }} #"),
    "prefix": declaring(f"x: <urn:x> SELECT $this ?v WHERE {{ {SERVICE} }} #", "urn:x:"),
    "path that begins a string": on_path(
        "<http://www.w3.org/1999/02/22-rdf-syntax-ns#a'>",
        f"SELECT $this ?v WHERE {{ OPTIONAL {{ $this $PATH ?w . ' }} {SERVICE} }} #'}}",
    ),
    "escape in a keyword": asking(f"SELECT $this ?v WHERE {{ {HIDDEN} }}"),
    "validator": component("ex:bound 1", f"sh:validator [ sh:ask '''ASK {{ {HIDDEN} }}''' ]"),
    "node validator": component(
        "ex:bound 1", f"sh:nodeValidator [ sh:select '''SELECT $this {{ {HIDDEN} }}''' ]"
    ),
    "property validator": component(
        AT_PROPERTY, f"sh:propertyValidator [ sh:select '''SELECT $this {{ {HIDDEN} }}''' ]"
    ),
}
"""Shapes that would ask another server."""

PASSED_OVER = {
    "escape that ends a string": asking(
        rf"SELECT $this ?v WHERE {{ BIND(\"\\u0022 AS ?w) {SERVICE} }} #\" AS ?w) }}"
    ),
    "escape that ends a comment": asking(rf"SELECT $this ?v WHERE {{ #\\u000A {SERVICE} \n }}"),
    "FROM": asking("SELECT $this ?v FROM <THERE> WHERE { $this ?q ?v }"),
    "FROM NAMED": asking("SELECT $this ?v FROM NAMED <THERE> WHERE { $this ?q ?v }"),
    "owl:imports": f"<> a owl:Ontology ; owl:imports <THERE> . {shape('sh:nodeKind sh:IRI')}",
    "sh:shapesGraph": f"ex:G sh:shapesGraph <THERE> . {shape('sh:nodeKind sh:IRI')}",
    "target": f"""ex:S a sh:NodeShape ; sh:nodeKind sh:IRI ; sh:target [ a sh:SPARQLTarget ;
        sh:select '''SELECT ?this WHERE {{ {SERVICE} }}''' ] .""",
    "type of targets": f"""ex:S a sh:NodeShape ; sh:nodeKind sh:IRI ;
            sh:target [ a ex:Type ; ex:bound 1 ] .
        ex:Type a sh:SPARQLTargetType ; rdfs:subClassOf sh:Target ;
            sh:parameter [ sh:path ex:bound ] ;
            sh:select '''SELECT ?this WHERE {{ {SERVICE} }}''' .""",
    "rule": shape(
        f"""sh:rule [ a sh:SPARQLRule ;
            sh:construct '''CONSTRUCT {{ ?s ?q ?v }} WHERE {{ {SERVICE} }}''' ]"""
    ),
    "function": shape("sh:expression [ ex:ask ( sh:this ) ]")
    + f"""ex:ask a sh:SPARQLFunction ; sh:parameter [ sh:path ex:x ] ; sh:returnType xsd:boolean ;
        sh:ask '''ASK {{ {SERVICE} }}''' .""",
    "JavaScript": shape(
        """sh:js [ a sh:JSConstraint ; sh:jsFunctionName "f" ;
            sh:jsLibrary [ sh:jsLibraryURL "THERE"^^xsd:anyURI ] ]"""
    ),
}
"""Shapes that another validator may ask a server for, or this one by other rules of reading."""

ALL = REFUSED | PASSED_OVER


def test_validation_opens_no_connection(listening: Listening, write_project: WriteProject) -> None:
    url, received = listening
    asked = set()
    for name, shapes in ALL.items():
        validate(write_project(data=DATA, shapes=shapes.replace("THERE", url)))
        if received:
            asked.add(name)
            received.clear()
    assert asked == set()


def test_query_that_would_ask_another_server_is_not_evaluated(listening: Listening) -> None:
    url, received = listening
    data = graph_in(PREFIXES + DATA)
    for name, shapes in REFUSED.items():
        failures = judge(data, graph_in(PREFIXES + shapes.replace("THERE", url))).failures
        assert [type(each.error) for each in failures] == [ConstraintFailed], name
    assert received == []


def test_path_with_what_no_iri_has_is_refused(listening: Listening) -> None:
    """Files cannot hold such an IRI, graphs that are made otherwise can."""
    url, received = listening
    shapes = graph_in(PREFIXES + on_path("ex:path", "SELECT $this ?v WHERE { $this $PATH ?v }"))
    path = URIRef(f"urn:x:> ?v . {SERVICE} ?v <urn:x:p".replace("THERE", url))
    for subject in list(shapes.subjects(SH.path)):
        shapes.set((subject, SH.path, path))
    (failure,) = judge(graph_in(PREFIXES + DATA), shapes).failures
    assert "$PATH needs" in str(failure.error)
    assert received == []


@pytest.mark.parametrize("name", ["escape that ends a comment", "escape in a keyword", "FROM"])
def test_second_judge_opens_no_connection_and_no_file(
    name: str, listening: Listening, tmp_path: Path
) -> None:
    url, received = listening
    secret = tmp_path / "secret.ttl"
    secret.write_text("<urn:a> <urn:b> 'secret' .", encoding="utf-8")
    for there in (url, secret.as_uri()):
        shapes = graph_in(PREFIXES + ALL[name].replace("THERE", there))
        answer = second_verdicts(graph_in(PREFIXES + DATA), shapes)
        assert isinstance(answer, Message) or "secret" not in str(answer)
    assert received == []
