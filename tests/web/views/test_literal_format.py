from __future__ import annotations

import pytest
from tables import each

from schlaglicht.pages import LiteralValue
from schlaglicht.web.views.literal_format import (
    is_quoted,
    shown_beginning,
    shown_datatype,
    shown_literal,
)

XSD = "http://www.w3.org/2001/XMLSchema#"


@each(
    ("text", "datatype", "german", "english"),
    [
        ("2020-05-03", "date", "3. Mai 2020", "3 May 2020"),
        ("0098-05-03", "date", "3. Mai 98", "3 May 98"),
        ("12020-05-03", "date", "3. Mai 12020", "3 May 12020"),
        ("2020-13-03", "date", "2020-13-03", "2020-13-03"),
        ("2020-05-03Z", "date", "2020-05-03Z", "2020-05-03Z"),
        ("2020-05", "gYearMonth", "Mai 2020", "May 2020"),
        ("2020", "gYear", "2020", "2020"),
        ("0098", "gYear", "98", "98"),
        ("-0044", "gYear", "\N{MINUS SIGN}44", "\N{MINUS SIGN}44"),
        ("-0500-05-03", "date", "3. Mai \N{MINUS SIGN}500", "3 May \N{MINUS SIGN}500"),
        (
            "2020-05-03T10:00:00Z",
            "dateTimeStamp",
            "3. Mai 2020, 10:00 Uhr UTC",
            "3 May 2020, 10:00 UTC",
        ),
        ("2020-05-03T10:00:00", "dateTime", "3. Mai 2020, 10:00 Uhr", "3 May 2020, 10:00"),
        (
            "2020-05-03T10:00:00.0+02:00",
            "dateTime",
            "3. Mai 2020, 10:00 Uhr UTC+02:00",
            "3 May 2020, 10:00 UTC+02:00",
        ),
        (
            "2020-05-03T10:00:05.5Z",
            "dateTime",
            "3. Mai 2020, 10:00:05.5 Uhr UTC",
            "3 May 2020, 10:00:05.5 UTC",
        ),
        ("P2D", "duration", "2 Tage", "2 days"),
        (
            "P1Y1MT1H30M",
            "duration",
            "1 Jahr, 1 Monat, 1 Stunde, 30 Minuten",
            "1 year, 1 month, 1 hour, 30 minutes",
        ),
        ("-P2D", "duration", "-P2D", "-P2D"),
        ("PT", "duration", "PT", "PT"),
        ("PT1.5S", "dayTimeDuration", "PT1.5S", "PT1.5S"),
        ("yesterday", "dateTime", "yesterday", "yesterday"),
    ],
)
def test_dates_are_told_in_the_way_of_the_language(
    text: str, datatype: str, german: str, english: str
) -> None:
    literal = LiteralValue(text, datatype=XSD + datatype, datatype_name=f"xsd:{datatype}")
    assert shown_literal(literal, "de") == german
    assert shown_literal(literal, "en") == english
    assert shown_datatype(literal) == ""


@pytest.mark.parametrize(
    ("text", "kind", "german"),
    [
        ("1926", "Date", "1926"),
        ("2020-05", "Date", "Mai 2020"),
        ("2020-05-03", "Date", "3. Mai 2020"),
        ("2020-05-03T10:00", "DateTime", "3. Mai 2020, 10:00 Uhr"),
        ("soon", "Date", "soon"),
    ],
)
@pytest.mark.parametrize("schema", ["https://schema.org/", "http://schema.org/"])
def test_dates_of_schema_org_are_told_like_others(
    schema: str, text: str, kind: str, german: str
) -> None:
    literal = LiteralValue(text, datatype=schema + kind, datatype_name=kind)
    assert shown_literal(literal, "de") == german
    assert shown_datatype(literal) == ""


@pytest.mark.parametrize(
    ("start", "end", "datatype", "german", "english"),
    [
        ("2020-05-03", "2020-05-04", "date", "3.–", "3–"),
        ("2020-05-31", "2020-06-01", "date", "31. Mai – ", "31 May – "),
        ("2020-12-31", "2021-01-01", "date", "31. Dezember 2020 – ", "31 December 2020 – "),
        ("2020-05", "2020-07", "gYearMonth", "Mai–", "May–"),
        ("2020", "2021", "gYear", "2020–", "2020–"),
        ("im Mai", "im Mai", "string", "im Mai – ", "im Mai – "),
    ],
)
def test_a_beginning_leaves_out_what_the_end_says_anyway(
    start: str, end: str, datatype: str, german: str, english: str
) -> None:
    span = LiteralValue(start, "", XSD + datatype), LiteralValue(end, "", XSD + datatype)
    assert shown_beginning(*span, "de") == german
    assert shown_beginning(*span, "en") == english


@pytest.mark.parametrize("text", ["“so”", "„so“", "«so»", "‹so›", "'so'", "what he called “so”"])
def test_a_text_with_quotation_marks_at_an_end_needs_no_others(text: str) -> None:
    assert is_quoted(text)
    assert not is_quoted(text[1:-1])
