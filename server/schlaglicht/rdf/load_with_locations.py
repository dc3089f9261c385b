"""Graphs with the locations of their triples, by a second reading: `locations` has the readers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph

from schlaglicht.errors import GraphSyntaxError
from schlaglicht.formats import NQUADS, NTRIPLES, TRIG, TURTLE
from schlaglicht.ground.progress import SILENT, Part, Progress
from schlaglicht.rdf.loaded_graph import LoadedGraph
from schlaglicht.rdf.parse import (
    check_encoding,
    nquads_of,
    quads_of_copy,
    read_bytes,
)

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

    from schlaglicht.rdf.terms import Terms

SYNTAXES = {TURTLE: "turtle", NTRIPLES: "ntriples", TRIG: "trig", NQUADS: "nquads"}
"""The formats whose reader locates each triple, and that reader's name for them."""

_PARSED = 0.3
"""Share of the time for a file that its strict parser takes."""

_WITH_GRAPH = re.compile(
    rb"^((?:<[^>\n]*>|_:\S+) <[^>\n]*> (?:<[^<>\n]*>|_:\S+|<<.*>>|\".*\"\S*)) \S+ \.$", re.MULTILINE
)
"""A statement in a named graph, as canonical N-Quads have it, and its triple."""

_WITHOUT_GRAPHS = (SYNTAXES[TURTLE], SYNTAXES[NTRIPLES])


def with_places(path: Path, syntax: str, base: str) -> LoadedGraph:
    """The graph and its locations, read together; `syntax` is one of SYNTAXES."""
    from schlaglicht.rdf.locations import SourceText, read_places

    source = SourceText(path, read_bytes(path).decode("utf-8"))
    graph, positions = read_places(source, syntax=syntax, base=base)
    return LoadedGraph(graph, positions)


def with_deferred_places(
    path: Path, syntax: str, base: str, terms: Terms | None, progress: Progress
) -> LoadedGraph | None:
    """The graph of the strict parser; None if locations have to be read at the same time."""
    from schlaglicht.rdf.graph_store import graph_of
    from schlaglicht.rdf.locations import SourceText, defer_places

    content = read_bytes(path)
    check_encoding(content, path)
    lines = ntriples_of(content, path, syntax, base, Part(progress, 0, _PARSED))
    source = SourceText(path, content.decode())
    del content  # a large file is in memory often enough
    rest = Part(progress, _PARSED, 1)
    read = defer_places(source, lines, syntax=syntax, base=base, terms=terms, progress=rest)
    del lines
    if read is None:
        return None
    graph = graph_of(read[0])
    for declared in read[1].prefixes:
        graph.bind(declared.prefix, declared.namespace, replace=True)
    return LoadedGraph(graph, read[1])


def ntriples_of(
    content: bytes, path: Path, syntax: str, base: str, progress: Progress = SILENT
) -> str:
    """The triples of a file as the strict parser writes them, language tags as in the file."""
    nquads = nquads_of(content, path, base, progress)
    if syntax in _WITHOUT_GRAPHS:  # then a line of N-Quads is one of N-Triples
        return nquads.decode()
    return _WITH_GRAPH.sub(rb"\1 .", nquads).decode()


def with_rdfxml_places(
    judged: LoadedGraph, path: Path, base: str, progress: Progress
) -> LoadedGraph:
    """The same triples with their locations, if a second reader finds exactly the same ones.

    If it differs, over XML literals or freedoms of parsers, only the file is known.
    """
    from schlaglicht.rdf.locations import XmlText
    from schlaglicht.rdf.locations.rdfxml import read_rdfxml_places

    source = XmlText(path, read_bytes(path).decode("utf-8"))
    try:
        graph, positions = read_rdfxml_places(source, base=base, progress=progress)
    except SyntaxError:
        return judged
    same = _without_labels(graph) == _without_labels(judged.graph)
    return LoadedGraph(graph, positions) if same else judged


def with_jsonld_places(
    judged: LoadedGraph,
    quads: Sequence[pyoxigraph.Quad],
    path: Path,
    base: str,
    progress: Progress,
) -> LoadedGraph:
    """The same triples with their locations, if marks can be added without changing the meaning.

    Otherwise only the file is known.
    """
    from schlaglicht.rdf.graph_store import new_graph
    from schlaglicht.rdf.locations import SourceText
    from schlaglicht.rdf.locations.jsonld import MarkedJson
    from schlaglicht.rdf.terms import triples_of

    source = SourceText(path, read_bytes(path).decode("utf-8"))
    try:
        marked = MarkedJson(source)
        read: list[Any] = list(quads_of_copy(marked.text.encode(), path, base, progress))
    except (GraphSyntaxError, ValueError, RecursionError):
        return judged
    triples = list(triples_of(quads))
    found = [(q.subject.value, q.predicate.value, q.object.value) for q in read]
    positions = marked.positions(triples, found)
    if positions is None:
        return judged
    graph = new_graph()
    for triple in triples:
        graph.add(triple)
    return LoadedGraph(graph, positions)


def _without_labels(graph: Graph) -> Counter[tuple[object, ...]]:
    """The triples of a graph, ignoring labels of blank nodes and line endings in literals.

    XML reads CRLF as LF; the strict parser leaves it as it is.
    """
    return Counter(tuple(_comparable(term) for term in triple) for triple in graph)


def _comparable(term: Node) -> object:
    from rdflib import BNode, Literal

    if isinstance(term, BNode):
        return "[]"
    if isinstance(term, Literal):
        text = str(term).replace("\r\n", "\n").replace("\r", "\n")
        return text, term.datatype, (term.language or "").lower()
    return term
