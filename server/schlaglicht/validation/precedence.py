"""One result per cause: that of the most specific rule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import replace

from schlaglicht.i18n import lines
from schlaglicht.validation.report import ValidationResult
from schlaglicht.validation.rules import PRECEDENCE, Inheritance, Precedence, Weight

_Numbers = Mapping[Hashable, Sequence[int]]


def most_specific(results: Sequence[ValidationResult]) -> list[ValidationResult]:
    """`results` without those whose cause another rule reports, by `PRECEDENCE`.

    A result that stays may stand for one that gave way (`ValidationResult.stands_for`), so that
    ignoring the code of the one does not hide the other.
    """
    for precedence in PRECEDENCE:
        results = _settled(results, precedence)
    return [*results]


def _settled(
    results: Sequence[ValidationResult], precedence: Precedence
) -> Sequence[ValidationResult]:
    yielding = [number for number, r in enumerate(results) if r.code == precedence.code]
    if not yielding:
        return results
    left = dict(enumerate(results))
    others = _numbers_by_subject(results, precedence)
    for number in yielding:
        weaker = results[number]
        met = [
            n for n in _met(weaker, others, precedence) if _weighs(results[n], weaker, precedence)
        ]
        for stronger in met:
            left[stronger] = _heir(left[stronger], weaker, precedence.inheritance)
        if met:
            del left[number]
    return [*left.values()]


def _numbers_by_subject(results: Sequence[ValidationResult], precedence: Precedence) -> _Numbers:
    """The indexes of results that others give way to, by subject."""
    numbers: dict[Hashable, list[int]] = defaultdict(list)
    for number, result in enumerate(results):
        if result.code in precedence.to:
            for key in result.subjects(precedence.aspect):
                numbers[key].append(number)
    return numbers


def _met(weaker: ValidationResult, others: _Numbers, precedence: Precedence) -> Iterator[int]:
    """The indexes of results with a common subject, or where either may concern anything."""
    keys = weaker.subjects(precedence.aspect)
    wanted = others if None in keys else {*keys, None} if keys else ()
    yield from sorted({number for key in wanted for number in others.get(key, ())})


def _weighs(stronger: ValidationResult, weaker: ValidationResult, precedence: Precedence) -> bool:
    match precedence.weight:
        case Weight.MORE_SEVERE:
            return stronger.severity > weaker.severity
        case Weight.AS_SEVERE:
            return stronger.severity >= weaker.severity
        case _:
            return True


def _heir(
    result: ValidationResult, weaker: ValidationResult, inheritance: Inheritance
) -> ValidationResult:
    if inheritance is Inheritance.NOTHING:
        return result
    result = replace(result, stands_for=weaker.code)
    if inheritance is Inheritance.CODE:
        return result
    return replace(
        result, helps=lines(result.helps, weaker.helps) if result.helps else weaker.helps
    )
