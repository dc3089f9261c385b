"""Settings by class: their classes and properties exist in the data or the ontology."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib import RDF, URIRef

from schlaglicht.i18n import msg
from schlaglicht.project import Settings, settings_file
from schlaglicht.rdf.well_known_prefixes import WELL_KNOWN
from schlaglicht.settings.pages import expand, parse_pattern, setting_line
from schlaglicht.suggest import KnownIris
from schlaglicht.validation.inputs import Inputs
from schlaglicht.validation.report import Place, Precision, ValidationResult
from schlaglicht.validation.rules import RULES


def check_setting_terms(inputs: Inputs) -> Iterator[ValidationResult]:
    """A result for each name in the settings of a class that the graph does not know."""
    project = inputs.project
    file = settings_file(project.root)
    settings = project.settings
    if not project.whole or file is None or not (settings.sentences or settings.pages):
        return
    namespaces = {**WELL_KNOWN, **settings.prefixes}
    known = _terms(inputs)
    for table, class_, setting, names in _uses(settings):
        for name in dict.fromkeys((class_, *names)):
            if expand(name, namespaces) not in known:
                line = setting_line(file, table, class_, setting)
                place = Place(file, line, 1, line, 1, Precision.EXACT)
                yield _result(inputs, table, expand(name, namespaces), known, place)


def _uses(settings: Settings) -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
    """Each table, class and setting, with the names of properties in it."""
    for class_, patterns in settings.sentences.items():
        for language, pattern in patterns.items():
            segments = parse_pattern(pattern)
            names = tuple(name for segment in segments for name in segment.properties)
            yield "sentences", class_, language, names
    for class_, given in settings.pages.items():
        yield "pages", class_, "lead", given.lead or ()


def _terms(inputs: Inputs) -> set[str]:
    """The IRIs of all that the ontology describes, and of properties and classes in the data."""
    data = inputs.data.graph
    described = inputs.ontology.graph.subjects()
    terms = {*described, *data.predicates(), *data.objects(None, RDF.type)}
    return {str(term) for term in terms if isinstance(term, URIRef)}


def _result(
    inputs: Inputs, table: str, iri: str, known: set[str], place: Place
) -> ValidationResult:
    rule = RULES["unknown-term"]
    message = msg(
        "{term} in [{table}] is neither declared in the ontology nor used in the data",
        table=table,
        term=inputs.names.iri(iri),
    )
    near = KnownIris(known).nearest(iri)
    helps = msg("did you mean {near}?", near=inputs.names.iri(near)) if near else {}
    return ValidationResult(rule.code, rule.severity, message, place, helps, value=URIRef(iri))
