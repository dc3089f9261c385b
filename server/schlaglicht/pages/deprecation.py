"""Terms that are kept for old references alone, in either of the ways that OWL has.

https://www.w3.org/TR/owl2-syntax/#Annotation_Properties
"""

from __future__ import annotations

from rdflib import OWL, RDF, Literal
from rdflib.term import Node

from schlaglicht.dataset.index import Index

_CLASSES = (OWL.DeprecatedClass, OWL.DeprecatedProperty)


def is_deprecated(index: Index, term: Node) -> bool:
    """True for a term that `owl:deprecated` or its class says to be deprecated."""
    if Literal(True) in index.objects(term, OWL.deprecated):
        return True
    return not set(_CLASSES).isdisjoint(index.objects(term, RDF.type))


def deprecated_terms(index: Index, *, limit: int) -> set[str]:
    """The IRIs of deprecated terms, at most about `limit`."""
    terms = index.subjects_with(OWL.deprecated, limit=limit)
    typed = [term for class_ in _CLASSES for term in index.instances(class_, limit=limit)]
    return {str(term) for term in (*terms, *typed) if is_deprecated(index, term)}
