"""The datatype and the language of a value, as SPARQL 1.1 sees them."""

from __future__ import annotations

from collections.abc import Iterable

from rdflib import RDF, XSD, Literal
from rdflib.term import Node

from schlaglicht.validation.literals.lexical import is_ill_typed


def has_datatype(value: Node, datatype: Node) -> bool:
    """True for a well-typed literal of exactly this datatype."""
    if not isinstance(value, Literal):
        return False
    own = RDF.langString if value.language else value.datatype or XSD.string
    return own == datatype and not is_ill_typed(str(value), str(own))


def is_in_languages(value: Node, ranges: Iterable[str]) -> bool:
    """True if the language tag of a literal is matched by a range: `de` matches `de-AT`.

    https://www.w3.org/TR/sparql11-query/#func-langMatches,
    https://www.rfc-editor.org/rfc/rfc4647#section-3.3.1
    """
    tag = (value.language or "").lower() if isinstance(value, Literal) else ""
    return bool(tag) and any(
        range_ == "*" or tag == range_ or tag.startswith(f"{range_}-")
        for range_ in map(str.lower, ranges)
    )
