"""Terms of published vocabularies, and the classes that schema.org's properties belong to."""

import subprocess
import sys
from collections.abc import Callable

import pytest

from schlaglicht.project import Project
from schlaglicht.validation.checks.published_terms import check_published_terms
from schlaglicht.validation.inputs import read_inputs
from schlaglicht.validation.report import Severity, ValidationReport, ValidationResult
from schlaglicht.vocabularies.published import read_schema_org

HEADER_LINES = 6
OTHERS = """@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix s: <http://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""

Check = Callable[..., list[ValidationResult]]


@pytest.fixture
def check(write_project: Callable[..., Project]) -> Check:
    """What the check finds in a project written as `write_project` does, data behind OTHERS."""

    def check_it(data: str = "", **parts: str) -> list[ValidationResult]:
        inputs, broken = read_inputs(write_project(data=OTHERS + data, **parts))
        assert not broken
        return sorted(check_published_terms(inputs), key=lambda result: str(result.value))

    return check_it


def lines_of(results: list[ValidationResult]) -> list[tuple[int, int]]:
    offset = HEADER_LINES + OTHERS.count("\n")
    return [(r.place.line - offset, r.place.column) for r in results if r.place]


UNKNOWN = {
    "property": ("ex:a schema:organiser ex:b .", (1, 6), "schema:organizer"),
    "property by case": ("ex:a schema:startdate 1 .", (1, 6), "schema:startDate"),
    "class": ("ex:a\n  a schema:Persn .", (2, 5), "schema:Person"),
    "class of two words": ("ex:a a schema:ConferenceEvnt .", (1, 8), "schema:ConferenceEvent"),
    "individual": (
        "ex:a schema:eventStatus schema:EventCanceled .",
        (1, 25),
        "schema:EventCancelled",
    ),
    "with http": ('ex:a s:nmae "x" .', (1, 6), "schema:name"),
    "datatype": ('ex:a ex:p "x"^^xsd:sting .', (1, 11), "xsd:string"),
    "FOAF": ("ex:a a foaf:Organisation .", (1, 8), "foaf:Organization"),
    "SKOS": ('ex:a skos:preferedLabel "x" .', (1, 6), "skos:prefLabel"),
    "RDFS": ('ex:a rdfs:lable "x" .', (1, 6), "rdfs:label"),
    "Dublin Core": ("ex:a dcterms:isPartof ex:b .", (1, 6), "dcterms:isPartOf"),
    "DCAT": ("ex:a a dcat:Catalogue .", (1, 8), "dcat:Catalog"),
    "RDFS under the name of RDF": ('ex:a rdf:comment "x" .', (1, 6), "rdfs:comment"),
    "RDF under the name of RDFS": ("ex:a rdfs:type ex:T .", (1, 6), "rdf:type"),
    "terms of Dublin Core under the name of its elements": (
        'ex:a <http://purl.org/dc/elements/1.1/alternative> "x" .',
        (1, 6),
        "dcterms:alternative",
    ),
    "like none": ("ex:a schema:zzzzzzz 1 .", (1, 6), None),
}


@pytest.mark.parametrize(("data", "place", "near"), UNKNOWN.values(), ids=UNKNOWN.keys())
def test_unknown_term_is_found_with_the_nearest(
    data: str, place: tuple[int, int], near: str | None, check: Check
) -> None:
    results = check(data)
    assert [result.code for result in results] == ["unknown-published-term"]
    assert lines_of(results) == [place]
    assert results[0].severity is (Severity.VIOLATION if near else Severity.WARNING)
    if near:
        assert results[0].helps["en"] == f"did you mean {near}?"


KNOWN = {
    "terms of schema.org": "ex:a a schema:ConferenceEvent ; schema:startDate 1 .",
    "with http": "ex:a a s:ConferenceEvent ; s:startDate 1 .",
    "number of a container": "ex:a rdf:_12 1 .",
    "term of an earlier release": "ex:a schema:measuredValue 1 .",
    "document in the namespace": "ex:a ex:p <https://schema.org/docs/datamodel.html> .",
    "terms of DCAT 3": "ex:a a dcat:DatasetSeries ; dcat:inSeries ex:b ; dcat:hasVersion ex:c .",
    "namespace itself": "ex:a rdfs:isDefinedBy schema: , <http://xmlns.com/foaf/0.1/> .",
    "version of the vocabulary": "ex:a rdfs:seeAlso schema:version .",
    "types above all others": "ex:p rdfs:range xsd:anySimpleType , xsd:anyAtomicType .",
    "facet and datatypes": 'ex:a ex:p "2020-01-01T00:00:00Z"^^xsd:dateTimeStamp .',
    "term of an unknown vocabulary": "ex:a ex:zzz 1 ; def:zzz 1 .",
}


@pytest.mark.parametrize("data", KNOWN.values(), ids=KNOWN.keys())
def test_these_are_fine(data: str, check: Check) -> None:
    assert check(data) == []


def test_many_uses_are_one_result_at_the_first(check: Check) -> None:
    data = "\n".join(f"ex:n{n} s:nmae {n} ; s:nam {n} ." for n in range(20))
    assert lines_of(check(data)) == [(1, 18), (1, 7)]


def test_terms_of_ontology_and_shapes_are_checked(check: Check) -> None:
    results = check(
        ontology="ex:E a owl:Class ; rdfs:subClassOf schema:Evnt .",
        shapes="ex:S a sh:NodeShape ; sh:property [ sh:path schema:startDat ] .",
    )
    names = [(r.place.path.name, str(r.value)[19:]) for r in results if r.place]
    assert names == [("terms.ttl", "Evnt"), ("shapes.ttl", "startDat")]


def test_vocabulary_that_the_project_itself_defines_may_grow(check: Check) -> None:
    ontology = "<http://xmlns.com/foaf/0.1/> a owl:Ontology ."
    assert check("ex:a foaf:newer 1 .", ontology=ontology) == []


def test_term_that_the_ontology_misses_is_said_once(
    report_on: Callable[..., ValidationReport],
) -> None:
    ontology = "schema:organizer a rdf:Property ."
    report = report_on(data="ex:a schema:organiser ex:b .", ontology=ontology)
    assert [result.code for result in report.results] == ["unknown-term"]


def test_declaring_a_term_does_not_publish_it(report_on: Callable[..., ValidationReport]) -> None:
    ontology = "schema:organiser a rdf:Property ."
    report = report_on(data="ex:a schema:organiser ex:b .", ontology=ontology)
    assert "unknown-published-term" in {result.code for result in report.results}


RDF_NS = "http://www.w3.org/1999/02/22-rdf-syntax-ns"
MISSPELT = {
    "separator": (f"ex:a <{RDF_NS}/type> ex:T .", "rdf:type", f"{RDF_NS}#type"),
    "scheme": (
        f"ex:a <{RDF_NS.replace('http', 'https')}#type> ex:T .",
        "rdf:type",
        f"{RDF_NS}#type",
    ),
    "no separator": (f"ex:a <{RDF_NS}type> ex:T .", "rdf:type", f"{RDF_NS}#type"),
    "host": (
        'ex:a <http://w3.org/2000/01/rdf-schema#label> "x" .',
        "rdfs:label",
        "http://www.w3.org/2000/01/rdf-schema#label",
    ),
    "case": (
        "ex:a a <http://www.w3.org/2004/02/SKOS/core#Concept> .",
        "skos:Concept",
        "http://www.w3.org/2004/02/skos/core#Concept",
    ),
    "Dublin Core": (
        'ex:a <http://purl.org/dc/terms#title> "x" .',
        "dcterms:title",
        "http://purl.org/dc/terms/title",
    ),
    "version without separator": (
        'ex:a <http://xmlns.com/foaf/0.1name> "x" .',
        "foaf:name",
        "http://xmlns.com/foaf/0.1/name",
    ),
    "datatype": (
        'ex:a ex:p "1"^^<https://www.w3.org/2001/XMLSchema#integer> .',
        "xsd:integer",
        "http://www.w3.org/2001/XMLSchema#integer",
    ),
    "name too": (
        'ex:a <https://xmlns.com/foaf/0.1/nmae> "x" .',
        "foaf:name",
        "http://xmlns.com/foaf/0.1/name",
    ),
    "vocabulary whose terms are not listed": (
        "ex:a a <https://www.w3.org/ns/dcat#Dataset> .",
        "dcat:Dataset",
        "http://www.w3.org/ns/dcat#Dataset",
    ),
    "schema.org with www": (
        'ex:a <https://www.schema.org/name> "x" .',
        "schema:name",
        "https://schema.org/name",
    ),
}


@pytest.mark.parametrize(("data", "name", "iri"), MISSPELT.values(), ids=MISSPELT.keys())
def test_namespace_that_only_looks_like_a_published_one_is_a_violation(
    data: str, name: str, iri: str, check: Check
) -> None:
    (result,) = check(data)
    namespace = iri.removesuffix(name.partition(":")[2])
    assert (result.code, result.severity) == ("unknown-published-term", Severity.VIOLATION)
    assert lines_of([result])[0][0] == 1
    assert result.messages["en"].endswith(f"the namespace of this vocabulary is <{namespace}>")
    assert result.helps["en"] == f"did you mean {name}, <{iri}>?"


WELL_SPELT = {
    "schema.org with http": "ex:a a s:Event .",
    "http of schema.org without its end": "ex:a <http://schema.org#p> 1 .",
    "document of a vocabulary": "ex:a ex:p <https://www.w3.org/2004/02/skos/core#Concept> .",
    "vocabulary as a document": "<https://www.w3.org/ns/prov> rdfs:label 'PROV' .",
    "word that begins like a namespace": "ex:a <http://www.w3.org/ns/organization> 1 .",
    "sibling": "ex:a <http://www.w3.org/ns/prov-x#p> 1 .",
    "SHACL, which another rule tells": "ex:a a <https://www.w3.org/ns/shacl#NodeShape> .",
}


@pytest.mark.parametrize("data", WELL_SPELT.values(), ids=WELL_SPELT.keys())
def test_namespaces_are_fine(data: str, check: Check) -> None:
    assert check(data) == []


def test_misspelt_namespace_is_found_in_ontology_and_shapes(check: Check) -> None:
    results = check(
        ontology="ex:E rdfs:subClassOf <https://www.w3.org/ns/prov#Activity> .",
        shapes="ex:S a sh:NodeShape ; sh:property [ sh:path <https://xmlns.com/foaf/0.1/name> ] .",
    )
    assert [r.place.path.name for r in results if r.place] == ["terms.ttl", "shapes.ttl"]


def test_namespace_that_the_project_itself_defines_is_its_own(check: Check) -> None:
    ontology = "<https://www.w3.org/ns/org#> a owl:Ontology ."
    assert check("ex:a a <https://www.w3.org/ns/org#Thing> .", ontology=ontology) == []


def test_misspelt_namespace_is_not_called_undeclared_too(
    report_on: Callable[..., ValidationReport],
) -> None:
    data = 'ex:a <https://xmlns.com/foaf/0.1/name> "x" .'
    report = report_on(data=data, ontology="ex:e a rdf:Property .")
    assert [result.code for result in report.results] == ["unknown-published-term"]


def test_misspelt_namespace_stands_for_the_term_that_shapes_miss(
    report_on: Callable[..., ValidationReport],
) -> None:
    name = "://xmlns.com/foaf/0.1/name"
    data = f'ex:a a ex:T ; <http{name}> "x" ; <https{name}> 1 .'
    shapes = f"""ex:S a sh:NodeShape ; sh:targetClass ex:T ;
        sh:property [ sh:path <http{name}> ; sh:minCount 1 ; sh:message "m" ] ."""
    report = report_on(data=data, shapes=shapes)
    assert [(r.code, r.severity) for r in report.results] == [
        ("unknown-published-term", Severity.VIOLATION)
    ]


MISPLACED = {
    "class": 'ex:a a schema:Event ;\n schema:award "x" .',
    "class with http": 'ex:a a s:Event ;\n s:award "x" .',
    "two classes": 'ex:a a schema:Event , schema:Place ;\n schema:award "x" .',
    "class beside an unknown one": 'ex:a a ex:X , schema:Event ;\n schema:award "x" .',
}


@pytest.mark.parametrize("data", MISPLACED.values(), ids=MISPLACED.keys())
def test_property_on_another_class_is_a_warning(data: str, check: Check) -> None:
    results = check(data)
    assert [(r.code, r.severity) for r in results] == [("schema-org-domain", Severity.WARNING)]
    assert lines_of(results) == [(2, 2)]
    assert "CreativeWork" in results[0].helps["en"]


FITTING = {
    "class": 'ex:a a schema:Person ; schema:award "x" .',
    "class below": 'ex:a a schema:NewsArticle ; schema:award "x" .',
    "one of two classes": 'ex:a a schema:Event , schema:Person ; schema:award "x" .',
    "no class": 'ex:a schema:award "x" .',
    "class that leads nowhere": 'ex:a a ex:Thing ; schema:award "x" .',
    "role": 'ex:a a schema:OrganizationRole ; schema:award "x" .',
}


@pytest.mark.parametrize("data", FITTING.values(), ids=FITTING.keys())
def test_property_fits(data: str, check: Check) -> None:
    assert check(data) == []


def test_classes_of_the_project_count_by_what_is_above_them(check: Check) -> None:
    data = 'ex:a a ex:Laureate ; schema:award "x" . ex:b a ex:Gala ; schema:award "x" .'
    ontology = "ex:Laureate rdfs:subClassOf schema:Person . ex:Gala rdfs:subClassOf schema:Event ."
    (result,) = check(data, ontology=ontology)
    assert "ex:Gala" in result.messages["en"]


def test_misplaced_property_is_one_result_for_a_class(check: Check) -> None:
    data = "\n".join(f'ex:n{n} a schema:Event ; schema:award "x" .' for n in range(20))
    (result,) = check(data)
    assert lines_of([result]) == [(1, 24)]
    assert "(times used so: 20)" in result.messages["en"]


def test_vocabulary_is_whole() -> None:
    vocabulary = read_schema_org()
    schema = "https://schema.org/"
    assert len(vocabulary.terms) > 2900
    assert vocabulary.domains[f"{schema}startDate"] >= {f"{schema}Event", f"{schema}Role"}
    assert f"{schema}Thing" in vocabulary.above([f"{schema}ConferenceEvent"])
    for domain in vocabulary.domains.values():
        assert {class_ for class_ in domain if class_.startswith(schema)} <= vocabulary.terms


def test_vocabulary_is_read_without_a_client_for_the_web() -> None:
    code = (
        "import sys; from schlaglicht.vocabularies import published; "
        "published.read_schema_org(); print({'requests'} & sys.modules.keys())"
    )
    outcome = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert outcome.stdout == "set()\n", outcome.stderr
