from __future__ import annotations

import json
import re
from typing import Any
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from pyoxigraph import RdfFormat, parse
from tables import each
from werkzeug.test import TestResponse

from schlaglicht.formats import GRAPH_FORMATS, Format

BERLIN = "https://example.org/kb/id/berlin"
SD = "http://www.w3.org/ns/sparql-service-description#"
SELECT = "SELECT ?name { id:berlin schema:name ?name }"
FORM, QUERY = "application/x-www-form-urlencoded", "application/sparql-query"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def triples(response: TestResponse) -> set[str]:
    """The triples in a response, as N-Triples writes them."""
    rdf_format = RdfFormat.from_media_type(response.mimetype or "")
    assert rdf_format
    return {str(quad.triple) for quad in parse(response.data, rdf_format)}


def names(body: str) -> list[str]:
    return [row["name"]["value"] for row in json.loads(body)["results"]["bindings"]]


@each(
    ("method", "sent"),
    [
        ("GET", {"query_string": {"query": SELECT}}),
        ("POST", {"data": {"query": SELECT}}),
        ("POST", {"data": SELECT, "content_type": QUERY}),
        ("POST", {"data": SELECT, "content_type": "Application/SPARQL-Query; Charset=UTF-8"}),
        ("QUERY", {"data": SELECT, "content_type": QUERY}),
    ],
    ids=["in the URL", "in a form", "as content", "type in any case", "by the method QUERY"],
)
def test_query_is_read_and_answered_in_json(
    client: FlaskClient, method: str, sent: dict[str, Any]
) -> None:
    response = client.open("/sparql", method=method, **sent)
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


@each(
    ("query", "default_graph", "verdict"),
    [
        ("ASK { id:berlin ?p ?o }", [], True),
        ("ASK { ?s ?p ?o }", ["https://example.org/no"], False),
        ("ASK { <id/berlin> ?p ?o }", [], True),
        ("BASE <https://example.org/kb/id/> ASK { <berlin> ?p ?o }", [], True),
    ],
    ids=["yes", "graph of the request, not of FROM", "base of the project", "BASE of the query"],
)
def test_ask_is_answered_about_the_graph_and_the_base_that_count(
    client: FlaskClient, query: str, default_graph: list[str], verdict: bool
) -> None:
    asked = {"query": query, "default-graph-uri": default_graph}
    assert json.loads(client.get("/sparql", query_string=asked).text)["boolean"] is verdict


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


def test_form_is_decoded_once(client: FlaskClient) -> None:
    body = "query=SELECT+%28%22a%2525+b%2B%22+AS+%3Fname%29+%7B%7D"
    response = client.post("/sparql", data=body, content_type=FORM)
    assert names(response.text) == ["a%25 b+"]


def test_head_has_the_headers_of_get_and_no_body(client: FlaskClient) -> None:
    got = client.get("/sparql", query_string={"query": SELECT})
    head = client.head("/sparql", query_string={"query": SELECT})
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["Content-Type"] == got.headers["Content-Type"]


@each(
    ("method", "sent", "media_type"),
    [
        ("GET", {"query_string": {"query": SELECT, "format": "csv"}}, "text/csv"),
        ("POST", {"data": {"query": SELECT, "format": "tsv"}}, "text/tab-separated-values"),
        (
            "GET",
            {"query_string": {"query": SELECT, "format": ["excel", "text/csv,a/b", "tsv"]}},
            "text/csv",
        ),
    ],
    ids=["in the URL", "in a form", "the first that is known"],
)
def test_format_of_the_request_goes_before_accept(
    client: FlaskClient, method: str, sent: dict[str, Any], media_type: str
) -> None:
    response = client.open("/sparql/", method=method, headers={"Accept": BROWSER}, **sent)
    assert response.mimetype == media_type


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


def test_unacceptable_accept_lists_what_is_available(client: FlaskClient) -> None:
    response = client.get(
        "/sparql", query_string={"query": SELECT}, headers={"Accept": "image/png"}
    )
    assert response.status_code == 406
    assert "text/csv" in json.loads(response.text)["available"]


@each(
    ("url", "status", "said"),
    [
        ("?query=ASK{}&query=ASK{}", 400, ""),
        ("?update=CLEAR+ALL", 400, ""),
        ("?query=ASK{}&update=CLEAR+ALL", 400, ""),
        ("?query=ASK%7B%7D%20%23%ff", 400, "UTF-8"),
        ("?query=%ED%A0%80", 400, "UTF-8"),
        ("?query=SELECT+%23+*", 400, "syntax"),
        ("?query=%23+*%0ASELECT", 400, "syntax"),
        ("?query=%23+*%0ASELECT+DISTINCT", 400, "syntax"),
        ("?query=BASE+*+SELECT", 400, "syntax"),
        ("?query=SELECT+'*'", 400, "syntax"),
        ("?query=SELECT+*{SERVICE<http://127.0.0.1:9/>{?s+?p+?o}}", 403, ""),
        ("?query=SELECT+*{}&format=turtle", 406, "json, xml, csv, tsv"),
        ("?query=ASK{}&format=csv", 406, ""),
    ],
)
def test_url_that_asks_nothing_that_is_answered_here_is_refused(
    client: FlaskClient, url: str, status: int, said: str
) -> None:
    response = client.get(f"/sparql{url}")
    assert (response.status_code, said in response.text) == (status, True)


@each(
    ("data", "content_type", "status"),
    [
        *(
            (body, FORM, 400)
            for body in (
                *("", "query=ASK{}&query=ASK{}", "query=ASK{}&update=CLEAR+ALL", "format=json"),
                *("query=%ff", "query=ASK{}" + "&a=b" * 1000),
            )
        ),
        *((SELECT, f"{QUERY}; charset={name}", 400) for name in ("iso-8859-1", "utf-16", "x")),
        (b'ASK { ?s ?p "\xe9" }', QUERY, 400),
        ("CLEAR ALL", "application/sparql-update", 403),
        ("update=CLEAR+ALL", FORM, 403),
        ("#" * (1024 * 1024 + 1), QUERY, 413),
        *((SELECT, kind, 415) for kind in ("text/plain", "multipart/form-data; boundary=x", None)),
    ],
    ids=lambda case: f"{case[0][:40]!r} as {case[1]}",
)
def test_content_that_asks_nothing_that_is_answered_here_is_refused(
    client: FlaskClient, data: str | bytes, content_type: str | None, status: int
) -> None:
    response = client.post("/sparql", data=data, content_type=content_type)
    assert response.status_code == status
    assert ("byte 13" in response.text) == isinstance(data, bytes)


def test_query_in_url_and_content_and_one_that_is_compressed_are_refused(
    client: FlaskClient,
) -> None:
    twice = client.post("/sparql?query=ASK{}", data="ASK {}", content_type=QUERY)
    coded = {"Content-Encoding": "gzip"}
    compressed = client.post("/sparql", data=SELECT, content_type=QUERY, headers=coded)
    assert (twice.status_code, compressed.status_code) == (400, 415)


@each(("method", "status"), [("PUT", 405), ("OPTIONS", 200)])
def test_methods_are_named(client: FlaskClient, method: str, status: int) -> None:
    response = client.open("/sparql", method=method)
    assert response.status_code == status
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


TEN = "0 1 2 3 4 5 6 7 8 9"
MANY = " ".join(f"VALUES ?{name} {{ {TEN} }}" for name in "abc")


@each(
    ("asked", "parts"),
    [
        (
            "SELECT ?city ?name ?n ?none { ?city schema:name ?name ; schema:population ?n }",
            [
                'id/berlin" lang="de">Berlin</a> <small><code>id:berlin</code></small>',
                '<td lang="de">Berlin <small>de</small></td>',
                '<td class="number">3755251</td>',
                "Hamburg &lt;i&gt;",
            ],
        ),
        (
            "SELECT * { id:berlin schema:url ?url BIND(id:berlin AS ?city) }",
            ['href="/id/berlin.en.html"', 'href="https://www.berlin.de/"'],
        ),
        (
            "SELECT * { BIND(xsd:integer AS ?a) BIND(foaf:Person AS ?b) }",
            [">xsd:integer<", ">foaf:Person<"],
        ),
        ("SELECT (IRI('javascript:alert(1)') AS ?x) {}", ["javascript:alert(1)"]),
        (SELECT, [f"&amp;format={name}" for name in ("json", "xml", "csv", "tsv")]),
        (f"SELECT * {{ {MANY} VALUES ?d {{ {TEN} 10 }} }}", ["The first 10,000 of 11,000 rows"]),
        (
            f"# title@de: Wie heißt Berlin?\n# description@de: So.\n{SELECT}",
            ['<h1 lang="de">Wie heißt Berlin?</h1>', '<p class="lead" lang="de">So.</p>'],
        ),
        ("ASK {}", ['<p class="verdict">Yes</p>']),
        ("DESCRIBE id:berlin", ["&#34;Berlin&#34;@de"]),
        (
            "\nASK { ?s ?p '</textarea><b>' }",
            [">\n\nASK { ?s ?p &#39;&lt;/textarea&gt;&lt;b&gt;&#39; }</textarea>"],
        ),
    ],
    ids=[
        *("a table", "links to descriptions and places", "prefixes of files and known ones"),
        *("a script that is no link", "every format", "a bound that is named"),
        *("title and description of a question", "a verdict", "a graph in Turtle"),
        "the query as it was sent",
    ],
)
def test_page_of_an_answer_shows(client: FlaskClient, asked: str, parts: list[str]) -> None:
    page = client.get("/sparql", query_string={"query": asked}, headers={"Accept": BROWSER}).text
    assert [part for part in parts if part not in page] == []
    assert 'href="javascript:' not in page
    assert (page.count("<tr>") == 10_001) == ("11,000" in page)


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
