"""The W3C SPARQL 1.1 tests, read from their manifests in $W3C_TESTS.

$W3C_TESTS is a folder with a checkout of https://github.com/w3c/rdf-tests called `rdf-tests`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from rdflib import RDF, Graph, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

BASE = "https://w3c.github.io/rdf-tests/sparql/sparql11/"
"""Base of the IRIs of the tests' files, wherever these are stored."""

MF: Any = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT: Any = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
UT: Any = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
HT: Any = Namespace("http://www.w3.org/2011/http#")

QUERY_FOLDERS = (
    "aggregates",
    "bind",
    "bindings",
    "cast",
    "construct",
    "exists",
    "functions",
    "grouping",
    "negation",
    "project-expression",
    "property-path",
    "subquery",
)
"""The folders of manifest-sparql11-query.ttl, whose tests evaluate queries."""

POSITIVE, NEGATIVE = "PositiveSyntaxTest11", "NegativeSyntaxTest11"


@dataclass(frozen=True)
class Case:
    """One test: its name, query, graphs and expected result."""

    name: str
    """Its folder and its name in it, as in `aggregates/agg01`."""
    kind: str
    """The local name of its class in the manifest."""
    node: Node
    manifest: Graph
    query: str | None = None
    """The IRI of the query; the members below are IRIs of files too."""
    data: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    result: str | None = None

    def __str__(self) -> str:
        return self.name


def available() -> bool:
    """True if $W3C_TESTS is set."""
    return bool(os.environ.get("W3C_TESTS"))


def folder() -> Path:
    """The folder of the SPARQL 1.1 tests."""
    return Path(os.environ["W3C_TESTS"]) / "rdf-tests/sparql/sparql11"


def path_of(iri: str) -> Path:
    """The file that an IRI of the tests names."""
    return folder() / iri.removeprefix(BASE)


def text_of(iri: str) -> str:
    """The content of a query or a result."""
    return path_of(iri).read_bytes().decode("utf-8")


@cache
def cases(name: str) -> tuple[Case, ...]:
    """The tests of one folder, in the order of its manifest."""
    if not available():
        return ()
    manifest = Graph()
    iri = f"{BASE}{name}/manifest.ttl"
    with path_of(iri).open("rb") as file:
        manifest.parse(file, format="turtle", publicID=iri)
    entries = Collection(manifest, _one(manifest, URIRef(iri), MF.entries))
    return tuple(_case(manifest, name, entry) for entry in entries)


def query_evaluation() -> list[Case]:
    """The tests that evaluate queries over the SPARQL 1.1 Query Language."""
    return [case for case in _of(QUERY_FOLDERS) if case.kind == "QueryEvaluationTest"]


def json_results() -> list[Case]:
    """The tests of SPARQL 1.1 Query Results JSON."""
    return list(cases("json-res"))


def csv_tsv_results() -> list[Case]:
    """The tests of SPARQL 1.1 Query Results CSV and TSV."""
    return list(cases("csv-tsv-res"))


def syntax(kind: str) -> list[Case]:
    """The tests of query syntax, either POSITIVE or NEGATIVE ones.

    The negative ones of `delete-insert` are updates, which no read-only endpoint parses.
    """
    return [case for case in _of((*QUERY_FOLDERS, "syntax-query")) if case.kind == kind]


def protocol() -> list[Case]:
    """The tests of the SPARQL 1.1 Protocol, of queries and of updates."""
    return list(cases("protocol"))


def protocol_of_queries() -> list[Case]:
    """The protocol tests that execute no update; some expect an update to be refused."""
    return [case for case in protocol() if not _executes_update(case)]


def protocol_of_updates() -> list[Case]:
    """The protocol tests that execute an update, which a read-only endpoint refuses."""
    return [case for case in protocol() if _executes_update(case)]


def _executes_update(case: Case) -> bool:
    return case.name.partition("/")[2].startswith("update_")


def federated() -> list[Case]:
    """The tests of SPARQL 1.1 Federated Query: all use SERVICE."""
    return [*cases("service"), *cases("syntax-fed")]


def service_description() -> list[Case]:
    """The tests of SPARQL 1.1 Service Description."""
    return list(cases("service-description"))


def graphs() -> dict[str, Path]:
    """Names of all graphs in the tests' datasets, with the files of their content."""
    evaluated = [*query_evaluation(), *json_results(), *csv_tsv_results()]
    files = {iri: path_of(iri) for case in evaluated for iri in (*case.data, *case.named)}
    for case in protocol():
        for data in case.manifest.objects(case.node, UT.graphData):
            label = str(_one(case.manifest, data, URIRef(f"{_RDFS}label")))
            files[label] = path_of(str(_one(case.manifest, data, UT.graph)))
    return files


_RDFS = "http://www.w3.org/2000/01/rdf-schema#"


def _of(folders: tuple[str, ...]) -> Iterator[Case]:
    for name in folders:
        yield from cases(name)


def _case(manifest: Graph, name: str, entry: Node) -> Case:
    kind = str(_one(manifest, entry, RDF.type)).rpartition("#")[2]
    case_name = f"{name}/{str(entry).rpartition('#')[2]}"
    action = manifest.value(entry, MF.action)
    result = manifest.value(entry, MF.result)
    if isinstance(action, URIRef):
        return Case(case_name, kind, entry, manifest, str(action))
    query = manifest.value(action, QT.query)
    return Case(
        case_name,
        kind,
        entry,
        manifest,
        None if query is None else str(query),
        tuple(str(data) for data in manifest.objects(action, QT.data)),
        tuple(str(data) for data in manifest.objects(action, QT.graphData)),
        None if result is None else str(result),
    )


def _one(graph: Graph, subject: Node, predicate: Node) -> Node:
    value = graph.value(subject, predicate)
    assert value is not None, f"{subject} has no {predicate}"
    return value
