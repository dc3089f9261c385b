"""Headers of questions: declarations that are wrong, or that their queries do not bear out."""

from __future__ import annotations

from collections.abc import Iterator

from schlaglicht.errors import QuerySyntaxError
from schlaglicht.i18n import Message, msg
from schlaglicht.query.code_point_escapes import resolve_escapes
from schlaglicht.query.lexer import place_of, tokens
from schlaglicht.query.parameter_values import misuses, used_parameters
from schlaglicht.questions import HeaderFault, Question
from schlaglicht.questions.header import lines_of
from schlaglicht.validation.report import Place, Precision, ValidationResult
from schlaglicht.validation.rules import RULES

_CODE = "question-header"


def check_header(question: Question) -> list[ValidationResult]:
    """A result for each fault of a header, and each parameter that its query cannot use."""
    faults = [*question.header.faults, *_unused(question)]
    results = [_result(question, fault) for fault in faults]
    return results + [_result(question, fault) for fault in _misused(question)]


def _unused(question: Question) -> Iterator[HeaderFault]:
    names = question.defaults()
    try:
        used = used_parameters(list(tokens(resolve_escapes(question.text))), names)
    except QuerySyntaxError:
        return  # reported with the query
    lines = lines_of(question.text)
    for name in names:
        if name not in used:
            at = question.header.lines[name]
            start = lines[at - 1].index(name)
            yield HeaderFault(
                at,
                start,
                start + len(name) + 1,
                msg("the query does not use the parameter {name}", name=f"?{name}"),
                msg("use it as a variable in the query, or remove the line"),
            )


def _misused(question: Question) -> Iterator[HeaderFault]:
    try:
        found = list(tokens(question.text))
    except QuerySyntaxError:
        return
    for misuse in misuses(found, question.defaults()):
        line, column = place_of(question.text, misuse.token.start)
        end = column + len(misuse.token.text)
        yield HeaderFault(line, column, end, misuse.reason, misuse.advice)


def _result(question: Question, fault: HeaderFault) -> ValidationResult:
    place = Place(question.path, fault.line, fault.start, fault.line, fault.end, Precision.EXACT)
    reason: Message = fault.reason
    return ValidationResult(_CODE, RULES[_CODE].severity, reason, place, fault.advice)
