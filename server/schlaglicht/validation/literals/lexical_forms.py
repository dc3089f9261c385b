"""The lexical spaces of datatypes: the valid texts of a literal of each type, and types of values.

https://www.w3.org/TR/xmlschema11-2/, https://www.w3.org/TR/rdf11-concepts/#xsd-datatypes,
https://www.w3.org/TR/owl2-syntax/#Real_Numbers.2C_Decimal_Numbers.2C_and_Integers
White space around a value is not ignored: RDF takes the text of a literal as it is.

An ill-typed literal has probable meanings, as XPath casts between types:
https://www.w3.org/TR/xpath-functions/#casting. Each has the form that the endpoint keeps: otherwise
the repair would be a finding itself.
"""

from __future__ import annotations

import json
import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator, Mapping

from rdflib import RDF, XSD, Literal, URIRef
from rdflib.term import Node

_XSD = "http://www.w3.org/2001/XMLSchema#"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_OWL = "http://www.w3.org/2002/07/owl#"

EXAMPLES = {
    XSD.date: "2020-11-10",
    XSD.dateTime: "2020-11-10T09:30:00+01:00",
    XSD.time: "09:30:00",
    XSD.gYear: "2020",
    XSD.gYearMonth: "2020-11",
    XSD.duration: "PT1H30M",
    XSD.anyURI: "https://example.org/",
    XSD.integer: "12",
    XSD.nonNegativeInteger: "12",
    XSD.positiveInteger: "12",
    XSD.decimal: "1.5",
    XSD.boolean: "true",
}
"""A literal of each datatype that people write, as messages show it."""

Lexical = Callable[[str], bool]

_ZONE = r"(?:Z|[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00))?"
_YEAR = r"(?P<year>-?(?:[1-9]\d{3,}|0\d{3}))"
_MONTH = r"(?P<month>0[1-9]|1[0-2])"
_DAY = r"(?P<day>0[1-9]|[12]\d|3[01])"
_TIME = r"(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?|24:00:00(?:\.0+)?)"
_DAYS = r"(?:\d+D)?"
_HOURS = r"(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?"
_NAME_START = r"[:A-Z_a-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C\u200D\u2070-\u218F\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\U00010000-\U000EFFFF]"  # noqa: E501
_NAME_CHAR = _NAME_START[:-1] + r".0-9\u00B7\u0300-\u036F\u203F\u2040-]"
_PART = f"(?!:){_NAME_START}(?:(?!:){_NAME_CHAR})*"
"""A name without a colon."""
_PART_NAME = f"(?:{_PART}:)?{_PART}"
_SIX_BITS = "[A-Za-z0-9+/] ?"
_BASE64_END = (
    f"(?:{_SIX_BITS}){{3}}[A-Za-z0-9+/]|(?:{_SIX_BITS}){{2}}[AEIMQUYcgkosw048] ?="
    f"|{_SIX_BITS}[AQgw] ?= ?="
)
"""The last four characters; the bits that no byte is made of are zero."""


def _pattern(text: str) -> Lexical:
    """Matches a regular expression, compiled on first use: data use few of the datatypes."""
    return lambda lexical: re.fullmatch(text, lexical, re.ASCII) is not None


def _calendar(text: str) -> Lexical:
    """Matches as `_pattern` does, and requires a day that its month has."""

    def is_valid(lexical: str) -> bool:
        match = re.fullmatch(text, lexical, re.ASCII)
        if match is None:
            return False
        parts = match.groupdict()
        # Without a year, February may have 29 days.
        year = _same_calendar(parts.get("year") or "4")
        return int(parts["day"]) <= monthrange(year, int(parts["month"]))[1]

    return is_valid


def _same_calendar(year: str) -> int:
    """A year from 1 that has the days of `year`; the calendar repeats every 400 years.

    The last four digits tell which; Python refuses to read thousands of them.
    """
    last = int(year[-4:].lstrip("-"))
    return (-last if year.startswith("-") else last) % 400 + 400


def _integer(lowest: int | None, highest: int | None) -> Lexical:
    def is_valid(lexical: str) -> bool:
        if re.fullmatch(r"[+-]?\d+", lexical, re.ASCII) is None:
            return False
        # Python refuses to read integers of thousands of digits; no bound is that large.
        sign, digits = lexical[0] == "-", lexical.lstrip("+-").lstrip("0")[:30] or "0"
        value = -int(digits) if sign else int(digits)
        return (lowest is None or value >= lowest) and (highest is None or value <= highest)

    return is_valid


def _json(lexical: str) -> bool:
    try:
        # Python reads NaN, which is not JSON, and refuses integers of thousands of digits.
        json.loads(lexical, parse_constant=_refuse, parse_int=str)
    except (ValueError, RecursionError):
        return False
    return True


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _xml(lexical: str) -> bool:
    from xml.parsers.expat import ExpatError, ParserCreate

    parser = ParserCreate(namespace_separator=" ")
    try:
        parser.Parse(f"<root>{lexical}</root>", True)
    except (ExpatError, UnicodeEncodeError):
        return False
    return True


_NUMBER = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)"
_FLOAT = rf"{_NUMBER}(?:[eE][+-]?\d+)?|[+-]?INF|NaN"

_NUMBERS: Mapping[str, Lexical] = {
    "decimal": _pattern(_NUMBER),
    "float": _pattern(_FLOAT),
    "double": _pattern(_FLOAT),
    "integer": _integer(None, None),
    "long": _integer(-(2**63), 2**63 - 1),
    "int": _integer(-(2**31), 2**31 - 1),
    "short": _integer(-(2**15), 2**15 - 1),
    "byte": _integer(-(2**7), 2**7 - 1),
    "nonNegativeInteger": _integer(0, None),
    "positiveInteger": _integer(1, None),
    "nonPositiveInteger": _integer(None, 0),
    "negativeInteger": _integer(None, -1),
    "unsignedLong": _integer(0, 2**64 - 1),
    "unsignedInt": _integer(0, 2**32 - 1),
    "unsignedShort": _integer(0, 2**16 - 1),
    "unsignedByte": _integer(0, 2**8 - 1),
}

_FORMS: Mapping[str, Lexical] = {
    **{
        _XSD + name: form
        for name, form in {
            **_NUMBERS,
            "boolean": _pattern("true|false|0|1"),
            "date": _calendar(f"{_YEAR}-{_MONTH}-{_DAY}{_ZONE}"),
            "dateTime": _calendar(f"{_YEAR}-{_MONTH}-{_DAY}T{_TIME}{_ZONE}"),
            "dateTimeStamp": _calendar(f"{_YEAR}-{_MONTH}-{_DAY}T{_TIME}{_ZONE.rstrip('?')}"),
            "time": _pattern(_TIME + _ZONE),
            "gYear": _pattern(_YEAR + _ZONE),
            "gYearMonth": _pattern(f"{_YEAR}-{_MONTH}{_ZONE}"),
            "gMonth": _pattern(f"--{_MONTH}{_ZONE}"),
            "gMonthDay": _calendar(f"--{_MONTH}-{_DAY}{_ZONE}"),
            "gDay": _pattern(f"---{_DAY}{_ZONE}"),
            "duration": _pattern(rf"-?P(?=.)(?:\d+Y)?(?:\d+M)?{_DAYS}{_HOURS}"),
            "dayTimeDuration": _pattern(rf"-?P(?=.){_DAYS}{_HOURS}"),
            "yearMonthDuration": _pattern(r"-?P(?=.)(?:\d+Y)?(?:\d+M)?"),
            "hexBinary": _pattern(r"(?:[0-9A-Fa-f]{2})*"),
            "base64Binary": _pattern(f"(?:(?:(?:{_SIX_BITS}){{4}})*(?:{_BASE64_END}))?"),
            "language": _pattern(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*"),
            "normalizedString": _pattern(r"[^\t\n\r]*"),
            "token": _pattern(r"(?:[^\s]+(?: [^\s]+)*)?"),
            "NMTOKEN": _pattern(f"{_NAME_CHAR}+"),
            "Name": _pattern(f"{_NAME_START}{_NAME_CHAR}*"),
            "NMTOKENS": _pattern(f"{_NAME_CHAR}+(?: {_NAME_CHAR}+)*"),
            **dict.fromkeys(("NCName", "ID", "IDREF", "ENTITY"), _pattern(_PART)),
            **dict.fromkeys(("IDREFS", "ENTITIES"), _pattern(f"{_PART}(?: {_PART})*")),
            **dict.fromkeys(("QName", "NOTATION"), _pattern(_PART_NAME)),
        }.items()
    },
    _RDF + "JSON": _json,
    _RDF + "XMLLiteral": _xml,
    _OWL + "rational": _pattern(r"[+-]?\d+/\+?0*[1-9]\d*"),
    _OWL + "real": lambda _: False,
}


def is_ill_typed(lexical: str, datatype: str) -> bool:
    """True if the text of a literal is invalid for its datatype; False for unknown types."""
    # An rdflib IRI does not equal the string of the same text.
    form = _FORMS.get(str(datatype))
    return form is not None and not form(lexical)


_SINGLE_DIGIT = re.compile(r"(?<=\d-)(?=\d(?!\d))")

XSD_TYPES = frozenset(
    {datatype for datatype in _FORMS if datatype.startswith(_XSD)}
    | {
        _XSD + name
        for name in (*("string", "anyURI", "anyType", "anySimpleType", "anyAtomicType"),)
    }
)
"""The datatypes of XML Schema; any text is a value of `string` and of `anyURI`."""

NUMBER_TYPES = frozenset(_XSD + name for name in _NUMBERS)

LONG_NUMBER = re.compile(r"\d{10}")
"""What all values have in them that are out of the range of queries."""


def with_two_digits(text: str) -> str:
    """`text` with a zero before the single digits of a date: `2020-5-3` is 2020-05-03."""
    return _SINGLE_DIGIT.sub("0", text)


def has_datatype(value: Node, datatype: Node) -> bool:
    """True for a well-typed literal of exactly this datatype."""
    if not isinstance(value, Literal):
        return False
    own = RDF.langString if value.language else value.datatype or XSD.string
    return own == datatype and not is_ill_typed(str(value), str(own))


def is_in_languages(value: Node, ranges: Iterable[str]) -> bool:
    """True if the language tag of a literal is matched by a range: `de` matches `de-AT`.

    https://www.w3.org/TR/sparql11-query/#func-langMatches,
    https://www.rfc-editor.org/rfc/rfc4647#section-3.3.1
    """
    tag = (value.language or "").lower() if isinstance(value, Literal) else ""
    return bool(tag) and any(
        range_ == "*" or tag == range_ or tag.startswith(f"{range_}-")
        for range_ in map(str.lower, ranges)
    )


_TIMES = (XSD.date, XSD.dateTime, XSD.time, XSD.gYear, XSD.gYearMonth, XSD.duration)
_NUMERIC = (XSD.integer, XSD.decimal, XSD.double, XSD.boolean)
"""Datatypes one of which may have been meant, the likeliest first."""

_THOUSANDS = re.compile(r"([+-]?[1-9]\d{0,2})[.,](\d{3})", re.ASCII)
"""A decimal fraction in one country, thousands in another."""
_WHOLE = re.compile(r"([+-]?\d+)[.,]0+", re.ASCII)
_CODE = re.compile(r"0\d{3,}", re.ASCII)
"""More likely a postcode or a telephone number than a number; `007` may be one."""
_DIGITS_OF_DAY = re.compile(r"(\d{4})(\d\d)(\d\d)", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})", re.ASCII)
"""With full stops the day comes first in every country that writes so; with slashes it may not."""
_A_DAY = re.compile(r"(-?\d{4,}-\d\d-\d\d)(Z|[+-]\d\d:\d\d)?", re.ASCII)
_POINT_IN_TIME = re.compile(r"(-?\d{4,}-\d\d-\d\d)[Tt ](\d\d:\d\d)(:\d\d(?:\.\d+)?)?(.*)", re.ASCII)
_A_TIME = re.compile(r"(\d\d:\d\d)(Z|[+-]\d\d:\d\d)?", re.ASCII)
_FAR_YEAR = re.compile(r"-?\d{5,}.*", re.ASCII)
_HYPHENS = {XSD.gDay: "---", XSD.gMonth: "--", XSD.gMonthDay: "--"}

Meant = tuple[Literal, ...]
"""Literals one of which was meant; empty where that is unclear."""


def literal_meant(literal: Literal, datatype: URIRef) -> Meant:
    """The literal of `datatype` that was meant; several or none where that is unclear."""
    if str(datatype) not in XSD_TYPES or _may_be_no_number(literal, datatype):
        return ()
    return _spelt(literal, datatype) or _first(_casts(literal.strip(), datatype), datatype)


def literals_meant(ill_typed: Literal) -> Iterator[Meant]:
    """Possible meanings of an ill-typed literal, the likeliest first.

    Another text for its type, else its text with another type, else its value as its type has it.
    """
    text, own = ill_typed.strip(), URIRef(str(ill_typed.datatype))
    yield _spelt(ill_typed, own)
    for other in _TIMES if own in _TIMES else (*_NUMERIC, *_TIMES):
        if other != own:
            yield _first([text], other)
    yield _first(_casts(text, own), own)


def _may_be_no_number(literal: Literal, datatype: URIRef) -> bool:
    is_text = literal.datatype is None or literal.datatype == XSD.string
    return str(datatype) in NUMBER_TYPES and is_text and bool(_CODE.fullmatch(literal.strip()))


def _spelt(literal: Literal, datatype: URIRef) -> Meant:
    """The same value in a spelling that is valid for the datatype."""
    text = literal.strip()
    if as_it_is := _first([str(literal), text], datatype):
        return as_it_is
    counted = _THOUSANDS.fullmatch(text) if str(datatype) in NUMBER_TYPES else None
    if counted is None or _is_number(literal):
        return _first(_spellings(text, datatype), datatype)
    readings = (".".join(counted.groups()), "".join(counted.groups()))
    read = [_first([reading, *_spellings(reading, datatype)], datatype) for reading in readings]
    return tuple(meant for one in read for meant in one) if all(read) else ()


def _is_number(literal: Literal) -> bool:
    type_ = str(literal.datatype)
    return type_ in NUMBER_TYPES and not is_ill_typed(str(literal), type_)


def _spellings(text: str, datatype: URIRef) -> Iterator[str]:
    if whole := _WHOLE.fullmatch(text):
        yield whole[1]
    yield from (text.lower(), text.replace(",", "."), text.upper(), with_two_digits(text))
    if day := _DIGITS_OF_DAY.fullmatch(text):
        yield "-".join(day.groups())
    if day := _DAY_FIRST.fullmatch(text):
        yield f"{day[3]}-{day[2]:0>2}-{day[1]:0>2}"
    if point := _POINT_IN_TIME.fullmatch(text):
        yield f"{point[1]}T{point[2]}{point[3] or ':00'}{point[4]}"
    if time := _A_TIME.fullmatch(text):
        yield f"{time[1]}:00{time[2] or ''}"
    if hyphens := _HYPHENS.get(datatype):
        yield hyphens + text.lstrip("-")


def _casts(text: str, datatype: URIRef) -> Iterator[str]:
    """The date of a dateTime, and the first moment of a date."""
    if datatype == XSD.date and (point := _POINT_IN_TIME.fullmatch(text)):
        yield point[1]
    if datatype == XSD.dateTime and (day := _A_DAY.fullmatch(with_two_digits(text))):
        yield f"{day[1]}T00:00:00{day[2] or ''}"


def _first(texts: Iterable[str], datatype: URIRef) -> Meant:
    """The first text that is valid for the datatype, in the form that the endpoint keeps."""
    for text in texts:
        far = datatype in (XSD.gYear, XSD.gYearMonth) and _FAR_YEAR.fullmatch(text)
        if not far and not is_ill_typed(text, str(datatype)):
            return (Literal(_as_kept(text, datatype), datatype=datatype, normalize=False),)
    return ()


def _as_kept(text: str, datatype: URIRef) -> str:
    from schlaglicht.rdf.private_forms import TypedLiteral, stored_forms

    asked = TypedLiteral(text, str(datatype))
    kept = stored_forms([asked])[asked].lexical
    return text if is_ill_typed(kept, str(datatype)) else kept
