from pathlib import Path

import pytest

from schlaglicht.rdf.reading.parse import read_lines_and_prefixes

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


def declared(folder: Path, name: str, text: str) -> dict[str, str]:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return dict(read_lines_and_prefixes(file)[1])


@pytest.mark.parametrize("name", ["a.ttl", "a.trig"])
def test_every_declaration_in_turtle_is_read(name: str, tmp_path: Path) -> None:
    text = (
        "# @prefix comment: <x:comment/> .\n@prefix a: <x:a/> . prefix : <x:b/>\n"
        'a:x a:p "@prefix text: <x:text/> ." .\nPREFIX late: <x:late/> late:x a:p 1 .'
    )
    assert declared(tmp_path, name, text) == {"a": "x:a/", "": "x:b/", "late": "x:late/"}


def test_the_last_of_two_declarations_counts(tmp_path: Path) -> None:
    text = "@prefix a: <x:1/> . a:x a:p 1 . @prefix a: <x:2/> . a:x a:p 1 ."
    assert declared(tmp_path, "a.ttl", text) == {"a": "x:2/"}


def test_relative_namespace_is_resolved(tmp_path: Path) -> None:
    text = "@base <https://example.org/x/> . @prefix a: <y#> . a:x a:p 1 ."
    assert declared(tmp_path, "a.ttl", text) == {"a": "https://example.org/x/y#"}


def test_namespaces_of_xml_are_read_at_every_element(tmp_path: Path) -> None:
    text = (
        '<!DOCTYPE r [<!ENTITY e "x:e/">]>\n'
        f'<rdf:RDF xmlns:rdf="{RDF}" xmlns="x:own/" xmlns:e="&e;"><!-- xmlns:no="x:no/" -->'
        '<rdf:Description rdf:about="x:s"><in:p xmlns:in="x:in/">1</in:p></rdf:Description>'
        "</rdf:RDF>"
    )
    expected = {"rdf": RDF, "": "x:own/", "e": "x:e/", "in": "x:in/"}
    assert declared(tmp_path, "a.rdf", text) == expected


def test_names_of_a_context_are_prefixes_only_with_an_ending_of_one(tmp_path: Path) -> None:
    text = (
        '{"@context": [{"a": "x:a/", "name": "a:name"}, {"b": {"@id": "a:b#", "@prefix": true}}],'
        ' "@id": "a:x", "name": "Ada", "b:p": 1}'
    )
    assert declared(tmp_path, "a.jsonld", text) == {"a": "x:a/", "b": "x:a/b#"}


def test_contexts_in_a_list_are_read(tmp_path: Path) -> None:
    things = ",".join(
        f'{{"@context": {{"{prefix}": "x:{prefix}/"}}, "@id": "{prefix}:x", "{prefix}:p": 1}}'
        for prefix in ("a", "b")
    )
    assert declared(tmp_path, "a.jsonld", f" [{things}]") == {"a": "x:a/", "b": "x:b/"}


def test_lines_of_triples_declare_nothing(tmp_path: Path) -> None:
    assert declared(tmp_path, "a.nt", '<x:s> <x:p> "@prefix a: <x:a/> ." .\n') == {}
