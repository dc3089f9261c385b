"""Prefixes and contexts: one meaning in all files, one prefix per namespace, no unintended IRIs.

Without a declared prefix, the text before the colon is the scheme of an IRI: as in `exx:date` in
JSON-LD, and `<ex:date>` in Turtle. A relative IRI without a base resolves to `file:///`.
Both are valid, but no shape and no query will match them. Keys of JSON-LD that no context defines
have values that enter no graph.

https://www.w3.org/TR/json-ld11/#compact-iris,
https://www.w3.org/TR/json-ld11-api/#expansion-algorithm
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Container, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path

from rdflib import RDF, Literal, URIRef
from rdflib.term import Node

from schlaglicht.dataset.snapshot import project_prefixes
from schlaglicht.formats import (
    GRAPH_EXTENSIONS,
    JSONLD,
    NQUADS,
    NTRIPLES,
    RDFXML,
    graph_format_of,
)
from schlaglicht.i18n import Message, msg
from schlaglicht.rdf.graph_store import objects_of
from schlaglicht.rdf.iris import RELATIVE, local_name
from schlaglicht.rdf.load import LoadedGraph
from schlaglicht.rdf.locations import DroppedKey, SourceText
from schlaglicht.rdf.locations.jsonld import DIRECTION
from schlaglicht.rdf.reading.parse import read_lines_and_prefixes
from schlaglicht.rdf.well_known_prefixes import WELL_KNOWN
from schlaglicht.settings.project_settings import CONFIG_FILE
from schlaglicht.suggest import Cutoff, is_one_slip, nearest, nearest_few
from schlaglicht.validation.checks.shacl_terms import misspelt_namespaces
from schlaglicht.validation.inputs import Inputs
from schlaglicht.validation.report import Place, Severity, ValidationResult
from schlaglicht.validation.result_locations import Locator, place_of
from schlaglicht.validation.rules import result_of
from schlaglicht.vocab import SH

_UNNAMED = re.compile(r"(?:ns\d+|j\.\d+)?")
"""Prefixes that mean something only in their file: the empty one, those that programs count."""

_SCHEMA_ORG = {"http://schema.org/", "https://schema.org/"}
"""The rule http-schema-org reports these."""


def check_prefixes(inputs: Inputs) -> list[ValidationResult]:
    """Prefixes that mean different things in two files, or of which a file needs only one."""
    return [*_duplicates(inputs), *_Meanings(inputs).results()]


def _duplicates(inputs: Inputs) -> Iterator[ValidationResult]:
    """A result for each further prefix of a namespace in a file, however often it is declared.

    The default namespace of XML is not for attributes, so it can't take the place of a prefix:
    https://www.w3.org/TR/xml-names/#defaulting
    """
    first: dict[tuple[Path, str], str] = {}
    seen: set[tuple[Path, str, str]] = set()
    for part in inputs.parts:
        for declared in part.positions.prefixes:
            key = (declared.path, declared.namespace, declared.prefix)
            in_xml = graph_format_of(declared.path) is RDFXML
            if key in seen or (in_xml and not declared.prefix):
                continue
            seen.add(key)
            earlier = first.setdefault((declared.path, declared.namespace), declared.prefix)
            if earlier != declared.prefix:
                names = {"prefix": declared.prefix, "earlier": earlier}
                yield result_of(
                    "prefix-duplicate",
                    place_of(declared.path, declared.extent),
                    msg("{prefix}: and {earlier}: stand for the same namespace", **names),
                    helps=msg("write {earlier}: everywhere, and remove {prefix}:", **names),
                )


@dataclass(frozen=True)
class _File:
    """The declarations of one file; the last of each prefix."""

    path: Path
    namespaces: dict[str, str] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)


@dataclass(frozen=True)
class _Meanings:
    inputs: Inputs

    def results(self) -> Iterator[ValidationResult]:
        """A result for each declaration that is not what queries and pages understand."""
        for file in self._files:
            for prefix, namespace in file.namespaces.items():
                meant = self._meant.get(prefix, namespace)
                if meant == namespace or _UNNAMED.fullmatch(prefix):
                    continue
                if {meant, namespace} != _SCHEMA_ORG:
                    yield self._result(file, prefix)

    def _result(self, file: _File, prefix: str) -> ValidationResult:
        names = {
            "prefix": prefix,
            "namespace": f"<{file.namespaces[prefix]}>",
            "other": f"<{self._meant[prefix]}>",
        }
        if prefix in self.inputs.project.settings.prefixes:
            message = msg(
                "{prefix}: stands for {namespace} here, but for {other} in the settings; "
                "queries and pages understand it as the settings do",
                **names,
            )
            helps = msg("choose another prefix here, or correct [prefixes] in the settings")
        else:
            meant = self._meant[prefix]
            first = next(one for one in self._files if one.namespaces.get(prefix) == meant)
            message = msg(
                "{prefix}: stands for {namespace} here, but for {other} in {file}; "
                "queries and pages understand it as most files do, or else the first",
                file=self.inputs.project.display(first.path),
                **names,
            )
            helps = msg("choose another prefix here, or settle it with [prefixes] in the settings")
        return result_of("prefix-ambiguous", file.places.get(prefix), message, helps=helps)

    @cached_property
    def _meant(self) -> dict[str, str]:
        settings = self.inputs.project.settings.prefixes
        return project_prefixes(settings, (file.namespaces for file in self._files))

    @cached_property
    def _files(self) -> list[_File]:
        """The files in the order in which a version of the dataset reads them."""
        parts = self.inputs.parts
        read = dict.fromkeys(file.path for part in parts for file in part.positions.files)
        files = {path: _File(path) for path in read}
        for part in parts:
            for declared in part.positions.prefixes:
                file = files.setdefault(declared.path, _File(declared.path))
                file.namespaces[declared.prefix] = declared.namespace
                file.places[declared.prefix] = place_of(declared.path, declared.extent)
        for path in read:
            if not files[path].namespaces and graph_format_of(path) in (JSONLD, RDFXML):
                files[path] = _read_again(path)
        order = {path: number for number, path in enumerate(self.inputs.project.graph_files)}
        return sorted(files.values(), key=lambda file: order.get(file.path, len(order)))


def _read_again(path: Path) -> _File:
    """The declarations of a file whose reader does not place them."""
    namespaces = dict(read_lines_and_prefixes(path)[1])
    source = SourceText(path, path.read_text(encoding="utf-8-sig"))
    places = {prefix: _place_in_json(source, prefix) for prefix in namespaces}
    return _File(path, namespaces, places)


def _place_in_json(source: SourceText, prefix: str) -> Place:
    """The place of the last name of a JSON text that is a prefix; else the file."""
    names = [*re.finditer(rf'"{re.escape(prefix)}"(?=\s*:)', source.text)]
    return place_of(source.path, source.extent(*names[-1].span())) if names else Place(source.path)


_USUAL = ("http://", "https://", "urn:")
_SCHEMES = frozenset(
    {"ark", "cid", "did", "doi", "dtmi", "http", "https", "info", "ipfs", "ipns", "mid", "ni"}
    | {"oid", "swh", "tag", "urn", "uuid"}
)
"""Schemes without `://` that name things, and so may name terms.

Those that address people, places or content (mailto, tel, geo, data) do not name properties or
classes: `geo:lat` is missing its well-known prefix.
"""
_ADDRESSES = frozenset(
    {"about", "acct", "data", "file", "geo", "mailto", "news", "sip", "sips", "sms", "tel", "xmpp"}
)
"""Schemes of what properties link to, whatever prefixes there are."""
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_FILE = "file:"
_ENDS_OF_PREFIXES = tuple(":/?#[]@")
"""https://www.w3.org/TR/json-ld11-api/#create-term-definition, step 14.2.5"""
_DECLARE = msg("declare the prefix {prefix}:, or write the IRI in full")


def check_undeclared_prefixes(inputs: Inputs) -> list[ValidationResult]:
    """A result for each unintended IRI, at its first place.

    That is a property, a class, a datatype, or a link that begins with a prefix. One more is for
    all things whose IRIs depend on the place of a file, one for links by a wrong ending.
    """
    iris = _UnintendedIris(inputs)
    uses = iris.uses()
    results = [iris.result(term, *used) for term, used in uses.items()]
    return [*results, *_relative_things(inputs, uses), *_wrong_endings(inputs)]


def _relative_things(inputs: Inputs, terms: Container[str]) -> Iterator[ValidationResult]:
    """A result for the first thing with a relative IRI, unless it is one of `terms`."""
    relative = {
        URIRef(iri)
        for part in (inputs.data, inputs.ontology)
        for iri in part.iris
        if iri.startswith(RELATIVE) and iri not in terms
    }
    for part in (inputs.ontology, inputs.data) if relative else ():
        for triple in part.positions:
            thing = next((node for node in triple[::2] if node in relative), None)
            if thing is None:
                continue
            locator = inputs.data_locator
            place = locator.subject(thing) if thing == triple[0] else locator.object_of(triple)
            message = msg(
                "<{iri}>: a relative IRI without a base begins with the place of its file "
                "(such IRIs: {count})",
                iri=str(thing),
                count=len(relative),
            )
            helps = msg("set base in {config}, or declare one in the file", config=CONFIG_FILE)
            yield result_of("iri-unresolved", place, message, helps, value=thing)
            return


def _wrong_endings(inputs: Inputs) -> Iterator[ValidationResult]:
    """A result for the first link to a thing that only an ending of a file tells from a known one.

    As `penny` and `penny.ttl`.
    """
    graph, iris = inputs.data_graph.graph, inputs.data.iris | inputs.ontology.iris
    near: dict[Node, URIRef] = {}
    for iri in iris:
        stem, dot, ending = iri.rpartition(".")
        if stem in iris and dot + ending.lower() in GRAPH_EXTENSIONS:
            pair = URIRef(stem), URIRef(iri)
            known = [(one, None, None) in graph for one in pair]
            if known[0] != known[1]:
                near[pair[known[0]]] = pair[known[1]]
    links = [triple for triple in inputs.data_graph.positions if triple[2] in near] if near else []
    if links:
        target = links[0][2]
        message = msg(
            "nothing is said about <{iri}> (such links: {count})", iri=str(target), count=len(links)
        )
        helps = msg("did you mean {near}?", near=f"<{near[target]}>")
        place = inputs.data_locator.object_of(links[0])
        yield result_of("iri-unresolved", place, message, helps, value=target)


@dataclass(frozen=True)
class _UnintendedIris:
    inputs: Inputs

    def uses(self) -> Mapping[str, tuple[Place | None, int]]:
        """The place of the first use of each unintended IRI, and the number of uses."""
        first: dict[Node, Callable[[], Place | None]] = {}
        times: Counter[Node] = Counter()
        for part in self.inputs.parts:
            terms = {iri for iri in _doubtful(part) if not self._is_meant(iri)}
            links = self._likely_names(terms)
            locate = Locator(part)
            for triple in part.positions if terms else ():
                _, predicate, value = triple
                if predicate in terms:
                    times[predicate] += 1
                    first.setdefault(predicate, partial(locate.predicate_of, triple))
                named = (isinstance(value, Literal) and value.datatype) or value
                is_term = named is not value or predicate == RDF.type
                if named in (terms if is_term else links):
                    times[named] += 1
                    first.setdefault(named, partial(locate.object_of, triple))
        return {str(term): (place(), times[term]) for term, place in first.items()}

    def _likely_names(self, terms: Collection[URIRef]) -> set[URIRef]:
        """Those of `terms` that begin with a prefix, and as no thing of the project does."""
        prefixes = {*self._declared, *WELL_KNOWN} - _ADDRESSES
        begun = {term for term in terms if _scheme_of(term) in prefixes}
        return {term for term in begun if _scheme_of(term) not in self._schemes_of_things}

    def result(self, term: str, place: Place | None, count: int) -> ValidationResult:
        """The result about a term, with a repair for its first use."""
        scheme = _scheme_of(term)
        path = place.path if place else None
        if scheme + ":" == _FILE:
            helps = self._of_relative(term, path)
            message = msg(
                "<{term}>: a relative IRI without a base, or a mere path (times used: {count})",
                term=term,
                count=count,
            )
        elif scheme in self._declared and path and graph_format_of(path) is not JSONLD:
            helps = self._of_prefix(term, path)
            message = msg(
                "<{term}>: {prefix}: is no prefix here, where an IRI is written in full "
                "(times used: {count})",
                term=term,
                prefix=scheme,
                count=count,
            )
        else:
            helps = self._of_prefix(term, path)
            message = msg(
                "<{term}>: {prefix}: is neither a prefix here nor a known scheme "
                "(times used: {count})",
                term=term,
                prefix=scheme,
                count=count,
            )
        return result_of("iri-unresolved", place, message, helps=helps, value=URIRef(term))

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
        namespace = {**WELL_KNOWN, **declared}.get(prefix)
        if namespace and path and graph_format_of(path) in (RDFXML, NTRIPLES, NQUADS):
            return msg("did you mean {near}?", near=f"<{namespace}{local}>")
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

    def _is_meant(self, term: URIRef) -> bool:
        """True if a term is described, or a shape or a prefix names it or its scheme.

        Then it is at least consistent.
        """
        if _scheme_of(term) in self._schemes_declared:
            return True
        if any((term, None, None) in part.graph for part in self.inputs.parts):
            return True
        naming = self.inputs.shapes_graph.graph.predicates(None, term)
        return any(p == RDF.first or str(p) in SH for p in naming)

    @cached_property
    def _schemes_of_things(self) -> frozenset[str]:
        """The schemes of all that is described."""
        graphs = (part.graph for part in self.inputs.parts)
        return frozenset(_scheme_of(str(node)) for graph in graphs for node in objects_of(graph))

    @cached_property
    def _declared(self) -> dict[str, str]:
        """The prefixes of the files and of the settings, with their namespaces.

        Without those that stand for the scheme of their name.
        """
        return {prefix: iri for prefix, iri in self._prefixes.items() if not _is_own(prefix, iri)}

    @cached_property
    def _schemes_declared(self) -> frozenset[str]:
        """The prefixes that stand for the scheme of their name, unless they are well known."""
        own = {prefix.lower() for prefix, iri in self._prefixes.items() if _is_own(prefix, iri)}
        return frozenset(own - WELL_KNOWN.keys())

    @cached_property
    def _prefixes(self) -> dict[str, str]:
        places = [place for part in self.inputs.parts for place in part.positions.prefixes]
        declared = {place.prefix: place.namespace for place in places}
        return {**declared, **self.inputs.project.settings.prefixes}


def _is_own(prefix: str, namespace: str) -> bool:
    """True for a prefix that stands for the scheme of its name: `@prefix pmid: <pmid:>`."""
    return namespace.lower() == f"{prefix.lower()}:"


def _doubtful(part: LoadedGraph) -> set[URIRef]:
    """The IRIs of a part with a scheme that no term has."""
    doubtful = {iri for iri in part.iris if not iri.startswith(_USUAL) and _is_unmeant(iri)}
    misspelt = tuple(misspelt_namespaces(part)) if doubtful else ()
    return {URIRef(iri) for iri in doubtful if not iri.startswith(misspelt)}


def _is_unmeant(iri: str) -> bool:
    scheme = _scheme_of(iri)
    if not scheme or scheme in _SCHEMES or scheme.startswith("x-"):
        return False
    return iri.startswith(_FILE) or not iri.startswith("//", len(scheme) + 1)


def _scheme_of(iri: str) -> str:
    scheme = _SCHEME.match(iri)
    return scheme[1].lower() if scheme else ""


def _context_of(path: Path | None) -> dict[str, str]:
    """The names, with their IRIs, that the contexts of a JSON-LD file define."""
    if path is None or graph_format_of(path) is not JSONLD:
        return {}
    from schlaglicht.rdf.prefixes import read_definitions

    return read_definitions(path.read_text(encoding="utf-8-sig"))


_KEYWORDS = ("context", "graph", "id", "included", "language", "list", "reverse", "set", "type",
             "value")  # fmt: skip
_MEANT = (*_KEYWORDS, "base", "container", "direction", "import", "index", "nest", "vocab")
"""The keywords to suggest for a misspelt one."""
_SHORTEST = 3


def check_unmapped_keys(inputs: Inputs) -> list[ValidationResult]:
    """A result for each key without a triple; a warning where another key was probably meant.

    In the data such a key may serve other programs; in shapes it is a lost constraint, a violation.
    """
    results = []
    for part in inputs.parts:
        least = Severity.VIOLATION if part is inputs.shapes else Severity.INFO
        results += [_dropped_result(key, least) for key in part.positions.dropped]
    return results


def _dropped_result(key: DroppedKey, least: Severity) -> ValidationResult:
    if key.name == DIRECTION:
        message = msg("RDF 1.1 has no base direction: “{name}” is left out", name=key.name)
        return result_of(
            "key-dropped", place_of(key.path, key.extent), message, severity=Severity.INFO
        )
    near = next(_near(key), None)
    if key.name.startswith("@"):
        message = msg(
            "JSON-LD has no keyword “{name}”: its content does not get into the graph",
            name=key.name,
        )
        helps = msg("write the key without @, and define it in the context")
    else:
        message = msg(
            "no context defines “{name}”: its content does not get into the graph", name=key.name
        )
        helps = msg("define the key in the context, as null if it should be dropped")
    return result_of(
        "key-dropped",
        place_of(key.path, key.extent),
        message,
        helps=msg("did you mean {near}?", near=near) if near else helps,
        severity=max(least, Severity.WARNING) if near else least,
    )


def _near(key: DroppedKey) -> Iterator[str]:
    """Keys that were probably meant: keywords, or names that a context defines.

    A keyword may be one that the name begins, and else the most similar one.
    """
    name = key.name.lower()
    if name.startswith("@"):
        word = name[1:]
        begun = [known for known in _MEANT if len(word) >= _SHORTEST and known.startswith(word)]
        for known in (*begun, *nearest_few(word, _MEANT, Cutoff.CHOICE, most=1)):
            yield f"@{known}"
        return
    if name in _KEYWORDS:
        yield f"@{name}"
    for defined in key.defined:
        if name == defined.lower() or is_one_slip(key.name, defined):
            yield defined
