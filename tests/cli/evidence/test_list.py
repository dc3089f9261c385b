from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Run = Callable[..., CompletedProcess[str]]
CLUB = (
    "F001 stated report.txt 45-64\n"
    '  verbatim id:club schema:name "Kanalfreunde"@de\n'
    "  record id:club a schema:Organization\n"
)


@pytest.fixture
def listed(feast: Path, cli: Run) -> Run:
    """Lists evidence of the project."""
    return lambda *given: cli(feast, "evidence", "list", *given)


@pytest.mark.parametrize(
    "given",
    [
        ("--passage", "40-46"),
        ("--passage", "63-65", "--document", "report.txt"),
        ("--entry", "F001"),
        ("--thing", "id:club"),
        ("--thing", "https://example.org/id/club"),
    ],
)
def test_entry_is_listed_with_its_statements(given: tuple[str, ...], listed: Run) -> None:
    done = listed(*given)
    assert (done.returncode, done.stdout) == (0, CLUB)


@pytest.mark.parametrize("given", [("--passage", "64-76"), ("--thing", "id:nobody")])
def test_nothing_to_list_exits_1(given: tuple[str, ...], listed: Run) -> None:
    done = listed(*given)
    assert (done.returncode, done.stdout) == (1, "no statement rests on it\n")
    assert listed(*given, "--format", "json").stdout == "[]\n"


def test_json_has_terms_of_ntriples(listed: Run) -> None:
    (entry,) = json.loads(listed("--entry", "F001", "--format", "json").stdout)
    assert entry["passages"] == [{"start": 45, "end": 64}]
    assert entry["statements"][0] == {
        "wording": "verbatim",
        "subject": "<https://example.org/id/club>",
        "predicate": "<https://schema.org/name>",
        "object": '"Kanalfreunde"@de',
    }


def test_words_of_the_passages_are_shown_from_the_documents(feast: Path, listed: Run) -> None:
    path = feast / "evidence" / "report.yaml"
    path.write_text(path.read_text().replace("[45-64]", "[45-64]\n    anaphora: [22-75]"))
    done = listed("--entry", "F001", "--sources", "../sources")
    assert done.stdout.splitlines()[:3] == [
        "F001 stated report.txt 45-64",
        "  45-64: Verein Kanalfreunde",
        "  anaphora 22-75: Am 3. Mai 2031 lud der Verein Kanalfreunde zum ersten",
    ]
    assert (
        "freunde zum"
        not in listed("--entry", "F001", "--sources", "../sources", "--format", "json").stdout
    )


def test_sentences_without_a_statement_are_listed_without_their_words(listed: Run) -> None:
    done = listed("--uncovered", "--sources", "../sources")
    assert done.returncode == 0
    assert done.stdout.splitlines() == [
        "1. 0-20 id:text-headline, 20 characters",
        "3. 93-114 id:text-paragraph-1, 21 characters",
        "4. 116-163 id:text-paragraph-2, 47 characters",
        "report.txt: statements rest on 1 of 4 sentences (25 %), their passages have 21 % of it",
    ]


def test_uncovered_sentences_as_json(listed: Run) -> None:
    done = listed("--uncovered", "--sources", "../sources", "--format", "json")
    (coverage,) = json.loads(done.stdout)
    assert (coverage["sentences"], coverage["covered"]) == (4, 1)
    assert coverage["uncovered"][1] == {
        "number": 3,
        "start": 93,
        "end": 114,
        "length": 21,
        "block": "https://example.org/id/text-paragraph-1",
    }
    assert "Gäste" not in done.stdout


def test_document_that_no_evidence_is_on_is_all_uncovered(feast: Path, listed: Run) -> None:
    (feast.parent / "sources" / "new.txt").write_text("Ein Satz. Noch einer.")
    done = listed("--uncovered", "--sources", "../sources", "--document", "new.txt")
    assert done.stdout.startswith("1. 0-9, 9 characters\n2. 10-21, 11 characters\n")
    assert "0 of 2 sentences (0 %)" in done.stdout


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ((), "use one of --passage, --entry, --thing and --uncovered"),
        (("--entry", "F001", "--thing", "id:x"), "use one of"),
        (("--uncovered",), "--uncovered needs --sources"),
        (("--entry", "F001", "--sources", ".."), "no such document"),
        (("--entry", "F001", "--document", "x"), "--document goes with"),
        (("--entry", "F0O1"), "no entry 'F0O1' in the evidence; did you mean F001?"),
        (("--thing", "no:x"), "--thing: the prefix no: is not declared"),
        (("--passage", "9"), "'9' is not a passage"),
        (("--passage", "0-9", "--document", "reprot.txt"), "did you mean report.txt?"),
        (("--uncovered", "--sources", "no"), "no such folder"),
    ],
)
def test_question_without_an_answer_is_refused(
    given: tuple[str, ...], said: str, listed: Run
) -> None:
    done = listed(*given)
    assert done.returncode == 2
    assert said in done.stderr


@pytest.mark.parametrize("given", [("--entry", "F001"), ("--passage", "0-1", "--document", "x")])
def test_no_name_of_a_document_steers_a_terminal(
    feast: Path, cli: Run, given: tuple[str, ...]
) -> None:
    path = feast / "evidence" / "report.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("report.txt ", '"\\e[31mreport.txt" '), encoding="utf-8")
    done = cli(feast, "evidence", "list", *given)
    assert "\ufffd[31mreport.txt" in done.stdout + done.stderr
    assert "\x1b" not in done.stdout + done.stderr
