"""Casts of SPARQL: `xsd:integer(?x)` and the like, by the table of the standard.

https://www.w3.org/TR/sparql11-query/#FunctionMapping, https://www.w3.org/TR/xpath-functions/#casting
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from rdflib import XSD, Literal, URIRef
from rdflib.term import Node

from schlaglicht.validation.shacl.pyshacl_patches.numbers import (
    Number,
    is_number,
    number,
    read_number,
)
from schlaglicht.validation.xsd_lexical import is_ill_typed

_WHITE_SPACE = " \t\n\r"


def casts(evaluate: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """Evaluates calls of functions, of which casts are some."""

    def call(expression: Any, context: Any) -> Any:
        iri = str(expression.iri)
        if iri not in _CASTS:
            return evaluate(expression, context)
        arguments = expression.expr
        if not isinstance(arguments, list) or len(arguments) != 1:
            raise _error("a cast takes one argument")
        (argument,) = arguments
        if isinstance(argument, Exception):
            raise argument
        return _CASTS[iri](argument, iri)

    return call


def _string(term: Node, datatype: str) -> Literal:
    if is_number(term):
        return _literal(number(term).text(), datatype)
    if _is_a(term, XSD.boolean):
        return _literal("true" if _is_true(term) else "false", datatype)
    if isinstance(term, URIRef | Literal):
        return _literal(str(term), datatype)
    raise _error("a blank node is not a text")


def _number(term: Node, datatype: str) -> Literal:
    name = datatype.removeprefix(str(XSD))
    text = simple_text(term)
    if text is not None:
        text = text.strip(_WHITE_SPACE)
        if is_ill_typed(text, datatype):
            raise _error(f"{text!r} is not a number")
        return read_number(text, name).literal()
    if _is_a(term, XSD.boolean):
        return Number("integer", int(_is_true(term))).as_type(name).literal()
    found = number(term)
    if name in ("float", "double"):
        return found.as_type(name).literal()
    if not found.is_finite:
        raise _error(f"{term!r} has no finite value")
    if name == "integer":
        return Number(name, int(found.value)).literal()
    is_floating = found.type in ("float", "double")
    return Number(name, Decimal(found.text() if is_floating else found.value)).literal()


def _boolean(term: Node, datatype: str) -> Literal:
    text = simple_text(term)
    if text is not None:
        term = _literal(text.strip(_WHITE_SPACE), datatype)
    if isinstance(term, Literal) and term.datatype == XSD.boolean:
        if is_ill_typed(str(term), datatype):
            raise _error(f"{term!r} is neither true nor false")
        return _truth(_is_true(term))
    value = number(term).value
    return _truth(bool(value) and value == value)


def _point_in_time(term: Node, datatype: str) -> Literal:
    text = simple_text(term)
    if text is None and _is_a(term, XSD.dateTime):
        text = str(term)
    text = "" if text is None else text.strip(_WHITE_SPACE)
    if is_ill_typed(text, datatype):
        raise _error(f"{term!r} is not a point in time")
    return _literal(text, datatype)


def simple_text(term: Node) -> str | None:
    """The text of a simple literal; None for any other term."""
    if isinstance(term, Literal) and not term.language and term.datatype in (None, XSD.string):
        return str(term)
    return None


def _is_a(term: Node, datatype: URIRef) -> bool:
    """True for a valid literal of a datatype."""
    return (
        isinstance(term, Literal)
        and term.datatype == datatype
        and not is_ill_typed(str(term), str(datatype))
    )


def _is_true(term: Node) -> bool:
    return str(term) in ("true", "1")


def _truth(value: bool) -> Literal:
    return _literal("true" if value else "false", str(XSD.boolean))


def _literal(text: str, datatype: str) -> Literal:
    return Literal(text, datatype=URIRef(datatype), normalize=False)


def _error(text: str) -> Exception:
    from rdflib.plugins.sparql.sparql import SPARQLTypeError

    return SPARQLTypeError(text)


_CASTS: Mapping[str, Callable[[Node, str], Literal]] = {
    str(XSD.string): _string,
    str(XSD.boolean): _boolean,
    str(XSD.dateTime): _point_in_time,
    **dict.fromkeys(map(str, (XSD.integer, XSD.decimal, XSD.float, XSD.double)), _number),
}
