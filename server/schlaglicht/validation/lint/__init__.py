"""Shape lint: whether the shapes say what their author meant.

pySHACL passes over whatever it does not know, so a misspelt term or target turns a constraint
into nothing, and the report into a green one. Each module here looks for one kind of that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from schlaglicht.validation.inputs import Inputs
    from schlaglicht.validation.report import ValidationResult


def check_lint(inputs: Inputs) -> list[ValidationResult]:
    """What is wrong with the shapes of a project, whether or not the data passes them.

    All but their queries.
    """
    from schlaglicht.validation.lint.combinations import check_contradictions, check_partners
    from schlaglicht.validation.lint.files import check_files
    from schlaglicht.validation.lint.namespace import check_namespace
    from schlaglicht.validation.lint.own_components import check_components
    from schlaglicht.validation.lint.reach import check_reach
    from schlaglicht.validation.lint.shapes import Shapes
    from schlaglicht.validation.lint.strays import check_strays
    from schlaglicht.validation.lint.targets import check_targets
    from schlaglicht.validation.lint.values import check_values
    from schlaglicht.validation.lint.vocabulary import check_terms
    from schlaglicht.validation.lint.voice import check_voice

    shapes = Shapes(inputs)
    results = [*check_namespace(inputs), *check_terms(inputs)]
    explained = bool(results)
    results += check_files(inputs)
    results += check_targets(shapes, explained=explained)
    results += check_strays(shapes)
    results += check_reach(shapes)
    results += check_values(shapes)
    results += check_partners(shapes)
    results += check_components(shapes)
    results += check_contradictions(shapes)
    results += check_voice(shapes)
    return results


def check_queries(inputs: Inputs) -> list[ValidationResult]:
    """What is wrong with the queries in shapes.

    Apart from the rest, which does without the grammar of SPARQL.
    """
    from schlaglicht.validation.lint.shapes import Shapes
    from schlaglicht.validation.lint.sparql import check_sparql

    return check_sparql(Shapes(inputs))
