"""Literals as people read them; the page keeps the exact form next to them."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from markupsafe import Markup

from schlaglicht.ground.text import truncated
from schlaglicht.i18n import Message, grouped, msg, plural, translate
from schlaglicht.markup import has_markup, html_of
from schlaglicht.pages import LiteralValue, Reference, Sentence
from schlaglicht.pages.page_model import MOST_OF_TEXT
from schlaglicht.vocab import of_schema
from schlaglicht.web.published_site import current_site

_XSD = "http://www.w3.org/2001/XMLSchema#"
NUMBERS = frozenset(
    _XSD + name
    for name in (
        *("integer", "long", "int", "short", "byte", "nonPositiveInteger", "negativeInteger"),
        *("nonNegativeInteger", "positiveInteger"),
        *("unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte"),
        *("decimal", "double", "float"),
    )
)
"""The datatypes of numbers."""

_NUMBER = re.compile(
    r"(?P<sign>-?)(?P<whole>0|[1-9]\d{0,17})(?:\.(?P<part>\d{1,18}))?(?P<exponent>[eE][+-]?\d{1,2})?"
)
_LEAST, _MOST = -7, 15
"""Powers of ten between which an exponent is written out."""

_QUOTES = "„“”«»‚‘‹›'\""


def shown_number(text: str, language: str) -> str:
    """A number with the point of a language, its thousands set apart from five digits on.

    What is written otherwise, as `007` or `INF`, stays as it is.
    """
    found = _NUMBER.fullmatch(text)
    if found and found["exponent"]:
        found = _NUMBER.fullmatch(_written_out(text))
    if found is None:
        return text
    whole = found["whole"]
    if len(whole) > 4:
        whole = grouped(int(whole), language)
    point = "," if language == "de" else "."
    return f"{found['sign']}{whole}{point + found['part'] if found['part'] else ''}"


def _written_out(text: str) -> str:
    """A number without its exponent; empty where that would take many zeros."""
    number = Decimal(text)
    is_short = number == 0 or _LEAST <= number.adjusted() <= _MOST
    return f"{number:f}" if is_short else ""


_DATE = re.compile(r"(-?\d{4,9})-(\d{2})(?:-(\d{2}))?")
_YEAR = re.compile(r"-?\d{4,9}")
_TIME = re.compile(r"(\d{2}:\d{2})(:\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:\d{2})?")
_DURATION = re.compile(
    r"P(?:(\d{1,9})Y)?(?:(\d{1,9})M)?(?:(\d{1,9})D)?"
    r"(?:T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})S)?)?"
)
_DURATIONS = ("duration", "dayTimeDuration", "yearMonthDuration")
_UNITS: tuple[Callable[[int], Message], ...] = (
    lambda number: plural("{number} year", "{number} years", number),
    lambda number: plural("{number} month", "{number} months", number),
    lambda number: plural("{number} day", "{number} days", number),
    lambda number: plural("{number} hour", "{number} hours", number),
    lambda number: plural("{number} minute", "{number} minutes", number),
    lambda number: plural("{number} second", "{number} seconds", number),
)
_MONTHS = {
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "en": "January February March April May June July August September October November December",
}
_BOOLEANS = {"true": msg("yes"), "1": msg("yes"), "false": msg("no"), "0": msg("no")}


def kind_of(value: object) -> str:
    """By what a template tells apart the values of a page."""
    return "text" if isinstance(value, str) else type(value).__name__


def is_spoken_in(value: object, language: str) -> bool:
    """False for a text in another language."""
    tag = value.language if isinstance(value, LiteralValue) else ""
    return not tag or tag.partition("-")[0].lower() == language


def shown_literal(literal: LiteralValue, language: str) -> str:
    """A literal in the way of a reader's language: days written out, thousands set apart."""
    if literal.datatype in _DATES and (worded := _DATES[literal.datatype](literal.text, language)):
        return worded
    if literal.datatype in NUMBERS:
        return shown_number(literal.text, language)
    if literal.datatype == f"{_XSD}boolean":
        known = _BOOLEANS.get(literal.text)
        return translate(known, language) if known else literal.text
    return literal.words


_WEB_ADDRESS = re.compile(
    r"https?://[^\s<>\"\x00-\x1f\x7f-\xa0\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f]{1,2000}"
)
"""Without characters that would show another address."""


def is_web_address(literal: LiteralValue) -> bool:
    """True for a literal that is typed as an address, and is one of another site."""
    base = current_site().base
    is_own = bool(base) and literal.text.startswith(str(base))
    is_typed = literal.datatype == f"{_XSD}anyURI"
    return is_typed and not is_own and bool(_WEB_ADDRESS.fullmatch(literal.text))


def shown_markup(literal: LiteralValue, language: str) -> tuple[Markup, str] | None:
    """A literal with markup as safe HTML, cut if it is long, with a note then; else None."""
    if not has_markup(literal.datatype):
        return None
    text, note = cut_text(literal.text, language)
    return Markup(html_of(text, literal.datatype)), note


def shown_beginning(start: LiteralValue, end: LiteralValue, language: str) -> str:
    """The beginning of a span of time, up to the dash, without the words that `end` repeats."""
    words, rest = (shown_literal(each, language).split() for each in (start, end))
    if {start.datatype, end.datatype} <= {f"{_XSD}date", f"{_XSD}gYearMonth"}:
        while len(words) > 1 and len(rest) > 1 and words[-1] == rest[-1]:
            words.pop()
            rest.pop()
    return f"{words[0]}–" if len(words) == 1 else f"{' '.join(words)} – "


def cut_text(text: str, language: str) -> tuple[str, str]:
    """As much of a text as a page shows, and a note of how long it is; empty when it is whole."""
    if len(text) <= MOST_OF_TEXT:
        return text, ""
    note = msg("{length} characters; in full in the files below", length=len(text))
    return truncated(text, MOST_OF_TEXT), translate(note, language)


def is_quoted(text: str) -> bool:
    """True if a text begins or ends with a quotation mark, and needs no more around it."""
    return text[:1] in _QUOTES or text[-1:] in _QUOTES


def plain_text(value: object, language: str) -> str:
    """A value as words alone, for where it stands in a link of its own."""
    if isinstance(value, LiteralValue):
        return " ".join(shown_literal(value, language).split())
    if isinstance(value, Reference):
        return value.name[0]
    parts = value.parts if isinstance(value, Sentence) else ()
    return "".join(p if isinstance(p, str) else plain_text(p, language) for p in parts)


def shown_datatype(literal: LiteralValue) -> str:
    """The datatype's name where it is not plain from the form."""
    is_quiet = literal.datatype in _QUIET or has_markup(literal.datatype)
    return "" if is_quiet else literal.datatype_name


def month_name(month: str, language: str) -> str:
    """The name of a month given as two digits; other digits stay."""
    number = int(month)
    return _MONTHS[language].split()[number - 1] if 1 <= number <= 12 else month


def _day(text: str, language: str) -> str | None:
    """A day in words; None for anything else, or with a time zone."""
    found = _DATE.fullmatch(text)
    if not found or not found[3] or not (1 <= int(found[2]) <= 12 and 1 <= int(found[3]) <= 31):
        return None
    dot = "." if language == "de" else ""
    return f"{int(found[3])}{dot} {month_name(found[2], language)} {year_name(found[1])}"


def _year(text: str, _language: str) -> str | None:
    """A year without zeros before it; None for anything else, or with a time zone."""
    return year_name(text) if _YEAR.fullmatch(text) else None


def shown_year(text: str) -> str:
    """A year without zeros before it; anything else as it is."""
    return _year(text, "") or text


def year_name(year: str) -> str:
    """The digits of a year, after a minus sign where it is before the common era."""
    sign = "\N{MINUS SIGN}" if year.startswith("-") else ""
    return sign + (year.lstrip("-0") or "0")


def _any_date(text: str, language: str) -> str | None:
    """A day, month, year or point in time in words; None for anything else."""
    ways = (_day, _month, _year, _point_in_time)
    return next((found for way in ways if (found := way(text, language))), None)


def _month(text: str, language: str) -> str | None:
    """A month in words; None for anything else, or with a time zone."""
    found = _DATE.fullmatch(text)
    if not found or found[3] or not 1 <= int(found[2]) <= 12:
        return None
    return f"{month_name(found[2], language)} {year_name(found[1])}"


def _point_in_time(text: str, language: str) -> str | None:
    """A point in time in words, in its own time zone; seconds where there are any."""
    date, _, time = text.partition("T")
    day, found = _day(date, language), _TIME.fullmatch(time)
    if day is None or found is None:
        return None
    seconds = found[2] or ""
    clock = found[1] + (seconds if seconds.strip(":0.") else "")
    zone = f" UTC{found[3].removeprefix('Z')}" if found[3] else ""
    return f"{day}, {clock}{' Uhr' if language == 'de' else ''}{zone}"


def _duration(text: str, language: str) -> str | None:
    """A length of time in words; None for an invalid or negative one, or parts of seconds."""
    found = _DURATION.fullmatch(text)
    if found is None:
        return None
    parts = [
        translate(counted(int(number)), language)
        for number, counted in zip(found.groups(), _UNITS, strict=True)
        if number
    ]
    return ", ".join(parts) or None


_DATES = {
    f"{_XSD}date": _day,
    f"{_XSD}gYear": _year,
    f"{_XSD}gYearMonth": _month,
    f"{_XSD}dateTime": _point_in_time,
    f"{_XSD}dateTimeStamp": _point_in_time,
    **{str(name): _any_date for name in of_schema("Date", "DateTime")},
    **{f"{_XSD}{name}": _duration for name in _DURATIONS},
}
"""The wording of each datatype of dates and lengths of time."""

_QUIET = {"", f"{_XSD}string", f"{_XSD}boolean", *NUMBERS, *_DATES}
"""Datatypes that are plain from the form."""
