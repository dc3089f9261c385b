"""Vocabulary: every used term is declared, and schema.org is written in one way.

In a namespace of which the ontology declares terms, a project uses only declared ones. Without an
ontology there are no undeclared terms. Little is known of other vocabularies: an undeclared term of
theirs is reported once, as an info, or as a warning where the ontology declares nearly all other
published terms.

schema.org with http has in RDF different names from those with https. Only terms make data
invisible to queries, so only terms are of one spelling or the other. The address of a document at
schema.org is no such choice, as of a file that owl:imports names.

Terms that questions and settings name have to be there, too: a question with another one finds less
than it asks for, and its expected answer, once written down, agrees.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from rdflib import DCTERMS, FOAF, OWL, RDF, RDFS, Graph, Literal, URIRef
from rdflib.term import Node

from schlaglicht.errors import QueryError
from schlaglicht.i18n import msg
from schlaglicht.questions import Question, read_questions
from schlaglicht.rdf.iris import bare_iri, namespace_of
from schlaglicht.rdf.load import LoadedGraph
from schlaglicht.rdf.locations import SourceText
from schlaglicht.rdf.triple import Triple
from schlaglicht.rdf.well_known_prefixes import WELL_KNOWN
from schlaglicht.settings.pages import expand, parse_pattern, setting_line
from schlaglicht.settings.project_settings import Settings, settings_file
from schlaglicht.suggest import KnownIris, NearMisses, plain_iri
from schlaglicht.validation.inputs import Inputs
from schlaglicht.validation.report import Place, Precision, Severity, ValidationResult, first_place
from schlaglicht.validation.result_locations import Locator, place_of, places_in_full
from schlaglicht.validation.rules import result_of
from schlaglicht.vocab import CLASSES, DATATYPES, OF_RDF, PROPERTIES, SH, of_schema
from schlaglicht.vocabularies.known_terms import known_term
from schlaglicht.vocabularies.published import KnownVocabularies

if TYPE_CHECKING:
    from schlaglicht.query.lexer import Token

_HTTP = "http://schema.org"
_HTTPS = "https://schema.org"

_OF_DOCUMENTS = {
    *(RDFS.isDefinedBy, RDFS.seeAlso, OWL.imports, OWL.versionIRI, OWL.priorVersion),
    *(OWL.backwardCompatibleWith, OWL.incompatibleWith, DCTERMS.source, DCTERMS.references),
    *(FOAF.page, FOAF.homepage, *of_schema("url", "mainEntityOfPage", "citation")),
}
"""Predicates whose values are documents, even the page of a term."""

_TERM_NAME = re.compile(r"https?://schema\.org/[A-Za-z]\w*")
_CLASS_NAME = re.compile(r"https?://schema\.org/[A-Z]\w*")
"""The name of a class or of a member of an enumeration; documents there are in lower case."""


def check_http_schema_org(inputs: Inputs) -> Iterator[ValidationResult]:
    """A violation where a project's terms are of both, one info a file where of http alone.

    What no term uses changes no name, a prefix or the address of a document: where only this is of
    http, it is an info, too.
    """
    if not any(map(_has_http, inputs.parts)):
        return
    spellings = spellings_of_schema_org(inputs, inputs.parts)
    https, http = (host in spellings for host in (_HTTPS, _HTTP))
    for part in inputs.parts:
        for iri, place, is_term in islice(_http_places(part), None if https else 1):
            yield _http_result(iri, place, https=https, mixed=https and http and is_term)


def spellings_of_schema_org(inputs: Inputs, parts: Sequence[LoadedGraph]) -> tuple[str, ...]:
    """The spellings, with http and https, that the settings, or terms in `parts`, have."""
    settings = inputs.project.settings.prefixes.values()
    return tuple(
        host
        for host in (_HTTPS, _HTTP)
        if any(_is_of(host, namespace) for namespace in settings)
        or any(_has_terms_of(host, part) for part in parts)
    )


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
    if index == 2 and predicate in _OF_DOCUMENTS:
        return False
    if index == 2 and str(predicate).startswith(OF_RDF):
        return _TERM_NAME.fullmatch(iri) is not None
    return _CLASS_NAME.fullmatch(iri) is not None or known_term(iri) is not None


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
    twin = "https" + iri.removeprefix("http")
    if https:
        message = msg("{term}: schema.org is written with https here", term=f"<{iri}>")
        help_ = msg("write <{twin}>", twin=twin)
    else:
        message = msg("{term}: schema.org recommends https", term=f"<{iri}>")
        help_ = msg("write <{twin}> everywhere, or keep to http everywhere", twin=twin)
    severity = None if mixed else Severity.INFO
    return result_of("http-schema-org", place, message, help_, severity=severity)


_PROPERTY, _CLASS = "rdf:Property", "rdfs:Class"
_PUBLISHED = msg(
    "its vocabulary has it; declare it where it needs a label or a class above it here"
)
_UNHEARD_OF = msg(
    "nothing is known about its vocabulary; put its file into ontology/ to have it checked"
)
_HABIT = 0.75
"""Share of declared published terms from which the remaining ones count as forgotten."""
_VANN_NAMESPACE = URIRef("http://purl.org/vocab/vann/preferredNamespaceUri")
_NAMING_DOCUMENTS = {
    RDFS.isDefinedBy,
    OWL.imports,
    OWL.versionIRI,
    OWL.priorVersion,
    OWL.backwardCompatibleWith,
    OWL.incompatibleWith,
}
"""Predicates whose objects are documents, even where their IRIs resemble terms."""


def check_undeclared_terms(inputs: Inputs) -> list[ValidationResult]:
    """A result for each use of a term that the ontology does not declare, or of http schema.org."""
    results = list(check_http_schema_org(inputs))
    if inputs.project.ontology:
        vocabulary = Vocabulary(inputs)
        results += vocabulary.unknown_in_data()
        results += [result for part in inputs.parts for result in vocabulary.unknown_own(part)]
    return results


@dataclass(frozen=True)
class Vocabulary:
    """The terms that a project declares, and those that it uses undeclared."""

    inputs: Inputs
    _nearest: dict[tuple[str, str | None], str | None] = field(default_factory=dict)

    @cached_property
    def classes(self) -> set[str]:
        """The IRIs of the classes and datatypes that the ontology declares."""
        return self._declared((*CLASSES, *DATATYPES))

    @cached_property
    def properties(self) -> set[str]:
        """The IRIs of the properties that the ontology declares."""
        return self._declared(PROPERTIES)

    @cached_property
    def own_namespaces(self) -> tuple[str, ...]:
        """The namespaces whose terms the project's own ontologies define."""
        graph = self.inputs.ontology.graph
        ontologies = set(map(bare_iri, self.inputs.ontologies))
        defined = {
            namespace_of(str(term))
            for term, ontology in graph.subject_objects(RDFS.isDefinedBy)
            if ontology in self.inputs.ontologies
            and isinstance(term, URIRef)
            and bare_iri(term) not in ontologies
        }
        named = {str(ns) for ns in graph.objects(None, _VANN_NAMESPACE)}
        return tuple(sorted(self._present(defined | named)))

    @cached_property
    def namespaces(self) -> set[str]:
        """The namespaces of which the ontology declares terms, and its own."""
        declared = set(map(namespace_of, self.classes | self.properties))
        return self._present(declared).union(self.own_namespaces)

    def _present(self, namespaces: set[str]) -> set[str]:
        """`namespaces` without those of imported ontologies that are not among the files.

        Statements about terms of an imported ontology do not make them the project's own. What
        ends before a host, or is empty as for `urn:x:y`, is not a namespace: any IRI begins so.
        """
        imported = {
            bare_iri(ontology) for ontology in self.inputs.ontology.graph.objects(None, OWL.imports)
        }
        absent = imported - set(map(bare_iri, self.inputs.ontologies))
        return {
            namespace
            for namespace in namespaces
            if namespace and not namespace.endswith("://") and bare_iri(namespace) not in absent
        }

    @cached_property
    def described(self) -> set[Node]:
        """Every node that is the subject of a triple somewhere."""
        return {subject for part in self.inputs.parts for subject in part.graph.subjects()}

    def unknown_in_data(self) -> list[ValidationResult]:
        """Predicates and classes of the data that the ontology does not declare."""
        locate = Locator(self.inputs.data)
        results: list[ValidationResult] = []
        elsewhere: dict[tuple[Node, str], list[Place | None]] = {}
        for triple in self.inputs.data.graph:
            for term, kind in self._unknown_terms(triple):
                named = locate.predicate_of if kind == _PROPERTY else locate.object_of
                if self._is_elsewhere(term, kind):
                    elsewhere.setdefault((term, kind), []).append(named(triple))
                else:
                    results.append(self._result(term, named(triple), kind))
        return [*results, *(self._elsewhere(*of, places) for of, places in elsewhere.items())]

    def _unknown_terms(self, triple: Triple) -> Iterator[tuple[Node, str]]:
        _, predicate, object_ = triple
        if self._is_unknown(predicate):
            yield predicate, _PROPERTY
        if predicate == RDF.type and isinstance(object_, URIRef) and self._is_unknown(object_):
            yield object_, _CLASS

    def unknown_own(self, part: LoadedGraph) -> Iterator[ValidationResult]:
        """Terms of the project's own namespaces without a description, at each use."""
        locate = Locator(part)
        is_doubtful = any(self._is_missing(URIRef(iri)) for iri in part.iris)
        is_data = part is self.inputs.data
        for triple in part.graph if is_doubtful else ():
            if is_data and triple[1] == RDF.type and self._is_unknown(triple[2]):
                continue  # `unknown_in_data` reports the class
            if self._is_missing(triple[1]) and not is_data:
                yield self._result(triple[1], locate.predicate_of(triple), None)
            if (term := _named_by(triple)) and self._is_missing(term):
                yield self._result(term, locate.object_of(triple), None)

    def misses(self, term: Node) -> bool:
        """True if `unknown_own` reports a term wherever shapes name it."""
        return bool(self.inputs.project.ontology) and self._is_missing(term)

    def _is_missing(self, term: Node) -> bool:
        iri = str(term)
        own = any(iri.startswith(ns) and iri != ns for ns in self.own_namespaces)
        return own and term not in self.described

    def _is_unknown(self, term: Node) -> bool:
        iri = str(term)
        if iri.startswith((*OF_RDF, "http://schema.org/")):
            return False
        return iri not in self.properties and iri not in self.classes

    def _is_elsewhere(self, term: Node, kind: str) -> bool:
        """True if a published vocabulary has a term, or nothing is known about it."""
        iri = str(term)
        if self._published.vocabulary_of(iri):
            return self._published.has(iri)
        return namespace_of(iri) not in self.namespaces and self._near(iri, kind) is None

    @cached_property
    def _published(self) -> KnownVocabularies:
        return KnownVocabularies(map(str, self.inputs.ontologies))

    @cached_property
    def _declares_published(self) -> bool:
        """True if the ontology declares most used terms of published vocabularies."""
        graph = self.inputs.data.graph
        used = {*graph.predicates(), *graph.objects(None, RDF.type)}
        published = [term for term in used if self._published.has(str(term))]
        foreign = [term for term in published if not str(term).startswith(OF_RDF)]
        declared = [term for term in foreign if not self._is_unknown(term)]
        return len(declared) >= _HABIT * len(foreign)

    def _near(self, iri: str, kind: str | None) -> str | None:
        if (iri, kind) not in self._nearest:
            self._nearest[iri, kind] = self._candidates[kind].nearest(iri)
        return self._nearest[iri, kind]

    def _declared(self, kinds: tuple[URIRef, ...]) -> set[str]:
        """The instances of `kinds` and of the ontology's own classes below them."""
        graph = self.inputs.ontology.graph
        classes = {
            class_ for kind in kinds for class_ in graph.transitive_subjects(RDFS.subClassOf, kind)
        }
        return {str(term) for class_ in classes for term in graph.subjects(RDF.type, class_)}

    def _result(self, term: Node, place: Place | None, kind: str | None) -> ValidationResult:
        names = self.inputs.names
        written = names.term(term)
        if near := self._near(str(term), kind):
            help_ = msg("did you mean {near}?", near=names.iri(near))
        else:
            help_ = msg(
                "declare the term in the ontology: {term} a {kind} .",
                term=written,
                kind=kind or "…",
            )
        return result_of(
            "unknown-term",
            place,
            msg("{term} is not declared in the ontology", term=written),
            help_,
            value=term,
        )

    def _elsewhere(self, term: Node, kind: str, places: list[Place | None]) -> ValidationResult:
        """The single result about all uses of a term of another vocabulary."""
        written = self.inputs.names.term(term)
        known = self._published.has(str(term))
        missed = known and self._declares_published
        return replace(
            self._result(term, first_place(places), kind),
            severity=Severity.WARNING if missed else Severity.INFO,
            messages=msg(
                "{term} is not declared in the ontology (times used: {count})",
                term=written,
                count=len(places),
            ),
            helps=_PUBLISHED if known else _UNHEARD_OF,
        )

    @cached_property
    def _candidates(self) -> dict[str | None, KnownIris]:
        """The terms that may have been meant, by kind."""
        described = {str(node) for node in self.described if isinstance(node, URIRef)}
        own = {iri for iri in described if iri.startswith(self.own_namespaces)}
        kinds = {_PROPERTY: self.properties, _CLASS: self.classes, None: own}
        return {kind: KnownIris(iris) for kind, iris in kinds.items()}


def _named_by(triple: Triple) -> URIRef | None:
    """The IRI that the object of a triple names: itself, or its datatype."""
    _, predicate, object_ = triple
    if predicate in _NAMING_DOCUMENTS:
        return None
    if isinstance(object_, Literal):
        return object_.datatype
    return object_ if isinstance(object_, URIRef) else None


def check_question_terms(inputs: Inputs) -> Iterator[ValidationResult]:
    """A warning for each term in the pattern of a question that a known one is a near miss of."""
    terms, prefixes = _Terms(inputs), question_prefixes(inputs)
    for question in read_questions(inputs.project):
        for token, iri in _named(question, prefixes):
            if near := terms.meant_by(iri):
                yield _result(inputs, question, token, iri, near)


def question_prefixes(inputs: Inputs) -> dict[str, str]:
    """The prefixes that a question need not declare."""
    places = (place for part in inputs.parts for place in part.positions.prefixes)
    declared = {place.prefix: place.namespace for place in places}
    return {**WELL_KNOWN, **declared, **inputs.project.settings.prefixes}


def _named(question: Question, prefixes: Mapping[str, str]) -> Iterator[tuple[Token, str]]:
    """The terms of a question; none of one that cannot be read, which is told elsewhere."""
    from schlaglicht.query import read_query, terms_of_pattern

    try:
        query = read_query(question.text)
    except QueryError:
        return
    first: dict[str, Token] = {}
    for token, iri in terms_of_pattern(query, {**prefixes, **query.prefixes}):
        first.setdefault(iri, token)
    yield from ((token, iri) for iri, token in first.items())


class _Terms:
    """The terms of a project: whether one occurs, and which was meant by one that does not."""

    def __init__(self, inputs: Inputs) -> None:
        self._inputs = inputs
        self._near: dict[str, NearMisses] = {}

    def meant_by(self, iri: str) -> str | None:
        """The term in the data or the ontology of which `iri`, which is nowhere, is a near miss."""
        if self._occurs(URIRef(iri)) or self._published.has(iri):
            return None
        space = plain_iri(namespace_of(iri))
        if space not in self._near:
            alike = (known for known in self._known if plain_iri(namespace_of(known)) == space)
            self._near[space] = NearMisses(alike)
        return self._near[space].nearest(iri)

    def _occurs(self, term: URIRef) -> bool:
        return any(
            pattern in graph
            for graph in self._graphs
            for pattern in ((term, None, None), (None, term, None), (None, None, term))
        )

    @cached_property
    def _graphs(self) -> tuple[Graph, ...]:
        """The graphs that a question may ask: the evidence is among the data here."""
        inputs = self._inputs
        return (inputs.evidence_graph.graph, inputs.ontology.graph, inputs.shapes.graph)

    @cached_property
    def _known(self) -> set[str]:
        facts = (self._inputs.data.graph, self._inputs.ontology.graph)
        terms = {term for graph in facts for triple in graph for term in triple}
        return {str(term) for term in terms if isinstance(term, URIRef)}

    @cached_property
    def _published(self) -> KnownVocabularies:
        return KnownVocabularies()


def _result(
    inputs: Inputs, question: Question, token: Token, iri: str, near: str
) -> ValidationResult:
    names = inputs.names
    return result_of(
        "unknown-term",
        place_in_question(question, token.start, token.end, token.text),
        msg(
            "{term} occurs neither in the data nor in the ontology: this part finds nothing",
            term=names.iri(iri),
        ),
        msg("there is {near}; one of the two is misspelt", near=names.iri(near)),
        severity=Severity.WARNING,
        value=URIRef(iri),
    )


def place_in_question(question: Question, start: int, end: int, text: str | None = None) -> Place:
    """The place of a part of a question; only its file where escapes have moved `text`."""
    if question.text[start:end] != (text or question.text[start:end]):
        return Place(question.path)
    return place_of(question.path, SourceText(question.path, question.text).extent(start, end))


def check_setting_terms(inputs: Inputs) -> Iterator[ValidationResult]:
    """A result for each name in the settings of a class that the graph does not know."""
    project = inputs.project
    file = settings_file(project.root)
    settings = project.settings
    if not project.whole or file is None or not (settings.sentences or settings.pages):
        return
    namespaces = {**WELL_KNOWN, **settings.prefixes}
    known = _known_terms(inputs)
    for table, class_, setting, names in _uses(settings):
        for name in dict.fromkeys((class_, *names)):
            if expand(name, namespaces) not in known:
                line = setting_line(file, table, class_, setting)
                place = Place(file, line, 1, line, 1, Precision.EXACT)
                yield _setting_result(inputs, table, expand(name, namespaces), known, place)


def _uses(settings: Settings) -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
    """Each table, class and setting, with the names of properties in it."""
    for class_, patterns in settings.sentences.items():
        for language, pattern in patterns.items():
            segments = parse_pattern(pattern)
            names = tuple(name for segment in segments for name in segment.properties)
            yield "sentences", class_, language, names
    for class_, given in settings.pages.items():
        yield "pages", class_, "lead", given.lead or ()


def _known_terms(inputs: Inputs) -> set[str]:
    """The IRIs of all that the ontology describes, and of properties and classes in the data."""
    data = inputs.data.graph
    described = inputs.ontology.graph.subjects()
    terms = {*described, *data.predicates(), *data.objects(None, RDF.type)}
    return {str(term) for term in terms if isinstance(term, URIRef)}


def _setting_result(
    inputs: Inputs, table: str, iri: str, known: set[str], place: Place
) -> ValidationResult:
    near = KnownIris(known).nearest(iri)
    return result_of(
        "unknown-term",
        place,
        msg(
            "{term} in [{table}] is neither declared in the ontology nor used in the data",
            table=table,
            term=inputs.names.iri(iri),
        ),
        msg("did you mean {near}?", near=inputs.names.iri(near)) if near else {},
        value=URIRef(iri),
    )
