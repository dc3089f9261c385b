from __future__ import annotations

import json
import re
from typing import Any
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from pyoxigraph import RdfFormat, parse
from werkzeug.test import TestResponse

from schlaglicht.formats import GRAPH_FORMATS, Format

BERLIN = "https://example.org/kb/id/berlin"
SD = "http://www.w3.org/ns/sparql-service-description#"
SELECT = "SELECT ?name { id:berlin schema:name ?name }"
FORM = "application/x-www-form-urlencoded"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def triples(response: TestResponse) -> set[str]:
    """The triples in a response, as N-Triples writes them."""
    rdf_format = RdfFormat.from_media_type(response.mimetype or "")
    assert rdf_format
    return {str(quad.triple) for quad in parse(response.data, rdf_format)}


def names(body: str) -> list[str]:
    return [row["name"]["value"] for row in json.loads(body)["results"]["bindings"]]


def test_select_without_accept_returns_json(client: FlaskClient) -> None:
    response = client.get("/sparql", query_string={"query": SELECT})
    assert response.content_type == "application/sparql-results+json"
    assert names(response.text) == ["Berlin"]


@pytest.mark.parametrize(
    ("accept", "content_type", "part"),
    [
        ("application/sparql-results+xml", "application/sparql-results+xml", ">Berlin<"),
        ("text/csv", "text/csv; charset=utf-8; header=present", "name\r\nBerlin\r\n"),
        (
            "text/tab-separated-values",
            "text/tab-separated-values; charset=utf-8",
            '?name\n"Berlin"@de\n',
        ),
        ("application/json", "application/sparql-results+json", '"Berlin"'),
    ],
)
def test_select_is_answered_in_the_format_of_accept(
    client: FlaskClient, accept: str, content_type: str, part: str
) -> None:
    response = client.get("/sparql", query_string={"query": SELECT}, headers={"Accept": accept})
    assert response.content_type == content_type
    assert part in response.text


def test_ask_returns_json(client: FlaskClient) -> None:
    response = client.get("/sparql", query_string={"query": "ASK { id:berlin ?p ?o }"})
    assert json.loads(response.text)["boolean"] is True


def test_ask_in_csv_is_not_acceptable(client: FlaskClient) -> None:
    response = client.get(
        "/sparql", query_string={"query": "ASK {}"}, headers={"Accept": "text/csv"}
    )
    assert response.status_code == 406


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        (None, "text/turtle; charset=utf-8"),
        ("application/n-triples", "application/n-triples"),
        ("application/ld+json", "application/ld+json"),
        ("application/rdf+xml", "application/rdf+xml"),
        ("application/trig", "application/trig"),
        ("application/n-quads", "application/n-quads"),
    ],
)
def test_construct_is_answered_in_the_format_of_accept(
    client: FlaskClient, accept: str | None, content_type: str
) -> None:
    query = "CONSTRUCT { ?s schema:name ?n } { ?s schema:name ?n FILTER(?s = id:berlin) }"
    headers = {"Accept": accept} if accept else {}
    response = client.get("/sparql", query_string={"query": query}, headers=headers)
    assert response.content_type == content_type
    assert triples(response) == {f'<{BERLIN}> <https://schema.org/name> "Berlin"@de'}


def test_describe_returns_the_things_triples(client: FlaskClient) -> None:
    response = client.get("/sparql", query_string={"query": "DESCRIBE id:berlin"})
    assert len([triple for triple in triples(response) if triple.startswith(f"<{BERLIN}>")]) == 4


def test_query_is_read_from_a_form(client: FlaskClient) -> None:
    response = client.post("/sparql", data={"query": SELECT})
    assert names(response.text) == ["Berlin"]


def test_query_is_read_from_the_body(client: FlaskClient) -> None:
    response = client.post("/sparql", data=SELECT, content_type="application/sparql-query")
    assert names(response.text) == ["Berlin"]


def test_content_type_is_compared_without_case_and_parameters(client: FlaskClient) -> None:
    content_type = "Application/SPARQL-Query; Charset=UTF-8"
    response = client.post("/sparql", data=SELECT, content_type=content_type)
    assert names(response.text) == ["Berlin"]


def test_query_is_read_from_the_query_method(client: FlaskClient) -> None:
    response = client.open(
        "/sparql", method="QUERY", data=SELECT, content_type="application/sparql-query"
    )
    assert names(response.text) == ["Berlin"]


def test_form_is_decoded_once(client: FlaskClient) -> None:
    body = "query=SELECT+%28%22a%2525+b%2B%22+AS+%3Fname%29+%7B%7D"
    response = client.post("/sparql", data=body, content_type=FORM)
    assert names(response.text) == ["a%25 b+"]


def test_head_has_the_headers_of_get_and_no_body(client: FlaskClient) -> None:
    got = client.get("/sparql", query_string={"query": SELECT})
    head = client.head("/sparql", query_string={"query": SELECT})
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["Content-Type"] == got.headers["Content-Type"]


def test_trailing_slash_is_the_same_place(client: FlaskClient) -> None:
    assert client.get("/sparql/", query_string={"query": SELECT}).status_code == 200


def test_format_in_the_url_goes_before_accept(client: FlaskClient) -> None:
    response = client.get(
        "/sparql", query_string={"query": SELECT, "format": "csv"}, headers={"Accept": BROWSER}
    )
    assert response.mimetype == "text/csv"


def test_format_in_a_form_counts_too(client: FlaskClient) -> None:
    assert client.post("/sparql", data={"query": SELECT, "format": "tsv"}).mimetype == (
        "text/tab-separated-values"
    )


def test_the_first_format_that_is_known_counts(client: FlaskClient) -> None:
    query_string = {"query": SELECT, "format": ["excel", "text/csv,application/x-csv", "tsv"]}
    assert client.get("/sparql", query_string=query_string).mimetype == "text/csv"


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("json", "application/ld+json"),
        ("json-ld", "application/ld+json"),
        ("xml", "application/rdf+xml"),
        ("rdf+xml", "application/rdf+xml"),
        ("n3", "text/turtle"),
    ],
)
def test_graph_has_the_format_names_that_clients_send(
    client: FlaskClient, name: str, media_type: str
) -> None:
    query_string = {"query": "DESCRIBE id:berlin", "format": name}
    assert client.get("/sparql", query_string=query_string).mimetype == media_type


def test_unknown_format_lists_the_known_ones(client: FlaskClient) -> None:
    response = client.get("/sparql", query_string={"query": SELECT, "format": "turtle"})
    assert response.status_code == 406
    assert "json, xml, csv, tsv" in response.text


def test_unacceptable_accept_lists_what_is_available(client: FlaskClient) -> None:
    response = client.get(
        "/sparql", query_string={"query": SELECT}, headers={"Accept": "image/png"}
    )
    assert response.status_code == 406
    assert "text/csv" in json.loads(response.text)["available"]


def test_default_graph_of_the_request_holds_over_from(client: FlaskClient) -> None:
    response = client.get(
        "/sparql",
        query_string={"query": "ASK { ?s ?p ?o }", "default-graph-uri": "https://example.org/no"},
    )
    assert json.loads(response.text)["boolean"] is False


def test_relative_iris_start_from_the_base_of_the_project(client: FlaskClient) -> None:
    response = client.get("/sparql", query_string={"query": "ASK { <id/berlin> ?p ?o }"})
    assert json.loads(response.text)["boolean"] is True


def test_base_in_the_query_holds_over_that_of_the_project(client: FlaskClient) -> None:
    query = "BASE <https://example.org/kb/id/> ASK { <berlin> ?p ?o }"
    response = client.get("/sparql", query_string={"query": query})
    assert json.loads(response.text)["boolean"] is True


@pytest.mark.parametrize(
    "body",
    ["", "query=ASK{}&query=ASK{}", "query=ASK{}&update=CLEAR+ALL", "format=json", "query=%ff"],
)
def test_form_that_breaks_the_protocol_is_a_bad_request(client: FlaskClient, body: str) -> None:
    assert client.post("/sparql", data=body, content_type=FORM).status_code == 400


@pytest.mark.parametrize(
    "query_string", ["query=ASK{}&query=ASK{}", "update=CLEAR+ALL", "query=ASK{}&update=CLEAR+ALL"]
)
def test_url_that_breaks_the_protocol_is_a_bad_request(
    client: FlaskClient, query_string: str
) -> None:
    assert client.get(f"/sparql?{query_string}").status_code == 400


def test_query_in_url_and_body_is_one_too_many(client: FlaskClient) -> None:
    response = client.post(
        "/sparql?query=ASK{}", data="ASK {}", content_type="application/sparql-query"
    )
    assert response.status_code == 400


@pytest.mark.parametrize("query_string", ["query=ASK%7B%7D%20%23%ff", "query=%ED%A0%80"])
def test_invalid_utf8_in_the_url_is_a_bad_request(client: FlaskClient, query_string: str) -> None:
    response = client.get(f"/sparql?{query_string}")
    assert (response.status_code, "UTF-8" in response.text) == (400, True)


def test_invalid_utf8_in_the_body_is_a_bad_request(client: FlaskClient) -> None:
    response = client.post(
        "/sparql", data=b'ASK { ?s ?p "\xe9" }', content_type="application/sparql-query"
    )
    assert (response.status_code, "byte 13" in response.text) == (400, True)


@pytest.mark.parametrize("charset", ["iso-8859-1", "utf-16", "klingon"])
def test_other_charset_is_a_bad_request(client: FlaskClient, charset: str) -> None:
    response = client.post(
        "/sparql", data=SELECT, content_type=f"application/sparql-query; charset={charset}"
    )
    assert response.status_code == 400


@pytest.mark.parametrize("content_type", ["text/plain", "multipart/form-data; boundary=x", None])
def test_other_content_is_unsupported(client: FlaskClient, content_type: str | None) -> None:
    response = client.post("/sparql", data=SELECT, content_type=content_type)
    assert response.status_code == 415


def test_compressed_content_is_unsupported(client: FlaskClient) -> None:
    response = client.post(
        "/sparql",
        data=SELECT,
        content_type="application/sparql-query",
        headers={"Content-Encoding": "gzip"},
    )
    assert response.status_code == 415


def test_too_much_content_is_refused(client: FlaskClient) -> None:
    response = client.post(
        "/sparql", data="#" * (1024 * 1024 + 1), content_type="application/sparql-query"
    )
    assert response.status_code == 413


def test_too_many_parameters_are_a_bad_request(client: FlaskClient) -> None:
    response = client.post("/sparql", data="query=ASK{}" + "&a=b" * 1000, content_type=FORM)
    assert response.status_code == 400


def test_wrong_method_is_told_the_right_ones(client: FlaskClient) -> None:
    response = client.put("/sparql")
    assert response.status_code == 405
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS, POST, QUERY"


@pytest.mark.parametrize(
    ("data", "content_type"),
    [("CLEAR ALL", "application/sparql-update"), ("update=CLEAR+ALL", FORM)],
)
def test_update_is_refused(client: FlaskClient, data: str, content_type: str) -> None:
    response = client.post("/sparql", data=data, content_type=content_type)
    assert response.status_code == 403


def test_service_is_refused(client: FlaskClient) -> None:
    query = "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"
    assert client.get("/sparql", query_string={"query": query}).status_code == 403


def test_options_names_the_methods(client: FlaskClient) -> None:
    response = client.options("/sparql")
    assert response.status_code == 200
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS, POST, QUERY"


@pytest.mark.parametrize("path", ["/", "/search", "/id/berlin"])
def test_options_names_the_methods_in_order(client: FlaskClient, path: str) -> None:
    assert client.options(path).headers["Allow"] == "GET, HEAD, OPTIONS"


def test_preflight_allows_what_clients_send(client: FlaskClient) -> None:
    response = client.options(
        "/sparql",
        headers={
            "Origin": "https://example.com",
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "content-type",
        },
    )
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "POST" in response.headers["Access-Control-Allow-Methods"]
    assert "Content-Type" in response.headers["Access-Control-Allow-Headers"]


@pytest.mark.parametrize("path", ["/sparql?query=ASK{}", "/sparql?query=nonsense", "/none", "/"])
def test_every_response_may_be_read_from_other_origins(client: FlaskClient, path: str) -> None:
    assert client.get(path).headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("path", ["/sparql?query=ASK{}", "/sparql?query=nonsense", "/sparql"])
@pytest.mark.parametrize("accept", ["text/html", "image/png", "*/*"])
def test_vary_is_the_same_on_every_variant(client: FlaskClient, path: str, accept: str) -> None:
    response = client.get(path, headers={"Accept": accept})
    assert response.headers["Vary"] == "Accept, Accept-Encoding, Accept-Language"


@pytest.mark.parametrize("service_format", GRAPH_FORMATS)
def test_without_query_the_service_describes_itself(
    client: FlaskClient, service_format: Format
) -> None:
    response = client.get("/sparql", headers={"Accept": service_format.media_type})
    assert response.content_type == service_format.content_type
    assert any(
        triple.endswith(f"<{SD}endpoint> <http://localhost/sparql>") for triple in triples(response)
    )


def test_service_description_is_turtle_by_default(client: FlaskClient) -> None:
    assert client.get("/sparql").content_type == "text/turtle; charset=utf-8"


def test_browser_without_query_gets_a_form(client: FlaskClient) -> None:
    response = client.get("/sparql", headers={"Accept": BROWSER})
    assert response.mimetype == "text/html"
    assert '<textarea id="query" name="query"' in response.text


def test_result_page_shows_a_table(client: FlaskClient) -> None:
    query = "SELECT ?city ?name ?n ?none { ?city schema:name ?name ; schema:population ?n }"
    page = client.get("/sparql", query_string={"query": query}, headers={"Accept": BROWSER}).text
    link = 'title="https://example.org/kb/id/berlin" lang="de">Berlin</a>'
    assert f"{link} <small><code>id:berlin</code></small>" in page
    assert '<td lang="de">Berlin <small>de</small></td>' in page
    assert '<td class="number">3755251</td>' in page
    assert "Hamburg &lt;i&gt;" in page


def test_own_things_link_to_their_description_and_others_to_their_place(
    client: FlaskClient,
) -> None:
    query = "SELECT * { id:berlin schema:url ?url BIND(id:berlin AS ?city) }"
    page = client.get("/sparql", query_string={"query": query}, headers={"Accept": BROWSER}).text
    assert 'href="/id/berlin.en.html"' in page
    assert 'href="https://www.berlin.de/"' in page


def test_script_iris_are_no_links(client: FlaskClient) -> None:
    query = "SELECT (IRI('javascript:alert(1)') AS ?x) {}"
    page = client.get("/sparql", query_string={"query": query}, headers={"Accept": BROWSER}).text
    assert "javascript:alert(1)" in page
    assert 'href="javascript:' not in page


def test_result_page_links_every_format(client: FlaskClient) -> None:
    page = client.get("/sparql", query_string={"query": SELECT}, headers={"Accept": BROWSER}).text
    for name in ("json", "xml", "csv", "tsv"):
        assert f"&amp;format={name}" in page


def test_result_page_bounds_its_rows_and_says_so(client: FlaskClient) -> None:
    numbers = "VALUES ?a { 0 1 2 3 4 5 6 7 8 9 10 } VALUES ?b { 0 1 2 3 4 5 6 7 8 9 }"
    more = "VALUES ?c { 0 1 2 3 4 5 6 7 8 9 }"
    query = f"SELECT * {{ {numbers} {more} VALUES ?d {{ 0 1 2 3 4 5 6 7 8 9 }} }}"
    page = client.get("/sparql", query_string={"query": query}, headers={"Accept": BROWSER}).text
    assert "The first 10,000 of 11,000 rows" in page
    assert page.count("<tr>") == 10_001


def test_result_page_of_a_question_bears_its_title_and_description(client: FlaskClient) -> None:
    query = f"# title@de: Wie heißt Berlin?\n# description@de: So.\n{SELECT}"
    page = client.get("/sparql", query_string={"query": query}, headers={"Accept": BROWSER}).text
    assert '<h1 lang="de">Wie heißt Berlin?</h1>' in page
    assert '<p class="lead" lang="de">So.</p>' in page


def test_result_page_answers_yes_or_no(client: FlaskClient) -> None:
    query_string = {"query": "ASK {}", "lang": "de"}
    page = client.get("/sparql", query_string=query_string, headers={"Accept": BROWSER}).text
    assert '<p class="verdict">Ja</p>' in page


def test_result_page_shows_a_graph_in_turtle(client: FlaskClient) -> None:
    query_string = {"query": "DESCRIBE id:berlin"}
    page = client.get("/sparql", query_string=query_string, headers={"Accept": BROWSER}).text
    assert "&#34;Berlin&#34;@de" in page


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("SELECT * { ?s ?p ?o }", ["result.json", "result.xml", "result.csv", "result.tsv"]),
        ("DESCRIBE id:berlin", ["result.ttl", "result.nt", "result.jsonld", "result.rdf"]),
    ],
)
def test_files_of_an_answer_are_saved_with_an_ending(
    client: FlaskClient, query: str, names: list[str]
) -> None:
    asked = {"query": query, "lang": "en"}
    page = client.get("/sparql", query_string=asked, headers={"Accept": BROWSER}).text
    assert re.findall(r' download="([^"]+)"', page)[:4] == names


def test_page_declares_the_prefixes_that_the_graph_on_it_uses(client: FlaskClient) -> None:
    query = "CONSTRUCT { id:berlin rdfs:comment 'skos:Concept' } {}"
    asked = {"query": f"PREFIX unused: <https://e.example/> {query}", "lang": "en"}
    page = client.get("/sparql", query_string=asked, headers={"Accept": BROWSER}).text
    turtle = page[page.index("<pre") : page.index("</pre>")]
    assert re.findall(r"@prefix (\w+):", turtle) == ["id", "rdfs"]
    whole = client.get("/sparql", query_string={**asked, "format": "turtle"}).text
    assert "@prefix unused:" in whole


def test_query_comes_back_in_the_form_as_it_was_sent(client: FlaskClient) -> None:
    query = "\nASK { ?s ?p '</textarea><b>' }"
    page = client.get("/sparql", query_string={"query": query}, headers={"Accept": BROWSER}).text
    assert ">\n\nASK { ?s ?p &#39;&lt;/textarea&gt;&lt;b&gt;&#39; }</textarea>" in page


TAKEN = "application/sparql-query, application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("method", "sent", "status"),
    [
        ("OPTIONS", {}, 200),
        ("GET", {}, 200),
        ("POST", {"content_type": "text/plain", "data": "ASK {}"}, 415),
        ("DELETE", {}, 405),
    ],
)
def test_endpoint_says_how_a_query_may_be_sent(
    client: FlaskClient, method: str, sent: dict[str, Any], status: int
) -> None:
    response = client.open("/sparql", method=method, **sent)
    assert response.status_code == status
    assert response.headers["Accept-Query"] == TAKEN
    assert response.headers["Accept-Post"] == TAKEN


@pytest.mark.parametrize(
    ("query", "media_type", "reason"),
    [
        (r'SELECT ("a\u0001" AS ?x) {}', "application/sparql-results+xml", "U+0001"),
        (r'CONSTRUCT { <a:b> <a:c> "\uFFFE" } {}', "application/rdf+xml", "U+FFFE"),
        (
            'CONSTRUCT { <a:b> <https://a.example/1> "" } {}',
            "application/rdf+xml",
            "a property whose IRI does not end in a name",
        ),
    ],
)
def test_answer_that_xml_cannot_carry_is_not_acceptable_and_names_other_formats(
    client: FlaskClient, query: str, media_type: str, reason: str
) -> None:
    response = client.get(
        "/sparql", query_string={"query": query}, headers={"Accept": f"{media_type}, a/b;q=0.1"}
    )
    assert response.status_code == 406
    assert response.json is not None
    assert response.json["type"].endswith("/problems/not-writable")
    assert reason in response.json["detail"]
    assert media_type not in response.json["available"]
    assert client.get("/sparql", query_string={"query": query}).status_code == 200


def test_carriage_return_survives_xml_results(client: FlaskClient) -> None:
    query = r'SELECT ("a\rb" AS ?x) {}'
    response = client.get("/sparql", query_string={"query": query, "format": "xml"})
    literal = ElementTree.fromstring(response.data).find(".//{*}literal")
    assert literal is not None
    assert literal.text == "a\rb"


EXPANDED = 'application/ld+json;profile="http://www.w3.org/ns/json-ld#expanded"'


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        (EXPANDED, EXPANDED),
        (f"{EXPANDED};q=0.5, text/turtle;q=0.1", EXPANDED),
        ('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"', EXPANDED[:19]),
        ("application/ld+json", EXPANDED[:19]),
        ("text/n3", "text/turtle; charset=utf-8"),
    ],
)
def test_profile_that_an_answer_has_is_echoed_and_others_are_left_aside(
    client: FlaskClient, accept: str, content_type: str
) -> None:
    query = {"query": "CONSTRUCT { ?s schema:name ?n } { ?s schema:name ?n }"}
    response = client.get("/sparql", query_string=query, headers={"Accept": accept})
    assert (response.status_code, response.content_type) == (200, content_type)


def test_form_lists_the_prefixes_that_need_no_declaration(client: FlaskClient) -> None:
    """Those of settings and files with their namespace, well-known ones by name."""
    text = client.get("/sparql", headers={"Accept": BROWSER}).text
    assert "<dt><code>id:</code></dt><dd><code>https://example.org/kb/id/</code></dd>" in text
    assert "<dt><code>xsd:</code></dt>" in text  # declared in the file alone
    assert '<code title="http://xmlns.com/foaf/0.1/">foaf:</code>' in text
    assert text.count(">xsd:</code>") == 1


def test_table_of_an_answer_has_prefixes_of_files_and_well_known_ones(client: FlaskClient) -> None:
    query = "SELECT * { BIND(xsd:integer AS ?a) BIND(foaf:Person AS ?b) }"
    headers = {"Accept": BROWSER}
    text = client.get("/sparql", query_string={"query": query}, headers=headers).text
    assert ">xsd:integer<" in text
    assert ">foaf:Person<" in text


@pytest.mark.parametrize(
    "text", ["SELECT # *", "# *\nSELECT", "# *\nSELECT DISTINCT", "BASE * SELECT", "SELECT '*'"]
)
def test_a_select_that_ends_before_its_star_is_a_syntax_error(
    client: FlaskClient, text: str
) -> None:
    response = client.get("/sparql", query_string={"query": text})
    assert (response.status_code, "syntax" in response.text) == (400, True)
