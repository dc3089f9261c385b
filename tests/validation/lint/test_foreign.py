"""Shapes in the manner of published ones, over data that is only a sample: no noise.

Each project is right as it stands. What may be told is a hint, and only where it is true.
"""

from collections.abc import Callable

import pytest

from schlaglicht.validation.report import Severity, ValidationReport

ReportOn = Callable[..., ValidationReport]

CATALOGUE = (
    # In the manner of DCAT-AP: one anonymous property shape per property, most of them optional,
    # classes that a sample does not have, shapes that only restrict a datatype.
    """@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
ex:catalogue a dcat:Catalog ; dcterms:title "Katalog"@de ; dcterms:publisher ex:office ;
    dcat:dataset ex:numbers .
ex:numbers a dcat:Dataset ; dcterms:title "Zahlen"@de ; dcterms:issued "2020-11-10"^^xsd:date ;
    dcat:distribution ex:csv .
ex:csv a dcat:Distribution ; dcat:accessURL <https://example.org/numbers.csv> ;
    dcat:byteSize "1024"^^xsd:decimal .
ex:office a foaf:Agent ; foaf:name "Amt"@de .
""",
    """@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix adms: <http://www.w3.org/ns/adms#> .
@prefix vcard: <http://www.w3.org/2006/vcard/ns#> . @prefix : <https://example.org/ap#> .
<https://example.org/ap> a owl:Ontology .
:AgentShape a sh:NodeShape ; rdfs:label "Agent"@en ; sh:targetClass foaf:Agent ;
    sh:property [ sh:path foaf:name ; sh:minCount 1 ; sh:nodeKind sh:Literal ;
        sh:severity sh:Violation ] , [ sh:path dcterms:type ; sh:maxCount 1 ; sh:class :Kind ] .
:CatalogueShape a sh:NodeShape ; sh:targetClass dcat:Catalog ;
    sh:property [ sh:path dcterms:title ; sh:minCount 1 ; sh:nodeKind sh:Literal ] ,
        [ sh:path dcterms:publisher ; sh:minCount 1 ; sh:maxCount 1 ; sh:class foaf:Agent ] ,
        [ sh:path dcterms:issued ; sh:maxCount 1 ; sh:node :DateOrDateTime ] ,
        [ sh:path dcterms:modified ; sh:maxCount 1 ; sh:node :DateOrDateTime ] ,
        [ sh:path dcterms:hasPart ; sh:class dcat:Catalog ] ,
        [ sh:path dcterms:isPartOf ; sh:maxCount 1 ] ,
        [ sh:path dcat:service ; sh:class dcat:DataService ] .
:DatasetShape a sh:NodeShape ; sh:targetClass dcat:Dataset ;
    sh:property [ sh:path dcterms:title ; sh:minCount 1 ; sh:uniqueLang true ] ,
        [ sh:path dcat:contactPoint ; sh:class vcard:Kind ] ,
        [ sh:path adms:versionNotes ; sh:nodeKind sh:Literal ] ,
        [ sh:path [ sh:alternativePath ( dcterms:source dcterms:isVersionOf ) ] ;
            sh:nodeKind sh:IRI ] ,
        [ sh:path dcat:distribution ; sh:class dcat:Distribution ] .
:DistributionShape a sh:NodeShape ; sh:targetClass dcat:Distribution ;
    sh:property [ sh:path dcat:accessURL ; sh:minCount 1 ; sh:nodeKind sh:BlankNodeOrIRI ] ,
        [ sh:path dcat:byteSize ; sh:maxCount 1 ; sh:datatype xsd:decimal ] .
:DataServiceShape a sh:NodeShape ; sh:targetClass dcat:DataService ;
    sh:property [ sh:path dcat:endpointURL ; sh:minCount 1 ; sh:nodeKind sh:IRI ] .
:RecordShape a sh:NodeShape ; sh:targetClass dcat:CatalogRecord ;
    sh:property [ sh:path foaf:primaryTopic ; sh:minCount 1 ; sh:maxCount 1 ] .
:DateOrDateTime a sh:NodeShape ;
    sh:or ( [ sh:datatype xsd:date ] [ sh:datatype xsd:dateTime ] [ sh:datatype xsd:gYear ] ) .
""",
    ["shape-unused", "shape-unused"],
)

BUILDING = (
    # In the manner of Brick: each class is a shape, names that look alike on purpose, a closed
    # shape, qualified counts, a query with declared prefixes.
    """ex:sensor a ex:Air_Temperature_Sensor ; ex:isPointOf ex:unit ;
    ex:timeseries [ ex:hasTimeseriesId "a-1" ] .
ex:unit a ex:Air_Handling_Unit ; ex:hasPoint ex:sensor .
""",
    """ex: a owl:Ontology ;
    sh:declare [ sh:prefix "b" ; sh:namespace "https://example.org/"^^xsd:anyURI ] .
ex:timeseries a owl:ObjectProperty . ex:hasVoltage a owl:ObjectProperty .
ex:hasTimeseriesId a owl:DatatypeProperty .
ex:Point a owl:Class , sh:NodeShape ; rdfs:label "Point"@en ;
    sh:property [ a sh:PropertyShape ; sh:path ex:isPointOf ; sh:class ex:Equipment ] ,
        [ a sh:PropertyShape ; sh:path ex:isReplacedBy ; sh:class ex:Point ] .
ex:Equipment a owl:Class , sh:NodeShape ; rdfs:label "Equipment"@en .
ex:Air_Temperature_Sensor a owl:Class , sh:NodeShape ; rdfs:subClassOf ex:Point .
ex:Air_Temperature_Setpoint a owl:Class , sh:NodeShape ; rdfs:subClassOf ex:Point .
ex:Discharge_Air_Temperature_Sensor a owl:Class , sh:NodeShape ; rdfs:subClassOf ex:Point .
ex:Air_Handling_Unit a owl:Class , sh:NodeShape ; rdfs:subClassOf ex:Equipment ;
    sh:property [ sh:path ex:hasPoint ; sh:qualifiedValueShape [ sh:class ex:Point ] ;
        sh:qualifiedMinCount 1 ; sh:qualifiedMaxCount 9 ] .
ex:TimeseriesReference a sh:NodeShape ; sh:targetObjectsOf ex:timeseries ; sh:closed true ;
    sh:ignoredProperties ( rdf:type ) ;
    sh:property [ sh:path ex:hasTimeseriesId ; sh:minCount 1 ; sh:datatype xsd:string ] ,
        [ sh:path ex:storedAt ] .
ex:hasPoint a owl:ObjectProperty . ex:isPointOf a owl:ObjectProperty ; owl:inverseOf ex:hasPoint .
ex:InverseShape a sh:NodeShape ; sh:targetSubjectsOf ex:hasPoint ;
    sh:sparql [ a sh:SPARQLConstraint ; sh:message "{?value} is no point of {$this}" ;
        sh:prefixes ex: ; sh:select \"\"\"
SELECT $this ?value WHERE {
    $this b:hasPoint ?value . # not MINUS
    FILTER NOT EXISTS { ?value b:isPointOf $this }
}\"\"\" ] .
ex:voltageValues a sh:NodeShape ; sh:targetObjectsOf ex:hasVoltage ; sh:in ( ex:V120 ex:V240 ) .
""",
    ["shape-unused"],
)


@pytest.mark.parametrize(
    ("data", "shapes", "hints"), [CATALOGUE, BUILDING], ids=["catalogue", "building"]
)
def test_right_shapes_over_a_sample_give_hints_at_most(
    data: str, shapes: str, hints: list[str], report_on: ReportOn
) -> None:
    # The classes of a building lie in one file with the shapes, which is its ontology.
    part = "ontology" if "owl:Class" in shapes else "shapes"
    report = report_on(data=data, **{part: shapes})
    assert report.conforms_at(Severity.WARNING), report.results
    assert [result.code for result in report.results] == hints
