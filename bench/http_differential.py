"""Sends streams of requests, regular ones and others, to a server, and by way of nginx and HAProxy.

    python bench/http_differential.py [--seeds 2000] [--from 0]

A stream is one of `tests/support/raw_requests.py`. Alone, the server has to be strict. Behind a
proxy that is installed, which may be lenient, nothing may be answered that nobody asked, nothing
twice, and nothing out of turn. Prints what differs, by kind; exits 1 if something is misread.
"""

from __future__ import annotations

import argparse
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "support"))

from raw_requests import Stream, answers, breach, misreading, stream_of  # noqa: E402

SECONDS = 5.0

NGINX = """\
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/nginx.err;
events {{ worker_connections 512; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    upstream site {{ server 127.0.0.1:{behind}; keepalive 8; }}
    server {{
        listen 127.0.0.1:{port};
        location / {{
            proxy_pass http://site; proxy_http_version 1.1;
            proxy_set_header Connection ""; proxy_set_header Host $http_host;
        }}
    }}
}}
"""
HAPROXY = """\
global
  maxconn 500
defaults
  mode http
  timeout connect 5s
  timeout client 20s
  timeout server 20s
  http-reuse always
frontend site
  bind 127.0.0.1:{port}
  default_backend site
backend site
  server site 127.0.0.1:{behind}
"""
PROXIES = {"nginx": (NGINX, ["nginx", "-c"]), "haproxy": (HAPROXY, ["haproxy", "-f"])}


@contextmanager
def running(command: list[str]) -> Iterator[subprocess.Popen[str]]:
    """A process that ends with the context."""
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            yield process
        finally:
            process.terminate()


@contextmanager
def serving(folder: Path) -> Iterator[int]:
    """The port of a server of one triple."""
    data = folder / "data.ttl"
    data.write_text("<urn:a> <urn:b> <urn:c> .", encoding="utf-8")
    command = [sys.executable, "-m", "schlaglicht", "serve", "--port", "0", str(data)]
    with running([*command, "--log-level", "error"]) as process:
        assert process.stdout
        yield int(process.stdout.readline().rstrip("/\n").rpartition(":")[2])


@contextmanager
def in_front(name: str, behind: int, folder: Path) -> Iterator[int]:
    """The port of a proxy in front of a server."""
    text, command = PROXIES[name]
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    settings = folder / f"{name}.conf"
    settings.write_text(text.format(folder=folder, port=port, behind=behind), encoding="utf-8")
    with running([*command, str(settings)]):
        for _ in range(100):
            with socket.socket() as trying:
                if not trying.connect_ex(("127.0.0.1", port)):
                    break
            time.sleep(0.1)
        yield port


def main() -> int:
    """Prints what differs; 1 if something is misread."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seeds", type=int, default=2000)
    parser.add_argument("--from", type=int, default=0, dest="first")
    options = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        port = stack.enter_context(serving(folder))
        servers: dict[str, tuple[int, Callable[[Stream, list[int | None]], str]]] = {
            "the server": (port, breach)
        }
        for name in PROXIES:
            if shutil.which(name):
                servers[name] = (stack.enter_context(in_front(name, port, folder)), misreading)
            else:
                print(f"skipped: {name} not installed")
        return compare(servers, range(options.first, options.first + options.seeds))


def compare(
    servers: dict[str, tuple[int, Callable[[Stream, list[int | None]], str]]], seeds: range
) -> int:
    """Sends each stream to each server; 1 if one is misread."""
    misread, differing = 0, Counter[str]()

    def sent(seed: int) -> tuple[Stream, dict[str, list[int | None]]]:
        stream = stream_of(seed)
        return stream, {
            name: answers(port, stream.content, SECONDS) for name, (port, _) in servers.items()
        }

    with ThreadPoolExecutor(8) as threads:
        for seed, (stream, got) in zip(seeds, threads.map(sent, seeds), strict=True):
            for name, (_, judge) in servers.items():
                if said := judge(stream, got[name]):
                    misread += 1
                    print(f"MISREAD by {name}, seed {seed}: {stream}: {got[name]}: {said}")
            alone, *others = [sum(map(bool, each)) for each in got.values()]
            for name, number in zip(list(servers)[1:], others, strict=True):
                word = "as many" if number == alone else "more" if number > alone else "fewer"
                differing[f"by way of {name} {word} requests are answered"] += 1
    print(f"{len(seeds)} streams, {misread} misread")
    for kind, number in sorted(differing.items()):
        print(f"{number:6}  {kind}")
    return int(misread > 0)


if __name__ == "__main__":
    sys.exit(main())
