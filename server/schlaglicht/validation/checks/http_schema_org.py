"""schema.org written with http: in RDF different names from those with https."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib import Literal

from schlaglicht.i18n import msg
from schlaglicht.rdf.loaded_graph import LoadedGraph
from schlaglicht.validation.inputs import Inputs
from schlaglicht.validation.report import Place, Severity, ValidationResult
from schlaglicht.validation.result_locations import place_of, places_in_full
from schlaglicht.validation.rules import RULES

_HTTP = "http://schema.org"
_HTTPS = "https://schema.org"


def check_http_schema_org(inputs: Inputs) -> Iterator[ValidationResult]:
    """A violation where a project writes schema.org in both ways, an info where with http alone."""
    parts = (inputs.data, inputs.ontology, inputs.shapes)
    written = {iri for part in parts for iri in _schema_iris(part)}
    prefixes = inputs.project.settings.prefixes.values()
    both = any(_is_of(_HTTPS, iri) for iri in (*written, *prefixes))
    for part in parts:
        for iri, place in _http_places(part):
            yield _http_result(iri, place, both=both)


def _schema_iris(part: LoadedGraph) -> Iterator[str]:
    names = (*part.iris, *(prefix.namespace for prefix in part.positions.prefixes))
    return (iri for iri in names if _is_of(_HTTP, iri) or _is_of(_HTTPS, iri))


def _http_places(part: LoadedGraph) -> Iterator[tuple[str, Place]]:
    """Places of the declared prefixes, and of IRIs written in full."""
    for prefix in part.positions.prefixes:
        if _is_of(_HTTP, prefix.namespace):
            yield prefix.namespace, place_of(prefix.path, prefix.extent)
    # Terms are fewer than triples, so they are checked first.
    if not any(_is_of(_HTTP, term) for term in part.iris):
        return
    for triple in part.graph:
        for index, term in enumerate(triple):
            iri = str(term.datatype if isinstance(term, Literal) else term)
            if _is_of(_HTTP, iri):
                for place in places_in_full(part, triple, index):
                    yield iri, place


def _is_of(host: str, iri: str) -> bool:
    """True if an IRI is that of a host or below it, not of a host with a longer name."""
    return iri.startswith(host) and iri[len(host) : len(host) + 1] in ("", "/")


def _http_result(iri: str, place: Place, *, both: bool) -> ValidationResult:
    rule = RULES["http-schema-org"]
    twin = "https" + iri.removeprefix("http")
    if both:
        message = msg("{term}: schema.org is written with https here", term=f"<{iri}>")
        help_ = msg("write <{twin}>", twin=twin)
    else:
        message = msg("{term}: schema.org recommends https", term=f"<{iri}>")
        help_ = msg("write <{twin}> everywhere, or keep to http everywhere", twin=twin)
    severity = rule.severity if both else Severity.INFO
    return ValidationResult(rule.code, severity, message, place, help_)
