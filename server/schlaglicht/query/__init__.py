"""Queries: what is accepted, what is refused and why, and the answers."""

from schlaglicht.query.answering import Answer, answer, beginning_of_answer, stream_answer
from schlaglicht.query.forms import QueryForm, SparqlQuery
from schlaglicht.query.reading import read_query
from schlaglicht.query.terms import UnknownTerm, is_empty, unknown_terms

__all__ = [
    "Answer",
    "QueryForm",
    "SparqlQuery",
    "UnknownTerm",
    "answer",
    "beginning_of_answer",
    "is_empty",
    "read_query",
    "stream_answer",
    "unknown_terms",
]
