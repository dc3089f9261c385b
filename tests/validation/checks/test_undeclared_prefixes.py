"""IRIs of properties and classes that come of an undeclared prefix, or of no base."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from schlaglicht.project import open_project
from schlaglicht.validation.pipeline import validate
from schlaglicht.validation.report import Severity, ValidationReport, ValidationResult

EX = "https://example.org/"
CONTEXT = {
    "ex": EX,
    "bare": "https://example.org/terms",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

Check = Callable[..., list[ValidationResult]]


@pytest.fixture
def check(tmp_path: Path) -> Check:
    """What the rule says of files: Turtle behind a prefix, or JSON-LD with CONTEXT."""

    def check_empty_files(**files: object) -> list[ValidationResult]:
        for name, content in files.items():
            part, _, ending = name.rpartition("_")
            path = tmp_path / f"{part.replace('__', '/')}.{ending}"
            path.parent.mkdir(exist_ok=True)
            if isinstance(content, Mapping):
                content = json.dumps({"@context": CONTEXT, **content})
            elif ending == "ttl":
                content = f"@prefix ex: <{EX}> .\n{content}"
            path.write_text(str(content), encoding="utf-8")
        results = validate(open_project([tmp_path])).results
        return [result for result in results if result.code == "iri-unresolved"]

    return check_empty_files


def texts(results: list[ValidationResult]) -> list[str]:
    """What stands at the places of the results."""
    return [
        result.place.path.read_text().splitlines()[result.place.line - 1][
            result.place.column - 1 : result.place.end_column - 1
        ]
        for result in results
        if result.place
    ]


UNMEANT: Mapping[str, tuple[object, str, str]] = {
    "class in JSON-LD": ({"@id": EX, "@type": "exx:T"}, '"exx:T"', "did you mean ex:T?"),
    "property in JSON-LD": ({"@id": EX, "exx:d": 1}, '"exx:d"', "did you mean ex:d?"),
    "well known prefix": (
        {"@id": EX, "foaf:name": "x"},
        '"foaf:name"',
        "declare the prefix: foaf stands for <http://xmlns.com/foaf/0.1/>",
    ),
    "what is no URI of a place": (
        {"@id": EX, "geo:lat": 1},
        '"geo:lat"',
        "declare the prefix: geo stands for <http://www.opengis.net/ont/geosparql#>",
    ),
    "definition that is not a prefix": (
        {"@id": EX, "bare:d": 1},
        '"bare:d"',
        (
            "the context defines bare as <https://example.org/terms>; "
            "with / or # at its end it becomes a prefix"
        ),
    ),
    "prefix like no other": (
        {"@id": EX, "voc:d": 1},
        '"voc:d"',
        "declare the prefix voc:, or write the IRI in full",
    ),
    "relative in JSON-LD": (
        {"@id": EX, "@type": "T"},
        '"T"',
        "say with @vocab in the context which namespace classes and properties are in",
    ),
    "prefix in angle brackets": ("ex:a <ex:d> 1 .", "<ex:d>", "did you mean ex:d?"),
    "undeclared in angle brackets": ("ex:a <exx:d> 1 .", "<exx:d>", "did you mean ex:d?"),
    "class in Turtle": ("ex:a a <exx:T> .", "<exx:T>", "did you mean ex:T?"),
    "relative in Turtle": (
        "ex:a a <T> .",
        "<T>",
        "declare a base (@base), or write the IRI in full",
    ),
    "relative beside the right one": (
        "ex:a a <T> . ex:b a ex:T .",
        "<T>",
        "did you mean ex:T?",
    ),
    "in the document": (
        "ex:a <#d> 1 .",
        "<#d>",
        "declare a base (@base), or write the IRI in full",
    ),
}


@pytest.mark.parametrize(("data", "text", "help_"), UNMEANT.values(), ids=UNMEANT.keys())
def test_iri_that_nobody_meant_is_a_warning_where_it_stands(
    data: object, text: str, help_: str, check: Check
) -> None:
    results = check(**{"data_jsonld" if isinstance(data, Mapping) else "data_ttl": data})
    assert texts(results) == [text]
    assert results[0].severity is Severity.WARNING
    assert results[0].helps["en"] == help_


FINE: Mapping[str, str] = {
    "schemes that name things": "ex:a <urn:x:d> 1 ; <tag:example.org,2020:d> 1 ; <did:web:d> 1 .",
    "scheme of one's own": "ex:a <x-voc:d> 1 .",
    "authority": "ex:a <app://voc/d> 1 ; a <HTTPS://example.org/T> .",
    "base": "@base <https://example.org/> . <a> a <T> ; <d> 1 .",
    "things": "<a> ex:p <exx:b> . <exx:b> ex:p <mailto:x@example.org> .",
    "property that is described": "ex:a <exx:d> 1 . <exx:d> ex:p 1 .",
}


@pytest.mark.parametrize("data", FINE.values(), ids=FINE.keys())
def test_these_are_fine(data: str, check: Check) -> None:
    assert texts(check(data_ttl=data)) == []


def test_json_ld_with_a_vocabulary_is_fine(check: Check) -> None:
    assert check(data_jsonld={"@context": {"@vocab": EX}, "@id": "a", "@type": "T", "d": 1}) == []


def test_term_that_the_ontology_describes_is_fine(check: Check) -> None:
    ontology = "<exx:d> a <http://www.w3.org/1999/02/22-rdf-syntax-ns#Property> ."
    assert check(data_ttl="ex:a <exx:d> 1 .", ontology__o_ttl=ontology) == []


def test_term_that_a_shape_names_is_fine(check: Check) -> None:
    shapes = (
        "@prefix : <#> . @prefix sh: <http://www.w3.org/ns/shacl#> .\n"
        ":S sh:targetClass :T ; sh:property [ sh:path ( :d :e ) ; sh:minCount 1 ] .\n"
    )
    assert texts(check(data_ttl=f"{shapes}:a a :T ; :d :b . :b :e 1 ; :f 2 .")) == [":f"]


def test_many_uses_are_one_result_at_the_first(check: Check) -> None:
    data = "\n".join(f"ex:n{n} a <T> ; <exx:d> {n} ." for n in range(20))
    results = check(data_ttl=data)
    assert [result.place.line for result in results if result.place] == [2, 2]
    assert all("(times used: 20)" in result.messages["en"] for result in results)


def test_rdfxml_is_told_of_its_own_base(check: Check) -> None:
    data = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n'
        f'<rdf:Description rdf:about="{EX}"><rdf:type rdf:resource="T"/></rdf:Description>\n'
        "</rdf:RDF>\n"
    )
    (result,) = check(data_rdf=data)
    assert "(xml:base)" in result.helps["en"]


def test_shapes_and_ontology_are_looked_at(check: Check) -> None:
    results = check(
        data_ttl="ex:a ex:d 1 .", ontology__o_ttl="ex:d a <T> .", shapes__s_ttl="ex:S <exx:d> 1 ."
    )
    assert texts(results) == ["<T>", "<exx:d>"]


def test_term_is_not_called_undeclared_too(report_on: Callable[..., ValidationReport]) -> None:
    report = report_on(data="ex:a <voc:d> 1 .", ontology="ex:e a rdf:Property .")
    assert [result.code for result in report.results] == ["iri-unresolved"]


def test_what_the_ontology_misses_gravely_is_said_once(
    report_on: Callable[..., ValidationReport],
) -> None:
    ontology = "<voc:dates> a rdf:Property ."
    report = report_on(data="ex:a <voc:datse> 1 .", ontology=ontology)
    assert [result.code for result in report.results] == ["unknown-term"]
