"""Unintended IRIs of properties and classes.

Without a declared prefix, the text before the colon is the scheme of an IRI: as in `exx:date` in
JSON-LD, and `<ex:date>` in Turtle. A relative IRI without a base resolves to `file:///`.
Both are valid, but no shape and no query will match them.

https://www.w3.org/TR/json-ld11/#compact-iris
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from rdflib import RDF, URIRef
from rdflib.term import Node

from schlaglicht.formats import JSONLD, RDFXML, graph_format_of
from schlaglicht.i18n import Message, msg
from schlaglicht.rdf.graph_store import objects_of
from schlaglicht.rdf.iris import local_name
from schlaglicht.rdf.loaded_graph import LoadedGraph
from schlaglicht.rdf.triple import Triple
from schlaglicht.rdf.well_known_prefixes import WELL_KNOWN
from schlaglicht.suggest import Cutoff, nearest
from schlaglicht.validation.inputs import Inputs
from schlaglicht.validation.lint.lint_result import found
from schlaglicht.validation.lint.shacl_namespace import misspelt_namespaces
from schlaglicht.validation.report import Place, ValidationResult
from schlaglicht.validation.result_locations import Locator
from schlaglicht.vocab import SH

_USUAL = ("http://", "https://", "urn:")
_SCHEMES = frozenset(
    {"ark", "cid", "did", "doi", "dtmi", "http", "https", "info", "ipfs", "ipns", "mid", "ni"}
    | {"oid", "tag", "urn", "uuid"}
)
"""Schemes without `://` that name things, and so may name terms.

Those that address people, places or content (mailto, tel, geo, data) do not name properties or
classes: `geo:lat` is missing its well-known prefix.
"""
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_FILE = "file:"
_ENDS_OF_PREFIXES = tuple(":/?#[]@")
"""https://www.w3.org/TR/json-ld11-api/#create-term-definition, step 14.2.5"""
_DECLARE = msg("declare the prefix {prefix}:, or write the IRI in full")


@dataclass
class _Uses:
    """The first use of a term, and the number of uses."""

    place: Place | None
    count: int = 0


def check_undeclared_prefixes(inputs: Inputs) -> list[ValidationResult]:
    """A result for each property and class with an unintended IRI, at its first place."""
    iris = _UnintendedIris(inputs)
    return [iris.result(term, uses) for term, uses in iris.uses().items()]


@dataclass(frozen=True)
class _UnintendedIris:
    inputs: Inputs

    def uses(self) -> Mapping[str, _Uses]:
        """The unintended terms with their uses, except those that the project describes."""
        uses: dict[str, _Uses] = {}
        for part in self.inputs.parts:
            terms = {term for term in _terms(part) if not self._is_described(term)}
            locate = Locator(part.graph, part.positions)
            for triple in part.positions if terms else ():
                if triple[1] in terms:
                    _count(uses, triple[1], locate.predicate_of, triple)
                if triple[1] == RDF.type and triple[2] in terms:
                    _count(uses, triple[2], locate.object_of, triple)
        return uses

    def result(self, term: str, uses: _Uses) -> ValidationResult:
        """The result about a term, with a repair for its first use."""
        scheme = _scheme_of(term)
        path = uses.place.path if uses.place else None
        if scheme + ":" == _FILE:
            helps = self._of_relative(term, path)
            message = msg(
                "<{term}>: a relative IRI without a base, or a mere path (times used: {count})",
                term=term,
                count=uses.count,
            )
        else:
            helps = self._of_prefix(term, path)
            message = msg(
                "<{term}>: {prefix}: is neither a prefix here nor a known scheme "
                "(times used: {count})",
                term=term,
                prefix=scheme,
                count=uses.count,
            )
        return found("iri-unresolved", uses.place, message, helps=helps, value=URIRef(term))

    def _of_prefix(self, term: str, path: Path | None) -> Message:
        prefix, _, local = term.partition(":")
        context = _context_of(path)
        if prefix in context:
            defined = context[prefix]
            if defined.endswith(_ENDS_OF_PREFIXES):
                return _DECLARE.filled(prefix=prefix)
            return msg(
                "the context defines {prefix} as <{iri}>; with / or # at its end it becomes a "
                "prefix",
                prefix=prefix,
                iri=defined,
            )
        declared = self._declared | context
        if prefix not in declared and prefix in WELL_KNOWN:
            return msg(
                "declare the prefix: {prefix} stands for <{iri}>",
                prefix=prefix,
                iri=WELL_KNOWN[prefix],
            )
        if near := nearest(prefix, filter(None, declared), Cutoff.PREFIX):
            return msg("did you mean {near}?", near=f"{near}:{local}")
        return self._of_same_name(local) or _DECLARE.filled(prefix=prefix)

    def _of_relative(self, term: str, path: Path | None) -> Message:
        format_ = graph_format_of(path) if path else None
        if format_ is JSONLD:
            return msg(
                "say with @vocab in the context which namespace classes and properties are in"
            )
        base = "xml:base" if format_ is RDFXML else "@base"
        return self._of_same_name(local_name(term)) or msg(
            "declare a base ({base}), or write the IRI in full", base=base
        )

    def _of_same_name(self, local: str) -> Message | None:
        """A suggestion of the only term of the project with the same local name."""
        iris = {iri for part in self.inputs.parts for iri in part.iris if local_name(iri) == local}
        same = [iri for iri in iris if iri.startswith(_USUAL)]
        return (
            msg("did you mean {near}?", near=self.inputs.names.iri(same[0]))
            if len(same) == 1
            else None
        )

    def _is_described(self, term: Node) -> bool:
        """True if a term is described, or a shape names it: then it is at least consistent."""
        if any((term, None, None) in part.graph for part in self.inputs.parts):
            return True
        naming = self.inputs.shapes_graph.graph.predicates(None, term)
        return any(p == RDF.first or str(p) in SH for p in naming)

    @cached_property
    def _declared(self) -> dict[str, str]:
        """The prefixes of the files and of the settings, with their namespaces."""
        places = [place for part in self.inputs.parts for place in part.positions.prefixes]
        declared = {place.prefix: place.namespace for place in places}
        return {**declared, **self.inputs.project.settings.prefixes}


def _terms(part: LoadedGraph) -> Iterator[Node]:
    """The properties and classes of a part with unintended IRIs."""
    # IRIs are fewer than triples, so they are checked first.
    doubtful = {iri for iri in part.iris if not iri.startswith(_USUAL) and _is_unmeant(iri)}
    if not doubtful:
        return
    misspelt = tuple(misspelt_namespaces(part))
    used: set[Node] = set()
    for said in objects_of(part.graph).values():
        used.update(said)
        used.update(said.get(RDF.type, ()))
    for term in used:
        if (
            isinstance(term, URIRef)
            and str(term) in doubtful
            and not str(term).startswith(misspelt)
        ):
            yield term


def _is_unmeant(iri: str) -> bool:
    scheme = _scheme_of(iri)
    if not scheme or scheme in _SCHEMES or scheme.startswith("x-"):
        return False
    return iri.startswith(_FILE) or not iri.startswith("//", len(scheme) + 1)


def _scheme_of(iri: str) -> str:
    scheme = _SCHEME.match(iri)
    return scheme[1].lower() if scheme else ""


def _count(
    uses: dict[str, _Uses], term: Node, locate: Callable[[Triple], Place | None], triple: Triple
) -> None:
    known = uses.get(str(term)) or uses.setdefault(str(term), _Uses(locate(triple)))
    known.count += 1


def _context_of(path: Path | None) -> dict[str, str]:
    """The names, with their IRIs, that the contexts of a JSON-LD file define."""
    if path is None or graph_format_of(path) is not JSONLD:
        return {}
    from schlaglicht.rdf.locations.jsonld import read_definitions

    return read_definitions(path.read_text(encoding="utf-8-sig"))
