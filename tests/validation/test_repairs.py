import pytest
from rdflib import XSD, Literal, URIRef
from rdflib.term import Node

from schlaglicht.validation.names import Names
from schlaglicht.validation.repairs import nearest_iri, repair

KNOWN = [
    "https://example.org/motto",
    "https://example.org/startDate",
    "https://schema.org/name",
    "https://schema.org/organizer",
]


@pytest.mark.parametrize(
    ("iri", "nearest"),
    [
        ("https://schema.org/organiser", "https://schema.org/organizer"),
        ("https://example.org/moto", "https://example.org/motto"),
        ("https://example.org/startdate", "https://example.org/startDate"),
        ("http://schema.org/name", "https://schema.org/name"),
        ("https://example.org/organizer", "https://schema.org/organizer"),
        ("https://example.org/a", None),
        ("https://schema.org/performer", None),
        ("https://schema.org/nameOfTheAuthor", None),
    ],
)
def test_nearest_iri_is_what_was_probably_meant(iri: str, nearest: str | None) -> None:
    assert nearest_iri(iri, KNOWN) == nearest


def _literal(text: str, datatype: URIRef | None = None) -> Literal:
    return Literal(text, datatype=datatype, normalize=False)


@pytest.mark.parametrize(
    ("value", "datatype", "help_"),
    [
        (_literal("2027-5-3"), XSD.date, 'write "2027-05-03"^^xsd:date'),
        (_literal("2020-01-02"), XSD.date, 'write "2020-01-02"^^xsd:date'),
        (_literal("2020-01-02T03:04:05Z", XSD.dateTime), XSD.date, 'write "2020-01-02"^^xsd:date'),
        (_literal("2020-01-02", XSD.date), XSD.dateTime, "write, for example, "),
        (_literal("4.0e0", XSD.double), XSD.decimal, "write, for example, 1.5"),
        (_literal("2020", XSD.integer), XSD.gYear, 'write "2020"^^xsd:gYear'),
        (_literal("yes"), XSD.boolean, "write, for example, true"),
        (_literal("Konzert"), XSD.string, 'write "Konzert"^^xsd:string'),
        (URIRef("https://a.example/"), XSD.anyURI, 'write "https://a.example/"^^xsd:anyURI'),
        (URIRef("https://a.example/"), XSD.integer, "write, for example, 12"),
    ],
)
def test_value_of_the_right_datatype_is_a_valid_one(
    value: Node, datatype: URIRef, help_: str
) -> None:
    names = Names({"xsd": str(XSD)})
    given = repair("Datatype", [datatype], names, value=value, missing="")
    assert given["en"].startswith(help_)
