"""Questions with parameters in the words of OpenAPI: a path for each, with what it takes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from schlaglicht.questions import Kind, Parameter, Question, written
from schlaglicht.questions.parameters import LONGEST_VALUE, number_of
from schlaglicht.web.served_version import Site

_FORMATS = {Kind.DATE: "date", Kind.THING: "iri"}


def question_paths(site: Site, operation: Mapping[str, Any]) -> dict[str, Any]:
    """The path of each question with parameters; `operation` is that of any question by name."""
    return {
        f"/queries/{quote(question.name, safe='')}": {"get": _operation(question, operation)}
        for question in site.questions
        if question.parameters
    }


def _operation(question: Question, operation: Mapping[str, Any]) -> dict[str, Any]:
    titles = question.titles
    others = [each for each in operation["parameters"] if each["in"] != "path"]
    return {
        **operation,
        "operationId": f"get_question_{_word(question.name)}",
        "summary": titles.get("en") or next(iter(titles.values()), question.name),
        "parameters": [*_parameters(question), *others],
    }


def _word(name: str) -> str:
    """A name in letters, digits and `_`, another one for each name."""
    return re.sub(r"\W|_", lambda found: f"_{ord(found[0]):x}_", name)


def _parameters(question: Question) -> Iterator[dict[str, Any]]:
    for parameter in question.parameters:
        labels = parameter.labels
        yield {
            "name": parameter.name,
            "in": "query",
            "description": labels.get("en") or next(iter(labels.values()), parameter.name),
            "schema": _schema(parameter),
        }


def _schema(parameter: Parameter) -> dict[str, Any]:
    if parameter.kind is Kind.NUMBER:
        default = number_of(parameter.default)
        return {"type": "number"} | ({} if default is None else {"default": default})
    schema: dict[str, Any] = {"type": "string", "default": written(parameter.default)}
    if parameter.choices:
        return {**schema, "enum": [written(choice) for choice in parameter.choices]}
    if parameter.kind in _FORMATS:
        return {**schema, "format": _FORMATS[parameter.kind]}
    return {**schema, "maxLength": LONGEST_VALUE}
