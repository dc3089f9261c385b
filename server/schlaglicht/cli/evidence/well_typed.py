"""Refuses statements whose literals are not values of their datatypes, before they are written."""

from __future__ import annotations

from collections.abc import Iterable

from schlaglicht.cli.evidence.options import names_of
from schlaglicht.cli.reader_language import reader_language
from schlaglicht.errors import ProjectError
from schlaglicht.project import Project
from schlaglicht.rdf.triple import Triple


def require_well_typed(stated: Iterable[Triple], project: Project) -> None:
    """Raises ProjectError for an ill-typed literal, with the suggestion that validate gives."""
    from rdflib import Literal

    typed = [(p, o) for _, p, o in stated if isinstance(o, Literal) and o.datatype is not None]
    if not typed:
        return
    from schlaglicht.rdf.load import load
    from schlaglicht.validation.checks.literals import check_one_literal

    shapes, names = load(project.shapes, base_of=project.base_of).graph, names_of(project)
    language = reader_language()
    for predicate, object_ in typed:
        fault = check_one_literal(object_, predicate, shapes, names)
        if fault is not None:
            message, help_ = fault
            hint = f"; {help_[language]}" if help_ else ""
            raise ProjectError(f"literal-ill-typed: {message[language]}{hint}")
