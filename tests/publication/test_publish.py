"""Writing versions into a publication: whole or not at all, by name, forwards and back."""

from __future__ import annotations

import json
import os
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
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
    names_in,
    open_source,
    publish_folder,
    pull,
    read_current,
    roll_back,
    source,
)

ONE = {"sha256": sha256(b"one").hexdigest(), "size": 3}
TWO = f"objects/{sha256(b'two').hexdigest()}"


def folder_with(folder: Path, **files: str) -> Path:
    for name, content in files.items():
        path = folder / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return folder


def files_in(folder: Path) -> dict[str, str]:
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in found}


def test_version_is_read_as_it_was_published(tmp_path: Path) -> None:
    folder = folder_with(tmp_path / "made", a="1", sub__b="2", sub__deep__c="")
    published = publish_folder(folder, tmp_path / "p", "S 1", "first")
    source = open_source(str(tmp_path / "p"))
    assert read_current(source) == published
    pull(source, published.version, tmp_path / "read", software="S 1")
    assert files_in(tmp_path / "read") == files_in(folder)


def test_the_same_files_are_the_same_version(tmp_path: Path) -> None:
    one = publish_folder(folder_with(tmp_path / "1", a="1", b="2"), tmp_path / "p", "S 1")
    other = publish_folder(folder_with(tmp_path / "2", b="2", a="1"), tmp_path / "q", "S 1")
    assert one == other
    assert one.name == one.version[:12]


@pytest.mark.parametrize("files", [{"a": "2"}, {"b": "1"}, {"a": "1", "c": ""}])
def test_other_files_are_another_version(tmp_path: Path, files: dict[str, str]) -> None:
    one = publish_folder(folder_with(tmp_path / "1", a="1"), tmp_path / "p", "S 1")
    other = publish_folder(folder_with(tmp_path / "2", **files), tmp_path / "p", "S 1")
    assert one.version != other.version
    assert [each.version for each in names_in(tmp_path / "p")] == [other.version, one.version]


def test_content_of_several_versions_is_kept_once(tmp_path: Path) -> None:
    publish_folder(folder_with(tmp_path / "1", a="same", b="one"), tmp_path / "p", "S 1")
    publish_folder(folder_with(tmp_path / "2", a="same", b="two"), tmp_path / "p", "S 1")
    assert len(list((tmp_path / "p" / "objects").iterdir())) == 3


def test_roll_back_makes_an_earlier_version_current(tmp_path: Path) -> None:
    first = publish_folder(folder_with(tmp_path / "1", a="1"), tmp_path / "p", "S 1", "first")
    second = publish_folder(folder_with(tmp_path / "2", a="2"), tmp_path / "p", "S 1", "second")
    source = open_source(str(tmp_path / "p"))
    assert roll_back(tmp_path / "p", "first") == first == read_current(source)
    assert roll_back(tmp_path / "p", "second") == second == read_current(source)


def test_name_of_another_version_is_refused(tmp_path: Path) -> None:
    first = publish_folder(folder_with(tmp_path / "1", a="1"), tmp_path / "p", "S 1", "spring")
    with pytest.raises(ProjectError, match="spring is the name of another version"):
        publish_folder(folder_with(tmp_path / "2", a="2"), tmp_path / "p", "S 1", "spring")
    assert read_current(open_source(str(tmp_path / "p"))) == first
    again = publish_folder(tmp_path / "1", tmp_path / "p", "S 1", "spring")
    assert again == first


@pytest.mark.parametrize("name", ["../x", "a/b", ".hidden", "a b", "-", "x" * 65, "ä"])
def test_name_that_is_no_file_name_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ProjectError, match="is not a name for a version"):
        publish_folder(folder_with(tmp_path / "1", a="1"), tmp_path / "p", "S 1", name)
    with pytest.raises(ProjectError, match="is not a name for a version"):
        roll_back(tmp_path / "p", name)


def test_unknown_name_is_refused_with_those_there_are(tmp_path: Path) -> None:
    publish_folder(folder_with(tmp_path / "1", a="1"), tmp_path / "p", "S 1", "first")
    with pytest.raises(ProjectError, match="no version is called second; known: first"):
        roll_back(tmp_path / "p", "second")


@pytest.mark.parametrize("damage", [b"", b"on", b"two", b"longer"])
def test_damaged_content_is_repaired_by_publishing_again(tmp_path: Path, damage: bytes) -> None:
    folder = folder_with(tmp_path / "made", a="one", b="else")
    published = publish_folder(folder, tmp_path / "p", "S 1")
    spoil(tmp_path / "p", b"one", damage)
    assert publish_folder(folder, tmp_path / "p", "S 1") == published
    pull(open_source(str(tmp_path / "p")), published.version, tmp_path / "read", software="S 1")
    assert files_in(tmp_path / "read") == files_in(folder)


@pytest.mark.parametrize("damage", [None, b"on", b"two"])
def test_version_that_is_not_whole_is_not_made_current(
    tmp_path: Path, damage: bytes | None
) -> None:
    publish_folder(folder_with(tmp_path / "1", a="one"), tmp_path / "p", "S 1", "first")
    second = publish_folder(folder_with(tmp_path / "2", a="else"), tmp_path / "p", "S 1", "second")
    spoil(tmp_path / "p", b"one", damage)
    with pytest.raises(ProjectError, match="files of first are missing or damaged"):
        roll_back(tmp_path / "p", "first")
    assert read_current(open_source(str(tmp_path / "p"))) == second


def spoil(publication: Path, content: bytes, damage: bytes | None) -> None:
    """Puts other content into the file of some content, or removes it."""
    (path,) = (each for each in (publication / "objects").iterdir() if each.read_bytes() == content)
    path.unlink() if damage is None else path.write_bytes(damage)


def test_readers_see_nothing_of_a_publication_that_breaks_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = publish_folder(folder_with(tmp_path / "1", a="1"), tmp_path / "p", "S 1", "first")
    folder = folder_with(tmp_path / "2", a="2", b="3", c="4")
    calls = 0

    def fails_at_second(source: Path, target: Path) -> None:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise OSError(28, os.strerror(28))
        target.write_bytes(source.read_bytes())

    monkeypatch.setattr("shutil.copyfile", fails_at_second)
    with pytest.raises(ProjectError, match="cannot be written: No space left"):
        publish_folder(folder, tmp_path / "p", "S 1", "second")
    assert [each.name for each in names_in(tmp_path / "p")] == ["first"]
    assert read_current(open_source(str(tmp_path / "p"))) == first
    assert not list((tmp_path / "p").rglob(".*"))


@pytest.fixture
def publication(tmp_path: Path) -> Path:
    made = folder_with(tmp_path / "made", a="one", sub__b="two")
    publish_folder(made, tmp_path / "p", "S 1", "first")
    return tmp_path / "p"


@pytest.fixture
def current(publication: Path) -> Current:
    return read_current(open_source(str(publication)))


class Quiet(BaseHTTPRequestHandler):
    """A handler that logs nothing."""

    def log_message(self, *_: object) -> None: ...


class QuietFiles(Quiet, SimpleHTTPRequestHandler):
    """The files of a folder."""


@contextmanager
def served(handler: Callable[..., BaseHTTPRequestHandler]) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()


@pytest.fixture
def on_the_web(publication: Path) -> Iterator[str]:
    with served(partial(QuietFiles, directory=str(publication))) as url:
        yield url


def take(place: str, version: str, folder: Path) -> None:
    pull(open_source(place), version, folder, software="S 1")


def with_manifest(publication: Path, **changes: Any) -> str:
    """The version of a manifest with changes, written by somebody."""
    (path,) = (publication / "versions").glob("*.json")
    content = json.dumps(json.loads(path.read_text()) | changes).encode()
    version = sha256(content).hexdigest()
    (publication / "versions" / f"{version}.json").write_bytes(content)
    return version


@pytest.fixture
def in_object_storage(publication: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The URL of a bucket; a server that speaks as much of S3 as is read."""

    class Bucket(QuietFiles):
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


@pytest.mark.parametrize("place", ["on_the_web", "in_object_storage"])
def test_version_elsewhere_is_that_in_the_folder(
    place: str, current: Current, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = request.getfixturevalue(place)
    assert read_current(open_source(url)) == current
    take(url, current.version, tmp_path / "read")
    assert (tmp_path / "read" / "sub" / "b").read_text() == "two"


def test_missing_content_in_object_storage_is_said(
    in_object_storage: str, publication: Path, current: Current, tmp_path: Path
) -> None:
    (publication / TWO).unlink()
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


@pytest.mark.parametrize("name", ["current.json", TWO])
@pytest.mark.parametrize("kind", ["pipe", "link", "folder"])
def test_what_is_no_file_of_the_publication_is_refused(
    publication: Path, tmp_path: Path, name: str, kind: str
) -> None:
    path = publication / name
    content = path.read_bytes()
    path.unlink()
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "link":
        (tmp_path / "elsewhere").write_bytes(content)
        path.symlink_to(tmp_path / "elsewhere")
    else:
        path.mkdir()
    with pytest.raises(ProjectError, match=r"is not a file|is a link out|Is a directory"):
        take(str(publication), read_current(open_source(str(publication))).version, tmp_path / "r")


def test_publication_may_be_a_link_and_have_links_within(
    publication: Path, current: Current, tmp_path: Path
) -> None:
    (publication / "current.json").rename(publication / "newest.json")
    (publication / "current.json").symlink_to("newest.json")
    (tmp_path / "link").symlink_to(publication)
    assert read_current(open_source(str(tmp_path / "link"))) == current


@pytest.mark.parametrize(
    ("file", "damage", "message"),
    [
        (TWO, b"twO", "does not have that digest"),
        (TWO, b"tw", "does not have that digest"),
        (TWO, b"", "does not have that digest"),
        (TWO, b"two\n", "longer than 3 bytes"),
        (TWO, None, "cannot be read: No such file"),
        ("versions/{version}.json", b"{}", "does not have that digest"),
    ],
)
def test_content_that_is_not_its_digest_is_refused(
    publication: Path,
    current: Current,
    tmp_path: Path,
    file: str,
    damage: bytes | None,
    message: str,
) -> None:
    path = publication / file.format(version=current.version)
    path.unlink() if damage is None else path.write_bytes(damage)
    with pytest.raises(ProjectError, match=message):
        take(str(publication), current.version, tmp_path / "read")
    assert not (tmp_path / "read").exists()
    assert not list(tmp_path.glob(".read*"))


PATHS = ("../x", "/etc/x", "a/../../x", "a//b", "./a", "", "a\\b", "c:x", "a\0b", "a\nb")
PROGRAMS = ("S 1\n::error::forged", "S\x1b[2J", "S" * 101, "S\u2028")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        *(({"software": name}, "its software is not the name of a program") for name in PROGRAMS),
        *(({"files": {path: ONE}}, "not a file of a version") for path in PATHS),
        ({"files": {"a": {**ONE, "sha256": "../../current"}}}, "not a file of a version"),
        ({"files": {"a": {**ONE, "size": -1}}}, "not a file of a version"),
        ({"files": {"a": {"sha256": "a" * 64, "size": 2**60}}}, "there is no room"),
        ({"files": {"a": ONE, "a/b": ONE}}, "cannot be written"),
        ({"files": []}, "must be a table"),
        ({"software": "S 2"}, "it was made by S 2, and this is S 1"),
        ({"format": 2}, "unknown format 2"),
        ({"more": 1}, "unknown setting 'more'"),
    ],
)
def test_manifest_that_says_something_else_is_refused(
    publication: Path, tmp_path: Path, changes: dict[str, Any], message: str
) -> None:
    with pytest.raises(ProjectError, match=message) as raised:
        take(str(publication), with_manifest(publication, **changes), tmp_path / "read")
    assert str(raised.value).isprintable()
    assert not (tmp_path / "read").exists()


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

    class Rude(Quiet):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

    with served(Rude) as url, pytest.raises(ProjectError, match=r"current\.json"):
        read_current(open_source(url))
    assert asked == ["/current.json"]


def test_endless_answer_is_cut() -> None:
    class Endless(Quiet):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            with suppress(OSError):
                while True:
                    self.wfile.write(b" " * 2**16)

    with served(Endless) as url, pytest.raises(ProjectError, match="longer than"):
        read_current(open_source(url))


@pytest.mark.parametrize("begin", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n"])
def test_answer_that_trickles_in_ends_in_time(
    begin: bytes, publication: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each byte comes long before the time limit of a read; the head, or the content."""
    is_asked_again = threading.Event()

    class Trickling(Quiet):
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

    with served(Trickling) as url:
        place = open_source(url)
        monkeypatch.setattr(source, "_READ_SECONDS", 0.5)
        with pytest.raises(ProjectError, match="is too slow"):
            read_current(place)
        is_asked_again.set()
        monkeypatch.undo()
        assert read_current(place).name == "first"


class KeepingConnections(Quiet):
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
