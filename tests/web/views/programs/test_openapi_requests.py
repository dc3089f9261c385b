"""Requests that schemathesis makes from the description, the same ones in every run.

It is imported within the tests, as each of their processes reads this file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import FailedHealthCheck, Unsatisfiable

if TYPE_CHECKING:
    from schemathesis import Case, GenerationMode
    from schemathesis.schemas import APIOperation

FEW = settings(
    max_examples=4,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


_FREE = ("/sparql", "/sparql/rewritten", "/reconcile")
"""Paths with texts that have a grammar of their own: SPARQL, and JSON in a form."""


@pytest.mark.parametrize("name", ["POSITIVE", "NEGATIVE"])
def test_any_request_gets_an_answer_that_is_described(
    publish: Callable[..., Flask], concert: Path, name: str
) -> None:
    from schemathesis import GenerationMode

    assert GenerationMode.__members__.keys() == {"POSITIVE", "NEGATIVE"}
    mode = GenerationMode[name]
    for operation in operations(publish(concert), mode):
        with suppress(
            Unsatisfiable, FailedHealthCheck
        ):  # where nothing that is sent would be wrong
            FEW(given(case=operation.as_strategy(generation_mode=mode))(answer))(mode)


def answer(mode: GenerationMode, case: Case[Any]) -> None:
    """Sends a request, which gets a described answer.

    A right one is accepted, but no schema says what a text holds.
    """
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi import checks

    may_fail = mode.name == "NEGATIVE" or case.operation.path in _FREE
    case.call_and_validate(
        checks=[
            not_a_server_error,
            checks.status_code_conformance,
            checks.content_type_conformance,
            checks.response_headers_conformance,
            checks.response_schema_conformance,
            *([] if may_fail else [checks.positive_data_acceptance]),
        ],
        headers={"Accept-Encoding": "identity"},
    )


def operations(app: Flask, mode: GenerationMode) -> Iterator[APIOperation[Any, Any, Any, Any]]:
    """The operations of the description of `app`; to be used wrongly, those that have rules."""
    from schemathesis import openapi
    from schemathesis.core.result import Ok

    for found in openapi.from_wsgi("/openapi.json", app).get_all_operations():
        assert isinstance(found, Ok)
        operation = found.ok()
        named = {parameter.name for parameter in operation.query} - {"lang"}
        if mode.name == "POSITIVE" or named or operation.body:
            yield operation
