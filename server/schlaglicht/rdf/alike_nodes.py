"""Locations of blank nodes that can hardly be distinguished."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from schlaglicht.errors import AlikeBlankNodes, GraphSyntaxError
from schlaglicht.rdf.blank_nodes.canonicalization import canonical_labels
from schlaglicht.rdf.load import load_file
from schlaglicht.rdf.loaded_graph import LoadedGraph


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
        if found := positions.of_subject(error.node):
            path, extent = found
            return AlikeBlankNodes(error.node, path=path, line=extent.line, column=extent.column)
        triple = next((triple for triple in positions if error.node in triple), None)
        if triple is not None and (places := positions.of(triple)):
            path, extent = places[0].path, places[0].object
            return AlikeBlankNodes(error.node, path=path, line=extent.line, column=extent.column)
        if triple is not None:
            return AlikeBlankNodes(error.node, path=positions.file_of(triple))
    return error
