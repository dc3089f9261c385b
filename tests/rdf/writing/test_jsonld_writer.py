from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from pyoxigraph import RdfFormat
from rdflib import Graph
from rdflib.compare import isomorphic

from schlaglicht.rdf.writing.jsonld import write_jsonld

EX = "http://example.org/"
XSD = "http://www.w3.org/2001/XMLSchema#"

Read = Callable[[str], Graph]

read_by_rdflib = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")


def nodes(graph: Graph, prefixes: dict[str, str] | None = None) -> Any:
    return json.loads(write_jsonld({None: graph}, prefixes or {"ex": EX, "xsd": XSD}))["@graph"]


def test_the_context_is_inline_and_has_the_prefixes_in_use(read: Read) -> None:
    written = write_jsonld({None: read("ex:a ex:b ex:c .")}, {"ex": EX, "xsd": XSD})
    assert json.loads(written)["@context"] == {"ex": EX}


def test_types_and_values_are_named_shortly(read: Read) -> None:
    graph = read('ex:a a ex:C, ex:B ; ex:p "x", "y"@de-AT, 007, ex:b ; ex:q true .')
    assert nodes(graph) == [
        {
            "@id": "ex:a",
            "@type": ["ex:B", "ex:C"],
            "ex:p": [
                {"@id": "ex:b"},
                {"@type": "xsd:integer", "@value": "007"},
                "x",
                {"@language": "de-AT", "@value": "y"},
            ],
            "ex:q": {"@type": "xsd:boolean", "@value": "true"},
        }
    ]


def test_blank_nodes_stand_in_their_place(read: Read) -> None:
    assert nodes(read("ex:a ex:p [ ex:q [] ] .")) == [{"@id": "ex:a", "ex:p": {"ex:q": {}}}]


def test_shared_blank_nodes_have_labels(read: Read) -> None:
    graph = read("ex:a ex:p _:x . ex:b ex:p _:x . _:x ex:q 1 .")
    first, second, shared = nodes(graph)
    assert first["ex:p"] == second["ex:p"] == {"@id": shared["@id"]} == {"@id": "_:b0"}


def test_lists_are_lists(read: Read) -> None:
    assert nodes(read('ex:a ex:p ( ex:b "c" ) ; ex:q () .')) == [
        {"@id": "ex:a", "ex:p": {"@list": [{"@id": "ex:b"}, "c"]}, "ex:q": {"@list": []}}
    ]


def test_no_list_stands_in_a_list(read: Read) -> None:
    (node,) = nodes(read("ex:a ex:p ( ( ex:b ) () ) ."))
    assert all("@list" not in member for member in node["ex:p"]["@list"])


def test_a_type_that_is_no_iri_is_a_property(read: Read) -> None:
    (node,) = nodes(read('ex:a a "text", [ ex:p ex:b ] .'))
    assert "@type" not in node


@read_by_rdflib
def test_a_prefix_that_is_the_scheme_of_an_iri_is_not_used(read: Read) -> None:
    graph = read("<urn:a> <urn:b> <http://example.org/urn#c> .")
    written = write_jsonld({None: graph}, {"urn": EX + "urn#", "http": EX})
    assert json.loads(written)["@context"] == {}
    assert isomorphic(Graph().parse(data=written, format="json-ld"), graph)


def test_a_namespace_without_a_delimiter_at_its_end_is_declared_as_prefix(
    read: Read, meaning: Callable[[str | bytes, RdfFormat], str]
) -> None:
    graph = read("<http://example.org/id-a> ex:p ex:id-b .")
    written = write_jsonld({None: graph}, {"id": EX + "id-"})
    assert json.loads(written)["@context"] == {"id": {"@id": EX + "id-", "@prefix": True}}
    assert meaning(written, RdfFormat.JSON_LD) == meaning(
        graph.serialize(format="nt"), RdfFormat.N_TRIPLES
    )


@read_by_rdflib
@pytest.mark.parametrize("text", ["", "ex:a ex:p [ ex:q ( 1 [ ex:r 2 ] ) ], _:b . _:b ex:p _:b ."])
def test_rdflib_reads_the_same(read: Read, text: str) -> None:
    graph = read(text)
    again = Graph().parse(data=write_jsonld({None: graph}, {"ex": EX}), format="json-ld")
    assert isomorphic(again, graph)
