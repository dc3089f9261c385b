"""Language tags with capitals, which the strict parser lowercases."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from schlaglicht.errors import GraphSyntaxError
from schlaglicht.formats import JSONLD, RDFXML, graph_format_of
from schlaglicht.rdf.ntriples_text import file_parts
from schlaglicht.rdf.reading.hidden_tags import HiddenTags, may_have_tags
from schlaglicht.rdf.reading.parse import (
    hidden_tags_of,
    nquads_of,
    opened,
    own_base,
    read_bytes,
    read_lines_and_prefixes,
)

_CAPITALS = rb"[A-Za-z0-9-]*[A-Z][A-Za-z0-9-]*"
_TAGS = {
    RDFXML: re.compile(rb"""xml:lang\s*=\s*["'](%b)["']""" % _CAPITALS),
    JSONLD: re.compile(rb'"@language"\s*:\s*"(%b)"|"([a-z]+-%b)"\s*:' % (_CAPITALS, _CAPITALS)),
}
"""Tags in a file; in JSON-LD also a key that may be one, as in a map of languages."""

_TAGGED = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"(?:@([a-z0-9-]+))?')


def tags_as_written(path: Path, content: bytes | None = None) -> Mapping[str, str]:
    """The literals of a file whose language tags have capitals, in N-Triples, by lower case.

    In RDF/XML and JSON-LD, where no reader knows which tag belongs to which literal, each spelling
    with capitals stands for all literals with the tag in the file. `content` takes the place of the
    file's.
    """
    graph_format = graph_format_of(path)
    if content is None:
        if graph_format not in _TAGS and not _may_have_tags(path):
            return {}
        content = read_bytes(path)
    if graph_format not in _TAGS:
        hidden = hidden_tags_of(content, path)
        return _by_literal(content, path, hidden) if hidden else {}
    found = _TAGS[graph_format].findall(content)
    if not found:
        return {}
    tags = (b"".join(groups) if isinstance(groups, tuple) else groups for groups in found)
    return _by_tag(path, {tag.lower(): tag for tag in sorted(tags, reverse=True)})


def _may_have_tags(path: Path) -> bool:
    with opened(path) as file:
        return any(map(may_have_tags, file_parts(file)))


def _by_literal(content: bytes, path: Path, tags: HiddenTags) -> Mapping[str, str]:
    try:
        nquads = nquads_of(tags.hidden(content), path, own_base(path))
    except GraphSyntaxError:
        nquads_of(content, path, own_base(path))  # raises it with its place
        raise
    spelled: dict[str, str] = {}
    for plain, written in tags.literals(nquads):
        known = spelled.setdefault(plain.decode(), written.decode())
        if written.decode() < known:
            spelled[plain.decode()] = written.decode()
    return spelled


def _by_tag(path: Path, spelled: Mapping[bytes, bytes]) -> Mapping[str, str]:
    lines, _ = read_lines_and_prefixes(path)
    return {
        match[0].decode(): (match[0][: -len(match[1])] + spelled[match[1]]).decode()
        for line in lines
        for match in _TAGGED.finditer(line)
        if match[1] in spelled
    }
