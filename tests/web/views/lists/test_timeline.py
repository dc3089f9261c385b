from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient


def test_events_are_in_their_year_and_month(shipped: FlaskClient) -> None:
    page = shipped.get("/timeline/index.de.html").text
    assert re.search(r">2020</a></h2>\s*<h3>November</h3>", page)


def test_events_without_a_date_say_when_in_words(shipped: FlaskClient) -> None:
    page = shipped.get("/timeline/index.en.html").text
    assert "Without a date" in page
    assert "this year" in page


def test_a_year_has_a_page(shipped: FlaskClient) -> None:
    page = shipped.get("/timeline/2020.de.html").text
    assert "<h1>2020</h1>" in page


@pytest.fixture(scope="module")
def odd(client_of: Callable[..., FlaskClient]) -> FlaskClient:
    """A site of dates that name no day, of a year before 1, and of words."""
    return client_of(
        """\
@prefix : <https://example.org/> .
@prefix schema: <https://schema.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
:year schema:name "Year" ; schema:startDate "2020"^^xsd:gYear .
:month schema:name "Month" ; schema:startDate "2020-05"^^xsd:gYearMonth ;
    schema:endDate "2020-07"^^xsd:gYearMonth .
:fair schema:name "Fair" ; schema:startDate "2019-05-03"^^xsd:date ;
    schema:endDate "2019-05-03"^^xsd:date .
:point schema:name "Point" ; schema:startDate "2020-05-03T10:00:00+02:00"^^xsd:dateTime .
:caesar schema:name "Caesar" ; schema:startDate "-0044-03-15"^^xsd:date .
:words schema:name "Words" ; schema:startDate "im Mai"@de .
""",
        {"schlaglicht.toml": 'base = "https://example.org/"\n'},
    )


def test_events_are_there_however_exact_their_date_is(odd: FlaskClient) -> None:
    page = odd.get("/timeline/index.en.html").text
    words = " ".join(re.sub("<[^>]*>", " ", page).split())
    assert "\N{MINUS SIGN}44 March 15 March \N{MINUS SIGN}44 Caesar" in words
    assert (
        "2020 Without a month 2020 Year May May– July 2020 Month 3 May 2020, 10:00 UTC+02:00"
        in words
    )
    assert "2019 May 3 May 2019 Fair" in words
    assert "Without a date im Mai de Words" in words


def test_every_year_has_a_page_and_those_with_days_a_calendar(odd: FlaskClient) -> None:
    assert 'href="/timeline/-44.de.html"' in odd.get("/timeline/index.de.html").text
    before = odd.get("/timeline/-44.de.html")
    assert before.status_code == 200
    assert ".ics" not in before.text
    assert odd.get("/timeline/-44.de.ics").status_code == 404
    assert odd.get("/timeline/2020.de.ics").status_code == 200


def test_a_year_without_events_is_not_found(shipped: FlaskClient) -> None:
    assert shipped.get("/timeline/1999.de.html").status_code == 404
    for page in ("9", "9" * 25, "9" * 4_000):
        assert shipped.get(f"/timeline/2020/page-{page}.de.html").status_code == 404


def test_without_events_no_page_leads_to_the_timeline(client: FlaskClient) -> None:
    assert "timeline" not in client.get("/index.en.html").text
    assert "None in this dataset" in client.get("/timeline/index.en.html").text
