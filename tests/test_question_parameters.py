"""Parameters in the headers of questions: what they declare, and what is wrong with them."""

import pickle
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from tables import each

from schlaglicht.errors import ParameterError
from schlaglicht.questions import (
    Kind,
    Question,
    read_header,
    read_question,
    without_declarations,
)
from schlaglicht.questions.parameters import number_of, number_term

XSD = "http://www.w3.org/2001/XMLSchema#"
HEADER = """\
# title@en: Who speaks when?
# parameter ?who: thing ex:Person, default ex:ada
# label ?who@en: Person
# label ?who@de: Eine
# label ?who@de: Person
# parameter ?from: date, default 2020-02-29
# parameter $least: number, default 1.5
# parameter ?role: choice ex:a "b, c"@de, default "b, c"@de
# label ?role ex:a@de: das A
# parameter ?word: text, default "say \\"x\\""@en
# view: chart
# example later: ?from 2021-01-01, ?role ex:a
PREFIX ex: <https://example.org/>
SELECT ?who { ?who ?from ?least , ?role , ?word }
"""


@pytest.fixture
def question(tmp_path: Path) -> Question:
    (tmp_path / "who.rq").write_text(HEADER, encoding="utf-8")
    return read_question(tmp_path / "who.rq")


def faults(line: str, *, others: str = "") -> list[tuple[int, int, str, str]]:
    text = f"{line}\n{others}PREFIX ex: <https://example.org/>\nSELECT * {{}}"
    found = read_header(text).faults
    return [(f.line, f.start, f.reason["en"], f.advice["en"]) for f in found]


def test_parameters_have_kinds_and_defaults(question: Question) -> None:
    assert question.header.faults == ()
    assert [(p.name, p.kind) for p in question.parameters] == [
        ("who", Kind.THING),
        ("from", Kind.DATE),
        ("least", Kind.NUMBER),
        ("role", Kind.CHOICE),
        ("word", Kind.TEXT),
    ]
    assert question.defaults() == {
        "who": "<https://example.org/ada>",
        "from": f'"2020-02-29"^^<{XSD}date>',
        "least": f'"1.5"^^<{XSD}decimal>',
        "role": '"b, c"@de',
        "word": r'"say \"x\""@en',
    }


def test_parameters_have_labels_a_class_and_choices(question: Question) -> None:
    who, _, _, role, _ = question.parameters
    assert who.labels == {"en": "Person", "de": "Eine Person"}
    assert who.class_ == "https://example.org/Person"
    assert role.choices == ("<https://example.org/a>", '"b, c"@de')
    assert role.choice_labels == {"<https://example.org/a>": {"de": "das A"}}


def test_header_has_a_view_and_examples(question: Question) -> None:
    (example,) = question.header.examples
    assert question.header.view == "chart"
    assert example.name == "later"
    assert example.values == {
        "from": f'"2021-01-01"^^<{XSD}date>',
        "role": "<https://example.org/a>",
    }


def test_questions_pass_between_processes(question: Question) -> None:
    assert pickle.loads(pickle.dumps(question)) == question


@pytest.mark.parametrize(
    ("name", "text", "term"),
    [
        ("who", "ex:bob", "<https://example.org/bob>"),
        ("who", " https://a.b/c ", "<https://a.b/c>"),
        ("who", "", "<https://example.org/ada>"),
        ("from", "2024-02-29", f'"2024-02-29"^^<{XSD}date>'),
        ("least", "-3", f'"-3"^^<{XSD}integer>'),
        ("least", "1e3", f'"1e3"^^<{XSD}double>'),
        ("role", "https://example.org/a", "<https://example.org/a>"),
        ("role", "b, c", '"b, c"@de'),
        ("word", 'a" } #\n', r'"a\" } #\n"@en'),
    ],
)
def test_texts_are_read_as_terms(question: Question, name: str, text: str, term: str) -> None:
    assert question.values({name: text})[name] == term


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("who", "Ada Lovelace", "is not an IRI"),
        ("who", "https://a/> SERVICE <https://b/", "is not an IRI"),
        ("who", "ex:a}", "is not an IRI"),
        ("from", "2023-02-29", "is not a date"),
        ("from", "2023-02-29T00:00:00", "is not a date"),
        ("least", "1) || (1", "is not a number"),
        ("least", "٣", "is not a number"),
        ("role", "c", "known: https://example.org/a, b, c"),
        ("word", "a\x00b", "control character"),
        ("word", "a" * 1001, "more than 1,000 characters"),
        ("words", "a", "did you mean word?"),
    ],
)
def test_texts_that_do_not_fit_are_refused(
    question: Question, name: str, text: str, reason: str
) -> None:
    with pytest.raises(ParameterError, match=name) as error:
        question.values({name: text})
    assert reason in str(error.value)


@each(
    ("line", "column", "reason", "advice"),
    [
        ("# parameter ?a: thng ex:A, default ex:b", 17, "thng is not a kind", "mean thing?"),
        ("# parameter ?a:", 14, "is not a kind", "known: thing, date, number, choice, text"),
        ("# parameter ?a: date", 17, "needs one default", "default 2020-12-31"),
        ("# parameter ?a: date, 2020-12-31", 23, "needs one default", "default 2020-12-31"),
        ("# parameter ?a: date, default 2020-13-31", 31, "is not a term", "default 2020-12-31"),
        ("# parameter ?a: date, default 7", 31, "not a value of the kind date", "2020-12-31"),
        ("# parameter ?a: number 5, default 7", 24, "stands alone", "default 10"),
        ("# parameter ?a: thing foo:A, default ex:b", 23, "prefix is not declared", "thing schema"),
        ("# parameter ?a: thing ex:A ex:B, default ex:b", 28, "of one class", "thing schema"),
        ("# parameter ?a: choice ex:A, default ex:A", 24, "two terms or more", "choice id:"),
        ("# parameter ?a: choice ex:A ex:B, default ex:C", 43, "one of the choices", "choice id:"),
        ('# parameter ?a: choice "A" "A"@de, default "A"', 28, "the same text", "choice id:"),
        ('# parameter ?a: choice "A" "", default "A"', 28, "an empty text cannot", "choice id:"),
        ("# parameter ?lang: text, default \"x\"", 14, "another meaning for lang", "another"),
        ("# paramter ?a: date, default 2020-12-31", 3, "paramter is unknown", "# parameter ?from"),
        ("# parameter ?a date, default 2020-12-31", 3, "declares nothing", "# parameter ?from"),
        ("# label ?a@en: A", 10, "there is no parameter ?a", "known: -"),
        (r'# parameter ?a: text, default "\UFFFFFFFF"', 31, "is not a term", '"cluster"'),
        (r'# parameter ?a: text, default "\uD800"', 31, "is not a term", '"cluster"'),
        (r'# parameter ?a: text, default "\q"', 31, "is not a term", '"cluster"'),
        ("# view: grph", 9, "there is no view grph", "did you mean graph?"),
        ("# example b: ?a 1", 14, "there is no parameter ?a", "known: -"),
    ],
)  # fmt: skip
def test_faults_have_place_and_advice(line: str, column: int, reason: str, advice: str) -> None:
    ((found_line, found_column, found_reason, found_advice),) = faults(line)
    assert (found_line, found_column) == (1, column)
    assert reason in found_reason
    assert advice in found_advice


@pytest.mark.parametrize(
    ("other", "column", "reason"),
    [
        ("# parameter ?a: number, default 2", 14, "declared already, in line 1"),
        ("# example x: ?a foo", 17, "foo is not a value of ?a"),
        ("# example x: ?a 1 2", 14, "list of parameters with their values"),
        ("# label ?a ex:b@en: B", 12, "ex:b is not a choice of ?a"),
    ],
)
def test_faults_after_a_declaration_have_their_place(other: str, column: int, reason: str) -> None:
    (fault,) = faults("# parameter ?a: number, default 1", others=f"{other}\n")
    assert fault[:2] == (2, column)
    assert reason in fault[2]


def test_other_comments_are_free() -> None:
    for line in ("# view the data", "# example 1: all", "# parameters are fun", "# a ?x b"):
        assert faults(line) == []


@pytest.mark.parametrize(
    ("text", "number"), [("7", 7), ("1.50", 1.5), ("1e999", None), ("9" * 5000, None)]
)
def test_numbers_beyond_those_of_json_are_none(text: str, number: float | None) -> None:
    assert number_of(number_term(text)) == number


@pytest.mark.parametrize(
    "text",
    [
        '"# parameter ?a: thing a:b, default a:b" + "\\n" * 400_000',
        '"# parameter ?a: thing a:b, default a:b\\n" + "PREFIX " * 200_000',
        '"# parameter ?a: text, default " + chr(34) + chr(92) * 800_001',
        '"# label ?a " + "@a" * 400_000',
        '"# example a: ?a" + ", ?a" * 200_000',
    ],
)
def test_declarations_are_read_in_time_in_proportion_to_their_length(
    run_bounded: Callable[[str], subprocess.CompletedProcess[str]], text: str
) -> None:
    program = f"from schlaglicht.questions import read_header\nread_header({text})\nprint(1)"
    assert run_bounded(program).stdout == "1\n"


def test_texts_are_read_without_declarations(
    run_bounded: Callable[[str], subprocess.CompletedProcess[str]],
) -> None:
    program = """\
from schlaglicht.questions import read_texts
declared = "".join(f"# parameter ?one{n}: date, default 2020-01-01\\n" for n in range(20_000))
labelled = "".join(f"# label ?two{n}@en: Two\\n" for n in range(20_000))
header = read_texts(f"# title@en: Both\\n{declared}{labelled}ASK {{}}")
print(header.titles["en"], header.parameters, header.faults)
"""
    assert run_bounded(program).stdout == "Both () ()\n"


@pytest.mark.parametrize("separator", ["\x0b", "\x0c", "\x1c", "\x85", "\u2028"])
def test_separator_within_a_comment_ends_no_line(separator: str) -> None:
    comment = f"# a{separator}note\n# parameter ?x: unheard = 1 {separator} SELECT * {{}}\n"
    assert [fault.line for fault in read_header(comment).faults] == [2]
    declared = f"# parameter ?x: number = 1\n# b{separator}c\nASK {{}}"
    assert without_declarations(declared) == f"# b{separator}c\nASK {{}}"
