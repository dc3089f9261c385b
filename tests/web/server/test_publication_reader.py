"""The main process of a server that reads a publication."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from schlaglicht.errors import ProjectError
from schlaglicht.project import open_project
from schlaglicht.publication import publish_folder, roll_back
from schlaglicht.web.server.reload.publisher import PublicationReader
from schlaglicht.web.server.reload.version_files import SOFTWARE, write_version


def as_it_is(_: Path) -> None: ...


def publish(tmp_path: Path, value: int, change: Callable[[Path], None] = as_it_is) -> Path:
    """Publishes a version with this value, its index changed; returns the publication."""
    project, files = tmp_path / f"project-{value}", tmp_path / f"files-{value}"
    project.mkdir()
    files.mkdir()
    (project / "data.ttl").write_text(f"<http://a/s> <http://a/p> {value} .", encoding="utf-8")
    assert write_version(open_project([project]), files) is None
    (index,) = files.rglob("*.sqlite")
    change(index)
    publish_folder(files, tmp_path / "publication", SOFTWARE, f"v{value}")
    return tmp_path / "publication"


def test_a_new_version_is_taken_over_unless_the_reader_has_stopped(tmp_path: Path) -> None:
    folder = tmp_path / "server"
    folder.mkdir()
    reader = PublicationReader(str(publish(tmp_path, 1)), folder)
    first = reader.publication
    publish(tmp_path, 2)
    reader.look()
    second = reader.publication
    assert second.snapshot.digest != first.snapshot.digest
    publish(tmp_path, 3)
    reader.stop()
    reader.look()
    assert reader.publication == second


def emptied(index: Path) -> None:
    index.write_bytes(b"")


def removed(index: Path) -> None:
    index.unlink()


def damaged(index: Path) -> None:
    content = bytearray(index.read_bytes())
    content[4096:] = b"x" * (len(content) - 4096)
    index.write_bytes(content)


def with_an_endless_view(index: Path) -> None:
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i, i FROM n"
    with closing(sqlite3.connect(index)) as connection:
        connection.execute("DROP TABLE terms")
        connection.execute(f"CREATE VIEW terms (number, text) AS {endless}")


@pytest.mark.parametrize("change", [emptied, removed, damaged, with_an_endless_view])
def test_index_of_another_kind_is_refused(tmp_path: Path, change: Callable[[Path], None]) -> None:
    (tmp_path / "server").mkdir()
    with pytest.raises(ProjectError, match="is not an index of this software, or is damaged"):
        PublicationReader(str(publish(tmp_path, 1, change)), tmp_path / "server")
    reader = PublicationReader(str(publish(tmp_path, 2)), tmp_path / "server")
    publish(tmp_path, 3, change)
    reader.look()
    assert reader.publication.reload is not None
    assert "the version before stays: " in reader.publication.reload.detail


def test_a_new_version_is_not_kept_waiting_by_one_that_was_refused(tmp_path: Path) -> None:
    (tmp_path / "server").mkdir()
    reader = PublicationReader(str(publish(tmp_path, 1)), tmp_path / "server")
    publish(tmp_path, 2, emptied)
    for _ in range(10):
        reader.look()
    fetched = sorted((tmp_path / "server").glob("version-*"))
    assert len(fetched) == 1
    publish(tmp_path, 3)
    reader.look()
    assert reader.publication.origin is not None
    assert (reader.publication.origin.name, reader.publication.origin.is_behind) == ("v3", False)


def test_version_that_was_served_before_is_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "server").mkdir()
    place = publish(tmp_path, 1)
    reader = PublicationReader(str(place), tmp_path / "server")
    publish(tmp_path, 2)
    reader.look()
    assert "gone back" not in caplog.text
    roll_back(place, "v1")
    reader.look()
    assert reader.publication.reload is not None
    assert reader.publication.reload.detail.endswith("the publication has gone back")
    (record,) = (each for each in caplog.records if "gone back" in each.getMessage())
    assert record.levelno == logging.WARNING
