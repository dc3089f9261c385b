"""Texts of literals and tags: judged without failing, and ordered without contradiction.

The first byte chooses a datatype, a zero byte divides two texts.
"""

from __future__ import annotations

from rdflib import Literal, URIRef

from schlaglicht.questions.parameters import NUMBER, number_of, number_term
from schlaglicht.rdf.reading.parse import canonical_term
from schlaglicht.rdf.terms import literal_of, ntriples_term, term_of
from schlaglicht.validation.literals.lexical_forms import (
    XSD_TYPES,
    has_datatype,
    is_ill_typed,
    is_in_languages,
)
from schlaglicht.validation.literals.order import order

_TYPES = sorted(XSD_TYPES)

_PAIRS = (
    b"1\x002", b"-0\x000.0", b"1e400\0INF", b"NaN\0-INF", b"300\0-129", b"true\x001",
    b"2024-02-29Z\x002024-02-29+14:00", b"-0044-03-15\x0012020-01-01",
    b"2024-02-29T24:00:00\x002024-03-01T00:00:00.5+05:30", b"24:00:00\x0012:00:00Z",
    b"P1Y2M3DT4H5M6.7S\0P30D", b"-PT36H\0P12M", b"2024\x002024-01", b"--02-30\0---31",
    b"0aF\0AA==", b"a  b\0\ta", b"en-GB-x-y\0en", b"http://a b/\0x:y", b"x--ltr\0*",
)  # fmt: skip
SEEDS = tuple(bytes([number]) + _PAIRS[number % len(_PAIRS)] for number in range(len(_TYPES)))


def check(content: bytes) -> None:
    """Raises if a value cannot be judged, or two have an order in one direction only."""
    datatype = _TYPES[content[0] % len(_TYPES)] if content else _TYPES[0]
    first, _, second = content[1:].decode("utf-8", "ignore").partition("\0")
    _check_order(literal_of(first, None, datatype), literal_of(second, None, datatype))
    _check_term(literal_of(first, None, datatype))
    _check_languages(first, second)
    _check_parameter(first)


def _check_order(first: Literal, second: Literal) -> None:
    result, back = order(first, second), order(second, first)
    assert (result is None) == (back is None), (first, second)
    assert result is None or result == -(back or 0), (first, second)
    for literal in (first, second):
        ill_typed = is_ill_typed(str(literal), str(literal.datatype))
        assert order(literal, literal) in ((None,) if ill_typed else (0, None)), literal
        assert has_datatype(literal, URIRef(str(literal.datatype))) in (True, False)


def _check_term(literal: Literal) -> None:
    read = term_of(ntriples_term(literal))
    assert read == literal, (read, literal)


def _check_languages(tag: str, wanted: str) -> None:
    if tag.isascii() and tag.replace("-", "").isalnum():
        is_in_languages(literal_of("x", tag, None), [wanted])


def _check_parameter(text: str) -> None:
    if NUMBER.fullmatch(text):
        number_of(number_term(text))
    try:
        canonical_term(text)
    except ValueError as error:
        assert str(error)
