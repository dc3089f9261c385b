"""The words of a document in pieces."""

from __future__ import annotations

import sys
from random import Random
from types import FrameType
from typing import Any

from schlaglicht.evidence.documents import DocumentText
from schlaglicht.web.views.review import page


def test_pieces_say_what_holds_of_each_character() -> None:
    text = "abcdefghijklmnopqrst"
    for seed in range(300):
        random = Random(seed)
        marks = [
            (start, start + random.randint(1, 8), random.choice(("own", "open", "rest")))
            for start in (random.randrange(22) for _ in range(random.randrange(6)))
        ]
        start = random.randrange(20)
        end = random.randint(start, 20)
        pieces = list(page._runs(marks).pieces(text, start, end))
        assert "".join(piece.text for piece in pieces) == text[start:end]
        for piece in pieces:
            for at in range(piece.start, piece.start + len(piece.text)):
                held = {kind for first, last, kind in marks if first <= at < last}
                assert piece.kinds == tuple(sorted(held)), (seed, at)


def lines_run(text: str) -> int:
    """Lines of the module that run for a document, which no other load of a machine changes."""
    count = 0

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal count
        count += event == "line"
        return trace if frame.f_code.co_filename == page.__file__ else None

    sys.settrace(trace)
    try:
        page.shown_text(DocumentText("a.txt", text, ""), [], [], None)
    finally:
        sys.settrace(None)
    return count


def test_document_takes_time_in_proportion_to_its_sentences() -> None:
    for sentence in ("Ab cd. ", "Ab cd.\n\n"):
        assert lines_run(sentence * 400) < 12 * lines_run(sentence * 50)
