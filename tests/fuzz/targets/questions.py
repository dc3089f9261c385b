"""Question files: a question whose parts can be asked for, or an error that names the file."""

from __future__ import annotations

from schlaglicht.errors import ParameterError, ProjectError
from schlaglicht.questions import read_question, read_texts, without_declarations
from targets.file_of_bytes import file_of

SEEDS = (
    (
        b"# title@en: Who?\n# title@de: Wer?\n# description@en: A text.\n# view: table\n"
        b"# parameter ?a: thing of schema:Person = schema:x\n# label@en ?a: Someone\n"
        b"# example@en: ?a = schema:y\nPREFIX schema: <https://schema.org/>\nSELECT * { ?a ?b 1 }"
    ),
    (
        b"# parameter ?n: number = 5\n# parameter ?d: date = 2024-02-29\n"
        b"# parameter ?t: text@en = \"x\"\n# parameter ?k: one of 'a', 'b' = 'a'\nASK { ?n ?d ?t }"
    ),
    b"# a\x1cnote\n# parametez ?d: date = 2\x1c?t",
    b"# titel@en: x\n# parameter a: b\n#\n# parameter ?a\nSELECT",
)


def check(content: bytes) -> None:
    """Raises if a question is not read to its end, or its own defaults do not fit."""
    with file_of(content, "q.rq") as path:
        try:
            question = read_question(path)
        except ProjectError as error:
            assert path.name in str(error)
            return
    lines = question.text.count("\n") + 1
    assert all(1 <= fault.line <= lines for fault in question.header.faults)
    assert question.header.titles == read_texts(question.text).titles
    assert without_declarations(question.text) is not None
    try:
        values = question.values({})
    except ParameterError as error:
        assert str(error)
    else:
        assert values.keys() == question.defaults().keys()
