"""The fields that shapes ask for, however the shapes are written."""

from __future__ import annotations

from math import inf

import pytest
from rdflib import Graph, URIRef

from schlaglicht.web.views.review.fields import fields_of

SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<#Shape> sh:targetClass <#Thing> ; sh:property <#rule> .
<#rule> sh:path <#name> ; sh:minCount VALUE ; sh:maxCount VALUE ; sh:order VALUE .
"""


def numbers(value: str) -> tuple[float, float, float]:
    graph = Graph().parse(data=SHAPES.replace("VALUE", value), publicID="https://example.org/")
    (field,) = fields_of(graph, URIRef("https://example.org/#Thing"))
    return field.least, field.most, field.order


def test_numbers_of_a_field_are_those_of_its_shape() -> None:
    assert numbers("2") == (2, 2, 2)


@pytest.mark.parametrize("value", ['"two"', '"2031-05-03"^^xsd:date', '"INF"^^xsd:double', "<#a>"])
def test_number_that_is_none_says_nothing(value: str) -> None:
    assert numbers(value) == (0, inf, inf)
