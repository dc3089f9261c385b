"""Pages of answers that are too long for a page."""

from __future__ import annotations

import re
import tracemalloc
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from schlaglicht.engine import EnginePool
from schlaglicht.web.published_site import published_by
from schlaglicht.web.views.query.query_result import MOST_BYTES, MOST_CHARACTERS, SHOWN, Cell


def doubled(text: str, times: int) -> str:
    """A graph pattern in which ?long is a text, repeated two to the power of `times`."""
    steps = " ".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(times))
    return f'BIND("{text}" AS ?x0) {steps} BIND(?x{times} AS ?long)'


LITERAL = f"SELECT ?long {{ {doubled('0123456789', 20)} }}"
"""A literal of 10 MB."""

COLUMNS = f"SELECT {' '.join(f'({n} AS ?column{n})' for n in range(1000))} {{ {{ROWS}} }}"


def rows(number: int) -> str:
    return f"VALUES ?row {{ {' '.join(map(str, range(number)))} }}"


def page(client: FlaskClient, query: str, language: str = "en") -> TestResponse:
    headers = {"Accept": "text/html", "Accept-Language": language}
    response = client.post(
        "/sparql", data=query, content_type="application/sparql-query", headers=headers
    )
    assert (response.status_code, response.mimetype) == (200, "text/html")
    return response


def cells(html: str) -> int:
    return len(re.findall("<td[ >]", html))


def test_page_of_a_long_literal_takes_a_bounded_amount_of_memory(client: FlaskClient) -> None:
    page(client, "SELECT (1 AS ?one) {}")
    tracemalloc.start()
    response = page(client, LITERAL)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 10 * MOST_BYTES
    assert len(response.data) < 25_000  # questions and prefixes among it


def test_literal_that_is_cut_says_so_and_leads_to_the_files(client: FlaskClient) -> None:
    html = page(client, LITERAL).text
    shown = ("0123456789" * SHOWN.cell)[: SHOWN.cell]
    assert f'{shown}… <a class="cut" href="#files">cut short</a></td>' in html
    assert "The beginning of a long result; rows shown: 1." in html
    assert "Values that are cut short end in “…”." in html
    assert re.search(r'id="files">.*format=json', html, re.DOTALL)


def test_literal_that_is_cut_says_so_in_german(client: FlaskClient) -> None:
    html = page(client, LITERAL, "de").text
    assert '… <a class="cut" href="#files">gekürzt</a></td>' in html
    assert "Der Anfang eines langen Ergebnisses; gezeigte Zeilen: 1." in html
    assert "Gekürzte Werte sind mit „…“ gekennzeichnet." in html


def test_iri_that_is_cut_is_no_link(client: FlaskClient) -> None:
    iri = f"http://example.org/{'x' * SHOWN.cell}"
    html = page(client, f"SELECT (<{iri}> AS ?iri) {{}}").text
    assert f'href="{iri[:100]}' not in html
    assert f"<td>{iri[: SHOWN.cell]}… <a" in html


def test_whole_values_are_not_marked(client: FlaskClient) -> None:
    html = page(client, f'SELECT ("{"x" * SHOWN.cell}" AS ?text) {{}}').text
    assert "cut short" not in html
    assert "#files" not in html
    assert "One row." in html


def test_page_shows_the_first_columns_and_says_how_many_there_are(client: FlaskClient) -> None:
    query = COLUMNS.replace("{ROWS}", rows(1))
    html = page(client, query).text
    assert len(re.findall("<th ", html)) == SHOWN.columns
    assert "The first 100 of 1,000 columns." in html
    assert "Die ersten 100 von 1.000 Spalten." in page(client, query, "de").text


def test_page_of_many_columns_and_rows_has_a_bounded_number_of_cells(client: FlaskClient) -> None:
    html = page(client, COLUMNS.replace("{ROWS}", rows(450))).text
    assert 0 < cells(html) <= SHOWN.text / 25
    assert re.search(r"The first [0-9]+ of 450 rows\.", html)


def test_page_of_rows_that_the_engine_need_not_write_says_that_there_are_more(
    client: FlaskClient,
) -> None:
    html = page(client, f'SELECT ?row ("{"x" * 3000}" AS ?text) {{ {rows(1000)} }}').text
    assert "The beginning of a long result; rows shown: " in html
    assert " of 1,000 rows" not in html


def test_engine_that_stops_at_the_length_of_a_page_answers_the_next_query(
    client: FlaskClient,
) -> None:
    pool = published_by(client.application).site.backend
    assert isinstance(pool, EnginePool)
    engines = pool.pids
    page(client, LITERAL)
    assert "Yes" in page(client, "ASK {}").text
    assert pool.pids == engines


@pytest.mark.parametrize("character", ["x", "😀"])
def test_graph_shows_its_beginning_and_says_so(client: FlaskClient, character: str) -> None:
    query = f"CONSTRUCT {{ <a:a> <a:b> ?long }} {{ {doubled(character, 21)} }}"
    page(client, "SELECT (1 AS ?one) {}")
    tracemalloc.start()
    html = page(client, query).text
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert html.count(character) >= MOST_CHARACTERS - 300  # the rest: prefixes, the triple
    assert 'The beginning of the result. The files hold all of it. <a href="#files">' in html
    assert peak < 10 * MOST_BYTES


def test_graph_that_is_just_too_long_says_so(client: FlaskClient) -> None:
    empty = client.get("/sparql?query=CONSTRUCT{<a:a><a:b>''}{}&format=turtle").text
    start = len(empty)
    for more, is_whole in ((0, True), (1, False)):
        text = "😀" * (MOST_CHARACTERS - start + more)
        html = page(client, f'CONSTRUCT {{ <a:a> <a:b> "{text}" }} {{}}').text
        assert ("The beginning of the result." not in html) is is_whole


@pytest.mark.parametrize(
    ("text", "is_whole"),
    [("2020-11-10", True), ("two words-1", False), ("Berlin", False), ("x-" * 20, False)],
)
def test_dates_and_other_words_with_hyphens_are_not_broken(text: str, *, is_whole: bool) -> None:
    assert Cell(text).is_hyphenated is is_whole


def test_answers_may_be_in_a_frame_of_sites_that_the_settings_name(
    client: FlaskClient, client_of: Callable[..., FlaskClient]
) -> None:
    site = '[site]\nembed = ["https://a.example", "http://b.example:8080"]\n'
    embedding = client_of("<urn:a> a <urn:b> .", {"schlaglicht.toml": site})

    def ancestors(client: FlaskClient, path: str) -> str:
        policy = client.get(path, headers={"Accept": "text/html"}).headers[
            "Content-Security-Policy"
        ]
        return policy.rpartition("frame-ancestors ")[2]

    answer = "/sparql?query=SELECT%20*%20{?s%20?p%20%22%3C%22}"
    assert ancestors(embedding, answer) == "https://a.example http://b.example:8080"
    assert ancestors(embedding, "/sparql") == ancestors(embedding, "/") == "'none'"
    assert ancestors(client, answer) == "'none'"
    page = embedding.get(answer, headers={"Accept": "text/html"}).text
    assert "&lt;iframe src=&#34;http://localhost/sparql?query=SELECT" in page
    assert "&lt;iframe" not in client.get(answer, headers={"Accept": "text/html"}).text


def test_blank_node_is_shown_by_its_name(client_of: Callable[..., FlaskClient]) -> None:
    name = "<http://xmlns.com/foaf/0.1/name>"
    named = client_of(f'[] a <urn:C> ; {name} "Ada"@fr . [] a <urn:C> ; <urn:p> 1 .')
    html = page(named, "SELECT * { ?s a <urn:C> }").text
    label = re.search(r'<td class="node"><span title="(_:c14n.)" lang="fr">Ada</span>', html)
    assert label
    assert f"<small><code>{label[1]}</code></small>" in html
    assert re.search(r'<td class="node">_:c14n.</td>', html)
    assert "Ada" not in page(named, "SELECT (BNODE() AS ?s) {}").text


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("SELECT * { VALUES ?n { 1 2 3 } } LIMIT 2", True),
        ("SELECT * { VALUES ?n { 1 2 3 } } OFFSET 1 limit 1", True),
        ("SELECT * { VALUES ?n { 1 2 3 } } LIMIT 4", False),
        ("SELECT * { { SELECT * { VALUES ?n { 1 2 3 } } LIMIT 2 } }", False),
        ("SELECT * { VALUES ?n { 1 2 3 } }", False),
    ],
)
def test_rows_as_many_as_the_limit_are_called_the_first(
    query: str, said: bool, client: FlaskClient
) -> None:
    assert ("These are the first" in page(client, query).text) is said
    assert ("Das sind die ersten" in page(client, query, "de").text) is said


def test_years_are_spelt_as_on_other_pages_and_keep_their_value(client: FlaskClient) -> None:
    years = ("-0330", "0242", "1226", "0242Z", "around 5")
    values = " ".join(f'"{year}"^^<http://www.w3.org/2001/XMLSchema#gYear>' for year in years)
    html = page(client, f"SELECT * {{ VALUES ?year {{ {values} }} }}").text
    assert '<td><data value="-0330">−330</data></td>' in html
    assert '<td><data value="0242">242</data></td>' in html
    assert all(f">{year}</td>" in html for year in ("1226", "0242Z", "around 5"))
