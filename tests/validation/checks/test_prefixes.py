"""Prefixes in the files of a project."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from schlaglicht.project import open_project
from schlaglicht.validation.pipeline import validate
from schlaglicht.validation.report import Severity, ValidationReport, ValidationResult

HEADER_LINES = 6

ReportOn = Callable[..., ValidationReport]

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
ONE = "@prefix a: <https://one.example/> .\na:x a:p 1 .\n"
TWO = "@prefix a: <https://two.example/> .\na:x a:p 1 .\n"
JSON = (
    '{"@context": {"b": "https://b.example/",\n "a": "https://two.example/"},\n'
    '"@id": "a:x", "a:p": 1}'
)
XML = (
    f'<rdf:RDF xmlns:rdf="{RDF}"\n xmlns:a="https://two.example/">'
    '<rdf:Description rdf:about="x:s"><a:p>1</a:p></rdf:Description></rdf:RDF>'
)


def ambiguous(folder: Path, files: dict[str, str]) -> list[tuple[str, int, int]]:
    """The places of declarations that disagree with what the project understands."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    results = validate(open_project([folder])).results
    places = [r.place for r in results if r.code == "prefix-ambiguous"]
    return [(place.path.name, place.line, place.column) for place in places if place]


def test_second_prefix_of_a_namespace_is_told(report_on: ReportOn) -> None:
    report = report_on(data="@prefix e: <https://example.org/> .\ne:a ex:p 1 .")
    (result,) = report.results
    assert (result.code, result.severity) == ("prefix-duplicate", Severity.INFO)
    assert result.place
    assert (result.place.line - HEADER_LINES, result.place.column) == (1, 12)
    assert result.helps["en"] == "write ex: everywhere, and remove e:"


def test_default_namespace_of_xml_takes_no_prefix_s_place(tmp_path: Path) -> None:
    inner = f'<rdf:type xmlns="{RDF}" xmlns:rdf="{RDF}" rdf:resource="https://one.example/C"/>'
    document = f'<Description rdf:about="https://one.example/s">{inner}</Description>'
    text = f'<rdf:RDF xmlns="{RDF}" xmlns:rdf="{RDF}">{document}</rdf:RDF>'
    (tmp_path / "a.rdf").write_text(text, encoding="utf-8")
    assert not validate(open_project([tmp_path])).results


def test_second_prefix_is_told_once_a_file(tmp_path: Path) -> None:
    inner = f'<a:p xmlns:b="https://two.example/" xmlns:c="{RDF}"/>' * 3
    (tmp_path / "a.rdf").write_text(XML.replace("<a:p>1</a:p>", inner), encoding="utf-8")
    results = validate(open_project([tmp_path])).results
    found = [r.messages["en"] for r in results if r.code == "prefix-duplicate"]
    assert found == [
        "b: and a: stand for the same namespace",
        "c: and rdf: stand for the same namespace",
    ]


def test_file_that_disagrees_with_the_first_is_told(tmp_path: Path) -> None:
    assert ambiguous(tmp_path, {"a.ttl": ONE, "b.ttl": TWO}) == [("b.ttl", 1, 12)]


def test_file_that_disagrees_with_most_is_told(tmp_path: Path) -> None:
    files = {"a.ttl": ONE, "b.ttl": TWO, "c.ttl": TWO}
    assert ambiguous(tmp_path, files) == [("a.ttl", 1, 12)]


def test_every_file_that_disagrees_with_the_settings_is_told(tmp_path: Path) -> None:
    settings = '[prefixes]\na = "https://one.example/"\n'
    files = {"data/a.ttl": ONE, "data/b.ttl": TWO, "data/c.ttl": TWO, "schlaglicht.toml": settings}
    assert ambiguous(tmp_path, files) == [("b.ttl", 1, 12), ("c.ttl", 1, 12)]


def test_message_says_what_counts_and_what_to_do(report_on: ReportOn) -> None:
    settings = '[prefixes]\nex = "https://other.example/"\n'
    (result,) = report_on(data="ex:a ex:p 1 .", settings=settings).results
    assert result.severity is Severity.INFO
    assert result.messages["en"] == (
        "ex: stands for <https://example.org/> here, but for <https://other.example/> in the "
        "settings; queries and pages understand it as the settings do"
    )
    assert "[prefixes]" in result.helps["en"]


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [("z.jsonld", JSON, (2, 2)), ("z.rdf", XML, (2, 11)), ("z.trig", TWO, (1, 12))],
)
def test_place_is_found_in_every_format(
    name: str, text: str, place: tuple[int, int], tmp_path: Path
) -> None:
    assert ambiguous(tmp_path, {"a.ttl": ONE, name: text}) == [(name, *place)]


@pytest.mark.parametrize("prefix", ["", "ns1", "j.0"])
def test_prefix_that_belongs_to_its_file_is_left_alone(prefix: str, tmp_path: Path) -> None:
    files = {
        "a.ttl": ONE.replace("a:", f"{prefix}:"),
        "b.ttl": TWO.replace("a:", f"{prefix}:"),
    }
    assert ambiguous(tmp_path, files) == []


def test_misspelt_namespace_is_one_finding_only(tmp_path: Path) -> None:
    shape = "@prefix sh: <{}> .\n<x:s> a sh:NodeShape ; sh:targetNode <x:t> ; sh:closed false .\n"
    files = {
        "data.ttl": "<x:t> <x:p> 1 .\n",
        "shapes/a.ttl": shape.format("http://www.w3.org/ns/shacl#"),
        "shapes/b.ttl": shape.format("https://www.w3.org/ns/shacl#"),
    }
    assert ambiguous(tmp_path, files) == []
    codes = [result.code for result in validate(open_project([tmp_path])).results]
    assert "shacl-namespace" in codes


def test_both_forms_of_schema_org_are_one_finding_only(tmp_path: Path) -> None:
    files = {
        "a.ttl": "@prefix schema: <https://schema.org/> .\n<x:a> schema:name 1 .\n",
        "b.ttl": "@prefix schema: <http://schema.org/> .\n<x:b> schema:name 1 .\n",
    }
    assert ambiguous(tmp_path, files) == []


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


DEFINED = {"name": f"{EX}name", "note": None}

Dropped = Callable[..., list[ValidationResult]]


@pytest.fixture
def dropped(tmp_path: Path) -> Dropped:
    """What is said of the keys of a JSON-LD text with DEFINED."""

    def check(members: object, name: str = "data.jsonld") -> list[ValidationResult]:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        text = json.dumps(members)
        path.write_text(text.replace("{", f'{{"@context": {json.dumps(DEFINED)}, ', 1))
        results = validate(open_project([tmp_path])).results
        return [result for result in results if result.code == "key-dropped"]

    return check


def keys(results: list[ValidationResult]) -> list[str]:
    """The keys that the results point at."""
    return [
        result.place.path.read_text()[result.place.column - 1 : result.place.end_column - 1]
        for result in results
        if result.place
    ]


def test_key_that_no_context_defines_is_told_where_it_stands(dropped: Dropped) -> None:
    results = dropped({"@id": EX, "name": "x", "colour": "red"})
    assert keys(results) == ['"colour"']
    assert results[0].severity is Severity.INFO


@pytest.mark.parametrize(
    ("key", "near"), [("nmae", "name"), ("Name", "name"), ("id", "@id"), ("type", "@type")]
)
def test_key_that_was_meant_to_be_another_is_a_warning(
    key: str, near: str, dropped: Dropped
) -> None:
    (result,) = dropped({"@id": EX, "name": "x", key: "y"})
    assert result.severity is Severity.WARNING
    assert result.helps["en"] == f"did you mean {near}?"


def test_key_in_shapes_is_a_violation(dropped: Dropped, tmp_path: Path) -> None:
    (tmp_path / "data.ttl").write_text(f"<{EX}> <{EX}p> 1 .")
    (result,) = dropped({"@id": EX, "name": "x", "colour": "red"}, "shapes/s.jsonld")
    assert result.severity is Severity.VIOLATION


@pytest.mark.parametrize(
    ("key", "near"),
    [
        ("@typ", "@type"),
        ("@types", "@type"),
        ("@Type", "@type"),
        ("@TYPE", "@type"),
        ("@Context", "@context"),
        ("@lang", "@language"),
    ],
)
def test_key_in_the_form_of_a_keyword_is_told_with_the_nearest(
    key: str, near: str, dropped: Dropped
) -> None:
    results = dropped({"@id": EX, "name": "x", key: f"{EX}Concert"})
    assert keys(results) == [f'"{key}"']
    assert results[0].severity is Severity.WARNING
    assert results[0].messages["en"].startswith(f"JSON-LD has no keyword “{key}”")
    assert results[0].helps["en"] == f"did you mean {near}?"


@pytest.mark.parametrize("key", ["@comment", "@note", "@description"])
def test_key_in_the_form_of_a_keyword_that_is_near_to_none_is_a_hint(
    key: str, dropped: Dropped
) -> None:
    (result,) = dropped({"@id": EX, "name": "x", key: "for people"})
    assert result.severity is Severity.INFO
    assert "without @" in result.helps["en"]


@pytest.mark.parametrize(
    "members",
    [
        {"@graph": [{"@id": EX, "name": "x"}, {"@id": f"{EX}b", "@typ": "x"}]},
        {"@id": EX, "name": {"@value": "x", "@typ": f"{EX}T"}},
        {"@id": EX, "name": {"@id": f"{EX}b", "@typ": f"{EX}T"}},
        {"@id": EX, "name": {"@context": {"@typ": f"{EX}"}, "@id": f"{EX}b"}},
    ],
)
def test_keyword_that_is_none_is_found_wherever_keywords_are(
    members: object, dropped: Dropped
) -> None:
    assert keys(dropped(members)) == ['"@typ"']


@pytest.mark.parametrize(
    "members",
    [
        {"@id": EX, "name": "x", "note": "for people"},
        {"@id": EX, "name": None, "other": None, "none": []},
        {"@id": EX, f"{EX}p": "x", "ex:p": 1},
        {"@id": EX, "@type": f"{EX}T", "name": ["x", 1, True, {"@value": "y", "@language": "de"}]},
        {"@graph": [{"@id": EX, "name": "x"}, {"@id": f"{EX}b", "name": {"@list": ["x"]}}]},
        {"@id": EX, "@reverse": {"name": {"@id": f"{EX}b"}}},
        {"@context": {"@vocab": EX}, "anything": {"goes": 1}},
    ],
)
def test_key_of_which_something_comes_is_fine(members: object, dropped: Dropped) -> None:
    assert keys(dropped(members)) == []


def test_what_lies_in_a_dropped_key_is_not_told_again(dropped: Dropped) -> None:
    results = dropped({"@id": EX, "name": {"name": "x", "outer": {"inner": 1, "name": "y"}}})
    assert keys(results) == ['"outer"']


def test_key_is_told_where_all_of_the_text_is_dropped(dropped: Dropped) -> None:
    assert keys(dropped({"colour": "red", "size": {"width": 1}})) == ['"colour"', '"size"']


@pytest.mark.parametrize("name", ["data.jsonld", "shapes/s.jsonld"])
def test_base_direction_is_told_as_an_info_where_it_stands(name: str, dropped: Dropped) -> None:
    value = {"@value": "x", "@language": "ar", "@direction": "rtl"}
    results = dropped({"@id": EX, "name": value}, name)
    assert keys(results) == ['"@direction"']
    assert results[0].severity is Severity.INFO
    assert "base direction" in results[0].messages["en"]
