from __future__ import annotations

from pathlib import Path

import pytest

DATA = """\
@prefix ex: <https://example.org/> .
ex:a ex:name "Ä"@de ; ex:size 5 .
ex:b ex:name "B" ; ex:size 10 .
"""


@pytest.fixture
def letters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder: a project of two things with names and sizes, and one question."""
    (tmp_path / "data.ttl").write_text(DATA, encoding="utf-8")
    (tmp_path / "schlaglicht.toml").write_text(
        '[prefixes]\nex = "https://example.org/"\n', encoding="utf-8"
    )
    (tmp_path / "queries").mkdir()
    (tmp_path / "queries" / "sizes.rq").write_text(
        "SELECT ?x ?size { ?x ex:size ?size } ORDER BY ?size", encoding="utf-8"
    )
    monkeypatch.chdir(tmp_path)
    return tmp_path
