"""Terms as Turtle spells them, for files and for people."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import permutations
from typing import Any

import pyoxigraph
import pytest
from rdflib import RDF, XSD, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from tables import each

from schlaglicht.rdf.terms import ntriples_term
from schlaglicht.rdf.turtle_terms import Names, TurtleTerms, turtle_value

EX = "https://example.org/"
TERMS = {"ex": EX, "xsd": str(XSD)}
NAMES = Names({"ex": EX, "sub": f"{EX}sub/", "xsd": str(XSD)}, {"late": EX, "other": "http://o/"})


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


def test_prefix_that_stands_for_two_namespaces_names_neither() -> None:
    names = Names({"a": "http://one/", "b": "http://one/"}, {"a": "http://two/"})
    assert names.iri("http://one/x") == "b:x"
    assert names.iri("http://two/x") == "<http://two/x>"


CHARACTERS = (
    "aZ09 \t\n\r\b\f\"'\\<>{}^@#.:_-\x00\x07\x1f\x7f\x85äß\u0301\u2028\u202e\ufeff\ufffe\uffff日😀"
)


def random_literal(chance: random.Random) -> Literal:
    text = "".join(chance.choices(CHARACTERS, k=chance.randrange(9)))
    number = "".join(chance.choices("0123456789+-.", k=chance.randrange(1, 5)))
    kind = chance.randrange(3)
    if kind == 0:
        return Literal(text, lang=chance.choice(("de", "de-at")))
    datatype = chance.choice((None, XSD.integer, XSD.decimal, XSD.boolean, XSD.date))
    return Literal(text if kind == 1 else number, datatype=datatype, normalize=False)


@each("seed", range(100))
def test_parsers_read_the_literal_that_was_written(seed: int) -> None:
    literal = random_literal(random.Random(seed))
    terms = TurtleTerms({"ex": EX, "xsd": str(XSD)})
    written = terms.literal(literal)
    text = "\n".join([*terms.declarations(), f"<{EX}s> <{EX}p> {written} ."])
    (quad,) = pyoxigraph.parse(text.encode(), pyoxigraph.RdfFormat.TURTLE)
    assert isinstance(quad.object, pyoxigraph.Literal)
    datatype = literal.datatype or XSD.string
    assert (quad.object.value, quad.object.language) == (
        str(literal),
        (literal.language or "").lower() or None,
    )
    assert literal.language or quad.object.datatype.value == str(datatype)
    (read,) = Graph().parse(data=text, format="turtle").objects()
    assert read == Literal(str(literal), lang=literal.language, datatype=literal.datatype)


@each("seed", range(50))
def test_names_write_literals_that_mean_the_same(seed: int) -> None:
    literal = random_literal(random.Random(seed))
    text = f"PREFIX xsd: <{XSD}>\n<{EX}s> <{EX}p> {Names({'xsd': str(XSD)}).term(literal)} ."
    (quad,) = pyoxigraph.parse(text.encode(), pyoxigraph.RdfFormat.TURTLE)
    assert isinstance(quad.object, pyoxigraph.Literal)
    assert quad.object.value == str(literal)


def test_blank_node_is_written_with_all_that_is_said_of_it() -> None:
    graph = Graph().parse(
        data=f"@prefix ex: <{EX}> . ex:s ex:p [ ex:b ( 1 [] ) ; a ex:T ] .", format="turtle"
    )
    value = graph.value(URIRef(f"{EX}s"), URIRef(f"{EX}p"))
    assert value is not None
    assert turtle_value(value, graph, NAMES) == "[ a ex:T ; ex:b ( 1 [] ) ]"


def test_names_show_what_cannot_be_seen() -> None:
    assert NAMES.term(Literal("a\u202eb\ufeff")) == r'"a\u202Eb\uFEFF"'


def test_nodes_that_are_all_linked_to_each_other_are_opened_once() -> None:
    nodes = [BNode() for _ in range(60)]
    graph = Graph()
    for a, b in permutations(nodes, 2):
        graph.add((a, URIRef(f"{EX}to"), b))
    assert turtle_value(nodes[0], graph, NAMES).count("ex:to") <= 100


def test_long_list_is_cut_and_says_so() -> None:
    graph = Graph()
    head = BNode()
    Collection(graph, head, [Literal(n) for n in range(1_000)])
    text = turtle_value(head, graph, NAMES)
    assert text.startswith("( 0 1 2 ")
    assert text.endswith(" … )")
    assert len(text) < 2_000


def chain(predicates: list[URIRef]) -> tuple[Graph, BNode]:
    """A graph in which these lead from an IRI to a blank node, by way of others."""
    graph, node = Graph(), BNode()
    graph.add((URIRef(EX + "x"), predicates[0], node))
    for predicate in predicates[1:]:
        graph.add((node, predicate, node := BNode()))
    return graph, node


@pytest.mark.parametrize(
    ("predicates", "written"),
    [
        ("a" * 6, "ex:x → ex:a → ex:a → ex:a → ex:a → ex:a → ex:a → [ … ]"),
        ("a" * 16, "ex:x → ex:a × 16 → [ … ]"),
        ("aab" + "c" * 13, "ex:x → ex:a × 2 → ex:b → ex:c × 13 → [ … ]"),
        ("abcdefghijklmnoo", "ex:x → ex:a → ex:b → ex:c → … 9 … → ex:m → ex:n → ex:o × 2 → [ … ]"),
    ],
)
def test_long_way_to_a_blank_node_is_short(predicates: str, written: str) -> None:
    graph, node = chain([URIRef(EX + name) for name in predicates])
    assert NAMES.node(node, graph) == written


def test_way_to_a_blank_node_is_known_for_those_on_the_way() -> None:
    """One reading of the way for all nodes of a chain: it may have thousands."""
    graph, _ = chain([URIRef(EX + "a")] * 1_000)
    asked, names = 0, Names({"ex": EX})
    plain = graph.subject_predicates

    def counted(*arguments: Any) -> object:
        nonlocal asked
        asked += 1
        return plain(*arguments)

    graph.subject_predicates = counted  # type: ignore[assignment, method-assign]
    said = {names.node(node, graph) for node in set(graph.objects())}
    assert "ex:x → ex:a × 1000 → [ … ]" in said
    assert len(said) == 1_000
    assert asked < 2_400


def test_way_among_nodes_that_are_all_linked_is_looked_for_in_bounds() -> None:
    graph, nodes = Graph(), [BNode() for _ in range(60)]
    for one, other in permutations(nodes, 2):
        graph.add((one, URIRef(EX + "a"), other))
    looked, names = 0, Names({"ex": EX})
    plain = graph.subject_predicates

    def counted(*arguments: Any) -> Iterator[object]:
        nonlocal looked
        for found in plain(*arguments):
            looked += 1
            yield found

    graph.subject_predicates = counted  # type: ignore[assignment, method-assign]
    assert names.node(nodes[0], graph) == "[ … ]"
    assert looked < 1_100
