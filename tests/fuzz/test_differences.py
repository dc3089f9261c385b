"""Generated cases: whatever judges see otherwise is explained by a known deviation or patch."""

import warnings

import pytest
from differences import differences
from generated_cases import generated_case

from schlaglicht.rdf.rdflib_logging import quiet_rdflib


@pytest.mark.parametrize("start", range(0, 60, 20))
def test_differences_are_explained(start: int) -> None:
    with quiet_rdflib(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = [d for n in range(start, start + 20) for d in differences(generated_case(n))]
    assert [one for one in found if not one.explained] == []


def test_a_number_makes_one_case() -> None:
    assert generated_case(7) == generated_case(7)
