"""The order of results, the same in every run: by file, place, rule and message."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from schlaglicht.validation.report import Place, ValidationResult
from schlaglicht.validation.rules import RULES

if TYPE_CHECKING:
    from rdflib.term import Node

_RANKS = {code: rank for rank, code in enumerate(RULES)}

_Where = tuple[str, int, int, int, int]
_Key = tuple[_Where, int, str, str, str, str, _Where, tuple[tuple[str, str], ...]]


def sort_results(results: Iterable[ValidationResult]) -> tuple[ValidationResult, ...]:
    """`results` without duplicates, in stable order; at one place in the order of the rules."""
    said = {_key(result): result for result in results}
    return tuple(said[key] for key in sorted(said))


def _key(result: ValidationResult) -> _Key:
    names = (result.shape_name or "", result.focus_name or "", _value_text(result.value))
    # Several constraints share the message of their shape, and several shapes their name.
    source = (result.component or "", _where(result.shape_place))
    return (
        _where(result.place),
        _RANKS[result.code],
        *names,
        *source,
        tuple(sorted(result.messages.items())),
    )


def _where(place: Place | None) -> _Where:
    if place is None:
        return ("", 0, 0, 0, 0)
    return (str(place.path), place.line, place.column, place.end_line, place.end_column)


def _value_text(value: Node | None) -> str:
    """Sort key of a value; that of blank nodes is empty, as their labels change with every run."""
    from rdflib import BNode

    return "" if value is None or isinstance(value, BNode) else value.n3()
