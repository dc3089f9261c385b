"""Misspellings of the namespace of SHACL.

https://www.w3.org/TR/shacl/#namespaces
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rdflib import URIRef

from schlaglicht.i18n import msg
from schlaglicht.rdf.loaded_graph import LoadedGraph
from schlaglicht.rdf.locations import PrefixPlace
from schlaglicht.suggest import Cutoff, likeness
from schlaglicht.validation.inputs import Inputs
from schlaglicht.validation.lint.shacl_terms import is_known
from schlaglicht.validation.report import Aspect, Place, Subject, ValidationResult
from schlaglicht.validation.result_locations import place_of, places_in_full
from schlaglicht.validation.rules import found
from schlaglicht.vocab import SH

_LOOKALIKE = re.compile(
    r"https?://(?:www\.)?w3\.org/(?:ns/|\d{4}/)?shacl(?:/core)?[#/]?", re.IGNORECASE
)
_HOST_ENDS = len("https://www.w3.org/")
_USUAL_PREFIXES = ("sh", "shacl")
_UNMISTAKABLE = frozenset(
    {"NodeShape", "PropertyShape", "maxCount", "maxLength", "minCount", "minLength", "nodeKind"}
    | {"targetClass", "targetNode", "targetObjectsOf", "targetSubjectsOf"}
)
"""Terms of SHACL whose names other vocabularies are unlikely to use with such a prefix."""


def check_shacl_namespace(inputs: Inputs) -> list[ValidationResult]:
    """A result for each prefix, and each IRI written in full, that misspells the namespace."""
    return [result for part in inputs.parts for result in _misspelt(part)]


def misspelt_namespaces(part: LoadedGraph) -> frozenset[str]:
    """The namespaces declared instead of SHACL's."""
    return frozenset(prefix.namespace for prefix in _misspelt_prefixes(part))


def _misspelt_prefixes(part: LoadedGraph) -> Iterator[PrefixPlace]:
    for prefix in part.positions.prefixes:
        alike = _is_lookalike_namespace(prefix.namespace, prefix.prefix)
        if alike or _stands_for_shacl(prefix, part):
            yield prefix


def _misspelt(part: LoadedGraph) -> Iterator[ValidationResult]:
    for prefix in _misspelt_prefixes(part):
        yield _result(prefix.namespace, place_of(prefix.path, prefix.extent))
    # This runs for every term of every file, so the cheap test comes first.
    near = (iri for iri in part.iris if "w3.org/" in iri[:_HOST_ENDS])
    lookalikes = {iri: namespace for iri in near if (namespace := _lookalike_of_term(iri))}
    for triple in part.graph if lookalikes else ():
        for index, term in enumerate(triple):
            namespace = lookalikes.get(str(term)) if isinstance(term, URIRef) else None
            if namespace:
                for place in places_in_full(part, triple, index):
                    yield _result(namespace, place)


def _lookalike_of_term(iri: str) -> str | None:
    """The misspelt namespace in an IRI that is meant as a term of SHACL."""
    match = _LOOKALIKE.match(iri)
    if match is None or iri in SH:
        return None
    local = iri[match.end() :]
    return match[0] if local and is_known(local) else None


def _is_lookalike_namespace(namespace: str, prefix: str) -> bool:
    if namespace == str(SH):
        return False
    if _LOOKALIKE.fullmatch(namespace):
        return True
    alike = likeness(namespace.lower(), str(SH))
    return prefix in _USUAL_PREFIXES and alike >= Cutoff.SHACL_NAMESPACE


def _stands_for_shacl(prefix: PrefixPlace, part: LoadedGraph) -> bool:
    """True if a prefix named like SHACL's is used for its terms, whatever the namespace."""
    namespace = prefix.namespace
    if prefix.prefix.lower() not in _USUAL_PREFIXES or namespace in (str(SH), ""):
        return False
    terms = (iri.removeprefix(namespace) for iri in part.iris if iri.startswith(namespace))
    return not _UNMISTAKABLE.isdisjoint(terms)


def _result(namespace: str, place: Place) -> ValidationResult:
    return found(
        "shacl-namespace",
        place,
        msg(
            "<{namespace}> is not the namespace of SHACL; shapes in it are not checked",
            namespace=namespace,
        ),
        helps=msg("write <{namespace}>", namespace=str(SH)),
        about=(Subject(Aspect.NO_SHAPES, place.path),),
    )
