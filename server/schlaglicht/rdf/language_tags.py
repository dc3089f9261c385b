"""Language tags with capitals, which the strict parser lowercases."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pyoxigraph

from schlaglicht.formats import graph_format_of
from schlaglicht.rdf.load_with_locations import SYNTAXES, with_places
from schlaglicht.rdf.parse import read_bytes
from schlaglicht.rdf.rdflib_logging import quiet_rdflib

_TAG_WITH_CAPITAL = re.compile(rb"""["']@[A-Za-z0-9-]*[A-Z]""")


def tags_as_written(path: Path) -> Mapping[str, str]:
    """The literals of a file whose language tags have capitals, in N-Triples, by lower case.

    Only for formats whose location reader keeps the case of tags.
    """
    syntax = SYNTAXES.get(graph_format_of(path))
    if syntax is None or not _TAG_WITH_CAPITAL.search(read_bytes(path)):
        return {}
    with quiet_rdflib():
        graph = with_places(path, syntax, None).graph
    texts = {(str(o), tag) for o in graph.objects() if (tag := getattr(o, "language", None))}
    plain = {(value, tag): str(pyoxigraph.Literal(value, language=tag)) for value, tag in texts}
    return {
        text: f"{text[: -len(tag)]}{tag}"
        for (_, tag), text in sorted(plain.items(), reverse=True)
        if not text.endswith(f"@{tag}")
    }
