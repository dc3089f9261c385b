"""From a query to the bytes of its answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from schlaglicht.engine import AnswerStream, EnginePool, EngineQuery
from schlaglicht.errors import NotAcceptable, QuerySyntaxError
from schlaglicht.formats import Format
from schlaglicht.query.forms import SparqlQuery


@dataclass(frozen=True)
class Answer:
    """The result of a query, written in a format."""

    body: bytes
    format: Format


def answer(
    pool: EnginePool,
    query: SparqlQuery,
    format: Format,  # noqa: A002 - the word of the specifications
    *,
    prefixes: Mapping[str, str] | None = None,
) -> Answer:
    """The answer to `query`, in one of `query.formats`.

    `prefixes` need not be declared in the query; without them those of the snapshot hold. Turtle,
    TriG and RDF/XML are written with them and with those that the query declares.
    Raises NotAcceptable for another format, QuerySyntaxError, and what `EnginePool.run` raises.
    """
    return Answer(pool.run(_engine_query(pool, query, format, prefixes)), format)


def stream_answer(
    pool: EnginePool,
    query: SparqlQuery,
    format: Format,  # noqa: A002 - the word of the specifications
    *,
    prefixes: Mapping[str, str] | None = None,
) -> AnswerStream:
    """The answer to `query` as `answer` gives it, in parts, to be closed.

    Raises what `answer` raises; the stream does so too, when the answer fails later.
    """
    return pool.stream(_engine_query(pool, query, format, prefixes))


def _engine_query(
    pool: EnginePool,
    query: SparqlQuery,
    format: Format,  # noqa: A002
    prefixes: Mapping[str, str] | None,
) -> EngineQuery:
    if format not in query.formats:
        offered = tuple(known.media_type for known in query.formats)
        raise NotAcceptable(format.media_type, offered)
    known = pool.snapshot.prefixes if prefixes is None else prefixes
    _check_prefixes(query, known)
    over_graphs = bool(query.default_graphs or query.named_graphs)
    return EngineQuery(
        query.text,
        format,
        query.default_graphs if over_graphs else None,
        query.named_graphs if over_graphs else None,
        {**known, **query.prefixes},
        query.base,
    )


def _check_prefixes(query: SparqlQuery, known: Mapping[str, str]) -> None:
    for name in query.undeclared:
        if name.prefix not in known:
            raise QuerySyntaxError(
                f"the prefix {name.prefix}: is not declared; "
                f"add PREFIX {name.prefix}: <…> at the top",
                line=name.line,
                column=name.column,
            )
