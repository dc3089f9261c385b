"""Probable meanings of an ill-typed literal: valid literals that it may stand for.

A date becomes a dateTime, and the other way round, as XPath casts them:
https://www.w3.org/TR/xpath-functions/#casting. A suggestion has the form that the endpoint keeps:
otherwise the repair would be a finding itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rdflib import XSD, Literal, URIRef

from schlaglicht.validation.literals.lexical import (
    NUMBER_TYPES,
    XSD_TYPES,
    is_ill_typed,
    with_two_digits,
)

_TIMES = (XSD.date, XSD.dateTime, XSD.time, XSD.gYear, XSD.gYearMonth, XSD.duration)
_NUMBERS = (XSD.integer, XSD.decimal, XSD.double, XSD.boolean)
"""Datatypes one of which may have been meant, the likeliest first."""

_THOUSANDS = re.compile(r"([+-]?[1-9]\d{0,2})[.,](\d{3})", re.ASCII)
"""A decimal fraction in one country, thousands in another."""
_WHOLE = re.compile(r"([+-]?\d+)[.,]0+", re.ASCII)
_CODE = re.compile(r"0\d{3,}", re.ASCII)
"""More likely a postcode or a telephone number than a number; `007` may be one."""
_DIGITS_OF_DAY = re.compile(r"(\d{4})(\d\d)(\d\d)", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})", re.ASCII)
"""With full stops the day comes first in every country that writes so; with slashes it may not."""
_DAY = re.compile(r"(-?\d{4,}-\d\d-\d\d)(Z|[+-]\d\d:\d\d)?", re.ASCII)
_POINT_IN_TIME = re.compile(r"(-?\d{4,}-\d\d-\d\d)[Tt ](\d\d:\d\d)(:\d\d(?:\.\d+)?)?(.*)", re.ASCII)
_TIME = re.compile(r"(\d\d:\d\d)(Z|[+-]\d\d:\d\d)?", re.ASCII)
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
    for other in _TIMES if own in _TIMES else (*_NUMBERS, *_TIMES):
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
    if time := _TIME.fullmatch(text):
        yield f"{time[1]}:00{time[2] or ''}"
    if hyphens := _HYPHENS.get(datatype):
        yield hyphens + text.lstrip("-")


def _casts(text: str, datatype: URIRef) -> Iterator[str]:
    """The date of a dateTime, and the first moment of a date."""
    if datatype == XSD.date and (point := _POINT_IN_TIME.fullmatch(text)):
        yield point[1]
    if datatype == XSD.dateTime and (day := _DAY.fullmatch(with_two_digits(text))):
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
