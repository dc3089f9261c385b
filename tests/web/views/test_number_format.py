"""Numbers of every datatype in the way of a language."""

from __future__ import annotations

import pytest

from schlaglicht.pages import LiteralValue
from schlaglicht.web.views.literal_format import shown_datatype, shown_literal

XSD = "http://www.w3.org/2001/XMLSchema#"


@pytest.mark.parametrize(
    ("text", "datatype", "german", "english"),
    [
        ("1234", "integer", "1234", "1234"),
        ("65537", "integer", "65.537", "65,537"),
        ("123456", "nonNegativeInteger", "123.456", "123,456"),
        ("-40000", "int", "-40.000", "-40,000"),
        ("30.5", "decimal", "30,5", "30.5"),
        ("28.000", "double", "28,000", "28.000"),
        ("12345.60", "decimal", "12.345,60", "12,345.60"),
        ("4.5E0", "double", "4,5", "4.5"),
        ("5.008E1", "double", "50,08", "50.08"),
        ("-1.5e-3", "float", "-0,0015", "-0.0015"),
        ("1.0E6", "double", "1.000.000", "1,000,000"),
        ("0.0E0", "double", "0,0", "0.0"),
        ("6.022E23", "double", "6.022E23", "6.022E23"),
        ("1.0E-40", "double", "1.0E-40", "1.0E-40"),
        ("007", "integer", "007", "007"),
        ("INF", "double", "INF", "INF"),
        ("1E999999999", "double", "1E999999999", "1E999999999"),
        ("9" * 400, "integer", "9" * 400, "9" * 400),
    ],
)
def test_numbers_are_told_in_the_way_of_the_language(
    text: str, datatype: str, german: str, english: str
) -> None:
    literal = LiteralValue(text, datatype=XSD + datatype, datatype_name=f"xsd:{datatype}")
    assert shown_literal(literal, "de") == german
    assert shown_literal(literal, "en") == english
    assert shown_datatype(literal) == ""
