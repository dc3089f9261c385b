"""Literals as people read them; the page keeps the exact form beside."""

from __future__ import annotations

import re

from schlaglicht.resources import LiteralValue

_XSD = "http://www.w3.org/2001/XMLSchema#"
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_INTEGER = re.compile(r"-?[1-9]\d{4,17}")
_MONTHS = {
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "en": "January February March April May June July August September October November December",
}
_QUIET = {"", *(_XSD + name for name in ("string", "date", "integer", "boolean", "gYear"))}
_BOOLEANS = {
    "de": {"true": "ja", "1": "ja", "false": "nein", "0": "nein"},
    "en": {"true": "yes", "1": "yes", "false": "no", "0": "no"},
}


def kind_of(value: object) -> str:
    """By what a template tells apart the values of a page."""
    return "text" if isinstance(value, str) else type(value).__name__


def shown_literal(literal: LiteralValue, language: str) -> str:
    """A literal in the way of a reader's language: days written out, thousands set apart."""
    if literal.datatype == f"{_XSD}date" and (day := _day(literal.text)):
        year, month, number = day
        name = _MONTHS[language].split()[month - 1]
        return f"{number}. {name} {year}" if language == "de" else f"{number} {name} {year}"
    if literal.datatype == f"{_XSD}integer" and _INTEGER.fullmatch(literal.text):
        separator = "." if language == "de" else ","
        return f"{int(literal.text):,}".replace(",", separator)
    if literal.datatype == f"{_XSD}boolean":
        return _BOOLEANS[language].get(literal.text, literal.text)
    return literal.text


def shown_datatype(literal: LiteralValue) -> str:
    """The datatype's name where it is not plain from the form."""
    return "" if literal.datatype in _QUIET else literal.datatype_name


def _day(text: str) -> tuple[int, int, int] | None:
    found = _DATE.fullmatch(text)
    if not found:
        return None
    year, month, day = int(found[1]), int(found[2]), int(found[3])
    return (year, month, day) if 1 <= month <= 12 and 1 <= day <= 31 else None
