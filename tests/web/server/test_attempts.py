"""Threads of a server go on after the system had no room for their work."""

from __future__ import annotations

import errno
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from flask import Flask
from patience import PATIENCE, wait_until

from schlaglicht.project import Project
from schlaglicht.web.metrics import Metrics, Reload, Report, Slot
from schlaglicht.web.server import web_process
from schlaglicht.web.server.reload import file_reloader, follower, publisher
from schlaglicht.web.server.reload.file_reloader import FileReloader
from schlaglicht.web.server.reload.follower import Follower
from schlaglicht.web.server.reload.prepare import publication_of
from schlaglicht.web.server.reload.served_versions import (
    Publication,
    read_publication,
    version_folder,
    write_publication,
)
from schlaglicht.web.server.server_settings import ServerSettings
from schlaglicht.web.server.watchdog import Attempts

FULL = OSError(errno.EMFILE, "Too many open files")
SETTINGS = ServerSettings(engines=1, timeout=PATIENCE, wait=PATIENCE)


def refuse(*_: object) -> Any:
    raise FULL


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("schlaglicht.web.server.watchdog._FIRST_PAUSE", 0.01)


@pytest.fixture
def publication(cities: Project, tmp_path: Path) -> Publication:
    """A publication in the folder `tmp_path`."""
    made = publication_of(cities, version_folder(tmp_path, 0))
    write_publication(made, tmp_path)
    return made


@contextmanager
def failing(target: object, name: str, log: pytest.LogCaptureFixture) -> Iterator[None]:
    """A function that fails in the block, and has failed twice at its end."""
    failures: list[None] = []

    def fail(*_: object, **__: object) -> Any:
        failures.append(None)
        raise FULL

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(target, name, fail)
        yield
        wait_until(lambda: len(failures) > 1)
    assert log.text.count(" and is tried again") == 1


@pytest.fixture
def following(publication: Publication, tmp_path: Path) -> Iterator[Follower]:
    """A follower of the publication, at work."""
    assert publication.reload is None
    follows = Follower(tmp_path, SETTINGS, Metrics())
    follows.start()
    yield follows
    follows.stop()


def reloaded(publication: Publication) -> Publication:
    """The same data under another digest, as after a reload."""
    done = Reload(datetime.now(UTC), succeeded=True, detail="")
    return replace(publication, snapshot=replace(publication.snapshot, digest="0"), reload=done)


@pytest.mark.parametrize(
    ("target", "name"),
    [(follower, "publication_mark"), (follower, "read_publication"), (socket, "socketpair")],
    ids=["mark", "publication", "engines"],
)
def test_new_version_is_taken_over_as_soon_as_there_is_room(
    target: object,
    name: str,
    following: Follower,
    publication: Publication,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    new = reloaded(publication)
    with failing(target, name, caplog):
        write_publication(new, tmp_path)
    wait_until(lambda: following.published.site.snapshot.digest == "0")
    assert following.reload == new.reload


def test_version_without_engines_is_reported_once(
    following: Follower, publication: Publication, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with failing(socket, "socketpair", caplog):
        write_publication(reloaded(publication), tmp_path)
        wait_until(lambda: following.reload)
        assert following.reload is not None
        assert not following.reload.succeeded
    wait_until(lambda: following.reload and following.reload.succeeded)
    assert dict(following._metrics.reloads.samples()) == {
        '{outcome="failure"}': 1,
        '{outcome="success"}': 1,
    }


@pytest.fixture
def reloading(publication: Publication, cities: Project, tmp_path: Path) -> Iterator[FileReloader]:
    """A reloader of the publication, at work."""
    reloads = FileReloader([cities.root], publication, tmp_path)
    reloads.start()
    yield reloads
    reloads.stop()


@pytest.mark.parametrize(
    ("module", "name"),
    [
        (file_reloader, "version_folder"),
        (file_reloader, "prepare"),
        (publisher, "write_publication"),
    ],
)
def test_files_are_reloaded_as_soon_as_there_is_room(
    module: ModuleType,
    name: str,
    reloading: FileReloader,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with failing(module, name, caplog):
        reloading.request()
    wait_until(lambda: read_publication(tmp_path).reload)


def test_processes_report_to_each_other_as_soon_as_there_is_room(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    numbers = count()
    report = lambda _: Report(gauges={"number": next(numbers)})  # noqa: E731
    monkeypatch.setattr(web_process, "report_of", report)
    slot = Slot(tmp_path)
    reporter = web_process._Reporter(app, slot)
    reporter.start()
    written = tmp_path / "worker-0.json"
    with failing(slot, "write", caplog):
        written.unlink()
    wait_until(written.exists)
    reporter.stop()


def test_process_that_starts_without_room_reports_as_soon_as_there_is_some(
    app: Flask, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    slot = Slot(tmp_path)
    reporter = web_process._Reporter(app, slot)
    with failing(slot, "write", caplog):
        reporter.start()
    wait_until((tmp_path / "worker-0.json").exists)
    reporter.stop()


def test_failure_is_logged_once_until_the_work_succeeds(caplog: pytest.LogCaptureFixture) -> None:
    attempts = Attempts("the work")
    pauses = [attempts.pause for work in (refuse, refuse) if not attempts.attempt(work)]
    assert pauses == [0.01, 0.02]
    assert caplog.text.count("the work failed and is tried again") == 1
    assert attempts.attempt(lambda: None)
    assert attempts.pause == 0
    assert not attempts.attempt(refuse)
    assert caplog.text.count("the work failed and is tried again") == 2
