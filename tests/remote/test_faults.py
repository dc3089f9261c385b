"""Every fault of the field against every dialect: no partial or wrong answer is accepted."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from patience import PATIENCE
from rude_service import (
    GRAPH_TYPE,
    HEAD_OF_CHUNKS,
    JSON_TYPE,
    Act,
    cut,
    drips,
    hangs,
    resets,
    rows,
    rude_service,
    says,
    sends,
    triples,
)
from tables import each

from schlaglicht.errors import (
    AnswerNotWhole,
    QueryFailed,
    QueryTimeout,
    SchlaglichtError,
    ServiceFailed,
    ServiceUnreachable,
)
from schlaglicht.remote import DIALECTS, Endpoint, RemoteClient, RemoteLimits

SELECT = "SELECT ?n { ?s ?p ?n }"
CONSTRUCT = "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }"
PATIENT = RemoteLimits(seconds=PATIENCE, connect=PATIENCE, retries=0, answer=100_000)
SOON = replace(PATIENT, seconds=0.3)
CAP = 20

_CUT = rows(5)[:-20]
_TERM = b'{"head":{"vars":["n"]},"results":{"bindings":[{"n":%s}]}}'
_DEEP = b"<a:s> <a:p> " + b"<<( <a:s> <a:p> " * 100_000 + b"<a:o>" + b" )>>" * 100_000 + b" .\n"

TABLES: dict[str, tuple[Act, type[SchlaglichtError]]] = {
    "206": (says("206 Partial Content", rows(5)), AnswerNotWhole),
    "206 of Virtuoso": (
        says(
            "206 Partial Content",
            rows(1),
            headers={
                "X-SQL-State": "S1TAT",
                "X-SQL-Message": "RC...: Returning incomplete results",
            },
        ),
        AnswerNotWhole,
    ),
    "200 with X-SQL-State": (says(body=rows(1), headers={"X-SQL-State": "S1TAT"}), AnswerNotWhole),
    "200 with X-SPARQL-MaxRows": (
        says(body=rows(5), headers={"X-SPARQL-MaxRows": "5"}),
        AnswerNotWhole,
    ),
    "as many rows as the cap": (says(body=rows(CAP)), AnswerNotWhole),
    "more rows than the cap": (says(body=rows(CAP + 1)), AnswerNotWhole),
    "text of Oxigraph inside": (
        says(body=_CUT + b"The SPARQL operation has been cancelled", framing="chunked"),
        AnswerNotWhole,
    ),
    "text of Comunica inside": (
        says(body=b'{"head": {"vars":["n"]},\n"results": { "bindings": [\n!TIMEDOUT!'),
        AnswerNotWhole,
    ),
    "429 of QLever": (
        says("429 Too Many Requests", b'{"exception": "Operation timed out."}'),
        ServiceFailed,
    ),
    "409 of QLever": (says("409 Conflict", b"Query id is in use"), ServiceFailed),
    "more rows than QLever sent": (
        says(body=rows(5, meta={"result-size-total": 50})),
        AnswerNotWhole,
    ),
    "chunks that break off": (cut(_CUT, framing="chunked"), AnswerNotWhole),
    "chunks that break off after a whole document": (
        cut(rows(5), framing="chunked", missing=100),
        AnswerNotWhole,
    ),
    "content shorter than its length": (cut(rows(5)), AnswerNotWhole),
    "content that ends with the connection": (says(body=_CUT, framing="close"), AnswerNotWhole),
    "503 of Fuseki": (says("503 Service Unavailable", b"Query timed out"), ServiceUnreachable),
    "500 of Virtuoso": (
        says(
            "500 SPARQL Request Failed",
            b"Virtuoso 42000 Error The estimated execution time 16884336 (sec) exceeds the limit",
            "text/plain",
        ),
        ServiceFailed,
    ),
    "500 of Neptune": (
        says("500 Internal Server Error", b'{"code": "TimeLimitExceededException"}'),
        ServiceFailed,
    ),
    "error of Neptune inside": (
        says(body=rows(5) + b'{"code":"TimeLimitExceededException"}'),
        AnswerNotWhole,
    ),
    "error of GraphDB inside": (
        says(body=rows(5, error="Query evaluation exceeded specified timeout")),
        AnswerNotWhole,
    ),
    "an unknown member": (says(body=rows(5, partial=True)), AnswerNotWhole),
    "400": (says("400 Bad Request", b"SP030: syntax error"), QueryFailed),
    "401 without a name": (
        says("401 Unauthorized", headers={"WWW-Authenticate": "Basic"}),
        ServiceFailed,
    ),
    "403": (says("403 Forbidden"), ServiceFailed),
    "204": (says("204 No Content"), ServiceFailed),
    "502": (says("502 Bad Gateway", b"<html><h1>502</h1></html>"), ServiceUnreachable),
    "a page": (says(body=b"<html>We are back soon</html>", kind="text/html"), AnswerNotWhole),
    "CSV": (says(body=b"n\r\n1\r\n", kind="text/csv"), AnswerNotWhole),
    "no type": (says(body=rows(1), kind=""), AnswerNotWhole),
    "Latin-1": (says(body=rows(1), kind="application/json; charset=iso-8859-1"), AnswerNotWhole),
    "a coding": (says(body=rows(1), headers={"Content-Encoding": "gzip"}), AnswerNotWhole),
    "nothing": (says(), AnswerNotWhole),
    "a boolean": (says(body=b'{"head":{},"boolean":true}'), AnswerNotWhole),
    "two documents": (says(body=rows(1) + rows(1)), AnswerNotWhole),
    "a member twice": (
        says(body=b'{"head":{"vars":["n"]},"results":{"bindings":[]},"results":{"bindings":[]}}'),
        AnswerNotWhole,
    ),
    "not UTF-8": (says(body=_TERM % b'{"type":"literal","value":"\xff"}'), AnswerNotWhole),
    "half a character": (
        says(body=_TERM % rb'{"type":"literal","value":"\ud800"}'),
        AnswerNotWhole,
    ),
    "half a character in a datatype": (
        says(body=_TERM % rb'{"type":"literal","value":"x","datatype":"a:\ud800"}'),
        AnswerNotWhole,
    ),
    "half a character in a variable": (
        says(body=rb'{"head":{"vars":["\ud800"]},"results":{"bindings":[]}}'),
        AnswerNotWhole,
    ),
    "NaN": (says(body=_TERM % b"NaN"), AnswerNotWhole),
    "a term without a type": (says(body=_TERM % b'{"value":"x"}'), AnswerNotWhole),
    "an IRI with an error": (
        says(body=_TERM % b'{"type":"uri","value":"error: out of memory"}'),
        AnswerNotWhole,
    ),
    "a variable that the head lacks": (
        says(body=rows(1).replace(b'["n"]', b'["m"]')),
        AnswerNotWhole,
    ),
    "brackets within brackets": (says(body=b"[" * 90_000), AnswerNotWhole),
    "too much": (says(body=rows(5) + b" " * 100_000), QueryFailed),
    "a redirect to elsewhere": (
        says("302 Found", headers={"Location": "http://169.254.169.254/latest/meta-data"}),
        ServiceFailed,
    ),
    "a redirect to another scheme": (
        says("301 Moved Permanently", headers={"Location": "file:///etc/passwd"}),
        ServiceFailed,
    ),
    "a redirect to itself": (says("307 Temporary", headers={"Location": "/sparql"}), ServiceFailed),
    "killed before the head": (resets(), ServiceUnreachable),
    "killed in the head": (resets(b"HTTP/1.1 200 O"), ServiceUnreachable),
    "killed in the content": (resets(HEAD_OF_CHUNKS + b"fff\r\n" + _CUT), AnswerNotWhole),
    "not HTTP": (resets(b"SSH-2.0-OpenSSH_9.9\r\n"), ServiceUnreachable),
}
"""Answers to a SELECT, each with the error that it has to be."""

GRAPHS: dict[str, tuple[Act, type[SchlaglichtError]]] = {
    "206": (says("206 Partial Content", triples(5), GRAPH_TYPE), AnswerNotWhole),
    "as many triples as the cap": (says(body=triples(CAP), kind=GRAPH_TYPE), AnswerNotWhole),
    "an error in a comment": (
        says(body=triples(5) + b"# ERROR: out of memory\n", kind=GRAPH_TYPE),
        AnswerNotWhole,
    ),
    "an error in a comment behind a triple": (
        says(body=triples(5)[:-1] + b" # ERROR: out of memory\n", kind=GRAPH_TYPE),
        AnswerNotWhole,
    ),
    "an error in a comment behind a carriage return": (
        says(body=triples(5) + b"\r#ERROR: out of memory", kind=GRAPH_TYPE),
        AnswerNotWhole,
    ),
    "the words of an empty graph behind triples": (
        says(body=triples(5) + b"# Empty NT\n", kind=GRAPH_TYPE),
        AnswerNotWhole,
    ),
    "whole lines, of a length that is not a number": (
        says(body=triples(5), kind=GRAPH_TYPE, framing="close", headers={"Content-Length": "all"}),
        AnswerNotWhole,
    ),
    "whole lines, of a length below zero": (
        says(body=triples(5), kind=GRAPH_TYPE, framing="close", headers={"Content-Length": "-1"}),
        AnswerNotWhole,
    ),
    "whole lines, in something like chunks": (
        says(
            body=triples(5),
            kind=GRAPH_TYPE,
            framing="close",
            headers={"Transfer-Encoding": "unchunked"},
        ),
        AnswerNotWhole,
    ),
    "an error as a line": (
        says(body=triples(5) + b"!TIMEDOUT!", kind=GRAPH_TYPE, framing="chunked"),
        AnswerNotWhole,
    ),
    "a line that breaks off": (says(body=triples(5)[:-7], kind=GRAPH_TYPE), AnswerNotWhole),
    "whole lines, then the connection ends": (
        says(body=triples(5), kind=GRAPH_TYPE, framing="close"),
        AnswerNotWhole,
    ),
    "whole lines, then the chunks break off": (
        cut(triples(5), GRAPH_TYPE, framing="chunked", missing=50),
        AnswerNotWhole,
    ),
    "whole lines, shorter than their length": (cut(triples(5), GRAPH_TYPE), AnswerNotWhole),
    "Turtle": (says(body=b"@prefix a: <a:> . a:s a:p 5 .", kind="text/turtle"), AnswerNotWhole),
    "terms within terms": (says(body=_DEEP[:99_000], kind=GRAPH_TYPE), AnswerNotWhole),
    "not UTF-8": (says(body=b'<a:s> <a:p> "\xff" .\n', kind=GRAPH_TYPE), AnswerNotWhole),
    "JSON": (says(body=rows(5)), AnswerNotWhole),
}
"""Answers to a CONSTRUCT, each with the error that it has to be."""

SLOW: dict[str, Act] = {
    "never answers": hangs(),
    "stops in the head": hangs(b"HTTP/1.1 200 OK\r\nContent-"),
    "stops in the content": hangs(HEAD_OF_CHUNKS + b"fff\r\n" + _CUT),
    "drips the head": drips(b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n"),
    "drips one line of the head": drips(b"HTTP/1.1 200 OK\r\nX-A: ", b"b"),
    "drips the content": drips(HEAD_OF_CHUNKS, b"1\r\n \r\n"),
    "says continue for ever": drips(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
}


@pytest.fixture(params=DIALECTS)
def dialect(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def client_of(url: str, dialect: str, limits: RemoteLimits = PATIENT) -> RemoteClient:
    return RemoteClient(Endpoint(url, DIALECTS[dialect], limits=limits, cap=CAP))


@each("fault", TABLES)
def test_a_table_with_a_fault_is_an_error(fault: str, dialect: str) -> None:
    act, error = TABLES[fault]
    with rude_service(act) as service, pytest.raises(SchlaglichtError) as raised:
        client_of(service.url, dialect).select(SELECT)
    assert type(raised.value) is error


@each("fault", GRAPHS)
def test_a_graph_with_a_fault_is_an_error(fault: str, dialect: str) -> None:
    act, error = GRAPHS[fault]
    with rude_service(act) as service, pytest.raises(SchlaglichtError) as raised:
        client_of(service.url, dialect).graph(CONSTRUCT)
    assert type(raised.value) is error


@pytest.mark.parametrize("fault", SLOW)
def test_a_slow_answer_ends_at_the_deadline(fault: str) -> None:
    with rude_service(SLOW[fault]) as service, pytest.raises(QueryTimeout):
        client_of(service.url, "generic", SOON).select(SELECT)


def test_a_service_that_is_not_there_is_unreachable() -> None:
    with rude_service(says()) as service:
        url = service.url
    with pytest.raises(ServiceUnreachable):
        client_of(url, "generic").select(SELECT)


@each("framing", ["length", "chunked", "close"])
def test_a_whole_table_is_an_answer(framing: str, dialect: str) -> None:
    with rude_service(says(body=rows(5), framing=framing)) as service:
        found = client_of(service.url, dialect).select(SELECT)
    assert [row["n"].value for row in found.rows] == ["0", "1", "2", "3", "4"]


@pytest.mark.parametrize("framing", ["length", "chunked"])
def test_a_whole_graph_is_an_answer(framing: str, dialect: str) -> None:
    with rude_service(says(body=triples(5), kind=GRAPH_TYPE, framing=framing)) as service:
        found = client_of(service.url, dialect).graph(CONSTRUCT)
    assert len(found.lines) == 5


def test_virtuosos_words_for_an_empty_graph_are_one() -> None:
    with rude_service(says(body=b"# Empty NT\n", kind=GRAPH_TYPE)) as service:
        assert client_of(service.url, "virtuoso").graph(CONSTRUCT).lines == ()


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b'{"head":{},"boolean":true}', True),
        (b'{"head":{"link":[]},"boolean":false}', False),
        (
            json.dumps(
                {
                    "head": {"link": [], "vars": ["__ASK_RETVAL"]},
                    "results": {
                        "distinct": False,
                        "ordered": True,
                        "bindings": [{"__ASK_RETVAL": {"type": "typed-literal", "value": "0"}}],
                    },
                }
            ).encode(),
            False,
        ),
    ],
)
def test_yes_and_no_are_answers(body: bytes, expected: bool) -> None:
    with rude_service(says(body=body)) as service:
        assert client_of(service.url, "virtuoso").ask("ASK { ?s ?p ?o }") is expected


@pytest.mark.parametrize(
    "body",
    [
        rows(1),
        rows(0),
        b'{"head":{},"boolean":1}',
        b"true",
        b'{"head":{}}',
        b'{"head":{"vars":["__ASK_RETVAL"]},"results":{"bindings":[{}]}}',
    ],
)
def test_anything_else_is_neither_yes_nor_no(body: bytes) -> None:
    with rude_service(says(body=body)) as service, pytest.raises(AnswerNotWhole):
        client_of(service.url, "virtuoso").ask("ASK { ?s ?p ?o }")


@pytest.mark.parametrize(
    "act",
    [
        sends(b"\x1b[2J\x07\r\n\r\n"),
        says(kind="\x1b[2J"),
        says(kind=f"{JSON_TYPE};charset=\x1b[2J"),
        says(headers={"Content-Encoding": "\x1b[2J"}),
        says("302 Found", headers={"Location": "http://\x1b[2J/"}),
        says("500 Wrong", b"\x1b[2J"),
        says(body=b"\x1b[2J"),
    ],
)
def test_no_error_quotes_what_steers_a_terminal(act: Act) -> None:
    with rude_service(act) as service, pytest.raises(SchlaglichtError) as raised:
        client_of(service.url, "generic").select(SELECT)
    assert "\x1b" not in f"{raised.value}"


def test_the_error_quotes_the_service() -> None:
    act = TABLES["206 of Virtuoso"][0]
    with rude_service(act) as service, pytest.raises(AnswerNotWhole, match=r"S1TAT.*incomplete"):
        client_of(service.url, "virtuoso").select(SELECT)
