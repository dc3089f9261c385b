"""The order of results, the same in every run: by file, place, rule and message."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from schlaglicht.validation.report import Place, ValidationResult
from schlaglicht.validation.rules import RULES

if TYPE_CHECKING:
    from rdflib.term import Node

_RANKS = {code: rank for rank, code in enumerate(RULES)}

_Where = tuple[str, int, int, int, int]
_Key = Callable[[ValidationResult], tuple[Any, ...]]


def sort_results(results: Iterable[ValidationResult]) -> tuple[ValidationResult, ...]:
    """`results` without duplicates, in stable order; at one place in the order of the rules."""
    return tuple(_sorted(list(results), (_place, _names, _texts)))


def _sorted(results: list[ValidationResult], keys: Sequence[_Key]) -> list[ValidationResult]:
    """The order by several keys, each made only where those before are equal: texts take long."""
    if len(results) < 2 or not keys:
        return results[-1:]  # equal by every key: the same result
    key, *others = keys
    ranked = groupby(sorted(results, key=key), key)
    return [result for _, same in ranked for result in _sorted(list(same), others)]


def _place(result: ValidationResult) -> tuple[_Where, int]:
    return _where(result.place), _RANKS[result.code]


def _names(result: ValidationResult) -> tuple[str, str, str, str, _Where]:
    names = (result.shape_name or "", result.focus_name or "", _value_text(result.value))
    # Several constraints share the message of their shape, and several shapes their name.
    return (*names, result.component or "", _where(result.shape_place))


def _texts(result: ValidationResult) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    return sorted(result.messages.items()), sorted(result.constraint.items())


def _where(place: Place | None) -> _Where:
    if place is None:
        return ("", 0, 0, 0, 0)
    return (str(place.path), place.line, place.column, place.end_line, place.end_column)


def _value_text(value: Node | None) -> str:
    """Sort key of a value; that of blank nodes is empty, as their labels change with every run."""
    from rdflib import BNode

    return "" if value is None or isinstance(value, BNode) else value.n3()
