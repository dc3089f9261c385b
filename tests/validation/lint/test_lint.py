"""What the lint says of shapes, and where. Lines count from the text given."""

from collections.abc import Callable

import pytest

from schlaglicht.validation.report import Severity, ValidationResult

Lint = Callable[..., list[ValidationResult]]
Found = Callable[[list[ValidationResult]], list[tuple[str, int, int, int]]]

EVENT = "ex:S a sh:NodeShape ; sh:targetClass ex:Event ;\n"


def on_name(parameters: str) -> str:
    """A shape whose second line begins with the parameters of a property shape at column 31."""
    return f"{EVENT}  sh:property [ sh:path ex:name ; {parameters} ] ."


TERMS = {
    "sh:mincount": (on_name("sh:mincount 1"), (2, 35, 46), "did you mean sh:minCount?"),
    "sh:dataType": (on_name("sh:dataType xsd:string"), (2, 35, 46), "did you mean sh:datatype?"),
    "sh:message:": (on_name('sh:minCount 1 ; sh:message: "x"'), (2, 51, 62), "sh:message?"),
    "sh:min_count": (on_name("sh:min_count 1"), (2, 35, 47), "did you mean sh:minCount?"),
    "sh:nodekind": (on_name("sh:nodekind sh:IRI"), (2, 35, 46), "did you mean sh:nodeKind?"),
    "object": (on_name("sh:nodeKind sh:Iri"), (2, 47, 53), "did you mean sh:IRI?"),
    "class": ("ex:S a sh:Nodeshape ; sh:targetClass ex:Event ; sh:nodeKind sh:IRI .", (1, 8, 20),
              "did you mean sh:NodeShape?"),
}  # fmt: skip


@pytest.mark.parametrize(("shapes", "place", "help_"), TERMS.values(), ids=TERMS.keys())
def test_unknown_term_of_shacl_is_found_where_it_stands(
    shapes: str, place: tuple[int, int, int], help_: str, lint: Lint, found: Found
) -> None:
    results = lint(shapes)
    assert found(results) == [("shacl-unknown-term", *place)]
    assert help_ in results[0].helps["en"]


def test_terms_of_other_vocabularies_are_not_judged(lint: Lint) -> None:
    assert lint(on_name("sh:minCount 1 ; ex:mincount 1 ; schema:color ex:x")) == []


IGNORED = {
    "SHACL 1.2": (on_name("sh:minCount 1 ; sh:uniqueMembers true"), (2, 51, 67), "SHACL 1.2"),
    "target": (EVENT + "  sh:nodeKind sh:IRI ; sh:target [ ] .", (2, 24, 33), "Advanced Features"),
    "class of shapes": ("ex:Event a sh:ShapeClass , owl:Class ; sh:nodeKind sh:IRI .", (1, 12, 25),
                        "SHACL 1.2"),
    "key of several values": (
        EVENT + "  sh:nodeKind sh:IRI ; sh:uniqueValuesFor ex:name .", (2, 24, 42), "SHACL 1.2"),
    "severities that count": (
        EVENT + "  sh:nodeKind sh:IRI ; sh:conformanceDisallows sh:Info .", (2, 24, 47),
        "SHACL 1.2"),
    "inference": (EVENT + "  sh:nodeKind sh:IRI . ex:g sh:entailment ex:X .", (2, 29, 42), "SHACL"),
}  # fmt: skip


@pytest.mark.parametrize(("shapes", "place", "origin"), IGNORED.values(), ids=IGNORED.keys())
def test_term_that_the_judge_passes_over_is_a_violation(
    shapes: str, place: tuple[int, int, int], origin: str, lint: Lint, found: Found
) -> None:
    results = [result for result in lint(shapes) if result.code == "shacl-ignored"]
    assert found(results) == [("shacl-ignored", *place)]
    assert results[0].severity is Severity.VIOLATION
    assert origin in results[0].messages["en"]


def test_term_that_infers_is_a_hint(lint: Lint, found: Found) -> None:
    results = lint(EVENT + "  sh:nodeKind sh:IRI ; sh:rule [ ] , [ ] .")
    assert found(results) == [("shacl-ignored", 2, 24, 31)]
    assert results[0].severity is Severity.INFO


def test_term_that_is_passed_over_is_told_at_each_place(lint: Lint, found: Found) -> None:
    results = lint(on_name("sh:minCount 1 ; sh:rootClass ex:A") + on_name("sh:rootClass ex:B"))
    assert sorted(found(results)) == [("shacl-ignored", 2, 51, 63), ("shacl-ignored", 3, 35, 47)]


def test_report_among_the_shapes_may_say_what_it_disallows(lint: Lint) -> None:
    report = " [] a sh:ValidationReport ; sh:conformanceDisallows sh:Violation ."
    assert lint(on_name("sh:minCount 1") + report) == []


VALUES = {
    "target of an expression": (
        EVENT + "  sh:nodeKind sh:IRI ; sh:targetNode [ sh:inversePath ex:p ] .", (2, 38, 61)),
    "count as text": (on_name('sh:minCount "1"'), (2, 47, 50)),
    "count below 0": (on_name("sh:maxCount -1"), (2, 47, 49)),
    "count with a point": (on_name("sh:minLength 1.0"), (2, 48, 51)),
    "count of another type": (on_name('sh:minCount "1"^^xsd:int'), (2, 47, 59)),
    "boolean as text": (on_name('sh:uniqueLang "true"'), (2, 49, 55)),
    "switch of another form": (on_name('sh:uniqueLang "1"^^xsd:boolean'), (2, 49, 65)),
    "off in another form": (
        on_name('sh:minCount 1 ; sh:deactivated "1"^^xsd:boolean'), (2, 66, 82)),
    "kind of SHACL 1.2": (on_name("sh:nodeKind sh:TripleTerm"), (2, 47, 60)),
    "class as text": (on_name('sh:class "Event"'), (2, 44, 51)),
    "kind that is none": (on_name("sh:nodeKind sh:Info"), (2, 47, 54)),
    "severity that is none": (on_name("sh:minCount 1 ; sh:severity sh:IRI"), (2, 63, 69)),
    "in without list": (on_name('sh:in "x"'), (2, 41, 44)),
    "pattern": (on_name('sh:pattern "("'), (2, 46, 49)),
    "pattern by its flags": (on_name('sh:pattern "(" ; sh:flags "i"'), (2, 46, 49)),
    "flags": (on_name('sh:pattern "x" ; sh:flags "y"'), (2, 61, 64)),
    "datatype in the wrong case": (on_name("sh:datatype xsd:String"), (2, 47, 57)),
    "datatype that is a class": (on_name("sh:datatype rdfs:Literal"), (2, 47, 59)),
    "minimum without a literal": (on_name("sh:minInclusive ex:x"), (2, 51, 55)),
    "two severities": (
        on_name("sh:minCount 1 ; sh:severity sh:Info , sh:Violation"), (2, 73, 85)),
    "namespace that differs a little": (
        'ex:o sh:declare [ sh:prefix "ex" ; sh:namespace "https://example.org" ] . '
        + on_name("sh:minCount 1"), (1, 49, 70)),
    "namespace that is not a literal": (
        'ex:o sh:declare [ sh:prefix "y" ; sh:namespace <https://y.org/> ] . '
        + on_name("sh:minCount 1"), (1, 48, 64)),
    "namespace that is relative": (
        'ex:o sh:declare [ sh:prefix "y" ; sh:namespace "ns#" ] . ' + on_name("sh:minCount 1"),
        (1, 48, 53)),
    "namespace that is a query": (
        'ex:o sh:declare [ sh:prefix "y" ; sh:namespace "x:> ASK { SERVICE <x:y> {} } #" ] . '
        + on_name("sh:minCount 1"), (1, 48, 80)),
    "namespace with an escape": (
        r'ex:o sh:declare [ sh:prefix "y" ; sh:namespace "x:\\u003Ey" ] . '
        + on_name("sh:minCount 1"), (1, 48, 60)),
    "prefix that is none": (
        'ex:o sh:declare [ sh:prefix "y:" ; sh:namespace "https://y.org/" ] . '
        + on_name("sh:minCount 1"), (1, 29, 33)),
    "path of one step": (
        EVENT + "  sh:property [ sh:path ( ex:name ) ; sh:minCount 1 ] .", (2, 25, 36)),
    "path of two operators": (
        EVENT + "  sh:property [ sh:path [ sh:inversePath ex:a ; sh:zeroOrMorePath ex:b ] ; "
        "sh:minCount 1 ] .", (2, 25, 73)),
    "shape that is not there": (EVENT + "  sh:node ex:None .", (2, 11, 18)),
    "shape in a list that is not there": (
        EVENT + "  sh:or ( ex:None [ sh:nodeKind sh:IRI ] ) .", (2, 11, 18)),
    "property shape without path": (
        EVENT + "  sh:property [ sh:minCount 1 ] .", (2, 15, 32)),
}  # fmt: skip


@pytest.mark.parametrize(("shapes", "place"), VALUES.values(), ids=VALUES.keys())
def test_value_of_the_wrong_kind_is_found_where_it_stands(
    shapes: str, place: tuple[int, int, int], lint: Lint, found: Found
) -> None:
    told = [result for result in lint(shapes) if result.code == "shape-value"]
    assert found(told) == [("shape-value", *place)]
    assert set(told[0].messages) == {"de", "en"}


@pytest.mark.parametrize("prefix", ["", "y", "y-1.z", "größe"])
def test_prefix_as_sparql_writes_it_is_fine(prefix: str, lint: Lint) -> None:
    declared = f'ex:o sh:declare [ sh:prefix "{prefix}" ; sh:namespace "https://y.org/" ] . '
    assert lint(declared + on_name("sh:minCount 1")) == []


@pytest.mark.parametrize(
    ("named", "help_"),
    [
        ("sh:node ex:EventShap", "did you mean ex:EventShape?"),
        ("sh:node ex:EventsShapes", "did you mean ex:EventShape?"),
        ("sh:node ex:Typo", "there are: ex:EventShape"),
        ("sh:xone ( ex:EventSchape [ sh:nodeKind sh:IRI ] )", "did you mean ex:EventShape?"),
    ],
)
def test_shape_that_is_not_there_names_those_that_are(named: str, help_: str, lint: Lint) -> None:
    shapes = EVENT.replace("ex:S ", "ex:EventShape ")
    (result,) = (r for r in lint(f"{shapes} {named} .") if r.code == "shape-value")
    assert result.helps["en"] == help_


@pytest.mark.parametrize(
    ("severity", "help_"),
    [
        ("sh:Eror", "there are: sh:Info, sh:Warning, sh:Violation"),
        ("sh:Warnung", "did you mean sh:Warning?"),
    ],
)
def test_severity_that_is_none_names_those_that_are(severity: str, help_: str, lint: Lint) -> None:
    results = lint(on_name(f"sh:minCount 1 ; sh:severity {severity}"))
    (result,) = (r for r in results if r.code == "shacl-unknown-term")
    assert result.helps["en"] == help_


def test_value_over_which_the_judge_gives_up_is_one_result_that_says_so(lint: Lint) -> None:
    (result,) = lint(on_name('sh:minCount "1"'))
    assert result.helps["en"].splitlines() == [
        "write 1",
        "what S asks for was not checked; repair this and validate again",
    ]


def test_parameter_given_twice_is_found(lint: Lint, found: Found) -> None:
    results = lint(on_name("sh:minCount 1 , 2"))
    assert found(results) == [("shape-value", 2, 51, 52)]
    assert "may occur only once: 1, 2" in results[0].messages["en"]


FINE = {
    "term that a closed shape passes over": EVENT
    + "  sh:closed true ; sh:ignoredProperties ( rdf:type ex:name sh:rule sh:target ) .",
    "paths": EVENT + "  sh:property [ sh:path ( ex:a [ sh:inversePath ex:b ] ) ; sh:maxCount 1 ] , "
    "[ sh:path [ sh:alternativePath ( ex:a ex:b ) ] ; sh:maxCount 1 ] , "
    "[ sh:path [ sh:zeroOrMorePath [ sh:inversePath ex:b ] ] ; sh:maxCount 9 ] .",
    "own severity": on_name("sh:minCount 1 ; sh:severity ex:Urgent"),
    "own datatype": on_name("sh:or ( [ sh:datatype ex:own ] [ sh:nodeKind sh:Literal ] )"),
    "empty list": on_name("sh:languageIn ( )").replace("ex:name", "ex:other"),
    "closed with ignored": EVENT
    + "  sh:closed true ; sh:ignoredProperties ( rdf:type ex:startDate ) ; "
    "sh:property [ sh:path ex:name ] .",
    "open with ignored": EVENT
    + "  sh:closed false ; sh:ignoredProperties ( ) ; sh:nodeKind sh:IRI .",
    "shape without class": "ex:S sh:targetClass ex:Event ; sh:nodeKind sh:IRI .",
    "constraint component of one's own": (
        "ex:C a sh:ConstraintComponent ; sh:parameter [ sh:path ex:most ] ; sh:validator "
        '[ a sh:SPARQLAskValidator ; sh:ask "ASK { FILTER ($value != $most) }" ] .\n'
        "ex:S sh:targetClass ex:Event ; ex:most 3 ."
    ),
    "deactivated": EVENT + "  sh:nodeKind sh:IRI .\nex:T a sh:NodeShape ; sh:deactivated true .",
    "described property": on_name('sh:name "name" ; sh:order 1'),
}


@pytest.mark.parametrize("shapes", FINE.values(), ids=FINE.keys())
def test_what_shacl_allows_is_fine(shapes: str, lint: Lint, found: Found) -> None:
    assert found(lint(shapes)) == []


PARTNERS = {
    "flags": (on_name('sh:minCount 1 ; sh:flags "i"'), (2, 51, 59), Severity.WARNING),
    "qualified count": (on_name("sh:qualifiedMinCount 1"), (2, 35, 55), Severity.WARNING),
    "qualified shape": (
        on_name("sh:qualifiedValueShape [ sh:nodeKind sh:IRI ]"), (2, 35, 57), Severity.WARNING),
    "qualified shape without a path": (
        EVENT + "  sh:qualifiedMinCount 1 ; sh:qualifiedValueShape [ sh:nodeKind sh:IRI ] .",
        (2, 28, 50), Severity.WARNING),
    "ignored properties": (
        EVENT + "  sh:ignoredProperties ( rdf:type ) ; sh:nodeKind sh:IRI .", (2, 3, 23),
        Severity.VIOLATION),
}  # fmt: skip


@pytest.mark.parametrize(("shapes", "place", "severity"), PARTNERS.values(), ids=PARTNERS.keys())
def test_parameter_without_its_partner_is_found(
    shapes: str, place: tuple[int, int, int], severity: Severity, lint: Lint, found: Found
) -> None:
    told = [result for result in lint(shapes) if result.code == "shape-partner"]
    assert found(told) == [("shape-partner", *place)]
    assert told[0].severity is severity


COMPONENT = """ex:C a sh:ConstraintComponent ; sh:parameter [ sh:path ex:most ] ,
    [ sh:path ex:least ; sh:optional true ] ;
    sh:validator [ a sh:SPARQLAskValidator ; sh:ask "ASK { FILTER ($value < $most) }" ] .
"""


def test_component_that_has_no_class_is_none(lint: Lint, found: Found) -> None:
    shapes = COMPONENT.replace("a sh:ConstraintComponent ;", "") + on_name("ex:most 9")
    results = lint(shapes)
    assert found(results) == [("shape-partner", 3, 5, 17)]
    assert "sh:validator has no effect without a sh:Con" in results[0].messages["en"]


def test_component_of_a_class_of_ones_own_is_one(lint: Lint, found: Found) -> None:
    component = COMPONENT.replace("a sh:ConstraintComponent", "a ex:Kind")
    below = "ex:Kind rdfs:subClassOf sh:ConstraintComponent . "
    assert found(lint(below + component + on_name("ex:most 9"))) == []


def test_component_without_a_value_that_it_needs_is_found(lint: Lint, found: Found) -> None:
    results = lint(COMPONENT + on_name("ex:least 9"))
    assert found(results) == [("shape-partner", 5, 35, 43)]
    assert results[0].messages["en"] == "ex:least has no effect without ex:most"


SHARING = "".join(
    f"""ex:{name} a sh:ConstraintComponent ; sh:parameter [ sh:path ex:over ] , {parameters} ;
    sh:validator [ a sh:SPARQLAskValidator ; sh:ask "ASK {{ FILTER ($value < $over) }}" ] .
"""
    for name, parameters in (
        ("Bound", "[ sh:path ex:bound ]"),
        ("Range", "[ sh:path ex:begin ] , [ sh:path ex:end ]"),
    )
)
"""Two components that share a parameter."""


COMPLETE = ("ex:over 9 ; ex:bound 1", "ex:over 9 ; ex:begin 1 ; ex:end 2")


def on_name_each(*parameters: str) -> str:
    return on_name(" ] ,\n  [ sh:path ex:name ; ".join(parameters))


def test_component_that_shares_a_parameter_needs_its_own_values_alone(
    lint: Lint, found: Found
) -> None:
    assert found(lint(SHARING + on_name_each(*COMPLETE))) == []


def test_shared_parameter_that_completes_no_component_is_found_once(
    lint: Lint, found: Found
) -> None:
    results = lint(SHARING + on_name_each(*COMPLETE, "ex:over 9"))
    assert found(results) == [("shape-partner", 8, 23, 30)]
    assert results[0].messages["en"] == "ex:over has no effect without ex:bound"


def test_shared_parameter_may_repeat_where_its_component_has_no_other(
    lint: Lint, found: Found
) -> None:
    shapes = SHARING.replace(", [ sh:path ex:bound ]", "")
    assert found(lint(shapes + on_name_each("ex:over 9 , 8", COMPLETE[1]))) == []


def test_near_miss_of_a_parameter_is_found_and_the_component_unused(
    lint: Lint, found: Found
) -> None:
    results = lint(COMPONENT + on_name("ex:mosst 9 ; sh:minCount 1"))
    assert found(results) == [("shape-unused", 1, 1, 5), ("shape-near-miss", 5, 35, 43)]
    assert "there is ex:most" in results[1].helps["en"]


def test_component_of_several_parameters_takes_one_value_of_each(lint: Lint, found: Found) -> None:
    assert found(lint(COMPONENT + on_name("ex:most 8 , 9"))) == [("shape-value", 5, 47, 48)]


def test_nameless_shape_within_another_has_a_constraint(lint: Lint, found: Found) -> None:
    results = lint(EVENT + "  sh:or ( [ a sh:NodeShape ] [ sh:nodeKind sh:IRI ] ) .")
    assert found(results) == [("shape-unconstrained", 2, 11, 12)]


def test_class_of_a_class_of_ones_own_is_its_own_target(lint: Lint, found: Found) -> None:
    shapes = (
        "ex:Meta rdfs:subClassOf rdfs:Class . ex:Event a ex:Meta , sh:NodeShape ; sh:closed false ."
    )
    assert found(lint(shapes)) == []


CONTRADICTIONS = {
    "counts": "sh:minCount 2 ; sh:maxCount 1",
    "lengths": "sh:minLength 2 ; sh:maxLength 1",
    "range": "sh:minInclusive 1.5 ; sh:maxInclusive 1",
    "open range": "sh:minExclusive 1 ; sh:maxExclusive 1",
    "dates": 'sh:minInclusive "2021-01-01"^^xsd:date ; sh:maxInclusive "2020-01-01"^^xsd:date',
    "durations": 'sh:minInclusive "P1Y"^^xsd:duration ; sh:maxExclusive "P12M"^^xsd:duration',
    "datatype and IRI": "sh:datatype xsd:string ; sh:nodeKind sh:IRI",
    "datatype and class": "sh:datatype xsd:string ; sh:class ex:Event",
    "datatype and language": 'sh:datatype xsd:string ; sh:languageIn ( "de" )',
    "value that is not allowed": 'sh:in ( "a" "b" ) ; sh:hasValue "c"',
    "value where none may be": 'sh:maxCount 0 ; sh:hasValue "c"',
}


@pytest.mark.parametrize("parameters", CONTRADICTIONS.values(), ids=CONTRADICTIONS.keys())
def test_contradiction_is_found_and_names_both(parameters: str, lint: Lint) -> None:
    shapes = on_name(parameters).replace("ex:Event ;\n", "ex:Event ; sh:nodeKind sh:IRI ;\n")
    told = lint(shapes)
    assert [result.code for result in told] == ["shape-contradiction"]
    for parameter in parameters.split(" ; "):
        assert parameter.split(" ")[0] in told[0].messages["en"]


def test_bounds_that_meet_are_no_contradiction(lint: Lint) -> None:
    assert lint(on_name("sh:minCount 1 ; sh:maxCount 1 ; sh:minLength 1 ; sh:maxLength 1")) == []


def test_bound_that_is_no_number_or_without_end_contradicts_none(lint: Lint) -> None:
    bounds = 'sh:minInclusive "{}"^^xsd:double ; sh:maxInclusive {}'
    told = lint(on_name(bounds.format("NaN", "1.5")))
    assert [result.code for result in told] == ["shape-value"]
    assert lint(on_name(bounds.format("-INF", '"INF"^^xsd:double'))) == []


@pytest.mark.parametrize(
    "bound", ['"--05"^^xsd:gMonth', '"a"@en', '"FF"^^xsd:hexBinary', '"x"^^ex:type']
)
def test_bound_without_an_order_is_told_at_its_place(bound: str, lint: Lint) -> None:
    (told,) = lint(on_name(f"sh:maxInclusive {bound}"))
    assert told.code == "shape-value"
    assert "has no order in SPARQL" in told.messages["en"]


@pytest.mark.parametrize(
    ("pattern", "is_told"),
    [("^(?!a)", True), ("(?i)a", True), ("\\\\bword", True), ("^\\\\p{Lu}+$", False)],
)
def test_pattern_of_python_alone_is_a_hint(pattern: str, is_told: bool, lint: Lint) -> None:
    told = lint(on_name(f'sh:pattern "{pattern}"'))
    assert [(r.code, r.severity) for r in told] == [("shape-pattern", Severity.INFO)] * is_told


def test_shape_without_message_among_others_is_a_hint(lint: Lint, found: Found) -> None:
    shapes = (
        f'{EVENT}  sh:property [ sh:path ex:name ; sh:minCount 1 ; sh:message "x" ] ,\n'
        '    [ sh:path ex:name ; sh:maxCount 1 ; sh:message "y" ] ,\n'
        "    [ sh:path ex:name ; sh:maxLength 9 ] ."
    )
    results = lint(shapes)
    assert found(results) == [("shape-silent", 4, 5, 6)]
    assert results[0].severity is Severity.INFO


SPEAKING = 'sh:sparql [ sh:message "z" ; sh:select "SELECT $this { $this ex:name 1 }" ]'


@pytest.mark.parametrize(
    ("constraints", "is_silent"),
    [
        (SPEAKING, False),
        (f"sh:maxLength 9 ; {SPEAKING}", True),
        (f'{SPEAKING} ; sh:sparql [ sh:select "SELECT $this {{ $this ex:name 2 }}" ]', True),
        ("ex:most 9", True),
        ("ex:told 9", False),
        ("ex:told 9 ; ex:most 9", True),
        (f"ex:told 9 ; {SPEAKING}", False),
        ("ex:told 9 ; sh:maxLength 9", True),
    ],
)
def test_message_of_a_query_or_component_counts_for_that_alone(
    constraints: str, is_silent: bool, lint: Lint
) -> None:
    ask = 'sh:validator [ a sh:SPARQLAskValidator ; sh:ask "ASK { FILTER($value != 1) }"'
    shapes = (
        f"ex:Most a sh:ConstraintComponent ; sh:parameter [ sh:path ex:most ] ; {ask} ] .\n"
        f"ex:Told a sh:ConstraintComponent ; sh:parameter [ sh:path ex:told ] ; {ask} ;"
        f' sh:message "t" ] .\n{EVENT}'
        '  sh:property [ sh:path ex:name ; sh:minCount 1 ; sh:message "x" ] ,\n'
        '    [ sh:path ex:name ; sh:maxCount 1 ; sh:message "y" ] ,\n'
        f"    [ sh:path ex:name ; {constraints} ] ."
    )
    silent = [result.place for result in lint(shapes) if result.code == "shape-silent"]
    assert len(silent) == is_silent
