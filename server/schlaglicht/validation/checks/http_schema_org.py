"""schema.org written with http: in RDF different names from those with https."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib import Literal

from schlaglicht.i18n import msg
from schlaglicht.rdf.loaded_graph import LoadedGraph
from schlaglicht.rdf.triple import Triple
from schlaglicht.validation.inputs import Inputs
from schlaglicht.validation.report import Place, Severity, ValidationResult
from schlaglicht.validation.result_locations import place_of, places_in_full
from schlaglicht.validation.rules import RULES
from schlaglicht.vocab import SH

_HTTP = "http://schema.org"
_HTTPS = "https://schema.org"


def check_http_schema_org(inputs: Inputs) -> Iterator[ValidationResult]:
    """A violation where a project's terms are of both, an info where of http alone.

    A prefix that no term uses changes no name: where only it is of http, it is an info, too.
    """
    written = {*inputs.project.settings.prefixes.values()}.union(*map(_names, inputs.parts))
    https = any(_is_of(_HTTPS, iri) for iri in written)
    mixed = https and any(_is_of(_HTTP, iri) for iri in written)
    for part in inputs.parts:
        for iri, place in _http_places(part):
            yield _http_result(iri, place, https=https, mixed=mixed)


def _http_places(part: LoadedGraph) -> Iterator[tuple[str, Place]]:
    """Places of the declared prefixes, and of IRIs written in full."""
    for prefix in part.positions.prefixes:
        if _is_of(_HTTP, prefix.namespace):
            yield prefix.namespace, place_of(prefix.path, prefix.extent)
    # Terms are fewer than triples, so they are checked first.
    if not any(_is_of(_HTTP, name) for name in _names(part)):
        return
    for triple in part.graph:
        for index in range(3):
            name = _name(triple, index)
            if _is_of(_HTTP, name):
                for place in places_in_full(part, triple, index):
                    yield name, place


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
