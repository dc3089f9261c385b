"""schema.org written with http: in RDF different names from those with https.

Only terms make data invisible to queries, so only terms are of one spelling or the other. The
address of a document at schema.org is no such choice, as of a file that owl:imports names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rdflib import DCTERMS, FOAF, OWL, RDFS, Literal

from schlaglicht.i18n import msg
from schlaglicht.rdf.loaded_graph import LoadedGraph
from schlaglicht.rdf.triple import Triple
from schlaglicht.validation.inputs import Inputs
from schlaglicht.validation.report import Place, Severity, ValidationResult
from schlaglicht.validation.result_locations import place_of, places_in_full
from schlaglicht.validation.rules import RULES
from schlaglicht.vocab import OF_RDF, SH, of_schema
from schlaglicht.vocabularies.known_terms import known_term

_HTTP = "http://schema.org"
_HTTPS = "https://schema.org"

_NAMING_DOCUMENTS = {
    *(RDFS.isDefinedBy, RDFS.seeAlso, OWL.imports, OWL.versionIRI, OWL.priorVersion),
    *(OWL.backwardCompatibleWith, OWL.incompatibleWith, DCTERMS.source, DCTERMS.references),
    *(FOAF.page, FOAF.homepage, *of_schema("url", "mainEntityOfPage", "citation")),
}
"""Predicates whose values are documents, even the page of a term."""

_NAME = re.compile(r"https?://schema\.org/[A-Za-z]\w*")
_CLASS = re.compile(r"https?://schema\.org/[A-Z]\w*")
"""The name of a class or of a member of an enumeration; documents there are in lower case."""


def check_http_schema_org(inputs: Inputs) -> Iterator[ValidationResult]:
    """A violation where a project's terms are of both, an info where of http alone.

    What no term uses changes no name, a prefix or the address of a document: where only this is of
    http, it is an info, too.
    """
    if not any(map(_has_http, inputs.parts)):
        return
    settings = inputs.project.settings.prefixes.values()
    https, http = (
        any(_is_of(host, namespace) for namespace in settings)
        or any(_has_terms_of(host, part) for part in inputs.parts)
        for host in (_HTTPS, _HTTP)
    )
    for part in inputs.parts:
        for iri, place, is_term in _http_places(part):
            yield _http_result(iri, place, https=https, mixed=https and http and is_term)


def _has_http(part: LoadedGraph) -> bool:
    prefixes = (prefix.namespace for prefix in part.positions.prefixes)
    return any(_is_of(_HTTP, iri) for names in (prefixes, _names(part)) for iri in names)


def _http_places(part: LoadedGraph) -> Iterator[tuple[str, Place, bool]]:
    """Places of the declared prefixes, and of IRIs written in full; true for terms."""
    for prefix in part.positions.prefixes:
        if _is_of(_HTTP, prefix.namespace):
            yield prefix.namespace, place_of(prefix.path, prefix.extent), True
    # Terms are fewer than triples, so they are checked first.
    if not any(_is_of(_HTTP, name) for name in _names(part)):
        return
    for triple in part.graph:
        for index in range(3):
            name = _name(triple, index)
            if _is_of(_HTTP, name):
                for place in places_in_full(part, triple, index):
                    yield name, place, _is_term(triple, index)


def _has_terms_of(host: str, part: LoadedGraph) -> bool:
    return any(_is_of(host, name) for name in _names(part)) and any(
        _is_of(host, _name(triple, index)) and _is_term(triple, index)
        for triple in part.graph
        for index in range(3)
    )


def _is_term(triple: Triple, index: int) -> bool:
    """True if an IRI of schema.org is used as a term rather than as the address of a document.

    Predicates and datatypes are terms. Other nodes are if they have the name of one, such as the
    member of an enumeration, and values of RDF's own properties, such as a class, if it might be.
    """
    _, predicate, object_ = triple
    if index == 1 or (index == 2 and isinstance(object_, Literal)):
        return True
    iri = str(triple[index])
    if index == 2 and predicate in _NAMING_DOCUMENTS:
        return False
    if index == 2 and str(predicate).startswith(OF_RDF):
        return _NAME.fullmatch(iri) is not None
    return _CLASS.fullmatch(iri) is not None or known_term(iri) is not None


def _names(part: LoadedGraph) -> frozenset[str]:
    """Every IRI in the triples, and the namespaces that queries of shapes write IRIs with."""
    return part.iris.union(map(str, part.graph.objects(None, SH.namespace)))


def _name(triple: Triple, index: int) -> str:
    term = triple[index]
    if isinstance(term, Literal) and triple[1] != SH.namespace:
        return str(term.datatype)
    return str(term)


def _is_of(host: str, iri: str) -> bool:
    """True if an IRI is that of a host or below it, not of a host with a longer name."""
    return iri.startswith(host) and iri[len(host) : len(host) + 1] in ("", "/")


def _http_result(iri: str, place: Place, *, https: bool, mixed: bool) -> ValidationResult:
    rule = RULES["http-schema-org"]
    twin = "https" + iri.removeprefix("http")
    if https:
        message = msg("{term}: schema.org is written with https here", term=f"<{iri}>")
        help_ = msg("write <{twin}>", twin=twin)
    else:
        message = msg("{term}: schema.org recommends https", term=f"<{iri}>")
        help_ = msg("write <{twin}> everywhere, or keep to http everywhere", twin=twin)
    severity = rule.severity if mixed else Severity.INFO
    return ValidationResult(rule.code, severity, message, place, help_)
