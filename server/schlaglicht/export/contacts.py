"""Organizations and people as vCard 4.0: https://www.rfc-editor.org/rfc/rfc6350."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rdflib import RDF, Literal, URIRef
from rdflib.term import Node

from schlaglicht.export.calendar import NAMESPACES, Readers
from schlaglicht.index import Index

_KINDS = {
    "org": ("Organization", "GovernmentOrganization", "Corporation", "NGO"),
    "individual": ("Person",),
}
_OTHER_KINDS = {
    "http://xmlns.com/foaf/0.1/Organization": "org",
    "http://www.w3.org/ns/org#Organization": "org",
    "http://xmlns.com/foaf/0.1/Person": "individual",
}
_TEXTS = {"email": "EMAIL", "jobTitle": "TITLE", "alternateName": "NICKNAME"}
_LONGEST_LINE = 75
"""Bytes of a line, https://www.rfc-editor.org/rfc/rfc6350#section-3.2."""


def contact_kind(index: Index, iri: URIRef) -> str | None:
    """`org` or `individual`; None for what is neither."""
    types = {str(s.object) for s in index.statements_of(iri) if s.predicate == RDF.type}
    for kind, names in _KINDS.items():
        if types & {namespace + name for namespace in NAMESPACES for name in names}:
            return kind
    return next((_OTHER_KINDS[type_] for type_ in sorted(types) if type_ in _OTHER_KINDS), None)


def write_contact(index: Index, iri: URIRef, kind: str, readers: Readers) -> bytes:
    """The card of one organization or person, in UTF-8."""
    lines = ["BEGIN:VCARD", "VERSION:4.0", *_properties(index, iri, kind, readers), "END:VCARD"]
    return "".join(_folded(line) + "\r\n" for line in lines).encode()


def _properties(index: Index, iri: URIRef, kind: str, readers: Readers) -> Iterator[str]:
    label = index.label(iri, (readers.language, "en", "de")) or (str(iri), None)
    tag = f";LANGUAGE={label[1]}" if label[1] else ""
    yield f"KIND:{kind}"
    yield f"UID;VALUE=uri:{_uri(str(iri))}"
    yield f"FN{tag}:{_text(label[0])}"
    if kind == "org":
        yield f"ORG{tag}:{_text(label[0])}"
    yield f"SOURCE:{_uri(readers.page_of(str(iri)))}"
    for statement in index.statements_of(iri):
        yield from _property(str(statement.predicate), statement.object, label[0])


def _property(predicate: str, value: Node, label: str) -> Iterator[str]:
    name = predicate.rpartition("/")[2]
    if not predicate.startswith(NAMESPACES) or str(value) == label:
        return
    if name in _TEXTS and isinstance(value, Literal):
        yield f"{_TEXTS[name]}:{_text(str(value))}"
    elif name == "telephone" and isinstance(value, Literal):
        yield f"TEL;VALUE=text:{_text(str(value))}"
    elif name == "url" and re.match(r"https?://", str(value)):
        yield f"URL:{_uri(str(value))}"


def _text(text: str) -> str:
    """https://www.rfc-editor.org/rfc/rfc6350#section-3.4."""
    escaped = re.sub(r"[\\,;]", lambda found: "\\" + found[0], text)
    return re.sub(r"[\x00-\x1f\x7f]", " ", re.sub(r"\r\n|\r|\n", r"\\n", escaped))


def _uri(iri: str) -> str:
    """An IRI in which nothing can end the line."""
    return re.sub(r"[\x00-\x20\x7f]", lambda found: f"%{ord(found[0]):02X}", iri)


def _folded(line: str) -> str:
    """Lines of at most 75 bytes, no character divided."""
    parts, size = [""], 0
    for character in line:
        width = len(character.encode())
        if size + width > _LONGEST_LINE:
            parts.append(" ")
            size = 1
        parts[-1] += character
        size += width
    return "\r\n".join(parts)
