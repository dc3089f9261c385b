import pytest
from rdflib import BNode, Graph

from schlaglicht.rdf.booleans import is_on
from schlaglicht.vocab import SH

BOOLEAN = "<http://www.w3.org/2001/XMLSchema#boolean>"


@pytest.mark.parametrize(
    ("value", "on"),
    [
        ("true", True),
        (f'"1"^^{BOOLEAN}', True),
        (f'"TRUE"^^{BOOLEAN}', True),
        ("false", False),
        (f'"0"^^{BOOLEAN}', False),
        ("<http://x/true>", False),
    ],
)
def test_switch_is_on_in_each_form_of_true(value: str, on: bool) -> None:
    graph = Graph().parse(data=f"_:a <{SH.closed}> {value} .", format="turtle")
    (node,) = graph.subjects()
    assert is_on(graph, node, SH.closed) is on
    assert not is_on(graph, BNode(), SH.closed)
