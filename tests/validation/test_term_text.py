from collections.abc import Callable

import pytest
from rdflib import RDF, XSD, BNode, Graph, Literal, URIRef

from schlaglicht.validation.report import ValidationReport
from schlaglicht.validation.term_text import Names, local_name, namespace_of

EX = "https://example.org/"
NAMES = Names({"ex": EX, "sub": f"{EX}sub/", "xsd": str(XSD)}, {"late": EX, "other": "http://o/"})


@pytest.mark.parametrize(
    ("iri", "written"),
    [
        (f"{EX}a", "ex:a"),
        (f"{EX}sub/a", "sub:a"),
        (f"{EX}a/b", f"<{EX}a/b>"),
        (EX, f"<{EX}>"),
        (f"{EX}a.b-c", "ex:a.b-c"),
        (f"{EX}a.", f"<{EX}a.>"),
        (f"{EX}ä", "ex:ä"),
        ("http://o/x", "other:x"),
        ("http://elsewhere/x", "<http://elsewhere/x>"),
    ],
)
def test_iri_is_written_with_the_longest_prefix_that_fits(iri: str, written: str) -> None:
    assert NAMES.iri(iri) == written


@pytest.mark.parametrize(
    ("literal", "written"),
    [
        (Literal("x"), '"x"'),
        (Literal("x", lang="de-AT"), '"x"@de-AT'),
        (Literal('a "b" \\ \n\t'), r'"a \"b\" \\ \n\t"'),
        (Literal("12", datatype=XSD.integer), "12"),
        (Literal("x", datatype=XSD.integer, normalize=False), '"x"^^xsd:integer'),
        (Literal("1.50", datatype=XSD.decimal, normalize=False), "1.50"),
        (Literal("true", datatype=XSD.boolean), "true"),
        (Literal("2020-11-10", datatype=XSD.date), '"2020-11-10"^^xsd:date'),
    ],
)
def test_literal_is_written_as_turtle_takes_it(literal: Literal, written: str) -> None:
    assert NAMES.term(literal) == written


def test_long_literal_loses_its_middle_in_messages_only() -> None:
    literal = Literal("a" * 100 + "b" * 100)
    assert len(NAMES.shortened(literal)) < 80
    assert len(NAMES.term(literal)) == 202


def test_blank_node_is_named_by_its_nearest_iri() -> None:
    near, far = BNode(), BNode()
    graph = Graph()
    graph.add((URIRef(f"{EX}s"), URIRef(f"{EX}p"), near))
    graph.add((near, RDF.type, far))
    assert NAMES.node(far, graph) == "ex:s → ex:p → a → [ … ]"


def test_blank_node_in_a_circle_has_no_name() -> None:
    first, second = BNode(), BNode()
    graph = Graph()
    graph.add((first, RDF.value, second))
    graph.add((second, RDF.value, first))
    assert NAMES.node(first, graph) == "[ … ]"


@pytest.mark.parametrize(
    ("iri", "namespace", "local"),
    [
        ("http://a/b#c", "http://a/b#", "c"),
        ("http://a/b", "http://a/", "b"),
        ("urn:x", "", "urn:x"),
    ],
)
def test_iri_splits_at_its_last_hash_or_slash(iri: str, namespace: str, local: str) -> None:
    assert (namespace_of(iri), local_name(iri)) == (namespace, local)


def test_prefix_that_stands_for_two_namespaces_names_neither() -> None:
    names = Names({"a": "http://one/", "b": "http://one/"}, {"a": "http://two/"})
    assert names.iri("http://one/x") == "b:x"
    assert names.iri("http://two/x") == "<http://two/x>"


def test_terms_that_differ_by_their_scheme_alone_are_told_apart(
    report_on: Callable[..., ValidationReport],
) -> None:
    shapes = "ex:S a sh:NodeShape ; sh:targetClass ex:Concert ; sh:nodeKind sh:IRI ."
    data = "@prefix ex: <http://example.org/> . ex:ok a ex:Concert ."
    (result,) = report_on(data=data, shapes=shapes).results
    assert "<https://example.org/Concert>" in result.messages["en"]
    assert "<http://example.org/Concert>" in result.helps["en"]
