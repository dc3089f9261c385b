"""Sentences of the settings: their classes and properties exist in the data or the ontology."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib import RDF, URIRef

from schlaglicht.i18n import msg
from schlaglicht.project import settings_file
from schlaglicht.rdf.well_known_prefixes import WELL_KNOWN
from schlaglicht.sentence_patterns import expand, parse_pattern, pattern_line
from schlaglicht.suggest import KnownIris
from schlaglicht.validation.inputs import Inputs
from schlaglicht.validation.report import Certainty, Place, ValidationResult
from schlaglicht.validation.rules import RULES


def check_sentence_terms(inputs: Inputs) -> Iterator[ValidationResult]:
    """A result for each name in a pattern of the settings that the graph does not know."""
    project = inputs.project
    file = settings_file(project.root)
    if not project.whole or not project.settings.sentences or file is None:
        return
    namespaces = {**WELL_KNOWN, **project.settings.prefixes}
    known = _terms(inputs)
    for class_, patterns in project.settings.sentences.items():
        for language, pattern in patterns.items():
            names = [name for segment in parse_pattern(pattern) for name in segment.properties]
            for name in dict.fromkeys((class_, *names)):
                if expand(name, namespaces) not in known:
                    line = pattern_line(file, class_, language)
                    place = Place(file, line, 1, line, 1, Certainty.EXACT)
                    yield _result(inputs, expand(name, namespaces), known, place)


def _terms(inputs: Inputs) -> set[str]:
    """The IRIs of all that the ontology describes, and of properties and classes in the data."""
    data = inputs.data.graph
    described = inputs.ontology.graph.subjects()
    terms = {*described, *data.predicates(), *data.objects(None, RDF.type)}
    return {str(term) for term in terms if isinstance(term, URIRef)}


def _result(inputs: Inputs, iri: str, known: set[str], place: Place) -> ValidationResult:
    rule = RULES["unknown-term"]
    message = msg(
        "{term} in [sentences] is neither declared in the ontology nor used in the data",
        term=inputs.names.iri(iri),
    )
    near = KnownIris(known).nearest(iri)
    helps = msg("did you mean {near}?", near=inputs.names.iri(near)) if near else {}
    return ValidationResult(rule.code, rule.severity, message, place, helps, value=URIRef(iri))
