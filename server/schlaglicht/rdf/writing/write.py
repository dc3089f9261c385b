"""Graphs and quads written in any format.

`write` has whole graphs in memory, `transcode` writes quads that are too many for that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import chain
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO, cast

import pyoxigraph
from rdflib import Graph

from schlaglicht.errors import ProjectError
from schlaglicht.formats import JSONLD, NQUADS, NTRIPLES, RDFXML, TRIG, Format
from schlaglicht.i18n import msg
from schlaglicht.rdf.blank_nodes.canonicalization import canonical_lines
from schlaglicht.rdf.ntriples_text import file_parts
from schlaglicht.rdf.private_forms import RestoredText, hidden_tags
from schlaglicht.rdf.terms import is_beyond_rdf11, ntriples_term
from schlaglicht.rdf.triple import GraphName
from schlaglicht.rdf.writing.jsonld import write_jsonld
from schlaglicht.rdf.writing.rdfxml import write_rdfxml
from schlaglicht.rdf.writing.turtle import write_trig


def dump(graph: Graph, graph_format: Format, prefixes: Mapping[str, str]) -> bytes:
    """`graph` in `graph_format`: the same bytes for the same graph, in UTF-8.

    A single unnamed graph is the same text in Turtle and TriG, and in N-Triples and N-Quads.
    Raises ProjectError for a graph that the format cannot represent.
    """
    if graph_format is RDFXML:
        _require_rdf11([graph], graph_format)
        return write_rdfxml(graph, prefixes).encode()
    return dump_dataset({None: graph}, graph_format, prefixes)


def dump_dataset(
    graphs: Mapping[GraphName, Graph],
    graph_format: Format,
    prefixes: Mapping[str, str],
    about: Graph | None = None,
) -> bytes:
    """The graphs by name in one of FORMATS_WITH_GRAPHS, None being the default graph.

    The same bytes for the same dataset, in UTF-8; of a default graph alone those of `dump`. Raises
    like it. In Turtle and TriG, what `about` says of the reifiers of statements is behind these.
    """
    if graph_format is JSONLD:
        _require_rdf11(graphs.values(), graph_format)
        return write_jsonld(graphs, prefixes).encode()
    if graph_format in (NTRIPLES, NQUADS):
        return "".join(canonical_lines(graphs)).encode()
    return write_trig(graphs, prefixes, about).encode()


def _require_rdf11(graphs: Iterable[Graph], graph_format: Format) -> None:
    """Raises ProjectError for RDF 1.2, which the format cannot carry."""
    objects = chain.from_iterable(graph.objects(unique=True) for graph in graphs)
    if term := next(filter(is_beyond_rdf11, objects), None):
        raise ProjectError(
            msg(
                "{format} cannot carry {term}, which is RDF 1.2; Turtle, TriG, N-Triples and "
                "N-Quads can",
                format=graph_format.name,
                term=ntriples_term(term),
            )
        )


_NOT_IN_XML = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
"""A carriage return is allowed, but no parser preserves it."""


def transcode(
    nquads: Path, graph_format: Format, target: Path, prefixes: Mapping[str, str]
) -> None:
    """Writes the content of `nquads` in another format, quad by quad.

    A format of triples gets the default graph. Raises ProjectError for content that the format
    cannot represent.
    """
    with nquads.open("rb") as source, target.open("wb") as file:
        tags = hidden_tags(file_parts(source))
        source.seek(0)
        if tags is None:
            _transcode(source, graph_format, file, prefixes)
            return
        with TemporaryFile(dir=target.parent) as hidden:
            hidden.writelines(map(tags.hidden, file_parts(source)))
            hidden.seek(0)
            restored = RestoredText(file, tags)
            _transcode(hidden, graph_format, cast("BinaryIO", restored), prefixes)
            restored.finish()


def _transcode(
    source: BinaryIO, graph_format: Format, file: BinaryIO, prefixes: Mapping[str, str]
) -> None:
    """As `transcode`, with language tags in lower case."""
    quads: Iterable[pyoxigraph.Quad] = pyoxigraph.parse(source, NQUADS.rdf)
    if graph_format is RDFXML:
        quads = map(_carried_by_xml, quads)
    own = (q.triple for q in quads if isinstance(q.graph_name, pyoxigraph.DefaultGraph))
    content = quads if graph_format is TRIG else own
    try:
        pyoxigraph.serialize(content, file, format=graph_format.rdf, prefixes=dict(prefixes))
    except (ValueError, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise  # of the disk; those of a format, as JSON-LD for RDF 1.2, have no number
        raise ProjectError(f"cannot be written as {graph_format.name}: {error}") from error


def _carried_by_xml(quad: pyoxigraph.Quad) -> pyoxigraph.Quad:
    """The quad itself; raises ProjectError for characters outside of https://www.w3.org/TR/xml/#charsets."""
    if isinstance(quad.object, pyoxigraph.Literal) and _NOT_IN_XML.search(quad.object.value):
        raise ProjectError("XML cannot carry the control characters of a literal")
    return quad
