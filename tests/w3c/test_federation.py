"""SERVICE of endpoints that the operator names, as the W3C's tests demand.

Their endpoints are real ones here: the URLs in a query are those of services that are running.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import cast

import pyoxigraph
import pytest
import suites
from patience import PATIENCE
from plain_service import plain_service
from rdflib import URIRef
from suites import QT, Case
from test_query import assert_same_result, text_of_query

from schlaglicht.errors import QueryRefused
from schlaglicht.query import read_query
from schlaglicht.query.federation import Services

pytestmark = pytest.mark.skipif(not suites.available(), reason="W3C_TESTS is not set")

REFUSED = {
    "service/service3": "a clause within another",
    "service/service5": "a variable as the endpoint",
    "service/service6": "a clause within another",
}
NOWHERE = "http://127.0.0.1:1/sparql"
"""An endpoint that nobody can reach."""


@contextmanager
def federated(case: Case) -> Iterator[tuple[str, Services]]:
    """The query over running services, and these."""
    text, urls = text_of_query(case).replace("http://invalid.endpoint.org/sparql", NOWHERE), []
    with ExitStack() as stack:
        for service in case.manifest.objects(action_of(case), QT.serviceData):
            (name,) = case.manifest.objects(service, QT.endpoint)
            (data,) = case.manifest.objects(service, QT.data)
            running = stack.enter_context(plain_service(suites.text_of(str(data))))
            text = text.replace(f"<{name}>", f"<{running.url}>")
            urls.append(running.url)
        yield text, Services([*urls, NOWHERE], seconds=PATIENCE)


def action_of(case: Case) -> URIRef:
    (action,) = case.manifest.objects(case.node, suites.MF.action)
    return cast(URIRef, action)


@pytest.mark.parametrize("case", suites.cases("service"), ids=str)
def test_federated_query_is_answered(case: Case) -> None:
    assert case.result
    store = pyoxigraph.Store()
    for data in case.data:
        store.load(path=suites.path_of(data), format=pyoxigraph.RdfFormat.TURTLE, base_iri=data)
    with federated(case) as (text, services):
        if case.name in REFUSED:
            with pytest.raises(QueryRefused):
                read_query(text, services=services.urls)
            return
        joined = services.joined(read_query(text, services=services.urls), {})
    found = cast(pyoxigraph.QuerySolutions, store.query(joined.text))
    content = found.serialize(format=pyoxigraph.QueryResultsFormat.XML)
    assert content is not None
    assert_same_result(content, case.result, "xml", ordered=False)
