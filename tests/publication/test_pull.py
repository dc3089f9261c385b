"""Reading versions from a publication that anyone may have written: whole and safe, or not."""

from __future__ import annotations

import json
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any, BinaryIO

import pytest
from patience import wait_until

from schlaglicht.errors import ProjectError
from schlaglicht.publication import (
    Current,
    contents_of,
    open_source,
    publish_folder,
    pull,
    read_current,
    source,
)


@pytest.fixture
def publication(tmp_path: Path) -> Path:
    (tmp_path / "made" / "sub").mkdir(parents=True)
    (tmp_path / "made" / "a").write_text("one")
    (tmp_path / "made" / "sub" / "b").write_text("two")
    publish_folder(tmp_path / "made", tmp_path / "p", "S 1", "first")
    return tmp_path / "p"


@pytest.fixture
def current(publication: Path) -> Current:
    return read_current(open_source(str(publication)))


@pytest.fixture
def on_the_web(publication: Path) -> Iterator[str]:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None: ...

    with served(partial(Quiet, directory=str(publication))) as url:
        yield url


class served:  # noqa: N801 - a context, as closing is
    def __init__(self, handler: Callable[..., BaseHTTPRequestHandler]) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)

    def __enter__(self) -> str:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{self._server.server_port}/"

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def take(place: str, version: str, folder: Path) -> None:
    pull(open_source(place), version, folder, software="S 1")


def with_manifest(publication: Path, **changes: Any) -> str:
    """The version of a manifest with changes, written by somebody."""
    (path,) = (publication / "versions").glob("*.json")
    content = json.dumps(json.loads(path.read_text()) | changes).encode()
    version = sha256(content).hexdigest()
    (publication / "versions" / f"{version}.json").write_bytes(content)
    return version


def test_version_on_a_web_server_is_that_in_the_folder(
    on_the_web: str, current: Current, tmp_path: Path
) -> None:
    assert read_current(open_source(on_the_web)) == current
    take(on_the_web, current.version, tmp_path / "read")
    assert (tmp_path / "read" / "sub" / "b").read_text() == "two"


@pytest.fixture
def in_object_storage(publication: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The URL of a bucket; a server that speaks as much of S3 as is read."""

    class Bucket(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None: ...

        def end_headers(self) -> None:
            self.send_header("ETag", '"e"')
            super().end_headers()

        def translate_path(self, path: str) -> str:
            return super().translate_path(path.removeprefix("/bucket/stones"))

    with served(partial(Bucket, directory=str(publication))) as endpoint:
        monkeypatch.setenv("AWS_ENDPOINT", endpoint.rstrip("/"))
        monkeypatch.setenv("AWS_ALLOW_HTTP", "true")
        monkeypatch.setenv("AWS_SKIP_SIGNATURE", "true")
        yield "s3://bucket/stones"


def test_version_in_object_storage_is_that_in_the_folder(
    in_object_storage: str, current: Current, tmp_path: Path
) -> None:
    assert read_current(open_source(in_object_storage)) == current
    take(in_object_storage, current.version, tmp_path / "read")
    assert (tmp_path / "read" / "sub" / "b").read_text() == "two"


def test_missing_content_in_object_storage_is_said(
    in_object_storage: str, publication: Path, current: Current, tmp_path: Path
) -> None:
    (publication / "objects" / sha256(b"two").hexdigest()).unlink()
    with pytest.raises(ProjectError, match="is not in object storage"):
        take(in_object_storage, current.version, tmp_path / "read")
    assert not (tmp_path / "read").exists()


def test_file_in_object_storage_may_take_longer_than_one_read(
    in_object_storage: str, publication: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def now_and_then(_: object, found: BinaryIO, out: BinaryIO) -> None:
        for byte in found.read():
            out.write(bytes([byte]))
            time.sleep(0.5)

    (publication / "slow").write_bytes(b"all the content")
    monkeypatch.setattr(source, "_READ_SECONDS", 3)
    monkeypatch.setattr(SimpleHTTPRequestHandler, "copyfile", now_and_then)
    assert b"".join(open_source(in_object_storage).chunks("slow", 2**20)) == b"all the content"


@pytest.mark.parametrize("url", ["s4://bucket/stones", "s3://", "ftp://example.org/stones"])
def test_other_urls_are_no_places(url: str) -> None:
    with pytest.raises(ProjectError, match="no URL of object storage"):
        open_source(url)


def test_object_storage_that_cannot_be_reached_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT", "http://127.0.0.1:1")
    monkeypatch.setenv("AWS_ALLOW_HTTP", "true")
    monkeypatch.setenv("AWS_SKIP_SIGNATURE", "true")
    with pytest.raises(ProjectError, match=r"current\.json: object storage cannot be reached"):
        read_current(open_source("s3://bucket/stones"))


@pytest.mark.parametrize("content", ["twO", "tw", "two\n", ""])
def test_content_that_is_not_its_digest_is_refused(
    publication: Path, current: Current, tmp_path: Path, content: str
) -> None:
    path = publication / "objects" / sha256(b"two").hexdigest()
    path.write_text(content)
    with pytest.raises(ProjectError, match=r"does not have that digest|longer than 3 bytes"):
        take(str(publication), current.version, tmp_path / "read")
    assert not (tmp_path / "read").exists()
    assert not list(tmp_path.glob(".read*"))


def test_missing_content_leaves_nothing(
    publication: Path, current: Current, tmp_path: Path
) -> None:
    (publication / "objects" / sha256(b"two").hexdigest()).unlink()
    with pytest.raises(ProjectError, match="cannot be read: No such file"):
        take(str(publication), current.version, tmp_path / "read")
    assert not (tmp_path / "read").exists()


def test_manifest_that_is_not_its_digest_is_refused(
    publication: Path, current: Current, tmp_path: Path
) -> None:
    with (publication / "versions" / f"{current.version}.json").open("a") as file:
        file.write(" ")
    with pytest.raises(ProjectError, match="does not have that digest"):
        take(str(publication), current.version, tmp_path / "read")


@pytest.mark.parametrize(
    "path", ["../x", "/etc/x", "a/../../x", "a//b", "./a", "", "a\\b", "c:x", "a\0b", "a\nb"]
)
def test_path_out_of_the_folder_is_refused(publication: Path, tmp_path: Path, path: str) -> None:
    files = {path: {"sha256": sha256(b"one").hexdigest(), "size": 3}}
    with pytest.raises(ProjectError, match="not a file of a version"):
        take(str(publication), with_manifest(publication, files=files), tmp_path / "read")


@pytest.mark.parametrize(
    "file", [{"sha256": "../../current", "size": 3}, {"sha256": "a" * 64, "size": -1}]
)
def test_digest_or_size_that_is_none_is_refused(
    publication: Path, tmp_path: Path, file: dict[str, Any]
) -> None:
    with pytest.raises(ProjectError, match="not a file of a version"):
        take(str(publication), with_manifest(publication, files={"a": file}), tmp_path / "read")


def test_more_than_the_disk_has_room_for_is_refused(publication: Path, tmp_path: Path) -> None:
    files = {"a": {"sha256": "a" * 64, "size": 2**60}}
    with pytest.raises(ProjectError, match="there is no room"):
        take(str(publication), with_manifest(publication, files=files), tmp_path / "read")


def test_file_in_the_place_of_a_folder_is_refused(publication: Path, tmp_path: Path) -> None:
    one = {"sha256": sha256(b"one").hexdigest(), "size": 3}
    version = with_manifest(publication, files={"a": one, "a/b": one})
    with pytest.raises(ProjectError, match="cannot be written"):
        take(str(publication), version, tmp_path / "read")
    assert not (tmp_path / "read").exists()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"software": "S 2"}, "it was made by S 2, and this is S 1"),
        ({"format": 2}, "unknown format 2"),
        ({"more": 1}, "unknown setting 'more'"),
        ({"files": []}, "must be a table"),
    ],
)
def test_manifest_of_other_software_is_refused(
    publication: Path, tmp_path: Path, changes: dict[str, Any], message: str
) -> None:
    with pytest.raises(ProjectError, match=message):
        take(str(publication), with_manifest(publication, **changes), tmp_path / "read")


@pytest.mark.parametrize(
    "content", ["", "[]", "{", "[" * 100_000, '{"name": "a", "version": "../x"}', '{"name": 1}']
)
def test_current_version_that_is_none_is_refused(publication: Path, content: str) -> None:
    (publication / "current.json").write_text(content)
    with pytest.raises(ProjectError, match=r"current\.json"):
        read_current(open_source(str(publication)))


def test_content_that_is_held_needs_no_room(
    publication: Path, current: Current, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = open_source(str(publication))
    manifest = pull(source, current.version, tmp_path / "read", software="S 1")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=0))
    with pytest.raises(ProjectError, match="no room"):
        pull(source, current.version, tmp_path / "new", software="S 1")
    held = contents_of(manifest, tmp_path / "read")
    assert pull(source, current.version, tmp_path / "again", software="S 1", held=held) == manifest


def test_content_that_is_held_is_not_read_again(
    publication: Path, current: Current, tmp_path: Path
) -> None:
    source = open_source(str(publication))
    manifest = pull(source, current.version, tmp_path / "read", software="S 1")
    for path in (publication / "objects").iterdir():
        path.unlink()
    held = contents_of(manifest, tmp_path / "read")
    pull(source, current.version, tmp_path / "again", software="S 1", held=held)
    assert (tmp_path / "again" / "a").samefile(tmp_path / "read" / "a")


@pytest.mark.parametrize(
    ("status", "headers", "body"),
    [
        (302, {"Location": "/other"}, b""),
        (404, {}, b""),
        (206, {}, b"{}"),
        (200, {"Content-Length": "100"}, b"{"),
        (200, {"Content-Encoding": "gzip"}, b"no gzip"),
    ],
)
def test_answer_that_is_not_whole_is_refused(
    status: int, headers: dict[str, str], body: bytes
) -> None:
    asked = []

    class Rude(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None: ...

    with served(Rude) as url, pytest.raises(ProjectError, match=r"current\.json"):
        read_current(open_source(url))
    assert asked == ["/current.json"]


def test_endless_answer_is_cut() -> None:
    class Endless(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            try:
                while True:
                    self.wfile.write(b" " * 2**16)
            except OSError:
                pass

        def log_message(self, *_: object) -> None: ...

    with served(Endless) as url, pytest.raises(ProjectError, match="longer than"):
        read_current(open_source(url))


@pytest.mark.parametrize("begin", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n"])
def test_answer_that_trickles_in_ends_in_time(
    begin: bytes, publication: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each byte comes long before the time limit of a read; the head, or the content."""
    is_asked_again = threading.Event()

    class Trickling(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if is_asked_again.is_set():
                self.wfile.write(b"HTTP/1.0 200 OK\r\n\r\n")
                self.wfile.write((publication / "current.json").read_bytes())
                return
            self.wfile.write(begin)
            with suppress(OSError):
                while True:
                    self.wfile.write(b"x")
                    time.sleep(0.05)

        def log_message(self, *_: object) -> None: ...

    with served(Trickling) as url:
        place = open_source(url)
        monkeypatch.setattr(source, "_READ_SECONDS", 0.5)
        with pytest.raises(ProjectError, match="is too slow"):
            read_current(place)
        is_asked_again.set()
        monkeypatch.undo()
        assert read_current(place).name == "first"


class KeepingConnections(BaseHTTPRequestHandler):
    """A server of a publication that keeps connections, and counts them."""

    protocol_version = "HTTP/1.1"
    publication: Path
    connections: list[socket.socket]
    most: int
    """Requests that it answers over one connection, and says nothing of it."""

    def setup(self) -> None:
        super().setup()
        self.connections.append(self.connection)
        self.answered = 0

    def do_GET(self) -> None:
        self.answered += 1
        if self.answered > self.most:
            self.close_connection = True
            return
        content = (self.publication / self.path[1:]).read_bytes()
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None: ...


@pytest.mark.parametrize(("most", "connections"), [(1000, 1), (1, 4)])
def test_connections_are_kept_as_long_as_the_server_keeps_them(
    publication: Path, current: Current, tmp_path: Path, most: int, connections: int
) -> None:
    accepted: list[socket.socket] = []
    members = {"publication": publication, "connections": accepted, "most": most}
    with served(type("Handler", (KeepingConnections,), members)) as url:
        source = open_source(url)
        assert read_current(source) == current
        pull(source, current.version, tmp_path / "read", software="S 1")
        assert (tmp_path / "read" / "sub" / "b").read_text() == "two"
    assert len(accepted) == connections
    for each in accepted:
        with suppress(OSError):  # closed before
            each.shutdown(socket.SHUT_RDWR)
    wait_until(lambda: threading.active_count() == 1)


def test_server_that_is_not_there_is_an_error_without_its_address() -> None:
    with pytest.raises(ProjectError, match="cannot be reached") as raised:
        read_current(open_source("http://user:secret@127.0.0.1:9/"))
    assert "secret" not in str(raised.value)
