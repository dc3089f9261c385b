"""Refuses SERVICE in texts that the engine's parser would not read token by token.

That parser tries alternatives character by character. A keyword needs no end, so that in
`trueSERVICE <x> {}` it finds SERVICE; and if the IRI of a prefixed name is invalid, as that of
`a:SERVICE` after `PREFIX a: <http://host:80>`, it reads `a:` and then continues with the rest.
`?a <'b'>` is a variable and an IRI, but in an expression a comparison with a string, if the parser
gets further that way; `?a <8&&?b>` is a comparison here, and in a triple an IRI to that parser. Of
`a:1.2.3` it reads `a:1.2` and then a number. Refusing SERVICE by its token would leave those ways
open.

Therefore anything that such a parser may take for SERVICE counts as SERVICE, and ambiguous IRIs and
names are rewritten to have one reading. (Should there be further ways: an engine process cannot
open a connection.)
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from schlaglicht.errors import QueryRefused
from schlaglicht.i18n import Message, msg
from schlaglicht.query.lexer import Edit, Token, TokenKind, edited, line_and_column, syntax_error_at
from schlaglicht.query.syntax_tree import Kind, Node

_NAMESPACE = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*:(?://[^/?#]*[/?#]|(?!//))")
"""An IRI that continues past its host, so that letters at its end leave it valid."""

_PLAIN_LOCAL = re.compile(r"(?:[^%\\\ufff0-\uffff]|%[0-9A-Fa-f]{2})*")

_IRI = re.compile(r"<[^\x00-\x20<>\"{}|^`\\]*>")

_BEFORE_GROUP = {"GRAPH", "FROM", "NAMED", "DESCRIBE"}
"""Keywords after which a name may directly precede `{`."""


@dataclass(frozen=True)
class ServiceClause:
    """`SERVICE <url> { … }`, by the place in the text of its query."""

    url: str
    start: int
    pattern: int
    """The start of the group."""
    end: int
    is_silent: bool
    variables: tuple[str, ...]
    """The names of those in the group, in their order."""


def service_clauses(tree: Node, services: Collection[str]) -> Iterator[ServiceClause]:
    """The clauses of one of these services, named by its IRI; none within another."""
    for node in tree.walk(lambda node: not _is_one(node, services)):
        if isinstance(node, Node) and _is_one(node, services):
            *_, name, group = node.children
            assert isinstance(name, Token)
            assert isinstance(group, Node)
            yield ServiceClause(
                name.text[1:-1],
                node.start,
                group.start,
                node.end,
                node.has("SILENT"),
                tuple(dict.fromkeys(token.text[1:] for token in group.variables())),
            )


def _is_one(clause: Node, services: Collection[str]) -> bool:
    if clause.kind is not Kind.SERVICE:
        return False
    name = clause.children[-2]
    return isinstance(name, Token) and name.kind is TokenKind.IRI and name.text[1:-1] in services


def without_heads(found: Sequence[Token], clauses: Sequence[ServiceClause]) -> list[Token]:
    """The tokens of a query but those of `SERVICE <url>` in these clauses."""
    heads = [range(clause.start, clause.pattern) for clause in clauses]
    return [token for token in found if not any(token.start in head for head in heads)]


def refuse_service(
    text: str,
    tokens: Sequence[Token],
    namespaces: Mapping[str, str],
    services: Collection[str] = (),
) -> None:
    """Raises QueryRefused if the tokens have SERVICE, or what the engine could take for it.

    `namespaces` are the prefixes that the query declares, with their IRIs as written; `services`
    are those whose clauses were left out of the tokens.
    """
    # Once per prefix: its namespace may be half of the query, and names the other half.
    known = ", ".join(f"<{url}>" for url in services)
    only = msg("only {services} can be asked, by that name, not within each other", services=known)
    alone = msg("no other server is contacted for a query")
    past_host = {prefix: bool(_NAMESPACE.match(iri)) for prefix, iri in namespaces.items()}
    for number, token in enumerate(tokens):
        if token.kind is TokenKind.WORD and "SERVICE" in token.text.upper():
            raise _refused(text, token, only if services else alone)
        if token.kind is TokenKind.NAME and "SERVICE" in token.text.upper():
            before = tokens[number - 1] if number else token
            after = tokens[number + 1] if number + 1 < len(tokens) else token
            if _may_be_service(token, before, after, past_host):
                reason = msg("write this name as an IRI, in angle brackets")
                raise _refused(text, token, reason)


def unambiguous(text: str, tokens: Sequence[Token]) -> str:
    """`text` with parts that the engine's parser might misread rewritten.

    Raises QuerySyntaxError for `<<` that may be a comparison with an IRI.
    """
    edits, depth = [], 0
    for before, token in pairwise(tokens):
        if before.text in ("(", ")"):
            depth += 1 if before.text == "(" else -1
        if token.text == "<<" and _IRI.match(text, token.start + 1):
            raise syntax_error_at(text, token.start, msg("write a space after < or <<"))
        written = token.text
        has_end = before.kind is not TokenKind.PUNCTUATION or before.text in (")", "]", "}")
        if token.kind is TokenKind.WORD and written.lower() in ("true", "false"):
            written = written.lower()  # which are in any case, but not to the engine
        elif written == "<" and _IRI.match(text, token.start):
            written = "< "
        elif token.kind is TokenKind.IRI and depth > 0 and has_end:
            written = written.replace("'", r"\u0027").replace("#", r"\u0023")
        elif token.kind is TokenKind.NAME and (local := written.partition(":")[2]).count(".") > 1:
            written = written.removesuffix(local) + re.sub(r"(?<!\\)\.", r"\\.", local)
        if written != token.text:
            edits.append(Edit(token.start, token.end, written))
    return edited(text, edits)


def _may_be_service(
    token: Token, before: Token, after: Token, past_host: Mapping[str, bool]
) -> bool:
    """`past_host` has the declared prefixes, with True if their IRI continues past the host."""
    prefix, _, local = token.text.partition(":")
    if "SERVICE" in prefix.upper() and after.text == "{":
        return before.text.rpartition(".")[2].upper() not in _BEFORE_GROUP
    if "SERVICE" not in local.upper() or prefix not in past_host:
        return False
    return not (past_host[prefix] and _PLAIN_LOCAL.fullmatch(local))


def _refused(text: str, token: Token, reason: Message) -> QueryRefused:
    line, column = line_and_column(text, token.start)
    if re.compile(r"\s+wikibase:label\b").match(text, token.end):
        reason = msg("names come from rdfs:label here, not from Wikidata's service")
    refused = msg(
        "line {line}, column {column}: SERVICE is not allowed here; {reason}",
        line=line,
        column=column,
        reason=reason,
    )
    return QueryRefused(refused, feature="SERVICE", line=line, column=column)
