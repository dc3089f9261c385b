from __future__ import annotations

import re

import pytest
import suites
from document import DOCUMENT, conformance_document
from known_failures import KNOWN_FAILURES


@pytest.mark.skipif(not suites.available(), reason="W3C_TESTS is not set")
def test_the_document_says_what_the_run_found() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == conformance_document()


def test_the_document_names_every_known_failure_and_no_other() -> None:
    named = re.findall(r"^\| `([^`]+)` \|", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE)
    assert named == [*KNOWN_FAILURES]


@pytest.mark.skipif(not suites.available(), reason="W3C_TESTS is not set")
def test_every_known_failure_is_a_test_that_runs() -> None:
    evaluated = [*suites.query_evaluation(), *suites.csv_tsv_results()]
    names = {case.name for case in [*evaluated, *suites.syntax(suites.POSITIVE)]}
    assert names >= KNOWN_FAILURES.keys()
