"""`schlaglicht cache`: what is kept for the next run."""

from __future__ import annotations

from pathlib import Path

import pytest

from schlaglicht.cli import run


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's cache, with something of another program in it."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    (tmp_path / "another").mkdir()
    for kind, size in (("queries", 2_500_000), ("served", 100_000)):
        folder = tmp_path / "schlaglicht" / kind / "state"
        folder.mkdir(parents=True)
        (folder / "store").write_bytes(bytes(size))
    return tmp_path


def test_cache_shows_what_is_kept_and_where(kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["cache"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        str(kept / "schlaglicht"),
        "      2.5 MB  queries",
        "      0.1 MB  served",
    ]
    assert (kept / "schlaglicht" / "queries" / "state" / "store").is_file()


def test_cache_removes_all_of_it_and_nothing_else(
    kept: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["cache", "--clear"]) == 0
    assert "all of it was removed" in capsys.readouterr().out
    assert list((kept / "schlaglicht").iterdir()) == []
    assert (kept / "another").is_dir()


def test_cache_without_anything_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert run(["cache", "--clear"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == str(tmp_path / "schlaglicht")
