"""Construction of the lint's results."""

from __future__ import annotations

from collections.abc import Mapping

from rdflib.term import Node

from schlaglicht.rdf.iris import local_name
from schlaglicht.rdf.triple import Triple
from schlaglicht.validation.report import Aspect, Place, Severity, Subject, ValidationResult
from schlaglicht.validation.rules import RULES

_NOTHING: Mapping[str, str] = {}


def parameter_of(triple: Triple) -> Subject:
    """The parameter of a shape, as a subject that the results of its component share."""
    shape, parameter, _ = triple
    name = local_name(str(parameter))
    return Subject(Aspect.PARAMETER, (shape, name[:1].upper() + name[1:]))


def found(
    code: str,
    place: Place | None,
    messages: Mapping[str, str],
    *,
    helps: Mapping[str, str] = _NOTHING,
    severity: Severity | None = None,
    value: Node | None = None,
    focus_node: Node | None = None,
    source_shape: Node | None = None,
    about: tuple[Subject, ...] = (),
) -> ValidationResult:
    """A result of the rule `code`, with the rule's severity unless `severity` is given."""
    chosen = severity or RULES[code].severity
    return ValidationResult(
        code,
        chosen,
        messages,
        place,
        helps,
        value=value,
        focus_node=focus_node,
        source_shape=source_shape,
        about=about,
    )
