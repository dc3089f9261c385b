from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from schlaglicht.errors import ProjectError
from schlaglicht.project import open_project
from schlaglicht.questions import read_question, read_questions

HEADER = """\
# title@de: Wann war es?
# title@en: When was it?
# description@en: The first line
# description@en: and the second.

SELECT * { ?s ?p ?o } # title@fr: Pas un titre
# title@it: Neanche
"""


@pytest.fixture
def question_file(tmp_path: Path) -> Path:
    path = tmp_path / "when.rq"
    path.write_text(HEADER, encoding="utf-8")
    return path


def test_question_is_named_after_its_file(question_file: Path) -> None:
    assert read_question(question_file).name == "when"


def test_titles_are_read_by_language(question_file: Path) -> None:
    assert read_question(question_file).titles == {"de": "Wann war es?", "en": "When was it?"}


def test_repeated_key_continues_the_text(question_file: Path) -> None:
    assert read_question(question_file).descriptions == {"en": "The first line and the second."}


def test_a_header_is_read_in_time_in_proportion_to_its_length(
    run_bounded: Callable[[str], subprocess.CompletedProcess[str]],
) -> None:
    text = '"# title@de: " + "x" * 2**22 + "\\n# title@de: a" * 300_000 + "\\n"'
    program = (
        f"from schlaglicht.questions import read_header\ntitles = read_header({text}).titles\n"
    )
    assert run_bounded(f"{program}print(len(titles['de']))").stdout == f"{2**22 + 600_000}\n"


def test_comments_after_the_first_query_line_are_no_header(question_file: Path) -> None:
    assert {"fr", "it"}.isdisjoint(read_question(question_file).titles)


def test_text_is_the_whole_file(question_file: Path) -> None:
    assert read_question(question_file).text == HEADER


def test_byte_order_mark_is_not_part_of_the_text(tmp_path: Path) -> None:
    path = tmp_path / "bom.rq"
    path.write_bytes(b"\xef\xbb\xbf# title@de: Ja\nASK {}\n")
    assert read_question(path).titles == {"de": "Ja"}


def test_question_without_header_has_no_title(tmp_path: Path) -> None:
    path = tmp_path / "bare.rq"
    path.write_text("ASK {}", encoding="utf-8")
    assert read_question(path).titles == {}


def test_file_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    path = tmp_path / "latin.rq"
    path.write_bytes("# title@de: Schön".encode("latin-1"))
    with pytest.raises(ProjectError, match=r"latin\.rq: not UTF-8 at byte 15"):
        read_question(path)


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match=r"none\.rq: No such file"):
        read_question(tmp_path / "none.rq")


def test_questions_of_a_project_come_in_the_order_of_their_files(tmp_path: Path) -> None:
    (tmp_path / "data.ttl").write_text("<a:a> <a:b> <a:c> .", encoding="utf-8")
    (tmp_path / "queries").mkdir()
    for name in ("q02", "q01"):
        (tmp_path / "queries" / f"{name}.rq").write_text("ASK {}", encoding="utf-8")
    project = open_project([tmp_path])
    assert [question.name for question in read_questions(project)] == ["q01", "q02"]
