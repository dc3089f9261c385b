"""Queries: a text accepted for execution, or refused with a reason.

Most texts are short and plain: one pass over their words says all that is asked before an engine
answers. Whatever that pass is not sure of is read token by token.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypedDict

from schlaglicht.errors import EngineBusy, QueryRefused, QuerySyntaxError
from schlaglicht.formats import BOOLEAN_FORMATS, GRAPH_FORMATS, SOLUTIONS_FORMATS, Format
from schlaglicht.i18n import msg
from schlaglicht.query.grammar import tree_of
from schlaglicht.query.lexer import (
    COMPARED,
    LONG,
    MAX_NESTING,
    MOST_TOKENS,
    SPACE,
    Token,
    TokenKind,
    line_and_column,
    quoted,
    reading,
    resolve_escapes,
    syntax_error_at,
    tokens,
    variables_of,
    well_nested,
    words_of,
)
from schlaglicht.query.scopes import columns
from schlaglicht.query.service_guard import (
    ServiceClause,
    refuse_service,
    service_clauses,
    unambiguous,
    without_heads,
)
from schlaglicht.query.syntax_fixes import explained
from schlaglicht.query.syntax_fixes.undeclared_prefixes import with_repair
from schlaglicht.query.syntax_tree import Kind, Node

_UPDATE_OPERATIONS = frozenset(
    {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"}
)

_VOLATILE = re.compile(r"(?:NOW|RAND|UUID)(?:\s|#[^\n]*\n)*+\(", re.IGNORECASE)
"""Calls of NOW, RAND, UUID and STRUUID, even where the engine sees a word that no token ends."""

_LIMIT = re.compile("LIMIT", re.IGNORECASE)


class QueryForm(enum.StrEnum):
    """The four forms of a query.

    https://www.w3.org/TR/sparql11-query/#QueryForms
    """

    SELECT = "SELECT"
    ASK = "ASK"
    CONSTRUCT = "CONSTRUCT"
    DESCRIBE = "DESCRIBE"


FORMATS_OF = {
    QueryForm.SELECT: SOLUTIONS_FORMATS,
    QueryForm.ASK: BOOLEAN_FORMATS,
    QueryForm.CONSTRUCT: GRAPH_FORMATS,
    QueryForm.DESCRIBE: GRAPH_FORMATS,
}


@dataclass(frozen=True)
class UndeclaredPrefix:
    """A prefix that a query uses without declaring it."""

    prefix: str
    text: str = field(repr=False)
    """The whole query."""

    @cached_property
    def place(self) -> tuple[int, int]:
        """Line and column of its first use, from 1; found on demand, as that reads the text."""
        start = next(
            token.start
            for token in tokens(self.text, most=len(self.text))
            if token.kind is TokenKind.NAME and token.text.partition(":")[0] == self.prefix
        )
        return line_and_column(self.text, start)


@dataclass(frozen=True)
class SparqlQuery:
    """A query accepted for execution; `read_query` makes it."""

    text: str
    """The text for the engine: that of the request with code point escapes resolved, and IRIs
    that could be taken for comparisons escaped."""
    form: QueryForm
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    """If either names graphs, both replace FROM and FROM NAMED in the text."""
    prefixes: Mapping[str, str] = field(default_factory=dict)
    """The prefixes that the text declares."""
    undeclared: tuple[UndeclaredPrefix, ...] = ()
    base: str | None = None
    """The absolute IRI that relative ones resolve against, unless the text declares a BASE."""
    volatile: bool = False
    """True if the answer depends on time or chance: on NOW, RAND, UUID or STRUUID."""

    services: tuple[ServiceClause, ...] = ()
    """The SERVICE clauses, which have to be answered before the query can be."""

    asked: str = field(default="", repr=False, compare=False)
    """The request's text with its escapes resolved, in which the tree has its places."""
    has_from: bool = False
    """True if the text names its graphs itself."""
    most_tokens: int = field(default=MOST_TOKENS, repr=False, compare=False)

    def with_text(self, text: str) -> SparqlQuery:
        """Another query of the same request; raises what `read_query` does."""
        return read_query(
            text, default_graphs=self.default_graphs, named_graphs=self.named_graphs, base=self.base
        )

    @property
    def tree(self) -> Node:
        """The tree of `asked`, read when it is needed; that of a long text each time.

        Raises QuerySyntaxError if it has none, EngineBusy as `read_query` does.
        """
        if len(self.asked) < LONG:
            return self._tree
        with reading(self.asked):
            return tree_of(self.asked, self.most_tokens)

    @cached_property
    def _tree(self) -> Node:
        return tree_of(self.asked)

    @property
    def readable_tree(self) -> Node | None:
        """The tree for optional hints; None for unreadable text, or if too much is read already."""
        try:
            return self.tree
        except (QuerySyntaxError, EngineBusy):
            return None

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of `SELECT *`, in the order in which the text names them; else none."""
        if self.form is not QueryForm.SELECT or not _STAR.match(self.asked):
            return ()
        names = variables_of(self.asked)
        if not _SCOPES.search(self.asked):
            return tuple(names)
        tree = self.readable_tree
        in_scope = columns(tree) if tree else ()
        return tuple(name for name in names if name in in_scope)

    @property
    def limit(self) -> int | None:
        """The rows that the query as a whole asks for at most; None for any number."""
        tree = self.readable_tree if _LIMIT.search(self.asked) else None
        limits = tree.nodes(Kind.LIMIT) if tree else []
        return next((int([*x.tokens()][1].text) for x in limits if x.has("LIMIT")), None)

    @property
    def formats(self) -> tuple[Format, ...]:
        """The possible formats of an answer, the default first."""
        return FORMATS_OF[self.form]


_DECLARATION = rf"(?:BASE|PREFIX{SPACE}[^:\s<]*+:){SPACE}<[^<>]*+>"
_VERSION = rf"VERSION{SPACE}(?:\"[^\"]*+\"|'[^']*+')"
_STAR = re.compile(
    rf"{SPACE}(?:(?:{_DECLARATION}|{_VERSION}){SPACE})*+"
    rf"SELECT{SPACE}(?:(?:DISTINCT|REDUCED){SPACE})?+(?P<star>\*)",
    re.IGNORECASE,
)
"""The beginning of a query up to its star; comments may be anywhere in it."""

_SCOPES = re.compile(r"\(|\bMINUS\b|\bFILTER\b|\bSELECT\b.*\bSELECT\b", re.IGNORECASE | re.DOTALL)
"""Parts of a query that may hide variables, give names to values, or look like it."""


def with_columns(text: str, names: Sequence[str]) -> str:
    """A query with these columns in place of its star: the engine would sort them by name."""
    found = _STAR.match(text) if names and sorted(names) != list(names) else None
    if found is None:
        return text
    listed = "".join(f" ?{name}" for name in names)
    return f"{text[: found.start('star')]}{listed} {text[found.end('star') :]}"


class _Request(TypedDict):
    """The parts of a request around the text of its query."""

    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    base: str | None


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
    request = _Request(
        default_graphs=tuple(default_graphs), named_graphs=tuple(named_graphs), base=base
    )
    query = _read_plain(text, request)
    if query is not None:
        return query
    with reading(text):
        try:
            return _read_by_tokens(text, request, services, most_tokens)
        except QuerySyntaxError as error:
            raise explained(error, text) from None  # as its own cause it would stay
        except QueryRefused as error:
            raise with_repair(error, text) from None


_DECLARED = re.compile(
    rf"{SPACE}(?:BASE{SPACE}|PREFIX{SPACE}(?P<prefix>(?:[A-Za-z][A-Za-z0-9_-]*+)?+:){SPACE})"
    r"<(?P<iri>[^\x00-\x20<>\"{}|^`\\]*+)>",
    re.IGNORECASE,
)
"""A declaration in its usual spelling."""

_FORM = re.compile(rf"{SPACE}(?P<form>SELECT|ASK|CONSTRUCT|DESCRIBE)", re.IGNORECASE)

_COMPARED = re.compile(COMPARED)
_DOUBTFUL_IRI = re.compile(r"<[^\x00-\x20<>]*+(?<=['\#])|<[^\x00-\x20<>'\#]*['\#]")
"""IRIs that the engine may take for comparisons, in brackets."""


def _read_plain(text: str, request: _Request) -> SparqlQuery | None:
    """The query in a short text without anything unusual; None for any other text."""
    if len(text) >= LONG or not text.isascii():
        return None
    upper = text.upper()
    if "<<" in text or "SERVICE" in upper or "\\U" in upper:
        return None
    if ("&&" in text or "<?" in text or "<$" in text) and _COMPARED.search(text):
        return None
    prefixes, at, declared = dict[str, str](), 0, 0
    while declaration := _DECLARED.match(text, at):
        at, prefix = declaration.end(), declaration["prefix"]
        declared += 2 if prefix else 1
        if prefix:
            prefixes[prefix[:-1]] = declaration["iri"]
    begun = _FORM.match(text, at)
    form, *others = words_of(text)[declared:] or [""]
    if not begun or form != begun["form"] or not _has_plain_brackets(text, at):
        return None
    keywords, undeclared = set[str](), dict[str, None]()
    for word in others:
        if ":" in word:
            prefix, _, local = word.partition(":")
            if local.count(".") > 1:
                return None
            if prefix not in prefixes:
                undeclared[prefix] = None
        elif word.upper() in ("TRUE", "FALSE") and not word.islower():
            return None
        elif word.replace("_", "").isalnum():
            keywords.add(word.upper())
        elif word:
            return None
    return SparqlQuery(
        text,
        QueryForm[form.upper()],
        prefixes=prefixes,
        undeclared=tuple(UndeclaredPrefix(prefix, text) for prefix in undeclared),
        volatile="(" in text and bool(_VOLATILE.search(text)),
        asked=text,
        has_from="FROM" in keywords,
        **request,
    )


def _has_plain_brackets(text: str, at: int) -> bool:
    """True if brackets are few, as many open as close, and none may be misread after `at`."""
    round_, square, curly = text.count("("), text.count("["), text.count("{")
    if (round_, square, curly) != (text.count(")"), text.count("]"), text.count("}")):
        return False
    if round_ and _DOUBTFUL_IRI.search(text, at):
        return False
    return round_ + square + curly + text.count("!") <= MAX_NESTING


def _read_by_tokens(
    text: str, request: _Request, services: Collection[str], most_tokens: int
) -> SparqlQuery:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        reason = msg("half of a surrogate pair is not a character")
        raise syntax_error_at(text, error.start, reason) from error
    text = resolve_escapes(text.removeprefix("\ufeff"))
    found = tuple(well_nested(text, tokens(text, most_tokens)))
    start, namespaces = _read_prologue(found)
    form = _read_form(text, found[start:])
    clauses: tuple[ServiceClause, ...] = ()
    if "SERVICE" in text.upper():
        with suppress(QuerySyntaxError):
            tree = tree_of(text, most_tokens) if services else None
            clauses = tuple(service_clauses(tree, services)) if tree else ()
        refuse_service(text, without_heads(found, clauses), namespaces, services)
    return SparqlQuery(
        unambiguous(text, found),
        form,
        prefixes={prefix: iri[1:-1] for prefix, iri in namespaces.items()},
        undeclared=tuple(_undeclared_prefixes(text, found[start:], namespaces)),
        volatile=bool(_VOLATILE.search(text)),
        services=clauses,
        asked=text,
        has_from=any(x.kind is TokenKind.WORD and x.text.upper() == "FROM" for x in found),
        most_tokens=most_tokens,
        **request,
    )


def _read_prologue(found: Sequence[Token]) -> tuple[int, dict[str, str]]:
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


def _read_form(text: str, found: Sequence[Token]) -> QueryForm:
    if not found:
        place = (None, None) if not text.strip() else line_and_column(text, len(text))
        reason = msg("no query here; expected SELECT, ASK, CONSTRUCT or DESCRIBE")
        raise QuerySyntaxError(reason, line=place[0], column=place[1])
    keyword = found[0].text.upper()
    if keyword in _UPDATE_OPERATIONS:
        line, column = line_and_column(text, found[0].start)
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
                yield UndeclaredPrefix(prefix, text)
