"""Queries: what is accepted, what is refused and why, and the answers."""

from schlaglicht.query.answering import Answer, answer, stream_answer
from schlaglicht.query.forms import QueryForm, SparqlQuery
from schlaglicht.query.reading import read_query

__all__ = ["Answer", "QueryForm", "SparqlQuery", "answer", "read_query", "stream_answer"]
