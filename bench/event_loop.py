"""Schlaglicht with an event loop in front instead of granian's threads, for comparison.

    python bench/event_loop.py serve DATA --port 8001 --workers 2

Takes the command line of `schlaglicht`, needs uvloop, httptools and greenlet beside it, and can be
given to bench/endpoints.py as --schlaglicht "python bench/event_loop.py". The layers behind the
server are the same. Each request is a greenlet of the loop: where a thread would wait for an
engine, the greenlet lets others go on. Only for requests without content, and with no limit on
senders and readers. With INSTANT_ENGINE set, engines are not asked: false is the answer at once.
"""
# ruff: noqa: SLF001 - parts that are private give way to others

from __future__ import annotations

import asyncio
import io
import multiprocessing
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote_to_bytes

import greenlet
import httptools
import uvloop

from schlaglicht.cli import main
from schlaglicht.engine.frames import Kind
from schlaglicht.engine.process import EngineProcess
from schlaglicht.engine.running_query import RunningQuery
from schlaglicht.web.server import serve

INSTANT = "INSTANT_ENGINE"
EMPTY = b'{"head":{},"boolean":false}'
CONSTANT = {
    "SCRIPT_NAME": "",
    "SERVER_NAME": "127.0.0.1",
    "SERVER_PORT": "80",
    "SERVER_PROTOCOL": "HTTP/1.1",
    "wsgi.version": (1, 0),
    "wsgi.url_scheme": "http",
    "wsgi.input": io.BytesIO(),
    "wsgi.errors": sys.stderr,
    "wsgi.multithread": True,
    "wsgi.multiprocess": True,
    "wsgi.run_once": False,
}

_wait_on_socket, _wait_for_turn = EngineProcess._read, RunningQuery.wait


class Loop:
    """The event loop of this process, and what waits in it."""

    def __init__(self, application: Callable[..., Any]) -> None:
        self.application = application
        self.loop = asyncio.get_running_loop()
        self.main = greenlet.getcurrent()
        self.thread = threading.get_ident()
        self.waiting: dict[int, Any] = {}
        self.variables: dict[bytes, str] = {}

    def is_here(self) -> bool:
        """True in a greenlet that may wait in the loop."""
        return threading.get_ident() == self.thread and greenlet.getcurrent() is not self.main

    def wait_for(self, engine: socket.socket) -> None:
        """Lets others go on until the engine has sent something."""
        file = engine.fileno()
        if file not in self.waiting:
            self.loop.add_reader(file, self._wake, file)
        self.waiting[file] = greenlet.getcurrent()
        self.main.switch()

    def variable(self, name: bytes) -> str:
        """The name of a header field in the environment of a request."""
        if name not in self.variables:
            self.variables[name] = "HTTP_" + name.decode("latin-1").upper().replace("-", "_")
        return self.variables[name]

    def _wake(self, file: int) -> None:
        waiting, self.waiting[file] = self.waiting[file], None
        if waiting is None:  # the engine has ended
            self.loop.remove_reader(file)
            del self.waiting[file]
        else:
            waiting.switch()


class Connection(asyncio.Protocol):
    """One connection, whose requests come one after the other."""

    def __init__(self, loop: Loop) -> None:
        self._loop = loop
        self._parser = httptools.HttpRequestParser(self)
        self._environ: dict[str, Any] = {}
        self._url = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """See `asyncio.Protocol`."""
        self._transport: Any = transport
        self._peer = transport.get_extra_info("peername")[0]

    def data_received(self, data: bytes) -> None:
        """See `asyncio.Protocol`."""
        self._parser.feed_data(data)

    def on_url(self, url: bytes) -> None:
        """See `httptools.HttpRequestParser`."""
        self._url = url

    def on_header(self, name: bytes, value: bytes) -> None:
        """See `httptools.HttpRequestParser`."""
        self._environ[self._loop.variable(name)] = value.decode("latin-1")

    def on_message_complete(self) -> None:
        """See `httptools.HttpRequestParser`."""
        url, method = httptools.parse_url(self._url), self._parser.get_method()
        environ = {
            **CONSTANT,
            **self._environ,
            "REQUEST_METHOD": method.decode(),
            "PATH_INFO": unquote_to_bytes(url.path).decode("latin-1"),
            "QUERY_STRING": (url.query or b"").decode("latin-1"),
            "REMOTE_ADDR": self._peer,
        }
        self._environ = {}
        greenlet.greenlet(self._answer).switch(environ)

    def _answer(self, environ: dict[str, Any]) -> None:
        started: list[Any] = []
        content = self._loop.application(environ, lambda *given: started.extend(given[:2]))
        body = b"".join(content)
        if hasattr(content, "close"):
            content.close()
        status, fields = started
        head = "".join([f"{name}: {value}\r\n" for name, value in fields])
        self._transport.write(f"HTTP/1.1 {status}\r\n{head}\r\n".encode("latin-1") + body)


class Turn:
    """What a query that waits for an engine is notified by."""

    def __init__(self, loop: Loop) -> None:
        self._loop, self._greenlet, self._is_over = loop.loop, greenlet.getcurrent(), False

    def notify(self) -> None:
        """Lets the query go on, once."""
        if not self._is_over:
            self._is_over = True
            self._loop.call_soon_threadsafe(self._greenlet.switch)


def wait_in(loop: Loop) -> None:
    """Lets greenlets of the loop wait in it for engines."""

    def read(self: EngineProcess, size: int, deadline: float | None) -> bytes:
        while loop.is_here():
            try:
                content = self._socket.recv(size, socket.MSG_DONTWAIT)
            except BlockingIOError:
                loop.wait_for(self._socket)
                continue
            if not content:
                raise self._lost()
            return content
        return _wait_on_socket(self, size, deadline)

    def wait(self: RunningQuery, seconds: float) -> None:
        if not loop.is_here():
            _wait_for_turn(self, seconds)
        elif self.engine is None and not self.is_cancelled and not self.is_refused:
            self._turn = Turn(loop)  # type: ignore[assignment]
            state = self._lock._release_save()  # type: ignore[attr-defined]
            loop.main.switch()
            self._lock._acquire_restore(state)  # type: ignore[attr-defined]

    replace(EngineProcess, _read=read)
    replace(RunningQuery, wait=wait)
    if INSTANT in os.environ:
        replace(EngineProcess, send=lambda *_: True, receive=lambda _: (Kind.EMPTY, EMPTY))


def replace(owner: object, **parts: Callable[..., Any]) -> None:
    """Puts functions in the place of those of a class or module."""
    for name, part in parts.items():
        setattr(owner, name, part)


async def answer(loader: Callable[[], Any], listening: socket.socket) -> None:
    """Answers what comes over the socket."""
    loop = Loop(loader())
    wait_in(loop)
    server = await loop.loop.create_server(lambda: Connection(loop), sock=listening, backlog=4096)
    await server.serve_forever()


def web_process(loader: Callable[[], Any], address: tuple[str, int]) -> None:
    """One of the web processes, which share the port."""
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    listening.bind(address)
    uvloop.run(answer(loader, listening))


def run(server: Any, loader: Callable[[], Any], _reload: Callable[[], None]) -> None:
    """Takes the place of granian's part in `serve`."""
    context = multiprocessing.get_context("spawn")
    address = (server.bind_addr, server.bind_port)
    processes = [
        context.Process(target=web_process, args=(loader, address)) for _ in range(server.workers)
    ]
    for process in processes:
        process.start()
    signal.sigwait([signal.SIGTERM, signal.SIGINT])
    for process in processes:
        process.kill()


if __name__ == "__main__":
    replace(serve, _run=run)
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM, signal.SIGINT])
    main()
