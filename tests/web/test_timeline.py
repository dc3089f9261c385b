from __future__ import annotations

import re

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


def test_a_year_without_events_is_not_found(shipped: FlaskClient) -> None:
    assert shipped.get("/timeline/1999.de.html").status_code == 404
    assert shipped.get("/timeline/2020/page-9.de.html").status_code == 404


def test_without_events_no_page_leads_to_the_timeline(client: FlaskClient) -> None:
    assert "timeline" not in client.get("/index.en.html").text
    assert "None in this dataset" in client.get("/timeline/index.en.html").text
