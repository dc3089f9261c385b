"""Literals in many forms that a store of values rewrites, next to ones that it keeps."""

from __future__ import annotations

from typing import NamedTuple

XSD = "http://www.w3.org/2001/XMLSchema#"
STRING = f"{XSD}string"
LANG_STRING = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"


class Written(NamedTuple):
    """A literal as a file writes it."""

    lexical: str
    datatype: str = STRING
    language: str = ""

    def __str__(self) -> str:
        escaped = self.lexical.translate(_ESCAPES)
        if self.language:
            return f'"{escaped}"@{self.language}'
        return f'"{escaped}"^^<{self.datatype}>'


_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})

_INTEGERS = {
    "integer": "0 7 007 -7 -007 +7 -0 +0 00 12345678901234567890 000000000000000000000001 7.0 abc",
    "nonNegativeInteger": "1977225 0 +7 007 -1",
    "positiveInteger": "1 01 0",
    "negativeInteger": "-3 -03 3",
    "nonPositiveInteger": "0 -0 -12",
    "long": "9223372036854775807 -9223372036854775808 9223372036854775808",
    "int": "2147483647 007 2147483648",
    "short": "1 -32768 40000",
    "byte": "1 127 128 +1",
    "unsignedLong": "18446744073709551615 5",
    "unsignedInt": "5 05",
    "unsignedShort": "5 65536",
    "unsignedByte": "5 255 256",
}
_NUMBERS = {
    "decimal": "5.50 5.5 5. .5 -.5 05.5 5 5.0 +5.0 -0.0 0.00 123456789012345678.9 "
    "0.0000000000000000001 1e3",
    "double": "1.0e6 1.0E6 1E6 1000000 1000000.0 0.1 1e-7 -0.0e0 0 INF -INF +INF NaN "
    "nan 1.7976931348623157E308 1e400 4.9e-324 123456789.123456789",
    "float": "1.0e6 0.1 1.5 16777217 3.4028235E38 1e39 INF -INF NaN 1.50",
}
_TIMES = {
    "dateTime": "2020-01-01T00:00:00Z 2020-01-01T00:00:00+00:00 2020-01-01T00:00:00-00:00 "
    "2020-01-01T00:00:00 2020-01-01T00:00:00.000 2020-01-01T00:00:00.500Z "
    "2020-01-01T00:00:00.123456789012345678901Z 2020-01-01T24:00:00 "
    "2020-01-01T00:00:00+02:00 -0044-03-15T12:00:00Z 12020-01-01T00:00:00Z "
    "2020-13-01T00:00:00Z 2020-06-30T23:59:60Z 0000-01-01T00:00:00Z",
    "dateTimeStamp": "2020-01-01T00:00:00Z 2020-01-01T00:00:00+00:00 2020-01-01T00:00:00",
    "date": "2020-01-01 2020-01-01Z 2020-01-01+00:00 2020-01-01-14:00 2020-02-30 "
    "-0001-01-01 12020-01-01 2020-1-1",
    "time": "12:00:00 12:00:00Z 12:00:00+00:00 12:00:00.50 24:00:00 12:00 12:00:00.000",
    "gYear": "2020 2020Z 2020+00:00 -2020 02020 20",
    "gYearMonth": "2020-01 2020-01Z 2020-01+00:00 2020-13",
    "gMonth": "--01 --01Z --01+00:00 --13",
    "gDay": "---01 ---01Z ---01+00:00 ---32",
    "gMonthDay": "--01-01 --01-01Z --01-01+00:00 --02-30",
    "duration": "P1Y P12M P1Y0M PT60M PT1H P0D PT0S -P1D P1Y2M3DT4H5M6.70S P",
    "dayTimeDuration": "P1D PT24H PT0S P0D PT1.50S PT1.5S",
    "yearMonthDuration": "P1Y P12M P0M P0Y P14M",
}
"""Lexical forms by datatype."""

_OTHERS = {
    "integer": [" 7", "7 ", ""],
    "boolean": ["true", "false", "1", "0", "TRUE", "01"],
    "string": ["007", "", " ", "a\nb", "a\tb", 'say "7"', "back\\slash", "\\", '"7"^^<urn:x-1>'],
    "token": ["a  b", "7"],
    "anyURI": ["https://example.org/ä", "007"],
    "hexBinary": ["0a", "0A"],
    "base64Binary": ["AAAA", "AA AA"],
}
TAGS = ["de", "de-AT", "en-GB", "zh-Hans-CN", "sl-IT-nedis", "x-own", "i-klingon", "en-US"]
_FOREIGN = ["https://example.org/type", "urn:x-schlaglicht:written:", f"urn:x-0:{XSD}integer"]

NASTY = tuple(
    dict.fromkeys(
        [
            *(
                Written(lexical, XSD + name)
                for forms in (_INTEGERS, _NUMBERS, _TIMES)
                for name, lexicals in forms.items()
                for lexical in lexicals.split()
            ),
            *(
                Written(lexical, XSD + name)
                for name, lexicals in _OTHERS.items()
                for lexical in lexicals
            ),
            *(Written(text, LANG_STRING, tag) for text in ("x", "7", "@de ") for tag in TAGS),
            *(Written("007", datatype) for datatype in _FOREIGN),
        ]
    )
)
"""At least two hundred, all different."""
