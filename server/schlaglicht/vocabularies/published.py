"""Published vocabularies whose terms are all known: schema.org, DCAT and those that rdflib lists.

Of some more only the namespace is known, to detect misspellings of it. `schema_org.tsv` holds a
release of schema.org, with its hierarchy and domains and ranges of its properties, written by
`scripts/generate_schema_org.py`. https://schema.org/docs/datamodel.html
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rdflib import DC, DCAT, DCTERMS, OWL, RDF, RDFS, XSD

from schlaglicht.ground.reachable import reachable
from schlaglicht.rdf.iris import plain_namespace
from schlaglicht.suggest import Cutoff, nearest
from schlaglicht.vocab import SCHEMA_HTTP
from schlaglicht.vocabularies import terms_of

SCHEMA_ORG = "https://schema.org/"

_FILE = Path(__file__).with_name("schema_org.tsv")


@dataclass(frozen=True)
class SchemaOrg:
    """The vocabulary; terms are IRIs with https."""

    terms: frozenset[str]
    """Every term, including those of earlier releases that the current one lacks."""
    domains: Mapping[str, frozenset[str]]
    """The classes that each property belongs to."""
    ranges: Mapping[str, frozenset[str]]
    """The classes and datatypes of the values that each property may have."""
    inverses: Mapping[str, frozenset[str]]
    """The property that says the same the other way round, of those that have one."""
    parents: Mapping[str, frozenset[str]]
    """The direct superclasses of each class."""

    def above(self, classes: Iterable[str]) -> set[str]:
        """The classes and all their superclasses."""
        return set(reachable(classes, lambda class_: self.parents.get(class_, ())))

    def nearest_above(self, class_: str, known: Collection[str]) -> str:
        """The nearest class above one that is known, but for the top; empty if there is none."""
        above = reachable([class_], lambda each: self.parents.get(each, ()))
        return next((x for x in above if x in known and x != f"{SCHEMA_ORG}Thing"), "")

    def is_unlike(self, one: str, other: str) -> bool:
        """True for two properties that can have no value in common."""
        first, second = (self.ranges.get(x, frozenset()) for x in (one, other))
        return bool(first and second) and first.isdisjoint(second)


@cache
def read_schema_org() -> SchemaOrg:
    """The vocabulary of the release that comes with this package."""
    from rdflib import SDO

    columns: tuple[dict[str, frozenset[str]], ...] = ({}, {}, {}, {})
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            name, *cells = f"{line}\t\t\t\t".split("\t")[: 1 + len(columns)]
            for column, cell in zip(columns, cells, strict=True):
                column[SCHEMA_ORG + name] = _iris(cell)
    earlier = {SCHEMA_ORG + name for name in SDO.__annotations__}
    parents, domains, ranges, inverses = columns
    terms = frozenset(parents.keys() | earlier)
    return SchemaOrg(terms, domains, ranges, inverses, parents)


def _iris(names: str) -> frozenset[str]:
    return frozenset(name if ":" in name else SCHEMA_ORG + name for name in names.split())


_HTTP = str(SCHEMA_HTTP)
_COMPLETE = (
    "DC",
    "DCMITYPE",
    "DCTERMS",
    "FOAF",
    "ORG",
    "OWL",
    "PROV",
    "QB",
    "RDF",
    "RDFS",
    "SKOS",
    "TIME",
    "VANN",
    "VOID",
    "XSD",
)
"""The vocabularies of which rdflib has every term; SHACL's terms are left to the lint."""
_MORE = {str(XSD): ("anyType", "anySimpleType", "anyAtomicType")}
"""Terms that rdflib lacks: https://www.w3.org/TR/xmlschema11-2/#built-in-datatypes"""
_SIBLINGS = ((str(RDF), str(RDFS), str(OWL)), (str(DC), str(DCTERMS)))
"""Vocabularies whose terms are easily confused."""
_NAMED = (
    "http://www.opengis.net/ont/geosparql#",
    "http://www.w3.org/2006/vcard/ns#",
    "http://www.w3.org/2008/05/skos-xl#",
    "http://www.w3.org/ns/adms#",
    "http://www.w3.org/ns/csvw#",
    "http://www.w3.org/ns/dqv#",
    "http://www.w3.org/ns/ldp#",
    "http://www.w3.org/ns/locn#",
    "http://www.w3.org/ns/oa#",
    "http://www.w3.org/ns/odrl/2/",
    "http://www.w3.org/ns/sosa/",
    "http://www.w3.org/ns/sparql-service-description#",
    "http://www.w3.org/ns/ssn/",
)
"""Namespaces of more vocabularies in their only right spelling."""
_TERM = re.compile(r"\w[\w-]*")
_MEMBER = re.compile(r"_[1-9][0-9]*")


class KnownVocabularies:
    """The vocabularies, except those that a project itself defines and may extend."""

    def __init__(self, own: Iterable[str] = ()) -> None:
        """`own` are the IRIs of the project's ontologies."""
        from rdflib import namespace

        defined = {iri.rstrip("#/") for iri in own}
        self._terms: dict[str, frozenset[str]] = {}
        known = [SCHEMA_ORG, _HTTP]
        for name in _COMPLETE:
            vocabulary = getattr(namespace, name)
            iri = str(vocabulary._NS)  # noqa: SLF001 - rdflib has no public access to it
            known.append(iri)
            names = (*vocabulary.__annotations__, *vocabulary._extras)  # noqa: SLF001
            self._terms[iri] = frozenset(iri + term for term in (*names, *_MORE.get(iri, ())))
        known.append(str(DCAT))
        self._terms[str(DCAT)] = terms_of(str(DCAT))  # version 3; rdflib has version 2
        self.namespaces = tuple(iri for iri in known if iri.rstrip("#/") not in defined)
        self._spelt = frozenset((*known, *_NAMED, *(iri + end for iri in defined for end in "#/")))
        self._alike: dict[str, list[tuple[str, str]]] = {}
        for vocabulary in (*self.namespaces, *_NAMED):
            plain = f"/{plain_namespace(vocabulary)}"
            above, _, segment = plain.rpartition("/")
            self._alike.setdefault(plain, []).append(("", vocabulary))
            self._alike.setdefault(above, []).append((segment, vocabulary))

    def vocabulary_of(self, term: str) -> str | None:
        """The namespace of the known vocabulary that contains an IRI."""
        return next((iri for iri in self.namespaces if term.startswith(iri)), None)

    def has(self, term: str) -> bool:
        """True if a known vocabulary has this term."""
        vocabulary = self.vocabulary_of(term)
        return vocabulary is not None and with_https(term) in self._terms_of(vocabulary)

    def lacks(self, term: str) -> bool:
        """True if an IRI has the form of a term of a known vocabulary that lacks it."""
        vocabulary, local = _divided(term)
        if vocabulary not in self.namespaces:
            return False
        if not _TERM.fullmatch(local) or (vocabulary == str(RDF) and _MEMBER.fullmatch(local)):
            return False
        return not self.has(term)

    def respelt(self, term: str) -> str | None:
        """A term in the right namespace of a vocabulary, where its own is a misspelling of that.

        The two differ in http and https, `www.`, case, or `#`, `/` or nothing at the end. None for
        all others, and for http://schema.org, which has a separate rule.
        """
        namespace, local = _divided(term)
        for segment, vocabulary in self._namespaces_like(namespace):
            name = local[len(segment) :]
            if _TERM.fullmatch(name) and local.lower().startswith(segment):
                iri = vocabulary + name
                if not segment or self.has(iri):
                    return None if term.startswith(_HTTP.rstrip("/")) else iri
        return None

    def _namespaces_like(self, namespace: str) -> Sequence[tuple[str, str]]:
        """The vocabularies with a similar namespace, and the segment to cut from a local name."""
        if namespace in self._spelt:
            return ()
        return self._alike.get(f"/{plain_namespace(namespace)}".rstrip("/"), ())

    def near(self, term: str) -> str | None:
        """The term probably meant by one that its vocabulary lacks."""
        vocabulary = self.vocabulary_of(term) or ""
        start = SCHEMA_ORG if vocabulary == _HTTP else vocabulary
        local = term.removeprefix(vocabulary)
        # A difference in case alone comes first; else a capital suggests a class.
        known = sorted(self._terms_of(vocabulary))
        lower = {iri.removeprefix(start).lower(): iri for iri in known}
        if same := lower.get(local.lower()) or self._in_sibling(vocabulary, local):
            return same
        alike = [iri for iri in known if iri.removeprefix(start)[0].isupper() is local[0].isupper()]
        near = nearest(local, [iri.removeprefix(start) for iri in alike], Cutoff.TERM)
        return f"{start}{near}" if near else None

    def _in_sibling(self, vocabulary: str, local: str) -> str | None:
        family = next((family for family in _SIBLINGS if vocabulary in family), ())
        return next((iri + local for iri in family if iri + local in self._terms[iri]), None)

    def _terms_of(self, vocabulary: str) -> frozenset[str]:
        if vocabulary in (SCHEMA_ORG, _HTTP):
            return read_schema_org().terms
        return self._terms.get(vocabulary, frozenset())


def _divided(iri: str) -> tuple[str, str]:
    """The namespace and the local name of an IRI; called for every IRI, so without a pattern."""
    end = max(iri.rfind("#"), iri.rfind("/")) + 1
    return iri[:end], iri[end:]


def with_https(iri: str) -> str:
    """An IRI with https if it is one of schema.org's, otherwise unchanged."""
    return SCHEMA_ORG + iri.removeprefix(_HTTP) if iri.startswith(_HTTP) else iri
