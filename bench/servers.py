"""Servers to compare: each started with the same data, and ended by its process id."""

from __future__ import annotations

import http.client
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

HERE = Path(__file__).parent
START_SECONDS = 300
PATIENCE_SECONDS = 120


@dataclass(frozen=True)
class Server:
    """A running server and the URL of its endpoint."""

    name: str
    port: int
    path: str

    def url(self) -> str:
        """The URL to which wrk sends its requests."""
        return f"http://127.0.0.1:{self.port}{self.path}"


def make_environment(folder: Path) -> Path:
    """The folder of the programs pinned in bench/requirements.txt, installed if missing."""
    pins = (HERE / "requirements.txt").read_text(encoding="utf-8")
    mark = folder / "installed.txt"
    if not mark.is_file() or mark.read_text(encoding="utf-8") != pins:
        subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
        pip = [folder / "bin/python", "-m", "pip", "install", "-q", "-r", HERE / "requirements.txt"]
        subprocess.run([str(part) for part in pip], check=True)
        mark.write_text(pins, encoding="utf-8")
    return folder / "bin"


@contextmanager
def running(
    names: list[str], data: Path, folder: Path, *, schlaglicht: list[str]
) -> Iterator[list[Server]]:
    """All the servers of `names`, each loaded with `data` and answering."""
    programs = make_environment(folder / "environment")
    port = {name: free_port() for name in names}
    disk = folder / f"{data.stem}.store"
    commands = {
        "schlaglicht": [
            *schlaglicht, "serve", data, "--port", port.get("schlaglicht", 0),
            "--log-level", "warning",
        ],
        "oxigraph disk": [
            programs / "oxigraph", "serve-read-only", "-l", disk,
            "-b", f"127.0.0.1:{port.get('oxigraph disk')}",
        ],
        "oxigraph memory": [
            programs / "oxigraph", "serve", "-b", f"127.0.0.1:{port.get('oxigraph memory')}",
        ],
        "rdflib-endpoint": [
            programs / "rdflib-endpoint", "serve", data,
            "--host", "127.0.0.1", "--port", port.get("rdflib-endpoint"),
        ],
    }  # fmt: skip
    if "oxigraph disk" in names and not disk.is_dir():
        load = [programs / "oxigraph", "load", "-l", disk, "-f", data]
        subprocess.run([str(part) for part in load], check=True, stderr=subprocess.DEVNULL)
    with ExitStack() as stack:
        servers = []
        for name in names:
            stack.enter_context(_process(commands[name], folder / f"{name}.log"))
            server = Server(name, port[name], _path_of(name))
            wait_for(server)
            if name == "oxigraph memory":
                _load(server, data)
            servers.append(server)
        yield servers


def ask(server: Server, query: str, accept: str, connection: http.client.HTTPConnection) -> bytes:
    """The body of the answer to one query; raises RuntimeError for any status but 200."""
    connection.request("GET", f"{server.path}?query={quote(query)}", headers={"Accept": accept})
    response = connection.getresponse()
    body = response.read()
    if response.status != 200:
        raise RuntimeError(f"{server.name}: status {response.status}: {body[:200]!r}")
    return body


def connect(server: Server) -> http.client.HTTPConnection:
    """A persistent connection."""
    return http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE_SECONDS)


def _path_of(name: str) -> str:
    return {"schlaglicht": "/sparql", "rdflib-endpoint": "/"}.get(name, "/query")


@contextmanager
def _process(command: list[object], log: Path) -> Iterator[None]:
    with (
        log.open("wb") as output,
        subprocess.Popen(
            [str(part) for part in command], stdout=output, stderr=subprocess.STDOUT
        ) as process,
    ):
        try:
            yield
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()


def wait_for(server: Server, query: str = "ASK { ?s ?p ?o }") -> None:
    """Returns once the server answers a query; raises TimeoutError."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        try:
            connection = connect(server)
            ask(server, query, "application/sparql-results+json", connection)
            connection.close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(f"{server.name} does not answer after {START_SECONDS} s")


def _load(server: Server, data: Path) -> None:
    connection = connect(server)
    with data.open("rb") as file:
        headers = {
            "Content-Type": "application/n-triples",
            "Content-Length": str(data.stat().st_size),
        }
        connection.request("POST", "/store?default", file, headers)
        response = connection.getresponse()
        response.read()
    connection.close()
    if response.status >= 300:
        raise RuntimeError(f"{server.name}: loading gave status {response.status}")


def free_port() -> int:
    """A port of this machine that nothing listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])
