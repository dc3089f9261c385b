"""Answers of a service: whole, and parsed to their end; nothing is taken that is not understood.

Signs, in any dialect, that a response is not the whole answer are failures; some may be retried.

https://www.w3.org/TR/sparql11-results-json/, https://www.w3.org/TR/n-triples/
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from schlaglicht.errors import (
    AnswerNotWhole,
    GraphSyntaxError,
    QueryFailed,
    ServiceFailed,
    ServiceUnreachable,
)
from schlaglicht.formats import JSON, NTRIPLES, Format
from schlaglicht.ground.text import plain
from schlaglicht.i18n import Message, msg, verbatim
from schlaglicht.rdf.ntriples_text import literal_of
from schlaglicht.rdf.reading.parse import check_encoding, nquads_of
from schlaglicht.remote.endpoint import PASSWORD, TOKEN, USER, RemoteLimits
from schlaglicht.remote.http_requests import EACH, Deadline, Response

_TOP = frozenset({"head", "results", "boolean", "meta", "metadata"})
"""Members of an answer that are known: `meta` is QLever's, `metadata` Comunica's."""

_RESULTS = frozenset({"bindings", "distinct", "ordered"})
_HEAD = frozenset({"vars", "link"})
_TERM = frozenset({"type", "value", "xml:lang", "lang", "datatype"})

_ASKED_AS_ROW = "__ASK_RETVAL"
"""The column in which Virtuoso answers ASK."""

_NOT_IN_IRI = re.compile(r'[\x00-\x20<>"{}|^`\\]')
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")
_VARIABLE = re.compile(r"\w[\w\u00b7]*")
_LABEL = re.compile(r"[^\s<>\"]+")
_TRIPLES = re.compile(rb'(?:[^"<#]++|"(?:[^"\\\n]|\\.)*+"|<[^<>\n]*+>)*+')
"""The triples of N-Triples: what follows is a comment, a triple as a term, or an error."""
_WHOLE_NUMBER = re.compile(r"[0-9]{1,18}")
_EMPTY_GRAPH = b"# Empty NT"
"""Virtuoso's words for a graph without triples."""
_NAME = Path("answer.nt")
"""The name of an answer where a file would have one."""


class RemoteTerm(NamedTuple):
    """A term of a row: its kind is `uri`, `bnode` or `literal`."""

    kind: str
    value: str
    language: str = ""
    datatype: str = ""

    @property
    def ntriples(self) -> str:
        """The term in N-Triples."""
        if self.kind == "uri":
            return f"<{self.value}>"
        if self.kind == "bnode":
            return f"_:{self.value}"
        return literal_of(self.value, language=self.language, datatype=self.datatype)


Row = Mapping[str, RemoteTerm]


@dataclass(frozen=True)
class Solutions:
    """The rows of a SELECT."""

    variables: tuple[str, ...]
    rows: Sequence[Row]

    def only(self, variable: str = "x") -> str:
        """The value of a variable in the only row; empty where there is none."""
        found = self.rows[0].get(variable) if len(self.rows) == 1 else None
        return found.value if found else ""

    def number(self) -> int | None:
        """The only `?x` as a whole number; None for anything else."""
        value = self.only()
        return int(value) if _WHOLE_NUMBER.fullmatch(value) else None

    def column(self, variable: str) -> list[RemoteTerm]:
        """The terms of a variable, row by row, where it is bound."""
        return [row[variable] for row in self.rows if variable in row]


@dataclass(frozen=True)
class GraphAnswer:
    """The triples of a CONSTRUCT or DESCRIBE, a line of canonical N-Triples each."""

    lines: tuple[str, ...]
    sent: int
    """Triples that the service sent, some of them several times."""


class RemoteAnswer:
    """The content of an answer, which is read before the deadline of its query, and in bounds.

    Every way to an answer leads through it. Each method raises AnswerNotWhole for what is not such
    an answer, QueryFailed for one of too much, QueryTimeout.
    """

    def __init__(
        self,
        body: bytes,
        *,
        deadline: Deadline | None = None,
        limits: RemoteLimits | None = None,
        cap: int | None = None,
    ) -> None:
        """`cap` is the number of rows after which the service cuts answers without a word."""
        self.body = body
        self._limits = limits or RemoteLimits()
        self._deadline = deadline or Deadline(self._limits.seconds)
        self._cap = cap
        self._read = 0

    def solutions(self, most: int | None = None) -> Solutions:
        """The rows; `most` is the LIMIT of the query, which tells an answer from a cut one."""
        answer = self._parsed()
        if "results" not in answer or "boolean" in answer:
            raise _not_understood("results", self.body)
        return self._solutions(answer, most)

    def boolean(self) -> bool:
        """The answer to an ASK."""
        answer = self._parsed()
        if isinstance(answer.get("boolean"), bool) and "results" not in answer:
            return bool(answer["boolean"])
        if "results" in answer and "boolean" not in answer:
            found = self._solutions(answer, None)
            value = found.only(_ASKED_AS_ROW)
            if found.variables == (_ASKED_AS_ROW,) and value in ("0", "1"):
                return value == "1"
        raise _not_understood("boolean", self.body)

    def graph(self) -> GraphAnswer:
        """The triples."""
        if self.body.strip() == _EMPTY_GRAPH:
            return GraphAnswer((), 0)
        if self.body.count(b"\n") > self._limits.values:
            raise self._too_much()
        _check_triples(self.body)
        try:
            check_encoding(self.body, _NAME)
            self._deadline.left()
            lines = [line.decode() for line in nquads_of(self.body, _NAME, "x:").splitlines()]
        except GraphSyntaxError as error:
            raise AnswerNotWhole(
                msg("the answer is not valid N-Triples up to its end"), words=error.reasons["en"]
            ) from error
        self._deadline.left()
        self._check_cap(len(lines), None)
        return GraphAnswer(tuple(dict.fromkeys(lines)), len(lines))

    def _solutions(self, answer: Mapping[str, Any], most: int | None) -> Solutions:
        variables = _variables(answer, self._limits.columns)
        bindings = _table(answer["results"], _RESULTS, self.body).get("bindings")
        if not isinstance(bindings, list):
            raise _not_understood("bindings", self.body)
        if len(bindings) * max(1, len(variables)) > self._limits.values:
            raise self._too_much()
        known = frozenset(variables)
        rows = [_row(binding, known) for binding in self._deadline.kept(bindings)]
        _check_total(answer, len(rows))
        self._check_cap(len(rows), most)
        return Solutions(variables, rows)

    def _check_cap(self, count: int, most: int | None) -> None:
        """Raises AnswerNotWhole for an answer as long as the service's cap: the rest is unknown."""
        cap = self._cap
        if most is not None and count > most:
            said = msg("{number} rows are more than LIMIT {most} allows", number=count, most=most)
            raise AnswerNotWhole(said)
        if cap is not None and count >= cap and (most is None or most > cap):
            said = msg("it has as many rows as the service ever sends, {number}", number=count)
            raise AnswerNotWhole(said)

    def _parsed(self) -> Mapping[str, Any]:
        try:
            answer = json.loads(
                self.body.decode(), object_pairs_hook=self._once, parse_constant=_refuse
            )
        except (ValueError, RecursionError) as error:
            said = msg("the answer is not valid JSON up to its end")
            raise AnswerNotWhole(said, words=_words(self.body[-120:])) from error
        return _table(answer, _TOP, self.body)

    def _once(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        """A row or a value, which are counted."""
        self._read += 1
        if self._read % EACH == 0:
            self._deadline.left()
            if self._read > self._limits.values:
                raise self._too_much()
        table = dict(pairs)
        if len(table) != len(pairs):
            raise ValueError("a member stands twice")
        return table

    def _too_much(self) -> QueryFailed:
        said = msg(
            "the answer of the service has more than {most} values; add LIMIT, or ask for "
            "less in each row"
        )
        return QueryFailed(said.filled(most=self._limits.values))


def _check_triples(body: bytes) -> None:
    """Raises AnswerNotWhole for what a parser would pass over, or not survive."""
    found = _TRIPLES.match(body)
    end = found.end() if found else 0
    if body.startswith(b"#", end):  # services write errors into comments, too
        said = msg("the answer contains a comment, which may be an error")
        raise AnswerNotWhole(said, words=_words(body[end : end + 200].partition(b"\n")[0]))
    if body.startswith(b"<<", end):
        raise AnswerNotWhole(msg("the answer contains triples as terms, which RDF 1.1 lacks"))


def _refuse(word: str) -> None:
    raise ValueError(f"{word} is not JSON")


def _table(value: object, known: frozenset[str], body: bytes) -> Mapping[str, Any]:
    """`value` as a table of known members: an unknown one may be the news of a failure."""
    if not isinstance(value, dict):
        raise _not_understood("{", body)
    if unknown := sorted(value.keys() - known):
        said = msg("the answer has the unknown member {name}")
        words = _words(_spelled(value[unknown[0]])[:200])
        raise AnswerNotWhole(said.filled(name=repr(unknown[0])), words=words)
    return value


def _variables(answer: Mapping[str, Any], most: int) -> tuple[str, ...]:
    variables = _table(answer.get("head", {}), _HEAD, b"").get("vars", [])
    if isinstance(variables, list) and len(variables) > most:
        said = msg("the answer of the service has more than {most} columns; ask for fewer")
        raise QueryFailed(said.filled(most=most))
    if (
        not isinstance(variables, list)
        or not all(isinstance(name, str) and _VARIABLE.fullmatch(name) for name in variables)
        or len(set(variables)) < len(variables)
    ):
        raise _not_understood("vars", b"")
    return tuple(variables)


def _row(binding: object, variables: frozenset[str]) -> Row:
    if not isinstance(binding, dict) or not binding.keys() <= variables:
        raise _not_understood("a row", _spelled(binding))
    return {name: _term(term) for name, term in binding.items()}


def _term(term: object) -> RemoteTerm:
    kind = term.get("type") if isinstance(term, dict) else None
    value = term.get("value") if isinstance(term, dict) else None
    if not isinstance(term, dict) or not isinstance(value, str) or term.keys() - _TERM:
        raise _not_understood("a term", _spelled(term))
    if not _is_text(value):
        raise _not_understood("a term", _spelled(term))
    language = term.get("xml:lang") or term.get("lang") or ""
    datatype = term.get("datatype") or ""
    if kind in ("literal", "typed-literal") and _is_literal(language, datatype):
        return RemoteTerm("literal", value, language, "" if language else datatype)
    if kind == "uri" and not _NOT_IN_IRI.search(value):
        return RemoteTerm("uri", value)
    if kind == "bnode" and _LABEL.fullmatch(value):
        return RemoteTerm("bnode", value)
    raise _not_understood("a term", _spelled(term))


def _is_text(value: str) -> bool:
    """False for halves of characters, which JSON can spell and nothing can write."""
    return value.isascii() or not any("\ud800" <= character <= "\udfff" for character in value)


def _is_literal(language: object, datatype: object) -> bool:
    return (
        isinstance(language, str)
        and isinstance(datatype, str)
        and (not language or _LANGUAGE.fullmatch(language) is not None)
        and _is_text(datatype)
        and not _NOT_IN_IRI.search(datatype)
    )


def _check_total(answer: Mapping[str, Any], rows: int) -> None:
    """Raises AnswerNotWhole where QLever says that there are more rows than it sent."""
    meta = answer.get("meta")
    total = meta.get("result-size-total") if isinstance(meta, dict) else None
    if isinstance(total, int) and total != rows:
        said = msg("the service sent {sent} of {total} rows", sent=rows, total=total)
        raise AnswerNotWhole(said)


def _not_understood(wanted: str, body: bytes) -> AnswerNotWhole:
    said = msg("the answer is not as the specification says: {wanted} is missing or wrong")
    return AnswerNotWhole(said.filled(wanted=repr(wanted)), words=_words(body[:200]))


def _words(part: bytes) -> str:
    return plain(part.decode("utf-8", "replace"))


def _spelled(value: object) -> bytes:
    """A part of an answer as it may have stood there, for an error."""
    try:
        return json.dumps(value).encode()
    except RecursionError:
        return b""


_TYPES = {
    JSON: ("application/sparql-results+json", "application/json"),
    NTRIPLES: ("application/n-triples", "text/plain"),
}

_LONGEST_WORDS = 300
"""Characters of a service's words that an error quotes."""

_CUT = re.compile(r"x-sql-\w+|x-sparql-maxrows")
"""Header fields of answers that were cut."""

_ABSENT = frozenset({502, 503, 504})
"""Statuses of a service that is not there at the moment."""


def check_response(response: Response, wanted: Format) -> None:
    """Raises an error unless the response can be a whole answer in the format `wanted`.

    ServiceUnreachable for 502, 503 and 504, QueryFailed for 400 and an answer that is too long,
    ServiceFailed for any other status than 200, AnswerNotWhole for every sign of a cut.
    """
    cuts = [f"{name}: {text}" for name, text in response.headers.items() if _CUT.fullmatch(name)]
    if response.status == 206 or (200 <= response.status < 300 and cuts):
        words = plain("; ".join([str(response.status), *cuts]))[:_LONGEST_WORDS]
        raise AnswerNotWhole(msg("the service cut its answer"), words=words)
    if response.status != 200:
        raise _failure(response)
    if response.is_long:
        said = msg("the answer of the service has more than {number} bytes")
        raise QueryFailed(said.filled(number=len(response.body)))
    if response.fault:
        raise AnswerNotWhole(msg("the answer of the service broke off"), words=response.fault)
    coding = response.headers.get("content-encoding", "identity")
    if coding != "identity":
        raise AnswerNotWhole(msg("the answer is coded, which was not asked for"), words=coding)
    _check_type(response, wanted)
    if wanted is NTRIPLES and not response.is_framed:
        raise AnswerNotWhole(
            msg("nothing in the answer says where it ends: Content-Length is missing")
        )


def service_words(body: bytes) -> str:
    """The words in the content of a failure, on one line, without markup."""
    text = body[: 20 * _LONGEST_WORDS].decode("utf-8", "replace")
    return plain(re.sub(r"<[^>]*>", " ", text))[:_LONGEST_WORDS]


def _check_type(response: Response, wanted: Format) -> None:
    found, _, parameters = response.headers.get("content-type", "").lower().partition(";")
    charset = re.search(r"charset\s*=\s*\"?([^\s;\"]+)", parameters)
    if found.strip() not in _TYPES[wanted]:
        said = msg("the service answered with another type than {wanted}")
        words = f"{found.strip()}: {service_words(response.body)}"
        raise AnswerNotWhole(said.filled(wanted=wanted.media_type), words=words)
    if charset and charset[1] not in ("utf-8", "utf8", "us-ascii"):
        raise AnswerNotWhole(msg("the answer is not in UTF-8"), words=charset[1])


def _failure(response: Response) -> Exception:
    status, words = response.status, service_words(response.body)
    if status in _ABSENT:
        later = response.headers.get("retry-after")
        # Without the field a 503 is often the end of a query that took too long, as is a 504.
        may_retry = status == 502 or (status == 503 and later is not None)
        return ServiceUnreachable(f"status {status}", later, may_retry=may_retry, words=words)
    if status in (400, 422):
        return QueryFailed(_with_words(msg("the service does not accept the query"), words))
    if status in (401, 403):
        advice = msg("set {user} and {password}, or {token}, in the environment")
        names = advice.filled(user=USER, password=PASSWORD, token=TOKEN)
        return ServiceFailed(status, _with_words(names, words))
    return ServiceFailed(status, verbatim(words))


def _with_words(said: Message, words: str) -> Message:
    return msg("{said}: {words}", said=said, words=words) if words else said
