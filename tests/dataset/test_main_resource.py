from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from schlaglicht.dataset.main_resource import MainResource, titles_of
from schlaglicht.dataset.snapshot import take_snapshot
from schlaglicht.project import open_project, shipped_folder

Find = Callable[..., MainResource | None]

PREFIXES = """\
@prefix cc: <http://creativecommons.org/ns#> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix ex: <https://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix void: <http://rdfs.org/ns/void#> .
"""
SCHEME = 'ex:s a skos:ConceptScheme ; dct:title "Steine"@de , "Stones"@en . ex:c a skos:Concept . '
DATASETS = "ex:d1 a dcat:Dataset ; dct:title '1' . ex:d2 a dcat:Dataset ; dct:title '2' . "
ONTOLOGY = 'ex:o a owl:Ontology ; rdfs:label "Terms" . ex:Well a owl:Class . '


@pytest.fixture
def find(tmp_path: Path) -> Find:
    """The thing that stands for a graph as a whole."""

    def main_resource(turtle: str, name: str = "data.ttl") -> MainResource | None:
        (tmp_path / name).write_text(PREFIXES + turtle, encoding="utf-8")
        snapshot = take_snapshot(open_project([tmp_path]), tmp_path)
        return snapshot.statistics.collection

    return main_resource


def titles(found: MainResource | None) -> dict[str, str]:
    assert found is not None
    return found.titles


@pytest.mark.parametrize(
    ("turtle", "title"),
    [
        (SCHEME, {"de": "Steine", "en": "Stones"}),
        (ONTOLOGY, {"": "Terms"}),
        ("ex:v a void:Dataset ; dct:title 'Wells' . ex:w a ex:Well .", {"": "Wells"}),
        ("ex:d a schema:Dataset ; schema:name 'Wells' . ex:w a ex:Well .", {"": "Wells"}),
        (DATASETS + "ex:c a dcat:Catalog ; dct:title 'Open data' .", {"": "Open data"}),
        (ONTOLOGY + SCHEME, {"": "Terms"}),
        (SCHEME + "ex:d a dcat:Dataset ; dct:title 'The dump' .", {"de": "Steine", "en": "Stones"}),
    ],
)
def test_title_is_that_of_the_best_kind_of_whole(
    find: Find, turtle: str, title: dict[str, str]
) -> None:
    assert titles(find(turtle)) == title


@pytest.mark.parametrize(
    "turtle",
    [
        "ex:w a ex:Well .",
        DATASETS,
        "[] a dcat:Catalog ; dct:title 'Nobody can refer to it' .",
        ONTOLOGY + "ex:w a ex:Well .",
        SCHEME + "ex:w1 a ex:Well . ex:w2 a ex:Well . ex:w3 a ex:Well .",
    ],
    ids=["none", "several", "without IRI", "ontology of data", "scheme of data"],
)
def test_what_does_not_stand_for_all_is_no_collection(find: Find, turtle: str) -> None:
    assert find(turtle) is None


CATALOGUE = "ex:c a dcat:Catalog ; dct:title 'Open data' . "
SCHEMES = "ex:s1 a skos:ConceptScheme . ex:s2 a skos:ConceptScheme . ex:c1 a skos:Concept . "


@pytest.mark.parametrize(
    "turtle",
    [
        ONTOLOGY + "ex:c1 a skos:Concept . ex:c2 a skos:Concept . ex:s1 a skos:ConceptScheme . "
        "ex:s2 a skos:ConceptScheme .",
        SCHEMES + "ex:c2 a skos:Concept . " + CATALOGUE,
        "ex:o1 a owl:Ontology . ex:o2 a owl:Ontology . ex:A a owl:Class . ex:B a owl:Class . "
        + CATALOGUE,
        SCHEMES
        + "ex:c2 a skos:Concept . ex:c3 a skos:Concept . ex:d a dcat:Dataset ; dct:title 'Source' ."
        + CATALOGUE,
    ],
    ids=["ontology", "catalogue and schemes", "catalogue and ontologies", "its dataset"],
)
def test_what_is_alone_of_its_kind_by_chance_does_not_stand_for_all(
    find: Find, turtle: str
) -> None:
    assert find(turtle) is None


@pytest.mark.parametrize(
    "turtle",
    [
        SCHEMES + DATASETS + CATALOGUE,
        SCHEMES + "ex:c2 a skos:Concept . ex:c dct:hasPart ex:s1, ex:s2 . " + CATALOGUE,
        SCHEMES + "ex:c2 a skos:Concept . ex:d a dcat:Dataset ; dct:title 'Open data' .",
    ],
    ids=["more datasets than concepts", "schemes are its parts", "description of the graph"],
)
def test_what_has_a_reason_to_stand_for_all_does_beside_schemes(find: Find, turtle: str) -> None:
    assert titles(find(turtle)) == {"": "Open data"}


@pytest.mark.parametrize("link", ["ex:d1 dct:hasPart ex:d2 .", "ex:d2 dct:isPartOf ex:d1 ."])
def test_of_several_the_one_with_the_others_as_parts_counts(find: Find, link: str) -> None:
    assert titles(find(DATASETS + link)) == {"": "1"}


def test_licence_is_that_of_the_collection_alone(find: Find) -> None:
    catalogue = "ex:c a dcat:Catalog ; cc:license ex:by . ex:d1 dct:license ex:other ."
    found = find(DATASETS + catalogue)
    assert found is not None
    assert found.licences == ("https://example.org/by",)
    assert "<http://purl.org/dc/terms/license> <https://example.org/by>" in found.record


def test_long_title_is_cut(find: Find) -> None:
    (title,) = titles(find(f"ex:c a dcat:Catalog ; dct:title '{'x' * 10_000}' .")).values()
    assert title == "x" * 300 + "…"


def test_shapes_have_no_say(find: Find, tmp_path: Path) -> None:
    (tmp_path / "shapes").mkdir()
    find("ex:w a ex:Well .")
    assert find("ex:o a owl:Ontology ; rdfs:label 'Rules' .", "shapes/shapes.ttl") is None


def test_collection_in_a_named_graph_counts(find: Find) -> None:
    assert titles(find("ex:g { " + SCHEME + "}", "data.trig")) == {"de": "Steine", "en": "Stones"}


def test_without_any_the_file_without_its_ending_is_the_title(tmp_path: Path) -> None:
    path = tmp_path / "thesaurus.ttl"
    path.write_text("<ex:s> <ex:p> <ex:o> .", encoding="utf-8")
    assert titles_of(open_project([path]), None) == {"": "thesaurus"}


def test_a_folder_has_its_own_name(tmp_path: Path) -> None:
    (tmp_path / "stones").mkdir()
    (tmp_path / "stones" / "data.ttl").write_text("<ex:s> <ex:p> <ex:o> .", encoding="utf-8")
    assert titles_of(open_project([tmp_path / "stones"]), None) == {"": "stones"}


def test_shipped_graph_is_described_by_its_dataset(tmp_path: Path) -> None:
    found = take_snapshot(open_project([shipped_folder()]), tmp_path).statistics.collection
    assert found is not None
    assert found.iri == "https://w3id.org/schlaglicht/id/dataset"
    assert found.is_dataset
