from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest
from pyoxigraph import RdfFormat
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.compare import isomorphic

from schlaglicht.errors import ProjectError
from schlaglicht.rdf.load import load_file
from schlaglicht.rdf.writing.turtle import write_turtle

EX = "http://example.org/"
PREFIXES = {"ex": EX, "xsd": "http://www.w3.org/2001/XMLSchema#"}

Read = Callable[[str], Graph]


def prefixes_of(graph: Graph) -> dict[str, str]:
    return {prefix: str(namespace) for prefix, namespace in graph.namespaces()}


def body_of(turtle: str) -> str:
    return turtle.partition("\n\n")[2]


def test_written_turtle_says_the_same_to_the_strict_parser(
    nasty: Path, meaning: Callable[[str | bytes, RdfFormat], str]
) -> None:
    graph = load_file(nasty).graph
    written = write_turtle(graph, prefixes_of(graph))
    assert meaning(written, RdfFormat.TURTLE) == meaning(nasty.read_bytes(), RdfFormat.TURTLE)


def test_written_turtle_reads_back_literal_for_literal(nasty: Path) -> None:
    graph = load_file(nasty).graph
    nasty.write_text(write_turtle(graph, prefixes_of(graph)), encoding="utf-8")
    again = load_file(nasty).graph
    literals = {(str(o), o.language, o.datatype) for o in graph.objects() if isinstance(o, Literal)}
    assert isomorphic(again, graph)
    assert literals == {
        (str(o), o.language, o.datatype) for o in again.objects() if isinstance(o, Literal)
    }


def test_writing_what_was_written_changes_nothing(nasty: Path) -> None:
    graph = load_file(nasty).graph
    once = write_turtle(graph, prefixes_of(graph))
    nasty.write_text(once, encoding="utf-8")
    assert write_turtle(load_file(nasty).graph, prefixes_of(graph)) == once


def test_neither_order_nor_blank_node_labels_show(nasty: Path) -> None:
    graph = load_file(nasty).graph
    triples = list(graph)
    random.Random(7).shuffle(triples)
    renamed: dict[BNode, BNode] = {}
    shuffled = Graph()
    for subject, predicate, node in triples:
        if isinstance(subject, BNode):
            subject = renamed.setdefault(subject, BNode())
        if isinstance(node, BNode):
            node = renamed.setdefault(node, BNode())
        shuffled.add((subject, predicate, node))
    assert write_turtle(shuffled, PREFIXES) == write_turtle(graph, PREFIXES)


def test_the_hash_seed_does_not_show(nasty_files: list[Path], python: Callable[..., bytes]) -> None:
    program = """if True:
        import sys; from pathlib import Path
        from schlaglicht.rdf.writing.turtle import write_turtle
        from schlaglicht.rdf.load import load_file
        for path in sys.argv[1:]:
            print(write_turtle(load_file(Path(path)).graph, {"ex": "http://example.org/"}))
        """
    files = [str(path) for path in nasty_files]
    assert python(1, program, *files) == python(2, program, *files)


def test_each_statement_has_its_line(read: Read) -> None:
    graph = read("""
        ex:conference ex:name "7. Konferenz"@de, "7th Conference"@en ; a ex:Event, ex:Conference ;
            ex:end "2020-11-11"^^xsd:date .
        """)
    assert write_turtle(graph, PREFIXES) == dedent("""\
        @prefix ex: <http://example.org/> .
        @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

        ex:conference
            a ex:Conference ,
                ex:Event ;
            ex:end "2020-11-11"^^xsd:date ;
            ex:name "7. Konferenz"@de ,
                "7th Conference"@en .
        """)


def test_only_prefixes_in_use_are_declared(read: Read) -> None:
    written = write_turtle(read("ex:a ex:b ex:c ."), PREFIXES | {"no": "http://no.example/"})
    assert written.startswith("@prefix ex: <http://example.org/> .\n\nex:a\n")


def test_without_prefixes_everything_is_written_in_full(read: Read) -> None:
    assert write_turtle(read("ex:a ex:b 7 ."), {}) == f"<{EX}a>\n    <{EX}b> 7 .\n"


def test_the_longest_namespace_wins(read: Read) -> None:
    written = write_turtle(read("ex:id-a ex:b ex:c ."), {"ex": EX, "id": EX + "id-"})
    assert "\nid:a\n" in written


def test_a_namespace_itself_is_written_in_full(read: Read) -> None:
    assert f"ex:a\n    ex:b <{EX}> ." in write_turtle(read(f"ex:a ex:b <{EX}> ."), PREFIXES)


def test_the_empty_prefix_is_a_prefix(read: Read) -> None:
    assert write_turtle(read("ex:a ex:b ex:c ."), {"": EX}).endswith(":a\n    :b :c .\n")


def test_the_header_stands_at_the_top(read: Read) -> None:
    written = write_turtle(read("ex:a ex:b ex:c ."), {}, header="# Licence: CC BY 4.0\n#\n# x\n")
    assert written.startswith(f"# Licence: CC BY 4.0\n#\n# x\n\n<{EX}a>\n")


def test_a_header_that_is_no_comment_is_refused() -> None:
    with pytest.raises(ValueError, match="comment"):
        write_turtle(Graph(), {}, header="# fine\n<a> <b> <c> .")


def test_an_empty_graph_is_an_empty_text() -> None:
    assert write_turtle(Graph(), PREFIXES) == ""


def test_numbers_in_names_are_ordered_as_numbers(read: Read) -> None:
    graph = read("ex:f10 ex:p ex:x10, ex:x9, ex:x09 . ex:f2 ex:p 1 . ex:f ex:p 1 .")
    assert body_of(write_turtle(graph, PREFIXES)) == dedent("""\
        ex:f
            ex:p 1 .

        ex:f2
            ex:p 1 .

        ex:f10
            ex:p ex:x09 ,
                ex:x9 ,
                ex:x10 .
        """)


def test_a_blank_node_without_blank_nodes_is_one_line(read: Read) -> None:
    graph = read("""ex:s ex:body [ rdf:object 900, 10 ; rdf:subject ex:x ; a rdf:Statement ;
        rdf:predicate ex:value ] ; ex:selector [ oa:end 3 ; oa:start 1 ; a ex:Position ] .""")
    rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    written = write_turtle(graph, PREFIXES | {"rdf": rdf, "oa": "http://www.w3.org/ns/oa#"})
    assert body_of(written) == dedent("""\
        ex:s
            ex:body [ a rdf:Statement ; rdf:subject ex:x ; rdf:predicate ex:value ; rdf:object 10 , 900 ] ;
            ex:selector [ a ex:Position ; oa:start 1 ; oa:end 3 ] .
        """)  # noqa: E501


def test_a_blank_node_with_blank_nodes_has_lines_of_its_own(read: Read) -> None:
    graph = read("ex:s ex:p [ ex:q [ ex:r [] ] ; a ex:C ] ; ex:o [ ex:q [ ex:r 1 ] ], [] .")
    assert body_of(write_turtle(graph, PREFIXES)) == dedent("""\
        ex:s
            ex:o [
                    ex:q [ ex:r 1 ]
                ] ,
                [] ;
            ex:p [
                a ex:C ;
                ex:q [
                    ex:r []
                ]
            ] .
        """)


def test_lists_are_collections(read: Read) -> None:
    graph = read('ex:s ex:p (), ( 1 "a" ex:b ) ; ex:or ( [ ex:q 1 ] ( 2 ) ) .')
    assert body_of(write_turtle(graph, PREFIXES)) == dedent("""\
        ex:s
            ex:or (
                [ ex:q 1 ]
                ( 2 )
            ) ;
            ex:p () ,
                ( 1 "a" ex:b ) .
        """)


def test_shared_and_cyclic_blank_nodes_have_labels(read: Read) -> None:
    graph = read("ex:a ex:p _:z, [ ex:q _:z ] . _:z ex:v 1 . _:y ex:p _:y .")
    written = body_of(write_turtle(graph, PREFIXES))
    assert written.startswith("ex:a\n    ex:p [ ex:q _:b")
    assert written.count("\n\n_:b") == 2


def test_blank_nodes_that_nothing_refers_to_need_no_label(read: Read) -> None:
    written = body_of(write_turtle(read("_:x ex:p 2 . ex:s ex:p 1 . _:y ex:p 1 ."), PREFIXES))
    assert written == "ex:s\n    ex:p 1 .\n\n[]\n    ex:p 1 .\n\n[]\n    ex:p 2 .\n"


def test_plain_strings_and_those_of_type_string_are_the_same() -> None:
    graph = Graph()
    string = URIRef("http://www.w3.org/2001/XMLSchema#string")
    graph.add((URIRef(EX + "s"), URIRef(EX + "p"), Literal("x")))
    graph.add((URIRef(EX + "s"), URIRef(EX + "p"), Literal("x", datatype=string)))
    assert body_of(write_turtle(graph, PREFIXES)) == 'ex:s\n    ex:p "x" .\n'


def test_a_puzzle_of_blank_nodes_is_given_up_with_a_reason(read: Read) -> None:
    names = "abcdefghij"
    edges = (f"_:{a} ex:p _:{b} ." for a in names for b in names if a != b)
    with pytest.raises(ProjectError, match="give the nodes IRIs"):
        write_turtle(read(" ".join(edges)), PREFIXES)


def test_a_long_ring_of_blank_nodes_is_given_up_with_a_reason(read: Read) -> None:
    ring = (f"_:n{n} ex:p _:n{(n + 1) % 2000} ." for n in range(2000))
    with pytest.raises(ProjectError, match="give the nodes IRIs"):
        write_turtle(read(" ".join(ring)), PREFIXES)


def test_a_blank_node_as_predicate_is_refused() -> None:
    graph = Graph()
    graph.add((URIRef(EX + "s"), BNode(), URIRef(EX + "o")))
    with pytest.raises(TypeError, match="predicate"):
        write_turtle(graph, PREFIXES)


def test_deep_nesting_is_cut_by_labels(read: Read) -> None:
    deep = read("ex:s ex:p " + "[ ex:p " * 40 + "1" + " ]" * 40 + " .")
    lines = write_turtle(deep, PREFIXES).splitlines()
    assert max(len(line) - len(line.lstrip()) for line in lines) <= 80
    assert sum(line.startswith("_:b") for line in lines) == 2
