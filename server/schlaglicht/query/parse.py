"""Parses a text into a SparqlQuery, or refuses it with a reason."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence

from schlaglicht.errors import QueryRefused, QuerySyntaxError
from schlaglicht.i18n import msg
from schlaglicht.query.code_point_escapes import resolve_escapes
from schlaglicht.query.lexer import (
    MOST_TOKENS,
    Token,
    TokenKind,
    place_of,
    quoted,
    reading,
    syntax_error_at,
    tokens,
    well_nested,
)
from schlaglicht.query.service_clauses import ServiceClause, service_clauses, without_heads
from schlaglicht.query.service_guard import refuse_service, unambiguous
from schlaglicht.query.sparql_query import QueryForm, SparqlQuery, UndeclaredPrefix

_UPDATE_OPERATIONS = frozenset(
    {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"}
)

_VOLATILE = frozenset({"NOW", "RAND", "UUID", "STRUUID"})


def read_query(
    text: str,
    *,
    default_graphs: Iterable[str] = (),
    named_graphs: Iterable[str] = (),
    base: str | None = None,
    services: Collection[str] = (),
    most_tokens: int = MOST_TOKENS,
) -> SparqlQuery:
    """The query in `text`, over the graphs that the request names instead of FROM.

    Relative IRIs resolve against `base`, an absolute IRI, if the text declares no BASE. A byte
    order mark is skipped. Raises QuerySyntaxError for a text that is not a query, by its tokens,
    brackets and first keyword (the engine checks the rest); QueryRefused, with the feature, for
    updates, and for SERVICE but of `services`, by their URLs; EngineBusy for a long text while
    too many are read.
    """
    with reading(text):
        _check_characters(text)
        text = resolve_escapes(text.removeprefix("\ufeff"))
        found = tuple(well_nested(text, tokens(text, most_tokens)))
        words = text.upper()
        start, namespaces = read_prologue(found)
        form = _read_form(text, found[start:])
        clauses: tuple[ServiceClause, ...] = ()
        if "SERVICE" in words:
            clauses = tuple(service_clauses(found, services))
            refuse_service(text, without_heads(found, clauses), namespaces, services)
        return SparqlQuery(
            unambiguous(text, found),
            form,
            tuple(default_graphs),
            tuple(named_graphs),
            {prefix: iri[1:-1] for prefix, iri in namespaces.items()},
            tuple(_undeclared_prefixes(text, found[start:], namespaces)),
            base=base,
            volatile=any(name in words for name in _VOLATILE) and _has_word(found, _VOLATILE),
            services=clauses,
            asked=text,
            most_tokens=most_tokens,
        )


def _has_word(found: Iterable[Token], words: Container[str]) -> bool:
    return any(t.kind is TokenKind.WORD and t.text.upper() in words for t in found)


def _check_characters(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        reason = msg("half of a surrogate pair is not a character")
        raise syntax_error_at(text, error.start, reason) from error


def read_prologue(found: Sequence[Token]) -> tuple[int, dict[str, str]]:
    """The index of the token after the prologue, and the IRI of each prefix, as written."""
    namespaces: dict[str, str] = {}
    at = 0
    while at < len(found) and found[at].kind is TokenKind.WORD:
        keyword = found[at].text.upper()
        if keyword == "PREFIX" and at + 2 < len(found):
            namespaces[found[at + 1].text.partition(":")[0]] = found[at + 2].text
        elif keyword not in ("BASE", "VERSION"):
            break
        at += 3 if keyword == "PREFIX" else 2
    return at, namespaces


def form_token(found: Sequence[Token]) -> Token | None:
    """The token after the prologue, if it names the form of a query."""
    token = next(iter(found[read_prologue(found)[0] :]), None)
    return token if token and token.text.upper() in QueryForm.__members__ else None


def _read_form(text: str, found: Sequence[Token]) -> QueryForm:
    if not found:
        place = (None, None) if not text.strip() else place_of(text, len(text))
        reason = msg("no query here; expected SELECT, ASK, CONSTRUCT or DESCRIBE")
        raise QuerySyntaxError(reason, line=place[0], column=place[1])
    keyword = found[0].text.upper()
    if keyword in _UPDATE_OPERATIONS:
        line, column = place_of(text, found[0].start)
        raise QueryRefused(
            msg("{keyword} is an update; this endpoint only reads", keyword=keyword),
            feature="LOAD" if keyword == "LOAD" else "update",
            line=line,
            column=column,
        )
    if keyword not in QueryForm.__members__:
        word = quoted(found[0].text)
        reason = msg("expected SELECT, ASK, CONSTRUCT or DESCRIBE, not {word}", word=word)
        raise syntax_error_at(text, found[0].start, reason)
    return QueryForm[keyword]


def _undeclared_prefixes(
    text: str, found: Sequence[Token], declared: Mapping[str, str]
) -> Iterator[UndeclaredPrefix]:
    known = set(declared)
    for token in found:
        if token.kind is TokenKind.NAME:
            prefix = token.text.partition(":")[0]
            if prefix not in known:
                known.add(prefix)
                yield UndeclaredPrefix(prefix, token.start, text)
