"""Terms that are not declared, and http for https. Lines count from the text given."""

from collections.abc import Callable

import pytest

from schlaglicht.project import Project
from schlaglicht.validation.pipeline import validate
from schlaglicht.validation.report import Severity, ValidationReport, ValidationResult

HEADER_LINES = 6

ReportOn = Callable[..., ValidationReport]

ONTOLOGY = """ex:onto a owl:Ontology ; owl:versionIRI ex:1.0 .
ex:Event a owl:Class ; rdfs:isDefinedBy ex:onto .
ex:startDate a owl:DatatypeProperty ; rdfs:isDefinedBy ex:onto .
ex:online rdfs:isDefinedBy ex:onto .
ex:mode a owl:ObjectProperty ; rdfs:isDefinedBy ex:onto .
schema:name a rdf:Property .
"""


def only(report: ValidationReport) -> ValidationResult:
    (result,) = report.results
    return result


def where(result: ValidationResult) -> tuple[str, int, int]:
    assert result.place is not None
    return (result.place.path.name, result.place.line - HEADER_LINES, result.place.column)


DATA = {
    "predicate": ("<http://x/a> ex:startdate 1 .", (1, 14), "did you mean ex:startDate?"),
    "predicate of another vocabulary": (
        '<http://x/a> schema:nmae "x" .',
        (1, 14),
        "did you mean schema:name?",
    ),
    "predicate in another namespace": (
        '<http://x/a> ex:name "x" .',
        (1, 14),
        "did you mean schema:name?",
    ),
    "predicate like no other": (
        "<http://x/a> ex:zzz 1 .",
        (1, 14),
        "declare the term in the ontology: ex:zzz a rdf:Property .",
    ),
    "class": ("<http://x/a>\n  a ex:Evnt .", (2, 5), "did you mean ex:Event?"),
    "class like no other": (
        "<http://x/a> a ex:Zzz .",
        (1, 16),
        "declare the term in the ontology: ex:Zzz a rdfs:Class .",
    ),
    "individual": ("<http://x/a> ex:mode ex:onlin .", (1, 22), "did you mean ex:online?"),
    "datatype": ('<http://x/a> schema:name "x"^^ex:Evnt .', (1, 26), "did you mean ex:Event?"),
}


@pytest.mark.parametrize(("data", "place", "help_"), DATA.values(), ids=DATA.keys())
def test_unknown_term_of_the_data_is_found(
    data: str, place: tuple[int, int], help_: str, report_on: ReportOn
) -> None:
    result = only(report_on(data=data, ontology=ONTOLOGY))
    assert result.code == "unknown-term"
    assert where(result) == ("data.ttl", *place)
    assert result.helps["en"] == help_


def test_declared_terms_are_fine(report_on: ReportOn) -> None:
    data = '<http://x/a> a ex:Event ; ex:startDate 1 ; ex:mode ex:online ; schema:name "x" .'
    assert report_on(data=data, ontology=ONTOLOGY).conforms


def test_terms_of_rdf_rdfs_owl_and_shacl_need_no_declaration(report_on: ReportOn) -> None:
    data = '<http://x/a> a owl:Thing ; rdfs:label "x" ; rdf:value 1 ; sh:name "x" .'
    assert report_on(data=data, ontology=ONTOLOGY).conforms


def test_without_ontology_no_term_is_unknown(report_on: ReportOn) -> None:
    assert report_on(data="<http://x/a> a ex:Anything ; ex:any 1 .").conforms


def test_iri_that_the_data_itself_describes_is_known(report_on: ReportOn) -> None:
    data = '<http://x/a> ex:mode ex:mine . ex:mine schema:name "x" .'
    assert report_on(data=data, ontology=ONTOLOGY).conforms


def test_thing_outside_of_the_ontology_may_be_described_elsewhere(report_on: ReportOn) -> None:
    data = "<http://x/a> ex:mode <http://x/b> ."
    assert report_on(data=data, ontology=ONTOLOGY).conforms


def test_own_term_in_a_shape_must_exist(report_on: ReportOn) -> None:
    shapes = "<http://x/S> a sh:NodeShape ; sh:targetClass ex:Evnt ; sh:nodeKind sh:IRI ."
    result = only(report_on(data="", ontology=ONTOLOGY, shapes=shapes))
    assert where(result) == ("shapes.ttl", 1, 46)
    assert result.helps["de"] == "meintest du ex:Event?"


def test_own_term_in_the_ontology_must_exist(report_on: ReportOn) -> None:
    ontology = ONTOLOGY + "ex:Concert a owl:Class ; rdfs:subClassOf ex:Evnt ; ex:zzz 1 ; "
    ontology += "rdfs:isDefinedBy ex:onto ."
    report = report_on(data="", ontology=ontology)
    assert [where(result) for result in report.results] == [
        ("terms.ttl", 7, 42),
        ("terms.ttl", 7, 52),
    ]


def test_term_of_another_vocabulary_in_a_shape_may_be_undeclared(report_on: ReportOn) -> None:
    shapes = """<http://x/S> a sh:NodeShape ; sh:targetClass ex:Event ;
        sh:property [ sh:path schema:slogan ; sh:maxCount 0 ] ."""
    assert report_on(data="", ontology=ONTOLOGY, shapes=shapes).conforms


def test_namespace_may_be_named_with_vann(report_on: ReportOn) -> None:
    ontology = """<http://x/o> a owl:Ontology ;
        <http://purl.org/vocab/vann/preferredNamespaceUri> "https://example.org/" .
        ex:mode a rdf:Property ."""
    result = only(report_on(data="<http://x/a> ex:mode ex:gone .", ontology=ontology))
    assert result.code == "unknown-term"


SKOS = "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"


def test_published_term_is_told_once_where_the_ontology_does_not_declare_it(
    report_on: ReportOn,
) -> None:
    data = (
        SKOS + "<http://x/a> skos:broader <http://x/b> .\n<http://x/b> skos:broader <http://x/c> ."
    )
    result = only(report_on(data=data, ontology=ONTOLOGY))
    assert (result.code, result.severity) == ("unknown-term", Severity.INFO)
    assert where(result) == ("data.ttl", 2, 14)
    assert result.messages["en"] == "skos:broader is not declared in the ontology (times used: 2)"
    assert result.helps["en"].startswith("its vocabulary has it")


def test_published_term_was_forgotten_where_all_others_are_declared(report_on: ReportOn) -> None:
    names = ("prefLabel", "altLabel", "notation")
    declared = " ".join(f"skos:{name} a rdf:Property ." for name in names)
    data = " ".join(f'<http://x/a> skos:{name} "x" .' for name in names)
    result = only(
        report_on(
            data=SKOS + data + " <http://x/a> skos:broader <http://x/b> .",
            ontology=SKOS + ONTOLOGY + declared,
        )
    )
    assert (result.code, result.severity) == ("unknown-term", Severity.WARNING)


def test_term_that_its_published_vocabulary_lacks_is_unknown(report_on: ReportOn) -> None:
    data = SKOS + "<http://x/a> skos:broaderMatch <http://x/b> ."
    result = only(report_on(data=data, ontology=ONTOLOGY))
    assert (result.code, result.severity) == ("unknown-term", Severity.VIOLATION)


def test_of_a_vocabulary_that_is_not_there_nothing_is_known(report_on: ReportOn) -> None:
    data = "<http://x/a> a <http://other.example/ns#Pump> ; <http://other.example/ns#runs> true ."
    report = report_on(data=data, ontology=ONTOLOGY)
    assert [(r.code, r.severity) for r in report.results] == [
        ("unknown-term", Severity.INFO),
        ("unknown-term", Severity.INFO),
    ]
    assert report.results[0].helps["en"].startswith("nothing is known about its vocabulary")


def test_terms_of_an_import_that_is_not_there_are_not_judged(report_on: ReportOn) -> None:
    ontology = (
        ONTOLOGY + "ex:onto owl:imports <http://other.example/ns> .\n"
        "<http://other.example/ns#Pump> a owl:Class ; rdfs:isDefinedBy ex:onto ."
    )
    data = "<http://x/a> a <http://other.example/ns#Pump> ; <http://other.example/ns#runs> true ."
    report = report_on(data=data, ontology=ontology)
    assert {r.severity for r in report.results} == {Severity.INFO}
    assert {r.code for r in report.results} == {"import-missing", "unknown-term"}


@pytest.mark.parametrize("end", ["", "/", "#", "/o", "/o/", "/o#"])
@pytest.mark.parametrize("start", ["http://o.example", "https://o.example", "urn:o", "urn:x:o"])
def test_an_ontology_that_defines_itself_owns_no_terms_of_others(
    report_on: ReportOn, start: str, end: str
) -> None:
    ontology = f"<{start}{end}> a owl:Ontology ; rdfs:isDefinedBy <{start}{end}> ."
    shape = "ex:S a sh:NodeShape ; sh:targetClass ex:T ; sh:property ex:P . "
    shape += "ex:P a sh:PropertyShape ; sh:path ex:p ; sh:minCount 1 ; sh:datatype xsd:integer ."
    ontology += "ex:T a owl:Class . ex:p a owl:DatatypeProperty ; rdfs:range xsd:integer ."
    data = "<http://x/a> a ex:T ; ex:p 1 ."
    assert not report_on(data=data, ontology=ontology, shapes=shape).results


def test_terms_named_by_urn_share_no_namespace(report_on: ReportOn) -> None:
    ontology = "<urn:o:1> a owl:Ontology . <urn:t:T> a owl:Class ; rdfs:isDefinedBy <urn:o:1> ."
    assert not report_on(data="<http://x/a> a <urn:t:T> .", ontology=ontology).results


def test_namespace_with_a_slip_is_unknown(report_on: ReportOn) -> None:
    data = "<http://x/a> <https://exmaple.org/startDate> 1 ."
    result = only(report_on(data=data, ontology=ONTOLOGY))
    assert (result.severity, result.helps["en"]) == (
        Severity.VIOLATION,
        "did you mean ex:startDate?",
    )


def test_project_that_keeps_to_http_is_told_that_https_is_recommended(
    write_project: Callable[..., Project],
) -> None:
    project = write_project(data="")
    project.data[0].write_text('@prefix s: <http://schema.org/> .\n<http://x/a> s:name "x" .')
    result = only(validate(project))
    assert (result.code, result.severity) == ("http-schema-org", Severity.INFO)
    assert result.messages["en"] == "<http://schema.org/>: schema.org recommends https"


def test_settings_may_say_that_schema_org_is_written_with_https(
    write_project: Callable[..., Project],
) -> None:
    project = write_project(data="", settings='prefixes.schema = "https://schema.org/"')
    project.data[0].write_text('<http://x/a> <http://schema.org/name> "x" .')
    assert only(validate(project)).severity is Severity.VIOLATION


def test_http_prefix_that_no_term_uses_is_an_info(write_project: Callable[..., Project]) -> None:
    project = write_project(data="")
    project.data[0].write_text(
        '@prefix s: <http://schema.org/> .\n<http://x/a> <https://schema.org/name> "x" .'
    )
    result = only(validate(project))
    assert (result.code, result.severity) == ("http-schema-org", Severity.INFO)
    assert result.messages["en"] == "<http://schema.org/>: schema.org is written with https here"


def test_https_prefix_that_no_term_uses_makes_no_mixture(
    write_project: Callable[..., Project],
) -> None:
    project = write_project(data="")
    project.data[0].write_text(
        '@prefix s: <https://schema.org/> .\n<http://x/a> <http://schema.org/name> "x" .'
    )
    assert only(validate(project)).severity is Severity.INFO


def test_http_namespace_of_queries_is_found_where_terms_are_of_https(report_on: ReportOn) -> None:
    shapes = """ex:S a sh:NodeShape ; sh:targetClass schema:Event ; sh:sparql [
    sh:prefixes [ sh:declare [ sh:prefix "s" ; sh:namespace "http://schema.org/"^^xsd:anyURI ] ] ;
    sh:select "SELECT $this { $this s:startDate 1 }" ] ."""
    results = report_on(data="<http://x/a> a schema:Event .", shapes=shapes).results
    (result,) = [result for result in results if result.code == "http-schema-org"]
    assert result.severity is Severity.VIOLATION
    assert where(result) == ("shapes.ttl", 2, 61)


def test_http_prefix_is_one_result_however_often_it_is_used(report_on: ReportOn) -> None:
    data = '@prefix s: <http://schema.org/> .\n<http://x/a> a s:Event ; s:name "x" .'
    result = only(report_on(data=data, ontology=ONTOLOGY))
    assert result.code == "http-schema-org"
    assert where(result) == ("data.ttl", 1, 12)
    assert result.helps["en"] == "write <https://schema.org/>"


def test_http_in_full_is_found_wherever_it_stands(report_on: ReportOn) -> None:
    data = """<http://schema.org/a> <http://schema.org/b> <http://schema.org/c> .
<http://x/a> schema:name "x"^^<http://schema.org/Text> ."""
    report = report_on(data=data)
    assert {result.code for result in report.results} == {"http-schema-org"}
    assert [where(result)[1:] for result in report.results] == [(1, 1), (1, 23), (1, 45), (2, 26)]
    assert report.results[1].messages["en"].startswith("<http://schema.org/b>")


def test_http_in_shapes_and_ontology_is_found(report_on: ReportOn) -> None:
    report = report_on(
        data="",
        ontology="<http://schema.org/name> a rdf:Property .",
        shapes="ex:S sh:targetClass <http://schema.org/Event> ; sh:nodeKind sh:IRI .",
    )
    files = [where(result)[0] for result in report.results]
    assert files == ["terms.ttl", "shapes.ttl"]


DOCUMENTS = [
    "<http://x/o> a owl:Ontology ; owl:imports <{scheme}://schema.org/version/latest/schema.ttl> .",
    "<http://x/a> rdfs:seeAlso <{scheme}://schema.org/docs/gs.html> .",
    "<http://x/a> rdfs:seeAlso <{scheme}://schema.org/Event> .",
    "<http://x/T> rdfs:isDefinedBy <{scheme}://schema.org/> .",
    "<{scheme}://schema.org/docs/gs.html> rdfs:label 'Getting started'@en .",
    "<http://x/a> <http://x/p> <{scheme}://schema.org/docs/gs.html> .",
    "<http://x/a> <{scheme2}://schema.org/url> <{scheme}://schema.org/Event> .",
]
"""Statements with the address of a document at schema.org."""

TERMS = [
    "<http://x/a> <{scheme}://schema.org/anything> 1 .",
    "<http://x/a> a <{scheme}://schema.org/Event> .",
    "<http://x/T> rdfs:subClassOf <{scheme}://schema.org/NewerThanWeKnow> .",
    "<http://x/p> rdfs:subPropertyOf <{scheme}://schema.org/newerThanWeKnow> .",
    "<http://x/a> <http://x/p> <{scheme}://schema.org/EventScheduled> .",
    "<http://x/a> <http://x/p> <{scheme}://schema.org/name> .",
    "<http://x/a> <http://x/p> 'x'^^<{scheme}://schema.org/Text> .",
    "<{scheme}://schema.org/Event> rdfs:label 'Event'@en .",
]
"""Statements with a term of schema.org."""


def of_schema_org(write_project: Callable[..., Project], *statements: str) -> list[Severity]:
    head = (
        "@prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
    )
    project = write_project(data="")
    project.data[0].write_text(head + "\n".join(statements), encoding="utf-8")
    results = validate(project).results
    return [result.severity for result in results if result.code == "http-schema-org"]


@pytest.mark.parametrize("document", DOCUMENTS)
@pytest.mark.parametrize(("scheme", "other"), [("http", "https"), ("https", "http")])
def test_address_of_a_document_is_no_choice_of_a_spelling(
    write_project: Callable[..., Project], document: str, scheme: str, other: str
) -> None:
    statement = document.format(scheme=scheme, scheme2=other)
    term = f"<http://x/a> <{other}://schema.org/name> 'x' ."
    assert set(of_schema_org(write_project, statement, term)) == {Severity.INFO}


@pytest.mark.parametrize("term", TERMS)
@pytest.mark.parametrize(("scheme", "other"), [("http", "https"), ("https", "http")])
def test_terms_of_both_spellings_are_a_violation(
    write_project: Callable[..., Project], term: str, scheme: str, other: str
) -> None:
    statements = (term.format(scheme=scheme), f"<http://x/a> <{other}://schema.org/name> 'x' .")
    assert of_schema_org(write_project, *statements) == [Severity.VIOLATION]


def test_address_of_a_document_beside_a_mixture_is_an_info(
    write_project: Callable[..., Project],
) -> None:
    severities = of_schema_org(
        write_project,
        "<http://x/a> rdfs:seeAlso <http://schema.org/docs/gs.html> .",
        "<http://x/a> <http://schema.org/name> 'x' ; <https://schema.org/url> <http://x/> .",
    )
    assert sorted(map(str, severities)) == sorted(map(str, [Severity.INFO, Severity.VIOLATION]))


@pytest.mark.parametrize("host", ["schema.organic.example/", "schema.org.example/"])
def test_host_whose_name_begins_like_schema_org_is_another(
    host: str, write_project: Callable[..., Project]
) -> None:
    project = write_project(data="", settings='prefixes.schema = "https://schema.org/"')
    project.data[0].write_text(f'@prefix o: <http://{host}> .\n<http://{host}x> o:name "x" .')
    assert validate(project).results == ()


def test_other_host_is_no_way_to_write_schema_org(write_project: Callable[..., Project]) -> None:
    project = write_project(data="")
    project.data[0].write_text('<http://schema.org/a> <https://schema.organic.example/p> "x" .')
    assert only(validate(project)).severity is Severity.INFO


def test_http_in_a_text_is_nobodys_business(report_on: ReportOn) -> None:
    data = '<http://x/a> schema:name "http://schema.org/" ; schema:url <http://x/schema.org/> .'
    assert report_on(data=data).conforms


@pytest.mark.parametrize(
    "kind",
    [
        *("rdfs:Class", "owl:Class", "owl:DeprecatedClass", "rdfs:Datatype"),
        "ex:Kind . ex:Kind rdfs:subClassOf owl:Class",
    ],
)
def test_class_is_declared_by_each_class_of_classes(report_on: ReportOn, kind: str) -> None:
    ontology = f"{ONTOLOGY} ex:Old a {kind} ."
    assert not _unknown(report_on(data="<http://x/a> a ex:Old .", ontology=ontology))


@pytest.mark.parametrize(
    "kind",
    [
        *("rdf:Property", "rdfs:ContainerMembershipProperty", "owl:DeprecatedProperty"),
        *("owl:ObjectProperty", "owl:DatatypeProperty", "owl:AnnotationProperty"),
        *("owl:OntologyProperty", "owl:FunctionalProperty", "owl:InverseFunctionalProperty"),
        *("owl:SymmetricProperty", "owl:AsymmetricProperty", "owl:TransitiveProperty"),
        *("owl:ReflexiveProperty", "owl:IrreflexiveProperty"),
    ],
)
def test_property_is_declared_by_each_class_of_properties(report_on: ReportOn, kind: str) -> None:
    ontology = f"{ONTOLOGY} ex:old a {kind} ."
    assert not _unknown(report_on(data="<http://x/a> ex:old ex:online .", ontology=ontology))


def test_individual_is_not_declared_as_a_class(report_on: ReportOn) -> None:
    ontology = f"{ONTOLOGY} ex:Old a owl:NamedIndividual , ex:Event ."
    assert _unknown(report_on(data="<http://x/a> a ex:Old .", ontology=ontology)) == ["ex:Old"]


def _unknown(report: ValidationReport) -> list[str]:
    found = [result for result in report.results if result.code == "unknown-term"]
    return [result.messages["en"].split()[0] for result in found]
