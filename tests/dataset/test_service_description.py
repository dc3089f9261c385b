from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from patience import PATIENT
from rdflib import DCTERMS, FOAF, RDF, RDFS, VOID, XSD, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection

from schlaglicht.dataset.service_description import FORMATS_NS, ServiceDescription
from schlaglicht.dataset.snapshot import Snapshot, take_snapshot
from schlaglicht.dataset.void import SD, VOID_EXT
from schlaglicht.engine import EnginePool
from schlaglicht.errors import NotWritable
from schlaglicht.formats import GRAPH_FORMATS, NTRIPLES, RDFXML, TURTLE, Format
from schlaglicht.project import Project, open_project
from schlaglicht.query import answer, read_query
from schlaglicht.questions import Question, read_header, read_questions
from schlaglicht.vocab import SCHEMA, SH

ENDPOINT = "https://example.org/sparql"
DOCUMENT = "https://example.org/.well-known/void"
DATA = """
@prefix ex: <https://example.org/> .
ex:set a <http://www.w3.org/ns/dcat#Dataset> ;
    <http://purl.org/dc/terms/license> <https://creativecommons.org/licenses/by/4.0/> .
ex:ada a ex:Person ; ex:born 1815 ; ex:knows ex:bob .
ex:bob a ex:Person .
"""
SETTINGS = """
base = "https://example.org/"
[title]
de = "Leute"
no_tag = "People"
[prefixes]
ex = "https://example.org/"
"""
QUESTION = "# title@de: Wer?\n# title@en: Who?\nSELECT ?who { ?who a ex:Person }\n"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project with data, shapes, settings and one question."""
    files = {
        "data.ttl": DATA,
        "shapes/a.ttl": "@prefix local: <a:> .\n<a:s> a <a:Shape> .",
        "schlaglicht.toml": SETTINGS,
        "queries/who is it.rq": QUESTION,
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return open_project([tmp_path])


@pytest.fixture
def snapshot(project: Project) -> Snapshot:
    return take_snapshot(project, project.root)


@pytest.fixture
def service(project: Project, snapshot: Snapshot) -> ServiceDescription:
    return ServiceDescription(project, snapshot, read_questions(project))


@pytest.fixture
def description(service: ServiceDescription) -> Graph:
    return service.graph(ENDPOINT, DOCUMENT)


def default_graph(description: Graph) -> URIRef:
    (node,) = description.objects(predicate=SD.defaultGraph)
    assert isinstance(node, URIRef)
    return node


def test_service_names_its_endpoint(description: Graph) -> None:
    found = description.value(predicate=RDF.type, object=SD.Service)
    assert description.value(found, SD.endpoint) == URIRef(ENDPOINT)


def test_service_speaks_the_query_language_and_no_updates(description: Graph) -> None:
    assert set(description.objects(predicate=SD.supportedLanguage)) == {SD.SPARQL11Query}


def test_service_promises_no_federation(description: Graph) -> None:
    assert not set(description.objects(predicate=SD.feature))


def test_service_names_every_format(description: Graph) -> None:
    formats = set(description.objects(predicate=SD.resultFormat))
    assert len(formats) == 10
    assert FORMATS_NS["SPARQL_Results_JSON"] in formats


def test_default_graph_has_its_own_count(description: Graph) -> None:
    assert description.value(default_graph(description), VOID.triples) == Literal(6)


def test_named_graphs_are_the_shapes_and_the_description(description: Graph) -> None:
    names = set(description.objects(predicate=SD.name))
    assert names == {URIRef("https://example.org/shapes/"), URIRef(DOCUMENT)}


def test_default_graph_has_the_title_of_the_settings_and_the_licence_of_the_data(
    description: Graph,
) -> None:
    node = default_graph(description)
    assert Literal("Leute", "de") in set(description.objects(node, DCTERMS.title))
    licence = URIRef("https://creativecommons.org/licenses/by/4.0/")
    assert description.value(node, DCTERMS.license) == licence
    assert description.value(node, VOID.uriSpace) == Literal("https://example.org/")
    assert description.value(node, VOID.sparqlEndpoint) == URIRef(ENDPOINT)


def test_prefixes_are_declared_as_shacl_does(description: Graph) -> None:
    declared = set(description.objects(predicate=SH.declare))
    prefixes = {str(description.value(each, SH.prefix)): each for each in declared}
    assert set(prefixes) == {"ex", "local", "rdf", "dcat", "dct", "xsd"}
    declaration = prefixes["ex"]
    assert description.value(declaration, SH.namespace) == Literal(
        "https://example.org/", datatype=XSD.anyURI
    )


def test_questions_are_examples_with_target_and_titles(description: Graph) -> None:
    (question,) = description.subjects(RDF.type, SH.SPARQLExecutable)
    assert (question, RDF.type, SH.SPARQLSelectExecutable) in description
    assert description.value(question, SCHEMA.target) == URIRef(ENDPOINT)
    assert description.value(question, SH.select) == Literal(QUESTION)
    comments = set(description.objects(question, RDFS.comment))
    assert comments == {Literal("Wer?", "de"), Literal("Who?", "en")}


# What the SIB's editor asks for its completion.
PARTITIONS = """
PREFIX void: <http://rdfs.org/ns/void#>
PREFIX void-ext: <http://ldf.fi/void-ext#>
SELECT ?prop ?objectClass ?datatype {
  ?part void:class <https://example.org/Person> ; void:propertyPartition ?pp .
  ?pp void:property ?prop .
  OPTIONAL {
    { ?pp void:classPartition [ void:class ?objectClass ] }
    UNION { ?pp void-ext:datatypePartition [ void-ext:datatype ?datatype ] }
  }
}"""


def test_classes_say_what_their_properties_lead_to(description: Graph) -> None:
    found = {tuple(row) for row in description.query(PARTITIONS)}  # type: ignore[arg-type]
    ex = "https://example.org/"
    assert found == {
        (URIRef(ex + "knows"), URIRef(ex + "Person"), None),
        (URIRef(ex + "born"), None, XSD.integer),
        (RDF.type, None, None),
    }
    assert (None, VOID_EXT.datatype, XSD.integer) in description


@pytest.mark.parametrize("chosen", GRAPH_FORMATS, ids=lambda chosen: chosen.name)
def test_description_is_the_same_bytes_each_time(
    project: Project, snapshot: Snapshot, chosen: Format
) -> None:
    questions = read_questions(project)
    first, second = (
        ServiceDescription(project, snapshot, questions).write(ENDPOINT, DOCUMENT, chosen)
        for _ in range(2)
    )
    assert first == second


def test_description_that_xml_cannot_carry_names_other_formats(
    project: Project, snapshot: Snapshot
) -> None:
    questions = [replace(known, text=known.text + "#\x01") for known in read_questions(project)]
    service = ServiceDescription(project, snapshot, questions)
    with pytest.raises(NotWritable, match="text/turtle"):
        service.write(ENDPOINT, DOCUMENT, RDFXML)
    assert service.write(ENDPOINT, DOCUMENT, TURTLE)


def test_description_is_a_named_graph_of_the_store(snapshot: Snapshot) -> None:
    text = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{DOCUMENT}> {{ ?s ?p ?o }} }}"
    with EnginePool(snapshot, engines=1, limits=PATIENT) as pool:
        body = answer(pool, read_query(text), NTRIPLES).body
    stored = Graph().parse(data=body.decode(), format="nt")
    assert stored.value(default_graph(stored), VOID.triples) == Literal(6)


def test_description_is_not_in_the_default_graph(snapshot: Snapshot) -> None:
    with EnginePool(snapshot, engines=1, limits=PATIENT) as pool:
        body = answer(pool, read_query("CONSTRUCT WHERE { ?s ?p ?o }"), NTRIPLES).body
    assert len(body.splitlines()) == 6


def test_without_a_base_the_store_has_the_data_and_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "one.nt"
    file.write_text("<a:a> <a:b> <a:c> .\n", encoding="utf-8")
    snapshot = take_snapshot(open_project([file]), tmp_path)
    assert snapshot.path.read_text(encoding="utf-8") == "<a:a> <a:b> <a:c> .\n"


def test_without_a_base_the_nodes_are_named_by_the_document(tmp_path: Path) -> None:
    file = tmp_path / "one.nt"
    file.write_text("<a:a> <a:b> <a:c> .\n", encoding="utf-8")
    project = open_project([file])
    service = ServiceDescription(project, take_snapshot(project, tmp_path), ())
    written = service.write(ENDPOINT, "http://here.example/void", TURTLE).decode()
    assert "@prefix node: <http://here.example/void#> ." in written


def test_parameters_of_a_question_are_described_in_the_terms_of_shacl(
    project: Project, snapshot: Snapshot
) -> None:
    header = (
        "# parameter ?who: thing foaf:Person, default <https://a.b/c>\n# label ?who@en: Who\n"
        '# parameter ?word: text, default "a"@en\n# parameter ?size: choice 1 "x", default 1\n'
    )
    text = header + "SELECT * { ?who ?word ?size }"
    question = Question("who", Path("who.rq"), text, read_header(text))
    graph = ServiceDescription(project, snapshot, [question]).graph(ENDPOINT, DOCUMENT)
    (node,) = graph.subjects(RDF.type, SH.SPARQLExecutable)
    who, word, size = sorted(
        graph.objects(node, SH.parameter), key=lambda each: str(graph.value(each, SH.order))
    )
    assert str(graph.value(who, SH.path)).endswith("#question-who/who")
    assert graph.value(who, SH.name) == Literal("Who", "en")
    assert graph.value(who, SH.defaultValue) == URIRef("https://a.b/c")
    assert graph.value(who, SH["class"]) == FOAF.Person
    assert graph.value(word, SH.datatype) == RDF.langString
    choices = graph.value(size, SH["in"])
    assert choices is not None
    assert [*Collection(graph, choices)] == [Literal(1), Literal("x")]
    assert not any(isinstance(each, BNode) for triple in graph for each in triple)
