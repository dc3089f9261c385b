"""Answers from the index of pages, where a query has nothing to search.

That is an ASK whether one statement of IRIs is there, and a DESCRIBE of one IRI. They need no
engine, so they are answered while all of them are at work, and for half the processor time, most of
which goes into handing a query over.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from schlaglicht.dataset.index import Index
from schlaglicht.engine.written_answer import NotInXmlError, written_boolean, written_graph
from schlaglicht.formats import NQUADS, NTRIPLES, Format
from schlaglicht.query.execute import Answer, prefixes_for
from schlaglicht.query.lexer import SPACE
from schlaglicht.query.parse import QueryForm, SparqlQuery
from schlaglicht.rdf.iris import is_absolute_iri
from schlaglicht.rdf.well_known_prefixes import WELL_KNOWN

_END = r"(?=[ \t\r\n<{}\#]|\Z)"
"""What ends a keyword or a name here; a name that may go on otherwise is left to the engine."""

_IRI = r"<[^\x00-\x20<>\"{}|^`\\]*+>"
_NAME = rf"(?-i:(?:[A-Za-z][A-Za-z0-9_-]*+)?:(?:[A-Za-z0-9_][A-Za-z0-9_-]*+)?+){_END}"
_TERM = rf"({_IRI}|{_NAME}){SPACE}"
_TYPE = rf"({_IRI}|{_NAME}|(?-i:a){_END}){SPACE}"

_NAMESPACE = r"<https?://[A-Za-z0-9.-]++(?:/[A-Za-z0-9._~/=-]*+)?+\#?+>"
"""An IRI that no parser refuses, as those of nearly all namespaces are."""

_BEGINNING = (
    rf"{SPACE}(?:PREFIX{_END}{SPACE}(?:[A-Za-z][A-Za-z0-9_-]*+)?+:{SPACE}{_NAMESPACE}{SPACE})*+"
)
_LOOKUPS = {
    QueryForm.ASK: re.compile(
        rf"{_BEGINNING}ASK{_END}{SPACE}(?:WHERE{_END}{SPACE})?+"
        rf"\{{{SPACE}{_TERM}{_TYPE}{_TERM}(?:\.{SPACE})?+\}}{SPACE}",
        re.ASCII | re.IGNORECASE,
    ),
    QueryForm.DESCRIBE: re.compile(
        rf"{_BEGINNING}DESCRIBE{_END}{SPACE}{_TERM}", re.ASCII | re.IGNORECASE
    ),
}
"""The queries that are answered here, as most write them: any other way is as right."""

_LONGEST_IRI = 2000
"""Characters of an IRI that is looked up in the index; a longer one is left to an engine."""

_LINES = (NTRIPLES, NQUADS)
"""The formats in which the index has its statements."""

_CAPITAL_IN_TAG = re.compile(r'"@[a-z0-9-]*+[A-Z]')
"""A language tag that the library for other formats would write in small letters."""

_DOUBTFUL = re.compile(r"[/:]\.|&&")
"""Segments of dots, which are resolved against a base; what an engine may read as a comparison."""

_RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


def answer_from_index(
    query: SparqlQuery,
    format: Format,  # noqa: A002 - the word of the specifications
    index: Index,
    prefixes: Mapping[str, str],
) -> Answer | None:
    """The answer that an engine would give, in one of `query.formats`; None leaves it to one.

    `prefixes` need not be declared, as in `stream_answer`. A DESCRIBE has the statements of its
    IRI in the default graph; one with many, or with blank nodes, is left to an engine. Raises
    sqlite3.Error where the index cannot be read.
    """
    pattern = _LOOKUPS.get(query.form)
    found = pattern.fullmatch(query.asked) if pattern else None
    if found is None or query.default_graphs or query.named_graphs:
        return None
    iris = [_iri_of(term, query, prefixes) for term in found.groups()]
    if not all(map(_is_plain, iris)):
        return None
    if query.form is QueryForm.ASK:
        is_true = index.states(*iris)
        return Answer(written_boolean(is_true, format), format, is_empty=not is_true)
    ntriples = index.ntriples_of(*iris)
    if ntriples is None:
        return None
    if format in _LINES:
        return Answer(ntriples.encode(), format, is_empty=not ntriples)
    if _CAPITAL_IN_TAG.search(ntriples):
        return None
    try:
        body = written_graph(ntriples, format, prefixes_for(query, format, prefixes))
    except NotInXmlError:  # the engine says what it was
        return None
    return Answer(body, format, is_empty=not ntriples)


def _iri_of(term: str, query: SparqlQuery, known: Mapping[str, str]) -> str:
    """The IRI of a term of `_LOOKUPS`; empty if its prefix has no meaning."""
    if term.startswith("<"):
        return term[1:-1]
    prefix, colon, local = term.partition(":")
    if not colon:
        return _RDF_TYPE
    for meanings in (query.prefixes, known, WELL_KNOWN):
        if prefix in meanings:
            return meanings[prefix] + local
    return ""


def _is_plain(iri: str) -> bool:
    """True for an absolute IRI that no base changes, nor may be taken for a comparison."""
    is_short = len(iri) <= _LONGEST_IRI
    return is_short and not _DOUBTFUL.search(iri) and is_absolute_iri(iri)
