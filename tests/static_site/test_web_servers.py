"""The rules next to the files, tried with nginx and Apache where these are installed."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPMessage
from pathlib import Path

import pytest
from patience import PATIENCE, ending, wait_until
from sites import CONCERT

from schlaglicht.project import open_project
from schlaglicht.static_site import Plan, export_site, read_root

NGINX, APACHE = shutil.which("nginx"), shutil.which("apache2")
MODULES = Path("/usr/lib/apache2/modules")

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


NGINX_CONF = """\
pid {run}/pid; error_log {run}/error.log; daemon off; worker_processes 1;
events {{ }}
http {{
    access_log off;
    client_body_temp_path {run}/1; proxy_temp_path {run}/2; fastcgi_temp_path {run}/3;
    uwsgi_temp_path {run}/4; scgi_temp_path {run}/5;
    include {www}/kb/hosting/nginx-http.conf;
    server {{
        listen 127.0.0.1:{port};
        root {www};
        include {www}/kb/hosting/nginx-server.conf;
    }}
}}
"""

APACHE_CONF = """\
ServerName 127.0.0.1
Listen 127.0.0.1:{port}
DefaultRuntimeDir {run}
PidFile {run}/pid
ErrorLog {run}/error.log
{modules}
TypesConfig /dev/null
{user}
DocumentRoot {www}
<Directory {www}>
    AllowOverride All
    Require all granted
</Directory>
"""


def is_listening(port: int) -> bool:
    with socket.socket() as tried:
        return tried.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def running(command: list[str], port: int) -> Iterator[int]:
    with ending(subprocess.Popen(command, stderr=subprocess.PIPE, text=True)) as process:
        wait_until(lambda: is_listening(port) or process.poll() is not None)
        assert process.poll() is None, process.communicate()[1]
        yield port


def nginx(www: Path, run: Path, port: int) -> list[str]:
    (run / "nginx.conf").write_text(NGINX_CONF.format(run=run, www=www, port=port))
    return [str(NGINX), "-c", str(run / "nginx.conf"), "-e", str(run / "error.log")]


def apache(www: Path, run: Path, port: int) -> list[str]:
    names = ("mpm_event", "authz_core", "rewrite", "headers", "mime", "dir")
    lines = [f"LoadModule {name}_module {MODULES}/mod_{name}.so" for name in names]
    user = "" if os.getuid() else "User www-data\nGroup www-data"
    modules = "\n".join(lines)
    text = APACHE_CONF.format(run=run, www=www, port=port, modules=modules, user=user)
    (run / "apache.conf").write_text(text)
    return [str(APACHE), "-f", str(run / "apache.conf"), "-DFOREGROUND"]


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(nginx, marks=pytest.mark.skipif(not NGINX, reason="no nginx here")),
        pytest.param(apache, marks=pytest.mark.skipif(not APACHE, reason="no Apache here")),
    ],
)
def port(request: pytest.FixtureRequest) -> Iterator[int]:
    """The port of a web server over a site of files."""
    command: Callable[[Path, Path, int], list[str]] = request.param
    chosen = free_port()
    root = read_root(f"http://127.0.0.1:{chosen}/kb/")
    # Not pytest's folder: started by root, the servers read as another user.
    with tempfile.TemporaryDirectory(prefix="schlaglicht-") as name:
        www, run = Path(name, "www"), Path(name, "run")
        Path(name).chmod(0o755)
        run.mkdir()
        export_site(Plan(open_project([CONCERT]), www / "kb", root))
        with running(command(www, run, chosen), chosen) as started:
            yield started


def ask(port: int, path: str, **fields: str) -> tuple[int, HTTPMessage, bytes]:
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    headers = {name.replace("_", "-"): value for name, value in fields.items()}
    connection.request("GET", path, headers=headers)
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response.status, response.headers, body


@pytest.mark.parametrize(
    ("accept", "ending"),
    [
        ("text/turtle", ".ttl"),
        ("application/ld+json", ".jsonld"),
        ("application/n-triples", ".nt"),
        ("application/rdf+xml", ".rdf"),
        (BROWSER, ".html"),
        ("*/*", ".ttl"),
    ],
)
def test_a_thing_leads_to_the_document_that_is_asked_for(
    port: int, thing: str, accept: str, ending: str
) -> None:
    status, headers, _ = ask(port, thing, Accept=accept)
    assert status == 303
    assert headers["Location"].removeprefix(f"http://127.0.0.1:{port}") == thing + ending
    assert "Accept" in headers["Vary"]


@pytest.mark.parametrize(
    ("ending", "content_type"),
    [
        (".ttl", "text/turtle; charset=utf-8"),
        (".jsonld", "application/ld+json"),
        (".json", "application/json"),
        (".rdf", "application/rdf+xml"),
        (".linkset.json", "application/linkset+json"),
        (".de.html", "text/html; charset=utf-8"),
    ],
)
def test_documents_have_their_types(port: int, thing: str, ending: str, content_type: str) -> None:
    status, headers, _ = ask(port, thing + ending)
    assert status == 200
    assert headers["Content-Type"].replace(" ", "") in (
        content_type.replace(" ", ""),
        f"{content_type};charset=utf-8",  # what Apache adds to types of XML and JSON does no harm
    )
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "script-src 'self'" in headers["Content-Security-Policy"]


@pytest.mark.parametrize(("language", "expected"), [("de", "de"), ("en", "en"), ("fr", "en")])
def test_pages_without_a_language_are_in_that_of_the_reader(
    port: int, thing: str, language: str, expected: str
) -> None:
    for path in ("/kb/", thing + ".html", "/kb/classes/"):
        status, _, body = ask(port, path, Accept=BROWSER, Accept_Language=language)
        assert status == 200
        assert f'<html lang="{expected}">' in body.decode()


@pytest.mark.parametrize(
    ("path", "content_type"),
    [
        ("/kb/calendar.de.ics", "text/calendar"),
        ("/kb/feed.de.atom", "application/atom+xml"),
        ("/kb/dumps/dataset.ttl.gz", "application/gzip"),
        ("/kb/catalog", "text/turtle"),
    ],
)
def test_other_files_have_their_types(port: int, path: str, content_type: str) -> None:
    status, headers, _ = ask(port, path)
    assert status == 200
    assert headers["Content-Type"].replace(" ", "").removesuffix(";charset=utf-8") == content_type
    assert "Content-Encoding" not in headers


def test_what_is_missing_has_a_page_of_its_own(port: int) -> None:
    status, _, body = ask(port, "/kb/id/nothing-here", Accept=BROWSER)
    assert status == 404
    assert "There is nothing here" in body.decode()


@pytest.mark.parametrize("form", ["sparql", "search", "combined"])
def test_forms_lead_to_the_page_that_stands_in(port: int, form: str) -> None:
    status, headers, _ = ask(port, f"/kb/{form}?q=x%20y&lang=de", Accept=BROWSER)
    assert status == 302
    target = headers["Location"].removeprefix(f"http://127.0.0.1:{port}")
    assert target == f"/kb/{form}/?q=x%20y&lang=de"
    assert ask(port, target, Accept=BROWSER)[0] == 200


@pytest.fixture(scope="module")
def thing(port: int) -> str:
    """The path of a thing of the site."""
    _, _, sitemap = ask(port, "/kb/sitemap-1.xml")
    first = sitemap.decode().partition("/kb/id/")[2].partition(".")[0]
    return f"/kb/id/{first}"
