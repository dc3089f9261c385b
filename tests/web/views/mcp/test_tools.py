"""The Model Context Protocol at /mcp: both eras of it, the tools, and what is refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from schlaglicht.web.http.sparql_protocol import LONGEST_BODY
from schlaglicht.web.server.server_settings import ServerSettings
from schlaglicht.web.server.web_process import hosts_of
from schlaglicht.web.views.mcp.protocol import EARLIER, HOSTS, VERSION
from schlaglicht.web.views.mcp.texts import CARD_TOKENS, MOST_TOKENS, PER_TOKEN
from schlaglicht.web.views.mcp.tools import MOST_BYTES, TOOLS

META = {
    "io.modelcontextprotocol/protocolVersion": VERSION,
    "io.modelcontextprotocol/clientCapabilities": {},
}
BERLIN = "https://example.org/kb/id/berlin"
SOME_WORDS = {"words": "Which Berlin 3755251 Kreuzberger"}
_APART = re.compile(r"sh:|\.well-known")
JOINED = """
SELECT * { ?p a schema:Person ; schema:affiliation ?u . ?u a org:OrganizationalUnit }
"""
MISSPELT = "SELECT * { ?s schema:populatoin ?o }"


def ask(
    client: FlaskClient, method: str, params: dict[str, Any] | None = None, **fields: str
) -> TestResponse:
    """The reply to a request of the current version; `fields` replace those of its header."""
    params = {"_meta": META, **(params or {})}
    headers = {"MCP-Protocol-Version": VERSION, "Mcp-Method": method}
    if "name" in params:
        headers["Mcp-Name"] = params["name"]
    headers |= {name.replace("_", "-"): value for name, value in fields.items()}
    message = {"jsonrpc": "2.0", "id": 7, "method": method, "params": params}
    return client.post("/mcp", json=message, headers=headers)


def call(client: FlaskClient, tool: str, **arguments: Any) -> dict[str, Any]:
    reply = ask(client, "tools/call", {"name": tool, "arguments": arguments})
    assert reply.status_code == 200
    result: dict[str, Any] = reply.get_json()["result"]
    return result


def text_of(result: dict[str, Any]) -> str:
    assert result["isError"] is False, result
    return "\n".join(each["text"] for each in result["content"])


def error_of(result: dict[str, Any]) -> str:
    assert result["isError"] is True
    return str(result["content"][0]["text"])


def test_server_says_its_versions_and_tools(client: FlaskClient) -> None:
    result = ask(client, "server/discover").get_json()["result"]
    assert result["supportedVersions"][0] == VERSION
    assert result["capabilities"] == {"tools": {}}
    assert result["resultType"] == "complete"
    listed = ask(client, "tools/list").get_json()["result"]
    assert [tool["name"] for tool in listed["tools"]] == [tool.name for tool in TOOLS]
    assert all(tool["annotations"]["readOnlyHint"] for tool in listed["tools"])
    assert listed["ttlMs"] >= 0


@pytest.mark.parametrize("version", EARLIER)
def test_client_of_an_earlier_version_is_served_without_a_session(
    client: FlaskClient, version: str
) -> None:
    def send(method: str, **message: Any) -> TestResponse:
        whole = {"jsonrpc": "2.0", "method": method, **message}
        headers = {} if method == "initialize" else {"MCP-Protocol-Version": version}
        return client.post("/mcp", json=whole, headers=headers)

    begun = send("initialize", id=1, params={"protocolVersion": version, "capabilities": {}})
    assert begun.get_json()["result"]["protocolVersion"] == version
    assert "Mcp-Session-Id" not in begun.headers
    noted = send("notifications/initialized")
    assert (noted.status_code, noted.data) == (202, b"")
    listed = send("tools/list", id="a").get_json()
    assert (listed["id"], len(listed["result"]["tools"])) == ("a", len(TOOLS))
    unknown = send("nothing", id=3)
    assert (unknown.status_code, unknown.get_json()["error"]["code"]) == (200, -32601)


def test_unknown_version_of_initialize_is_answered_with_the_newest(client: FlaskClient) -> None:
    message = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {}}
    reply = client.post("/mcp", json=message)
    assert reply.get_json()["result"]["protocolVersion"] == EARLIER[0]


@pytest.mark.parametrize(
    ("method", "params", "fields", "status", "code"),
    [
        ("nothing", {}, {}, 404, -32601),
        ("tools/list", {"_meta": {}}, {}, 400, -32602),
        ("tools/list", {}, {"Mcp_Method": "tools/call"}, 400, -32020),
        ("tools/list", {}, {"MCP_Protocol_Version": EARLIER[0]}, 400, -32020),
        ("tools/call", {"name": "query"}, {"Mcp_Name": "search"}, 400, -32020),
        ("tools/call", {"name": "nothing"}, {}, 400, -32602),
        ("tools/call", {"name": "query", "arguments": []}, {}, 400, -32602),
        ("tools/list", {}, {"Origin": "https://attacker.example"}, 403, -32600),
    ],
)
def test_wrong_request_is_refused(
    client: FlaskClient,
    method: str,
    params: dict[str, Any],
    fields: dict[str, str],
    status: int,
    code: int,
) -> None:
    reply = ask(client, method, params, **fields)
    assert (reply.status_code, reply.get_json()["error"]["code"]) == (status, code)


@pytest.mark.parametrize("field", ["Origin", "MCP-Protocol-Version"])
def test_long_field_is_quoted_by_its_beginning(client: FlaskClient, field: str) -> None:
    reply = client.post("/mcp", json={"method": "ping", "id": 1}, headers={field: "x" * 9000})
    assert (reply.status_code in (400, 403), len(reply.data) < 3000) == (True, True)


def test_unknown_version_is_refused_with_those_there_are(client: FlaskClient) -> None:
    meta = {**META, "io.modelcontextprotocol/protocolVersion": "1900-01-01"}
    reply = ask(client, "tools/list", {"_meta": meta}, MCP_Protocol_Version="1900-01-01")
    error = reply.get_json()["error"]
    assert (reply.status_code, error["code"]) == (400, -32022)
    assert error["data"] == {"supported": [VERSION, *EARLIER], "requested": "1900-01-01"}


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"{", 400, -32700),
        (b"[" * 100_000, 400, -32700),
        (b"\xff", 400, -32700),
        (rb'{"id": 1, "method": "tools/list", "params": {"\ud800": 1}}', 400, -32700),
        (b"[]", 400, -32600),
        (b"{}", 400, -32600),
        (b'{"id": null, "method": "ping"}', 400, -32600),
        (b'{"id": [], "method": "ping"}', 400, -32600),
        (b'"' + b" " * LONGEST_BODY + b'"', 413, -32600),
    ],
)
def test_content_that_is_no_message_is_refused(
    client: FlaskClient, content: bytes, status: int, code: int
) -> None:
    reply = client.post("/mcp", data=content, content_type="application/json")
    assert (reply.status_code, reply.get_json()["error"]["code"]) == (status, code)


def test_content_of_another_type_is_refused(client: FlaskClient) -> None:
    assert client.post("/mcp", data=b"{}", content_type="text/plain").status_code == 415


def test_own_origin_is_allowed(client: FlaskClient) -> None:
    assert ask(client, "tools/list", Origin="http://localhost").status_code == 200


def status_at(client: FlaskClient, site: str, origin: str, **fields: str) -> int:
    """The status of a request that a script of `origin` sends to `site`."""
    return client.post(
        "/mcp",
        json={"jsonrpc": "2.0", "id": 1, "method": "ping"},
        base_url=site,
        headers={"Origin": origin, **fields},
    ).status_code


@pytest.mark.parametrize(
    "site",
    [
        "http://localhost:8000",
        "http://127.0.0.1:8000",
        "http://127.0.0.2:8000",
        "http://[::1]:8000",
        "http://192.168.7.5:8000",
    ],
)
def test_page_of_an_address_or_this_machine_is_its_own(client: FlaskClient, site: str) -> None:
    assert status_at(client, site, site) == 200
    assert status_at(client, site, "http://attacker.example") == 403


def test_name_that_leads_a_script_to_a_machine_inside_is_refused(client: FlaskClient) -> None:
    """Wherever the server listens, and whatever address the request comes from."""
    for name in ("http://attacker.example:8000", "http://localhost.attacker.example"):
        assert status_at(client, name, name) == 403


def test_names_that_the_operator_gives_are_allowed(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = ServerSettings(allowed_hosts="Graph.lan", public_url="https://example.org/kb")
    monkeypatch.setitem(client.application.config, HOSTS, hosts_of(settings))
    assert status_at(client, "http://graph.lan:8000", "http://graph.lan:8000") == 200
    assert status_at(client, "https://example.org/kb/", "https://example.org") == 200
    assert status_at(client, "http://other.lan", "http://other.lan") == 403


def test_ping_of_an_earlier_version_has_an_empty_result(client: FlaskClient) -> None:
    reply = client.post("/mcp", json={"jsonrpc": "2.0", "id": 1, "method": "ping"})
    assert reply.get_json() == {"jsonrpc": "2.0", "id": 1, "result": {}}


@pytest.mark.parametrize("method", ["GET", "DELETE", "PUT"])
def test_there_is_no_stream_and_no_session(client: FlaskClient, method: str) -> None:
    reply = client.open("/mcp", method=method, headers={"Accept": "text/event-stream"})
    assert (reply.status_code, reply.headers["Allow"]) == (405, "OPTIONS, POST")


def test_name_of_a_tool_may_be_encoded(client: FlaskClient) -> None:
    params = {"name": "questions", "arguments": {}}
    reply = ask(client, "tools/call", params, Mcp_Name="=?base64?cXVlc3Rpb25z?=")
    assert reply.status_code == 200


def test_card_of_a_dataset_is_short_and_warns(shipped: FlaskClient) -> None:
    text = text_of(call(shipped, "describe_dataset"))
    assert 1_700 * PER_TOKEN < len(text) <= CARD_TOKENS * PER_TOKEN
    assert text.count("\n- ") > 30
    for trap in (
        "are written out, but not schema:Thing:",
        "are tagged (de, en)",
        '"2020-12-31"^^xsd:date',
        "GRAPH alone",
    ):
        assert trap in text
    facts, graphs = text.split("\nAlso: ")
    assert "oa:Annotation" not in facts
    assert "/evidence/>: def:TextBlock (" in graphs
    for tokens in range(1_200, 3_000, 300):
        card = text_of(call(shipped, "describe_dataset", tokens=tokens))
        assert "This is cut" not in card
    text = text_of(call(shipped, "describe_dataset", tokens=5_000))
    assert " more\n" not in text
    own, terms = (text.find(each) for each in ("def:Cluster (1", "rdf:Property ("))
    assert -1 < own < terms


def hits_of(client: FlaskClient, words: str) -> list[str]:
    """The lines of the things that a search finds."""
    listed = call(client, "search", words=words)["content"][0]["text"]
    return [line for line in listed.splitlines() if line.startswith("- ")]


def test_things_are_found(client: FlaskClient) -> None:
    result = call(client, "search", **{"words": "Berlin", "class": "schema:City"})
    hits, about, *described = [each["text"] for each in result["content"]]
    assert hits.splitlines() == [
        "Things with all words: 1; with words spelt alike: 0; best first:",
        "- id:berlin Berlin (schema:City): population 3755251",
    ]
    assert about.startswith("About id:berlin; ")
    assert described == [x["text"] for x in call(client, "describe", iri="id:berlin")["content"]]


@pytest.mark.parametrize(
    ("site", "tool", "arguments", "said"),
    [
        ("client", "describe_dataset", {}, "# Cities"),
        ("client", "describe_dataset", {}, "- schema: <https://schema.org/>"),
        ("client", "describe_dataset", {}, "- schema:City (2): "),
        ("client", "describe_dataset", {}, "schema:population xsd:integer"),
        ("client", "describe_dataset", {"class": "schema:City"}, "population (2, xsd:integer)"),
        # A text that is no name.
        ("client", "search", {"words": "3755251"}, "- id:berlin Berlin"),
        ("client", "search", SOME_WORDS, "Nothing has all of these words in its texts."),
        ("client", "search", SOME_WORDS, "(nothing has kreuzberger), also"),
        (
            "client",
            "search",
            SOME_WORDS,
            "- id:berlin Berlin (schema:City), 2 of 3 words: berlin, 3755251: population",
        ),
        (
            "client",
            "search",
            {"words": "rlin nothing"},
            "- id:berlin Berlin (schema:City), 1 of 2 words: rlin",
        ),
        # A short name, and the name of a class.
        (
            "shipped",
            "search",
            {"words": "Uwe Pfeil award conferral"},
            "lead to:\n- id:conferral-cluster-manager-2020 ",
        ),
        # Words of the title of a question.
        (
            "shipped",
            "search",
            {"words": "Who received the Enterprise Promotion Award?"},
            "Questions with these words (tool questions): q",
        ),
        ("client", "describe", {"iri": BERLIN}, "schema:population 3755251"),
        ("client", "describe", {"iri": f"<{BERLIN}>"}, "schema:population 3755251"),
        ("client", "describe", {"iri": "id:berlin"}, "schema:population 3755251"),
        (
            "shipped",
            "describe_dataset",
            {},
            "schema:PropertyValue (3): schema:name text@, schema:propertyID text",
        ),
        ("shipped", "describe_dataset", {}, " questions have ready queries"),
        ("shipped", "describe_dataset", {}, "The words of passages are not here"),
        # In two ways, and once.
        (
            "shipped",
            "describe",
            {"iri": "id:count-participants-eu-sme-conference"},
            "sub-headline and Article 2, paragraph 1, characters 2846-2869, 3185-3220; stated in",
        ),
        # One of three spelt alike has the word; lines are those of the query that is shown.
        (
            "shipped",
            "questions",
            {"name": "offices-and-awards-of-a-person", "values": {"person": "Welter"}},
            '"Präsidentin"@de',
        ),
        (
            "shipped",
            "questions",
            {"name": "q24-sme-conference-place"},
            "schema:location ?place (line 3)",
        ),
        ("shipped", "describe_dataset", {}, ": schema:name text@, schema:superEvent (6 of 9) -> "),
        (
            "shipped",
            "describe_dataset",
            {},
            "email text <- schema:contactPoint of org:OrganizationalUnit|schema:Person",
        ),
        ("shipped", "describe_dataset", {}, "def:Cluster (1; schema:location -> schema:City)"),
        # Words that ask, and that are not all there.
        ("client", "search", {"words": "Where is Berlin"}, "- id:berlin Berlin (schema:City)"),
        (
            "shipped",
            "search",
            {"words": "holistic approach European SME policy"},
            "About id:topic-holistic-approach; ",
        ),
        (
            "shipped",
            "search",
            {"words": "Contact person"},
            "(owl:ObjectProperty), deprecated, use schema:contactPoint",
        ),
        (
            "shipped",
            "describe",
            {"iri": "id:contact-article-1"},
            "of id:article-1 “go-cluster” becomes part of the ECA: That national clusters link up",
        ),
        (
            "shipped",
            "query",
            {"query": "SELECT * { VALUES ?p { def:contactPerson } ?s ?p ?o }"},
            "def:contactPerson is deprecated; the data uses schema:contactPoint.",
        ),
        (
            "shipped",
            "query",
            {"query": JOINED},
            "and the classes asked for are joined by ^org:member/org:organization",
        ),
        (
            "client",
            "query",
            {"query": "SELECT (COUNT(*) AS ?n) (COUNT(?nmae) AS ?m) { ?s schema:name ?name }"},
            "?nmae occurs nowhere in the pattern; did you mean ?name?",
        ),
        ("client", "query", {"query": MISSPELT}, "did you mean schema:population?"),
        ("client", "query", {"query": MISSPELT}, "+ SELECT * { ?s schema:population ?o }"),
    ],
)
def test_tool_says(
    request: pytest.FixtureRequest, site: str, tool: str, arguments: dict[str, Any], said: str
) -> None:
    assert said in text_of(call(request.getfixturevalue(site), tool, **arguments))


def test_statements_have_their_evidence(shipped: FlaskClient) -> None:
    result = call(shipped, "describe", iri="id:european-clusters-alliance")
    data, pointing, evidence = (each["text"] for each in result["content"])
    assert data.startswith("id:european-clusters-alliance\n    a ")
    assert "\n- schema:object of id:accession-go-cluster-eca" in pointing
    place = r"stated in Article 1, paragraph 3 \(translated\), characters \d+-\d+:\n"
    assert re.search(rf"{place}- schema:description Euro", evidence)
    assert "…@en (id:evidence-" in evidence
    _, names, *_ = call(shipped, "describe", iri="id:conferral-cluster-manager-2020")["content"]
    election = "id:cluster-manager-election-2020 Election of the “Cluster-Manager of the year 2020”"
    assert names["text"] == f"Names of others:\n- {election}"


@pytest.mark.parametrize("thing", ["id:evidence-f025", "id:passage-305-326", "def:Award"])
def test_nodes_are_described_once(shipped: FlaskClient, thing: str) -> None:
    data, *others = (each["text"] for each in call(shipped, "describe", iri=thing)["content"])
    nodes = [line for line in data.splitlines() if not line.startswith(" ")]
    assert len(nodes) == len(set(nodes))
    assert not {"sh:", ".well-known"} & {found for x in others for found in _APART.findall(x)}


def test_classes_above_are_sought_where_they_are_not_written_out(
    client_of: Callable[..., FlaskClient],
) -> None:
    data = "@prefix ex: <http://a/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
    client = client_of(f"{data} ex:Narrow rdfs:subClassOf ex:Wide . ex:x a ex:Narrow .")
    assert "`?x a/rdfs:subClassOf* ex:C`" in text_of(call(client, "describe_dataset"))


def test_class_within_another_shows_what_it_alone_has(
    client_of: Callable[..., FlaskClient],
) -> None:
    said = "; ".join(f"ex:said{n} {n}" for n in range(20))
    others = (f"ex:x{n} a ex:Class{n} ; {said} ." for n in range(25))
    agents = (f"ex:agent{n} a ex:Agent ; {said} ." for n in range(9))
    person = f"ex:person a ex:Agent, ex:Person ; {said} ; ex:zodiac 1 ."
    client = client_of("\n".join(["@prefix ex: <http://a/> .", *others, *agents, person]))
    (line,) = [x for x in text_of(call(client, "describe_dataset")).splitlines() if "Person" in x]
    assert "all ex:Agent): ex:said0 xsd:integer, ex:zodiac xsd:integer, 19 more" in line


def test_excerpts_have_no_markup(client_of: Callable[..., FlaskClient]) -> None:
    note = '"<p xmlns=\\"http://www.w3.org/1999/xhtml\\">Lit at dusk.</p>"'
    label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    literal = f"{note}^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#XMLLiteral>"
    client = client_of(f'<http://a/e> {label} "Lantern" ; <http://a/note> {literal} .')
    assert "note Lit at dusk." in hits_of(client, "Lantern")[0]


def test_columns_without_a_value_are_named(client: FlaskClient) -> None:
    said = "SELECT ?c ?x { ?c a schema:City OPTIONAL { ?c schema:populatoin ?x } }"
    text = text_of(call(client, "query", query=said))
    assert "No row has a value for ?x." in text
    assert "did you mean schema:population?" in text


def test_things_are_found_before_terms_and_shapes(shipped: FlaskClient) -> None:
    lines = hits_of(shipped, "ECA")
    are_terms = [line.startswith(("- owl:", "- shapes:", "- def:")) for line in lines]
    assert are_terms == sorted(are_terms)
    assert any(are_terms)


def test_what_a_search_reads_leaves_out_the_evidence_of_names(shipped: FlaskClient) -> None:
    found = call(shipped, "search", words="Altmaier announcement")["content"][-1]["text"]
    whole = call(shipped, "describe", iri="id:announcement-accession")["content"][-1]["text"]
    assert "schema:author" in found
    assert "rdf:type" in whole
    assert not {"rdf:type", "schema:name"} & {*found.split()}


def test_each_passage_is_named_once(shipped: FlaskClient) -> None:
    evidence = call(shipped, "describe", iri="id:uwe-pfeil")["content"][-1]["text"]
    places = [line for line in evidence.splitlines() if line.endswith(":")]
    assert len(places) == len(set(places)) > 1
    assert any("paragraph 5, characters 2352-2399, 2405-2571:" in place for place in places)


def test_passages_are_quoted_where_the_documents_are(
    publish: Callable[..., Flask], concert: Path
) -> None:
    client = publish(concert, sources=concert / "sources").test_client()
    quoted = re.findall("“([^”]+)”", text_of(call(client, "describe", iri="id:concert")))
    assert len(quoted) == len(set(quoted)) > 1


def test_few_things_with_half_of_the_words_follow_the_best(shipped: FlaskClient) -> None:
    assert len(hits_of(shipped, "Uwe Pfeil award conferral")) == 2


def test_few_things_spelt_alike_follow_the_one_that_is_meant(
    client_of: Callable[..., FlaskClient],
) -> None:
    label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    names = ["Stufe", *(f"Stube {number}" for number in range(9))]
    client = client_of("\n".join(f'<http://a/{n[-1]}> {label} "{n}" .' for n in names))
    said = text_of(call(client, "search", words="Stufe"))
    assert "1; with words spelt alike: 9, 3 of them here; best first:\n- <http://a/e> Stufe" in said
    assert len(hits_of(client, "Stufe")) == 1 + 3
    assert len(hits_of(client, "Stuffe")) == 10


@pytest.mark.parametrize(
    ("query", "answer"),
    [
        ("SELECT ?n { id:berlin schema:population ?n }", "?n\n3755251\n"),
        ("ASK { id:berlin ?p ?o }", '"boolean":true'),
        ("CONSTRUCT WHERE { id:berlin schema:population ?n }", "schema:population 3755251"),
    ],
)
def test_query_is_answered(client: FlaskClient, query: str, answer: str) -> None:
    text = text_of(call(client, "query", query=query))
    assert answer in text
    assert "cut" not in text


def test_long_answer_is_cut_and_says_so(client: FlaskClient) -> None:
    triples = "VALUES ?x { 1 2 3 4 5 6 7 8 9 0 } VALUES ?y { 1 2 3 4 5 6 7 8 9 0 }"
    query = f'SELECT (CONCAT("{"long" * 1000}", STR(?x)) AS ?z) {{ {triples} }}'
    result = call(client, "query", query=query)
    assert len(text_of(result)) < 5_100 * PER_TOKEN
    assert "This is cut" in result["content"][1]["text"]
    more = text_of(call(client, "query", query=query, tokens=MOST_TOKENS))
    assert 5_100 * PER_TOKEN < len(more) < (MOST_TOKENS + 100) * PER_TOKEN


def test_rows_are_counted_and_written_with_prefixes(client: FlaskClient) -> None:
    query = "SELECT ?s ?n { ?s schema:population ?n } ORDER BY ?n"
    result = call(client, "query", query=query, rows=1)
    head, row = result["content"][0]["text"].splitlines()
    assert head == "?s\t?n"
    assert row.startswith("id:")
    assert result["content"][1]["text"].startswith("1 more rows: use LIMIT")


def test_limit_says_if_it_cuts_between_equal_values(client_of: Callable[..., FlaskClient]) -> None:
    values = [1, 1, 2, 3, 3, 3]
    client = client_of(
        "".join(f"<http://a/{n}> <http://a/p> {v} .\n" for n, v in enumerate(values))
    )
    for limit in range(len(values) + 2):
        query = f"SELECT ?v {{ ?s <http://a/p> ?v }} ORDER BY ASC(?v) ?s LIMIT {limit} OFFSET 0"
        text = text_of(call(client, "query", query=query))
        assert [int(x) for x in re.findall(r"^\d+$", text, re.MULTILINE)] == values[:limit]
        cuts = 0 < limit < len(values) and values[limit - 1] == values[limit]
        assert ("more rows have the same ?v" in text) == cuts


def test_repairs_are_structured_too(client: FlaskClient) -> None:
    found = call(client, "query", query=MISSPELT)["structuredContent"]["repairs"][0]
    assert "structuredContent" not in call(client, "query", query="SELECT * { <a:b> ?p ?o }")
    assert found == {"query": MISSPELT.replace("populatoin", "population"), "rows": 2}
    refused = call(client, "query", query="SELECT * { ?s shema:population ?o }")
    assert refused["isError"] is True
    assert refused["structuredContent"]["repairs"][0]["rows"] == 2


@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        ("query", {"query": "SELECT"}, "line 1, column"),
        ("query", {"query": "SELECT * { SERVICE <http://a/> { ?s ?p ?o } }"}, "SERVICE"),
        ("query", {"query": "DELETE WHERE { ?s ?p ?o }"}, ""),
        ("query", {}, "the argument query is missing"),
        ("query", {"query": 1}, "not of type string"),
        ("query", {"query": "ASK {}", "limit": 1}, "no argument limit; known: query, rows, tokens"),
        ("search", {"words": "a", "page": True}, "not of type integer"),
        ("search", {"words": "a", "class": "schema:Nothing"}, "no class schema:Nothing"),
        ("describe", {"iri": "id:nothing"}, "does not describe"),
        ("describe", {"iri": "id:berlim"}, "; near it is id:berlin Berlin"),
    ],
)
def test_failure_of_a_tool_is_for_the_model_to_read(
    client: FlaskClient, tool: str, arguments: dict[str, Any], said: str
) -> None:
    assert said in error_of(call(client, tool, **arguments))


def test_query_has_the_time_of_the_endpoint(hurried: FlaskClient) -> None:
    cross = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n1 ?o . "
    cross += "?p ?q ?r . ?s ?t ?u . ?v ?w ?x . ?y ?z ?aa }"
    assert "LIMIT" in error_of(call(hurried, "query", query=cross))


def test_examples_are_listed_only_where_there_are_no_questions(
    client: FlaskClient, client_of: Callable[..., FlaskClient]
) -> None:
    assert "- example-" not in text_of(call(client, "questions"))
    label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    bare = client_of(f'<http://a/x> a <http://a/C> ; {label} "X" .')
    assert text_of(call(bare, "questions")).startswith("- example-")


def test_many_questions_are_listed_by_name(client_of: Callable[..., FlaskClient]) -> None:
    long = f"SELECT * {{ ?s ?p ?o }} # {'x' * (MOST_BYTES // 2 - 100)}\n"
    client = client_of("<http://a/s> <http://a/p> 1 .", {f"queries/{n}.rq": long for n in "abc"})
    assert text_of(call(client, "questions")) == "- a\n- b\n- c"
    assert text_of(call(client, "questions", tokens=1)).startswith("- a\n\nThis is cut: about 2 ")


def test_questions_are_listed_by_name_and_answered_with_their_query_if_asked(
    client: FlaskClient,
) -> None:
    assert text_of(call(client, "questions")).startswith("- cities: ")
    assert text_of(call(client, "questions", name="cities")).startswith("?name\n")
    asked = text_of(call(client, "questions", name="cities", show_query=True))
    assert "ORDER BY DESC(?n)" in asked


SINCE = """\
# title@en: Who was born since?
# parameter ?since: date, default 1900-01-01
# label ?since@en: Since
SELECT ?who { ?who <http://a/born> ?born FILTER(?born >= ?since) }
"""


@pytest.fixture
def born(client_of: Callable[..., FlaskClient]) -> FlaskClient:
    date = "^^<http://www.w3.org/2001/XMLSchema#date>"
    return client_of(
        f'<http://a/x> <http://a/born> "1850-01-01"{date} .\n'
        f'<http://a/y> <http://a/born> "1950-01-01"{date} .\n',
        {"queries/since.rq": SINCE},
    )


def test_questions_say_their_parameters(born: FlaskClient) -> None:
    said = text_of(call(born, "questions"))
    assert said == "- since: Who was born since? (since: date = 1900-01-01)"


@pytest.mark.parametrize(
    ("values", "answer"),
    [
        ({}, "?who\n<http://a/y>\n"),
        ({"since": "1800-01-01"}, "?who\n<http://a/x>\n<http://a/y>\n"),
    ],
)
def test_a_question_is_answered_with_values(
    born: FlaskClient, values: dict[str, str], answer: str
) -> None:
    text = call(born, "questions", name="since", values=values)["content"][0]["text"]
    assert sorted(text.splitlines()) == sorted(answer.splitlines())


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ({"name": "sinc"}, "no question sinc"),
        ({"name": "since", "values": {"since": "1"}}, "is not a date"),
        ({"name": "since", "values": {"sinse": "1"}}, "did you mean since?"),
        ({"name": "since", "values": "1900-01-01"}, "is not of type object"),
    ],
)
def test_values_that_do_not_fit_are_refused(
    born: FlaskClient, arguments: dict[str, Any], reason: str
) -> None:
    assert reason in error_of(call(born, "questions", **arguments))


def test_mistake_in_a_query_comes_with_its_repair(client: FlaskClient) -> None:
    result = call(client, "query", query="SELECT ?s, ?o { ?s ?p ?o }")
    assert "no commas stand between these" in error_of(result)
    (repair,) = result["structuredContent"]["repairs"]
    assert repair["query"] == "SELECT ?s ?o { ?s ?p ?o }"


def test_none_is_read_where_several_are_as_near(client_of: Callable[..., FlaskClient]) -> None:
    label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    data = "\n".join(f'<http://a/{n}> {label} "Stufe" ; a <http://a/Class> .' for n in range(5))
    client = client_of(f'{data} [] a <http://a/Other> . <http://a/Other> {label} "Other" .')
    for words in ("Stufe", "Other"):
        assert len(call(client, "search", words=words)["content"]) == 1 + 2 * (words == "Other")
