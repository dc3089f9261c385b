"""Entries stand for annotations: which, and what a bare statement may stand for."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse
from random_evidence import random_data, random_file
from rdflib import RDF, XSD, Graph, Literal, URIRef
from rdflib.compare import isomorphic

from schlaglicht.dataset import evidence_graph
from schlaglicht.evidence.annotations import Annotations, annotate, reified
from schlaglicht.evidence.model import EvidenceFile
from schlaglicht.formats import TURTLE
from schlaglicht.rdf.terms import REIFIES, ntriples_term
from schlaglicht.rdf.writing.write import dump_dataset
from schlaglicht.vocab import DEF, OA, PROV, SCHEMA

Read = Callable[[str | bytes], EvidenceFile]
LoadData = Callable[[str], Graph]

EX = "https://example.org/"
ENTRY = "document: {file: a.txt, iri: ex:d}\nevidence:\n  F1:\n    passages: [3-5]\n"
RECORD = ENTRY + "    record:\n      - "


@pytest.fixture
def made(read: Read, data: LoadData) -> Callable[[str, str], Annotations]:
    """The annotations of one statement about some data."""

    def annotations(statement: str, facts: str) -> Annotations:
        return annotate([read(RECORD + statement)], data(facts).objects)

    return annotations


Made = Callable[[str, str], Annotations]


def supported(made: Annotations) -> list[str]:
    return [triple[2].n3() for *_, triple in made.supports]


def test_an_entry_is_an_annotation(read: Read, data: LoadData) -> None:
    text = """
document:
  file: a.txt
  iri: ex:d
  language: de
  works:
    ex:article: {name: Artikel, paragraph: [0-9]}
sources:
  s: {name: {en: Table}, url: https://example.org/s}
evidence:
  F1:
    certainty: implied
    passages: [3-5]
    anaphora: [6-8]
    verbatim: ex:a schema:name
  F2:
    sources: [s]
    record: ex:a a ex:C
digests: {3-5: %s}
""" % ("0" * 64)
    expected = """
ex:evidence-f1 a oa:Annotation ; dcterms:identifier "F1" ; def:certainty def:implied ;
    oa:motivatedBy oa:linking ;
    oa:hasTarget ex:d-3-5 ; def:antecedent ex:d-6-8 ; oa:hasBody _:name .
_:name a rdf:Statement ; rdf:subject ex:a ; rdf:predicate schema:name ; rdf:object "A" ;
    def:wording def:verbatim .
ex:evidence-f2 a oa:Annotation ; dcterms:identifier "F2" ; def:certainty def:external ;
    oa:motivatedBy oa:linking ;
    prov:wasDerivedFrom ex:source-s ; oa:hasBody _:type .
_:type a rdf:Statement ; rdf:subject ex:a ; rdf:predicate rdf:type ; rdf:object ex:C ;
    def:wording def:record .
ex:source-s a prov:Entity ; schema:name "Table"@en ; schema:url ex:s .
ex:d a schema:DigitalDocument , schema:TextObject ; dcterms:identifier "a.txt" ;
    schema:inLanguage "de" ; schema:encodingFormat "text/plain; charset=utf-8" .
ex:article-paragraph-1 a def:TextBlock ; dcterms:isPartOf ex:article ; oa:hasSource ex:d ;
    dcterms:type def:paragraph ; oa:hasSelector _:block ;
    schema:name "Artikel, Absatz 1"@de , "Artikel, paragraph 1"@en .
ex:d-3-5 a oa:SpecificResource ; oa:hasSource ex:d ; oa:hasSelector _:one ;
    dcterms:isPartOf ex:article-paragraph-1 ; schema:sha256 "%s" .
ex:d-6-8 a oa:SpecificResource ; oa:hasSource ex:d ; oa:hasSelector _:two ;
    dcterms:isPartOf ex:article-paragraph-1 .
_:block a oa:TextPositionSelector ; oa:start 0 ; oa:end 9 .
_:one a oa:TextPositionSelector ; oa:start 3 ; oa:end 5 .
_:two a oa:TextPositionSelector ; oa:start 6 ; oa:end 8 .
""" % ("0" * 64)
    found = annotate([read(text)], data('ex:a schema:name "A" ; a ex:C .').objects).loaded.graph
    assert all(isinstance(node, URIRef) for node in found.subjects())
    nameless = Graph()
    for triple in data(expected):
        nameless.add(triple)
    assert isomorphic(without_hash_iris(found, data), nameless)


def without_hash_iris(graph: Graph, data: LoadData) -> Graph:
    """The graph with a blank node for each IRI of a body or selector."""
    text = graph.serialize(format="nt")
    nodes = {str(s) for s in graph.subjects() if "#" in str(s)}
    for number, node in enumerate(sorted(nodes)):
        text = text.replace(f"<{node}>", f"_:n{number}")
    return data(text)


@pytest.mark.parametrize(
    ("statement", "facts", "value"),
    [
        ("ex:a ex:p", "ex:a ex:p 7 .", "7"),
        ("ex:a ex:p", 'ex:a ex:p "x"@DE .', '"x"@DE'),
        ("ex:a ex:p @de", 'ex:a ex:p "x"@de , "y"@en , "z" .', '"x"@de'),
        ("ex:a ex:p @DE", 'ex:a ex:p "x"@de .', '"x"@de'),
        ("ex:a ex:p @de-at", 'ex:a ex:p "x"@de-AT , "y"@de .', '"x"@de-AT'),
        ('ex:a ex:p "x"@DE', 'ex:a ex:p "x"@de , "y"@de .', '"x"@de'),
        ("ex:a ex:p", "ex:g { ex:a ex:p ex:b }", f"<{EX}b>"),
        ("ex:a ex:p", "ex:a ex:p ex:b . ex:g { ex:a ex:p ex:b }", f"<{EX}b>"),
        ("ex:a ex:p", "ex:a ex:p ex:b . ex:a ex:p ex:b .", f"<{EX}b>"),
    ],
)
def test_statement_stands_for_the_one_triple(
    made: Made, statement: str, facts: str, value: str
) -> None:
    found = made(statement, facts)
    assert ([v.removesuffix(f"^^<{XSD.integer}>").strip('"') for v in supported(found)]) == [
        value.strip('"')
    ]
    assert found.unresolved == []


@pytest.mark.parametrize(
    ("statement", "facts", "candidates"),
    [
        ("ex:a ex:p", "ex:a ex:p 1 , 2 .", 2),
        ("ex:a ex:p", 'ex:a ex:p 7 , "7" .', 2),
        ("ex:a ex:p", "ex:a ex:p 7 , 007 .", 2),
        ("ex:a ex:p", 'ex:a ex:p "x"@de , "x"@en .', 2),
        ("ex:a ex:p", "ex:a ex:p 1 . ex:g { ex:a ex:p 2 }", 2),
        ("ex:a ex:p", "ex:a ex:p ex:b , [] .", 2),
        ("ex:a ex:p @de", 'ex:a ex:p "x"@de , "y"@de .', 2),
        ("ex:a ex:p @de", 'ex:a ex:p "x"@de-AT , "y" .', 0),
        ("ex:a ex:p @de", "ex:a ex:p ex:b .", 0),
        ("ex:a ex:p", "ex:a ex:q 1 .", 0),
        ("ex:a a", "ex:a a ex:C , ex:D .", 2),
    ],
)
def test_bare_statement_never_stands_for_one_of_several(
    made: Made, statement: str, facts: str, candidates: int
) -> None:
    found = made(statement, facts)
    assert supported(found) == []
    assert not list(found.loaded.graph.subjects(RDF.type, RDF.Statement))
    (unresolved,) = found.unresolved
    assert len(unresolved.candidates) == candidates


def test_statement_of_one_value_leaves_the_other_without_evidence(made: Made) -> None:
    assert supported(made('ex:a ex:p "x"@de', 'ex:a ex:p "x"@de , "x"@en , "x" .')) == ['"x"@de']


def test_two_entries_may_support_one_triple(read: Read, data: LoadData) -> None:
    text = "evidence:\n  F1: {record: ex:a ex:p}\n  F2: {record: ex:a ex:p ex:b}\n"
    found = annotate([read(text)], data("ex:a ex:p ex:b .").objects)
    triple = URIRef(EX + "a"), URIRef(EX + "p"), URIRef(EX + "b")
    assert [(entry.key, supported) for _, entry, _, supported in found.supports] == [
        ("F1", triple),
        ("F2", triple),
    ]


def test_iris_of_bodies_depend_on_the_statement_alone(read: Read, data: LoadData) -> None:
    facts = "ex:a ex:p ex:b ; ex:q 1 ; ex:r [] ."
    one = annotate([read(RECORD + "ex:a ex:p ; ex:q ; ex:r")], data(facts).objects)
    other = annotate([read(RECORD + "ex:a ex:r ; ex:q 1 ; ex:p ex:b")], data(facts).objects)
    bodies = [set(made.loaded.graph.objects(None, OA.hasBody)) for made in (one, other)]
    assert bodies[0] == bodies[1]
    assert len(bodies[0]) == 3


def test_each_triple_has_its_place_in_the_entry(read: Read, data: LoadData) -> None:
    file = read(ENTRY.replace("F1", "F1-a") + "    record:\n      - ex:a ex:p @de\n")
    found = annotate([file], data('ex:a ex:p "x"@de .').objects).loaded
    lines = file.text.text.split("\n")

    def token(triple: tuple[URIRef, URIRef, URIRef | Literal]) -> str:
        (place,) = found.positions.of(triple)
        at = place.object
        return lines[at.line - 1][at.column - 1 : at.end_column - 1]

    (annotation,) = found.graph.subjects(RDF.type, OA.Annotation)
    (body,) = found.graph.objects(annotation, OA.hasBody)
    assert isinstance(annotation, URIRef)
    assert isinstance(body, URIRef)
    assert token((annotation, DEF.certainty, DEF.stated)) == "F1-a"
    assert token((annotation, OA.hasTarget, URIRef(EX + "d-3-5"))) == "3-5"
    assert token((body, RDF.object, Literal("x", lang="de"))) == "@de"
    assert token((body, DEF.wording, DEF.record)) == "ex:a ex:p @de"


def test_every_triple_of_random_evidence_has_a_place(tmp_path: Path) -> None:
    chance = random.Random(7)
    for _ in range(30):
        graph = random_data(chance)
        made = annotate([random_file(chance, graph, tmp_path / "e.yaml")], graph.objects)
        assert set(made.loaded.graph) == set(made.loaded.positions)


def test_annotations_of_rdf12_are_the_evidence_and_change_no_statement(tmp_path: Path) -> None:
    chance = random.Random(12)
    for _ in range(60):
        data = random_data(chance)
        file = random_file(chance, data, tmp_path / "e.yaml")
        assert file.document is not None
        made = annotate([file], data.objects)
        about, rest = reified(made.loaded.graph, data)
        plain, annotated = (
            {tuple(map(str, q.triple)) for q in parse(written, RdfFormat.TURTLE)}
            for each in (None, about)
            for written in [dump_dataset({None: data}, TURTLE, file.prefixes, each)]
        )
        names = {s: o for s, p, o in annotated if p == REIFIES.n3()}
        assert {each for each in annotated if each[0] not in names} == plain
        assert {
            (names[s], o) for s, p, o in annotated if s in names and p == OA.hasTarget.n3()
        } == {
            (str(said.triple), file.document.passage_iri(passage).n3())
            for _, entry, _, triple in made.supports
            for said in parse(" ".join(map(ntriples_term, triple)) + " .", RdfFormat.N_TRIPLES)
            for passage in entry.passages
        }
        assert set(made.loaded.graph) - set(rest) == {
            (body, *said)
            for body in about.subjects(REIFIES)
            for said in made.loaded.graph.predicate_objects(body)
        }


def test_evidence_graph_lies_below_the_base() -> None:
    assert evidence_graph(EX) == EX + "evidence/"
    assert evidence_graph(None) == "urn:x-schlaglicht:evidence"


def test_source_given_by_its_iri_is_not_described(read: Read, data: LoadData) -> None:
    text = "evidence: {F1: {sources: [https://a.example/, <urn:x:y>, ex:s], record: ex:a ex:p}}"
    graph = annotate([read(text)], data("ex:a ex:p 1 .").objects).loaded.graph
    derived = set(graph.objects(None, PROV.wasDerivedFrom))
    assert derived == {URIRef(iri) for iri in ("https://a.example/", "urn:x:y", EX + "s")}
    assert (None, SCHEMA.url, None) not in graph
