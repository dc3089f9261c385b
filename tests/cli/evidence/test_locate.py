from __future__ import annotations

import json
import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Run = Callable[..., CompletedProcess[str]]


@pytest.fixture
def locate(feast: Path, cli: Run) -> Run:
    """Locates words in the documents of the project; more arguments follow."""
    return lambda *given: cli(feast, "evidence", "locate", "--sources", "../sources", *given)


def test_words_are_found_with_line_digest_and_text_block(locate: Run) -> None:
    done = locate("300 Gäste")
    assert done.returncode == 0
    digest = sha256("300 Gäste".encode()).hexdigest()
    assert done.stdout == (f"report.txt 98-107\n   line 4, id:text-paragraph-1, SHA-256 {digest}\n")


def test_white_space_in_the_words_matches_a_line_end(locate: Run) -> None:
    assert locate("Kanalfreunde \t zum").stdout.startswith("report.txt 52-68\n")


def test_soft_hyphens_of_a_document_do_not_count(feast: Path, locate: Run) -> None:
    (feast.parent / "sources" / "soft.txt").write_text("Ein Ka\u00adnal.", encoding="utf-8")
    assert locate("Kanal.").stdout.startswith("soft.txt 4-11\n")


def test_ligatures_of_a_document_count_as_their_letters(feast: Path, locate: Run) -> None:
    (feast.parent / "sources" / "set.txt").write_text(
        "Das \ufb01nale Gra\ufb03to.", encoding="utf-8"
    )
    assert locate("finale Graffito").stdout.startswith("set.txt 4-16\n")


@pytest.mark.parametrize(
    ("words", "cuts"),
    [("Licht", True), ("fest ein", True), ("3. Mai", False), ("am Kanal\n", False)],
)
def test_words_that_begin_or_end_inside_a_word_are_told(
    words: str, cuts: bool, locate: Run
) -> None:
    assert ("begins or ends inside a word" in locate(words).stdout) == cuts


def test_every_occurrence_is_numbered(locate: Run) -> None:
    lines = locate("Lichterfest").stdout.splitlines()
    assert lines[::2] == ["1. report.txt 0-11", "2. report.txt 76-87"]


def test_words_that_are_not_there_exit_1_and_show_what_is_like_them(locate: Run) -> None:
    done = locate("rund 300 Gaeste kamen")
    assert done.returncode == 1
    assert "report.txt 93-114, line 4, id:text-paragraph-1\n   Rund 300 Gäste kamen." in done.stdout


def test_near_match_ends_at_whole_words(locate: Run) -> None:
    near = json.loads(locate("erein will das Fest nun jedes Jah", "--format", "json").stdout)
    assert near["found"][0]["start"] == 121
    near = json.loads(locate("erein wil das Fest nun jedes Jah", "--format", "json").stdout)
    assert (near["near"][0]["start"], near["near"][0]["end"]) == (120, 155)


def test_json_has_places_and_no_words(locate: Run) -> None:
    done = locate("300 Gästee", "--format", "json")
    assert done.returncode == 1
    near = json.loads(done.stdout)["near"][0]
    assert near["likeness"] > 90
    assert near["blocks"] == [
        {
            "iri": "https://example.org/id/text-paragraph-1",
            "work": "https://example.org/id/text",
        }
    ]
    assert "Gäste" not in done.stdout


def test_answer_is_in_german(locate: Run) -> None:
    assert "Zeile 4" in locate("300 Gäste", "--lang", "de").stdout


def test_document_narrows_the_search(feast: Path, locate: Run) -> None:
    (feast.parent / "sources" / "other.txt").write_text("300 Gäste", encoding="utf-8")
    both = locate("300 Gäste").stdout
    assert "other.txt" in both
    assert "report.txt" in both
    assert "report.txt" not in locate("300 Gäste", "--document", "other.txt").stdout


def test_words_are_found_outside_of_a_project(feast: Path, cli: Run) -> None:
    done = cli(feast.parent, "evidence", "locate", "Kanal", "--sources", "sources")
    assert done.returncode == 0
    assert "id:" not in done.stdout


@pytest.mark.parametrize("name", ["../secret.txt", "/etc/hostname", "..", "a\\b", "no.txt", "a\0b"])
def test_name_that_is_no_file_of_the_folder_is_refused(name: str, feast: Path, locate: Run) -> None:
    (feast.parent / "secret.txt").write_text("Geheim")
    done = locate("Geheim", "--document", name)
    assert done.returncode == 2
    assert "Geheim" not in done.stdout + done.stderr


def test_link_that_leads_out_of_the_folder_is_not_read(feast: Path, locate: Run) -> None:
    (feast.parent / "secret.txt").write_text("Geheim")
    (feast.parent / "sources" / "link.txt").symlink_to("../secret.txt")
    assert locate("Geheim").returncode == 1
    done = locate("Geheim", "--document", "link.txt")
    assert done.returncode == 2
    assert "a link that leads out of ../sources" in done.stderr


@pytest.mark.parametrize("content", [b"\xff\xfeK\0a\0n\0a\0l\0", b"Kanal\0\1\2", b"Kanal \xe4"])
def test_binary_files_are_passed_over_and_refused_by_name(
    content: bytes, feast: Path, locate: Run
) -> None:
    (feast.parent / "sources" / "image.bin").write_bytes(content)
    assert "image.bin" not in locate("Kanal").stdout
    done = locate("Kanal", "--document", "image.bin")
    assert done.returncode == 2
    assert "not a text file in UTF-8; save it as UTF-8" in done.stderr


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_named_pipe_is_not_waited_for(feast: Path, locate: Run) -> None:
    os.mkfifo(feast.parent / "sources" / "pipe.txt")
    assert locate("300 Gäste").returncode == 0
    assert locate("300 Gäste", "--document", "pipe.txt").returncode == 2


@pytest.mark.parametrize("quote", ["", " \n\t", "\u00ad"])
def test_words_without_a_word_are_refused(quote: str, locate: Run) -> None:
    done = locate(quote)
    assert done.returncode == 2
    assert "the quote is empty" in done.stderr


def test_huge_quote_is_refused(locate: Run) -> None:
    done = locate("Kanal " * 20_000)
    assert done.returncode == 2
    assert "more than 100,000 characters" in done.stderr


def test_long_quote_is_looked_up_in_a_long_document(
    feast: Path, run_bounded: Callable[[str], CompletedProcess[str]]
) -> None:
    long = feast.parent / "sources" / "long.txt"
    long.write_text("ein Wort nach dem andern, " * 400_000, encoding="utf-8")
    done = run_bounded(
        "from schlaglicht.cli import run\n"
        f"print(run(['evidence', 'locate', 'anders ' * 9000, '--sources', {str(long.parent)!r}]))"
    )
    assert done.stdout.endswith("too many to look for what is like them; quote fewer\n1\n")


def test_control_characters_of_a_document_do_not_reach_the_terminal(
    feast: Path, locate: Run
) -> None:
    (feast.parent / "sources" / "evil.txt").write_text("Grüße \x1b[31maus\u202e Köln heute")
    done = locate("Grüße aus Köln heute", "--document", "evil.txt")
    assert "Köln" in done.stdout
    assert "\x1b" not in done.stdout
    assert "\u202e" not in done.stdout


def test_folder_without_documents_is_an_error(feast: Path, cli: Run) -> None:
    (feast.parent / "empty").mkdir()
    done = cli(feast, "evidence", "locate", "x", "--sources", "../empty")
    assert done.returncode == 2
    assert "no text files here" in done.stderr
    done = cli(feast, "evidence", "locate", "x", "--sources", "../nowhere")
    assert done.returncode == 2
    assert "no such folder" in done.stderr
