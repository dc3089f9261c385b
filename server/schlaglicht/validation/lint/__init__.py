"""Shape lint: checks that shapes mean what their author intended.

SHACL ignores anything unknown, so a misspelt term or target disables a constraint and makes the
report green. Each module here detects one kind of such mistakes.
"""

from __future__ import annotations

from contextlib import suppress
from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from schlaglicht.validation.inputs import Inputs
    from schlaglicht.validation.report import ValidationResult


def check_lint(inputs: Inputs) -> list[ValidationResult]:
    """Faults of the shapes of a project except in queries, whether or not the data conforms."""
    from schlaglicht.validation.checks.shacl_terms import (
        check_shacl_namespace,
        check_unknown_shacl_terms,
    )
    from schlaglicht.validation.lint.idle_shapes import (
        check_empty_files,
        check_missing_messages,
        check_unreachable,
    )
    from schlaglicht.validation.lint.parameter_pairs import (
        check_contradictions,
        check_custom_components,
        check_parameter_pairs,
    )
    from schlaglicht.validation.lint.parameters import check_parameter_values
    from schlaglicht.validation.lint.targets import check_data_near_misses, check_targets
    from schlaglicht.validation.shacl.located_shapes import LocatedShapes

    shapes = LocatedShapes(inputs)
    results = [*check_shacl_namespace(inputs), *check_unknown_shacl_terms(inputs)]
    explained = bool(results)
    results += check_empty_files(inputs)
    results += check_targets(shapes, explained=explained)
    results += check_data_near_misses(shapes)
    results += check_unreachable(shapes)
    results += check_parameter_values(shapes)
    results += check_parameter_pairs(shapes)
    results += check_custom_components(shapes)
    results += check_contradictions(shapes)
    results += check_missing_messages(shapes)
    return results


def check_queries(inputs: Inputs) -> list[ValidationResult]:
    """Faults of the queries in shapes, and what queries cannot compute with.

    Separate from `check_lint`, which does without the grammar of SPARQL.
    """
    from schlaglicht.validation.shacl.located_shapes import LocatedShapes

    shapes = LocatedShapes(inputs)
    if not shapes.queries and not (inputs.project.queries and _has_long_numbers(inputs)):
        return []
    from schlaglicht.validation.lint.out_of_range import check_range
    from schlaglicht.validation.lint.sparql_constraints import check_sparql_constraints

    return [*check_sparql_constraints(shapes), *check_range(inputs, shapes)]


def _has_long_numbers(inputs: Inputs) -> bool:
    """True if questions may meet a number that is out of their range, in the data or themselves."""
    from rdflib import Literal

    from schlaglicht.rdf.graph_store import objects_of
    from schlaglicht.validation.literals.lexical_forms import LONG_NUMBER

    typed = (
        str(value)
        for part in inputs.parts
        for said in objects_of(part.graph).values()
        for values in said.values()
        for value in values
        if type(value) is Literal and value.datatype is not None
    )
    return any(map(LONG_NUMBER.search, chain(typed, map(_text, inputs.project.queries))))


def _text(path: Path) -> str:
    with suppress(OSError):  # told where questions are read
        return path.read_text("utf-8", "replace")
    return ""
