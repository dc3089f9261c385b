from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.compare import isomorphic
from rdflib.term import Node
from tables import each

from schlaglicht.diff import Difference, Kind, NamedGraphs, compare, write_patch
from schlaglicht.rdf.load import LoadedGraph
from schlaglicht.rdf.locations import Positions

Load = Callable[[str], NamedGraphs]

EX = "https://example.org/"


def applied(difference: Difference) -> Graph:
    """The old graph after the difference was applied to it."""
    result = Graph()
    removed, added = ({s[:3] for s in part} for part in (difference.removed, difference.added))
    for triple in set(difference.old) - removed | added:
        result.add(triple)
    return result


def test_the_same_text_has_no_difference(loaded: Load) -> None:
    text = "ex:a ex:b [ ex:c ( 1 [ ex:d 2 ] ) ] , [ ] , [ ] ."
    assert compare(loaded(text), loaded(text)).subjects == ()


def test_order_and_names_of_blank_nodes_make_no_difference(loaded: Load) -> None:
    old = "ex:a ex:b _:x , _:y . _:x ex:c 1 . _:y ex:c 2 ; ex:d _:x ."
    new = "_:p ex:d _:q ; ex:c 2 . _:q ex:c 1 . ex:a ex:b _:q , _:p ."
    assert compare(loaded(old), loaded(new)).subjects == ()


def test_a_value_that_changed_is_one_statement_less_and_one_more(loaded: Load) -> None:
    difference = compare(loaded("ex:a ex:b 1 ; ex:c 5 ."), loaded("ex:a ex:c 5 ;\n ex:b 2 ."))
    (subject,) = difference.subjects
    assert subject.kind is Kind.CHANGED
    assert [(c.is_added, str(c.triple[2]), c.line) for c in subject.changes] == [
        (False, "1", 2),
        (True, "2", 3),
    ]


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [("ex:a ex:b 1 .", "", Kind.REMOVED), ("", "ex:a ex:b 1 .", Kind.ADDED)],
)
def test_a_subject_comes_and_goes(loaded: Load, old: str, new: str, kind: Kind) -> None:
    (subject,) = compare(loaded(old), loaded(new)).subjects
    assert (subject.subject, subject.kind) == (URIRef(EX + "a"), kind)


def test_a_change_within_a_blank_node_is_told_with_the_way_to_it(loaded: Load) -> None:
    old = "ex:a ex:place [ ex:city [ ex:name 'X' ; ex:code 1 ] ] ."
    new = "ex:a ex:place [ ex:city [ ex:name 'X' ; ex:code 2 ] ] ."
    (subject,) = compare(loaded(old), loaded(new)).subjects
    assert subject.subject == URIRef(EX + "a")
    assert {c.steps for c in subject.changes} == {(URIRef(EX + "place"), URIRef(EX + "city"))}
    assert len(subject.changes) == 2


def test_a_new_blank_node_is_one_change(loaded: Load) -> None:
    (subject,) = compare(
        loaded("ex:a ex:b 1 ."), loaded("ex:a ex:b 1 , [ ex:c [ ex:d 1 ] ] .")
    ).subjects
    (change,) = subject.changes
    assert change.is_added
    assert isinstance(change.triple[2], BNode)


def test_blank_nodes_of_a_line_are_in_the_order_of_the_file(loaded: Load) -> None:
    nodes = " , ".join(f"[ ex:c {number} ]" for number in range(20))
    (subject,) = compare(loaded("ex:a ex:b 1 ."), loaded(f"ex:a ex:b 1 , {nodes} .")).subjects
    columns = [change.column for change in subject.changes]
    assert columns == sorted(set(columns))


def test_one_of_several_equal_blank_nodes_is_missed(loaded: Load) -> None:
    difference = compare(loaded("ex:a ex:b [] , [] , [] ."), loaded("ex:a ex:b [] , [] ."))
    assert len(difference.removed) == 1
    assert difference.added == frozenset()


def test_of_several_blank_nodes_the_most_alike_is_the_changed_one(loaded: Load) -> None:
    old = "ex:a ex:b [ ex:n 1 ; ex:m 1 ; ex:k 1 ] , [ ex:n 2 ; ex:m 2 ; ex:k 2 ] ."
    new = "ex:a ex:b [ ex:n 1 ; ex:m 1 ; ex:k 9 ] , [ ex:n 2 ; ex:m 2 ; ex:k 2 ] ."
    difference = compare(loaded(old), loaded(new))
    assert [str(o) for _, _, o, _ in difference.removed] == ["1"]
    assert [str(o) for _, _, o, _ in difference.added] == ["9"]


def test_a_list_that_changed_is_told_as_a_whole(loaded: Load) -> None:
    (subject,) = compare(
        loaded("ex:a ex:b ( 1 2 3 ) ."), loaded("ex:a ex:b ( 0 1 2 3 ) .")
    ).subjects
    assert [c.is_added for c in subject.changes] == [False, True]
    assert all(c.steps == () for c in subject.changes)


def test_a_blank_node_that_nothing_leads_to_is_a_subject(loaded: Load) -> None:
    (subject,) = compare(loaded("[ ex:b 1 ] ."), loaded("[ ex:b 1 ] . [ ex:b 2 ] .")).subjects
    assert isinstance(subject.subject, BNode)
    assert subject.kind is Kind.ADDED


def test_a_name_in_the_language_of_the_reader_is_kept(loaded: Load) -> None:
    label = "<http://www.w3.org/2000/01/rdf-schema#label> 'A'@en , 'B'@de"
    (subject,) = compare(loaded(""), loaded(f"ex:a {label} .")).subjects
    assert subject.labels == (("B", "de"), ("A", "en"))


def random_graph(chance: random.Random) -> NamedGraphs:
    iris: list[Node] = [URIRef(f"{EX}{name}") for name in "abc"]
    blanks: list[Node] = [BNode() for _ in range(chance.randrange(7))]
    values: list[Node] = [*iris, *blanks, *(Literal(n) for n in range(3))]
    predicates = [URIRef(f"{EX}p{n}") for n in range(2)]
    graph = Graph()
    for _ in range(chance.randrange(14)):
        graph.add(
            (
                chance.choice([*iris, *blanks]),
                chance.choice(predicates),
                chance.choice(values),
            )
        )
    return NamedGraphs(LoadedGraph(graph, Positions()))


@each("seed", range(300))
def test_a_difference_turns_the_old_graph_into_the_new_one(seed: int) -> None:
    chance = random.Random(seed)
    old, new = random_graph(chance), random_graph(chance)
    assert isomorphic(applied(compare(old, new)), new.graph)


@each("seed", range(100))
def test_every_statement_that_changed_is_told(seed: int) -> None:
    """With its subject, or within the blank node that came or went as a whole."""
    chance = random.Random(seed)
    difference = compare(random_graph(chance), random_graph(chance))
    assert bool(difference.subjects) == bool(difference.added or difference.removed)
    told = {c.triple for s in difference.subjects for c in s.changes if not c.is_added}
    waiting = [triple[2] for triple in told if isinstance(triple[2], BNode)]
    seen: set[Node] = set()
    while waiting:
        node = waiting.pop()
        if node not in seen:
            seen.add(node)
            below = {s[:3] for s in difference.removed if s[0] == node}
            told |= below
            waiting.extend(t[2] for t in below if isinstance(t[2], BNode))
    assert {statement[:3] for statement in difference.removed} <= told


def test_a_statement_that_moved_to_another_graph_is_told_with_both(loaded: Load) -> None:
    old = "ex:a ex:b 1 . ex:g { ex:a ex:c 2 , [ ex:d 3 ] . }"
    new = "ex:a ex:b 1 . ex:h { ex:a ex:c 2 . } ex:g { ex:a ex:c [ ex:d 3 ] . }"
    difference = compare(loaded(old), loaded(new))
    (subject,) = difference.subjects
    assert subject.kind is Kind.CHANGED
    assert [(c.is_added, str(c.triple[2]), c.graph, c.line) for c in subject.changes] == [
        (False, "2", URIRef(EX + "g"), 2),
        (True, "2", URIRef(EX + "h"), 2),
    ]
    assert write_patch(difference).splitlines()[1:-1] == [
        f'D <{EX}a> <{EX}c> "2"^^<http://www.w3.org/2001/XMLSchema#integer> <{EX}g> .',
        f'A <{EX}a> <{EX}c> "2"^^<http://www.w3.org/2001/XMLSchema#integer> <{EX}h> .',
    ]


@pytest.mark.parametrize(
    ("old", "new", "removed", "added"),
    [
        ("ex:g { ex:a ex:b 1 . }", "ex:a ex:b 1 .", 1, 1),
        ("ex:g { ex:a ex:b 1 . }", "ex:a ex:b 1 . ex:g { ex:a ex:b 1 . }", 0, 1),
        ("ex:g { ex:a ex:b 1 . } ex:h { ex:a ex:b 1 . }", "ex:h { ex:a ex:b 1 . }", 1, 0),
        ("ex:h { ex:c ex:b [] . } ex:g { ex:a ex:b ( 1 [] ) . }",
         "ex:g { ex:a ex:b ( 1 [] ) . } ex:h { ex:c ex:b _:x . }", 0, 0),
        ("_:g { ex:a ex:b 1 . } _:h { ex:a ex:b 2 . }",
         "_:x { ex:a ex:b 2 . } _:y { ex:a ex:b 1 . }", 0, 0),
        ("_:g { ex:a ex:b 1 . }", "_:x { ex:a ex:b 1 , 2 . }", 1, 2),
        ("_:g { ex:a ex:b _:g . }", "_:x { ex:a ex:b _:x . }", 0, 0),
        ("ex:g { ex:a ex:b 'x'@EN , [ ex:c 1 ] . }",
         "ex:g { ex:a ex:b [ ex:c 1 ] , 'x'@EN . }", 0, 0),
    ],
)  # fmt: skip
def test_statements_are_compared_with_their_graphs(
    loaded: Load, old: str, new: str, removed: int, added: int
) -> None:
    difference = compare(loaded(old), loaded(new))
    assert (len(difference.removed), len(difference.added)) == (removed, added)
    assert bool(difference.subjects) == bool(removed or added)
