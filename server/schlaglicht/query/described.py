"""The things that a DESCRIBE is about, for services whose own answer to it is up to each.

https://www.w3.org/TR/sparql11-query/#describe
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urljoin

from schlaglicht.engine import Described
from schlaglicht.query.lexer import Token, TokenKind
from schlaglicht.query.portable_text import portable
from schlaglicht.query.sparql_query import QueryForm, SparqlQuery
from schlaglicht.rdf.iris import is_absolute_iri
from schlaglicht.rdf.well_known_prefixes import WELL_KNOWN

_NAMES = (TokenKind.IRI, TokenKind.NAME)
_ESCAPE = re.compile(r"\\(.)")


def described(query: SparqlQuery, known: Mapping[str, str]) -> Described | None:
    """The IRIs that a DESCRIBE names, and the SELECT that finds its other things.

    `known` are prefixes that the query need not declare. None with FROM, or an IRI relative to
    BASE. Raises QueryFailed like `portable`.
    """
    if query.has_from:
        return None
    found, text = query.tokens, query.asked
    words = [token.text.upper() for token in found]
    place = words.index(QueryForm.DESCRIBE.value)
    terms = list(_terms(found[place + 1 :]))
    meanings = {**WELL_KNOWN, **known, **query.prefixes}
    iris = tuple(_iri_of(term, meanings, query) for term in terms if term.kind in _NAMES)
    if not all(map(is_absolute_iri, iris)):
        return None
    variables = " ".join(term.text for term in terms if term.kind not in _NAMES)
    if not variables:
        return Described(iris)
    rest = text[terms[-1].start + len(terms[-1].text) :]
    select = f"{text[: found[place].start]}SELECT DISTINCT {variables}{rest}"
    return Described(iris, portable(select))


def _terms(after: tuple[Token, ...]) -> list[Token]:
    """The terms up to the pattern or the first graph."""
    terms: list[Token] = []
    for token in after:
        if token.kind not in (*_NAMES, TokenKind.VARIABLE) and token.text != "*":
            break
        terms.append(token)
    return terms


def _iri_of(term: Token, meanings: Mapping[str, str], query: SparqlQuery) -> str:
    own = any(token.text.upper() == "BASE" for token in query.tokens)
    base = "" if own else query.base or ""
    if term.kind is TokenKind.IRI:
        return urljoin(base, term.text[1:-1])
    prefix, _, local = term.text.partition(":")
    return urljoin(base, meanings.get(prefix, "")) + _ESCAPE.sub(r"\1", local)
