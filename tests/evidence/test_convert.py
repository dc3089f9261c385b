"""Annotations in the data become entries that stand for the same annotations."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from random_evidence import IRIS, random_term
from rdflib import RDF, XSD, BNode, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS

from schlaglicht.evidence.annotations import annotate
from schlaglicht.evidence.convert import convert
from schlaglicht.evidence.read import read_evidence
from schlaglicht.evidence.wording import has_words
from schlaglicht.evidence.write import write_evidence
from schlaglicht.project import Project, Settings
from schlaglicht.vocab import DEF, OA, PROV, SCHEMA

LoadData = Callable[[str], Graph]

EX = "https://example.org/"


def ex(name: str) -> URIRef:
    return URIRef(EX + name)


def random_annotations(chance: random.Random) -> tuple[Graph, Graph]:
    """Facts, and annotations of all of them in the old form, with blank nodes as bodies."""
    facts, evidence = Graph(), Graph()
    for _ in range(chance.randint(3, 30)):
        subject, predicate = (URIRef(chance.choice(IRIS)) for _ in range(2))
        facts.add((subject, predicate, random_term(chance)))
    document = ex("document")
    evidence.add((document, RDF.type, SCHEMA.DigitalDocument))
    evidence.add((document, DCTERMS.identifier, Literal("a: b.txt")))
    for number, triple in enumerate(sorted(facts)):
        annotation = ex(f"evidence-f{number % 5}")
        evidence.add((annotation, RDF.type, OA.Annotation))
        evidence.add((annotation, DCTERMS.identifier, Literal(f"F{number % 5}")))
        evidence.add((annotation, DEF.certainty, DEF.implied))
        evidence.add((annotation, OA.hasTarget, add_passage(evidence, document, number)))
        body = BNode()
        evidence.add((annotation, OA.hasBody, body))
        evidence.add((body, RDF.type, RDF.Statement))
        parts = (RDF.subject, RDF.predicate, RDF.object)
        for part, term in zip(parts, triple, strict=True):
            evidence.add((body, part, term))
    return facts, evidence


def add_passage(evidence: Graph, document: URIRef, start: int) -> URIRef:
    passage, selector = ex(f"passage-{start}-{start + 3}"), BNode()
    evidence.add((passage, RDF.type, OA.SpecificResource))
    evidence.add((passage, OA.hasSource, document))
    evidence.add((passage, SCHEMA.sha256, Literal(f"{start:064x}")))
    evidence.add((passage, OA.hasSelector, selector))
    evidence.add((selector, RDF.type, OA.TextPositionSelector))
    for end, value in ((OA.start, start), (OA.end, start + 3)):
        evidence.add((selector, end, Literal(str(value), datatype=XSD.integer)))
    return passage


def meaning(graph: Graph) -> set[tuple[object, ...]]:
    """What annotations say: links of annotations and passages, places, supported statements."""
    links = (OA.hasTarget, OA.hasSource, DEF.certainty, SCHEMA.sha256, DCTERMS.identifier)
    said: set[tuple[object, ...]] = {t for p in links for t in graph.triples((None, p, None))}
    for annotation, body in graph.subject_objects(OA.hasBody):
        parts = (graph.value(body, part) for part in (RDF.subject, RDF.predicate, RDF.object))
        said.add((annotation, *map(repr, parts)))
    for passage, selector in graph.subject_objects(OA.hasSelector):
        said.add((passage, *(str(graph.value(selector, end)) for end in (OA.start, OA.end))))
    return said


def test_moved_annotations_say_the_same(tmp_path: Path) -> None:
    (tmp_path / "evidence").mkdir()
    settings = Settings(prefixes={"ex": EX})
    project = Project(tmp_path, (), settings=settings)
    for seed in range(60):
        facts, evidence = random_annotations(random.Random(seed))
        converted = convert(facts + evidence, project, lambda _: None)
        assert set(converted.facts) == set(facts)
        (file,) = converted.files
        assert meaning(annotate([file], facts.objects).loaded.graph) == meaning(evidence)
        file.path.write_text(write_evidence(file, facts.objects), encoding="utf-8")
        read = annotate([read_evidence(file.path, settings)], facts.objects)
        assert read.unresolved == []
        assert meaning(read.loaded.graph) == meaning(evidence)


@pytest.mark.parametrize(
    ("words", "quote", "has"),
    [
        ("Bonn", "in Bonn", True),
        ("an  old\nmill", "in an old mill.", True),
        ("Mill", "the mill", False),
        ("Nobelpreis", "ein Nobelpreisträger", True),
        ("preis", "ein Nobelpreis", False),
        ("Zusammen", "Zu\u00adsammen", True),
        ("Nordwind", "Nord\u200bwind", True),
        ("office", "our o\ufb03ce", True),
        ("flat", "a \ufb02at", True),
        ("of", "our o\ufb03ce", False),
        ("\ufb01nal", "the final", True),
        ("de", "deutsch", False),
        ("de", "auf de", True),
        ("7", "17 Leute", False),
        ("7", "70 Leute", False),
        ("7", "7 Leute", True),
        ("7", "am 7.", True),
        ("2020", "20201", False),
        ("12", "12.000 Leute", False),
        ("12", "3,12 Euro", False),
        ("10 %", "2.10 %", False),
        ("12", "12, 13 oder 14", True),
        ("2031", "am 17.5.2031", True),
        ("M\u00fcller", "Herr Mu\u0308ller", True),
        ("Mu", "Mu\u0308 kam", False),
        ("", "text", False),
        (" ", "text", False),
        ("+++", "a +++ b", True),
        ("(x)", "f(x)", True),
        (".*", "text", False),
    ],
)
def test_words_are_found_from_the_start_of_a_word(words: str, quote: str, has: bool) -> None:
    assert has_words(words, quote) is has


def test_sources_and_their_names_are_moved(tmp_path: Path, data: LoadData) -> None:
    graph = data(
        'ex:a ex:p 1 . ex:source-s a prov:Entity ; schema:name "Table"@en ; schema:url ex:s .\n'
        "ex:evidence-l1 a oa:Annotation ; def:certainty def:external ;\n"
        " prov:wasDerivedFrom ex:source-s ;\n"
        " oa:hasBody [ a rdf:Statement ; rdf:subject ex:a ; rdf:predicate ex:p ; rdf:object 1 ] ."
    )
    (file,) = convert(graph, Project(tmp_path, ()), lambda _: None).files
    assert [(s.key, dict(s.names), s.url) for s in file.sources] == [
        ("s", {"en": "Table"}, EX + "s")
    ]
    (entry,) = file.entries
    assert [key for key, _ in entry.sources] == ["s"]
    derived = set(annotate([file], graph.objects).loaded.graph.objects(None, PROV.wasDerivedFrom))
    assert derived == {ex("source-s")}
