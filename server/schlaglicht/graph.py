"""Files to graphs. A strict parser judges syntax; its errors name file, line and column."""

from __future__ import annotations

import codecs
import logging
import re
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import quote

import pyoxigraph

from schlaglicht.errors import GraphSyntaxError, ProjectError
from schlaglicht.formats import (
    JSONLD,
    NQUADS,
    NTRIPLES,
    RDFXML,
    TRIG,
    TURTLE,
    Format,
    graph_format_of,
)

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

    from schlaglicht.positions import Positions

    _Blanks: TypeAlias = dict[str, Node]

_SYNTAXES = {TURTLE: "turtle", NTRIPLES: "ntriples", TRIG: "trig", NQUADS: "nquads"}
"""The formats whose reader tells where each triple stands, and that reader's name for them."""

_PARSER_PLACE = re.compile(r"Parser error at line .*?: ")
"""What pyoxigraph puts before a reason whose place it knows."""

_TAG_WITH_CAPITAL = re.compile(rb"""["']@[A-Za-z0-9-]*[A-Z]""")

_NOT_IN_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""A carriage return could be carried, but no parser keeps one as it is."""

_CONTEXT_BY_IRI = re.compile(r'"@(?:context|import)"\s*:\s*(?:\[\s*)?"')

_XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"


@dataclass(frozen=True)
class LoadedGraph:
    """The triples of some files in a plain memory graph, and where each of them stands.

    Literals keep their lexical form; a literal of type xsd:string is a plain one, as in RDF 1.1.
    The triples of named graphs are in the one graph too.
    """

    graph: Graph
    positions: Positions

    @cached_property
    def iris(self) -> frozenset[str]:
        """Every IRI that the triples name, those of datatypes included."""
        from rdflib import Literal, URIRef

        terms = {term for triple in self.graph for term in triple}
        datatypes = {t.datatype for t in terms if isinstance(t, Literal) and t.datatype is not None}
        return frozenset(str(term) for term in terms | datatypes if isinstance(term, URIRef))


def load(paths: Sequence[Path], *, base: str | None = None) -> LoadedGraph:
    """The graph of `paths`, judged by the strict parser of each file's format.

    Raises GraphSyntaxError for the first file that is not valid, ProjectError when one cannot
    be read.
    """
    return join(load_file(path, base=base) for path in paths)


def join(parts: Iterable[LoadedGraph]) -> LoadedGraph:
    """The union of `parts`; the places of earlier parts come first."""
    from schlaglicht.memory import add_triples, new_graph
    from schlaglicht.positions import Positions

    whole = LoadedGraph(new_graph(), Positions())
    for part in parts:
        add_triples(whole.graph, part.positions)
        for prefix, namespace in part.graph.namespaces():
            whole.graph.bind(prefix, namespace, override=False)
        whole.positions.update(part.positions)
    return whole


def load_file(path: Path, *, base: str | None = None) -> LoadedGraph:
    """The graph of one file and the places of its triples, as `load` promises."""
    syntax = _SYNTAXES.get(graph_format_of(path))
    with quiet_rdflib():
        if syntax is not None and (deferred := _with_deferred_places(path, syntax, base)):
            return deferred
        quads = list(read_quads(path, base=base))
        if syntax is not None:
            try:
                return _with_places(path, syntax, base)
            except SyntaxError as error:
                if any(_is_beyond_rdf11(quad.object) for quad in quads):
                    raise _rdf12_error(path, error.lineno, error.offset) from error
        if any(_is_beyond_rdf11(quad.object) for quad in quads):
            raise _rdf12_error(path, None, None)
        loaded = _from_quads(quads, path)
        if graph_format_of(path) is RDFXML:
            return _with_rdfxml_places(loaded, path, base)
        if graph_format_of(path) is JSONLD:
            return _with_jsonld_places(loaded, quads, path, base)
        return loaded


def load_statements(
    path: Path,
) -> tuple[LoadedGraph, list[tuple[Node, Node, Node, Node | None]]]:
    """The graph of a file, its statements in reading order and the names of their graphs.

    A name is None in the default graph. Of the places only the file is known. Raises like `load`.
    """
    quads = list(read_quads(path))
    blanks: _Blanks = {}
    triples = list(_triples(quads, blanks))
    names = [
        None
        if isinstance(quad.graph_name, pyoxigraph.DefaultGraph)
        else _node(quad.graph_name, blanks)
        for quad in quads
    ]
    return _stated_in(triples, path), [(*t, name) for t, name in zip(triples, names, strict=True)]


def read_quads(path: Path, *, base: str | None = None) -> Iterator[pyoxigraph.Quad]:
    """The quads of a file, as the strict parser of its format reads them.

    Relative IRIs resolve against `base`, else against `file:///` and the file's name. A byte
    order mark is passed over. Nothing is fetched: a JSON-LD file that names a remote
    context is an error. Raises GraphSyntaxError with line and column (from 1), ProjectError
    when the file cannot be read.
    """
    content = _read_bytes(path)
    _check_encoding(content, path)
    yield from _quads_of(content, path, base)


def _quads_of(content: bytes, path: Path, base: str | None) -> Iterator[pyoxigraph.Quad]:
    graph_format = graph_format_of(path)
    try:
        yield from pyoxigraph.parse(content, graph_format.rdf, base_iri=base or _own_base(path))
    except SyntaxError as error:
        reason = " ".join(_PARSER_PLACE.sub("", str(error.msg)).split())
        line, column = error.lineno, error.offset
        if line is None and graph_format is RDFXML:
            line, column = _rdfxml_fault(content, str(error.msg), path)
        if graph_format is JSONLD and "remote context" in reason:
            reason, line, column = _remote_context(content, path)
        raise GraphSyntaxError(reason, path=path, line=line, column=column) from error


def transcode(
    nquads: Path, graph_format: Format, target: Path, prefixes: Mapping[str, str]
) -> None:
    """Writes what `nquads` holds in another format, quad by quad, so that memory stays bounded.

    A format of triples gets the default graph. Language tags are in lower case. Raises ProjectError
    for what the format cannot carry.
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


def tags_as_written(path: Path) -> Mapping[str, str]:
    """The literals of a file whose language tags have capitals, in N-Triples: from lower case.

    Only formats whose reader keeps a tag as it is have any.
    """
    syntax = _SYNTAXES.get(graph_format_of(path))
    if syntax is None or not _TAG_WITH_CAPITAL.search(_read_bytes(path)):
        return {}
    with quiet_rdflib():
        graph = _with_places(path, syntax, None).graph
    texts = {(str(o), tag) for o in graph.objects() if (tag := getattr(o, "language", None))}
    plain = {(value, tag): str(pyoxigraph.Literal(value, language=tag)) for value, tag in texts}
    return {
        text: f"{text[: -len(tag)]}{tag}"
        for (_, tag), text in sorted(plain.items(), reverse=True)
        if not text.endswith(f"@{tag}")
    }


def _carried_by_xml(quad: pyoxigraph.Quad) -> pyoxigraph.Quad:
    """https://www.w3.org/TR/xml/#charsets."""
    if isinstance(quad.object, pyoxigraph.Literal) and _NOT_IN_XML.search(quad.object.value):
        raise ProjectError("XML cannot carry the control characters of a literal")
    return quad


@contextmanager
def quiet_rdflib() -> Iterator[None]:
    """Keeps rdflib from logging and warning of each ill-typed literal; checks report those."""

    def refuse(record: logging.LogRecord) -> bool:
        return record.levelno > logging.WARNING

    logger = logging.getLogger("rdflib.term")
    logger.addFilter(refuse)
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Parsing weird boolean", UserWarning)
            warnings.filterwarnings("ignore", "Serializing weird numerical", UserWarning)
            yield
    finally:
        logger.removeFilter(refuse)


def _own_base(path: Path) -> str:
    """What relative IRIs of a file resolve against: its name, not the folders of this machine."""
    return f"file:///{quote(path.name)}"


def _read_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes().removeprefix(codecs.BOM_UTF8)
    except OSError as error:
        raise ProjectError(f"{path}: {error.strerror}") from error


def _check_encoding(content: bytes, path: Path) -> None:
    """Raises GraphSyntaxError for a byte that is not UTF-8: the parsers overlook it in comments."""
    from schlaglicht.positions import SourceText

    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        before = SourceText(path, content[: error.start].decode("utf-8"))
        place = before.extent(len(before.text), len(before.text))
        reason = f"the byte 0x{content[error.start]:02x} is not UTF-8; save the file as UTF-8"
        raise GraphSyntaxError(reason, path=path, line=place.line, column=place.column) from error


def _with_places(path: Path, syntax: str, base: str | None) -> LoadedGraph:
    from schlaglicht.positions import SourceText, read_places

    source = SourceText(path, _read_bytes(path).decode("utf-8"))
    graph, positions = read_places(source, syntax=syntax, base=base or _own_base(path))
    return LoadedGraph(graph, positions)


def _with_deferred_places(path: Path, syntax: str, base: str | None) -> LoadedGraph | None:
    """The graph as the strict parser reads it; None where places have to be read with it."""
    from schlaglicht.memory import graph_of
    from schlaglicht.positions import SourceText, defer_places

    content = _read_bytes(path)
    _check_encoding(content, path)
    triples = (quad.triple for quad in _quads_of(content, path, base))
    lines = (pyoxigraph.serialize(triples, format=NTRIPLES.rdf) or b"").decode()
    source = SourceText(path, content.decode())
    read = defer_places(source, lines, syntax=syntax, base=base or _own_base(path))
    if read is None:
        return None
    graph = graph_of(read[0])
    for declared in read[1].prefixes:
        graph.bind(declared.prefix, declared.namespace, replace=True)
    return LoadedGraph(graph, read[1])


def _is_beyond_rdf11(term: object) -> bool:
    if isinstance(term, pyoxigraph.Literal):
        return term.direction is not None
    return isinstance(term, pyoxigraph.Triple)


def _rdf12_error(path: Path, line: int | None, column: int | None) -> GraphSyntaxError:
    reason = "this is RDF 1.2 (a triple term or a base direction); only RDF 1.1 is read here"
    return GraphSyntaxError(reason, path=path, line=line, column=column)


def _with_rdfxml_places(judged: LoadedGraph, path: Path, base: str | None) -> LoadedGraph:
    """The same triples with their places, where a second reader finds the very same ones.

    Where it differs, over XML literals or parsers' freedoms, only the file is known.
    """
    from schlaglicht.positions import XmlText
    from schlaglicht.positions.rdfxml import read_rdfxml_places

    source = XmlText(path, _read_bytes(path).decode("utf-8"))
    try:
        graph, positions = read_rdfxml_places(source, base=base or _own_base(path))
    except SyntaxError:
        return judged
    same = _without_labels(graph) == _without_labels(judged.graph)
    return LoadedGraph(graph, positions) if same else judged


def _with_jsonld_places(
    judged: LoadedGraph, quads: Sequence[pyoxigraph.Quad], path: Path, base: str | None
) -> LoadedGraph:
    """The same triples with their places, where the text can be marked without becoming another.

    Else only the file is known.
    """
    from schlaglicht.memory import new_graph
    from schlaglicht.positions import SourceText
    from schlaglicht.positions.jsonld import MarkedJson

    source = SourceText(path, _read_bytes(path).decode("utf-8"))
    try:
        marked = MarkedJson(source)
        read = list(pyoxigraph.parse(marked.text, JSONLD.rdf, base_iri=base or _own_base(path)))
    except (SyntaxError, ValueError, RecursionError):
        return judged
    triples = list(_triples(quads))
    told = [(q.subject.value, q.predicate.value, q.object.value) for q in read]
    positions = marked.positions(triples, told)
    if positions is None:
        return judged
    graph = new_graph()
    for triple in triples:
        graph.add(triple)
    return LoadedGraph(graph, positions)


def _without_labels(graph: Graph) -> Counter[tuple[object, ...]]:
    """The triples of a graph, blank nodes not told apart, nor the ends of lines in literals.

    XML reads CRLF as LF; the strict parser leaves it as it is.
    """
    return Counter(tuple(_told(term) for term in triple) for triple in graph)


def _told(term: Node) -> object:
    from rdflib import BNode, Literal

    if isinstance(term, BNode):
        return "[]"
    if isinstance(term, Literal):
        text = str(term).replace("\r\n", "\n").replace("\r", "\n")
        return text, term.datatype, (term.language or "").lower()
    return term


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
        read_rdfxml_places(source, base=_own_base(path))
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


def _from_quads(quads: Sequence[pyoxigraph.Quad], path: Path) -> LoadedGraph:
    """The graph of what the strict parser read, for formats that keep no places."""
    return _stated_in(_triples(quads), path)


def _stated_in(triples: Iterable[tuple[Node, Node, Node]], path: Path) -> LoadedGraph:
    from schlaglicht.memory import new_graph
    from schlaglicht.positions import Positions

    loaded = LoadedGraph(new_graph(), Positions())
    for triple in triples:
        loaded.graph.add(triple)
        loaded.positions.record_file(triple, path)
    return loaded


def _triples(
    quads: Iterable[pyoxigraph.Quad], blanks: _Blanks | None = None
) -> Iterator[tuple[Node, Node, Node]]:
    blanks = {} if blanks is None else blanks
    for quad in quads:
        yield (
            _node(quad.subject, blanks),
            _node(quad.predicate, blanks),
            _node(quad.object, blanks),
        )


def _node(
    term: pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Literal | pyoxigraph.Triple,
    blanks: _Blanks,
) -> Node:
    from rdflib import BNode, Literal, URIRef

    if isinstance(term, pyoxigraph.NamedNode):
        return URIRef(term.value)
    if isinstance(term, pyoxigraph.BlankNode):
        return blanks.setdefault(term.value, BNode())
    if not isinstance(term, pyoxigraph.Literal):
        raise TypeError(f"not a term of RDF 1.1: {term}")
    plain = term.language is not None or term.datatype.value == _XSD_STRING
    datatype = None if plain else URIRef(term.datatype.value)
    return Literal(term.value, lang=term.language, datatype=datatype, normalize=False)
