from __future__ import annotations

from collections.abc import Callable

import pytest
from rdflib import URIRef

from schlaglicht.dataset.index import (
    Index,
    Timeline,
    month_of,
)

START = URIRef("https://schema.org/startDate")
DATES = r"""
@prefix : <http://example.org/> .
@prefix schema: <https://schema.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
:year schema:startDate "2020"^^xsd:gYear . :zone schema:startDate "2021-05:00"^^xsd:gYear .
:month schema:startDate "2020-05"^^xsd:gYearMonth . :day schema:startDate "2020-05-03"^^xsd:date .
:point schema:startDate "2020-05-03T10:00:00+02:00"^^xsd:dateTime .
:text schema:startDate "2020-11-02" .
:caesar schema:startDate "-0044-03-15"^^xsd:date . :late schema:startDate "12020"^^xsd:gYear .
:later schema:startDate "12020-01-01"^^xsd:date . :number schema:startDate 20200503 .
:words schema:startDate "im Frühjahr"@de . :other schema:endDate "1999"^^xsd:gYear .
"""


@pytest.fixture
def chronology(index_of: Callable[[str], Index]) -> Timeline:
    return Timeline(index_of(DATES), [START])


def test_years_have_all_dates_however_exact(chronology: Timeline) -> None:
    assert [(y.year, y.count, y.days) for y in chronology.years] == [
        ("-0044", 1, 0),
        ("2020", 5, 3),
        ("2021", 1, 0),
        ("12020", 2, 0),
    ]


@pytest.mark.parametrize(
    ("year", "things"),
    [
        ("2020", ["year", "month", "day", "point", "text"]),
        ("2021", ["zone"]),
        ("-0044", ["caesar"]),
        ("12020", ["late", "later"]),
        ("1999", []),
    ],
)
def test_a_year_has_its_dates_in_order(chronology: Timeline, year: str, things: list[str]) -> None:
    found = [str(of).rpartition("/")[2] for _, of in chronology.dated(year, limit=10)]
    assert found == things


def test_what_is_no_date_is_undated(chronology: Timeline) -> None:
    found = {str(of).rpartition("/")[2]: str(text) for text, of in chronology.undated}
    assert found == {"number": "20200503", "words": "im Frühjahr"}


def test_months_are_told_from_time_zones() -> None:
    dates = ("2020-05", "-0044-03-15", "2020", "2021-05:00", "12020-01-01T00:00:00Z")
    assert [month_of(date) for date in dates] == ["05", "03", "", "", "01"]
