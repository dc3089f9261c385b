from __future__ import annotations

from pathlib import Path

import pytest

from schlaglicht.errors import ProjectError
from schlaglicht.evidence.documents import read_document, read_documents, texts_in
from schlaglicht.evidence.model import Passage
from schlaglicht.evidence.text_comparison import has_words


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
    documents = read_documents(tmp_path)
    assert [document.name for document in documents] == ["a.txt", "b.txt"]


def test_document_that_is_too_large_is_refused(tmp_path: Path) -> None:
    with (tmp_path / "large.txt").open("wb") as file:
        file.truncate(2**30)
    with pytest.raises(ProjectError, match="more than 32 MiB"):
        read_document(tmp_path, "large.txt")


WORDS_IN_QUOTES = [
    ("Bonn", "in Bonn", True),
    ("an  old\nmill", "in an old mill.", True),
    ("Mill", "the mill", False),
    ("Nobelpreis", "ein Nobelpreisträger", False),
    ("preis", "ein Nobelpreis", False),
    ("Zusammen", "Zu\u00adsammen", True),
    ("Nordwind", "Nord\u200bwind", True),
    ("office", "our o\ufb03ce", True),
    ("flat", "a \ufb02at", True),
    ("of", "our o\ufb03ce", False),
    ("\ufb01nal", "the final", True),
    ("de", "deutsch", False),
    ("de", "auf de", True),
    ("7", "17 Leute", False),
    ("7", "70 Leute", False),
    ("7", "7 Leute", True),
    ("7", "am 7.", True),
    ("2020", "20201", False),
    ("12", "12.000 Leute", False),
    ("12", "3,12 Euro", False),
    ("10 %", "2.10 %", False),
    ("12", "12, 13 oder 14", True),
    ("2031", "am 17.5.2031", True),
    ("M\u00fcller", "Herr Mu\u0308ller", True),
    ("Mu", "Mu\u0308 kam", False),
    ("", "text", False),
    (" ", "text", False),
    ("+++", "a +++ b", True),
    ("(x)", "f(x)", True),
    (".*", "text", False),
]


def test_words_are_found_as_whole_words() -> None:
    assert [case for case in WORDS_IN_QUOTES if has_words(*case[:2]) is not case[2]] == []
