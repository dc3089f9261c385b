"""Loads files into graphs. A strict parser checks syntax; errors have file, line and column.

`parse.py` calls that parser, `parse_bounds.py` and `nesting.py` keep it from taking too much,
`parse_errors.py` words its errors and `syntax_fixes` suggests fixes, `terms.py` converts its terms
to rdflib's, `load_with_locations.py` locates triples, `written_tags.py` and `language_tags.py` keep
the case of language tags, and `transcode.py` writes quads that are too many for a graph in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph

from schlaglicht.errors import GraphSyntaxError
from schlaglicht.formats import JSONLD, RDFXML, graph_format_of
from schlaglicht.ground.progress import SILENT, Part, Progress
from schlaglicht.i18n import msg
from schlaglicht.rdf.language_tags import tags_as_written
from schlaglicht.rdf.load_with_locations import (
    SYNTAXES,
    with_deferred_places,
    with_jsonld_places,
    with_places,
    with_rdfxml_places,
)
from schlaglicht.rdf.loaded_graph import LoadedGraph
from schlaglicht.rdf.parse import canonical_term, own_base, read_quads
from schlaglicht.rdf.rdflib_logging import quiet_rdflib
from schlaglicht.rdf.transcode import transcode

if TYPE_CHECKING:
    from rdflib.term import Node

    from schlaglicht.rdf.terms import Blanks, Terms
    from schlaglicht.rdf.triple import Triple

__all__ = [
    "LoadedGraph",
    "canonical_term",
    "join",
    "load",
    "load_file",
    "load_statements",
    "quiet_rdflib",
    "read_quads",
    "tags_as_written",
    "transcode",
]


def load(
    paths: Sequence[Path],
    *,
    base_of: Callable[[Path], str] = own_base,
    progress: Progress = SILENT,
) -> LoadedGraph:
    """The graph of `paths`, checked by the strict parser of each file's format.

    Relative IRIs resolve against `base_of` their file; files of a project have `Project.base_of`.
    Raises GraphSyntaxError for the first invalid file, ProjectError if one cannot be read.
    """
    from schlaglicht.rdf.terms import Terms

    terms = Terms()
    return join(
        load_file(path, base=base_of(path), terms=terms, progress=progress)
        for path in progress.files(paths)
    )


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
    base = base or own_base(path)
    syntax = SYNTAXES.get(graph_format_of(path))
    with quiet_rdflib():
        if syntax is not None and (
            deferred := with_deferred_places(path, syntax, base, terms, progress)
        ):
            return deferred
        quads = list(read_quads(path, base=base, progress=Part(progress, 0, 0.5)))
        rest = Part(progress, 0.5, 1)
        if syntax is not None:
            try:
                return with_places(path, syntax, base)
            except SyntaxError as error:
                if any(_is_beyond_rdf11(quad.object) for quad in quads):
                    raise _rdf12_error(path, error.lineno, error.offset) from error
        if any(_is_beyond_rdf11(quad.object) for quad in quads):
            raise _rdf12_error(path, None, None)
        loaded = _from_quads(quads, path)
        if graph_format_of(path) is RDFXML:
            return with_rdfxml_places(loaded, path, base, rest)
        if graph_format_of(path) is JSONLD:
            return with_jsonld_places(loaded, quads, path, base, rest)
        return loaded


def load_statements(
    path: Path, *, base: str | None = None
) -> tuple[LoadedGraph, list[tuple[Node, Node, Node, Node | None]]]:
    """The graph of a file, its statements in reading order and the names of their graphs.

    A name is None in the default graph. Locations have only the file. Raises like `load`.
    """
    from schlaglicht.rdf.terms import node_of, triples_of

    quads = list(read_quads(path, base=base))
    blanks: Blanks = {}
    triples = list(triples_of(quads, blanks))
    names = [
        None
        if isinstance(quad.graph_name, pyoxigraph.DefaultGraph)
        else node_of(quad.graph_name, blanks)
        for quad in quads
    ]
    return _stated_in(triples, path), [(*t, name) for t, name in zip(triples, names, strict=True)]


def _from_quads(quads: Sequence[pyoxigraph.Quad], path: Path) -> LoadedGraph:
    """The graph of the strict parser's quads, for formats without locations."""
    from schlaglicht.rdf.terms import triples_of

    return _stated_in(triples_of(quads), path)


def _stated_in(triples: Iterable[Triple], path: Path) -> LoadedGraph:
    """The graph of `triples`, with only the file as their location."""
    from schlaglicht.rdf.graph_store import new_graph
    from schlaglicht.rdf.locations import Positions

    loaded = LoadedGraph(new_graph(), Positions())
    for triple in triples:
        loaded.graph.add(triple)
        loaded.positions.record_file(triple, path)
    return loaded


def _is_beyond_rdf11(term: object) -> bool:
    if isinstance(term, pyoxigraph.Literal):
        return term.direction is not None
    return isinstance(term, pyoxigraph.Triple)


def _rdf12_error(path: Path, line: int | None, column: int | None) -> GraphSyntaxError:
    return GraphSyntaxError(
        msg("this is RDF 1.2 (a triple term or a base direction); only RDF 1.1 is read here"),
        path=path,
        line=line,
        column=column,
    )
