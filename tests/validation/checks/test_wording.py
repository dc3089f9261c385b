"""Words and names of entries against the text of their passages."""

from collections.abc import Callable
from pathlib import Path

import pytest

from schlaglicht.project import Project, open_project
from schlaglicht.validation.checks.passages import is_named
from schlaglicht.validation.pipeline import validate
from schlaglicht.validation.report import ValidationResult

TEXT = "Am 17. Mai sang der Chor\r\nNordwind in Bonn.\r\nEr sang 😀 zwei Stunden.\n"
"""The chor: 20-34; its sentence ends at 43; the pronoun's begins at 45."""
SETTINGS = 'base = "https://example.org/"\n[prefixes]\nex = "https://example.org/"\n'

WriteProject = Callable[..., Project]
Find = Callable[..., list[ValidationResult]]


@pytest.fixture
def find(write_project: WriteProject, tmp_path: Path) -> Find:
    """The findings on wording for some data and the entries about it, lines from 0."""

    def found(data: str, entries: str, content: bytes = TEXT.encode()) -> list[ValidationResult]:
        sources = tmp_path / "sources"
        sources.mkdir()
        (sources / "a.txt").write_bytes(content)
        project = write_project(data=data, settings=SETTINGS)
        head = "document: {file: a.txt, iri: ex:report}\nevidence:\n"
        (tmp_path / "evidence.yaml").write_text(head + entries, encoding="utf-8")
        report = validate(open_project([project.root]), sources=sources)
        assert not [result for result in report.results if result.code == "syntax"]
        return [r for r in report.results if r.code in {"evidence-wording", "evidence-unnamed"}]

    return found


def entry(key: str, passages: str, statement: str, *, wording: str = "verbatim") -> str:
    return f"  {key}:\n    {passages}\n    {wording}:\n      - {statement}\n"


NAME = entry("F1", "passages: [21-34]", "ex:choir schema:name")
CHOIR = 'ex:choir schema:name "Chor Nordwind" ; ex:hours "zwei Stunden"@de .'


@pytest.mark.parametrize(
    ("value", "passage"),
    [
        ('"Chor Nordwind"', "20-34"),
        ('"Nordwind"', "26-34"),
        ('"17. Mai"', "0-24"),
        ("17", "0-24"),
        ('"Er sang"@de', "45-70"),
    ],
)
def test_words_of_the_passage_are_verbatim(find: Find, value: str, passage: str) -> None:
    statement = entry("F1", f"passages: [{passage}]", "ex:a ex:p")
    assert find(f"ex:a ex:p {value} .", statement) == []


@pytest.mark.parametrize(
    ("value", "passage"),
    [
        ('"Chor Südwind"', "20-34"),
        ('"chor"', "20-34"),
        ('"Chor Nordwind"', "21-34"),
        ("7", "0-24"),
        ("1", "0-24"),
        ('"wind"', "20-34"),
        ('"Ch"', "20-34"),
        ('""', "20-34"),
        ("ex:Chor", "20-34"),
    ],
)
def test_other_words_are_found_at_their_statement(find: Find, value: str, passage: str) -> None:
    statement = entry("F1", f"passages: [{passage}]", "ex:a ex:p")
    (result,) = find(f"ex:a ex:p {value} .", statement)
    assert result.code == "evidence-wording"
    assert result.place is not None
    assert (result.place.line, result.place.column) == (6, 9)
    assert TEXT[20:34] not in result.messages["en"]


@pytest.mark.parametrize("wording", ["paraphrase", "translation", "record"])
def test_other_wordings_may_have_other_words(find: Find, wording: str) -> None:
    statement = entry("F1", "passages: [0-10]", "ex:a ex:p", wording=wording)
    assert find('ex:a ex:p "choir" .', statement) == []


def test_passage_with_a_pronoun_names_nothing(find: Find) -> None:
    entries = NAME.replace("21-34", "20-34") + entry("F2", "passages: [45-69]", "ex:choir ex:hours")
    (result,) = find(CHOIR, entries)
    assert result.code == "evidence-unnamed"
    assert result.focus_name == "ex:choir"
    assert result.place is not None
    assert result.place.line == 10


@pytest.mark.parametrize(
    "passages",
    ["passages: [20-69]", "passages: [45-69, 20-34]", "passages: [45-69]\n    anaphora: [20-34]"],
)
def test_passage_or_antecedent_may_name_it(find: Find, passages: str) -> None:
    entries = NAME.replace("21-34", "20-34") + entry("F2", passages, "ex:choir ex:hours")
    assert find(CHOIR, entries) == []


def test_antecedent_has_no_words_of_a_statement(find: Find) -> None:
    statement = entry("F1", "passages: [45-69]\n    anaphora: [20-34]", "ex:choir schema:name")
    (result,) = find('ex:choir schema:name "Chor Nordwind" .', statement)
    assert result.code == "evidence-wording"


def test_records_and_things_without_a_printed_name_need_none(find: Find) -> None:
    entries = NAME.replace("21-34", "20-34")
    entries += entry("F2", "passages: [45-69]", "ex:choir ex:p", wording="record")
    entries += entry("F3", "passages: [45-69]", "ex:other ex:p", wording="paraphrase")
    data = CHOIR.partition(";")[0] + "; ex:p 1 . ex:other ex:p ex:more ."
    assert find(data, entries) == []


@pytest.mark.parametrize("content", [b"\xff\xfe", b""])
def test_document_that_cannot_be_compared_is_not_judged_here(find: Find, content: bytes) -> None:
    expected = ["evidence-wording"] if content == b"" else []
    statement = entry("F1", "passages: [20-34]", "ex:a ex:p")
    found = find('ex:a ex:p "x" .', statement, content)
    assert [result.code for result in found] == expected


def test_place_counts_code_points_of_the_file_as_it_is(find: Find) -> None:
    start = TEXT.index("zwei")
    statement = entry("F1", f"passages: [{start}-{start + 12}]", "ex:a ex:p")
    assert find('ex:a ex:p "zwei Stunden" .', statement) == []


@pytest.mark.parametrize(
    ("name", "text", "named"),
    [
        ("Nordwind", "des Nordwinds", True),
        ("Deutschland", "die deutsche Seite", True),
        ("Cluster", "die Clusterkonferenz", True),
        ("Chor Nordwind", "Nordwind, ein Chor", True),
        ("Chor Nordwind", "der Chor", False),
        ("Bonn", "Bonbon", False),
        ("EU", "Euro", False),
        ("2020", "2021", False),
        ("12345", "12346", False),
        ("20201", "2020", False),
        ("2020", "2020er", True),
        ("M\u00fcller", "Mu\u0308llers", True),
        ("++", "a ++ b", True),
        ("++", "a b", False),
        ("", "a", False),
        ("", "", False),
        ("Kanalfest", "das Ka\u00adnalfest", True),
    ],
)
def test_name_is_found_in_any_form(name: str, text: str, named: bool) -> None:
    assert is_named(name, text) is named
