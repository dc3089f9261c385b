"""No shape opens a connection or a file, whatever it declares: see docs/security.md."""

from __future__ import annotations

import urllib.request
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Thread

import pyshacl
import pytest
from pyshacl.extras.js.loader import get_js_from_web
from rdflib import Dataset, Graph, Literal, URIRef
from rdflib.plugins.sparql import prepareQuery

from schlaglicht.errors import QueryRefused
from schlaglicht.project import Project
from schlaglicht.validation.pipeline import validate
from schlaglicht.validation.report import Severity
from schlaglicht.validation.shacl.pyshacl_patches.apply import patched_pyshacl
from schlaglicht.validation.shacl.run import judge, judge_each
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


HIDDEN = r"S\\u0045RVICE <THERE> { ?s ?q ?v }"

JUDGED = {
    "SERVICE": asking(f"SELECT $this ?v WHERE {{ {SERVICE} }}"),
    "namespace": declaring("x", f"urn:x:> SELECT $this ?v WHERE {{ {SERVICE} }} #"),
    "prefix": declaring(f"x: <urn:x> SELECT $this ?v WHERE {{ {SERVICE} }} #", "urn:x:"),
    "path that begins a string": on_path(
        "<http://www.w3.org/1999/02/22-rdf-syntax-ns#a'>",
        f"SELECT $this ?v WHERE {{ OPTIONAL {{ $this $PATH ?w . ' }} {SERVICE} }} #'}}",
    ),
    "escape in a keyword": asking(f"SELECT $this ?v WHERE {{ {HIDDEN} }}"),
    "escape that ends a string": asking(
        rf"SELECT $this ?v WHERE {{ BIND(\"\\u0022 AS ?w) {SERVICE} }} #\" AS ?w) }}"
    ),
    "escape that ends a comment": asking(rf"SELECT $this ?v WHERE {{ #\\u000A {SERVICE} \n }}"),
    "validator": component("ex:bound 1", f"sh:validator [ sh:ask '''ASK {{ {HIDDEN} }}''' ]"),
    "node validator": component(
        "ex:bound 1", f"sh:nodeValidator [ sh:select '''SELECT $this {{ {HIDDEN} }}''' ]"
    ),
    "property validator": component(
        AT_PROPERTY, f"sh:propertyValidator [ sh:select '''SELECT $this {{ {HIDDEN} }}''' ]"
    ),
}
"""Shapes that pySHACL asks another server with, as it is called here."""

PASSED_OVER = {
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
"""Shapes that would ask another server, were pySHACL called with other options or graphs."""

ALL = JUDGED | PASSED_OVER
NOT_LOADED = r"Could not load|reads nothing"


def graph(text: str, url: str = "") -> Graph:
    return Graph().parse(data=PREFIXES + text.replace("THERE", url), format="turtle")


@pytest.mark.parametrize("shapes", ALL.values(), ids=ALL.keys())
def test_validation_opens_no_connection(
    shapes: str, listening: Listening, write_project: WriteProject
) -> None:
    url, received = listening
    report = validate(write_project(data=DATA, shapes=shapes.replace("THERE", url)))
    assert received == []
    refused = [r for r in report.results if r.severity is Severity.VIOLATION]
    assert refused or shapes not in JUDGED.values()


@pytest.mark.parametrize("shapes", JUDGED.values(), ids=JUDGED.keys())
def test_what_would_ask_another_server_is_not_judged(shapes: str, listening: Listening) -> None:
    url, received = listening
    _, failures = judge_each(graph(DATA), graph(shapes, url))
    assert failures
    assert received == []


@pytest.mark.parametrize("shapes", ALL.values(), ids=ALL.keys())
def test_unknown_release_of_pyshacl_opens_no_connection(
    shapes: str, listening: Listening, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing of its internals is used then; what is closed belongs to rdflib and Python."""
    monkeypatch.setattr(pyshacl, "__version__", "none")
    url, received = listening
    with suppress(Exception):  # pySHACL raises anything
        judge(graph(DATA), graph(shapes, url))
    assert received == []


@pytest.mark.parametrize("shapes", ALL.values(), ids=ALL.keys())
def test_advanced_features_would_open_no_connection_either(
    shapes: str, listening: Listening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pyshacl, "__version__", "none")
    url, received = listening
    data, read = graph(DATA), graph(shapes, url)
    with patched_pyshacl(), suppress(Exception):
        pyshacl.validate(data, shacl_graph=read, advanced=True, do_owl_imports=True)
    assert received == []


def test_service_that_was_parsed_elsewhere_is_not_evaluated(listening: Listening) -> None:
    url, received = listening
    query = prepareQuery(f"SELECT ?v {{ {SERVICE} }}".replace("THERE", url))
    data = graph(DATA)
    with patched_pyshacl(), pytest.raises(QueryRefused, match="reads nothing"):
        list(data.query(query))
    assert received == []


@pytest.mark.parametrize("silent", ["", "SILENT "])
def test_service_is_found_in_what_rdflib_has_parsed(silent: str) -> None:
    text = f"ASK {{ FILTER NOT EXISTS {{ {{ SERVICE {silent}<x:y> {{}} }} UNION {{}} }} }}"
    data = graph(DATA)
    with patched_pyshacl(), pytest.raises(QueryRefused, match="SERVICE is not allowed"):
        data.query(text)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("clause", ["FROM", "FROM NAMED"])
def test_dataset_of_a_query_is_not_loaded(
    clause: str, listening: Listening, tmp_path: Path
) -> None:
    url, received = listening
    file = tmp_path / "secret.ttl"
    file.write_text("<x:a> <x:b> <x:c> .", encoding="utf-8")
    for source in (url, file.as_uri()):
        with patched_pyshacl(), pytest.raises(Exception, match=NOT_LOADED):
            Dataset().query(f"SELECT * {clause} <{source}> {{ ?s ?p ?o }}")
    assert received == []


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_load_of_an_update_reaches_nothing(listening: Listening) -> None:
    url, received = listening
    with patched_pyshacl(), pytest.raises(Exception, match=NOT_LOADED):
        Dataset().update(f"LOAD <{url}>")
    assert received == []


def test_library_of_javascript_is_not_loaded(listening: Listening) -> None:
    url, received = listening
    with patched_pyshacl(), pytest.raises(QueryRefused, match="reads nothing"):
        get_js_from_web(url)
    assert received == []


def test_only_the_thread_that_validates_is_closed_in(listening: Listening) -> None:
    url, received = listening

    def fetch() -> None:
        with urllib.request.urlopen(url) as response:
            response.read()

    with patched_pyshacl():
        with pytest.raises(QueryRefused):
            fetch()
        other = Thread(target=fetch)
        other.start()
        other.join()
    fetch()
    assert len(received) == 2


def test_path_with_what_no_iri_has_is_refused(listening: Listening) -> None:
    """Files cannot hold such an IRI, graphs that are made otherwise can."""
    url, received = listening
    shapes = graph(on_path("ex:path", "SELECT $this ?v WHERE { $this $PATH ?v }"))
    path = URIRef(f"urn:x:> ?v . {SERVICE} ?v <urn:x:p".replace("THERE", url))
    for subject in list(shapes.subjects(SH.path)):
        shapes.set((subject, SH.path, path))
    _, (failure,) = judge_each(graph(DATA), shapes)
    assert isinstance(failure.error, QueryRefused)
    assert received == []


@pytest.mark.parametrize("name", ["p", "a#b", "a/rdf:type", "it's", "a(b)"])
def test_path_is_itself_whatever_its_name_looks_like(name: str) -> None:
    """Shortened by the prefix that is declared, most of these would be something else."""
    declared = """sh:prefixes ex:declared . ex:declared a owl:Ontology ;
        sh:declare [ sh:prefix "ex" ; sh:namespace "https://example.org/" ] ."""
    query = "SELECT $this ?value WHERE { $this $PATH ?value }"
    shapes = graph(on_path(f"<https://example.org/{name}>", query))
    constraint = next(shapes.objects(None, SH.sparql))
    shapes += graph("ex:c " + declared)
    shapes.add((constraint, SH.prefixes, URIRef("https://example.org/declared")))
    data = graph(DATA)
    data.add((URIRef("https://example.org/a"), URIRef(f"https://example.org/{name}"), Literal(5)))
    report = judge(data, shapes)
    assert list(report.objects(None, SH.value)) == [Literal(5)]


@pytest.mark.parametrize(
    "path",
    [
        "[ sh:inversePath [ sh:inversePath ex:q ] ]",
        "[ sh:zeroOrOnePath [ sh:zeroOrOnePath ex:q ] ]",
        "[ sh:zeroOrMorePath [ sh:oneOrMorePath ex:q ] ]",
        "[ sh:oneOrMorePath [ sh:zeroOrOnePath ex:q ] ]",
    ],
)
def test_repeated_operators_of_a_path_are_read_in_a_query(path: str) -> None:
    query = "SELECT $this ?value { $this $PATH ?value FILTER isLiteral(?value) }"
    report = judge(graph(DATA), graph(on_path(path, query)))
    assert list(report.objects(None, SH.value)) == [Literal(1)]
