from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from schlaglicht.errors import ProjectError
from schlaglicht.evidence.add import Request, plan_addition
from schlaglicht.evidence.edit import write_changes
from schlaglicht.evidence.model import Passage
from schlaglicht.project import open_project

Run = Callable[..., CompletedProcess[str]]

NAMED = 'id:feast schema:name "Lichterfest"@de'


def evidence_in(feast: Path) -> str:
    return (feast / "evidence" / "report.yaml").read_bytes().decode()


def test_statement_and_evidence_are_in_both_files(feast: Path, add: Run, cli: Run) -> None:
    done = add("--quote", "Lichterfest", "--occurrence", "2", NAMED)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "F004 (report.txt 76-87): data.ttl, evidence/report.yaml written\n"
        '  verbatim id:feast schema:name "Lichterfest"@de\n'
    )
    data = (feast / "data.ttl").read_text(encoding="utf-8")
    assert data.endswith('id:feast\n    a schema:Event ;\n    schema:name "Lichterfest"@de .\n')
    assert data.startswith("# The festival.\n")
    assert (
        "\n  F004:\n    passages: [76-87]\n    verbatim:\n      - id:feast schema:name\n"
        in evidence_in(feast)
    )
    assert cli(feast, "evidence", "check", "--sources", "../sources", ".").returncode == 1
    cli(feast, "evidence", "digest", "--sources", "../sources")
    assert cli(feast, "evidence", "check", "--sources", "../sources", ".").returncode == 0
    assert cli(feast, "format", "--check", "data.ttl").returncode == 0


def test_other_lines_and_comments_of_the_evidence_stay(feast: Path, add: Run) -> None:
    before = evidence_in(feast)
    assert add("--quote", "300 Gäste", "--entry", "F002", "id:feast a schema:Festival").stderr == ""
    after = evidence_in(feast)
    added = "\n  F002:\n    passages: [98-107]\n    record:\n      - id:feast a schema:Festival\n"
    assert after.startswith(before + added)


def test_entry_gets_further_passages_and_statements(feast: Path, add: Run) -> None:
    statements = ('id:club schema:slogan "Licht!"', "id:feast schema:organizer id:club")
    assert add("--entry", "F001", "--passage", "23-40", *statements).stderr == ""
    assert (
        "    passages: [45-64, 23-40]\n"
        "    verbatim:\n"
        "      - id:club schema:name # as on the poster\n"
        "    record:\n"
        "      - id:club a schema:Organization\n"
        "    paraphrase:\n"
        "      - id:club schema:slogan\n"
        "      - id:feast schema:organizer\n"
    ) in evidence_in(feast)


def test_statement_that_is_there_is_not_added_twice(
    add: Run, files: Callable[[], dict[str, bytes]]
) -> None:
    before = files()
    done = add("--entry", "F001", 'id:club schema:name "Kanalfreunde"@DE')
    assert done.stdout == "F001: all of this is there already\n"
    assert files() == before


def test_short_statement_is_spelled_out_where_it_would_get_ambiguous(feast: Path, add: Run) -> None:
    assert (
        add("--quote", "Verein", "--occurrence", "1", 'id:club schema:name "Verein"@de').stderr
        == ""
    )
    text = evidence_in(feast)
    assert '- id:club schema:name "Kanalfreunde"@de # as on the poster\n' in text
    assert '- id:club schema:name "Verein"@de\n' in text


@pytest.mark.parametrize(
    ("statement", "wording"),
    [
        ('id:feast schema:name "ersten\nLichterfest"@de', None),
        ('id:feast schema:name "ersten Lichterfest"@de', "verbatim"),
        ('id:feast schema:name "first festival of lights"@en', "translation"),
        ('id:feast schema:name "Erstes Lichterfest"@de', "paraphrase"),
        ("id:feast schema:organizer id:club", "paraphrase"),
        ("id:feast schema:attendee 300", "paraphrase"),
        ("id:feast a schema:Festival", "record"),
    ],
)
def test_wording_is_that_which_the_passage_shows(
    statement: str, wording: str | None, feast: Path, add: Run
) -> None:
    done = add("--quote", "ersten Lichterfest", statement)
    if wording is None:
        assert done.returncode == 2
        return
    assert done.stderr == ""
    assert f"    passages: [69-87]\n    {wording}:\n" in evidence_in(feast)


@pytest.mark.parametrize(
    "places",
    [
        ("--quote", "300 Gäste", "--quote", "ersten Lichterfest"),
        ("--passage", "98-107", "--passage", "69-87"),
        ("--passage", "98-107", "--passage", "69-87", "--quote", "300 Gäste"),
    ],
)
def test_entry_rests_on_several_passages(places: tuple[str, ...], feast: Path, add: Run) -> None:
    assert add(*places, NAMED).stderr == ""
    assert "  F004:\n    passages: [69-87, 98-107]\n    verbatim:\n" in evidence_in(feast)


def test_words_name_the_passage_of_an_anaphora(feast: Path, add: Run) -> None:
    quoted = ("--quote", "300 Gäste", "--anaphora-quote", "ersten Lichterfest")
    assert add(*quoted, "id:feast schema:attendee 300").stderr == ""
    assert "    passages: [98-107]\n    anaphora: [69-87]\n" in evidence_in(feast)


def test_mistyped_words_in_several_documents_are_shown_what_is_like_them(
    feast: Path, add: Run
) -> None:
    (feast.parent / "sources" / "other.txt").write_text("Ganz anderes.", encoding="utf-8")
    done = add("--quote", "Rund 300 Gaeste kamen.", "id:feast schema:attendee 300")
    assert done.returncode == 2
    assert "none of the documents has the words 'Rund 300 Gaeste kamen.'" in done.stderr
    assert "report.txt 93-114, line 4: Rund 300 Gäste kamen." in done.stderr


def test_words_in_different_documents_are_no_entry(feast: Path, add: Run) -> None:
    (feast.parent / "sources" / "other.txt").write_text("Ganz anderes.", encoding="utf-8")
    done = add("--quote", "300 Gäste", "--quote", "Ganz anderes", NAMED)
    assert "no document has all of these words" in done.stderr


def test_document_without_evidence_gets_a_file(feast: Path, add: Run, cli: Run) -> None:
    (feast.parent / "sources" / "Zweiter Bericht.txt").write_text(
        "Das Fest\n\nEs kamen 500 Gäste.\n", encoding="utf-8"
    )
    options = ("--language", "de", "--work", "id:text-2", "--anaphora", "0-8")
    done = add("--quote", "500 Gäste", *options, 'id:feast schema:attendee "500 Gäste"@de')
    assert done.stderr == ""
    text = (feast / "evidence" / "Zweiter-Bericht.yaml").read_text(encoding="utf-8")
    assert "  file: Zweiter Bericht.txt\n  iri: id:Zweiter-Bericht\n  sha256: " in text
    assert "  language: de\n" in text
    assert "    id:text-2:\n      paragraph: [0-8, 10-29]\n" in text
    assert "  Z001:\n    passages: [19-28]\n    anaphora: [0-8]\n" in text
    digest = cli(
        feast,
        "evidence",
        "digest",
        "evidence/Zweiter-Bericht.yaml",
        "--check",
        "--sources",
        "../sources",
    )
    assert digest.returncode == 0


def test_iri_of_a_new_document_is_not_that_of_a_thing(feast: Path, add: Run) -> None:
    (feast.parent / "sources" / "feast.txt").write_text("500 Gäste", encoding="utf-8")
    assert add("--quote", "500 Gäste", "id:feast schema:attendee 500").stderr == ""
    assert "  iri: id:document-feast\n" in (feast / "evidence" / "feast.yaml").read_text()


def test_new_key_has_the_next_number_of_the_project(feast: Path, add: Run) -> None:
    (feast / "evidence" / "sources.yaml").write_text(
        "evidence:\n"
        "  F009: {certainty: external, sources: ['http://e.net/'], record: ['id:x a id:Y']}\n"
        "  online-99: {record: ['id:x a id:Z']}\n"
    )
    assert add("--passage", "76-87", NAMED).stdout.startswith("F010 (report.txt 76-87)")


def test_dry_run_prints_a_difference_and_writes_nothing(
    add: Run, files: Callable[[], dict[str, bytes]]
) -> None:
    before = files()
    done = add("--quote", "300 Gäste", "--dry-run", "id:feast schema:attendee 300")
    assert done.returncode == 0
    assert "--- a/data.ttl\n+++ b/data.ttl\n" in done.stdout
    assert "+    schema:attendee 300 .\n" in done.stdout
    assert "+  F004:\n" in done.stdout
    assert files() == before


def test_statement_given_twice_is_written_once(feast: Path, add: Run) -> None:
    assert add("--quote", "300 Gäste", *["id:feast schema:attendee 300"] * 2).stderr == ""
    assert evidence_in(feast).count("schema:attendee") == 1


def test_dry_run_without_changes_says_so(add: Run) -> None:
    done = add("--entry", "F001", "--dry-run", 'id:club schema:name "Kanalfreunde"@de')
    assert (done.returncode, done.stdout) == (0, "nothing to change\n")


@pytest.mark.parametrize(
    ("literal", "hint"),
    [
        ('"erstes Lichtrefest"@de', "is not in the passage word for word, but report.txt 69-87"),
        ('"erstes Lichtrefest"', "is not in the passage word for word, but report.txt 69-87"),
        ('"erstes Lichtrefest"@en', None),
        ('"ersten Lichterfest"@de', None),
        ('"Fest der Kanalfreunde"@de', None),
    ],
)
def test_slip_in_words_of_the_passage_is_hinted_at(
    literal: str, hint: str | None, add: Run
) -> None:
    done = add("--quote", "zum ersten Lichterfest ein", f"id:feast schema:slogan {literal}")
    assert done.returncode == 0
    assert ("word for word" in done.stdout) == (hint is not None)
    assert (hint or "") in done.stdout


def test_passage_that_cuts_a_word_is_hinted_at(add: Run) -> None:
    done = add("--passage", "79-87", "id:feast schema:attendee 300")
    assert "   79-87 begins or ends inside a word" in done.stdout
    done = add("--passage", "76-87", "--anaphora", "76-80", "id:feast schema:attendee 301")
    assert "   76-80 begins or ends inside a word" in done.stdout


def test_line_ends_and_byte_order_mark_stay(feast: Path, add: Run) -> None:
    path = feast / "evidence" / "report.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert add("--quote", "300 Gäste", "id:feast schema:attendee 300").stderr == ""
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf# What")
    assert content.count(b"\n") == content.count(b"\r\n")


def test_indentation_of_the_file_is_kept(feast: Path, add: Run) -> None:
    path = feast / "evidence" / "report.yaml"
    head, _, entries = path.read_text().partition("evidence:\n")
    wide = "".join(f"  {line}" if line.strip() else line for line in entries.splitlines(True))
    path.write_text(f"{head}evidence:\n{wide}")
    assert add("--quote", "300 Gäste", "id:feast schema:attendee 300").stderr == ""
    assert (
        "\n    F004:\n      passages: [98-107]\n      paraphrase:\n        - id:"
        in path.read_text()
    )
    assert add("--entry", "F004", "id:feast schema:capacity 400").stderr == ""


def test_lists_in_brackets_and_single_values_grow(feast: Path, add: Run) -> None:
    path = feast / "evidence" / "report.yaml"
    text = path.read_text().partition("evidence:\n")[0] + (
        "evidence:\n"
        "  F001:\n    passages: 45-64\n    verbatim: id:club schema:name\n"
        "    record: [id:club a schema:Organization]\n"
        "  F002:\n    passages:\n      - 76-87\n    record:\n    - id:feast a schema:Event\n"
    )
    path.write_text(text)
    statements = ('id:club schema:slogan "Verein"', "id:club a schema:NGO")
    assert add("--entry", "F001", "--passage", "41-51", *statements).stderr == ""
    assert add("--entry", "F002", "--passage", "69-75", "id:feast a schema:Festival").stderr == ""
    assert path.read_text().partition("evidence:\n")[2].partition("\n\n")[0] == (
        "  F001:\n    passages: [45-64, 41-51]\n    verbatim:\n      - id:club schema:name\n"
        "      - id:club schema:slogan\n"
        "    record: [id:club a schema:Organization, id:club a schema:NGO]\n"
        "  F002:\n    passages:\n      - 76-87\n      - 69-75\n"
        "    record:\n    - id:feast a schema:Event\n    - id:feast a schema:Festival"
    )


def test_text_that_yaml_would_misread_is_in_quotes(feast: Path, add: Run, cli: Run) -> None:
    name = 'id:club schema:slogan "Es werde: Licht # \'heute\'" , "Licht"'
    assert add("--quote", "Verein", "--occurrence", "1", name).stderr == ""
    assert cli(feast, "evidence", "list", "--entry", "F004").returncode == 0
    assert "''heute''" in evidence_in(feast)


def test_empty_evidence_gets_its_first_entry(feast: Path, add: Run) -> None:
    path = feast / "evidence" / "report.yaml"
    path.write_text("document: {file: report.txt}\nevidence: {}\n")
    assert add("--quote", "300 Gäste", "id:feast schema:attendee 300").stderr == ""
    assert path.read_text().startswith(
        "document: {file: report.txt}\nevidence:\n  R001:\n    passages: [98-107]\n"
    )


def test_each_document_has_keys_of_its_own(feast: Path, add: Run) -> None:
    for name, key in (("falter.txt", "FA001"), ("Öre 7.txt", "O001"), ("12.txt", "D001")):
        (feast.parent / "sources" / name).write_text(f"In {name} kamen viele.")
        given = ("--document", name, "--passage", "0-5")
        done = add(*given, f"id:{key} schema:attendee 500")
        assert done.stdout.startswith(f"{key} ({name} 0-5)")
        done = add(*given, f"id:{key} schema:attendee 600")
        assert done.stdout.startswith(f"{key[:-1]}2 ({name} 0-5)")


def test_ill_typed_literal_of_the_data_is_not_logged(
    feast: Path, add: Run, cli: Run, caplog: pytest.LogCaptureFixture
) -> None:
    with (feast / "data.ttl").open("a", encoding="utf-8") as data:
        data.write('id:x schema:y "x"^^<http://www.w3.org/2001/XMLSchema#date> .\n')
    assert add("--quote", "300 Gäste", "id:feast schema:attendee 300").stderr == ""
    for given in (("list", "--entry", "F001"), ("locate", "Kanal", "--sources", "../sources")):
        assert cli(feast, "evidence", *given).stderr == ""
    assert caplog.records == []


def test_statement_goes_into_the_file_of_its_subject(feast: Path, add: Run) -> None:
    (feast / "data").mkdir()
    head, _, feast_data = (feast / "data.ttl").read_text().rpartition("\n\n")
    prefixes = head.partition("id:club")[0]
    (feast / "data.ttl").write_text(f"{head}\n")
    (feast / "data" / "feast.ttl").write_text(prefixes + feast_data)
    assert add("--passage", "76-87", NAMED).stderr == ""
    assert "Lichterfest" in (feast / "data" / "feast.ttl").read_text()
    new = "id:new schema:slogan 'x'".replace("'", '"')
    assert "name one with --data: " in add("--passage", "76-87", new).stderr
    assert add("--passage", "76-87", "--data", "data.ttl", new).stderr == ""
    assert "id:new" in (feast / "data.ttl").read_text()


def test_of_two_additions_at_once_none_is_lost(feast: Path) -> None:
    """Each is planned before the other is written."""
    project = open_project([feast])
    first, second = (
        plan_addition(
            project,
            Request(
                (f'id:{name} schema:slogan "Licht!"@de',),
                feast.parent / "sources",
                passages=(Passage(0, 20),),
            ),
        )
        for name in ("club", "feast")
    )
    write_changes(project, first.changes)
    written = evidence_in(feast)
    with pytest.raises(ProjectError, match="changed by someone else"):
        write_changes(project, second.changes)
    assert evidence_in(feast) == written
