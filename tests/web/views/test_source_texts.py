from __future__ import annotations

from flask.testing import FlaskClient


def test_articles_are_listed_and_lead_to_their_blocks(shipped: FlaskClient) -> None:
    assert "/documents/id/article-1.de.html" in shipped.get("/documents/index.de.html").text
    page = shipped.get("/documents/id/article-1.de.html").text
    assert page.index("article-1-headline") < page.index("article-1-paragraph-1")


def test_a_block_says_what_rests_on_its_passages(shipped: FlaskClient) -> None:
    page = shipped.get("/documents/id/article-1-paragraph-1.de.html").text
    assert "Was hier gesagt wird" in page
    assert "Zeichen 1" in page
    assert len(page.encode()) < 60_000


def test_what_is_no_text_is_not_found(shipped: FlaskClient) -> None:
    assert shipped.get("/documents/id/uwe-pfeil.de.html").status_code == 404
    assert shipped.get("/documents/id/article-1/page-7.de.html").status_code == 404
