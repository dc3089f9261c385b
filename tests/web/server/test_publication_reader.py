"""The main process of a server that reads a publication."""

from __future__ import annotations

from pathlib import Path

from schlaglicht.project import open_project
from schlaglicht.publication import publish_folder
from schlaglicht.web.server.reload.publisher import PublicationReader
from schlaglicht.web.server.reload.version_files import SOFTWARE, write_version


def publish(tmp_path: Path, value: int) -> Path:
    """Publishes a version with this value; returns the publication."""
    project, files = tmp_path / f"project-{value}", tmp_path / f"files-{value}"
    project.mkdir()
    files.mkdir()
    (project / "data.ttl").write_text(f"<http://a/s> <http://a/p> {value} .", encoding="utf-8")
    assert write_version(open_project([project]), files) is None
    publish_folder(files, tmp_path / "publication", SOFTWARE)
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
