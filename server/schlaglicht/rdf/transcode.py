"""Conversion of quads that are too many for a graph in memory."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import pyoxigraph

from schlaglicht.errors import ProjectError
from schlaglicht.formats import NQUADS, RDFXML, TRIG, Format

_NOT_IN_XML = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
"""A carriage return is allowed, but no parser preserves it."""


def transcode(
    nquads: Path, graph_format: Format, target: Path, prefixes: Mapping[str, str]
) -> None:
    """Writes the content of `nquads` in another format, quad by quad, in bounded memory.

    A format of triples gets the default graph. Language tags are in lower case. Raises ProjectError
    for content that the format cannot represent.
    """
    with nquads.open("rb") as source, target.open("wb") as file:
        quads: Iterable[pyoxigraph.Quad] = pyoxigraph.parse(source, NQUADS.rdf)
        if graph_format is RDFXML:
            quads = map(_carried_by_xml, quads)
        own = (q.triple for q in quads if isinstance(q.graph_name, pyoxigraph.DefaultGraph))
        content = quads if graph_format is TRIG else own
        try:
            pyoxigraph.serialize(content, file, format=graph_format.rdf, prefixes=dict(prefixes))
        except ValueError as error:
            raise ProjectError(f"cannot be written as {graph_format.name}: {error}") from error


def _carried_by_xml(quad: pyoxigraph.Quad) -> pyoxigraph.Quad:
    """The quad itself; raises ProjectError for characters outside of https://www.w3.org/TR/xml/#charsets."""
    if isinstance(quad.object, pyoxigraph.Literal) and _NOT_IN_XML.search(quad.object.value):
        raise ProjectError("XML cannot carry the control characters of a literal")
    return quad
