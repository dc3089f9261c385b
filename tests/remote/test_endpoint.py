import pytest

from schlaglicht.errors import ProjectError
from schlaglicht.remote import Credentials, Endpoint, credentials_of, endpoint_at
from schlaglicht.remote.endpoint import recognised


@pytest.mark.parametrize(
    "url", ["http://localhost:8890/sparql", "https://example.org", "http://[::1]:7878/query?x=1"]
)
def test_a_url_of_an_endpoint_is_taken(url: str) -> None:
    assert endpoint_at(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "example.org/sparql",
        "ftp://example.org/",
        "file:///etc/passwd",
        "http:///sparql",
        "http://example.org:99999/",
        "http://example.org:abc/",
        "http://[::1/sparql",
        "http://[zz]/sparql",
        "http://example.org/a b",
        "http://example.org/\r\nX: y",
        "http://user:secret@example.org/",
        "http://example.org/#x",
    ],
)
def test_any_other_url_is_refused(url: str) -> None:
    with pytest.raises(ProjectError):
        endpoint_at(url)


def test_a_refused_password_is_not_repeated() -> None:
    with pytest.raises(ProjectError) as raised:
        endpoint_at("http://user:secret@example.org/")
    assert "secret" not in str(raised.value)


def test_credentials_come_from_the_environment() -> None:
    names = {"SCHLAGLICHT_ENDPOINT_USER": "ada", "SCHLAGLICHT_ENDPOINT_PASSWORD": "x"}
    assert credentials_of(names) == Credentials("ada", "x")
    assert credentials_of({"SCHLAGLICHT_ENDPOINT_TOKEN": "t"}) == Credentials(token="t")
    assert credentials_of({}) == Credentials()


@pytest.mark.parametrize(
    "environment",
    [
        {"SCHLAGLICHT_ENDPOINT_USER": "ada"},
        {"SCHLAGLICHT_ENDPOINT_PASSWORD": "x"},
        {"SCHLAGLICHT_ENDPOINT_TOKEN": "t", "SCHLAGLICHT_ENDPOINT_USER": "ada"},
        {"SCHLAGLICHT_ENDPOINT_TOKEN": "t\r\nX: y"},
    ],
)
def test_half_credentials_are_refused(environment: dict[str, str]) -> None:
    with pytest.raises(ProjectError):
        credentials_of(environment)


def test_credentials_are_not_printed() -> None:
    endpoint = Endpoint("http://example.org/", credentials=Credentials("ada", "secret", "t0k3n"))
    assert "secret" not in repr(endpoint)
    assert "t0k3n" not in repr(endpoint)


@pytest.mark.parametrize(
    ("server", "name"),
    [
        ("Virtuoso/07.20.3239 (Linux) x86_64-pc-linux-gnu  ", "virtuoso"),
        ("Oxigraph/0.5.13", "oxigraph"),
        ("nginx", "generic"),
        ("", "generic"),
    ],
)
def test_a_service_is_recognised_by_its_server(server: str, name: str) -> None:
    assert recognised(server).name == name
