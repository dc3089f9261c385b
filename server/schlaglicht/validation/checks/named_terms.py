"""Terms that questions and settings name, and that nothing has.

A question with such a term finds less than it asks for, and its expected answer, once written down,
agrees. Settings by class name classes and properties of the data or the ontology.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from rdflib import RDF, Graph, URIRef

from schlaglicht.errors import QueryError
from schlaglicht.i18n import msg
from schlaglicht.project import Settings, settings_file
from schlaglicht.query import read_query, terms_of_pattern
from schlaglicht.query.lexer import Token
from schlaglicht.questions import Question, read_questions
from schlaglicht.rdf.iris import namespace_of
from schlaglicht.rdf.locations import SourceText
from schlaglicht.rdf.well_known_prefixes import WELL_KNOWN
from schlaglicht.settings.pages import expand, parse_pattern, setting_line
from schlaglicht.suggest import KnownIris, NearMisses, plain_iri
from schlaglicht.validation.inputs import Inputs
from schlaglicht.validation.report import Place, Precision, Severity, ValidationResult
from schlaglicht.validation.result_locations import place_of
from schlaglicht.validation.rules import found
from schlaglicht.vocabularies.published import KnownVocabularies


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
    return found(
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
    return found(
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
