from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import RDF, VOID, Graph, Literal, URIRef

from schlaglicht.project import open_project
from schlaglicht.service_description import FORMATS_NS, SD, service_graph
from schlaglicht.snapshot import take_snapshot


@pytest.fixture
def description(tmp_path: Path) -> Graph:
    """The description of a project with two triples of data and one of shapes."""
    (tmp_path / "shapes").mkdir()
    (tmp_path / "data.ttl").write_text("<a:a> <a:b> 1, 2 .", encoding="utf-8")
    (tmp_path / "shapes" / "a.ttl").write_text("<a:s> a <a:Shape> .", encoding="utf-8")
    (tmp_path / "schlaglicht.toml").write_text('base = "https://example.org/"', encoding="utf-8")
    project = open_project([tmp_path])
    return service_graph("https://example.org/sparql", project, take_snapshot(project, tmp_path))


def test_service_names_its_endpoint(description: Graph) -> None:
    service = description.value(predicate=RDF.type, object=SD.Service)
    assert description.value(service, SD.endpoint) == URIRef("https://example.org/sparql")


def test_service_speaks_the_query_language_and_no_updates(description: Graph) -> None:
    assert set(description.objects(predicate=SD.supportedLanguage)) == {SD.SPARQL11Query}


def test_service_names_every_format(description: Graph) -> None:
    formats = set(description.objects(predicate=SD.resultFormat))
    assert len(formats) == 10
    assert FORMATS_NS["SPARQL_Results_JSON"] in formats


def test_service_counts_the_triples_of_its_dataset(description: Graph) -> None:
    dataset = description.value(predicate=RDF.type, object=SD.Dataset)
    assert description.value(dataset, VOID.triples) == Literal(3)


def test_service_names_the_graph_of_the_shapes(description: Graph) -> None:
    names = set(description.objects(predicate=SD.name))
    assert names == {URIRef("https://example.org/shapes/")}
