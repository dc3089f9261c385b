"""Two things never get one IRI."""

from collections.abc import Callable

import pytest

from schlaglicht.evidence.model import EvidenceFile
from schlaglicht.evidence.read import clashes

Read = Callable[[str | bytes], EvidenceFile]

ENTRY = "evidence: {F1: {record: ex:a ex:p}}\n"
PASSAGE = "evidence: {%s: {passages: 0-1, verbatim: ex:a ex:p}}\n"
DOCUMENT = "document: {file: %s, iri: %s, passages: %s}\n"


@pytest.mark.parametrize(
    ("one", "other", "token"),
    [
        (ENTRY, ENTRY, "F1"),
        (ENTRY, ENTRY.replace("F1", "f1"), "f1"),
        (DOCUMENT % ("a.txt", "ex:d", "ex:p-"), DOCUMENT % ("b.txt", "ex:d", "ex:q-"), "b.txt"),
        (
            DOCUMENT % ("a.txt", "ex:d", "ex:p-") + PASSAGE % "F1",
            DOCUMENT % ("b.txt", "ex:e", "ex:p-") + PASSAGE % "F2",
            "0-1",
        ),
        ("sources: {s: {url: https://a.example}}", "sources: {s: {url: https://b.example}}", "s"),
        ("sources: {s: {name: A}}", "sources: {s: {}}", "s"),
    ],
)
def test_clash_is_found_at_the_later_name(read: Read, one: str, other: str, token: str) -> None:
    files = [read(one), read(other)]
    (error,) = clashes(files)
    assert error.path == files[1].path
    assert error.line is not None
    assert error.column is not None
    line = other.splitlines()[error.line - 1]
    assert line[error.column - 1 :].startswith(token)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (ENTRY, ENTRY.replace("F1", "F2")),
        (ENTRY, "namespace: https://other.example/\n" + ENTRY),
        ("sources: {s: {name: A}}", "sources: {s: {name: A}}"),
        (
            DOCUMENT % ("a.txt", "ex:d", "ex:p-") + PASSAGE % "F1",
            DOCUMENT % ("a.txt", "ex:d", "ex:p-") + PASSAGE % "F2",
        ),
    ],
)
def test_what_differs_or_is_the_same_is_no_clash(read: Read, one: str, other: str) -> None:
    assert list(clashes([read(one), read(other)])) == []
