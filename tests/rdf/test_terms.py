"""Terms in N-Triples, in and out, and their order."""

from __future__ import annotations

import pickle
import random
import time
from collections.abc import Iterator

import pyoxigraph
import pytest
from rdflib import RDF, XSD, BNode, Graph, Literal, URIRef, Variable
from rdflib.term import Node
from tables import each

from schlaglicht.rdf.ntriples_text import literal_text
from schlaglicht.rdf.terms import Terms, natural_key, node_of, ntriples_term, term_of

EX = "http://example.org/"


def test_ntriples_never_shortens() -> None:
    literal = Literal("7", datatype=XSD.integer)
    assert ntriples_term(literal, {}) == f'"7"^^<{XSD}integer>'


def test_a_blank_node_has_the_label_it_is_given() -> None:
    node = BNode()
    assert ntriples_term(node, {node: "c14n0"}) == "_:c14n0"


def test_what_is_not_rdf_is_refused() -> None:
    with pytest.raises(TypeError, match="not a term of RDF"):
        ntriples_term(Variable("x"), {})


def test_digits_are_ordered_as_numbers() -> None:
    names = ["f10", "f2", "f", "f02", "g1", "f2b", "f" + "9" * 5000]
    ordered = ["f", "f02", "f2", "f2b", "f10", "f" + "9" * 5000, "g1"]
    assert sorted(names, key=natural_key) == ordered


CHARACTERS = (
    "aZ09 \t\n\r\b\f\"'\\<>{}^@#.:_-\x00\x07\x1f\x7f\x85äß\u0301\u2028\u202e\ufeff\ufffe\uffff日😀"
)
IRI_CHARACTERS = "aZ09ä日😀-._~:/?@!$&'()*+,;="
TAGS = ("de", "de-at", "en-gb-oxendict", "zh-hant")
DATATYPES = (XSD.integer, XSD.decimal, XSD.boolean, XSD.date, URIRef(EX + "t#é"))


def random_terms(seed: int) -> Iterator[Node]:
    """IRIs and literals of all kinds, with characters that are easily lost."""
    chance = random.Random(seed)

    def some(characters: str) -> str:
        return "".join(chance.choices(characters, k=chance.randrange(9)))

    for _ in range(20):
        yield URIRef(EX + some(IRI_CHARACTERS))
        yield Literal(some(CHARACTERS))
        yield Literal(some(CHARACTERS), lang=chance.choice(TAGS))
        yield Literal(some(CHARACTERS), datatype=chance.choice(DATATYPES), normalize=False)
        number = some("0123456789+-.")
        yield Literal(number, datatype=chance.choice(DATATYPES), normalize=False)


def as_told(term: Node) -> tuple[object, ...]:
    """All that a term says, its literal not compared by value."""
    if isinstance(term, Literal):
        return str(term), term.language, term.datatype
    return (str(term),)


@each("seed", range(30))
def test_term_is_read_as_it_was_written(seed: int) -> None:
    for term in random_terms(seed):
        read = term_of(ntriples_term(term))
        assert (type(read), as_told(read)) == (type(term), as_told(term))
        assert Terms()[ntriples_term(term)] == read


@each("seed", range(30))
def test_other_parsers_read_the_term_that_was_written(seed: int) -> None:
    for term in random_terms(seed):
        line = f"<{EX}s> <{EX}p> {ntriples_term(term)} .\n"
        (quad,) = pyoxigraph.parse(line.encode(), pyoxigraph.RdfFormat.N_TRIPLES)
        assert as_told(node_of(quad.object, {})) == as_told(term)
        (read,) = Graph().parse(data=line, format="nt").objects()
        if isinstance(term, Literal):  # rdflib turns 007 into 7
            assert read == Literal(str(term), lang=term.language, datatype=term.datatype)
        else:
            assert read == term


@each("seed", range(30))
def test_term_is_written_as_the_store_writes_it(seed: int) -> None:
    for term in random_terms(seed):
        line = f"<{EX}s> <{EX}p> {ntriples_term(term)} .\n"
        quads = pyoxigraph.parse(line.encode(), pyoxigraph.RdfFormat.N_TRIPLES)
        written = pyoxigraph.serialize(quads, format=pyoxigraph.RdfFormat.N_TRIPLES) or b""
        assert written.decode() == line


@pytest.mark.parametrize("text", ['"a"b"', "<<( <a> <b> )>>", "x", '"', '"a\\"'])
def test_text_that_is_no_term_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"not a (triple )?term of RDF"):
        term_of(text)


def test_deep_html_is_read_in_linear_time() -> None:
    started = time.process_time()
    literal = term_of(f'"{"<div>" * 50_000}"^^<{RDF.HTML}>')
    assert time.process_time() - started < 2
    assert isinstance(literal, Literal)
    assert (str(literal), literal.datatype) == ("<div>" * 50_000, RDF.HTML)
    assert literal == pickle.loads(pickle.dumps(literal))


def test_text_and_language_of_a_literal_are_read_alone() -> None:
    assert literal_text(r'"a\n\u00e4"@de-AT') == ("a\nä", "de-AT")
    assert literal_text(f'"1"^^<{XSD.integer}>') == ("1", "")


def test_equal_terms_are_one_object_and_labels_are_of_one_text() -> None:
    terms = Terms()
    assert terms["<http://x/>"] is terms["<http://x/>"]
    first = terms["_:a"]
    terms.begin_text()
    assert terms["_:a"] is not first
