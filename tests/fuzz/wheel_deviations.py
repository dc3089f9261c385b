"""Known deviations of the `shacl` wheel from the standard: each found by the fuzzer."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from rdflib import XSD, Literal
from rdflib.term import Node

from schlaglicht.rdf.booleans import is_on
from schlaglicht.rdf.terms import term_of
from schlaglicht.validation.literals.lexical_forms import NUMBER_TYPES, is_ill_typed
from schlaglicht.validation.second_judge import (
    Deviation,
    Judged,
    Verdict,
    kinds_in_queries,
    queries_of,
    reached,
    shape_of,
)
from schlaglicht.vocab import LISTS_OF_SHAPES, SH

_SPARQL = "https://www.w3.org/TR/sparql11-query/#"
_SHACL = "https://www.w3.org/TR/shacl/#"
_BOUNDS = (SH.minInclusive, SH.minExclusive, SH.maxInclusive, SH.maxExclusive)
_PAIRS = (SH.lessThan, SH.lessThanOrEquals)
_ORDERED = {*NUMBER_TYPES, *map(str, (XSD.string, XSD.boolean, XSD.dateTime))} - {str(XSD.float)}
"""Datatypes with an order in SPARQL itself, without the one that the engine has in another."""
_MOST_DIGITS = 18
_LAX = {
    *map(str, (XSD.token, XSD.normalizedString, XSD.dateTimeStamp, XSD.decimal)),
    *map(str, (XSD.hexBinary, XSD.gMonthDay)),
}
_OF_RUST = re.compile(r"\[[^\]]*(?:\[|&&|--|~~)|\(\?|#")
"""Parts of a pattern that the engine reads differently from XPath, such as a subtracted class."""
_CLASS = re.compile(r"\\[wWsSdDpPiIcC]|\.")
"""Parts that stand for other characters in the engine than in XPath."""
_UNLIKE_CHARACTERS = {"Sm", "Sc", "Sk", "So", "No", "Pc", "Cf", "Cn", "Cc", "Zs", "Zl", "Zp"}
"""Categories of the characters in question: for XPath, symbols are in `\\w`, and U+00A0 is not in
`\\s`. https://www.w3.org/TR/xmlschema11-2/#cces-mce"""
_COMPARISON = re.compile(r"[<>=]")
_ALIKE = set(" \t\n")


def _is(found: Verdict, *components: Node) -> bool:
    return found.component[1:-1] in set(map(str, components))


def _component(parameter: Node) -> Node:
    name = str(parameter).removeprefix(str(SH))
    return SH[f"{name[0].upper()}{name[1:]}ConstraintComponent"]


def _closed_values(found: Verdict, judged: Judged) -> bool:
    closed = _is(found, SH.ClosedConstraintComponent)
    return closed and (shape_of(found), SH.path, None) in judged.shapes


def _value_of_query(found: Verdict, judged: Judged) -> bool:
    query = _is(found, SH.SPARQLConstraintComponent)
    absent = found.value in ("", found.focus)
    return query and absent and (shape_of(found), SH.path, None) in judged.shapes


def _query_switched_off(found: Verdict, judged: Judged) -> bool:
    query = _is(found, SH.SPARQLConstraintComponent)
    queries = judged.shapes.objects(shape_of(found), SH.sparql)
    return query and any(is_on(judged.shapes, one, SH.deactivated) for one in queries)


def _order(found: Verdict, judged: Judged) -> bool:
    for parameter in (*_BOUNDS, *_PAIRS):
        if _is(found, _component(parameter)):
            given = judged.shapes.objects(shape_of(found), parameter)
            others = _values(found, judged, given) if parameter in _PAIRS else given
            return without_order(term_of(found.value)) or any(map(without_order, others))
    return False


def _values(found: Verdict, judged: Judged, predicates: Iterator[Node]) -> Iterator[Node]:
    for predicate in predicates:
        yield from judged.data.objects(term_of(found.focus), predicate)


def without_order(node: Node) -> bool:
    """True if SPARQL gives no order to a node, or the engine cannot represent its value."""
    if not isinstance(node, Literal):
        return True
    datatype = str(node.datatype or XSD.string)
    if node.language or datatype not in _ORDERED or is_ill_typed(str(node), datatype):
        return True
    return datatype in NUMBER_TYPES and len(re.sub(r"\D", "", node)) > _MOST_DIGITS


def _lexical_space(found: Verdict, judged: Judged) -> bool:
    datatypes = map(str, judged.shapes.objects(shape_of(found), SH.datatype))
    return _is(found, SH.DatatypeConstraintComponent) and not _LAX.isdisjoint(datatypes)


def _classes_of_characters(found: Verdict, judged: Judged) -> bool:
    if not _is(found, SH.PatternConstraintComponent):
        return False
    patterns = list(map(str, judged.shapes.objects(shape_of(found), SH.pattern)))
    if any(map(_OF_RUST.search, patterns)):
        return True
    unlike = any(
        unicodedata.category(mark) in _UNLIKE_CHARACTERS
        for mark in set(str(term_of(found.value))) - _ALIKE
    )
    return unlike and any(map(_CLASS.search, patterns))


def _numbers_in_query(found: Verdict, judged: Judged) -> bool:
    compared = any(_COMPARISON.search(query) for query in queries_of(found, judged))
    return compared and any(map(_is_other_number, judged.data.objects()))


def _is_other_number(node: Node) -> bool:
    """True for a number that has no value in SPARQL, or none that the engine can represent."""
    datatype = str(node.datatype) if isinstance(node, Literal) else ""
    return datatype in NUMBER_TYPES and without_order(node)


def _within(found: Verdict, judged: Judged) -> bool:
    nests = _is(found, *map(_component, (SH.node, SH["not"], *LISTS_OF_SHAPES))) or _is(
        found, SH.QualifiedMinCountConstraintComponent, SH.QualifiedMaxCountConstraintComponent
    )
    return nests and any(_may_deviate(node, judged) for node in reached(shape_of(found), judged))


def _may_deviate(shape: Node, judged: Judged) -> bool:
    """True if the second judge may deviate in a Core constraint of the shape itself."""
    has = {predicate for _, predicate, _ in judged.shapes.triples((shape, None, None))}
    datatypes = map(str, judged.shapes.objects(shape, SH.datatype))
    patterns = list(map(str, judged.shapes.objects(shape, SH.pattern)))
    return (
        not has.isdisjoint((*_BOUNDS, *_PAIRS))
        or {SH.closed, SH.path} <= has
        or any(map(_OF_RUST.search, patterns))
        or any(map(_CLASS.search, patterns))
        or not _LAX.isdisjoint(datatypes)
    )


WHEEL_DEVIATIONS: Sequence[Deviation] = (
    Deviation("closed-values", f"{_SHACL}ClosedConstraintComponent", _closed_values),
    Deviation("value-of-query", f"{_SHACL}sparql-constraints-variables", _value_of_query),
    Deviation(
        "query-switched-off",
        f"{_SHACL}SPARQLConstraintComponent",
        _query_switched_off,
    ),
    Deviation("order", f"{_SHACL}core-components-range", _order),
    Deviation("lexical-space", f"{_SHACL}DatatypeConstraintComponent", _lexical_space),
    Deviation(
        "character-classes",
        f"{_SPARQL}func-regex",
        _classes_of_characters,
    ),
    Deviation(
        "numbers-in-query",
        f"{_SPARQL}operandDataTypes",
        _numbers_in_query,
    ),
    Deviation("kinds-in-queries", f"{_SPARQL}func-RDFterm-equal", kinds_in_queries),
    Deviation("within", f"{_SHACL}core-components-shape", _within),
)
"""In this order: sh:closed in a property shape looks at the focus node instead of its values; a
query without ?value there gives the focus node as value; a query with sh:deactivated is run
anyway; values without an order in SPARQL, ill-typed, of more than 18 digits or in single precision
are compared anyway; lexical forms are not checked; `.`, `\\w` and other classes of characters
in patterns are those of Rust, newer Unicode included, and classes are not subtracted; queries
compare numbers beyond the range of their type, such as a negative xsd:nonNegativeInteger, and no
decimal of more than 18 digits; and shapes that refer to shapes with one of these.
"""
