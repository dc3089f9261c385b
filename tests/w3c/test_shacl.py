"""The W3C's SHACL tests by the way of `schlaglicht validate`, when W3C_TESTS names their folder."""

from __future__ import annotations

import pytest
import shacl_cases
from shacl_cases import ShaclCase

CASES = [*shacl_cases.shacl_suite("core"), *shacl_cases.shacl_suite("sparql")]

needs_suite = pytest.mark.skipif(
    not shacl_cases.shacl_available(), reason="W3C_TESTS does not name a folder with data-shapes/"
)
each_case = pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])


@needs_suite
def test_the_suites_are_whole() -> None:
    assert len(CASES) == 121


@each_case
def test_results_are_those_of_the_suite(case: ShaclCase) -> None:
    assert case.found() == case.wanted()
