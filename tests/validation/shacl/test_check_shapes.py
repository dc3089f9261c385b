"""Results of shapes: which there are, what they say, and their repairs."""

from collections.abc import Callable
from pathlib import Path

import pytest

from schlaglicht.project import Project, open_project
from schlaglicht.rdf.iris import local_name
from schlaglicht.validation.pipeline import validate
from schlaglicht.validation.report import (
    Place,
    Severity,
    ValidationReport,
    ValidationResult,
)

HEADER_LINES = 6

ReportOn = Callable[..., ValidationReport]


def shape(body: str) -> str:
    return f"ex:Shape a sh:NodeShape ; sh:targetClass ex:T ; {body} ."


def on_path(constraint: str, path: str = "ex:p") -> str:
    return shape(f"sh:property [ sh:path {path} ; {constraint} ]")


def only(report: ValidationReport) -> ValidationResult:
    (result,) = report.results
    return result


def where(result: ValidationResult) -> tuple[int, int, int]:
    assert result.place is not None
    assert result.place.end_line == result.place.line
    return (result.place.line - HEADER_LINES, result.place.column, result.place.end_column)


def test_shapes_check_the_ontology_too(report_on: ReportOn) -> None:
    shapes = """ex:ClassShape a sh:NodeShape ; sh:targetClass owl:Class ;
        sh:property [ sh:path rdfs:label ; sh:minCount 1 ] ."""
    result = only(report_on(data="", ontology="ex:T a owl:Class .", shapes=shapes))
    assert result.place is not None
    assert result.place.path.name == "terms.ttl"


def test_classes_of_the_ontology_may_be_implicit_targets(report_on: ReportOn) -> None:
    shapes = "ex:T a sh:NodeShape ; sh:property [ sh:path ex:p ; sh:minCount 1 ] ."
    report = report_on(data="ex:a a ex:T .", ontology="ex:T a owl:Class .", shapes=shapes)
    assert only(report).code == "shape"


def test_subclass_in_the_ontology_counts_for_the_data(report_on: ReportOn) -> None:
    ontology = "ex:T a owl:Class . ex:Sub a owl:Class ; rdfs:subClassOf ex:T ."
    report = report_on(data="ex:a a ex:Sub .", ontology=ontology, shapes=on_path("sh:minCount 1")
                       + "ex:p a rdf:Property .")  # fmt: skip
    assert only(report).focus_name == "ex:a"


def test_shapes_among_the_data_are_used_where_there_are_no_others(report_on: ReportOn) -> None:
    report = report_on(data="ex:a a ex:T ." + on_path("sh:minCount 1"))
    assert only(report).code == "shape"


@pytest.mark.parametrize(
    ("severity", "expected"),
    [
        ("sh:Info", Severity.INFO),
        ("sh:Warning", Severity.WARNING),
        ("sh:Violation", Severity.VIOLATION),
        ("ex:Mine", Severity.VIOLATION),
        ("sh:Debug", Severity.INFO),
        ("sh:Trace", Severity.INFO),
    ],
)
def test_severity_is_the_shapes(severity: str, expected: Severity, report_on: ReportOn) -> None:
    shapes = on_path(f"sh:minCount 1 ; sh:severity {severity}")
    report = report_on(data="ex:a a ex:T .", shapes=shapes)
    assert only(report).severity is expected
    assert str(only(report).severity_node).endswith(severity.partition(":")[2])
    assert not report.conforms


def test_message_keeps_every_language(report_on: ReportOn) -> None:
    shapes = on_path('sh:minCount 1 ; sh:message "fehlt"@de , "is missing"@en , "manque"@fr')
    result = only(report_on(data="ex:a a ex:T .", shapes=shapes))
    assert result.messages == {"de": "fehlt", "en": "is missing", "fr": "manque"}


def test_message_without_language_has_the_empty_tag(report_on: ReportOn) -> None:
    shapes = on_path('sh:minCount 1 ; sh:message "is missing"')
    assert only(report_on(data="ex:a a ex:T .", shapes=shapes)).messages == {"": "is missing"}


def test_message_of_a_sparql_constraint_keeps_its_languages(report_on: ReportOn) -> None:
    shapes = shape(
        'sh:sparql [ sh:message "Wert {?value} ist falsch"@de , "value {?value} is wrong"@en ; '
        'sh:select "SELECT $this ?value { $this <https://example.org/p> ?value }" ]'
    )
    result = only(report_on(data="ex:a a ex:T ; ex:p 7 .", shapes=shapes))
    assert result.messages == {"de": "Wert 7 ist falsch", "en": "value 7 is wrong"}


def test_message_names_a_blank_node_the_same_in_every_run(report_on: ReportOn) -> None:
    select = "SELECT $this WHERE { $this <https://example.org/p> 1 }"
    body = f'sh:sparql [ sh:message "not {{$this}}"@en ; sh:select "{select}" ]'
    result = only(report_on(data="ex:a ex:q [ a ex:T ; ex:p 1 ] .", shapes=shape(body)))
    assert result.messages == {"en": "not ex:a → ex:q → [ … ]"}


def test_message_of_a_component_of_ones_own_keeps_its_languages(report_on: ReportOn) -> None:
    component = """ex:Component a sh:ConstraintComponent ; sh:parameter [ sh:path ex:begin ] ;
        sh:validator [ a sh:SPARQLAskValidator ;
            sh:message "{?value} begins not with {?begin}"@en ,
                "{?value} beginnt nicht mit {?begin}"@de ;
            sh:ask "ASK { FILTER(STRSTARTS(STR($value), $begin)) }" ] ."""
    shapes = component + on_path('ex:begin "A"')
    result = only(report_on(data='ex:a a ex:T ; ex:p "Bob" .', shapes=shapes))
    assert result.messages == {"de": "Bob beginnt nicht mit A", "en": "Bob begins not with A"}


def test_shape_without_message_speaks_both_languages(report_on: ReportOn) -> None:
    result = only(report_on(data="ex:a a ex:T .", shapes=on_path("sh:minCount 1")))
    assert result.messages == {
        "de": "ex:p braucht mindestens 1 Wert",
        "en": "ex:p needs at least 1 value",
    }


@pytest.mark.parametrize(
    ("constraint", "german", "english"),
    [
        ("sh:minCount 2", "mindestens 2 Werte", "at least 2 values"),
        ("sh:maxCount 0", "höchstens 0 Werte haben", "at most 0 values"),
        ("sh:minLength 2", "kürzer als 2 Zeichen", "shorter than 2 characters"),
        (
            "sh:qualifiedValueShape [ sh:class ex:C ] ; sh:qualifiedMinCount 1",
            "mindestens 1 passenden Wert",
            "at least 1 fitting value",
        ),
    ],
)
def test_numbers_go_with_their_nouns(
    constraint: str, german: str, english: str, report_on: ReportOn
) -> None:
    result = only(report_on(data="ex:a a ex:T ; ex:p 1 .", shapes=on_path(constraint)))
    assert result.messages["de"].endswith(german)
    assert result.messages["en"].endswith(english)


@pytest.mark.parametrize(
    ("constraint", "said"),
    [
        ("sh:equals ex:q", "the node and ex:q do not have the same values: ex:a"),
        ("sh:hasValue ex:b", "the node does not have the value ex:b"),
    ],
)
def test_node_shape_speaks_of_the_node(constraint: str, said: str, report_on: ReportOn) -> None:
    report = report_on(data="ex:a a ex:T .", shapes=shape(constraint))
    assert [result.messages["en"] for result in report.results] == [said]


def test_result_names_shape_path_and_component(report_on: ReportOn) -> None:
    shapes = """ex:EventShape a sh:NodeShape ; sh:targetClass ex:T ;
        sh:property ex:EventShape-name .
        ex:EventShape-name sh:path ( ex:p [ sh:inversePath ex:q ] ) ; sh:minCount 1 ."""
    result = only(report_on(data="ex:a a ex:T .", shapes=shapes))
    assert result.shape_name == "EventShape-name"
    assert result.path == "ex:p/^ex:q"
    assert result.component == "MinCount"
    assert result.shape_place is not None
    assert result.shape_place.line == HEADER_LINES + 3


def test_anonymous_shape_is_named_by_the_shape_that_holds_it(report_on: ReportOn) -> None:
    result = only(report_on(data="ex:a a ex:T .", shapes=on_path("sh:minCount 1")))
    assert result.shape_name == "Shape / ex:p"


def test_blank_focus_node_is_named_by_its_nearest_iri(report_on: ReportOn) -> None:
    data = "ex:s ex:t [ ex:u ( [ a ex:T ] ) ] ."
    result = only(report_on(data=data, shapes=on_path("sh:minCount 1")))
    assert result.focus_name == "ex:s → ex:t → ex:u → rdf:first → [ … ]"


def test_nested_results_stay_within_the_outer_one(report_on: ReportOn) -> None:
    shapes = on_path("sh:node ex:Inner") + (
        "ex:Inner a sh:NodeShape ; sh:property [ sh:path ex:q ; sh:minCount 1 ] , "
        "[ sh:path ex:r ; sh:minCount 1 ] ."
    )
    result = only(report_on(data="ex:a a ex:T ; ex:p ex:b .", shapes=shapes))
    assert result.component == "Node"


REPAIRS = {
    "in": ('ex:p "blau"', 'sh:in ( "rot" "blaue" )', 'did you mean "blaue"?'),
    "in, IRI": ("ex:p ex:onlin", "sh:in ( ex:Online ex:Offline )", "did you mean ex:Online?"),
    "datatype": ('ex:p "2020-11-10"', "sh:datatype xsd:date", 'write "2020-11-10"^^xsd:date'),
    "datatype, another text": (
        'ex:p "November"',
        "sh:datatype xsd:date",
        'write, for example, "2020-11-10"^^xsd:date',
    ),
    "datatype, integer": ('ex:p "12"', "sh:datatype xsd:integer", "write 12"),
    "datatype, language": (
        'ex:p "x"',
        "sh:datatype rdf:langString",
        'add the language: "x"@en',
    ),
    "class": ("ex:p ex:a", "sh:class ex:U", "it is an instance of ex:T"),
    "class of a literal": ("ex:p 1", "sh:class ex:U", "a literal has no class; name an IRI"),
    "class of a thing without": (
        "ex:p ex:b . ex:b ex:q 1",
        "sh:class ex:U",
        "it has no class; add: ex:b a ex:U .",
    ),
    "class of a blank node": ("ex:p []", "sh:class ex:U", "nothing describes it; add: … a ex:U ."),
    "class of nothing": ("ex:p ex:b", "sh:class ex:U", "nothing describes it; add: ex:b a ex:U ."),
    "class of something misspelt": (
        "ex:p ex:maria-mueler . ex:maria-mueller a ex:V . ex:V rdfs:subClassOf ex:U",
        "sh:class ex:U",
        "nothing describes it; did you mean ex:maria-mueller?",
    ),
    "missing": ("ex:q 1", "sh:minCount 1", "add: ex:p …"),
    "missing value": ("ex:p 1", "sh:hasValue 2", "add: ex:p 2"),
}


@pytest.mark.parametrize(("data", "constraint", "help_"), REPAIRS.values(), ids=REPAIRS.keys())
def test_repair_is_computed(data: str, constraint: str, help_: str, report_on: ReportOn) -> None:
    result = only(report_on(data=f"ex:a a ex:T ; {data} .", shapes=on_path(constraint)))
    assert result.helps["en"] == help_
    assert set(result.helps) == {"de", "en"}


@pytest.mark.parametrize(
    "constraint",
    ["sh:minCount 1", "sh:qualifiedMinCount 1 ; sh:qualifiedValueShape [ sh:class ex:C ]"],
)
def test_missing_value_names_a_misspelt_predicate(constraint: str, report_on: ReportOn) -> None:
    shapes = on_path(constraint, "ex:startDate")
    result = only(report_on(data="ex:a a ex:T ; ex:startdate 1 .", shapes=shapes))
    assert result.helps["en"] == "ex:startdate looks like a misspelt ex:startDate"


def test_constraints_that_share_a_message_are_told_apart(report_on: ReportOn) -> None:
    shapes = on_path('sh:maxCount 1 ; sh:uniqueLang true ; sh:message "one, please"')
    report = report_on(data='ex:a a ex:T ; ex:p "x"@en , "y"@en .', shapes=shapes)
    assert {result.component for result in report.results} == {"MaxCount", "UniqueLang"}


def test_shapes_of_one_name_are_told_apart(report_on: ReportOn) -> None:
    shapes = " ".join(
        f"<http://{host}/core#S> a sh:NodeShape ; sh:targetClass ex:T ; sh:nodeKind sh:Literal ."
        for host in ("a", "b")
    )
    report = report_on(data="ex:a a ex:T .", shapes=shapes)
    assert {str(result.source_shape) for result in report.results} == {
        "http://a/core#S",
        "http://b/core#S",
    }


def test_value_of_a_query_stands_for_a_focus_node_that_is_not_in_the_data(
    report_on: ReportOn,
) -> None:
    """A target that is a mere occasion to ask, as in the profiles of CGMES."""
    query = "SELECT $this ?value WHERE { ?value a <https://example.org/T> }"
    shapes = f'ex:S a sh:NodeShape ; sh:targetNode ex:check ; sh:sparql [ sh:select "{query}" ] .'
    report = report_on(data="ex:a a ex:T .", shapes=shapes)
    (result,) = [result for result in report.results if result.component]
    assert (result.place and result.place.path.name, where(result)) == ("data.ttl", (1, 1, 5))


def test_repair_is_written_as_the_format_takes_it(tmp_path: Path) -> None:
    (tmp_path / "data.nt").write_text(
        "<http://a/a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://a/T> .\n"
        '<http://a/a> <http://a/p> "false" .\n'
    )
    (tmp_path / "shapes").mkdir()
    (tmp_path / "shapes" / "s.ttl").write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
        "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
        "<http://a/S> a sh:NodeShape ; sh:targetClass <http://a/T> ;\n"
        "    sh:property [ sh:path <http://a/p> ; sh:datatype xsd:boolean ] ."
    )
    result = only(validate(open_project([tmp_path])))
    assert result.helps["en"] == 'write "false"^^xsd:boolean'


@pytest.mark.parametrize("value", ["0", "0.0", '""', "false"])
def test_value_that_python_takes_for_nothing_reaches_a_component(
    value: str, report_on: ReportOn
) -> None:
    component = (
        "ex:C a sh:ConstraintComponent ; sh:parameter [ sh:path ex:none ] ; sh:validator "
        '[ a sh:SPARQLAskValidator ; sh:ask "ASK { FILTER (!BOUND($value)) }" ] . '
    )
    report = report_on(
        data=f"ex:a a ex:T ; ex:p {value} .", shapes=component + on_path("ex:none 1")
    )
    assert [result.code for result in report.results if result.component] == ["shape"]


def test_many_allowed_values_are_not_all_named(report_on: ReportOn) -> None:
    values = " ".join(map(str, range(100, 400)))
    report = report_on(data="ex:a a ex:T ; ex:p 5 .", shapes=on_path(f"sh:in ( {values} )"))
    assert only(report).messages == {
        "de": f"5 ist keiner der erlaubten Werte: {', '.join(map(str, range(100, 120)))} "
        "… (insgesamt 300)",
        "en": f"5 is none of the allowed values: {', '.join(map(str, range(100, 120)))} "
        "… (300 in all)",
    }


@pytest.mark.parametrize(
    "said", ["sh:shape ex:Shape", "sh:incomplete true", "sh:incompleteURIStart true"]
)
def test_what_the_data_say_of_their_validation_is_told(report_on: ReportOn, said: str) -> None:
    data = f"ex:a a ex:T ; ex:p 1 .\nex:b {said} ."
    report = report_on(data=data, shapes=shape("sh:nodeKind sh:IRI"))
    (result,) = [r for r in report.results if r.code == "shacl-ignored"]
    assert result.place is not None
    assert (result.place.line, result.place.column) == (HEADER_LINES + 2, 6)


def test_data_may_say_that_a_node_is_complete(report_on: ReportOn) -> None:
    data = "ex:a a ex:T ; ex:p 1 .\nex:b sh:incomplete false ."
    report = report_on(data=data, shapes=shape("sh:nodeKind sh:IRI"))
    assert "shacl-ignored" not in [r.code for r in report.results]


def test_shape_is_switched_off_by_true_alone(report_on: ReportOn) -> None:
    shapes = (
        "ex:Off a sh:NodeShape ; sh:targetClass ex:T ; sh:nodeKind sh:Literal ; sh:deactivated "
    )
    data = "ex:a a ex:T ."
    codes = [r.code for r in report_on(data=data, shapes=shapes + '"1"^^xsd:boolean .').results]
    assert sorted(codes) == ["shape", "shape-value"]
    report = report_on(data=data, shapes=shapes + "true .")
    assert "shape" not in [r.code for r in report.results]


def test_pattern_is_one_of_sparql(report_on: ReportOn) -> None:
    data = 'ex:a a ex:T ; ex:p "ab\\n" , "a.b" , "axb" .'
    ends = report_on(data=data, shapes=on_path('sh:pattern "b$"'))
    assert [str(r.value) for r in ends.results if r.component] == ["ab\n"]
    quoted = report_on(data=data, shapes=on_path('sh:pattern "a.b" ; sh:flags "q"'))
    assert sorted(str(r.value) for r in quoted.results if r.component) == ["ab\n", "axb"]


def test_quoted_pattern_need_be_none_of_pythons(report_on: ReportOn) -> None:
    data = 'ex:a a ex:T ; ex:p "a**" , "aa" .'
    (result,) = report_on(data=data, shapes=on_path('sh:pattern "a**" ; sh:flags "q"')).results
    assert (result.code, str(result.value)) == ("shape", "aa")


def test_shapes_that_go_in_a_circle_are_a_violation(report_on: ReportOn) -> None:
    shapes = "\nex:Other a sh:NodeShape .\n" + shape("sh:node ex:Shape")
    report = report_on(data="ex:a a ex:T .", shapes=shapes)
    (result,) = [r for r in report.results if r.code == "shape-recursion"]
    assert result.severity is Severity.VIOLATION
    assert result.place is not None
    assert (result.place.line - HEADER_LINES, result.place.column) == (3, 1)


def test_each_circle_of_shapes_is_told_at_its_first(report_on: ReportOn) -> None:
    shapes = """
ex:B sh:targetClass ex:T ; sh:property [ sh:path ex:p ; sh:node ex:A ] .
ex:A sh:or ( ex:B [ sh:nodeKind sh:Literal ] ) .
ex:C sh:targetClass ex:T ; sh:not ex:D . ex:D a sh:NodeShape ; sh:not ex:C .
ex:E a sh:NodeShape ; sh:node ex:B .
"""
    report = report_on(data="ex:a a ex:T ; ex:p ex:a .", shapes=shapes)
    places = [r.place for r in report.results if r.code == "shape-recursion"]
    assert [place.line - HEADER_LINES for place in places if place] == [2, 4]


def test_shapes_file_without_shapes_is_a_result(report_on: ReportOn) -> None:
    result = only(report_on(data="ex:a a ex:T .", shapes=""))
    assert result.code == "empty-shapes"
    assert result.place is not None
    assert result.place.path.name == "shapes.ttl"


def test_folder_of_shapes_without_rdf_is_a_result(
    write_project: Callable[..., Project], tmp_path: Path
) -> None:
    (tmp_path / "shapes").mkdir()
    result = only(validate(write_project(data="ex:a a ex:T .")))
    assert result.code == "empty-shapes"
    assert result.place == Place(tmp_path / "shapes")


def test_single_file_beside_a_folder_of_shapes_is_fine(
    write_project: Callable[..., Project], tmp_path: Path
) -> None:
    write_project(data="ex:a a ex:T .", shapes=on_path("sh:minCount 1"))
    assert validate(open_project([tmp_path / "data.ttl"])).conforms


def test_project_without_a_folder_of_shapes_is_fine(report_on: ReportOn) -> None:
    report = report_on(data="ex:a a ex:T .")
    assert report.conforms
    assert report.checked.shapes == 0


def test_same_report_twice(report_on: ReportOn) -> None:
    data = "ex:a a ex:T ; ex:p [ ex:q 1 ] , [ ex:q 2 ] . ex:b a ex:T ; ex:p [] ."
    shapes = on_path("sh:nodeKind sh:IRI ; sh:maxCount 1")
    first, second = (report_on(data=data, shapes=shapes) for _ in range(2))
    assert [(r.place, r.messages, r.helps) for r in first.results] == [
        (r.place, r.messages, r.helps) for r in second.results
    ]
    assert len(first.results) == 4


def test_ill_typed_literals_are_reported_and_not_logged(
    report_on: ReportOn, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    data = 'ex:a a ex:T ; ex:p "November"^^xsd:date , "May" .'
    report = report_on(data=data, shapes=on_path("sh:datatype xsd:date"))
    assert len(report.results) == 2
    assert caplog.records == []
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("literal", ['"a  b"^^xsd:token', '"a\\tb"^^xsd:normalizedString'])
def test_ill_typed_text_with_white_space_is_one_result(report_on: ReportOn, literal: str) -> None:
    datatype = literal.partition("^^")[2]
    report = report_on(
        data=f"ex:a a ex:T ; ex:p {literal} .", shapes=on_path(f"sh:datatype {datatype}")
    )
    assert [result.code for result in report.results] == ["shape"]
    assert literal in report.results[0].messages["en"]


def test_terms_that_differ_by_their_scheme_alone_are_told_apart(
    report_on: Callable[..., ValidationReport],
) -> None:
    shapes = "ex:S a sh:NodeShape ; sh:targetClass ex:Concert ; sh:nodeKind sh:IRI ."
    data = "@prefix ex: <http://example.org/> . ex:ok a ex:Concert ."
    found = {result.code: result for result in report_on(data=data, shapes=shapes).results}
    result = found.pop("shape-near-miss")
    assert set(found) == {"prefix-ambiguous"}
    assert "<https://example.org/Concert>" in result.messages["en"]
    assert "<http://example.org/Concert>" in result.helps["en"]


COPIED = {
    "anonymous shape": "[] a sh:NodeShape ; sh:targetClass ex:T ; {} .",
    "anonymous part": "ex:S a sh:NodeShape ; sh:targetClass ex:T ; {} .",
}


@pytest.mark.parametrize("shapes", COPIED.values(), ids=COPIED.keys())
def test_the_same_shapes_in_two_files_have_each_result_once(
    shapes: str, report_on: ReportOn
) -> None:
    parts = [
        "sh:property [ sh:path ex:p ; sh:minCount 1 ]",
        "sh:property [ sh:path ex:q ; sh:in ( 1 2 ) ; sh:message 'one or two'@en ]",
    ]
    shapes = shapes.format(" ; ".join(parts))
    data = "ex:a a ex:T ; ex:q 3, 4 . ex:b a ex:T ."
    alone = report_on(data=data, shapes=shapes).results
    twice = report_on(data=data, shapes=shapes, ontology=f"ex:T a owl:Class . {shapes}").results
    judged = [result for result in twice if result.code == "shape"]
    assert len(judged) == len([result for result in alone if result.code == "shape"]) == 4
    assert {result.shape_place.path.name for result in judged if result.shape_place} == {
        "shapes.ttl"
    }


def test_equal_constraints_in_one_file_have_a_result_each(report_on: ReportOn) -> None:
    part = "sh:property [ sh:path ex:p ; sh:minCount 1 ]"
    assert len(report_on(data="ex:a a ex:T .", shapes=shape(f"{part} ; {part}")).results) == 2


@pytest.mark.parametrize("number", range(8))
def test_highest_of_several_severities_counts(report_on: ReportOn, number: int) -> None:
    """In whichever order a graph, whose order differs, gives them."""
    severities = "sh:Info , sh:Violation , sh:Warning , ex:Other" + f" , ex:Other{number}" * number
    shapes = on_path(f"sh:datatype xsd:integer ; sh:severity {severities}")
    report = report_on(data='ex:a a ex:T ; ex:p "x" .', shapes=shapes)
    (found,) = (result for result in report.results if result.code == "shape")
    assert found.severity is Severity.VIOLATION


@pytest.mark.parametrize(
    ("path", "described"),
    [
        ("[ rdf:first ex:p ; rdf:rest ( ex:q ) ; sh:inversePath ex:p ]", "first first rest rest"),
        ('( ex:p [ sh:zeroOrOnePath ex:q ; rdfs:comment "x" ] )', "first first rest rest zero"),
        ("[ sh:alternativePath ( ex:p ex:q ) ]", "alternativePath first first rest rest"),
    ],
)
def test_path_of_a_result_is_described_as_it_was_judged(
    path: str, described: str, report_on: ReportOn
) -> None:
    shapes = f"""ex:S sh:targetNode ex:a ;
      sh:property [ sh:path {path} ; sh:minCount 9 ; sh:maxCount 0 ] ."""
    report = report_on(data="ex:a ex:p ex:b . ex:b ex:q ex:c .", shapes=shapes)
    results = [result for result in report.results if result.code == "shape"]
    assert results
    for result in results:
        names = sorted(local_name(str(triple[1])) for triple in result.path_triples)
        assert " ".join(names).replace("OrOnePath", "") == described
