"""Faults in the queries of shapes, and their places within the literal."""

from collections.abc import Callable
from pathlib import Path

import pytest
from rdflib import Graph

from schlaglicht.project import Project, open_project
from schlaglicht.validation.pipeline import validate
from schlaglicht.validation.report import Severity, ValidationResult

Lint = Callable[..., list[ValidationResult]]
Found = Callable[[list[ValidationResult]], list[tuple[str, int, int, int]]]

START = "ex:S a sh:NodeShape ; sh:targetClass ex:Event ;\n  sh:sparql [ sh:select "


def query(text: str, more: str = "") -> str:
    """A constraint whose query begins at column 25 of the second line, behind three quotes."""
    return f'{START}"""{text}"""{more} ] .'


FAULTS = {
    "syntax": ("SELECT $this\nWHER { $this ?p ?o }", (3, 1, 5), "this is not SPARQL: WHER {"),
    "end": ("SELECT $this {\n  $this ?p ?o", (3, 12, 14), "the query ends too early"),
    "prefix": ("SELECT $this {\n  $this foo:x ?o }", (3, 9, 14), "the prefix foo: is not declared"),
    "form": ("ASK { $this ?p ?o }", (2, 25, 50), "sh:select needs a SELECT query"),
    "no $this": ("SELECT ?o { $this ?p ?o }", (2, 28, 34), "does not select $this"),
    "minus": ("SELECT $this {\n$this ?p ?o minus { ?a ?b 1 } }", (3, 13, 18), "MINUS is not"),
    "values": ("SELECT $this { VALUES ?p { 1 } $this ?p ?o }", (2, 43, 49), "VALUES is not"),
    "service": ("SELECT $this { SERVICE <http://x/> { $this ?p ?o } }", (2, 43, 50), "SERVICE is"),
    "rebound": ("SELECT (?x AS ?this) { ?x ?p ?o }", (2, 42, 47), "?this is given"),
    "graph": ("SELECT $this { GRAPH ?g { $this ?p ?o } }", (2, 43, 48), "GRAPH is not evaluated"),
    "from": ("SELECT $this FROM <http://x/> { $this ?p ?o }", (2, 41, 45), "FROM is not evaluated"),
    "from named": (
        "SELECT $this\nfrom NAMED <http://x/> WHERE { $this ?p ?o }",
        (3, 1, 5),
        "FROM is not evaluated",
    ),
    "function": (
        "SELECT $this { $this ?p ?o\nFILTER(<http://f/g>(?o)) }",
        (3, 8, 20),
        "no function <http://f/g> here",
    ),
    "function by prefix": (
        "PREFIX f: <http://f/>\nSELECT $this { $this ?p (f:g) FILTER (1 > f:g(?p)) }",
        (3, 43, 46),
        "no function <http://f/g> here",
    ),
    "misspelt $this beside $this": (
        "SELECT $this {\n$this ?p ?o FILTER NOT EXISTS { ?thsi ?p 1 } }",
        (3, 33, 38),
        "?thsi is not $this",
    ),
    "misspelt $this": ("SELECT $this { $thi ?p ?o }", (2, 43, 47), "$thi is not $this"),
    "variable without a value": (
        "SELECT $this {\n$this ?p ?o FILTER(?amount < 0) }",
        (3, 20, 27),
        "?amount occurs only in conditions",
    ),
    "variable without a value in a sum": (
        "SELECT $this { $this ?p ?o }\nGROUP BY $this HAVING (SUM(?n) > 1)",
        (3, 28, 30),
        "?n occurs only in conditions",
    ),
    "variable without a value in an inner condition": (
        "SELECT $this {\n$this ?p ?o FILTER EXISTS { ?o ?q ?r FILTER(?r IN (?s)) } }",
        (3, 52, 54),
        "?s occurs only in conditions",
    ),
    "value of a SELECT": (
        "SELECT $this {\n$this ?p ?o FILTER($value < 0) }",
        (3, 20, 26),
        "$value",
    ),
    "prefix in a comment": (
        "# PREFIX foo: <http://foo/>\nSELECT $this { $this foo:x ?o }",
        (3, 22, 27),
        "the prefix foo: is not declared",
    ),
    "minus behind a dot": ("SELECT $this { $this ?p true.MINUS { } }", (2, 52, 62), "MINUS is not"),
    "no token": ("SELECT $this { $this ?p § }", (2, 43, 48), "this is not SPARQL: $this ?p §"),
    "inner": ("SELECT $this {\n{ SELECT ?p { $this ?p ?o } } }", (3, 3, 9), "an inner SELECT"),
}


@pytest.mark.parametrize(("text", "place", "message"), FAULTS.values(), ids=FAULTS.keys())
def test_fault_is_found_within_the_query(
    text: str, place: tuple[int, int, int], message: str, lint: Lint, found: Found
) -> None:
    results = lint(query(text))
    assert found(results) == [("shape-sparql", *place)]
    assert results[0].severity is Severity.VIOLATION
    assert message in results[0].messages["en"]


@pytest.mark.parametrize(
    "text",
    [
        "SELECT $this (STR(?amount) AS ?value) {\n$this ?p ?o }",
        "SELECT $this ?value {\n$this ?p ?o BIND(?amount + 1 AS ?value) }",
    ],
)
def test_value_computed_with_a_variable_without_one_is_a_warning(text: str, lint: Lint) -> None:
    (result,) = lint(query(text))
    assert (result.code, result.severity) == ("shape-sparql", Severity.WARNING)
    assert result.messages["en"].startswith("?amount never has a value, and neither has what")


def test_function_that_the_shapes_declare_is_told_as_not_evaluated(
    lint: Lint, found: Found
) -> None:
    text = "SELECT $this { $this ?p ?o\nFILTER(<http://f/g>(?o)) }"
    results = lint(query(text) + "\n<http://f/g> a sh:SPARQLFunction .")
    assert found(results) == [("shape-sparql", 3, 8, 20)]
    assert results[0].messages["en"].startswith("<http://f/g> is a sh:SPARQLFunction, which is not")


@pytest.mark.parametrize("escape", [r"\\UFFFFFFFF", r"\\u0041BCDE"])
def test_escape_that_the_judge_cannot_read_is_a_fault(escape: str, lint: Lint) -> None:
    """The second is right, and rdflib takes it for one of eight digits."""
    (result,) = lint(query(f"SELECT $this {{ $this ?p '{escape}' }}"))
    assert (result.code, result.severity) == ("shape-sparql", Severity.VIOLATION)


FINE = {
    "given prefixes": "SELECT $this { $this rdf:type owl:Class ; rdfs:label ?x }",
    "prefix of the query": "PREFIX foo: <http://foo/> SELECT $this { $this foo:x ?o }",
    "question mark": "SELECT ?this { ?this ?p ?o }",
    "everything": "SELECT * { $this ?p ?o }",
    "forbidden words in texts": "SELECT $this { # MINUS foo:x\n $this ?p 'VALUES', <x:foo:y> }",
    "quotes and forbidden words in texts": r"SELECT $this { $this ?p ?o "
    r"""FILTER(?o = "5\\" MINUS 3\\"" || ?o = '\\' VALUES {') }""",
    "forbidden word as a prefix": "PREFIX minus: <http://a/#> SELECT $this { $this minus:a ?o }",
    "forbidden word in a local name": "PREFIX a: <http://a/> SELECT $this { $this a:b-minus ?o }",
    "escaped local name": r"PREFIX a: <http://a/> SELECT $this { $this a:b\\(values\\) ?o }",
    "escaped character": r"SELECT \\u0024this { $this ?p ?o }",
    "forbidden words in names": "SELECT $this { $this <http://x/values> ?from , 'FROM' }",
    "inner with $this": "SELECT $this { { SELECT $this { $this ?p ?o } } }",
    "function of SPARQL": "PREFIX x: <http://www.w3.org/2001/XMLSchema#> "
    "SELECT $this { $this ?p ?o FILTER(x:integer(STR(?o)) > 1) }",
    "list behind a name": "SELECT $this { $this rdf:type (1 2) }",
    "path": "SELECT $this { $this $PATH ?o }",
    "other variable like $this": "SELECT $this { $this ?p ?thus . ?thus ?p $this }",
    "variables with a value": "SELECT $this (?o + 1 AS ?v) ?nothing { $this ?p ?o BIND(?o AS ?b) "
    "OPTIONAL { ?o ?p ?x } { SELECT $this (COUNT(?c) AS ?n) { $this ?p ?c } GROUP BY $this } "
    "FILTER(?b > ?n && !BOUND(?x)) FILTER NOT EXISTS { ?o ?p ?y FILTER(?y > ?x) } } ORDER BY ?v ?w",
    "error that is made good": "SELECT $this { $this ?p ?o FILTER(COALESCE(?x, ?o) > 1 || ?y > 1) "
    "FILTER(!BOUND(?x) && ?o IN (1, ?y) && IF(?o > 1, true, ?z)) } GROUP BY $this ?x "
    "HAVING (COUNT(IF(?o > 1, 1, ?undef)) > 1)",
    "group": "SELECT $this { $this ?p ?o } GROUP BY $this (STR(?o) AS ?t) HAVING (STRLEN(?t) > 1)",
}


@pytest.mark.parametrize("text", FINE.values(), ids=FINE.keys())
def test_query_without_a_fault_is_fine(text: str, lint: Lint, found: Found) -> None:
    shapes = query(text)
    if "$PATH" in text:
        shapes = shapes.replace("sh:sparql", "sh:property [ sh:path ex:name ; sh:sparql") + " ] ."
        shapes = shapes.replace(" ] . ] .", " ] ] .")
    assert found(lint(shapes)) == []


def test_query_that_does_not_name_its_node_is_a_hint(lint: Lint, found: Found) -> None:
    results = lint(query("SELECT $this { ?a ?b ?c }"))
    assert found(results) == [("shape-sparql", 2, 41, 42)]
    assert results[0].severity is Severity.INFO
    assert "does not name $this" in results[0].messages["en"]


def test_prefix_that_an_ontology_declares_is_known(lint: Lint) -> None:
    declared = (
        '\n<http://o/> a owl:Ontology ; sh:declare [ sh:prefix "foo" ; '
        'sh:namespace "http://foo/"^^xsd:anyURI ] .'
    )
    shapes = query("SELECT $this { $this foo:x ?o }", " ; sh:prefixes <http://o/>") + declared
    assert lint(shapes) == []


def test_prefix_with_two_meanings_is_a_fault(lint: Lint) -> None:
    """One of the two would count, a different one from engine to engine."""
    declared = """
<http://o/> sh:declare [ sh:prefix "foo" ; sh:namespace "http://foo/"^^xsd:anyURI ] ;
  owl:imports <http://o2/> .
<http://o2/> sh:declare [ sh:prefix "foo" ; sh:namespace "http://FOO/"^^xsd:anyURI ] ."""
    shapes = query("SELECT $this { $this foo:x ?o }", " ; sh:prefixes <http://o/>") + declared
    (result,) = (result for result in lint(shapes) if result.code == "shape-sparql")
    assert result.severity is Severity.VIOLATION
    assert result.messages["en"].endswith("foo: several meanings: <http://FOO/>, <http://foo/>")


def test_parameter_of_a_component_has_a_value(lint: Lint) -> None:
    component = """ex:C a sh:ConstraintComponent ;
  sh:parameter [ sh:path ex:least ] , [ sh:path ex:most ; sh:optional true ] ;
  sh:validator [ a sh:SPARQLAskValidator ;
    sh:ask "ASK { FILTER ($value > $least && (!BOUND($most) || $value < $most)) }" ] .
ex:S a sh:NodeShape ; sh:targetClass ex:Event ; sh:property [ sh:path ex:name ; ex:least 3 ] ."""
    assert [result for result in lint(component) if result.code == "shape-sparql"] == []


def test_parameter_of_a_component_of_shacl_has_a_value(lint: Lint) -> None:
    """Libraries such as DASH give those validators without the declarations of SHACL itself."""
    component = """sh:PatternConstraintComponent a sh:ConstraintComponent ;
  sh:validator [ a sh:SPARQLAskValidator ; sh:ask "ASK { FILTER REGEX($value, $pattern, $flags) }" ;
    sh:message "m" ] .
ex:S a sh:NodeShape ; sh:targetClass ex:Event ; sh:property [ sh:path ex:name ; sh:minCount 0 ] ."""
    assert [result for result in lint(component) if result.code == "shape-sparql"] == []


def test_prefix_that_only_the_data_declares_is_a_warning(lint: Lint, found: Found) -> None:
    results = lint(query("SELECT $this { $this ex:nothing ?o }"))
    assert found(results) == [("shape-sparql", 2, 49, 59)]
    assert results[0].severity is Severity.WARNING
    assert 'sh:namespace "https://example.org/"^^xsd:anyURI' in results[0].helps["en"]


def test_query_with_escapes_is_pointed_at_as_a_whole(lint: Lint, found: Found) -> None:
    shapes = f'{START}"SELECT $this {{ \\"a\\" WHER }}" ] .'
    assert found(lint(shapes)) == [("shape-sparql", 2, 25, 54)]


def test_fault_is_found_with_windows_line_ends_and_odd_separators(
    write_project: Callable[..., Project],
) -> None:
    shapes = query("# \u2028\nSELECT $this\nWHER { $this ?p ?o }")
    project = write_project(data="ex:a a ex:Event .", shapes=shapes)
    path = project.shapes[0]
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    (result,) = validate(project).results
    assert result.place is not None
    assert (result.place.line, result.place.column) == (10, 1)


def test_fault_in_a_file_without_places_is_told_of_the_file(
    write_project: Callable[..., Project], tmp_path: Path
) -> None:
    project = write_project(data="ex:a a ex:Event .", shapes=query("SELECT $this WHER { }"))
    graph = Graph().parse(project.shapes[0])
    project.shapes[0].unlink()
    (tmp_path / "shapes" / "shapes.jsonld").write_text(graph.serialize(format="json-ld"))
    (result,) = validate(open_project([tmp_path])).results
    assert result.code == "shape-sparql"
    assert result.place is not None
    assert result.place.path.name == "shapes.jsonld"
