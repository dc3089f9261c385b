from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import pyshacl
import pytest
from rdflib import Graph
from rdflib.plugins.sparql import processor
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.sparql import Query


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
