"""Literals as a store of values keeps them.

The store keeps numbers and times as values: `"007"^^xsd:integer` becomes `7`, and `"1"^^xsd:byte`
an xsd:integer.
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


def rewritten(literals: Iterable[TypedLiteral]) -> frozenset[TypedLiteral]:
    """Those of `literals` that the store gives back in another form or with another datatype."""
    return frozenset(form for form, kept in stored_forms(literals).items() if form != kept)
