from __future__ import annotations

from pathlib import Path

import pytest

from schlaglicht.evidence.documents import DocumentText
from schlaglicht.evidence.read import parse_evidence
from schlaglicht.evidence.sentences import measure, sentences_in
from schlaglicht.settings.project_settings import Settings


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Es regnet. Wir bleiben.", ["Es regnet.", "Wir bleiben."]),
        ("Am 3. Mai kam Dr. Meier.", ["Am 3. Mai kam Dr. Meier."]),
        ("„Gut so.“ Das war alles.", ["„Gut so.“", "Das war alles."]),
        ("J. R. Stark sang! Wer noch?", ["J. R. Stark sang!", "Wer noch?"]),
        ("kein Punkt", ["kein Punkt"]),
        (" Ein Satz.\nNoch einer ", ["Ein Satz.", "Noch einer"]),
    ],
)
def test_sentences_of_a_text(text: str, sentences: list[str]) -> None:
    assert [text[s.start : s.end] for s in sentences_in(text)] == sentences


def test_share_counts_sentences_and_characters_with_a_passage() -> None:
    document = DocumentText("a.txt", "Ab cd. Ef gh.\n\nIj.", "")
    text = (
        "document: {file: a.txt}\n"
        "evidence:\n  F1: {passages: [0-2], anaphora: [15-18], verbatim: ['x:a x:b x:c']}\n"
    )
    settings = Settings(prefixes={"x": "urn:x:"})
    coverage = measure(document, [parse_evidence(Path("a.yaml"), text.encode(), settings)])
    assert [(str(s.passage), s.covered) for s in coverage.sentences] == [
        ("0-6", True),
        ("7-13", False),
        ("15-18", False),
    ]
    assert (coverage.cited, coverage.characters) == (2, 13)


def test_long_rows_of_dots_are_read_in_linear_time() -> None:
    assert len(list(sentences_in("." * 1_000_000 + "x"))) == 1


def test_many_ordinal_numbers_are_read_in_linear_time() -> None:
    text = "1. " * 100_000 + "Ende"
    assert len(list(sentences_in(text))) == 1
