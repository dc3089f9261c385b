"""Terms of well-known vocabularies, read from the Turtle files of this room."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from rdflib import RDF, RDFS, Namespace, URIRef

from schlaglicht.i18n import Text
from schlaglicht.rdf.reading.parse import read_quads
from schlaglicht.rdf.well_known_prefixes import WELL_KNOWN
from schlaglicht.vocab import SCHEMA, SCHEMA_HTTP, SH

GROUPS = Namespace("https://w3id.org/schlaglicht/groups/")
"""The groups of properties that pages know: `groups.ttl`."""

LAST = float("inf")
"""The order of what has none."""

_FOLDER = Path(__file__).parent

_AUTHORITY = "http://publications.europa.eu/resource/authority/"
_CODE = re.compile(r"https?://publications\.europa\.eu/resource/authority/([a-z-]+)/([A-Z0-9_]+)")

_MEMBER = re.compile(rf"{re.escape(str(RDF))}_([1-9][0-9]{{0,8}})")


@dataclass(frozen=True)
class KnownTerm:
    """A class or property and its texts; classes have neither group nor order."""

    labels: tuple[Text, ...]
    descriptions: tuple[Text, ...]
    group: str | None = None
    order: float = LAST


@dataclass(frozen=True)
class PropertyGroup:
    """A group of properties: its order among the groups and its names."""

    order: float
    names: tuple[Text, ...]


def known_term(iri: str) -> KnownTerm | None:
    """The term of a well-known vocabulary; those of schema.org by http and https alike.

    A term may stand one step below the namespace: http://purl.org/ontology/bibo/status/draft.
    """
    if iri.startswith(SCHEMA_HTTP):
        iri = SCHEMA + iri.removeprefix(SCHEMA_HTTP)
    namespace = _cut(iri)
    path = _files().get(namespace) or _files().get(_cut(namespace[:-1]))
    if path is None:
        return None
    return _terms_of(path).get(iri) or _container_member(iri)


def _cut(iri: str) -> str:
    """The part of an IRI up to its last `#` or `/`."""
    return iri[: max(iri.rfind("#"), iri.rfind("/")) + 1]


def _container_member(iri: str) -> KnownTerm | None:
    """The property `rdf:_7` of a container: there is one for each place, in their order.

    https://www.w3.org/TR/rdf-schema/#ch_containermembershipproperty
    """
    found = _MEMBER.fullmatch(iri)
    if found is None:
        return None
    labels = ((f"member {found[1]}", "en"), (f"Element {found[1]}", "de"))
    return KnownTerm(labels, (), order=float(found[1]))


def terms_of(namespace: str) -> frozenset[str]:
    """The IRIs of all terms of the vocabulary with this namespace that pages know."""
    path = _files().get(namespace)
    return frozenset(_terms_of(path)) if path else frozenset()


def code_names(iri: str) -> tuple[Text, ...]:
    """The names of an entry of a code list of the European Union, such as *annual*, if known."""
    found = _CODE.fullmatch(iri)
    path = _code_lists().get(found[1]) if found else None
    if found is None or path is None:
        return ()
    known = _terms_of(path).get(f"{_AUTHORITY}{found[1]}/{found[2]}")
    return known.labels if known else ()


def known_group(iri: str) -> PropertyGroup | None:
    """The group of `groups.ttl` with this IRI."""
    return _groups().get(str(iri))


@cache
def _files() -> Mapping[str, Path]:
    """The file of each namespace."""
    paths = {path.stem: path for path in _FOLDER.glob("*.ttl")}
    return {WELL_KNOWN[prefix]: paths[prefix] for prefix in paths.keys() & WELL_KNOWN.keys()}


@cache
def _code_lists() -> Mapping[str, Path]:
    return {path.stem: path for path in (_FOLDER / "codes").glob("*.ttl")}


@cache
def _terms_of(path: Path) -> Mapping[str, KnownTerm]:
    return {
        iri: KnownTerm(
            _texts(texts, RDFS.label),
            _texts(texts, RDFS.comment),
            next((group for group, _ in _texts(texts, SH.group)), None),
            _order(texts),
        )
        for iri, texts in _read(path).items()
    }


@cache
def _groups() -> Mapping[str, PropertyGroup]:
    read = _read(_FOLDER / "groups.ttl")
    return {
        iri: PropertyGroup(_order(texts), _texts(texts, RDFS.label)) for iri, texts in read.items()
    }


_Texts = Mapping[str, Iterable[Text]]
"""By property the values of a term, with their languages."""


def _read(path: Path) -> dict[str, dict[str, list[Text]]]:
    texts: dict[str, dict[str, list[Text]]] = {}
    quads: Iterable[Any] = read_quads(path)  # no terms of RDF 1.2
    for quad in quads:
        value, tag = quad.object.value, getattr(quad.object, "language", None)
        of_term = texts.setdefault(quad.subject.value, {})
        of_term.setdefault(quad.predicate.value, []).append((value, tag))
    return texts


def _texts(texts: _Texts, property_: URIRef) -> tuple[Text, ...]:
    return tuple(texts.get(str(property_), ()))


def _order(texts: _Texts) -> float:
    return min((float(value) for value, _ in _texts(texts, SH.order)), default=LAST)
