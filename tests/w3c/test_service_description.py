"""The W3C's three tests of the service description; they are sentences, put into code here."""

from __future__ import annotations

import pytest
import suites
from endpoint import Endpoint
from pyoxigraph import RdfFormat, parse
from rdflib import RDF, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

pytestmark = pytest.mark.skipif(not suites.available(), reason="W3C_TESTS is not set")

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")

# https://www.w3.org/TR/sparql11-service-description/#vocabulary
CLASSES = {
    "Aggregate",
    "Dataset",
    "EntailmentProfile",
    "EntailmentRegime",
    "Feature",
    "Function",
    "Graph",
    "GraphCollection",
    "Language",
    "NamedGraph",
    "Service",
}
DOMAINS = {
    "availableGraphs": "Service",
    "defaultDataset": "Service",
    "defaultEntailmentRegime": "Service",
    "defaultGraph": "Dataset",
    "defaultSupportedEntailmentProfile": "Service",
    "endpoint": "Service",
    "entailmentRegime": "NamedGraph",
    "extensionAggregate": "Service",
    "extensionFunction": "Service",
    "feature": "Service",
    "graph": "NamedGraph",
    "inputFormat": "Service",
    "languageExtension": "Service",
    "name": "NamedGraph",
    "namedGraph": "Dataset",
    "propertyFeature": "Service",
    "resultFormat": "Service",
    "supportedEntailmentProfile": "NamedGraph",
    "supportedLanguage": "Service",
}
RANGES = {"defaultDataset": "Dataset", "defaultGraph": "Graph", "namedGraph": "NamedGraph"}


@pytest.fixture
def description(endpoint: Endpoint) -> Graph:
    response = endpoint.request("GET", "/sparql", Accept="text/turtle")
    assert response.status == 200
    return Graph().parse(data=response.body.decode(), format="turtle")


@pytest.mark.parametrize(
    "media_type",
    ["text/turtle", "application/rdf+xml", "application/n-triples", "application/ld+json"],
)
def test_returns_rdf(endpoint: Endpoint, media_type: str) -> None:
    response = endpoint.request("GET", "/sparql", Accept=media_type)
    assert (response.status, response.content_type) == (200, media_type)
    rdf_format = RdfFormat.from_media_type(media_type)
    assert list(parse(response.body, rdf_format))


def test_has_endpoint_triple(endpoint: Endpoint, description: Graph) -> None:
    assert list(description.objects(None, SD.endpoint)) == [URIRef(endpoint.url)]


def test_conforms_to_schema(description: Graph) -> None:
    assert len(list(description.subjects(RDF.type, SD.Service))) == 1
    assert len(list(description.objects(None, SD.defaultDataset))) <= 1
    for subject, predicate, object_ in description:
        if predicate == RDF.type and str(object_).startswith(str(SD)):
            assert str(object_).removeprefix(str(SD)) in CLASSES
        elif str(predicate).startswith(str(SD)):
            assert_in_schema(description, subject, str(predicate).removeprefix(str(SD)), object_)


def assert_in_schema(description: Graph, subject: Node, name: str, object_: Node) -> None:
    assert (subject, RDF.type, SD[DOMAINS[name]]) in description
    assert not isinstance(object_, Literal)
    if name in RANGES:
        assert (object_, RDF.type, SD[RANGES[name]]) in description
