from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path

import pytest

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


def test_catalogue_is_about_its_datasets_not_their_periods(about: About) -> None:
    assert about(CATALOGUE) == ["Dataset", "Catalog", "Distribution", "Agent"]


def test_thesaurus_is_about_its_concepts(about: About) -> None:
    thesaurus = """\
ex:scheme a skos:ConceptScheme , owl:Ontology ; dct:title "Rocks" .
ex:rock a skos:Concept ; skos:prefLabel "rock" ; skos:inScheme ex:scheme .
ex:tuff a skos:Concept ; skos:prefLabel "tuff" ; skos:broader ex:rock ; skos:inScheme ex:scheme .
"""
    assert about(thesaurus) == ["Concept", "ConceptScheme"]


TERMS = """\
ex:Well a owl:Class ; rdfs:label "Well" ; rdfs:comment "A hole with water." .
ex:depth a owl:DatatypeProperty ; rdfs:label "depth" ; rdfs:domain ex:Well .
"""


def test_ontology_is_about_its_terms(about: About) -> None:
    assert about(TERMS) == ["Class", "DatatypeProperty"]


def test_terms_that_data_uses_are_not_its_subject(about: About) -> None:
    assert about('ex:w1 a ex:Well ; rdfs:label "Old well" ; ex:depth 7 .', ontology=TERMS) == [
        "Well"
    ]


def test_shapes_are_not_the_subject_of_data(about: About) -> None:
    shapes = "ex:S a sh:NodeShape ; sh:targetClass ex:Well ; sh:name 'well' ; sh:closed true ."
    assert about("ex:w1 a ex:Well ; rdfs:label 'Old well' .", shapes=shapes) == ["Well"]


def test_ontology_whose_classes_are_shapes_is_about_its_classes(about: About) -> None:
    shapes = "ex:Well a sh:NodeShape ; sh:property ex:S . ex:S a sh:PropertyShape ; sh:name 'S' ."
    nodes = "ex:T a sh:NodeShape ; rdfs:label 'T' ; sh:property ex:S ; sh:node ex:Well ."
    assert about(TERMS + shapes + nodes) == ["Class", "DatatypeProperty"]


AGENTS = """\
ex:a a foaf:Person , foaf:Agent ; foaf:name "A" ; foaf:homepage ex:page .
ex:b a foaf:Organization , org:Organization , foaf:Agent ; foaf:name "B" ; foaf:member ex:a .
"""


def test_class_that_others_share_out_is_too_general(about: About) -> None:
    assert "Agent" not in about(AGENTS)


def test_classes_of_the_same_things_count_once(about: About) -> None:
    assert sorted(about(AGENTS)) == ["Organization", "Person"]


def test_class_within_another_counts_with_it(about: About) -> None:
    wells = "ex:w1 a ex:Well ; rdfs:label '1' . ex:w2 a ex:Well , ex:DeepWell ; rdfs:label '2' ."
    assert about(wells) == ["Well"]


def test_graph_without_names_and_references_has_what_it_has(about: About) -> None:
    assert about("ex:w1 a ex:Well ; ex:depth 7 .") == ["Well"]


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


def test_links_are_counted_most_used_first() -> None:
    found = links(*TYPES, "a p b", "a2 p b", "b q a")
    assert found == [ClassLink(A, P, B, 2), ClassLink(B, Q, A, 1)]


def test_class_is_linked_with_itself() -> None:
    assert links(*TYPES, "a p a2") == [ClassLink(A, P, A, 1)]


def test_links_are_among_the_classes_asked_for() -> None:
    assert links(*TYPES, "a p b", "a q a2", classes=[A]) == [ClassLink(A, Q, A, 1)]


def test_graphs_of_the_data_count_together() -> None:
    in_graph = [f"{line} g" for line in (*TYPES, "a2 p b")]
    assert links(*TYPES, "a p b", *in_graph) == [ClassLink(A, P, B, 2)]


def test_shapes_link_no_classes() -> None:
    of_shapes = [f"{line} shapes/" for line in (*TYPES, "a p b")]
    assert links(*of_shapes) == []


def test_class_of_classes_is_no_link() -> None:
    assert links(f"A {TYPE} B", f"a {TYPE} A", f"B {TYPE} A") == []
