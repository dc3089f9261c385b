"""Published vocabularies: every used term exists, schema.org's properties fit their class.

Known are schema.org and the vocabularies that rdflib lists in full. Since data may repeat a term
many times, there is one result for each term, at its first place, and one for each property and
class that do not fit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from rdflib import OWL, RDF, RDFS, Literal, URIRef
from rdflib.term import Node

from schlaglicht.i18n import msg
from schlaglicht.rdf.graph_store import objects_of
from schlaglicht.rdf.iris import namespace_of
from schlaglicht.rdf.triple import Triple
from schlaglicht.rdf.well_known_prefixes import WELL_KNOWN
from schlaglicht.validation.inputs import Inputs
from schlaglicht.validation.report import Place, Severity, ValidationResult, first_place
from schlaglicht.validation.result_locations import Locator
from schlaglicht.validation.rules import result_of
from schlaglicht.vocab import OF_RDF, SCHEMA_HTTP
from schlaglicht.vocabularies.published import (
    SCHEMA_ORG,
    KnownVocabularies,
    SchemaOrg,
    read_schema_org,
    with_https,
)

_HTTP = str(SCHEMA_HTTP)
_ROLE = f"{SCHEMA_ORG}Role"
"""A role may have any property that it qualifies: https://schema.org/Role"""
_NAMING_DOCUMENTS = {RDFS.isDefinedBy, RDFS.seeAlso, OWL.imports, OWL.versionIRI, OWL.priorVersion}
_SHOWN = 6


def check_published_terms(inputs: Inputs) -> list[ValidationResult]:
    """A result for each term that its vocabulary lacks, and for each misplaced property."""
    check = _Published(inputs)
    unknown = map(check.unknown_result, check.unknown())
    misspelt = (check.misspelt_result(*terms) for terms in check.misspelt())
    return [*unknown, *misspelt, *check.misplaced()]


@dataclass(frozen=True)
class _Published:
    inputs: Inputs

    @cached_property
    def _schema_org(self) -> SchemaOrg:
        return read_schema_org()

    @cached_property
    def _known(self) -> KnownVocabularies:
        return KnownVocabularies(map(str, self.inputs.ontologies))

    def unknown(self) -> list[str]:
        """The terms in namespaces of known vocabularies that these lack."""
        unknown: set[str] = set()
        for part in self.inputs.parts:
            # Terms are fewer than triples, so they are checked first.
            doubtful = {iri for iri in part.iris if self._known.lacks(iri)}
            if doubtful:
                named = {str(term) for triple in part.graph for term in _named_in(triple)}
                unknown |= doubtful & named
        return sorted(unknown)

    def unknown_result(self, term: str) -> ValidationResult:
        """The result about an unknown term, at its first place."""
        names, near = self.inputs.names, self._known.near(term)
        coin = msg("use a term that the vocabulary has, or coin one in your own namespace")
        return result_of(
            "unknown-published-term",
            self._first_place(term),
            msg(
                "{term}: <{vocabulary}> does not have this term",
                term=names.iri(term),
                vocabulary=self._known.vocabulary_of(term) or "",
            ),
            msg("did you mean {near}?", near=names.iri(near)) if near else coin,
            severity=None if near else Severity.WARNING,
            value=URIRef(term),
        )

    def misspelt(self) -> list[tuple[str, str]]:
        """The terms whose namespace is a misspelling of a vocabulary's, with those meant."""
        misspelt: dict[str, str] = {}
        for part in self.inputs.parts:
            meant = {iri: term for iri in part.iris if (term := self._known.respelt(iri))}
            if meant:
                named = {str(term) for triple in part.graph for term in _terms_in(triple)}
                misspelt |= {iri: term for iri, term in meant.items() if iri in named}
        return sorted(misspelt.items())

    def misspelt_result(self, term: str, meant: str) -> ValidationResult:
        """The result about a term in a misspelt namespace, at its first place."""
        if self._known.lacks(meant):
            meant = self._known.near(meant) or meant
        namespace = namespace_of(meant)
        prefix = {iri: name for name, iri in WELL_KNOWN.items()}.get(namespace)
        name = f"{prefix}:{meant.removeprefix(namespace)}, " if prefix else ""
        return result_of(
            "unknown-published-term",
            self._first_place(term),
            msg(
                "<{term}>: the namespace of this vocabulary is <{vocabulary}>",
                term=term,
                vocabulary=namespace,
            ),
            msg("did you mean {near}?", near=f"{name}<{meant}>"),
            value=URIRef(term),
        )

    def misplaced(self) -> Iterator[ValidationResult]:
        """A result for each property of schema.org on a class outside its domain."""
        said = objects_of(self.inputs.data.graph)
        uses: dict[Node, dict[frozenset[Node], list[Node]]] = {}
        for subject, properties in said.items():
            types = frozenset(properties.get(RDF.type, ()))
            for predicate in properties:
                uses.setdefault(predicate, {}).setdefault(types, []).append(subject)
        for predicate in sorted(uses, key=str):
            domain = self._domain(str(predicate))
            for types, subjects in uses[predicate].items() if domain else ():
                if self._misplaced(types, domain):
                    triples = [(s, predicate, o) for s in subjects for o in said[s][predicate]]
                    yield self._misplaced_result(predicate, types, triples)

    def _first_place(self, term: str) -> Place | None:
        node = URIRef(term)
        for part in self.inputs.parts:
            locate = Locator(part)
            places = [locate.predicate_of(t) for t in part.graph.triples((None, node, None))]
            places += [locate.object_of(t) for t in part.graph.triples((None, None, node))]
            places = places or [
                locate.object_of(t)
                for t in part.graph
                if isinstance(t[2], Literal) and t[2].datatype == node
            ]
            if first := first_place(places):
                return first
        return None

    def _domain(self, predicate: str) -> frozenset[str]:
        if self._known.vocabulary_of(predicate) not in (SCHEMA_ORG, _HTTP):
            return frozenset()
        return self._schema_org.domains.get(with_https(predicate), frozenset())

    def _misplaced(self, types: Iterable[Node], domain: frozenset[str]) -> bool:
        """True if schema.org knows the classes, but none of them or above them is in `domain`."""
        hierarchy = self.inputs.data_graph.graph
        above = {
            with_https(str(class_))
            for type_ in types
            for class_ in hierarchy.transitive_objects(type_, RDFS.subClassOf)
        }
        classes = self._schema_org.above(above)
        known = any(class_ in self._schema_org.parents for class_ in classes)
        return known and _ROLE not in classes and not classes & domain

    def _misplaced_result(
        self, predicate: Node, types: Iterable[Node], triples: list[Triple]
    ) -> ValidationResult:
        names = self.inputs.names
        domain = sorted(self._domain(str(predicate)))
        spelt = _HTTP if str(predicate).startswith(_HTTP) else SCHEMA_ORG
        shown = [names.iri(spelt + iri.removeprefix(SCHEMA_ORG)) for iri in domain[:_SHOWN]]
        more = ", …" if len(domain) > _SHOWN else ""
        return result_of(
            "schema-org-domain",
            first_place(map(Locator(self.inputs.data).predicate_of, triples)),
            msg(
                "{property} does not belong to {classes} in schema.org (times used so: {count})",
                property=names.term(predicate),
                classes=", ".join(sorted(names.term(type_) for type_ in types)),
                count=len(triples),
            ),
            msg(
                "it belongs to {domain}; add one of these classes, or take another property",
                domain=", ".join(shown) + more,
            ),
            value=predicate,
        )


def _terms_in(triple: Triple) -> Iterator[Node]:
    """The IRIs that a triple uses as terms: not every object is one.

    Objects of RDF's own properties are: classes, paths, datatypes.
    """
    _, predicate, object_ = triple
    if isinstance(object_, Literal) or str(predicate).startswith(OF_RDF):
        yield from _named_in(triple)
    else:
        yield predicate


def _named_in(triple: Triple) -> Iterator[Node]:
    """The IRIs that a triple uses: its predicate, and its object or the object's datatype."""
    _, predicate, object_ = triple
    yield predicate
    if isinstance(object_, Literal):
        if object_.datatype is not None:
            yield object_.datatype
    elif isinstance(object_, URIRef) and predicate not in _NAMING_DOCUMENTS:
        yield object_
