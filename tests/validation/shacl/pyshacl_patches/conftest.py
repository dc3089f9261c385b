from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import pyshacl
import pytest
from judges import graph_in
from rdflib import Graph
from rdflib.plugins.sparql import processor
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.sparql import Query

from schlaglicht.validation.shacl.run import judge
from schlaglicht.vocab import SH


@pytest.fixture(scope="session")
def pyshacl_alone() -> Callable[[Graph, Graph], Graph]:
    """The report of unpatched pySHACL on data and shapes.

    It parses a query again for each node, which takes most of its time; here each is parsed once.
    """

    def report_on(data: Graph, shapes: Graph) -> Graph:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(processor, "parseQuery", lambda text: text)
            patch.setattr(processor, "translateQuery", translated)
            _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none")
        assert isinstance(report, Graph)
        return report

    return report_on


def translated(
    text: str, base: str | None = None, prefixes: Mapping[str, Any] | None = None
) -> Query:
    return read_once(text, base, tuple((prefixes or {}).items()))


@cache
def read_once(text: str, base: str | None, prefixes: tuple[tuple[str, Any], ...]) -> Query:
    return translateQuery(parseQuery(text), base, dict(prefixes))


SPARQL_PREFIXES = """@prefix ex: <https://example.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
DECLARED = """ex: sh:declare [ sh:prefix "ex" ; sh:namespace "https://example.org/"^^xsd:anyURI ] ,
    [ sh:prefix "xsd" ; sh:namespace "http://www.w3.org/2001/XMLSchema#"^^xsd:anyURI ] .
"""


@pytest.fixture(scope="session")
def violators() -> Callable[[str, str], set[str]]:
    """The local names of the instances of ex:T in data for which a query has a solution.

    The query is a SELECT, or what follows WHERE.
    """

    def found(data: str, query: str) -> set[str]:
        if not query.startswith("SELECT"):
            query = f"SELECT $this WHERE {{ {query} }}"
        text = query.replace("\\", "\\\\").replace('"', '\\"')
        shapes = f"""{SPARQL_PREFIXES}{DECLARED}ex:S a sh:NodeShape ; sh:targetClass ex:T ;
            sh:sparql [ sh:prefixes ex: ; sh:message "m" ; sh:select "{text}" ] ."""
        report = judge(graph_in(SPARQL_PREFIXES + data), graph_in(shapes), processes=1)
        nodes = {str(node) for node in report.objects(None, SH.focusNode)}
        return {node.removeprefix("https://example.org/") for node in nodes}

    return found
