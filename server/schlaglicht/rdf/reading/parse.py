"""Strict parsers of each format, and the locations of the errors that they report."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from io import BufferedReader, BytesIO, FileIO
from itertools import islice
from pathlib import Path, PurePath

import pyoxigraph

from schlaglicht.errors import GraphSyntaxError, ProjectError
from schlaglicht.formats import JSONLD, NQUADS, NTRIPLES, RDFXML, TRIG, TURTLE, graph_format_of
from schlaglicht.ground.progress import SILENT, Progress, ReportingReader
from schlaglicht.i18n import msg
from schlaglicht.rdf.iris import file_iri
from schlaglicht.rdf.ntriples_text import file_parts
from schlaglicht.rdf.prefixes import declared_prefixes
from schlaglicht.rdf.private_forms import HiddenTags, hidden_tags, may_have_tags
from schlaglicht.rdf.reading.bounds import (
    DEEPEST,
    NQuadsText,
    check_json_nesting,
    check_triple_nesting,
    read_apart,
    refused_at,
)
from schlaglicht.rdf.reading.jsonld import (
    check_nothing_dropped,
    fault_near,
    map_by_type,
    place_of_string,
)
from schlaglicht.rdf.reading.xml import (
    NO_LANGUAGE,
    check_entities,
    check_well_formed,
    read_completely,
    with_whole_texts,
)
from schlaglicht.rdf.source_text import SourceText

OF_TURTLE = (TURTLE, NTRIPLES, TRIG, NQUADS)
"""The formats whose tags with capitals are hidden from the parser and restored."""

_TOGETHER = 10_000
"""Quads that are written at once."""

_CONTEXT_BY_IRI = re.compile(rb'"@(?:context|import)"\s*:\s*(?:\[\s*)?"')

_NO_MARKUP = re.compile(r"<!--.*?-->|<!\[CDATA\[.*?\]\]>", re.DOTALL)
"""Parts that look like elements but are not."""


def read_quads(path: Path) -> Iterator[pyoxigraph.Quad]:
    """The quads of a file, read by the strict parser of its format.

    Relative IRIs resolve against `own_base`. A byte order mark is skipped.
    Nothing is fetched: a JSON-LD file with a remote context is an error. Raises GraphSyntaxError
    with line and column (from 1), ProjectError if the file cannot be read.
    """
    yield from quads_of(read_content(path), path, own_base(path), SILENT)


def read_lines_and_prefixes(
    path: Path,
    *,
    base: str | None = None,
    progress: Progress = SILENT,
    content: bytes | None = None,
) -> tuple[list[bytes], Mapping[str, str]]:
    """The quads of a file as lines of N-Quads, and the prefixes that it declares, in one reading.

    Of two declarations of a prefix the last counts. `content` takes the place of the file's. Raises
    like `read_quads`.
    """
    base = base or own_base(path)
    if graph_format_of(path) in OF_TURTLE:
        if content is None:
            return _read_in_parts(path, base, progress)
        parser = _parsed(content, path, base, progress)
        return _lines(_parts(parser, path, len(content))), parser.prefixes
    content = read_content(path) if content is None else content
    parts, prefixes = _read_apart(content, path, base, progress, declares=True)
    return _lines(parts), prefixes


def _read_in_parts(
    path: Path, base: str, progress: Progress
) -> tuple[list[bytes], Mapping[str, str]]:
    """The same for a file whose text need not be in memory as a whole."""
    _check_text(path)
    with opened(path, progress) as file:
        parser = pyoxigraph.parse(file, graph_format_of(path).rdf, base_iri=base)
        try:
            return _lines(_parts(parser, path, path.stat().st_size)), parser.prefixes
        except SyntaxError as error:
            raise _refused(error, read_bytes(path), path, base) from error
        except MemoryError as error:
            raise _too_long(path) from error


def _read_apart(
    content: bytes,
    path: Path,
    base: str,
    progress: Progress,
    *,
    declares: bool = False,
    is_copy: bool = False,
) -> tuple[list[bytes], Mapping[str, str]]:
    """N-Quads in parts of a content whose parser may take too much, and the prefixes it declares.

    These are those that the parser has at the end, unless they are asked for. What a JSON-LD text
    drops is an error, except in a copy.
    """
    read = partial(_read_here, content, path, base, declares, is_copy)
    return read_apart(read, path, len(content), progress)


def _read_here(
    content: bytes,
    path: Path,
    base: str,
    declares: bool,
    is_copy: bool,
    send: Callable[[bytes], None],
    progress: Progress,
) -> Mapping[str, str]:
    kept, syntax = 0, graph_format_of(path)
    try:
        parser = _parsed(content, path, base, progress)
        is_json = syntax is JSONLD
        quads = map(_in_rdf11, parser) if is_json or b"xml:lang" in content else parser
        for part in _parts(quads, path, len(content)):
            kept += part.count(b"\n")
            send(part)
        if is_json and not is_copy:
            check_nothing_dropped(content, path, base, kept)
        if syntax is RDFXML:
            check_well_formed(content, path)
    except SyntaxError as error:
        raise _refused(error, content, path, base) from error
    return declared_prefixes(content, syntax, parser.prefixes) if declares else parser.prefixes


def _in_rdf11(quad: pyoxigraph.Quad) -> pyoxigraph.Quad:
    """A quad without a base direction, and without the language that stands for none in XML.

    https://www.w3.org/TR/json-ld11-api/#object-to-rdf-conversion: without the option rdfDirection.
    """
    text = quad.object
    if not isinstance(text, pyoxigraph.Literal):
        return quad
    language = text.language if text.language != NO_LANGUAGE else None
    if text.direction is None and language == text.language:
        return quad
    plain = pyoxigraph.Literal(text.value, language=language)
    return pyoxigraph.Quad(quad.subject, quad.predicate, plain, quad.graph_name)


def _parts(quads: Iterable[pyoxigraph.Quad], path: Path, size: int) -> Iterator[bytes]:
    """N-Quads, a limited number at once: the whole text would take as much memory as its lines."""
    text, rest = NQuadsText(path, size), iter(quads)
    while True:
        pyoxigraph.serialize(islice(rest, _TOGETHER), text, format=NQUADS.rdf)
        if not (part := text.taken()):
            return
        yield part


def _lines(parts: Iterable[bytes]) -> list[bytes]:
    lines: list[bytes] = []
    for part in parts:
        lines += part.splitlines(keepends=True)
    return lines


def quads_of(
    content: bytes, path: Path, base: str, progress: Progress = SILENT
) -> Iterator[pyoxigraph.Quad]:
    """The quads of a file's content; raises like `read_quads`."""
    # By way of N-Quads, whose size is bounded.
    return pyoxigraph.parse(
        _nquads_or_refused(content, path, base, progress), NQUADS.rdf, lenient=True
    )


def quads_of_copy(
    content: bytes, path: Path, base: str, progress: Progress
) -> Iterator[pyoxigraph.Quad]:
    """The quads of a copy of a JSON-LD file that has been read: what it drops is known."""
    parts, _ = _read_apart(content, path, base, progress, is_copy=True)
    return pyoxigraph.parse(b"".join(parts), NQUADS.rdf, lenient=True)


def nquads_of(content: bytes, path: Path, base: str, progress: Progress = SILENT) -> bytes:
    """The quads of a content as N-Quads, language tags as written; faster than `quads_of`."""
    if tags := hidden_tags_of(content, path):
        try:
            return tags.restored_in(_nquads(tags.hidden(content), path, base, progress))
        except SyntaxError:  # at another place where tags were hidden
            return _nquads_or_refused(content, path, base)
    return _nquads_or_refused(content, path, base, progress)


def _nquads_or_refused(content: bytes, path: Path, base: str, progress: Progress = SILENT) -> bytes:
    try:
        return _nquads(content, path, base, progress)
    except SyntaxError as error:
        raise _refused(error, content, path, base) from error
    except MemoryError as error:  # the parser's buffer is full
        raise _too_long(path) from error


def hidden_tags_of(content: bytes, path: Path) -> HiddenTags | None:
    """The tags with capitals of a file that no other reader has to find; None without any."""
    return hidden_tags([content]) if graph_format_of(path) in OF_TURTLE else None


def _nquads(content: bytes, path: Path, base: str, progress: Progress = SILENT) -> bytes:
    if graph_format_of(path) not in OF_TURTLE:
        return b"".join(_read_apart(content, path, base, progress)[0])
    text = NQuadsText(path, len(content))
    pyoxigraph.serialize(_parsed(content, path, base, progress), text, format=NQUADS.rdf)
    return text.getvalue()


def _parsed(
    content: bytes, path: Path, base: str, progress: Progress = SILENT
) -> pyoxigraph.QuadParser:
    graph_format = graph_format_of(path)
    if graph_format is JSONLD:
        check_json_nesting(content, path)
    elif graph_format is RDFXML:
        check_entities(content, path)
        content = with_whole_texts(read_completely(content, path))
    else:
        check_triple_nesting(content, path)
    source = content if progress is SILENT else ReportingReader(BytesIO(content), progress)
    return pyoxigraph.parse(source, graph_format.rdf, base_iri=base)


def _refused(error: SyntaxError, content: bytes, path: Path, base: str) -> GraphSyntaxError:
    """An error of the strict parser, reworded for people and with its location."""
    from schlaglicht.rdf.reading.errors import syntax_error

    graph_format = graph_format_of(path)
    if graph_format is JSONLD and "remote context" in str(error.msg):
        return _remote_context(content, path)
    place = (error.lineno, error.offset)
    if error.lineno is None and graph_format is RDFXML:
        place = _rdfxml_fault(content, str(error.msg), path)
    if error.lineno is None and str(error.msg).startswith("@type must be the first key"):
        place = _place_at(map_by_type(content.decode("utf-8")), content, path)
    elif error.lineno is None and graph_format is JSONLD:
        quoted = re.search(r"'(.+)'", str(error.msg).rpartition(": ")[0], re.DOTALL)
        place = place_of_string(quoted[1], content.decode("utf-8")) if quoted else place
        if place[0] is None:
            place = _place_at(
                fault_near(str(error.msg), content.decode("utf-8"), base), content, path
            )
    return syntax_error(error, content, path, base=base, place=place)


def _too_long(path: Path) -> GraphSyntaxError:
    return GraphSyntaxError(msg("this is too long: is a quotation mark or a > missing?"), path=path)


def canonical_term(text: str) -> str:
    """The single Turtle term in `text`, as an object may be written, in canonical N-Triples.

    Raises ValueError for any other text. https://www.w3.org/TR/turtle/#grammar-production-object
    """
    try:
        check_triple_nesting(text.encode(), Path())
        (quad,) = pyoxigraph.parse(f"<x:s> <x:p> {text} .", TURTLE.rdf, base_iri="x:")
    except (SyntaxError, GraphSyntaxError) as error:
        raise ValueError(f"not a term as Turtle writes it: {text}") from error
    return str(quad.object)


def own_base(path: Path) -> str:
    """The base IRI of a file of no project: its name, without the folders of this machine."""
    return file_iri(PurePath(path.name))


def read_content(path: Path) -> bytes:
    """A file in UTF-8 without its byte order mark; raises GraphSyntaxError and ProjectError."""
    content = read_bytes(path)
    check_encoding(content, path)
    return content


def read_bytes(path: Path) -> bytes:
    """A file without its byte order mark; raises ProjectError if it cannot be read."""
    try:
        return path.read_bytes().removeprefix(codecs.BOM_UTF8)
    except OSError as error:
        raise ProjectError(f"{path}: {error.strerror}") from error


@contextmanager
def opened(path: Path, progress: Progress = SILENT) -> Iterator[BufferedReader]:
    """A file, after its byte order mark; raises ProjectError if it cannot be read."""
    try:
        with FileIO(path) as source, ReportingReader(source, progress) as file:
            if file.read(len(codecs.BOM_UTF8)) != codecs.BOM_UTF8:
                file.seek(0)
            yield file
    except OSError as error:
        raise ProjectError(f"{path}: {error.strerror}") from error


def _check_text(path: Path) -> None:
    """Raises GraphSyntaxError for bytes that are not UTF-8, and for deep nesting."""
    triple_terms = 0
    with opened(path) as file:
        try:
            for lines in file_parts(file):
                lines.decode("utf-8")
                triple_terms += lines.count(b"<<")
        except UnicodeDecodeError:
            check_encoding(read_bytes(path), path)
    if triple_terms > DEEPEST:
        check_triple_nesting(read_bytes(path), path)


def check_encoding(content: bytes, path: Path) -> None:
    """Raises GraphSyntaxError for a byte that is not UTF-8: the parsers ignore it in comments."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        byte = f"0x{content[error.start]:02x}"
        reason = msg("the byte {byte} is not UTF-8; save the file as UTF-8", byte=byte)
        raise refused_at(error.start, content, path, reason) from error


def _rdfxml_fault(content: bytes, message: str, path: Path) -> tuple[int, int] | tuple[None, None]:
    """Line and column of an RDF/XML error that the strict parser reports without a location."""
    from schlaglicht.rdf.locations.rdfxml import read_rdfxml_places
    from schlaglicht.rdf.reading.xml import entity_without_value

    source = SourceText(path, content.decode("utf-8"))
    is_entity = message.startswith("<!ENTITY")
    start = entity_without_value(source.text) if is_entity else _quoted(message, source.text)
    if start is not None:
        return _place_at(start, content, path)
    try:
        read_rdfxml_places(source, base=own_base(path))
    except SyntaxError as error:
        if error.lineno is not None and error.offset is not None:
            return error.lineno, error.offset
    return None, None


def _place_at(start: int | None, content: bytes, path: Path) -> tuple[int, int] | tuple[None, None]:
    """Line and column of an index in the text of a file."""
    if start is None:
        return None, None
    place = SourceText(path, content.decode("utf-8")).extent(start, start)
    return place.line, place.column


def _quoted(message: str, text: str) -> int | None:
    """Index of the text that the parser quotes; it stopped at the first one."""
    from xml.sax.saxutils import escape

    if quoted := re.search(r"IRI '(.+)': Invalid", message, re.DOTALL):
        start = text.find(f'"{escape(quoted[1])}"')
        return start + 1 if start >= 0 else None
    if quoted := re.search(r"language tag '(.*)': ", message, re.DOTALL):
        tag = re.escape(escape(quoted[1]))
        written = rf"""\bxml:lang\s*=\s*(?:"{tag}"|'{tag}')"""
        found = re.search(written, _NO_MARKUP.sub(lambda part: " " * len(part[0]), text))
        return found.start() if found else None
    return None


def _remote_context(content: bytes, path: Path) -> GraphSyntaxError:
    """The error for a file with a remote context, with its location."""
    reason = msg("a remote context: nothing is fetched; write the context itself into the file")
    if found := _CONTEXT_BY_IRI.search(content):
        return refused_at(found.end() - 1, content, path, reason)
    return GraphSyntaxError(reason, path=path)


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
    return _by_tag(path, content, {tag.lower(): tag for tag in sorted(tags, reverse=True)})


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


def _by_tag(path: Path, content: bytes | None, spelled: Mapping[bytes, bytes]) -> Mapping[str, str]:
    lines, _ = read_lines_and_prefixes(path, content=content)
    return {
        match[0].decode(): (match[0][: -len(match[1])] + spelled[match[1]]).decode()
        for line in lines
        for match in _TAGGED.finditer(line)
        if match[1] in spelled
    }
