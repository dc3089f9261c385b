"""Answers as the serializer writes them, on their way out."""

from __future__ import annotations

import io
from io import BytesIO
from typing import BinaryIO, cast

import pytest
from patience import PATIENT
from tables import each

from schlaglicht.dataset.snapshot import Snapshot
from schlaglicht.engine import EnginePool, EngineQuery
from schlaglicht.engine.frames import PART_SIZE
from schlaglicht.engine.written_answer import NotInXmlError, SortedPrologue, XmlText
from schlaglicht.formats import (
    BOOLEAN_FORMATS,
    CSV,
    GRAPH_FORMATS,
    JSON,
    SOLUTIONS_FORMATS,
    TURTLE,
    Format,
)
from schlaglicht.rdf.private_forms import PrivateForms, RestoredText

PROLOGUE = b'@prefix b: <b:> .\n@prefix c: <c:> .\n@prefix a: <a:> .\na:x b:y "\n@prefix 0" .\n'
SORTED = b'@prefix a: <a:> .\n@prefix b: <b:> .\n@prefix c: <c:> .\na:x b:y "\n@prefix 0" .\n'
PREFIXES = {name: f"https://example.org/{name}/" for name in "abcdefgh"}


def written(*parts: bytes) -> bytes:
    output = io.BytesIO()
    prologue = SortedPrologue(cast(BinaryIO, output))
    for part in parts:
        prologue.write(part)
    prologue.close()
    return output.getvalue()


@pytest.mark.parametrize("size", [1, 2, 7, 9, 19, 1000])
def test_lines_of_prefixes_are_sorted_however_they_arrive(size: int) -> None:
    parts = [PROLOGUE[start : start + size] for start in range(0, len(PROLOGUE), size)]
    assert written(*parts) == SORTED


@pytest.mark.parametrize("content", [b"", b"<a:a> <b:b> 1 .\n", b"@prefix a: <a:> .\n", b"@pre"])
def test_everything_is_passed_on(content: bytes) -> None:
    assert written(content) == content


@pytest.mark.parametrize("form", GRAPH_FORMATS, ids=lambda form: form.name)
def test_every_process_writes_the_same_bytes(people: Snapshot, form: Format) -> None:
    query = EngineQuery("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", form, prefixes=PREFIXES)
    answers = set()
    for _ in range(4):
        with EnginePool(people, engines=1, limits=PATIENT) as pool:
            answers.add(b"".join(pool.stream(query)))
    assert len(answers) == 1


def as_xml(*parts: bytes) -> bytes:
    answer = io.BytesIO()
    text = XmlText(answer)
    for part in parts:
        text.write(part)
    return answer.getvalue()


def test_carriage_returns_are_references() -> None:
    assert as_xml(b"<a>1\r\n2</a>") == b"<a>1&#13;\n2</a>"


@pytest.mark.parametrize("character", ["\x00", "\x01", "\x0b", "\x1f", "\ufffe", "\uffff"])
def test_a_character_that_xml_does_not_have_is_named(character: str) -> None:
    with pytest.raises(NotInXmlError, match=f"the character U\\+{ord(character):04X}"):
        as_xml(f"<a>{character}</a>".encode())


def test_a_character_in_two_parts_is_found() -> None:
    with pytest.raises(NotInXmlError):
        as_xml(b"<a>\xef", b"\xbf", b"\xbe</a>")


def test_the_replacement_character_passes() -> None:
    assert as_xml("\ufffd\t".encode()) == "\ufffd\t".encode()


def test_an_element_without_a_name_is_found_across_parts() -> None:
    assert as_xml(b'<a:b xmlns:a="x:">c: d</a:b>')
    with pytest.raises(NotInXmlError, match="does not end in a name"):
        as_xml(b"<oxpre", b"fix: xmlns")


FORMS = PrivateForms("x-01234567-89abcdef", {"de-at": "de-AT", "en-gb": "en-GB"})
TEXT = (
    b'"007"^^<urn:x-01234567-89abcdef:urn:x> urn:x-0123 "x"@x-01234567-89abcdef-00000001--ltr xu'
    b' "y"@x-01234567-89abcdef-00000000\turn:'
)
RESTORED = b'"007"^^<urn:x> urn:x-0123 "x"@en-GB--ltr xu "y"@de-AT\turn:'


@each("size", [*range(1, 50), len(TEXT)])
def test_private_forms_are_restored_wherever_a_part_ends(size: int) -> None:
    file = BytesIO()
    restored = RestoredText(file, FORMS)
    for start in range(0, len(TEXT), size):
        restored.write(TEXT[start : start + size])
    restored.finish()
    assert file.getvalue() == RESTORED


def test_bytes_that_wait_count_as_written() -> None:
    restored = RestoredText(BytesIO(), FORMS)
    restored.write(b"u")
    assert restored.tell() == 1


NOBODY = "{ ?s <https://example.org/nothing> ?o }"
SELECTS_OF_NOTHING = {
    "no solution": f"SELECT * {NOBODY}",
    "no solution of no variable": "SELECT * { FILTER(false) }",
    "a count": f"SELECT (COUNT(*) AS ?n) {NOBODY}",
    "counts": "SELECT " + " ".join(f"(COUNT(?o) AS ?n{number})" for number in range(20)) + NOBODY,
    "a count and no maximum": f"SELECT (MAX(?o) AS ?m) (COUNT(?o) AS ?n) {NOBODY}",
    "a count and a mean and no sample": "SELECT (COUNT(*) AS ?a) (AVG(?o) AS ?b) "
    f"(SAMPLE(?o) AS ?c) {NOBODY}",
}
SELECTS_OF_SOMETHING = {
    "a solution": "SELECT * { ?s ?p ?o } LIMIT 1",
    "a solution of no variable": "SELECT * {}",
    "a count": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
    "a count and one of nothing": "SELECT (COUNT(?s) AS ?n) (COUNT(?x) AS ?m) { ?s ?p ?o }",
    "several zeros": "SELECT ?x { VALUES ?x { 0 0 } }",
    "a text of zeros": "SELECT ('00' AS ?x) {}",
}


def is_empty(pool: EnginePool, text: str, chosen: Format, most: int | None = None) -> bool:
    stream = pool.stream(EngineQuery(text, chosen, prefixes={"ex": "https://e.org/"}, most=most))
    b"".join(stream)
    return stream.is_empty


@each("chosen", SOLUTIONS_FORMATS, ids=lambda form: form.name)
@each("text", SELECTS_OF_NOTHING.values(), ids=SELECTS_OF_NOTHING.keys())
def test_select_that_finds_nothing_is_empty(
    people_pool: EnginePool, text: str, chosen: Format
) -> None:
    assert is_empty(people_pool, text, chosen)


@each("chosen", [form for form in SOLUTIONS_FORMATS if form is not CSV], ids=lambda x: x.name)
@each("values", ["{}", "{ VALUES ?y { 1 2 3 4 } }"])
def test_solutions_without_a_value_are_empty(
    people_pool: EnginePool, values: str, chosen: Format
) -> None:
    assert is_empty(people_pool, f"SELECT ?x ?z {values}", chosen)
    assert is_empty(people_pool, f"SELECT (MAX(?o) AS ?m) {NOBODY}", chosen)
    assert not is_empty(people_pool, f"SELECT ?x ?z {values[:-1]} BIND('' AS ?z) }}", chosen)


@each("chosen", SOLUTIONS_FORMATS, ids=lambda form: form.name)
@each("text", SELECTS_OF_SOMETHING.values(), ids=SELECTS_OF_SOMETHING.keys())
def test_select_that_finds_something_is_not_empty(
    people_pool: EnginePool, text: str, chosen: Format
) -> None:
    assert not is_empty(people_pool, text, chosen)


@pytest.mark.parametrize("chosen", BOOLEAN_FORMATS, ids=lambda form: form.name)
def test_ask_is_empty_when_it_is_false(people_pool: EnginePool, chosen: Format) -> None:
    assert is_empty(people_pool, f"ASK {NOBODY}", chosen)
    assert not is_empty(people_pool, "ASK {}", chosen)


@pytest.mark.parametrize("chosen", GRAPH_FORMATS, ids=lambda form: form.name)
def test_graph_is_empty_without_triples(people_pool: EnginePool, chosen: Format) -> None:
    assert is_empty(people_pool, f"CONSTRUCT {{ ?s ?o 1 }} WHERE {NOBODY}", chosen)
    assert not is_empty(people_pool, "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", chosen)


@pytest.mark.parametrize(
    ("text", "chosen"),
    [("SELECT * { ?s ?p ?o }", JSON), ("DESCRIBE <https://example.org/bob>", TURTLE)],
)
def test_beginning_of_an_answer_is_not_empty(
    people_pool: EnginePool, text: str, chosen: Format
) -> None:
    assert not is_empty(people_pool, text, chosen, most=10)


def test_answer_whose_last_bytes_are_like_an_empty_one_is_not_empty(
    people_pool: EnginePool,
) -> None:
    first = "x" * (PART_SIZE - len("n\r\n\r\n"))
    assert not is_empty(people_pool, f"SELECT ?n {{ VALUES ?n {{ '{first}' 'n' 0 }} }}", CSV)
