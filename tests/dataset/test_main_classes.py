from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path

import pytest
from tables import each

from schlaglicht.dataset.main_classes import ClassLink, class_links, main_classes
from schlaglicht.dataset.snapshot import take_snapshot
from schlaglicht.dataset.statistics import dataset_statistics
from schlaglicht.project import open_project, shipped_folder

About = Callable[..., list[str]]

PREFIXES = """\
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix ex: <https://example.org/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""

CATALOGUE = """\
ex:catalogue a dcat:Catalog ; dct:title "Open data" ; dct:description "All of it." ;
    dct:publisher ex:office ; dcat:dataset ex:trees , ex:wells .
ex:office a foaf:Agent ; foaf:name "Office" .
""" + "".join(
    f"""\
ex:{name} a dcat:Dataset ; dct:title "{name}" ; dct:description "Where they are." ;
    dct:publisher ex:office ; dct:issued "2020-01-01"^^xsd:date ; dcat:distribution ex:{name}-csv ;
    dct:spatial [ a dct:Location ; dcat:bbox "0 0 1 1" ] ;
    dct:temporal [ a dct:PeriodOfTime ; dcat:startDate "2020-01-01"^^xsd:date ] .
ex:{name}-csv a dcat:Distribution ; dcat:accessURL <https://example.org/{name}.csv> ;
    dct:license <https://creativecommons.org/publicdomain/zero/1.0/> ; dcat:byteSize 7 .
"""
    for name in ("trees", "wells")
)


@pytest.fixture
def about(tmp_path: Path) -> About:
    """The local names of the classes that a graph is about; further files by name."""

    def classes(turtle: str, **files: str) -> list[str]:
        for name, content in {"data": turtle, **files}.items():
            path = tmp_path / "graph" / name / f"{name}.ttl"
            path.parent.mkdir(parents=True)
            path.write_text(PREFIXES + content, encoding="utf-8")
        snapshot = take_snapshot(open_project([tmp_path / "graph"]), tmp_path)
        found = main_classes(snapshot.statistics, None)
        return [iri.replace("#", "/").rpartition("/")[2] for iri in found]

    return classes


THESAURUS = """\
ex:scheme a skos:ConceptScheme , owl:Ontology ; dct:title "Rocks" .
ex:rock a skos:Concept ; skos:prefLabel "rock" ; skos:inScheme ex:scheme .
ex:tuff a skos:Concept ; skos:prefLabel "tuff" ; skos:broader ex:rock ; skos:inScheme ex:scheme .
"""
TERMS = """\
ex:Well a owl:Class ; rdfs:label "Well" ; rdfs:comment "A hole with water." .
ex:depth a owl:DatatypeProperty ; rdfs:label "depth" ; rdfs:domain ex:Well .
"""


AGENTS = """\
ex:a a foaf:Person , foaf:Agent ; foaf:name "A" ; foaf:homepage ex:page .
ex:b a foaf:Organization , org:Organization , foaf:Agent ; foaf:name "B" ; foaf:member ex:a .
"""


WELL = "ex:w1 a ex:Well ; rdfs:label 'Old well' ; ex:depth 7 ."
WELL_SHAPES = "ex:S a sh:NodeShape ; sh:targetClass ex:Well ; sh:name 'well' ; sh:closed true ."
CLASSES_AS_SHAPES = """\
ex:Well a sh:NodeShape ; sh:property ex:S . ex:S a sh:PropertyShape ; sh:name 'S' .
ex:T a sh:NodeShape ; rdfs:label 'T' ; sh:property ex:S ; sh:node ex:Well .
"""
WELLS = "ex:w1 a ex:Well ; rdfs:label '1' . ex:w2 a ex:Well , ex:DeepWell ; rdfs:label '2' ."


@pytest.mark.parametrize(
    ("turtle", "files", "expected"),
    [
        pytest.param(turtle, files, expected, id=about)
        for about, turtle, files, expected in (
            ("datasets, not periods", CATALOGUE, {}, "Dataset Catalog Distribution Agent"),
            ("concepts", THESAURUS, {}, "Concept ConceptScheme"),
            ("terms", TERMS, {}, "Class DatatypeProperty"),
            (
                "not terms that data uses",
                "ex:w1 a ex:Well ; ex:depth 7 .",
                {"ontology": TERMS},
                "Well",
            ),
            ("not shapes", "ex:w1 a ex:Well ; rdfs:label 'W' .", {"shapes": WELL_SHAPES}, "Well"),
            ("classes as shapes", TERMS + CLASSES_AS_SHAPES, {}, "Class DatatypeProperty"),
            ("not what others share out, and each once", AGENTS, {}, "Organization Person"),
            ("a class within another counts with it", WELLS, {}, "Well"),
            ("without names and references", "ex:w1 a ex:Well ; ex:depth 7 .", {}, "Well"),
        )
    ],
)
def test_graph_is_about_its_main_classes(
    turtle: str, files: dict[str, str], expected: str, about: About
) -> None:
    found = about(turtle, **files)
    assert (sorted(found) if turtle == AGENTS else found) == expected.split()


def test_shipped_graph_is_about_events_and_who_took_part(tmp_path: Path) -> None:
    snapshot = take_snapshot(open_project([shipped_folder()]), tmp_path)
    found = main_classes(snapshot.statistics, "https://w3id.org/schlaglicht/")
    names = [iri.rpartition("/")[2] for iri in found]
    assert names[0] == "Event"
    assert set(names[:4]) == {"Event", "Article", "Organization", "Person"}
    assert not {"TextBlock", "Statement", "Claim", "Annotation", "PropertyShape"} & set(names)


EX = "https://example.org/"
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
A, B, P, Q = f"{EX}A", f"{EX}B", f"{EX}p", f"{EX}q"


def links(*lines: str, classes: Collection[str] = (A, B)) -> list[ClassLink]:
    """The links in a dataset of these statements, short IRIs for those below EX."""
    written = (
        " ".join(t if t.startswith("<") else f"<{EX}{t}>" for t in line.split()) for line in lines
    )
    nquads = sorted(f"{line} .\n".encode() for line in written)
    return class_links(dataset_statistics(nquads), classes, EX)


TYPES = (f"a {TYPE} A", f"a2 {TYPE} A", f"b {TYPE} B")


@each(
    "about, lines, classes, expected",
    [
        (
            "the most used come first",
            (*TYPES, "a p b", "a2 p b", "b q a"),
            (A, B),
            [ClassLink(A, P, B, 2), ClassLink(B, Q, A, 1)],
        ),
        ("with itself", (*TYPES, "a p a2"), (A, B), [ClassLink(A, P, A, 1)]),
        ("among those asked for", (*TYPES, "a p b", "a q a2"), [A], [ClassLink(A, Q, A, 1)]),
        (
            "graphs of the data count together",
            (*TYPES, "a p b", *(f"{line} g" for line in (*TYPES, "a2 p b"))),
            (A, B),
            [ClassLink(A, P, B, 2)],
        ),
        ("not shapes", [f"{line} shapes/" for line in (*TYPES, "a p b")], (A, B), []),
        ("not classes of classes", (f"A {TYPE} B", f"a {TYPE} A", f"B {TYPE} A"), (A, B), []),
    ],
)
def test_classes_are_linked_by_properties(
    about: str, lines: Collection[str], classes: Collection[str], expected: list[ClassLink]
) -> None:
    assert links(*lines, classes=classes) == expected, about
