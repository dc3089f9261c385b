from __future__ import annotations

from pathlib import Path

import pytest

from schlaglicht.errors import ProjectError
from schlaglicht.evidence.documents import read_document, read_documents, texts_in
from schlaglicht.evidence.model import Passage


def test_line_ends_stay_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbfa\r\nb\rc")
    document = read_document(tmp_path, "a.txt")
    assert document.text == "\ufeffa\r\nb\rc"
    assert texts_in(tmp_path)("a.txt") == document.text
    assert (document.quote(Passage(4, 5)), document.line(4), document.line(6)) == ("b", 2, 3)


@pytest.mark.parametrize("name", ["latin.txt", "no.txt", "../a.txt", "", "a\0", "a" * 300])
def test_document_that_cannot_be_read_is_not_at_hand(name: str, tmp_path: Path) -> None:
    (tmp_path / "latin.txt").write_bytes(b"\xe4")
    assert texts_in(tmp_path)(name) is None
    assert texts_in(None)(name) is None
    with pytest.raises(ProjectError):
        read_document(tmp_path, name)


def test_only_text_files_that_are_not_hidden_are_documents(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    for name, content in {"b.txt": b"b", "a.txt": b"a", ".c.txt": b"c", "d.pdf": b"\0"}.items():
        (tmp_path / name).write_bytes(content)
    documents, others = read_documents(tmp_path)
    assert [document.name for document in documents] == ["a.txt", "b.txt"]
    assert others == ["d.pdf"]


def test_document_that_is_too_large_is_refused(tmp_path: Path) -> None:
    with (tmp_path / "large.txt").open("wb") as file:
        file.truncate(2**30)
    with pytest.raises(ProjectError, match="more than 32 MiB"):
        read_document(tmp_path, "large.txt")
