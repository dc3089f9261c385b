from __future__ import annotations

import pytest
from rdflib import XSD, BNode, Literal, URIRef, Variable

from schlaglicht.rdf.terms import TurtleTerms, natural_key, ntriples_term

EX = "http://example.org/"
TERMS = {"ex": EX, "xsd": str(XSD)}


@pytest.mark.parametrize("name", ["a", "a-b", "a.b", "9-11", "1.5", "_a", "a:b", "ä", "日本", "0"])
def test_a_name_that_needs_no_escape_is_short(name: str) -> None:
    assert TurtleTerms(TERMS).iri(URIRef(EX + name)) == f"ex:{name}"


@pytest.mark.parametrize("name", ["", "a.", ".a", "-a", "a/b", "a#b", "a~b", "a%20b", "a(b)"])
def test_a_name_that_needs_an_escape_is_written_in_full(name: str) -> None:
    assert TurtleTerms(TERMS).iri(URIRef(EX + name)) == f"<{EX}{name}>"


@pytest.mark.parametrize("prefix", ["1", "-a", "a b", "a.", "_"])
def test_a_prefix_that_is_no_name_is_not_used(prefix: str) -> None:
    assert TurtleTerms({prefix: EX}).iri(URIRef(EX + "a")) == f"<{EX}a>"


def test_of_two_prefixes_for_a_namespace_the_first_is_used() -> None:
    terms = TurtleTerms({"b": EX, "a": EX})
    assert (terms.iri(URIRef(EX + "x")), terms.used()) == ("a:x", {"a": EX})


@pytest.mark.parametrize(
    ("text", "datatype", "written"),
    [
        ("0", XSD.integer, "0"),
        ("-7", XSD.integer, "-7"),
        ("007", XSD.integer, '"007"^^xsd:integer'),
        ("+7", XSD.integer, '"+7"^^xsd:integer'),
        ("-0", XSD.integer, '"-0"^^xsd:integer'),
        ("7", XSD.int, '"7"^^xsd:int'),
        ("5.50", XSD.decimal, "5.50"),
        (".5", XSD.decimal, '".5"^^xsd:decimal'),
        ("5.", XSD.decimal, '"5."^^xsd:decimal'),
        ("7", XSD.decimal, '"7"^^xsd:decimal'),
        ("1.0e6", XSD.double, '"1.0e6"^^xsd:double'),
        ("true", XSD.boolean, "true"),
        ("1", XSD.boolean, '"1"^^xsd:boolean'),
        ("x", XSD.string, '"x"'),
    ],
)
def test_only_what_reads_back_unchanged_is_written_bare(
    text: str, datatype: URIRef, written: str
) -> None:
    literal = Literal(text, datatype=datatype, normalize=False)
    assert TurtleTerms(TERMS).literal(literal) == written


def test_a_bare_number_uses_no_prefix() -> None:
    terms = TurtleTerms(TERMS)
    terms.literal(Literal("7", datatype=XSD.integer))
    assert terms.used() == {}


def test_language_tags_keep_their_case() -> None:
    assert TurtleTerms({}).literal(Literal("x", lang="de-AT")) == '"x"@de-AT'


def test_what_cannot_be_seen_is_escaped_in_turtle() -> None:
    literal = Literal('\0\a\n"\\\x7f\x85\u202e\ufeff😀')
    written = r'"\u0000\u0007\n\"\\\u007F\u0085\u202E\uFEFF😀"'
    assert TurtleTerms({}).literal(literal) == written


def test_characters_that_iris_must_not_have_are_escaped() -> None:
    assert ntriples_term(URIRef(EX + "ä"), {}) == f"<{EX}ä>"
    assert TurtleTerms({}).iri(URIRef(EX + "a\x01")) == f"<{EX}a\\u0001>"


def test_ntriples_never_shortens() -> None:
    literal = Literal("7", datatype=XSD.integer)
    assert ntriples_term(literal, {}) == f'"7"^^<{XSD}integer>'


def test_a_blank_node_has_the_label_it_is_given() -> None:
    node = BNode()
    assert ntriples_term(node, {node: "c14n0"}) == "_:c14n0"


def test_what_is_not_rdf_is_refused() -> None:
    with pytest.raises(TypeError, match=r"RDF 1\.1"):
        ntriples_term(Variable("x"), {})


def test_digits_are_ordered_as_numbers() -> None:
    names = ["f10", "f2", "f", "f02", "g1", "f2b", "f" + "9" * 5000]
    ordered = ["f", "f02", "f2", "f2b", "f10", "f" + "9" * 5000, "g1"]
    assert sorted(names, key=natural_key) == ordered
