"""Blank nodes that can hardly be distinguished: such a dataset cannot be served."""

from __future__ import annotations

from collections.abc import Callable

from schlaglicht.errors import AlikeBlankNodes
from schlaglicht.validation.report import ValidationResult
from schlaglicht.validation.rules import RULES

_CODE = "blank-nodes-alike"


def check_alike_blank_nodes(
    work: Callable[[], list[ValidationResult] | None],
) -> list[ValidationResult]:
    """The results of `work`, which labels blank nodes; one result instead where it cannot."""
    try:
        return work() or []
    except AlikeBlankNodes as error:
        return [_result(error)]


def _result(error: AlikeBlankNodes) -> ValidationResult:
    """A result at the place of one of the nodes, if that is known."""
    from schlaglicht.validation.result_locations import fault_place

    rule = RULES[_CODE]
    return ValidationResult(_CODE, rule.severity, error.reasons, fault_place(error), error.helps)
