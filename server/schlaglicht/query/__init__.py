"""Queries: parsed, refused with a reason, or executed."""

from schlaglicht.query.empty_patterns import EmptyPart, empty_part, reasons_for_empty
from schlaglicht.query.execute import Answer, answer, beginning_of_answer, stream_answer
from schlaglicht.query.missing_terms import UnknownTerm, terms_of_pattern, unknown_terms
from schlaglicht.query.parse import read_query
from schlaglicht.query.sparql_query import QueryForm, SparqlQuery

__all__ = [
    "Answer",
    "EmptyPart",
    "QueryForm",
    "SparqlQuery",
    "UnknownTerm",
    "answer",
    "beginning_of_answer",
    "empty_part",
    "read_query",
    "reasons_for_empty",
    "stream_answer",
    "terms_of_pattern",
    "unknown_terms",
]
