from rdflib import URIRef
from tables import each

from schlaglicht.validation.literals.lexical_forms import XSD_TYPES, is_ill_typed

XSD = "http://www.w3.org/2001/XMLSchema#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
OWL = "http://www.w3.org/2002/07/owl#"

FAR, FAR_29 = f"{'9' * 5000}-01-01", f"{'9' * 5000}-02-29"
VALUES = {
    "boolean": ["true", "false", "0", "1"],
    "decimal": ["1", "+1.", "-.5", "007.50"],
    "double": ["1", "1e5", "-1.0E-5", "INF", "-INF", "NaN"],
    "integer": ["0", "+1", "-007", "9" * 5000],
    "unsignedByte": ["0", "255", "-0"],
    "negativeInteger": ["-1"],
    "date": ["2020-02-29", "2000-02-29", "0000-02-29", "-0004-02-29", "12020-01-01Z", FAR],
    "dateTime": ["2020-11-10T24:00:00", "2020-11-10T09:30:00.5+01:00"],
    "dateTimeStamp": ["2020-11-10T09:30:00Z"],
    "time": ["09:30:00", "24:00:00", "09:30:00-14:00"],
    "gYear": ["2020", "-0044"],
    "gYearMonth": ["2020-11"],
    "gMonth": ["--11"],
    "gMonthDay": ["--02-29"],
    "gDay": ["---31"],
    "duration": ["P1Y2M3DT4H5M6.7S", "-P1D", "PT0S"],
    "dayTimeDuration": ["P1DT1H"],
    "yearMonthDuration": ["P1Y2M"],
    "hexBinary": ["", "00ff"],
    "base64Binary": ["", "YQ==", "YW Jj", "YWI=", "Y Q = =", "YWJjYWI =", "YWJj" * 100_000],
    "anyURI": ["", "a b", "https://example.org/ä"],
    "language": ["de", "de-AT"],
    "normalizedString": ["a  b"],
    "token": ["", "a b"],
    "NCName": ["Größe", "a.b-c", "\U00010400"],
    "ID": ["a1"],
    "IDREFS": ["a b"],
    "ENTITY": ["_"],
    "NMTOKENS": ["1 a:b"],
    "QName": ["a:b", "b"],
    "NOTATION": ["a:b"],
    "string": ["\t"],
}
NONE = {
    "boolean": ["True", "yes", ""],
    "decimal": ["1,5", "1e5", ".", ""],
    "double": ["inf", "1,0", "0x1"],
    "integer": ["1.0", " 1", "1_000", "٣", ""],
    "unsignedByte": ["256", "-1"],
    "positiveInteger": ["0", "-1"],
    "negativeInteger": ["0"],
    "byte": ["128", "-129"],
    "long": ["9223372036854775808"],
    "date": [
        "2020-02-30",
        "1900-02-29",
        "2020-1-1",
        "10.11.2020",
        "2020-13-01",
        "020-01-01",
        FAR_29,
    ],
    "dateTime": ["2020-11-10", "2020-11-31T00:00:00", "2020-11-10T25:00:00", "2020-11-10 09:30:00"],
    "dateTimeStamp": ["2020-11-10T09:30:00"],
    "time": ["9:30:00", "09:30", "24:00:01"],
    "gYear": ["20", "2020-11"],
    "gMonthDay": ["--02-30", "02-29"],
    "gDay": ["---32"],
    "duration": ["P", "PT", "P1DT", "1D", "PT1.5M"],
    "dayTimeDuration": ["P1Y"],
    "yearMonthDuration": ["P1D"],
    "hexBinary": ["0", "0g"],
    "base64Binary": ["Y", "YR==", "YWJ=", " YQ==", "YQ== ", "YW  Jj", "YQ==YQ==", "===="],
    "language": ["de_AT", "muchtoolong"],
    "normalizedString": ["a\nb"],
    "token": [" a", "a  b"],
    "NCName": ["a:b", "1a", ""],
    "ID": ["1a", "a b"],
    "IDREFS": ["", "a  b", "a 1"],
    "ENTITY": ["a:b"],
    "NMTOKENS": ["", " a"],
    "QName": ["a b", "a:", ":a", "a:b:c"],
    "NOTATION": ["1:a"],
}


def pairs(table: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(datatype, lexical) for datatype, texts in table.items() for lexical in texts]


@each(("datatype", "lexical"), pairs(VALUES))
def test_text_is_a_value_of_its_datatype(datatype: str, lexical: str) -> None:
    assert not is_ill_typed(lexical, XSD + datatype)


@each(("datatype", "lexical"), pairs(NONE))
def test_text_is_no_value_of_its_datatype(datatype: str, lexical: str) -> None:
    assert is_ill_typed(lexical, URIRef(XSD + datatype))


def test_json_and_xml_are_parsed() -> None:
    assert not is_ill_typed('{"a": [1]}', RDF + "JSON")
    assert not is_ill_typed("9" * 5000, RDF + "JSON")
    assert is_ill_typed("{a: 1}", RDF + "JSON")
    assert is_ill_typed("[NaN]", RDF + "JSON")
    assert is_ill_typed("-Infinity", RDF + "JSON")
    assert not is_ill_typed("<b>x</b> y", RDF + "XMLLiteral")
    assert is_ill_typed("<b>x", RDF + "XMLLiteral")


def test_numbers_of_owl_have_their_forms() -> None:
    assert not is_ill_typed("-1/03", OWL + "rational")
    assert is_ill_typed("1/0", OWL + "rational")
    assert is_ill_typed("1", OWL + "rational")
    assert is_ill_typed("1.5", OWL + "real")  # which has none


def test_unknown_datatypes_know_every_text() -> None:
    assert not is_ill_typed("anything", "https://example.org/datatype")


def test_every_datatype_with_values_exists() -> None:
    assert {XSD + name for name in (*VALUES, *NONE)} <= XSD_TYPES
    assert XSD + "int32" not in XSD_TYPES
