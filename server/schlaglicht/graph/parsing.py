"""The strict parser of each format, and where a text is at fault that it refuses."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pyoxigraph

from schlaglicht.errors import GraphSyntaxError, ProjectError
from schlaglicht.formats import JSONLD, RDFXML, graph_format_of
from schlaglicht.graph.nesting import check_nesting

_PARSER_PLACE = re.compile(r"Parser error at line .*?: ")
"""What pyoxigraph puts before a reason whose place it knows."""

_CONTEXT_BY_IRI = re.compile(r'"@(?:context|import)"\s*:\s*(?:\[\s*)?"')


def read_quads(path: Path, *, base: str | None = None) -> Iterator[pyoxigraph.Quad]:
    """The quads of a file, as the strict parser of its format reads them.

    Relative IRIs resolve against `base`, else against `file:///` and the file's name. A byte
    order mark is passed over. Nothing is fetched: a JSON-LD file that names a remote
    context is an error. Raises GraphSyntaxError with line and column (from 1), ProjectError
    when the file cannot be read.
    """
    content = read_bytes(path)
    check_encoding(content, path)
    yield from quads_of(content, path, base)


def quads_of(content: bytes, path: Path, base: str | None) -> Iterator[pyoxigraph.Quad]:
    """The quads of a file's content; raises like `read_quads`."""
    graph_format = graph_format_of(path)
    if graph_format is JSONLD:
        check_nesting(content, path)
    try:
        yield from pyoxigraph.parse(content, graph_format.rdf, base_iri=base or own_base(path))
    except SyntaxError as error:
        reason = " ".join(_PARSER_PLACE.sub("", str(error.msg)).split())
        line, column = error.lineno, error.offset
        if line is None and graph_format is RDFXML:
            line, column = _rdfxml_fault(content, str(error.msg), path)
        if graph_format is JSONLD and "remote context" in reason:
            reason, line, column = _remote_context(content, path)
        raise GraphSyntaxError(reason, path=path, line=line, column=column) from error


def own_base(path: Path) -> str:
    """What relative IRIs of a file resolve against: its name, not the folders of this machine."""
    return f"file:///{quote(path.name)}"


def read_bytes(path: Path) -> bytes:
    """A file without its byte order mark; raises ProjectError when it cannot be read."""
    try:
        return path.read_bytes().removeprefix(codecs.BOM_UTF8)
    except OSError as error:
        raise ProjectError(f"{path}: {error.strerror}") from error


def check_encoding(content: bytes, path: Path) -> None:
    """Raises GraphSyntaxError for a byte that is not UTF-8: the parsers overlook it in comments."""
    from schlaglicht.positions import SourceText

    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        before = SourceText(path, content[: error.start].decode("utf-8"))
        place = before.extent(len(before.text), len(before.text))
        reason = f"the byte 0x{content[error.start]:02x} is not UTF-8; save the file as UTF-8"
        raise GraphSyntaxError(reason, path=path, line=place.line, column=place.column) from error


def _rdfxml_fault(content: bytes, message: str, path: Path) -> tuple[int, int] | tuple[None, None]:
    """Where an RDF/XML file that the strict parser refuses without a place is at fault."""
    from xml.sax.saxutils import escape

    from schlaglicht.positions import SourceText
    from schlaglicht.positions.rdfxml import read_rdfxml_places

    source = SourceText(path, content.decode("utf-8"))
    if quoted := re.search(r"IRI '(.+)': Invalid", message, re.DOTALL):
        # The parser stopped at the first one.
        start = source.text.find(f'"{escape(quoted[1])}"') + 1
        if start:
            place = source.extent(start, start)
            return place.line, place.column
    try:
        read_rdfxml_places(source, base=own_base(path))
    except SyntaxError as error:
        if error.lineno is not None and error.offset is not None:
            return error.lineno, error.offset
    return None, None


def _remote_context(content: bytes, path: Path) -> tuple[str, int | None, int | None]:
    """What is to be said of a file that names a remote context, and where it does."""
    from schlaglicht.positions import SourceText

    reason = "a remote context: nothing is fetched; write the context itself into the file"
    source = SourceText(path, content.decode("utf-8"))
    if found := _CONTEXT_BY_IRI.search(source.text):
        place = source.extent(found.end() - 1, found.end())
        return reason, place.line, place.column
    return reason, None, None
