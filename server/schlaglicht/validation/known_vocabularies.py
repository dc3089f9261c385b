"""Published vocabularies of which every term is known: schema.org and those that rdflib lists."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches

from rdflib import DC, DCTERMS, OWL, RDF, RDFS, XSD

from schlaglicht.validation.schema_org import SCHEMA_ORG, read_schema_org
from schlaglicht.vocab import SCHEMA_HTTP

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
"""The vocabularies of which rdflib knows every term; SHACL's terms are the lint's business."""
_MORE = {str(XSD): ("anyType", "anySimpleType", "anyAtomicType")}
"""What rdflib leaves out: https://www.w3.org/TR/xmlschema11-2/#built-in-datatypes"""
_SIBLINGS = ((str(RDF), str(RDFS), str(OWL)), (str(DC), str(DCTERMS)))
"""Vocabularies whose terms are taken for each other's."""
_TERM = re.compile(r"\w[\w-]*")
_MEMBER = re.compile(r"_[1-9][0-9]*")
_ALIKE = 0.75


class KnownVocabularies:
    """The vocabularies, but for those that a project itself defines and may let grow."""

    def __init__(self, own: Iterable[str] = ()) -> None:
        """`own` are the IRIs of the project's ontologies."""
        from rdflib import namespace

        defined = {iri.rstrip("#/") for iri in own}
        self._terms: dict[str, frozenset[str]] = {}
        known = [SCHEMA_ORG, _HTTP]
        for name in _COMPLETE:
            vocabulary = getattr(namespace, name)
            iri = str(vocabulary._NS)  # noqa: SLF001 - rdflib tells it nowhere else
            known.append(iri)
            names = (*vocabulary.__annotations__, *vocabulary._extras)  # noqa: SLF001
            self._terms[iri] = frozenset(iri + term for term in (*names, *_MORE.get(iri, ())))
        self.namespaces = tuple(iri for iri in known if iri.rstrip("#/") not in defined)

    def vocabulary_of(self, term: str) -> str | None:
        """The namespace of the known vocabulary that an IRI lies in."""
        return next((iri for iri in self.namespaces if term.startswith(iri)), None)

    def has(self, term: str) -> bool:
        """Whether a known vocabulary has this term."""
        vocabulary = self.vocabulary_of(term)
        return vocabulary is not None and with_https(term) in self._terms_of(vocabulary)

    def lacks(self, term: str) -> bool:
        """Whether an IRI is written like a term of a known vocabulary that does not have it."""
        vocabulary = self.vocabulary_of(term)
        if vocabulary is None:
            return False
        local = term.removeprefix(vocabulary)
        if not _TERM.fullmatch(local) or (vocabulary == str(RDF) and _MEMBER.fullmatch(local)):
            return False
        return not self.has(term)

    def near(self, term: str) -> str | None:
        """The term that is probably meant by one that its vocabulary lacks."""
        vocabulary = self.vocabulary_of(term) or ""
        start = SCHEMA_ORG if vocabulary == _HTTP else vocabulary
        local = term.removeprefix(vocabulary)
        # What differs in case alone is meant; else a class is meant by a name written like one.
        known = sorted(self._terms_of(vocabulary))
        lower = {iri.removeprefix(start).lower(): iri for iri in known}
        if same := lower.get(local.lower()) or self._in_sibling(vocabulary, local):
            return same
        alike = [iri for iri in known if iri.removeprefix(start)[0].isupper() is local[0].isupper()]
        names = [iri.removeprefix(start) for iri in alike]
        close = get_close_matches(local, names, n=1, cutoff=_ALIKE)
        return f"{start}{close[0]}" if close else None

    def _in_sibling(self, vocabulary: str, local: str) -> str | None:
        family = next((family for family in _SIBLINGS if vocabulary in family), ())
        return next((iri + local for iri in family if iri + local in self._terms[iri]), None)

    def _terms_of(self, vocabulary: str) -> frozenset[str]:
        if vocabulary in (SCHEMA_ORG, _HTTP):
            return read_schema_org().terms
        return self._terms[vocabulary]


def with_https(iri: str) -> str:
    """An IRI as schema.org writes it, where it is one of schema.org's."""
    return SCHEMA_ORG + iri.removeprefix(_HTTP) if iri.startswith(_HTTP) else iri
