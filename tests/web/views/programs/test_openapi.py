"""The description of the routes: complete, valid, and what the application really does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from tables import each
from werkzeug.test import TestResponse

from schlaglicht.formats import ALL_FORMATS, PROBLEM_JSON
from schlaglicht.web.http.sparql_protocol import LONGEST_BODY
from schlaglicht.web.published_site import published_by
from schlaglicht.web.views.programs.openapi import Route, routes
from schlaglicht.web.views.programs.route_descriptions import ONLY_REFUSE, ROUTES

Document = Mapping[str, Any]

SELECT, CONSTRUCT = "SELECT * { ?s ?p ?o } LIMIT 1", "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o } LIMIT 1"

PREFIXES = """
PREFIX schema: <https://schema.org/>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX id: <https://example.org/id/>
"""

DATA = """
id:bonn a schema:City ; schema:name "Bonn" ; schema:latitude 50.7 ; schema:longitude 7.1 .
id:office a schema:Organization ; schema:name "Office" .
id:article a schema:Article ; schema:name "Article" .
"""

VALUES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "/dumps/{name}": {
        "name": (*(f"dataset.{e}" for e in ("ttl", "nt", "jsonld", "rdf", "trig", "nq", "ttl.gz")),
                 "SHA256SUMS"),
    },
    "/static/{filename}": {
        "filename": ("style.css", "search.js", "world.svg", "favicon.ico", "apple-touch-icon.png"),
    },
    "/catalog.{suffix}": {"suffix": ("ttl", "nt", "jsonld", "rdf", "trig", "nq")},
    "/sitemap-{number}.xml": {"number": ("1",)},
    "/timeline/": {"number": ("2020",), "page": ("2",)},
    "/classes/{path}": {"path": ("iri/https/schema.org/Event", "iri/https/schema.org/City")},
    "/documents/{path}": {"path": ("id/article",)},
    "/neighbours/{path}": {"path": ("id/bonn", "id/event1")},
    "/queries/{name}": {"name": ("select", "construct")},
    "/problems/{code}": {"code": ("not-found",)},
    "/{path}": {"path": ("id/bonn", "id/office", "id/event1")},
    "/sparql/running/{query_id}": {"query_id": ("a" * 22,)},
    "/": {"language": ("en",), "number": ("2",)},
}  # fmt: skip
"""Values for the parts of paths that begin like this; the first that fits counts."""

QUERIES: Mapping[str, tuple[Mapping[str, str], ...]] = {
    "/sparql": ({"query": SELECT}, {"query": CONSTRUCT}, {}),
    "/sparql/rewritten": ({"query": "SELECT ?s { ?s ?p ?o }", "variable": "s", "change": "names"},),
    "/sparql/builder": ({"class": "schema:Event"},),
    "/sparql/builder.rq": ({"class": "schema:Event"},),
    "/combined": ({"class": "iri/https/schema.org/Event"},),
    "/search": ({"q": "bonn"},),
    "/reconcile": (
        {"queries": '{"q": {"query": "bonn"}}'},
        {"extend": '{"ids": [], "properties": []}'},
    ),
}
"""Parameters to try a path with."""

NO_OPERATION: Document = {"parameters": ()}

OTHER_NAMES = {"json", "xml"}
"""Names that mean one of several formats, whatever is on offer."""

CANCEL = "cancel_query.cancel"
"""The endpoint that has no GET."""

PING = {"jsonrpc": "2.0", "id": 1, "method": "ping"}

ENDINGS = ("ttl", "nt", "jsonld", "rdf", "json", "linkset.json", "html")

SAME = {"image/x-icon": "image/vnd.microsoft.icon"}
"""Media types that depend on the machine."""

PICTURES = {"look.logo", "look.icon", "look.icon_by_custom"}
"""Endpoints whose answer has the media type of a file that only one site has."""


@pytest.fixture(scope="module")
def rich(publish: Callable[..., Flask], tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """An application over a project that has something at every route, second pages included."""
    folder = tmp_path_factory.mktemp("rich")
    many = [f"id:event{n} a schema:Event ; schema:startDate '2020-05-01'" for n in range(101)]
    many += [f"id:thing{n} a id:Class{n} ; id:property{n} {n}" for n in range(81)]
    (folder / "data.ttl").write_text(f"{PREFIXES}{DATA}{' . '.join(many)} .")
    terms = " . ".join(f"id:Class{n} a owl:Class" for n in range(81))
    for name in ("ontology", "shapes", "queries"):
        (folder / name).mkdir()
    (folder / "ontology" / "terms.ttl").write_text(f"{PREFIXES}{terms} .")
    shapes = " . ".join(f"id:Shape{n} a sh:NodeShape" for n in range(7))
    (folder / "shapes" / "shapes.ttl").write_text(f"{PREFIXES}{shapes} .")
    (folder / "queries" / "select.rq").write_text(SELECT)
    (folder / "queries" / "construct.rq").write_text(CONSTRUCT)
    (folder / "logo.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    settings = 'base = "https://example.org/"\n[site]\nlogo = "logo.svg"\nicon = "logo.svg"\n'
    settings += 'imprint = "text.md"\nprivacy = "text.md"\n'
    (folder / "text.md").write_text("Text")
    (folder / "schlaglicht.toml").write_text(settings)
    return publish(folder)


@pytest.fixture(scope="module")
def document(rich: Flask) -> Document:
    found: Document = rich.test_client().get("/openapi.json").get_json()
    return found


def test_every_route_is_described_once(app: Flask) -> None:
    described = Counter(each.endpoint for each in ROUTES)
    routed = {rule.endpoint for rule in app.url_map.iter_rules()} - ONLY_REFUSE
    assert routed - set(described) == set(), "without a description"
    assert set(described) - routed == set(), "described, but not routed"
    assert [endpoint for endpoint, times in described.items() if times > 1] == []


def test_every_rule_is_an_operation_of_its_own(rich: Flask, document: Document) -> None:
    with rich.app_context():
        routed = [(route.path, method.lower()) for route in routes() for method in route.methods]
    assert len(routed) == len(set(routed))
    assert set(routed) == {(path, m) for path, item in document["paths"].items() for m in item}


def test_document_is_valid_openapi(document: Document) -> None:
    OpenAPIV31SpecValidator(dict(document)).validate()
    assert document["openapi"].startswith("3.1.")


def test_operations_have_names_of_their_own(document: Document) -> None:
    operations = [each for item in document["paths"].values() for each in item.values()]
    names = Counter(each["operationId"] for each in operations)
    assert [name for name, times in names.items() if times > 1] == []


def test_questions_have_operations_of_their_own_whatever_their_names_are(
    client_of: Callable[..., FlaskClient],
) -> None:
    query = "# parameter ?n: number, default 1\nASK { ?s ?p ?n }"
    named = ("a b", "a_20b", "a_20_b", "a\u201010", "a 1010", "a-b", "a_2d_b")
    client = client_of("<x:a> <x:b> 1 .", {f"queries/{name}.rq": query for name in named})
    paths = client.get("/openapi.json").get_json()["paths"]
    names = [item["get"]["operationId"] for path, item in paths.items() if "/queries/a" in path]
    assert len(set(names)) == len(names) == 7


def test_the_server_is_the_one_that_was_asked(client: FlaskClient) -> None:
    found = client.get("/openapi.json", base_url="https://kb.example/below/").get_json()
    assert found["servers"] == [{"url": "https://kb.example/below"}]


def test_limits_are_those_of_the_endpoint(rich: Flask, document: Document) -> None:
    limits = published_by(rich).site.backend.limits
    said = document["paths"]["/sparql"]["post"]["x-limits"]
    assert said["seconds"] == limits.seconds
    assert said["memoryBytes"] == limits.memory
    assert said["answerBytes"] == limits.answer
    assert said["requestBytes"] == LONGEST_BODY


@each("endpoint", [each.endpoint for each in ROUTES])
def test_answers_are_those_described(rich: Flask, document: Document, endpoint: str) -> None:
    for route in routes_of(rich, endpoint):
        for method in route.methods:
            operation = document["paths"][route.path][method.lower()]
            described = set(content_of(operation))
            given = set()
            for answer in answers(rich.test_client(), route.path, method, operation):
                assert str(answer.status_code) in operation["responses"], answer.request.url
                if answer.status_code == 200:
                    given.add(str(answer.mimetype))
                    check_json(document, content_of(operation), answer)
            named = {SAME.get(each, each) for each in described}
            given = {SAME.get(each, each) for each in given}
            assert given and given <= named if endpoint in PICTURES else given == named, route.path


@each("endpoint", [e.endpoint for e in ROUTES if e.endpoint != CANCEL])
def test_problems_are_those_described(rich: Flask, document: Document, endpoint: str) -> None:
    for route in routes_of(rich, endpoint):
        operation = document["paths"][route.path].get("get", NO_OPERATION)
        for status, answer in provoked(rich.test_client(), route, operation):
            assert answer.status_code == status, answer.request.url
            described = operation["responses"][str(status)]["$ref"]
            code = answer.get_json()["type"].rpartition("/")[2]
            assert code in described.rpartition("/")[2].split(".")
            validator(document, {"$ref": "#/components/schemas/Problem"}).validate(
                answer.get_json()
            )


@pytest.mark.parametrize(
    ("status", "sent"),
    [
        (400, {"data": {"query": "SELECT"}}),
        (400, {"data": {"query": [SELECT, SELECT]}}),
        (403, {"data": {"query": "SELECT * { SERVICE <http://a/> { ?s ?p ?o } }"}}),
        (413, {"data": {"query": SELECT + " " * LONGEST_BODY}}),
        (415, {"data": "x", "content_type": "text/plain"}),
    ],
)
def test_refused_queries_are_described(
    client: FlaskClient, document: Document, status: int, sent: dict[str, Any]
) -> None:
    answer = client.post("/sparql", headers={"Accept": "application/json"}, **sent)
    assert answer.status_code == status
    described = document["paths"]["/sparql"]["post"]["responses"][str(status)]["$ref"]
    code = answer.get_json()["type"].rpartition("/")[2]
    assert code in described.rpartition("/")[2].split(".")


def test_formats_to_ask_for_are_those_listed(rich: Flask, document: Document) -> None:
    client, names = rich.test_client(), {known.name for known in ALL_FORMATS}
    for path, listed in formats_listed(document):
        given = set()
        for url, name, values in product(
            urls(path, document["paths"][path]["get"]), names, QUERIES.get(path, ({},))
        ):
            asked = {**values, "format": name}
            answer = client.get(url, query_string=asked, buffered=True)
            if answer.status_code != 406 and "." not in url.rpartition("/")[2]:
                given.add(name)
        assert given - OTHER_NAMES == listed - OTHER_NAMES, path


def test_methods_are_those_that_options_allows(rich: Flask, document: Document) -> None:
    client = rich.test_client()
    for path, item in document["paths"].items():
        url = next(urls(path, next(iter(item.values()))))
        allowed = {each.strip() for each in client.options(url).headers["Allow"].split(",")}
        described = {method.upper() for method in item}
        if "GET" in described:
            described.add("HEAD")
        assert allowed - {"OPTIONS"} - ({"QUERY"} if path == "/sparql" else set()) == described, url


def test_head_is_get_without_content(rich: Flask, document: Document) -> None:
    client = rich.test_client()
    for path, item in document["paths"].items():
        for url in urls(path, item["get"]) if "get" in item else ():
            got, head = client.get(url, buffered=True), client.head(url, buffered=True)
            assert (head.status_code, head.data) == (got.status_code, b""), url
            assert head.headers.get("Content-Type") == got.headers.get("Content-Type"), url


def test_other_methods_are_refused_as_problems(rich: Flask, document: Document) -> None:
    client = rich.test_client()
    for path, item in document["paths"].items():
        url = next(urls(path, next(iter(item.values()))))
        for method in {"GET", "POST", "PUT", "PATCH", "DELETE"} - {name.upper() for name in item}:
            answer = client.open(url, method=method, headers={"Accept": "application/json"})
            assert (answer.status_code, answer.mimetype) == (405, PROBLEM_JSON.media_type), url
            validator(document, {"$ref": "#/components/schemas/Problem"}).validate(answer.json)


def test_a_part_of_a_file_is_described(rich: Flask, document: Document) -> None:
    url, headers = "/dumps/dataset.nt", {"Range": "bytes=0-9"}
    assert rich.test_client().get(url, headers=headers).status_code == 206
    assert "206" in document["paths"]["/dumps/{name}"]["get"]["responses"]


def test_cancelling_is_described(client: FlaskClient, document: Document) -> None:
    path = "/sparql/running/{query_id}"
    described = document["paths"][path]["delete"]["responses"]
    answer = client.delete(path.format(query_id="a" * 22), headers={"Accept": "application/json"})
    assert (answer.status_code, "204" in described) == (404, True)
    assert described["404"]["$ref"].endswith("/not-found")


def test_scripts_of_other_origins_may_cancel(client: FlaskClient) -> None:
    answer = client.options(f"/sparql/running/{'a' * 22}", headers={"Origin": "https://e.org"})
    assert answer.headers["Access-Control-Allow-Methods"] == "DELETE, OPTIONS"
    assert "Schlaglicht-Query-Id" in answer.headers["Access-Control-Allow-Headers"]


def test_endpoint_says_where_its_description_is(client: FlaskClient) -> None:
    link = '<http://localhost/openapi.json>; rel="service-desc"; type="application/json"'
    for accept in ("text/turtle", "text/html"):
        answer = client.get("/sparql", headers={"Accept": accept}, buffered=True)
        assert link in answer.headers.getlist("Link")


@pytest.mark.parametrize("page", ["/experts/index.en.html", "/llms.txt"])
def test_pages_lead_to_the_description(client: FlaskClient, page: str) -> None:
    assert "/openapi.json" in client.get(page).text


def test_static_site_has_no_description(
    cli: Callable[..., Any], concert: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    cli(concert, "export", "--site", str(out), "--base", "https://example.org/kb/", ".")
    assert not (out / "openapi.json").exists()
    assert "openapi.json" not in (out / "experts" / "index.en.html").read_text(encoding="utf-8")
    assert "openapi.json" not in (out / "llms.txt").read_text(encoding="utf-8")


def routes_of(app: Flask, endpoint: str) -> list[Route]:
    with app.app_context():
        return [route for route in routes() if route.rule.endpoint == endpoint]


def formats_listed(document: Document) -> Iterator[tuple[str, set[str]]]:
    """The paths that answer in the format that is asked for, with the names of these formats."""
    for path, item in document["paths"].items():
        for parameter in item.get("get", NO_OPERATION)["parameters"]:
            if parameter["name"] == "format" and path != "/.well-known/void":  # it leads on
                yield path, set(parameter["schema"]["enum"])


def content_of(operation: Document) -> Mapping[str, Document]:
    found: Mapping[str, Document] = operation["responses"].get("200", {}).get("content", {})
    return found


def urls(path: str, operation: Document) -> Iterator[str]:
    """The URLs to try for a path: all values of enumerations, known ones of the others."""
    known = next(VALUES[beginning] for beginning in VALUES if path.startswith(beginning))
    parts = {
        each["name"]: each["schema"].get("enum")
        or known.get(each["name"])
        or VALUES["/"][each["name"]]
        for each in operation["parameters"]
        if each["in"] == "path"
    }
    for values in product(*parts.values()):
        yield path.format_map(dict(zip(parts, values, strict=True)))
    yield from (f"/id/bonn.{ending}" for ending in ENDINGS if path == "/{path}")


def answers(
    client: FlaskClient, path: str, method: str, operation: Document
) -> Iterator[TestResponse]:
    """Answers to the requests of an operation: every URL, every media type."""
    accepted = [*content_of(operation), "*/*"]
    for url, accept, values in product(urls(path, operation), accepted, QUERIES.get(path, ({},))):
        if path == "/mcp":
            yield client.open(url, method=method, json=PING)
        elif method == "DELETE":
            yield client.delete(url)
        elif method == "GET":
            yield client.get(url, query_string=values, headers={"Accept": accept}, buffered=True)
        elif values:
            yield client.post(url, data=values, headers={"Accept": accept}, buffered=True)


def provoked(
    client: FlaskClient, route: Route, operation: Document
) -> Iterator[tuple[int, TestResponse]]:
    """Answers to requests that cannot succeed, with the statuses that they should have."""
    found = next(urls(route.path, operation))
    parameters = {each["name"] for each in operation["parameters"]}
    json = {"Accept": "application/json"}
    asked = QUERIES.get(route.path, ({},))[0]
    if route.rule.arguments - {"language", "kind", "ending"}:
        values = {**dict.fromkeys(route.rule.arguments, "9999"), "language": "en", "ending": "csv"}
        yield 404, client.get(route.path.format_map(values), headers=json)
    if "sort" in parameters:
        yield 400, client.get(found, query_string={**asked, "sort": "nope"}, headers=json)
    if "format" in parameters and route.answers:
        yield 406, client.get(found, query_string=asked, headers={"Accept": "image/gif"})
    if "Range" in parameters:
        yield 416, client.get(found, headers={**json, "Range": "bytes=99999999-"})


def check_json(document: Document, content: Mapping[str, Document], answer: TestResponse) -> None:
    media_type = str(answer.mimetype)
    if media_type.endswith("json"):
        schema = content[media_type]["schema"]
        validator(document, schema).validate(answer.get_json(force=True))


def validator(document: Document, schema: Document) -> Draft202012Validator:
    return Draft202012Validator({**schema, "components": document["components"]})
