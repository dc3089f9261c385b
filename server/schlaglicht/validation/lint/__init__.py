"""Shape lint: whether the shapes say what their author meant.

pySHACL passes over whatever it does not know, so a misspelt term or target turns a constraint
into nothing, and the report into a green one. Each module here looks for one kind of that.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from schlaglicht.validation.inputs import Inputs
    from schlaglicht.validation.report import ValidationResult


_ECHOES = {
    "shacl-namespace": "empty-shapes",
    "shape-value": "shacl-unreadable",
    "shape-sparql": "shacl-unreadable",
    "shape-partner": "shacl-unreadable",
}
"""Codes of the lint, and what the judge says when it stumbles over the same."""


def check_lint(inputs: Inputs) -> list[ValidationResult]:
    """What is wrong with the shapes of a project, whether or not the data passes them."""
    from schlaglicht.validation.lint.combinations import check_contradictions, check_partners
    from schlaglicht.validation.lint.namespace import check_namespace
    from schlaglicht.validation.lint.reach import check_reach
    from schlaglicht.validation.lint.shapes import Shapes
    from schlaglicht.validation.lint.sparql import check_sparql
    from schlaglicht.validation.lint.targets import check_targets
    from schlaglicht.validation.lint.values import check_values
    from schlaglicht.validation.lint.vocabulary import check_terms
    from schlaglicht.validation.lint.voice import check_voice

    shapes = Shapes(inputs)
    results = [*check_namespace(inputs), *check_terms(inputs)]
    explained = bool(results)
    results += check_targets(shapes, explained=explained)
    results += check_reach(shapes)
    results += check_values(shapes)
    results += check_partners(shapes)
    results += check_contradictions(shapes)
    results += check_sparql(shapes)
    results += check_voice(shapes)
    return results


def without_echoes(results: list[ValidationResult]) -> list[ValidationResult]:
    """`results` without those that say of the whole what the lint says of the very term.

    What an echo helps with, the lint's results go on saying; and they stand for it: whoever ignores
    them, or has known them for long, does not thereby ignore the echo.
    """
    from schlaglicht.validation.messages import lines
    from schlaglicht.validation.report import Severity

    codes = {result.code for result in results if result.severity is Severity.VIOLATION}
    echoes = {code: echo for code, echo in _ECHOES.items() if code in codes & _ECHOES.keys()}
    helps = {result.code: result.helps for result in results if result.code in echoes.values()}

    def told(result: ValidationResult) -> ValidationResult:
        echo = echoes.get(result.code, "")
        added = helps.get(echo)
        if not added:
            return result
        result = replace(result, stands_for=echo)
        if result.code == "shacl-namespace":
            return result
        return replace(result, helps=lines(result.helps, added) if result.helps else added)

    return [told(result) for result in results if result.code not in echoes.values()]
