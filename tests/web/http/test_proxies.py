from __future__ import annotations

import pytest
from flask import Flask
from werkzeug.test import Client

from schlaglicht.errors import ProjectError
from schlaglicht.web.http.proxies import behind_proxies, check_base_path

FORWARDED = {
    "X-Forwarded-For": "192.0.2.1",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "data.example.org",
    "X-Forwarded-Prefix": "/graph",
}


def client_behind(app: Flask, *, proxies: int = 0, base_path: str = "") -> Client:
    return Client(behind_proxies(app.wsgi_app, proxies=proxies, base_path=base_path))


def endpoint(client: Client, path: str = "/", **headers: str) -> str:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    response = client.get(path, headers={"Accept": "application/json", **sent})
    assert response.status_code == 200
    assert response.json is not None
    return str(response.json["endpoint"])


def test_headers_are_ignored_without_trusted_proxies(app: Flask) -> None:
    assert endpoint(client_behind(app), **FORWARDED) == "http://localhost/sparql"


def test_trusted_proxy_says_where_the_site_is(app: Flask) -> None:
    found = endpoint(client_behind(app, proxies=1), **FORWARDED)
    assert found == "https://data.example.org/graph/sparql"


def test_what_a_client_says_before_the_trusted_proxy_is_ignored(app: Flask) -> None:
    headers = {**FORWARDED, "X-Forwarded-Host": "evil.example.org, data.example.org"}
    found = endpoint(client_behind(app, proxies=1), **headers)
    assert found == "https://data.example.org/graph/sparql"


@pytest.mark.parametrize(
    "prefix", ["//evil.example.org", "/a b", "javascript:x", '/"', "/a/../b//c"]
)
def test_prefix_that_is_no_path_is_ignored(app: Flask, prefix: str) -> None:
    client = client_behind(app, proxies=1)
    assert endpoint(client, X_Forwarded_Prefix=prefix) == "http://localhost/sparql"


@pytest.mark.parametrize("path", ["/", "/graph/", "/graph"])
def test_base_path_holds_whether_the_proxy_takes_it_away_or_not(app: Flask, path: str) -> None:
    client = client_behind(app, base_path="/graph/")
    assert endpoint(client, path) == "http://localhost/graph/sparql"


def test_path_that_only_begins_alike_is_not_below_the_base_path(app: Flask) -> None:
    assert client_behind(app, base_path="/graph").get("/graphs").status_code == 404


def test_links_forms_and_style_of_pages_are_below_the_prefix(app: Flask) -> None:
    client = client_behind(app, proxies=1)
    page = client.get("/sparql", headers={"Accept": "text/html", **FORWARDED}).text
    for attribute in ('href="', 'action="', 'src="'):
        for target in page.split(attribute)[1:]:
            assert target.startswith(("/graph/", "https://", "#", "?")), target[:60]


def test_service_description_names_the_endpoint_that_clients_see(app: Flask) -> None:
    client = client_behind(app, proxies=1)
    text = client.get("/sparql", headers={"Accept": "text/turtle", **FORWARDED}).text
    assert "<https://data.example.org/graph/sparql>" in text


def test_problem_types_are_below_the_prefix(app: Flask) -> None:
    client = client_behind(app, proxies=1)
    headers = {"Accept": "application/problem+json", **FORWARDED}
    problem = client.get("/nothing", headers=headers).get_json(force=True)
    assert problem["type"] == "https://data.example.org/graph/problems/not-found"


@pytest.mark.parametrize("path", ["graph", "//graph", "/a b", "https://example.org/graph"])
def test_base_path_that_is_no_path_is_refused(path: str) -> None:
    with pytest.raises(ProjectError, match="--base-path"):
        check_base_path(path)


@pytest.mark.parametrize("path", ["", "/", "/graph", "/graph/", "/a/b.c~d_e-f"])
def test_base_path_is_accepted(path: str) -> None:
    check_base_path(path)
