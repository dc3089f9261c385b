"""Constraints with which the screening engine is trusted, and the form that each must have.

An engine that passes what pySHACL flags would hide a violation. So the list has only what both
judge alike, for any data: tests hold that for generated cases and the W3C's. Not on it: value
ranges and sh:lessThan, as the engine orders what has no order; `sh:minLength 0`; patterns with
classes of characters that depend on the version of Unicode; queries and components of a project.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence

from rdflib import RDF, XSD, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from schlaglicht.rdf.lists import is_list, items
from schlaglicht.vocab import SH

Form = Callable[[Graph, Sequence[Node]], bool]
"""True if the values of a parameter have the form that both engines read alike."""

_KINDS = {
    SH[kind]
    for kind in (
        *("IRI", "BlankNode", "Literal"),
        *("BlankNodeOrIRI", "BlankNodeOrLiteral", "IRIOrLiteral"),
    )
}
_NUMBER = re.compile(r"0|[1-9][0-9]{0,5}")
_LANGUAGE = re.compile(r"[a-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")
_IN_CLASS = r"(?:[A-Za-z0-9](?:-[A-Za-z0-9])?|[ _:/.#@])"
_PATTERN = re.compile(
    rf"(?:[A-Za-z0-9 _:/#@,;=~%&!\"'<>-]|\\[-.?+*()\[\]{{}}|^$]|\[\^?{_IN_CLASS}+-?\]"
    r"|\((?!\?)|[)|^$]|(?<![|(^?*+}])[?*+]|(?<![|(^?*+}])\{[0-9]{1,2}(?:,[0-9]{1,2})?\})*"
)
"""Regular expressions without anything in which dialects differ, as `.`, `\\d` and flags do."""
_LONGEST_PATTERN = 200


def _one(holds: Callable[[Node], bool]) -> Form:
    return lambda _, values: len(values) == 1 and holds(values[0])


def _each(holds: Callable[[Node], bool]) -> Form:
    return lambda _, values: all(map(holds, values))


def _list(holds: Callable[[Node], bool]) -> Form:
    return lambda graph, values: (
        len(values) == 1 and is_list(graph, values[0]) and all(map(holds, items(graph, values[0])))
    )


def is_iri(node: Node) -> bool:
    """True for an IRI."""
    return isinstance(node, URIRef)


def _is_literal(node: Node) -> bool:
    return isinstance(node, Literal)


def _is_named(node: Node) -> bool:
    return not isinstance(node, BNode)


def _is_number(node: Node) -> bool:
    typed = isinstance(node, Literal) and node.datatype == XSD.integer
    return typed and _NUMBER.fullmatch(str(node)) is not None


def _is_length(node: Node) -> bool:
    return _is_number(node) and str(node) != "0"


def _is_plain(node: Node) -> bool:
    return (
        isinstance(node, Literal)
        and not node.language
        and (node.datatype is None or node.datatype == XSD.string)
    )


def _is_pattern(node: Node) -> bool:
    text = str(node)
    plain = _is_plain(node) and len(text) <= _LONGEST_PATTERN
    return plain and _PATTERN.fullmatch(text) is not None and _compiles(text)


def _compiles(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except re.error:
        return False
    return True


def _is_language(node: Node) -> bool:
    return _is_plain(node) and _LANGUAGE.fullmatch(str(node)) is not None


def _is_switch(node: Node) -> bool:
    """True for true and false as Turtle writes them."""
    typed = isinstance(node, Literal) and node.datatype == XSD.boolean
    return typed and str(node) in ("true", "false")


def _is_true(node: Node) -> bool:
    return _is_switch(node) and str(node) == "true"


def unreliable_datatypes(text: str) -> frozenset[str]:
    """The datatypes of DATATYPES that the engine may misjudge in these N-Triples."""
    return frozenset([str(XSD.dateTime)] if "T24:" in text else ())


def datatype_form(unreliable: Collection[str]) -> Form:
    """The form of sh:datatype, with one of DATATYPES that is not `unreliable`."""
    return _one(lambda node: node in DATATYPES and str(node) not in unreliable)


_INTEGERS = (
    *("integer", "long", "int", "short", "byte", "nonNegativeInteger", "positiveInteger"),
    *("nonPositiveInteger", "negativeInteger"),
    *("unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte"),
)
DATATYPES: frozenset[Node] = frozenset(
    {
        *(XSD[name] for name in _INTEGERS),
        *(XSD[name] for name in ("string", "boolean", "decimal", "double", "float", "date")),
        *(XSD.dateTime, XSD.anyURI, RDF.langString),
    }
)
"""Datatypes whose lexical forms the engine checks as we do; xsd:dateTime unless an hour is 24."""

CONSTRAINTS: Mapping[Node, Form] = {
    SH["class"]: _each(is_iri),
    SH.nodeKind: _one(_KINDS.__contains__),
    SH.minCount: _one(_is_number),
    SH.maxCount: _one(_is_number),
    SH.minLength: _one(_is_length),
    SH.maxLength: _one(_is_number),
    SH.pattern: _one(_is_pattern),
    SH.languageIn: _list(_is_language),
    SH.uniqueLang: _one(_is_switch),
    SH.equals: _each(is_iri),
    SH.disjoint: _each(is_iri),
    SH.hasValue: _each(_is_named),
    SH["in"]: _list(_is_named),
    SH.closed: _one(_is_true),
    SH.ignoredProperties: _list(is_iri),
    SH.qualifiedMinCount: _one(_is_number),
    SH.qualifiedMaxCount: _one(_is_number),
}
"""Parameters that need no look at other shapes; sh:datatype has `datatype_form`."""

ONLY_OF_PROPERTIES = frozenset(
    {
        *(SH.minCount, SH.maxCount, SH.uniqueLang),
        *(SH.qualifiedMinCount, SH.qualifiedMaxCount, SH.qualifiedValueShape),
    }
)
ONLY_OF_NODES = frozenset({SH.closed, SH.ignoredProperties})

REMARKS: Mapping[Node, Form] = {
    SH.name: _each(_is_literal),
    SH.description: _each(_is_literal),
    SH.message: _each(_is_literal),
    SH.order: _each(_is_literal),
    SH.group: _each(lambda node: not isinstance(node, Literal)),
    SH.defaultValue: _each(lambda _: True),
}
"""Parameters that say nothing about validity."""

TARGETS: Mapping[Node, Form] = {
    SH.targetClass: _each(is_iri),
    SH.targetNode: _each(_is_named),
    SH.targetSubjectsOf: _each(is_iri),
    SH.targetObjectsOf: _each(is_iri),
}
