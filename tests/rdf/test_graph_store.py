"""The memory of one graph, compared with rdflib's own."""

from __future__ import annotations

from itertools import product

from rdflib import BNode, Dataset, Graph, Literal, URIRef

from schlaglicht.rdf.graph_store import graph_of, new_graph, union_of

A, B, P, Q = (URIRef(f"http://example.org/{name}") for name in "abpq")
TRIPLES = [
    (A, P, B),
    (A, P, Literal("1")),
    (A, Q, Literal("1")),
    (B, P, A),
    (B, Q, BNode("x")),
    (BNode("x"), P, Literal("1", lang="de")),
]


def _filled(graph: Graph) -> Graph:
    for triple in TRIPLES:
        graph.add(triple)
    return graph


def test_every_pattern_finds_what_rdflib_finds() -> None:
    ours, theirs = _filled(new_graph()), _filled(Graph())
    terms = {term for triple in TRIPLES for term in triple}
    for pattern in product([None, *terms], repeat=3):
        found = list(ours.triples(pattern))  # type: ignore[arg-type]
        assert len(found) == len(set(found))
        assert set(found) == set(theirs.triples(pattern))  # type: ignore[arg-type]


def test_a_triple_added_twice_counts_once() -> None:
    graph = _filled(_filled(new_graph()))
    assert len(graph) == len(TRIPLES)
    assert list(graph) == list(_filled(new_graph()))


def test_a_removed_triple_is_found_no_more() -> None:
    graph = _filled(new_graph())
    graph.remove((A, P, None))
    assert set(graph) == set(TRIPLES[2:])
    assert not list(graph.subjects(P, B))
    assert set(graph.objects()) == {o for _, _, o in TRIPLES[2:]}
    graph.remove((None, None, None))
    assert len(graph) == 0


def test_what_comes_and_goes_after_questions_is_found_too() -> None:
    """Questions from the other ends make indexes, which have to be kept."""
    terms = {term for triple in TRIPLES for term in triple}
    patterns = list(product([None, *terms], repeat=3))
    ours, theirs = graph_of(TRIPLES[:3]), Graph()
    for pattern in patterns:
        list(ours.triples(pattern))  # type: ignore[arg-type]
    _filled(ours).remove(TRIPLES[1])
    _filled(theirs).remove(TRIPLES[1])
    for pattern in patterns:
        assert set(ours.triples(pattern)) == set(theirs.triples(pattern))  # type: ignore[arg-type]


def test_many_predicates_are_found_before_and_after_a_change() -> None:
    """Of few predicates the uses are looked for one by one, of many all at once."""
    predicates = [URIRef(f"http://example.org/p{number}") for number in range(20)]
    graph = graph_of((A, predicate, B) for predicate in predicates[1:])
    for predicate in predicates:
        uses = list(graph.subject_objects(predicate))
        assert uses == ([] if predicate is predicates[0] else [(A, B)])
        graph.add((B, predicate, A))
        graph.remove((A, predicate, B))
        assert list(graph.subject_objects(predicate)) == [(B, A)]
    assert list(graph.subject_objects(URIRef("http://example.org/none"))) == []
    assert len(graph) == 20


def test_what_is_reached_is_what_rdflib_reaches_in_its_order() -> None:
    links = [(A, P, B), (B, P, A), (B, P, BNode("x")), (A, P, BNode("x")), (BNode("x"), P, Q)]
    ours, theirs = graph_of(links), Graph()
    for link in links:
        theirs.add(link)
    for node in (A, B, Q, None):
        assert set(ours.transitive_objects(node, P)) == set(theirs.transitive_objects(node, P))
        assert set(ours.transitive_subjects(P, node)) == set(theirs.transitive_subjects(P, node))
    assert list(ours.transitive_objects(A, P)) == [A, B, BNode("x"), Q]
    assert list(ours.transitive_objects(A, P, {B: 1})) == [A, BNode("x"), Q]


def test_a_long_chain_is_followed_to_its_end() -> None:
    chain = [URIRef(f"http://example.org/{number}") for number in range(5000)]
    graph = graph_of((chain[n], P, chain[n + 1]) for n in range(4999))
    assert list(graph.transitive_objects(chain[0], P)) == chain
    assert list(graph.transitive_subjects(P, chain[-1])) == chain[::-1]


def test_a_query_answers_as_over_rdflibs_memory() -> None:
    query = "SELECT * { ?a ?p ?b OPTIONAL { ?b ?q ?c } FILTER (?a != ?b) }"
    ours, theirs = _filled(new_graph()).query(query), _filled(Graph()).query(query)
    assert {str(row) for row in ours} == {str(row) for row in theirs}


def test_a_dataset_takes_its_store() -> None:
    graph = _filled(new_graph())
    assert Dataset(graph.store).store is graph.store


def test_triples_added_at_once_are_as_if_added_one_by_one() -> None:
    assert_alike(graph_of([*TRIPLES, *TRIPLES]), _filled(new_graph()))


def test_a_union_is_as_if_added_one_by_one() -> None:
    parts = [graph_of(TRIPLES[:4]), _filled(Graph(bind_namespaces="none")), graph_of(TRIPLES[3:])]
    union = union_of(parts)
    one_by_one = new_graph()
    for part in parts:
        for triple in part:
            one_by_one.add(triple)
    assert_alike(union, one_by_one)
    union.add((A, P, Literal("2")))
    assert all(len(part) <= len(TRIPLES) for part in parts)


def assert_alike(graph: Graph, other: Graph) -> None:
    assert len(graph) == len(other) == len(TRIPLES)
    assert list(graph) == list(other)
    terms = {term for triple in TRIPLES for term in triple}
    for pattern in product([None, *terms], repeat=3):
        assert list(graph.triples(pattern)) == list(other.triples(pattern))  # type: ignore[arg-type]
