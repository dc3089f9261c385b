"""Language tags with capitals, which the strict parser lowercases."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pyoxigraph

from schlaglicht.formats import JSONLD, RDFXML, graph_format_of
from schlaglicht.rdf.load_with_locations import SYNTAXES, with_places
from schlaglicht.rdf.parse import read_bytes, read_nquads_and_prefixes
from schlaglicht.rdf.rdflib_logging import quiet_rdflib

_CAPITALS = rb"[A-Za-z0-9-]*[A-Z][A-Za-z0-9-]*"
_AFTER_QUOTES = re.compile(rb"""["']@(%b)""" % _CAPITALS)
_TAGS = {
    RDFXML: re.compile(rb"""xml:lang\s*=\s*["'](%b)["']""" % _CAPITALS),
    JSONLD: re.compile(rb'"@language"\s*:\s*"(%b)"|"([a-z]+-%b)"\s*:' % (_CAPITALS, _CAPITALS)),
}
"""Tags in a file; in JSON-LD also a key that may be one, as in a map of languages."""

_TAGGED = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"(?:@([a-z0-9-]+))?')


def tags_as_written(path: Path) -> Mapping[str, str]:
    """The literals of a file whose language tags have capitals, in N-Triples, by lower case.

    Where no reader knows which tag belongs to which literal, in RDF/XML, JSON-LD and files with
    triple terms, each spelling with capitals stands for all literals with the tag in the file.
    """
    graph_format = graph_format_of(path)
    syntax = SYNTAXES.get(graph_format)
    found = _TAGS.get(graph_format, _AFTER_QUOTES).findall(read_bytes(path))
    if not found:
        return {}
    if syntax is not None:
        try:
            return _by_literal(path, syntax)
        except SyntaxError:  # triple terms of RDF 1.2, which the location readers do not know
            pass
    tags = (b"".join(groups) if isinstance(groups, tuple) else groups for groups in found)
    return _by_tag(path, {tag.lower(): tag for tag in sorted(tags, reverse=True)})


def _by_literal(path: Path, syntax: str) -> Mapping[str, str]:
    with quiet_rdflib():
        graph = with_places(path, syntax, None).graph
    texts = {(str(o), tag) for o in graph.objects() if (tag := getattr(o, "language", None))}
    plain = {(value, tag): str(pyoxigraph.Literal(value, language=tag)) for value, tag in texts}
    return {
        text: f"{text[: -len(tag)]}{tag}"
        for (_, tag), text in sorted(plain.items(), reverse=True)
        if not text.endswith(f"@{tag}")
    }


def _by_tag(path: Path, spelled: Mapping[bytes, bytes]) -> Mapping[str, str]:
    nquads, _ = read_nquads_and_prefixes(path)
    return {
        match[0].decode(): (match[0][: -len(match[1])] + spelled[match[1]]).decode()
        for match in _TAGGED.finditer(nquads)
        if match[1] in spelled
    }
