"""Queries: parsed, refused with a reason, or executed."""

from schlaglicht.query.empty_answers.empty_patterns import (
    EmptyPart,
    empty_part,
    reasons_without_engine,
)
from schlaglicht.query.empty_answers.missing_terms import (
    Absence,
    UnknownTerm,
    absent_graphs,
    absent_variables,
    terms_of_pattern,
    unknown_terms,
)
from schlaglicht.query.execute import Answer, answer, beginning_of_answer, stream_answer
from schlaglicht.query.parse import QueryForm, SparqlQuery, read_query

__all__ = [
    "Absence",
    "Answer",
    "EmptyPart",
    "QueryForm",
    "SparqlQuery",
    "UnknownTerm",
    "absent_graphs",
    "absent_variables",
    "answer",
    "beginning_of_answer",
    "empty_part",
    "read_query",
    "reasons_without_engine",
    "stream_answer",
    "terms_of_pattern",
    "unknown_terms",
]
