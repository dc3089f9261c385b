from __future__ import annotations

from collections.abc import Callable

import pytest

from schlaglicht.dataset.index import Index
from schlaglicht.pages import Dataset, Resource, describe
from schlaglicht.pages.iri_paths import IriPaths

EX = "https://example.org/"
PREFIXES = f"""
@prefix ex: <{EX}> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix geo: <http://www.w3.org/2003/01/geo/wgs84_pos#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix vcard: <http://www.w3.org/2006/vcard/ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""

Shown = Callable[[str, str], Resource]


@pytest.fixture
def dataset_of(index_of: Callable[[str], Index]) -> Callable[[str], Dataset]:
    """Makes a dataset of a text in Turtle, whose prefixes are known."""
    return lambda turtle: Dataset(index_of(PREFIXES + turtle), IriPaths(EX), {"ex": EX})


@pytest.fixture
def shown(dataset_of: Callable[[str], Dataset]) -> Shown:
    """Makes the English page about the thing of a name in a text in Turtle."""
    return lambda turtle, name: describe(dataset_of(turtle), EX + name, ("en", "de"))
