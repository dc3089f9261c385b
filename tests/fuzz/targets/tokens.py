"""Texts of queries: tokens that cover the text, and a query or a reason why it is not one.

What is read of a query before an engine sees it says nothing of other texts, and never fails.
"""

from __future__ import annotations

import re
from itertools import pairwise

from schlaglicht.errors import QueryFailed, QueryRefused, QuerySyntaxError
from schlaglicht.query.empty_answers.missing_terms import terms_of_pattern
from schlaglicht.query.execute import described, portable, with_simple_group_concat
from schlaglicht.query.lexer import TokenKind, tokens
from schlaglicht.query.parse import QueryForm, SparqlQuery, read_query
from schlaglicht.query.private_forms import text_with_private_forms
from schlaglicht.rdf.private_forms import PrivateForms

_FORMS = PrivateForms("x-00000000-00000000", {"de-at": "de-AT"}, frozenset(["http://a/b"]))

_BETWEEN = re.compile(r"(?:[ \t\r\n]|#[^\r\n]*)*")

SEEDS = (
    b"PREFIX ex: <http://a/> SELECT ?a (COUNT(*) AS ?n) { ?a ex:b* 'c'@en-GB, 1.5e3, _:d } # e",
    b"BASE <http://a/> ASK { GRAPH ?g { [] <b>/^<c>|!<d> (1 true '''x'y''') } MINUS { ?a a ?b } }",
    b"CONSTRUCT { << ?a ?b ?c >> ?d ?e } WHERE { ?a ?b ?c FILTER(?a<?b&&?c>1||!bound(?d)) }",
    b"DESCRIBE ex:a\\,b ex:%20 \\u0065x:c SELECT", b"INSERT DATA { <a> <b> <c> }",
    b"SELECT * { SERVICE <http://x/> { ?a ?b ?c } }", b'SELECT * { ?a ?b "open } #',
    b"SELECT # *", b"DESCRIBE ?a <b> { ?a <c> 'x'@de-AT, 007 } ORDER BY GROUP_CONCAT(?a)",
)  # fmt: skip


def check(content: bytes) -> None:
    """Raises if tokens and what is between them are not the text, or a query is read otherwise."""
    text = content.decode("utf-8", "replace")
    _check_tokens(text)
    try:
        query = read_query(text)
    except (QueryRefused, QuerySyntaxError) as error:
        _check_error(error, text)
        return
    _check_rewritten(query)
    _check_derived(query)


def _check_tokens(text: str) -> None:
    try:
        found = list(tokens(text))
    except QuerySyntaxError as error:
        _check_error(error, text)
        return
    ends = [0, *(token.start + len(token.text) for token in found)]
    starts = [*(token.start for token in found), len(text)]
    for token in found:
        assert token.text, token
        assert text.startswith(token.text, token.start), token
    for end, start in zip(ends, starts, strict=True):
        assert _BETWEEN.fullmatch(text, end, start), (end, start)


def _check_error(error: QueryRefused | QuerySyntaxError, text: str) -> None:
    assert str(error)
    line = getattr(error, "line", None)
    assert line is None or 1 <= line <= text.count("\n") + 1


def _check_rewritten(query: SparqlQuery) -> None:
    """The text for the engine has the same tokens as the one that was asked."""
    asked, sent = list(tokens(query.asked)), list(tokens(query.text))
    assert [token.kind for token in asked] == [token.kind for token in sent]
    assert all(first.start < second.start for first, second in pairwise(sent))


def _check_derived(query: SparqlQuery) -> None:
    """What a query is for the pool, for a remote service and for notes on an empty answer."""
    found = list(tokens(query.asked))
    variables = {token.text[1:] for token in found if token.kind is TokenKind.VARIABLE}
    assert variables.issuperset(query.columns)
    assert all(token in found for token, _ in terms_of_pattern(query, query.prefixes))
    try:
        written = text_with_private_forms(query.text, _FORMS, query.prefixes, query.base)
        assert with_simple_group_concat(written)
    except QuerySyntaxError as error:
        _check_error(error, query.text)
    try:
        assert list(tokens(portable(query.asked)))
        if query.form is QueryForm.DESCRIBE:
            described(query, {})
    except QueryFailed as error:
        assert str(error)
