"""RDF/XML before the strict parser reads it, and what is wrong with it.

Entities are bounded. What the parser would pass over or change is refused or rewritten: its texts
are put in one piece, its literals of XML made canonical, and each attribute has a meaning where it
stands. https://www.w3.org/TR/rdf-syntax-grammar/
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import suppress
from enum import Enum, auto
from functools import cached_property
from itertools import count
from pathlib import Path
from xml.etree.ElementTree import C14NWriterTarget
from xml.parsers import expat
from xml.sax.saxutils import escape

from schlaglicht.errors import GraphSyntaxError
from schlaglicht.ground.bounded_process import scaled
from schlaglicht.i18n import Message, msg
from schlaglicht.rdf.reading.bounds import DEEPEST, TOO_DEEP, refused_at

LONGEST = 16 * 2**10
"""Bytes that one entity may stand for; those of ontologies stand for namespaces."""

MOST = 16 * 2**20
"""Bytes that all references to entities may stand for, beyond ten times the size of the file."""

_TOO_MUCH = msg("the entities stand for too much text; write out what they stand for")
_MALFORMED = msg('an entity is declared as <!ENTITY name "value">')

_DECLARATION = re.compile(
    rb"""<!ENTITY[ \t\r\n]+(?:%[ \t\r\n]+)?([^\s<>"'%;&]+)[ \t\r\n]+"""
    rb"""(?:"([^"<]*)"|'([^'<]*)'|[SP])"""
)
_REFERENCE = re.compile(rb"&([^;&<]+);")


def check_entities(content: bytes, path: Path) -> None:
    """Raises GraphSyntaxError where the entities of an XML text stand for too much.

    Every declaration counts, in whatever place: the strict parser is more lenient than XML is, and
    replaces the references in one before it reads the next.
    """
    first = content.find(b"<!ENTITY")
    if first < 0 or b"<!doctype" not in content[:first].lower():
        return
    lengths: dict[bytes, int] = {}
    for start in (found.start() for found in re.finditer(rb"<!ENTITY", content)):
        found = _DECLARATION.match(content, start)
        if found is None:
            raise refused_at(start, content, path, _MALFORMED)
        length = _length(found[2] or found[3] or b"", lengths)
        lengths[found[1]] = max(length, lengths.get(found[1], 0))
        if lengths[found[1]] > scaled(LONGEST):
            raise refused_at(found.start(1), content, path, _TOO_MUCH)
    if _length(content, lengths) > scaled(MOST + 10 * len(content)):
        used = next(one for one in _REFERENCE.finditer(content) if one[1] in lengths)
        raise refused_at(used.start(), content, path, _TOO_MUCH)


def _length(text: bytes, lengths: dict[bytes, int]) -> int:
    """The length of a text whose references are replaced."""
    used = Counter(found[1] for found in _REFERENCE.finditer(text))
    return len(text) + sum(lengths.get(name, 0) * number for name, number in used.items())


_NOT_IN_QUOTES = re.compile(r"<!ENTITY\s+(?:%\s+)?[^\s\"']+\s+(?!\")")
"""A declaration of an entity whose value is not in double quotes: of another file, for instance."""


def entity_without_value(text: str) -> int | None:
    """The index of the first declaration of an entity that the strict parser does not read."""
    found = _NOT_IN_QUOTES.search(text)
    return found.start() if found else None


def check_well_formed(content: bytes, path: Path) -> None:
    """Raises GraphSyntaxError for what is not XML, though the strict parser takes it."""
    parser = expat.ParserCreate("UTF-8")
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        reason = msg("this is not XML: {reason}", reason=expat.ErrorString(error.code))
        line, column = error.lineno, error.offset + 1
        raise GraphSyntaxError(reason, path=path, line=line, column=column) from error


_PART = re.compile(rb"<!--.*?-->|<!\[CDATA\[(.*?)\]\]>|<\?.*?\?>", re.DOTALL)
_RUN = re.compile(
    rb"(?<=>)([^<]*+(?:(?><!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>)[^<]*+)++)(</?[^\s<>/!?]+)?",
    re.DOTALL,
)
"""What stands between two tags with such a part among it, and the beginning of the second tag."""


def with_whole_texts(content: bytes) -> bytes:
    """The same document with its texts in one piece, each tag in the line that it was in."""
    if not any(content.find(part, 1) >= 0 for part in (b"<![CDATA[", b"<!--", b"<?")):
        return content
    return _RUN.sub(_joined, content)


def _joined(run: re.Match[bytes]) -> bytes:
    between, tag = run[1], run[2] or b""
    text = _PART.sub(_text_of, between)
    if not text.strip() and b"<![CDATA[" not in between:
        return run[0]
    return text + tag + b"\n" * (between.count(b"\n") - text.count(b"\n"))


def _text_of(part: re.Match[bytes]) -> bytes:
    return (part[1] or b"").replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;")


_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_XML = "http://www.w3.org/XML/1998/namespace"
_WRAPPER = "urn:x-schlaglicht"
"""Namespace of the element around a literal while it is written."""
_TAG = re.compile(rb"""<([^\s/>]+)((?:[^"'>]|"[^"]*"|'[^']*')*?)(/?)>""")
_ATTRIBUTE = re.compile(rb"""([^\s=<>/"']+)(\s*=\s*)("[^"]*"|'[^']*')""")
NO_LANGUAGE = "x-no-lang"
"""What the parser reads where xml:lang="" ends a language, which it takes for a fault."""
_PARSE_TYPE = re.compile(rb"""([^\s=<>/"']+):parseType(\s*=\s*)(?:"[^"]*"|'[^']*')""")

_Edit = tuple[int, int, bytes]


class _Role(Enum):
    """The place of an element in the grammar, given by its children."""

    DOCUMENT = auto()
    RDF = auto()
    NODE = auto()
    PROPERTY = auto()
    COLLECTION = auto()
    LITERAL = auto()


_ONLY_OF_PROPERTIES = ("resource", "datatype", "parseType")


def read_completely(content: bytes, path: Path) -> bytes:
    """The same document, each tag in its line, without anything that the parser drops.

    Raises GraphSyntaxError where the grammar does not allow what it would drop. Stops where the
    XML is not well-formed, which the parser reports.
    """
    reader = _Reader(content, path)
    with suppress(expat.ExpatError):
        reader.read()
    parts, at = [], 0
    for start, end, text in reader.edits:
        parts += [content[at:start], text]
        at = end
    return b"".join([*parts, content[at:]])


_HARMLESS = (
    f"{_RDF}version",
    "http://www.w3.org/2001/XMLSchema-instance",
    "http://www.w3.org/2005/11/its",
)
"""Attributes of rdf:RDF that say nothing about a thing: versions, and where a schema lies."""


class _Reader:
    """Follows the elements of a document, and notes what has to be rewritten."""

    def __init__(self, content: bytes, path: Path) -> None:
        self.edits: list[_Edit] = []
        self._content = content
        self._path = path
        self._roles = [_Role.DOCUMENT]
        self._prefixes: list[tuple[str, str]] = []
        self._literal: C14NWriterTarget | None = None
        self._written: list[str] = []
        self._depth = 0
        self._opened: re.Match[bytes] | None = None
        self._labels = count()
        self._names: dict[str, str] = {}
        self._parser = parser = expat.ParserCreate("UTF-8", " ")
        parser.namespace_prefixes = True
        parser.StartNamespaceDeclHandler = self._declare
        parser.EndNamespaceDeclHandler = lambda _: self._prefixes.pop()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end

    def read(self) -> None:
        self._parser.Parse(self._content, True)

    def _declare(self, prefix: str | None, iri: str | None) -> None:
        self._prefixes.append((prefix or "", iri or ""))
        if self._literal is not None:
            self._literal.start_ns(prefix or "", iri or "")

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        if self._literal is not None:
            self._depth += 1
            self._check_depth(self._depth)
            self._literal.start(_braced(name), {_braced(k): v for k, v in attributes.items()})
            return
        self._check_depth(len(self._roles))
        if " " not in name:
            raise self._refused(msg("this element has no namespace; RDF/XML demands one"))
        own = {self._named(key): value for key, value in attributes.items()}
        parent, tag = self._roles[-1], _full(name)
        if parent is _Role.DOCUMENT and tag == f"{_RDF}RDF":
            self._refuse_any([key for key in own if not key.startswith(_HARMLESS)], (), _OUTSIDE)
            self._roles.append(_Role.RDF)
        elif parent is _Role.NODE:
            self._roles.append(self._property(own, attributes))
        else:
            self._refuse_any(own, _ONLY_OF_PROPERTIES, _OF_PROPERTY)
            self._refuse_any(own, ("bagID",), _GONE)
            self._roles.append(_Role.NODE)
        if own.get(f"{_XML}lang") == "" and self._literal is None:
            opened = self._tag()
            self.edits.append((*opened.span(2), _with_language(opened[2])))

    def _end(self, name: str) -> None:
        if self._literal is None:
            self._roles.pop()
        elif self._depth:
            self._depth -= 1
            self._literal.end(_braced(name))
        else:
            self._close_literal()
            self._roles.pop()

    def _property(self, own: Mapping[str, str], prefixed: Iterable[str]) -> _Role:
        """The role of a property element with these attributes."""
        self._refuse_any(own, ("about",), _OF_NODE)
        self._refuse_any(own, ("bagID",), _GONE)
        names = [key for key in own if not key.startswith(_XML)]
        kind = own.get(f"{_RDF}parseType")
        if kind is not None:
            other = [key for key in names if key not in (f"{_RDF}parseType", f"{_RDF}ID")]
            if other:
                raise self._refused(_BESIDE.filled(one=_short(other[0]), other="rdf:parseType"))
            if kind in ("Resource", "Collection"):
                return _Role.NODE if kind == "Resource" else _Role.COLLECTION
            if kind == "Triple":
                raise self._refused(_TRIPLE)
            self._open_literal()
            return _Role.LITERAL
        others = [key for key in names if key not in (f"{_RDF}ID", f"{_RDF}datatype")]
        if f"{_RDF}datatype" in own and others:
            raise self._refused(_BESIDE.filled(one="rdf:datatype", other=_short(others[0])))
        if others == [f"{_RDF}type"]:
            self._name_object(prefixed)
        return _Role.PROPERTY

    def _open_literal(self) -> None:
        self._written, self._depth = [], 0
        self._opened = self._tag()
        if not _PARSE_TYPE.search(self._opened[2]):
            raise self._refused(_DEFAULT)
        self._literal = target = C14NWriterTarget(self._written.append, with_comments=True)
        target.start_ns("x-schlaglicht", _WRAPPER)
        for prefix, iri in self._prefixes:
            target.start_ns(prefix, iri)
        target.start(f"{{{_WRAPPER}}}x", {})
        parser = self._parser
        parser.CharacterDataHandler = target.data
        parser.CommentHandler = target.comment
        parser.ProcessingInstructionHandler = target.pi

    def _close_literal(self) -> None:
        """Has the parser read the literal as a text with a datatype."""
        assert self._literal is not None
        assert self._opened is not None
        parser, opened = self._parser, self._opened
        self._literal.end(f"{{{_WRAPPER}}}x")
        self._literal = None
        parser.CharacterDataHandler = parser.CommentHandler = None
        parser.ProcessingInstructionHandler = None
        text = "".join(self._written).partition(">")[2].rpartition("<")[0]
        start, end = opened.span()
        if not opened[3]:
            end = self._content.index(b">", parser.CurrentByteIndex) + 1
        name, attributes = opened[1], _PARSE_TYPE.sub(_as_datatype, _with_language(opened[2]))
        written = b"<" + name + attributes + b">" + escape(text, {"\r": "&#13;"}).encode()
        lines = self._content.count(b"\n", start, end) - written.count(b"\n")
        self.edits.append((start, end, written + b"</" + name + b"\n" * lines + b">"))

    def _name_object(self, prefixed: Iterable[str]) -> None:
        """Names the object of a property that has only rdf:type, which is passed over otherwise."""
        tag = self._tag()
        prefix = next(key.split(" ")[2] for key in prefixed if _full(key) == f"{_RDF}type")
        name = f' {prefix}:nodeID="{self._stem}-{next(self._labels)}"'
        self.edits.append((tag.end(1), tag.end(1), name.encode()))

    @cached_property
    def _stem(self) -> str:
        """The beginning of labels that the document does not have."""
        stem = "schlaglicht"
        while stem.encode() in self._content:
            stem += "x"
        return stem

    def _tag(self) -> re.Match[bytes]:
        """The start tag that has just been read."""
        tag = _TAG.match(self._content, self._parser.CurrentByteIndex)
        if tag is None:  # it comes from an entity
            raise self._refused(msg("an element is not written out here, but stands for an entity"))
        return tag

    def _check_depth(self, elements: int) -> None:
        """Refuses deep nesting, over which the parser takes long; a thing is in two elements."""
        if elements > 2 * DEEPEST:
            raise self._refused(TOO_DEEP)

    def _named(self, key: str) -> str:
        """The IRI of an attribute; one without a namespace, or that is passed over, is refused."""
        if key not in self._names:
            self._check_name(key)
            self._names[key] = _full(key)
        return self._names[key]

    def _check_name(self, key: str) -> None:
        iri, _, rest = key.partition(" ")
        if not rest:
            reason = msg("the attribute {name} has no namespace; RDF/XML demands one", name=key)
            raise self._refused(reason)
        prefix = rest.partition(" ")[2]
        if prefix.lower().startswith("xml") and iri != _XML:
            reason = msg(
                "the prefix {prefix}: begins with xml, which is for XML itself", prefix=prefix
            )
            raise self._refused(reason)

    def _refuse_any(self, own: Iterable[str], names: tuple[str, ...], reason: Message) -> None:
        """Refuses attributes of RDF with these names; any attribute if there are none."""
        for key in own:
            named = key.removeprefix(_RDF) in names if names else not key.startswith(_XML)
            if named and (key.startswith(_RDF) or not names):
                raise self._refused(reason.filled(name=_short(key)))

    def _refused(self, reason: Message) -> GraphSyntaxError:
        line, column = self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1
        return GraphSyntaxError(reason, path=self._path, line=line, column=column)


_OUTSIDE = msg("{name} does not belong to rdf:RDF, but to what is in it")
_OF_PROPERTY = msg("{name} belongs to a predicate; a thing is named by rdf:about")
_OF_NODE = msg("{name} belongs to a thing; a predicate refers to one by rdf:resource")
_TRIPLE = msg("this belongs to RDF 1.2, which is not read in RDF/XML; Turtle can say it")
_DEFAULT = msg("rdf:parseType is not written out here, but comes from the document type")
_GONE = msg("{name} is no longer part of RDF/XML")
_BESIDE = msg("{one} and {other} exclude each other")


def _full(name: str) -> str:
    """The IRI of a name as the parser gives it: namespace, local name, prefix."""
    return "".join(name.split(" ")[:2])


def _braced(name: str) -> str:
    parts = name.split(" ")
    return f"{{{parts[0]}}}{parts[1]}" if len(parts) > 1 else name


def _short(iri: str) -> str:
    return f"rdf:{iri.removeprefix(_RDF)}" if iri.startswith(_RDF) else iri


def _with_language(attributes: bytes) -> bytes:
    """The attributes of a tag, with NO_LANGUAGE where they name none."""

    def named(found: re.Match[bytes]) -> bytes:
        is_none = found[1] == b"xml:lang" and len(found[3]) == len(b'""')
        return found[1] + found[2] + b'"%s"' % NO_LANGUAGE.encode() if is_none else found[0]

    return _ATTRIBUTE.sub(named, attributes)


def _as_datatype(found: re.Match[bytes]) -> bytes:
    return found[1] + b":datatype" + found[2] + f'"{_RDF}XMLLiteral"'.encode()
