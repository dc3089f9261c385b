"""Values tried against what shapes ask of them."""

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.term import Node

from schlaglicht.validation.shacl.repairs import ValueCheck
from schlaglicht.vocab import SH

PREFIXES = """@prefix ex: <https://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
"""
PREDICATE = URIRef("https://example.org/p")


def value_check(shapes: str) -> tuple[ValueCheck, Graph]:
    graph = Graph().parse(data=PREFIXES + shapes, format="turtle")
    return ValueCheck(graph), graph


def value(written: str) -> Node:
    graph = Graph().parse(data=f"{PREFIXES} ex:a ex:p {written} .", format="turtle")
    return next(graph.objects())


@pytest.mark.parametrize(
    ("asked", "fits", "fits_not"),
    [
        ("sh:datatype xsd:integer", "5", '"5"'),
        ("sh:datatype rdf:langString", '"a"@de', '"a"'),
        ("sh:nodeKind sh:IRI", "ex:a", '"a"'),
        ("sh:nodeKind sh:Literal", '"a"', "ex:a"),
        ("sh:in ( 1 ex:a )", "ex:a", "2"),
        ('sh:pattern "^A" ; sh:flags "i"', '"ab"', '"ba"'),
        ("sh:minLength 2", '"ab"', '"a"'),
        ("sh:maxLength 1", '"a"', '"ab"'),
        ('sh:languageIn ( "de" )', '"a"@de-AT', '"a"@en'),
        ("sh:minInclusive 5", "5", "4"),
        ("sh:minExclusive 5", "6", "5"),
        ("sh:maxInclusive 5", "5.0", '"2020-01-01"^^xsd:date'),
        ("sh:maxExclusive 5", "4", "ex:a"),
        ("sh:or ( [ sh:datatype xsd:integer ] [ sh:minLength 2 ] )", '"ab"', '"a"'),
        ("sh:and ( [ sh:minLength 1 ] [ sh:maxLength 2 ] )", '"ab"', '"abc"'),
        ("sh:node [ sh:datatype xsd:integer ]", "5", "5.0"),
    ],
)
def test_value_fits_what_a_shape_asks_for(asked: str, fits: str, fits_not: str) -> None:
    tried, _ = value_check(f"ex:S sh:property [ sh:path ex:p ; {asked} ] .")
    assert tried.fits(value(fits), PREDICATE)
    assert not tried.fits(value(fits_not), PREDICATE)


@pytest.mark.parametrize(
    "shapes",
    [
        "ex:S sh:property [ sh:path ex:q ; sh:datatype xsd:integer ] .",
        "ex:S sh:property [ sh:path ex:p ; sh:datatype xsd:integer ; sh:deactivated true ] .",
        "ex:S sh:or ( [ sh:path ex:p ; sh:datatype xsd:integer ] [ sh:path ex:p ] ) .",
        'ex:S sh:property [ sh:path ex:p ; sh:pattern "(" ; sh:minLength "x" ] .',
        "ex:S sh:property ex:T . ex:T sh:path ex:p ; sh:node ex:U . ex:U sh:node ex:U .",
    ],
)
def test_what_does_not_bind_a_value_lets_it_pass(shapes: str) -> None:
    assert value_check(shapes)[0].fits(Literal("a"), PREDICATE)


def test_sibling_of_a_shape_is_tried_too_and_that_of_another_class_is_not() -> None:
    tried, graph = value_check(
        """ex:S sh:property ex:S-type , [ sh:path ex:p ; sh:maxLength 1 ] .
        ex:S-type sh:path ex:p ; sh:datatype xsd:string .
        ex:T sh:property [ sh:path ex:p ; sh:datatype xsd:integer ] ."""
    )
    (shape,) = graph.subjects(SH.datatype, URIRef("http://www.w3.org/2001/XMLSchema#string"))
    assert tried.fits_with_siblings(Literal("a"), shape)
    assert not tried.fits_with_siblings(Literal("ab"), shape)
    assert not tried.fits(Literal("a"), PREDICATE)


def test_list_within_itself_is_no_constraint() -> None:
    shapes = "[] sh:property [ sh:path ex:p ; sh:in _:l ] . _:l rdf:first 1 ; rdf:rest _:l ."
    tried, _ = value_check(shapes)
    assert tried.fits(value("1"), PREDICATE)
