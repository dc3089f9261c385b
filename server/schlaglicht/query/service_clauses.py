"""SERVICE clauses of a query that another endpoint may answer.

https://www.w3.org/TR/sparql11-federated-query/
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from schlaglicht.query.lexer import Token, TokenKind


@dataclass(frozen=True)
class ServiceClause:
    """`SERVICE <url> { … }`, by the place in the text of its query."""

    url: str
    start: int
    pattern: int
    """The start of the group."""
    end: int
    is_silent: bool = False


def service_clauses(found: Sequence[Token], services: Collection[str]) -> Iterator[ServiceClause]:
    """The clauses of one of these services, named by its IRI, in a pattern; none within another."""
    at = depth = 0
    while at < len(found):
        token, clause = found[at], _clause_at(found, at, services) if depth else None
        end = clause.end if clause else _end_of_template(found, at)
        if clause:
            yield clause
        if end is None:
            depth += {"{": 1, "}": -1}.get(token.text, 0)
            at += 1
        while end is not None and at < len(found) and found[at].start < end:
            at += 1


def without_heads(found: Sequence[Token], clauses: Sequence[ServiceClause]) -> list[Token]:
    """The tokens of a query but those of `SERVICE <url>` in these clauses."""
    heads = [range(clause.start, clause.pattern) for clause in clauses]
    return [token for token in found if not any(token.start in head for head in heads)]


def _clause_at(found: Sequence[Token], at: int, services: Collection[str]) -> ServiceClause | None:
    head = found[at : at + 4]
    if head[0].kind is not TokenKind.WORD or head[0].text.upper() != "SERVICE":
        return None
    is_silent = len(head) > 1 and head[1].text.upper() == "SILENT"
    name = at + 1 + is_silent
    if len(found) <= name + 1 or found[name + 1].text != "{":
        return None
    url = found[name].text[1:-1]
    if found[name].kind is not TokenKind.IRI or url not in services:
        return None
    end = _end_of_group(found, name + 1)
    return ServiceClause(url, head[0].start, found[name + 1].start, end, is_silent)


def _end_of_template(found: Sequence[Token], at: int) -> int | None:
    """The end of the template of CONSTRUCT that begins there, if one does."""
    words = [token.text.upper() for token in found[at : at + 2]]
    return _end_of_group(found, at + 1) if words == ["CONSTRUCT", "{"] else None


def _end_of_group(found: Sequence[Token], at: int) -> int:
    """The end of the group that begins there; brackets match, as `read_query` has seen."""
    depth = 0
    for token in found[at:]:
        depth += {"{": 1, "}": -1}.get(token.text, 0)
        if not depth:
            return token.start + 1
    raise AssertionError("brackets match")
