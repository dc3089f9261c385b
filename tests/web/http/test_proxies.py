from __future__ import annotations

import pytest
from flask import Flask
from werkzeug.test import Client

from schlaglicht.errors import ProjectError
from schlaglicht.web.http.front import Place, RequestLog, check_base_path, check_public_url
from schlaglicht.web.monitoring.metrics import Metrics

FORWARDED = {
    "X-Forwarded-For": "192.0.2.1",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "data.example.org",
    "X-Forwarded-Prefix": "/graph",
}


def client_behind(
    app: Flask, *, proxies: int = 0, base_path: str = "", public_url: str = ""
) -> Client:
    place = Place(proxies=proxies, base_path=base_path, public_url=public_url)
    return Client(RequestLog(app.wsgi_app, Metrics(), place=place))


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


@pytest.mark.parametrize("path", ["/", "/classes/", "/sparql"])
def test_scheme_that_is_none_of_a_site_is_in_no_link(app: Flask, path: str) -> None:
    headers = {**FORWARDED, "X-Forwarded-Proto": "javascript", "Accept": "text/html"}
    page = client_behind(app, proxies=1).get(path, headers=headers).text
    assert "javascript:" not in page
    assert "http://data.example.org/graph/" in page


def test_scheme_may_be_in_upper_case(app: Flask) -> None:
    headers = {**FORWARDED, "X-Forwarded-Proto": "HTTPS"}
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


@pytest.mark.parametrize("proxies", [0, 1])
@pytest.mark.parametrize("path", ["/", "/kb", "/kb/"])
def test_site_is_at_its_public_url_whatever_host_a_request_names(
    app: Flask, path: str, proxies: int
) -> None:
    client = client_behind(app, proxies=proxies, public_url="https://data.example.org:8443/kb/")
    found = endpoint(client, path, Host="evil.example.org", **FORWARDED)
    assert found == "https://data.example.org:8443/kb/sparql"


def test_public_url_without_a_path_is_that_of_the_start_page(app: Flask) -> None:
    client = client_behind(app, public_url="https://data.example.org")
    assert endpoint(client, Host="evil.example.org") == "https://data.example.org/sparql"


@pytest.mark.parametrize(
    "url",
    [
        *("example.org", "//example.org", "ftp://example.org", "https://u@example.org"),
        *(
            "https://example.org/a b",
            "https://example.org/?a",
            "https://example.org/#a",
            "https://",
        ),
    ],
)
def test_public_url_that_is_none_of_a_site_is_refused(url: str) -> None:
    with pytest.raises(ProjectError, match="--public-url"):
        check_public_url(url, "")


@pytest.mark.parametrize(
    "url", ["", "https://example.org", "http://[::1]:80/", "https://e.org/a/b/"]
)
def test_public_url_is_accepted(url: str) -> None:
    check_public_url(url, "/")


def test_public_url_has_the_base_path() -> None:
    with pytest.raises(ProjectError, match="leave --base-path out"):
        check_public_url("https://example.org/a", "/a")
