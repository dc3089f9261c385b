import pytest
from rdflib import XSD, Literal, URIRef
from rdflib.term import Node

from schlaglicht.rdf.turtle_terms import Names
from schlaglicht.validation.shacl.repairs import Choices, repair


def _literal(text: str, datatype: URIRef | None = None) -> Literal:
    return Literal(text, datatype=datatype, normalize=False)


@pytest.mark.parametrize(
    ("value", "datatype", "help_"),
    [
        (_literal("2027-5-3"), XSD.date, 'write "2027-05-03"^^xsd:date'),
        (_literal("2020-01-02"), XSD.date, 'write "2020-01-02"^^xsd:date'),
        (_literal("2020-01-02T03:04:05Z", XSD.dateTime), XSD.date, 'write "2020-01-02"^^xsd:date'),
        (
            _literal("2020-01-02", XSD.date),
            XSD.dateTime,
            'write "2020-01-02T00:00:00"^^xsd:dateTime',
        ),
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
    assert _help("Datatype", [datatype], value).startswith(help_)


def _help(component: str, given: list[Node], value: Node) -> str:
    names = Names({"xsd": str(XSD), "ex": "https://example.org/"})
    told = repair(
        component, Choices(tuple(given)), names, value=value, missing="", fits=lambda _: True
    )
    return told.get("en", "")


@pytest.mark.parametrize(
    ("text", "datatype", "help_"),
    [
        ("2020-01-01", "dateTime", 'did you mean "2020-01-01T00:00:00"^^xsd:dateTime?'),
        ("2020-01-01Z", "dateTime", 'did you mean "2020-01-01T00:00:00Z"^^xsd:dateTime?'),
        ("2020-01-01 09:30", "dateTime", 'did you mean "2020-01-01T09:30:00"^^xsd:dateTime?'),
        ("2020-01-01T00:00:00Z", "date", 'did you mean "2020-01-01"^^xsd:date?'),
        ("20201110", "date", 'did you mean "2020-11-10"^^xsd:date?'),
        ("09:30", "time", 'did you mean "09:30:00"^^xsd:time?'),
        ("-05", "gDay", 'did you mean "---05"^^xsd:gDay?'),
        ("05-01", "gMonthDay", 'did you mean "--05-01"^^xsd:gMonthDay?'),
        ("1.0", "integer", "did you mean 1?"),
        ("1.000", "integer", "did you mean 1 or 1000?"),
        ("1,234", "decimal", 'did you mean 1.234 or "1234"^^xsd:decimal?'),
        ("1.5", "integer", "write, for example, 12"),
        ("1.234", "integer", "write, for example, 12"),
        (" 07", "integer", "did you mean 7?"),
    ],
)
def test_ill_typed_value_gets_one_of_its_datatype(text: str, datatype: str, help_: str) -> None:
    assert _help("Datatype", [XSD[datatype]], _literal(text, XSD[datatype])) == help_


@pytest.mark.parametrize(
    ("value", "datatype", "help_"),
    [
        (_literal("007"), XSD.integer, "write 7"),
        (_literal("01067"), XSD.integer, "write, for example, 12"),
        (_literal("01067", XSD.decimal), XSD.integer, "write 1067"),
        (_literal("1"), XSD.boolean, "write true"),
        (_literal("1.50"), XSD.decimal, "write 1.5"),
        (_literal("1.000", XSD.decimal), XSD.integer, "write 1"),
        (_literal("20201110"), XSD.gYear, 'write, for example, "2020"^^xsd:gYear'),
    ],
)
def test_value_is_written_as_the_endpoint_keeps_it(
    value: Node, datatype: URIRef, help_: str
) -> None:
    assert _help("Datatype", [datatype], value) == help_


RED = URIRef("https://example.org/red")


@pytest.mark.parametrize(
    ("value", "allowed", "help_"),
    [
        (_literal("Red"), [RED, _literal("red")], 'did you mean "red"?'),
        (_literal("red "), [RED, _literal("red")], 'did you mean "red"?'),
        (Literal("RED", lang="en"), [RED, _literal("red")], 'did you mean "red"?'),
        (Literal("Rot", lang="de"), [_literal("rot"), Literal("rot", lang="de")],
         'did you mean "rot"@de?'),
        (URIRef("https://example.org/Red"), [_literal("red"), RED], "did you mean ex:red?"),
        (_literal("Red"), [RED, _literal("blue")], "did you mean ex:red?"),
        (_literal("green"), [RED, _literal("red")], ""),
    ],
)  # fmt: skip
def test_nearest_of_the_allowed_values_is_of_the_same_kind(
    value: Node, allowed: list[Node], help_: str
) -> None:
    assert _help("In", allowed, value) == help_


def test_value_that_does_not_fit_is_no_repair() -> None:
    names = Names({"xsd": str(XSD)})
    for component, given in (("Datatype", XSD.integer), ("In", _literal("5"))):
        told = repair(
            component,
            Choices((given,)),
            names,
            value=_literal("5"),
            missing="",
            fits=lambda _: False,
        )
        assert told == {}
