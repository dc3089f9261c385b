"""Loads files into graphs. A strict parser checks syntax; errors have file, line and column.

`reading` has that parser, its bounds and its errors in words, `terms.py` converts its terms to
rdflib's, `locations` locates triples. Blank nodes that can hardly be distinguished are placed, too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph

from schlaglicht.errors import AlikeBlankNodes, GraphSyntaxError
from schlaglicht.formats import NTRIPLES, RDFXML, TURTLE, graph_format_of
from schlaglicht.ground.bounded_process import one_process_in_turn
from schlaglicht.ground.progress import SILENT, Part, Progress
from schlaglicht.rdf.blank_nodes.canonicalization import canonical_labels
from schlaglicht.rdf.rdflib_logging import quiet_rdflib
from schlaglicht.rdf.reading.parse import (
    OF_TURTLE,
    nquads_of,
    own_base,
    quads_of,
    quads_of_copy,
    read_content,
)

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

    from schlaglicht.rdf.locations import Positions
    from schlaglicht.rdf.reading.recovery import Recovered
    from schlaglicht.rdf.terms import Blanks, Terms
    from schlaglicht.rdf.triple import Triple


@dataclass(frozen=True)
class LoadedGraph:
    """The triples of some files in a plain in-memory graph, and the location of each.

    Literals keep their lexical form; a literal of type xsd:string is a plain one, as in RDF 1.1.
    Named graphs are merged into the one graph.
    """

    graph: Graph
    positions: Positions

    @cached_property
    def iris(self) -> frozenset[str]:
        """Every IRI in the triples, including datatypes."""
        from rdflib import Literal, URIRef

        from schlaglicht.rdf.graph_store import objects_of

        index = objects_of(self.graph)
        found = set(index)
        for said in index.values():
            found.update(said)
            for objects in said.values():
                for object_ in objects:
                    # Datatypes apart: hashing a literal is slow in rdflib.
                    if type(object_) is not Literal:
                        found.add(object_)
                    elif object_.datatype is not None:
                        found.add(object_.datatype)
        return frozenset(str(term) for term in found if isinstance(term, URIRef))


_PARSED = 0.3
"""Share of the time for a file of the Turtle family that its strict parser takes."""

_WITH_GRAPH = re.compile(
    rb"^((?:<[^>\n]*>|_:\S+) <[^>\n]*> (?:<[^<>\n]*>|_:\S+|<<.*>>|\"(?:[^\"\\]|\\.)*+\"\S*))"
    rb" (?:<[^<>\n]*>|_:\S+) \.$",
    re.MULTILINE,
)
"""A statement in a named graph, as canonical N-Quads have it, and its triple."""


def load(paths: Sequence[Path], *, base_of: Callable[[Path], str] = own_base) -> LoadedGraph:
    """The graph of `paths`, checked by the strict parser of each file's format.

    Relative IRIs resolve against `base_of` their file; files of a project have `Project.base_of`.
    Raises GraphSyntaxError for the first invalid file, ProjectError if one cannot be read.
    """
    from schlaglicht.rdf.terms import Terms

    terms = Terms()
    with one_process_in_turn():
        return join(load_file(path, base=base_of(path), terms=terms) for path in paths)


def join(parts: Iterable[LoadedGraph]) -> LoadedGraph:
    """The union of `parts`; the locations of earlier parts come first."""
    from schlaglicht.rdf.graph_store import union_of
    from schlaglicht.rdf.locations import Positions

    parts = list(parts)
    whole = LoadedGraph(union_of(part.graph for part in parts), Positions())
    for part in parts:
        for prefix, namespace in part.graph.namespaces():
            whole.graph.bind(prefix, namespace, override=False)
        whole.positions.update(part.positions)
    return whole


def load_file(
    path: Path,
    *,
    base: str | None = None,
    terms: Terms | None = None,
    progress: Progress = SILENT,
) -> LoadedGraph:
    """The graph of one file and the locations of its triples, as `load` promises.

    Relative IRIs resolve against `base`, else against the name of the file. `terms` are shared
    with the files read with them before.
    """
    return load_content(read_content(path), path, base=base, terms=terms, progress=progress)


def load_readable(
    path: Path,
    *,
    base: str,
    terms: Terms | None = None,
    progress: Progress = SILENT,
    strict: bool = False,
) -> tuple[LoadedGraph, Recovered | None]:
    """The graph of what can be read of a file, as `load_file` gives it, and what cannot.

    Raises GraphSyntaxError for that only if it is `strict`.
    """
    from schlaglicht.rdf.reading.recovery import readable

    def read(content: bytes | None) -> LoadedGraph:
        own = read_content(path) if content is None else content
        return load_content(own, path, base=base, terms=terms, progress=progress)

    loaded, recovered = readable(read, path, base, strict=strict)
    return (_stated_in([], path) if loaded is None else loaded), recovered


def load_content(
    content: bytes,
    path: Path,
    *,
    base: str | None = None,
    terms: Terms | None = None,
    progress: Progress = SILENT,
) -> LoadedGraph:
    """The graph of the content of `path`, whose name says its format; raises like `load`."""
    base, syntax = base or own_base(path), graph_format_of(path)
    with quiet_rdflib():
        if syntax in OF_TURTLE:
            return _load_turtle(content, path, base, terms, progress)
        from schlaglicht.rdf.terms import triples_of

        quads = quads_of(content, path, base, Part(progress, 0, 0.5))
        loaded = _stated_in(triples_of(quads), path)
        located = _with_xml_places if syntax is RDFXML else _with_json_places
        return located(loaded, content, path, base, Part(progress, 0.5, 1)) or loaded


def _load_turtle(
    content: bytes, path: Path, base: str, terms: Terms | None, progress: Progress
) -> LoadedGraph:
    from schlaglicht.rdf.graph_store import graph_of
    from schlaglicht.rdf.locations import SourceText
    from schlaglicht.rdf.locations.turtle import locate_later
    from schlaglicht.rdf.terms import Terms

    lines = ntriples_of(content, path, base, Part(progress, 0, _PARSED))
    source = SourceText(path, content.decode())
    del content  # a large file is in memory often enough
    triples, positions = locate_later(
        source,
        lines,
        base,
        terms=Terms() if terms is None else terms,
        progress=Part(progress, _PARSED, 1),
    )
    del lines
    graph = graph_of(triples)
    for declared in positions.prefixes:
        graph.bind(declared.prefix, declared.namespace, replace=True)
    return LoadedGraph(graph, positions)


def ntriples_of(content: bytes, path: Path, base: str, progress: Progress = SILENT) -> str:
    """The triples of a file as the strict parser writes them, language tags as in the file."""
    nquads = nquads_of(content, path, base, progress)
    if graph_format_of(path) in (TURTLE, NTRIPLES):  # then a line of N-Quads is one of N-Triples
        return nquads.decode()
    return _WITH_GRAPH.sub(rb"\1 .", nquads).decode()


def _with_xml_places(
    judged: LoadedGraph,
    content: bytes,
    path: Path,
    base: str,
    progress: Progress,
) -> LoadedGraph | None:
    """The same triples with their locations, if a second reader finds exactly the same ones.

    If it differs, over XML literals or freedoms of parsers, only the file is known.
    """
    from schlaglicht.rdf.locations import XmlText
    from schlaglicht.rdf.locations.rdfxml import read_rdfxml_places

    source = XmlText(path, content.decode("utf-8"))
    try:
        graph, positions = read_rdfxml_places(source, base=base, progress=progress)
    except SyntaxError:
        return None
    same = _without_labels(graph) == _without_labels(judged.graph)
    return LoadedGraph(graph, positions) if same else None


def _with_json_places(
    judged: LoadedGraph,
    content: bytes,
    path: Path,
    base: str,
    progress: Progress,
) -> LoadedGraph | None:
    """The same triples with their locations, if marks can be added without changing the meaning.

    Otherwise only the file is known.
    """
    from schlaglicht.rdf.locations import SourceText
    from schlaglicht.rdf.locations.jsonld import MarkedJson

    source = SourceText(path, content.decode("utf-8"))
    try:
        marked = MarkedJson(source)
        read: list[Any] = list(quads_of_copy(marked.text.encode(), path, base, progress))
    except (GraphSyntaxError, ValueError, RecursionError):
        return None
    found = [(q.subject.value, q.predicate.value, q.object.value) for q in read]
    positions = marked.positions(judged.positions.files[0].triples, found)
    return None if positions is None else LoadedGraph(judged.graph, positions)


def load_statements(
    path: Path, *, base: str | None = None, content: bytes | None = None
) -> tuple[LoadedGraph, list[tuple[Node, Node, Node, Node | None]]]:
    """The graph of a file, its statements in reading order and the names of their graphs.

    A name is None in the default graph. Locations have only the file. `content` takes the place of
    the file's. Raises like `load`.
    """
    from schlaglicht.rdf.terms import node_of, triples_of

    own = read_content(path) if content is None else content
    quads = list(quads_of(own, path, base or own_base(path)))
    blanks: Blanks = {}
    triples = list(triples_of(quads, blanks))
    names = [
        None
        if isinstance(quad.graph_name, pyoxigraph.DefaultGraph)
        else node_of(quad.graph_name, blanks)
        for quad in quads
    ]
    return _stated_in(triples, path), [(*t, name) for t, name in zip(triples, names, strict=True)]


def _stated_in(triples: Iterable[Triple], path: Path) -> LoadedGraph:
    """The graph of `triples`, with only the file as their location."""
    from schlaglicht.rdf.graph_store import graph_of
    from schlaglicht.rdf.locations import Positions, Statements

    stated = list(triples)
    return LoadedGraph(graph_of(stated), Positions(Statements(path, stated)))


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


@contextmanager
def locating_alike_nodes(*graphs: LoadedGraph) -> Iterator[None]:
    """Adds to an AlikeBlankNodes raised within the location of its node in one of `graphs`."""
    try:
        yield
    except AlikeBlankNodes as error:
        raise _located(error, graphs) from None


def locate_in_files(error: AlikeBlankNodes, paths: Sequence[Path]) -> AlikeBlankNodes:
    """The error with the location of such a node in the first of `paths` with enough of them.

    Without a location if no single file has enough.
    """
    for path in paths:
        try:
            loaded = load_file(path)
            with locating_alike_nodes(loaded):
                canonical_labels(loaded.graph)
        except AlikeBlankNodes as found:
            return found
        except GraphSyntaxError:  # RDF 1.2, which has no locations
            continue
    return error


def _located(error: AlikeBlankNodes, graphs: Sequence[LoadedGraph]) -> AlikeBlankNodes:
    for loaded in graphs:
        positions = loaded.positions
        triple = next((triple for triple in positions if error.node in triple), None)
        if triple is None:
            continue
        found = positions.of_subject(error.node)
        if found is None and (places := positions.of(triple)):
            found = places[0].path, places[0].object
        if found is None:
            return AlikeBlankNodes(error.node, path=positions.file_of(triple))
        path, extent = found
        return AlikeBlankNodes(error.node, path=path, line=extent.line, column=extent.column)
    return error
