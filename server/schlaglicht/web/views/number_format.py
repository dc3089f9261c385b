"""Numbers as people read them: 4.5E0 as 4.5, in German as 4,5."""

from __future__ import annotations

import re
from decimal import Decimal

from schlaglicht.i18n import grouped

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
