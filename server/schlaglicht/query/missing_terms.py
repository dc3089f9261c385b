"""Hints for empty answers: terms of the query that the dataset does not have, and similar ones.

Only IRIs in namespaces of the dataset's classes and properties are checked, and those that differ
from such a namespace in `http` against `https`: of others nothing is known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from schlaglicht.dataset.snapshot import Snapshot
from schlaglicht.dataset.statistics import vocabulary_namespace
from schlaglicht.query.lexer import Token, TokenKind
from schlaglicht.query.sparql_query import QueryForm, SparqlQuery
from schlaglicht.rdf.prefixes import Prefixes
from schlaglicht.rdf.well_known_prefixes import WELL_KNOWN
from schlaglicht.suggest import Cutoff, nearest

MOST_NOTES = 5
"""Unknown terms that are reported, the first in the query."""

_MOST_JUDGED = 50
"""Terms checked for similar ones, which takes time by the number of terms in the data."""

LONGEST_IRI = 300
"""Length of an IRI to check, and of a name in a note: notes travel in headers."""

_TERMS = (TokenKind.IRI, TokenKind.NAME)

_GRAPH_NAMES_FOLLOW = ("FROM", "NAMED", "GRAPH")


@dataclass(frozen=True)
class UnknownTerm:
    """A term that does not occur in the dataset, as the query writes it, and the nearest one."""

    written: str
    nearest: str | None = None

    def __str__(self) -> str:
        hint = f"; did you mean {self.nearest}?" if self.nearest else ""
        return f"{self.written} is not in this graph{hint}"


def unknown_terms(query: SparqlQuery, snapshot: Snapshot) -> tuple[UnknownTerm, ...]:
    """The terms that `query` uses and the dataset does not have; at most MOST_NOTES."""
    vocabularies = snapshot.statistics.vocabularies
    others = {**WELL_KNOWN, **snapshot.prefixes} if query.undeclared else {}
    strange: dict[str, str] = {}
    for token, iri in terms_of_pattern(query, {**others, **query.prefixes}):
        if len(strange) < _MOST_JUDGED and _is_unknown(iri, vocabularies):
            strange.setdefault(iri, token.text)
    found: list[UnknownTerm] = []
    for iri, written in strange.items():
        near = _judged(iri, vocabularies) if len(found) < MOST_NOTES else None
        if near is not None:
            found.append(UnknownTerm(written, shown_term(near, query, snapshot)))
    return tuple(found)


def shown_term(near: str | None, query: SparqlQuery, snapshot: Snapshot) -> str | None:
    """A suggested IRI as `query` may write it, if there is one."""
    if not near:
        return None
    name = str(Prefixes(query.prefixes, snapshot.prefixes, WELL_KNOWN).shorten(near) or "")
    return name if 0 < len(name) <= LONGEST_IRI else f"<{near}>"


def _is_unknown(iri: str, vocabularies: Mapping[str, frozenset[str]]) -> bool:
    """True if a term is in a namespace of the dataset, or nearly so, and not in the dataset."""
    namespace = vocabulary_namespace(iri)
    if len(iri) == len(namespace):
        return False
    if namespace in vocabularies:
        return iri not in vocabularies[namespace]
    return _with_other_scheme(namespace) in vocabularies


def _judged(iri: str, vocabularies: Mapping[str, frozenset[str]]) -> str | None:
    """The term nearest to an unknown one, or ""; None if it need not be in the dataset."""
    namespace = vocabulary_namespace(iri)
    if namespace in vocabularies:
        return _nearest(iri, namespace, vocabularies[namespace])
    other, namespace = _with_other_scheme(iri), _with_other_scheme(namespace)
    terms = vocabularies[namespace]
    return other if other in terms else _nearest(other, namespace, terms) or None


def _with_other_scheme(iri: str) -> str:
    scheme, mark, rest = iri.partition("://")
    return {"http": "https", "https": "http"}.get(scheme, scheme) + mark + rest


def _nearest(iri: str, namespace: str, terms: frozenset[str]) -> str:
    start = len(namespace)
    near = nearest(iri[start:], (term[start:] for term in terms), Cutoff.TERM)
    return namespace + near if near else ""


def terms_of_pattern(
    query: SparqlQuery, prefixes: Mapping[str, str]
) -> Iterator[tuple[Token, str]]:
    """The short terms in the pattern of a query: the token of each, and its IRI."""
    found = query.tokens
    start = _pattern_start(found, query.form)
    for number in range(start, len(found)):
        token = found[number]
        if token.kind not in _TERMS:
            continue
        before = found[number - 1].text.upper() if number else ""
        after = found[number + 1].text if number + 1 < len(found) else ""
        if before in _GRAPH_NAMES_FOLLOW or before == "^^" or after == "(":
            continue  # the name of a graph, a datatype, a function
        if len(token.text) > LONGEST_IRI + len("<>"):
            continue
        if token.kind is TokenKind.IRI:
            yield token, token.text[1:-1]
        else:
            prefix, _, local = token.text.partition(":")
            namespace = prefixes.get(prefix, "")
            if not 0 < len(namespace) <= LONGEST_IRI - len(local):
                continue  # not declared, or too long to repeat for each name
            if "\\" not in local:
                yield token, namespace + local


def _pattern_start(found: Sequence[Token], form: QueryForm) -> int:
    """Index where the terms that must match begin: after the prologue and any template."""
    start = next((n for n, token in enumerate(found) if token.text.upper() == form.value), 0) + 1
    if form is not QueryForm.CONSTRUCT or start >= len(found) or found[start].text != "{":
        return start
    depth = 0
    for number in range(start, len(found)):
        depth += {"{": 1, "}": -1}.get(found[number].text, 0)
        if depth == 0:
            return number + 1
    return start
