"""Statements and evidence that cannot be added: it is said why, and nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Run = Callable[..., CompletedProcess[str]]

NAMED = 'id:feast schema:name "Lichterfest"@de'

REFUSED = [
    (["--quote", "Lichterfest", NAMED], "2 times; choose with --occurrence: 1: 0-11 (line 1), 2:"),
    (["--quote", "Lichterfest", "--occurrence", "3", NAMED], "there is no occurrence 3"),
    (["--quote", "nirgends", NAMED], "report.txt does not have the words 'nirgends'"),
    (["--quote", "Kanal", "--passage", "76-87", NAMED], "not in the passage 76-87, but at"),
    (["--passage", "76-87", "--occurrence", "1", NAMED], "--occurrence goes with one --quote"),
    (
        ["--quote", "Kanal", "--quote", "300", "--occurrence", "1", NAMED],
        "--occurrence goes with one --quote",
    ),
    (["--quote", "Verein", "--quote", "nirgends", NAMED], "does not have the words 'nirgends'"),
    (["--quote", "300", "--quote", "Lichterfest", NAMED], "quote more words, or give places alone"),
    (["--passage", "0-11", "--passage", "12-9999", NAMED], "ends beyond report.txt"),
    (["--passage", "0-11", "--anaphora-quote", "nirgends", NAMED], "not have the words 'nirgends'"),
    (["--passage", "76-9999", NAMED], "ends beyond report.txt, which has 164 characters"),
    (["--passage", "87-76", NAMED], "the start is not before the end"),
    (["--passage", "x", NAMED], "is not a passage; write its first character"),
    (["--passage", "76-87", "--anaphora", "0-9999", NAMED], "ends beyond report.txt"),
    (["--passage", "76-87", "--document", "no.txt", NAMED], "no such document; there are report"),
    (["--passage", "76-87", "--document", "../project/data.ttl", NAMED], "not a plain file name"),
    ([NAMED], "no passage: name the words with --quote"),
    (["--passage", "0-11", "no:x a no:y"], "the prefix no: is not declared"),
    (["--passage", "0-11", "id:x"], "a predicate is missing"),
    (["--passage", "0-11", "id:x schema:name"], "a new statement needs an object"),
    (["--passage", "0-11", "id:x schema:name @de"], "a new statement needs an object"),
    (["--passage", "0-11", "--wording", "verbatim", 'id:x schema:name "Kanal"'], "word for word"),
    (["--entry", "F001", "--certainty", "implied", "--passage", "0-9", NAMED], "F001 is stated"),
    (["--certainty", "external", "--passage", "0-9", NAMED], "needs a source other than"),
    (["--language", "de", "--passage", "0-9", NAMED], "describes report.txt already"),
    (
        ["--quote", "Kanalfreunde", 'id:club schema:name "Kanalfreunde"@de'],
        "F001 supports this already: id:club schema:name",
    ),
    (
        ["--passage", "76-87", "id:walk a schema:Evnt"],
        "schema:Evnt is no class here; did you mean schema:Event?",
    ),
    (
        ["--passage", "26-37", 'id:feast schema:startDate "2031-05-03"'],
        '"2031-05-03" has no datatype; write "2031-05-03"^^xsd:date',
    ),
    (["--data", "other.ttl", "--passage", "0-11", NAMED], "not a file of this project's data"),
]


@pytest.mark.parametrize(("given", "said"), REFUSED, ids=[said for _, said in REFUSED])
def test_what_cannot_be_added_is_said_and_nothing_written(
    given: list[str], said: str, add: Run, files: Callable[[], dict[str, bytes]]
) -> None:
    before = files()
    done = add(*given)
    assert done.returncode == 2
    assert said in done.stderr
    assert files() == before


def test_errors_are_in_the_language_asked_for(add: Run) -> None:
    done = add("--lang", "de", "--quote", "nirgends", NAMED)
    assert "report.txt enthält die Worte 'nirgends' nicht" in done.stderr
    done = add("--lang=en", "--quote", "nirgends", NAMED)
    assert "report.txt does not have the words 'nirgends'" in done.stderr


def test_term_that_the_ontology_does_not_declare_is_refused(feast: Path, add: Run) -> None:
    (feast / "ontology").mkdir()
    declared = "@prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
    declared += "<https://schema.org/Event> a owl:Class .\n"
    (feast / "ontology/terms.ttl").write_text(declared, encoding="utf-8")
    done = add("--passage", "76-87", "id:walk a schema:Evnt")
    assert done.returncode == 2
    assert "schema:Evnt is not declared in the ontology; did you mean schema:Event?" in done.stderr


def test_text_is_refused_where_shapes_want_another_datatype(feast: Path, add: Run) -> None:
    (feast / "shapes").mkdir()
    shape = "@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
    shape += "<urn:x:S> sh:path <https://schema.org/size> ; sh:datatype <urn:x:Metres> .\n"
    (feast / "shapes/s.ttl").write_text(shape, encoding="utf-8")
    done = add("--passage", "98-107", 'id:feast schema:size "300"')
    assert done.returncode == 2
    assert '"300" has no datatype; write "300"^^<urn:x:Metres>' in done.stderr


def test_no_datatype_is_suggested_that_the_text_does_not_fit(feast: Path, add: Run) -> None:
    (feast / "shapes").mkdir()
    shape = (
        "@prefix sh: <http://www.w3.org/ns/shacl#> .\n<urn:x:S> sh:path <https://schema.org/size> ;"
    )
    shape += " sh:datatype <http://www.w3.org/2001/XMLSchema#date> .\n"
    (feast / "shapes/s.ttl").write_text(shape, encoding="utf-8")
    done = add("--passage", "98-107", 'id:feast schema:size "300"')
    assert done.returncode == 2
    assert "“300” is not a value of xsd:date" in done.stderr
    assert "has no datatype" not in done.stderr


@pytest.mark.parametrize(
    ("literal", "said"),
    [
        ('"16.9.2032"^^xsd:date', 'did you mean "2032-09-16"^^xsd:date'),
        ('"3 May"^^xsd:dat', "did you mean xsd:date?"),
        ('"many"^^xsd:integer', "“many” is not a value of xsd:integer"),
    ],
)
def test_ill_typed_literal_is_refused_with_what_was_meant(
    literal: str,
    said: str,
    add: Run,
    files: Callable[[], dict[str, bytes]],
    caplog: pytest.LogCaptureFixture,
) -> None:
    before = files()
    done = add("--quote", "3. Mai 2031", f"id:feast schema:startDate {literal}")
    assert done.returncode == 2
    assert said in done.stderr
    assert caplog.records == []
    assert files() == before


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("data.ttl", "# lost\nid:feast a schema:Event .", "comment would be lost"),
        ("data.ttl", "<feast> a schema:Event .", "a relative IRI"),
        ("data.ttl", "id:feast a", "data.ttl:"),
        ("evidence/report.yaml", "a: &x 1\nb: *x", "anchors and aliases"),
        ("evidence/report.yaml", "{document: {file: report.txt}, evidence: {}}", "a mapping is"),
        (
            "evidence/report.yaml",
            "document: {file: report.txt}\nevidence: {F1: {record: 'id:feast a schema:Event'}}",
            "written in braces",
        ),
    ],
)
def test_file_that_would_lose_content_is_not_written(
    name: str,
    text: str,
    said: str,
    feast: Path,
    add: Run,
    files: Callable[[], dict[str, bytes]],
) -> None:
    head = (feast / name).read_text() if name == "data.ttl" else ""
    (feast / name).write_text(head + text)
    before = files()
    done = add("--passage", "76-87", "--document", "report.txt", NAMED)
    assert done.returncode == 2
    assert said in done.stderr
    assert files() == before


def test_data_in_another_format_is_left_alone(feast: Path, add: Run) -> None:
    (feast / "data.ttl").rename(feast / "data.trig")
    done = add("--passage", "76-87", NAMED)
    assert done.returncode == 2
    assert "statements are added to Turtle (.ttl) only" in done.stderr


def test_other_document_under_the_recorded_name_is_refused(feast: Path, add: Run, cli: Run) -> None:
    cli(feast, "evidence", "digest", "--sources", "../sources")
    (feast.parent / "sources" / "report.txt").write_text("Lichterfest")
    done = add("--quote", "Lichterfest", NAMED)
    assert done.returncode == 2
    assert "is not the document that evidence/report.yaml records" in done.stderr


def test_file_of_another_document_is_not_overwritten(feast: Path, add: Run) -> None:
    (feast.parent / "sources" / "report.md").write_text("500 Gäste", encoding="utf-8")
    done = add("--quote", "500 Gäste", "id:feast schema:attendee 500")
    assert done.returncode == 2
    assert "evidence/report.yaml exists and is not on report.md" in done.stderr


def test_key_that_another_file_has_in_other_case_is_refused(
    feast: Path, add: Run, files: Callable[[], dict[str, bytes]]
) -> None:
    (feast.parent / "sources" / "other.txt").write_text("Licht!\n", encoding="utf-8")
    before = files()
    done = add("--document", "other.txt", "--quote", "Licht", "--entry", "f001", NAMED)
    assert done.returncode == 2
    assert "there are two entries" in done.stderr
    assert files() == before
