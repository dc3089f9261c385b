r"""Executes a query and returns the bytes of its answer.

Another endpoint gets a text without comments and code point escapes, which means there what it was
judged by here: by the standard, escapes are resolved before the text has tokens, so that
`# \u000A SERVICE …` goes on after the comment; Oxigraph resolves them within a string or an IRI.
https://www.w3.org/TR/sparql11-query/#codepointEscape
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import chain, takewhile
from typing import Any, TypeVar
from urllib.parse import urljoin

from schlaglicht.engine import Backend, Described, EngineQuery, StreamedAnswer
from schlaglicht.errors import (
    EngineLost,
    NotAcceptable,
    QueryFailed,
    QuerySyntaxError,
    QueryTimeout,
)
from schlaglicht.formats import NQUADS, NTRIPLES, SOLUTIONS_FORMATS, Format
from schlaglicht.i18n import msg
from schlaglicht.query.grammar import tree_of
from schlaglicht.query.lexer import (
    LONG,
    Edit,
    Token,
    TokenKind,
    edited,
    iri_of,
    reading,
    tokens,
)
from schlaglicht.query.parse import QueryForm, SparqlQuery, with_columns
from schlaglicht.query.private_forms import may_need_private_forms, text_with_private_forms
from schlaglicht.query.scopes import misused_variable
from schlaglicht.query.syntax_fixes import explained
from schlaglicht.query.syntax_fixes.undeclared_prefixes import undeclared, with_repair
from schlaglicht.query.syntax_tree import Kind, form_token, is_name, is_variable, word_of
from schlaglicht.rdf.iris import is_absolute_iri
from schlaglicht.rdf.prefixes import one_per_namespace
from schlaglicht.rdf.well_known_prefixes import WELL_KNOWN

_COMMENT = re.compile(r"#[^\r\n]*")
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|.)", re.DOTALL)
_CODE_POINT = re.compile(r"\\[uU]")
_IN_STRING = {'"': '\\"', "'": "\\'", "\\": "\\\\", "\n": "\\n", "\r": "\\r"}
_NOT_IN_IRI = re.compile(r"[\x00-\x20<>\"{}|^`\\]")


def portable(text: str) -> str:
    """`text`, a query whose escapes are resolved outside of strings and IRIs, for other readers.

    Lines stay. Raises QueryFailed for what cannot be written like that.
    """
    parts, end = [], 0
    for token in tokens(text, most=len(text)):
        parts += [_COMMENT.sub("", text[end : token.start]), _written(token)]
        end = token.start + len(token.text)
    written = "".join((*parts, _COMMENT.sub("", text[end:])))
    if _CODE_POINT.search(written):
        raise QueryFailed(
            msg(
                "a backslash before u cannot be asked of another endpoint, since endpoints read it "
                "in two ways; use CONCAT or a pattern of its own"
            )
        )
    return written


def _written(token: Token) -> str:
    if token.kind not in (TokenKind.STRING, TokenKind.IRI) or "\\" not in token.text:
        return token.text
    is_string = token.kind is TokenKind.STRING

    def resolved(found: re.Match[str]) -> str:
        digits = found[1] or found[2]
        if not digits:
            return found[0]
        character = chr(int(digits, 16))
        if is_string:
            return _IN_STRING.get(character, character)
        if _NOT_IN_IRI.match(character):
            raise QueryFailed(msg("{iri} is not an IRI", iri=token.text))
        return character

    return _ESCAPE.sub(resolved, token.text)


def described(query: SparqlQuery, known: Mapping[str, str]) -> Described | None:
    """The IRIs that a DESCRIBE names, and the SELECT that finds its other things.

    For services whose own answer is up to each: https://www.w3.org/TR/sparql11-query/#describe.
    `known` are prefixes that the query need not declare. None with FROM, or an IRI relative to
    BASE, and of a text that has no tree. Raises QueryFailed like `portable`.
    """
    tree, text = query.readable_tree, query.asked
    if query.has_from or tree is None:
        return None
    form = form_token(tree)
    after = (x for x in tree.children if x.start > form.start)
    terms = [*takewhile(lambda x: is_name(x) or is_variable(x) or word_of(x) == "*", after)]
    meanings = {**WELL_KNOWN, **known, **query.prefixes}
    base = "" if any(x.has("BASE") for x in tree.nodes(Kind.DECLARATION)) else query.base or ""
    iris = tuple(urljoin(base, iri_of(term, meanings)) for term in terms if is_name(term))
    if not all(map(is_absolute_iri, iris)):
        return None
    variables = " ".join(text[x.start : x.end] for x in terms if not is_name(x))
    if not variables:
        return Described(iris)
    select = f"{text[: form.start]}SELECT DISTINCT {variables}{text[terms[-1].end :]}"
    return Described(iris, portable(select))


_Result = TypeVar("_Result")


@dataclass(frozen=True)
class Answer:
    """The result of a query in one format."""

    body: bytes
    format: Format
    is_whole: bool = True
    """False for the beginning of a longer answer."""
    is_empty: bool = False
    """True when nothing was found: no solution and no triple, false, or counts of 0 alone."""


def answer(
    backend: Backend,
    query: SparqlQuery,
    format: Format,  # noqa: A002 - the word of the specifications
    *,
    prefixes: Mapping[str, str] | None = None,
) -> Answer:
    """The answer to `query`, in one of `query.formats`.

    `prefixes` need not be declared in the query, nor the well-known ones that they do not give
    another meaning; by default they are those of the backend. Turtle, TriG and RDF/XML are written
    with the prefixes in the query and with `prefixes`.
    Raises NotAcceptable for another format, QuerySyntaxError, and the errors of `Backend.stream`.
    """
    return _read(stream_answer(backend, query, format, prefixes=prefixes), format)


def beginning_of_answer(
    backend: Backend,
    query: SparqlQuery,
    format: Format,  # noqa: A002 - the word of the specifications
    *,
    most: int,
    prefixes: Mapping[str, str] | None = None,
) -> Answer:
    """The answer to `query` as in `answer`, cut after `most` bytes at any position.

    The engine stops there: the rest is neither written nor sent.
    """
    return _read(_streamed(backend, query, format, prefixes, most=most), format)


def stream_answer(
    backend: Backend,
    query: SparqlQuery,
    format: Format,  # noqa: A002 - the word of the specifications
    *,
    prefixes: Mapping[str, str] | None = None,
) -> StreamedAnswer:
    """The answer to `query` as in `answer`, in parts; close it.

    Raises the errors of `answer`; the stream does so too, if the answer fails later.
    """
    return _streamed(backend, query, format, prefixes)


def answer_within(
    backend: Backend,
    query: SparqlQuery,
    format: Format,  # noqa: A002
    *,
    seconds: float,
    most: int | None = None,
) -> Answer:
    """The answer to `query`, which may take `seconds`, waiting for an engine included.

    It is cut after `most` bytes. Raises the errors of `stream_answer`.
    """
    return _read(_streamed(backend, query, format, None, seconds=seconds, most=most), format)


def _streamed(
    backend: Backend,
    query: SparqlQuery,
    format: Format,  # noqa: A002
    prefixes: Mapping[str, str] | None,
    **bounds: Any,
) -> StreamedAnswer:
    """The answer in parts; an error of syntax says what the grammar expects."""
    try:
        wanted = _engine_query(backend, query, format, prefixes)
        return backend.stream(wanted._replace(**bounds) if bounds else wanted)
    except QuerySyntaxError as error:
        if backend.is_live or len(query.asked) >= LONG:
            raise
        raise _explained(error, query) from error


def _explained(error: QuerySyntaxError, query: SparqlQuery) -> QuerySyntaxError:
    """The error that the tree of a query has, or a variable in it; else the engine's own."""
    try:
        misused = misused_variable(query.tree)
    except QuerySyntaxError as found:
        return explained(found, query.asked)
    return explained(misused.error_in(query.asked), query.asked) if misused else error


def unless_stopped(ask: Callable[[], _Result]) -> _Result | None:
    """The result of `ask`; None when its query is stopped at the limit of time or memory."""
    try:
        return ask()
    except (QueryTimeout, EngineLost):
        return None


def _read(stream: StreamedAnswer, written: Format) -> Answer:
    try:
        body = b"".join(stream)
    finally:
        stream.close()
    return Answer(body, written, stream.is_whole, stream.is_empty)


def _engine_query(
    backend: Backend,
    query: SparqlQuery,
    format: Format,  # noqa: A002
    prefixes: Mapping[str, str] | None,
) -> EngineQuery:
    if format not in query.formats:
        offered = tuple(known.media_type for known in query.formats)
        raise NotAcceptable(format.media_type, offered)
    known = backend.prefixes if prefixes is None else prefixes
    if query.undeclared and not backend.is_live:  # a remote service may have some of its own
        _check_prefixes(query, known)
    over_graphs = bool(query.default_graphs or query.named_graphs)
    prefixes = prefixes_for(query, format, known)
    text = portable(query.asked) if backend.is_live else _for_engines(backend, query, prefixes)
    is_described = backend.is_live and query.form is QueryForm.DESCRIBE
    return EngineQuery(
        text,
        format,
        query.default_graphs if over_graphs else None,
        query.named_graphs if over_graphs else None,
        prefixes,
        query.base,
        asked=query.text if text != query.text and not backend.is_live else None,
        columns=query.columns if backend.is_live else (),
        form=query.form,
        has_from=backend.is_live and query.has_from,
        described=described(query, known) if is_described else None,
    )


def _for_engines(backend: Backend, query: SparqlQuery, prefixes: Mapping[str, str]) -> str:
    text, columns, forms = query.text, query.columns, backend.private_forms
    forms = forms if forms and may_need_private_forms(text) else None
    if not (forms or columns or "(" in text):
        return text
    tree = query.tree if forms and text == query.asked else None
    with reading(text):
        if forms:
            text = text_with_private_forms(text, forms, prefixes, query.base, tree)
        return with_columns(with_simple_group_concat(text), columns)


_GROUP_CONCAT = re.compile("GROUP_CONCAT", re.IGNORECASE)


def with_simple_group_concat(text: str) -> str:
    """A query with `STR(…)` around each call of `GROUP_CONCAT`.

    That is a simple literal, where the engine keeps a shared language tag:
    https://www.w3.org/TR/sparql11-query/#defn_aggGroupConcat
    """
    if not _GROUP_CONCAT.search(text):
        return text
    calls = [
        call
        for call in tree_of(text, most=len(text)).all(Kind.CALL)
        if word_of(call.children[0]) == "GROUP_CONCAT"
    ]
    around = ((Edit(x.start, x.start, "STR("), Edit(x.end, x.end, ")")) for x in calls)
    return edited(text, chain.from_iterable(around))


_WITHOUT_PREFIXES = frozenset({*SOLUTIONS_FORMATS, NTRIPLES, NQUADS})


def prefixes_for(
    query: SparqlQuery,
    format: Format,  # noqa: A002
    known: Mapping[str, str],
) -> Mapping[str, str]:
    """Prefixes for the engine: to read the text, and in most graph formats to write."""
    asked = {}
    if query.undeclared:
        read = {**WELL_KNOWN, **known}
        asked = {x.prefix: read[x.prefix] for x in query.undeclared if x.prefix in read}
    if format in _WITHOUT_PREFIXES:
        return asked
    others = {prefix: iri for prefix, iri in known.items() if prefix not in query.prefixes}
    return one_per_namespace({**query.prefixes, **asked, **others}) | asked


def _check_prefixes(query: SparqlQuery, known: Mapping[str, str]) -> None:
    for name in query.undeclared:
        if name.prefix not in known and name.prefix not in WELL_KNOWN:
            line, column = name.place
            words = undeclared(name.prefix, known, query.prefixes)
            error = QuerySyntaxError(words, line=line, column=column, query=query)
            raise with_repair(error, query.asked)
