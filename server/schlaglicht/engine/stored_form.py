"""Literals as the store keeps them, and as every answer of the endpoint therefore shows them.

The store keeps numbers and times as values: `"007"^^xsd:integer` comes back as `7`, and
`"1"^^xsd:byte` as an xsd:integer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import pyoxigraph


class TypedLiteral(NamedTuple):
    """A literal: its lexical form, and the IRI of its datatype."""

    lexical: str
    datatype: str


def stored_forms(literals: Iterable[TypedLiteral]) -> Mapping[TypedLiteral, TypedLiteral]:
    """The store's form of each of `literals`, in one query."""
    asked = list(dict.fromkeys(literals))
    store = pyoxigraph.Store()
    predicate = pyoxigraph.NamedNode("urn:form")
    datatypes = {
        datatype: pyoxigraph.NamedNode(datatype) for datatype in {item.datatype for item in asked}
    }
    store.extend(
        pyoxigraph.Quad(
            pyoxigraph.NamedNode(f"urn:{index}"),
            predicate,
            pyoxigraph.Literal(literal.lexical, datatype=datatypes[literal.datatype]),
        )
        for index, literal in enumerate(asked)
    )
    forms: dict[TypedLiteral, TypedLiteral] = {}
    for quad in store:
        index = int(str(quad.subject.value).removeprefix("urn:"))
        kept = quad.object
        if isinstance(kept, pyoxigraph.Literal):
            forms[asked[index]] = TypedLiteral(kept.value, kept.datatype.value)
    return forms
