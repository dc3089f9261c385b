"""Responses of a service that are failures, and which of them may be asked again.

Signs, in any dialect, that a response is not the whole answer are failures.
"""

from __future__ import annotations

import re

from schlaglicht.errors import AnswerNotWhole, QueryFailed, ServiceFailed, ServiceUnreachable
from schlaglicht.formats import JSON, NTRIPLES, Format
from schlaglicht.ground.text import plain
from schlaglicht.i18n import Message, msg, verbatim
from schlaglicht.remote.endpoint import PASSWORD, TOKEN, USER
from schlaglicht.remote.http_exchange import Response

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
