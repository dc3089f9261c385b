"""What remote services send: an answer, or an error of the one tree.

A zero byte divides the content of an answer from the header fields that the client reads.
"""

from __future__ import annotations

from schlaglicht.errors import AnswerNotWhole
from schlaglicht.remote.answers import RemoteAnswer
from schlaglicht.remote.endpoint import Credentials, parts_of, response_to
from schlaglicht.remote.redirects_and_retries import seconds_until

SEEDS = (
    (
        b'{"head":{"vars":["x"],"link":[]},"results":{"distinct":false,"bindings":[{"x":{"type":'
        b'"literal","value":"\\u00e4","xml:lang":"de-AT"}},{"x":{"type":"uri","value":"a:b"}}]}}\0'
        b'Digest realm="x", qop="auth", nonce="y", algorithm=MD5, Basic realm="z"'
    ),
    (
        b'{"head":{"vars":["__ASK_RETVAL"]},"results":{"bindings":[{"__ASK_RETVAL":{"type":'
        b'"typed-literal","datatype":"a:b","value":"1"}}]}}\0Fri, 31 Dec 1999 23:59:59 GMT'
    ),
    b'{"head":{},"boolean":true,"meta":{"result-size-total":5}}\0http://[::1]:8890/sparql?x=1#y',
    b'<a:s#x> <a:p> "\\"# \\u00e4 <<"@en .\n_:b <a:p> "5"^^<a:i> .\n# Empty NT\n\x00120',
)


def check(content: bytes) -> None:
    """Raises if anything but an answer or AnswerNotWhole comes of the content."""
    body, _, field = content.partition(b"\0")
    try:
        for row in RemoteAnswer(body).solutions().rows:
            for term in row.values():
                term.ntriples.encode()
    except AnswerNotWhole as error:
        assert str(error).encode()
    try:
        assert RemoteAnswer(body).boolean() in (True, False)
    except AnswerNotWhole as error:
        assert str(error).encode()
    try:
        assert all(line.endswith(" .") for line in RemoteAnswer(body).graph().lines)
    except AnswerNotWhole as error:
        assert str(error).encode()
    _check_field(field.decode("latin-1"))


def _check_field(text: str) -> None:
    response_to(text, Credentials("ada", "secret"), ("POST", "http://127.0.0.1/sparql"))
    seconds = seconds_until(text)
    assert seconds is None or seconds >= 0
    parts = parts_of(text)
    assert parts is None or parts.hostname
