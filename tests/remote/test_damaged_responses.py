"""Responses with damage anywhere, from the status line to the last chunk."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

import pytest
from byte_damage import DAMAGES
from patience import PATIENCE
from rude_service import GRAPH_TYPE, JSON_TYPE, rows, rude_service, sends, triples

from schlaglicht.errors import SchlaglichtError
from schlaglicht.remote import Credentials, Endpoint, RemoteClient, RemoteLimits

LIMITS = RemoteLimits(seconds=PATIENCE, connect=PATIENCE, retries=0, redirects=1, answer=100_000)
ROUNDS = 40


def response(status: str, body: bytes = b"", **fields: str) -> bytes:
    named = {name.replace("_", "-"): text for name, text in fields.items()}
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {text}" for name, text in named.items())]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def in_chunks(body: bytes) -> bytes:
    half = len(body) // 2
    parts = (body[:half], body[half:], b"")
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts)


TABLE, GRAPH = rows(3), triples(3)
WHOLE: Mapping[str, bytes] = {
    "table by length": response(
        "200 OK", TABLE, Content_Type=JSON_TYPE, Content_Length=str(len(TABLE))
    ),
    "table in chunks": response(
        "200 OK", in_chunks(TABLE), Content_Type=JSON_TYPE, Transfer_Encoding="chunked"
    ),
    "graph by length": response(
        "200 OK", GRAPH, Content_Type=GRAPH_TYPE, Content_Length=str(len(GRAPH))
    ),
    "graph in chunks": response(
        "200 OK", in_chunks(GRAPH), Content_Type=GRAPH_TYPE, Transfer_Encoding="chunked"
    ),
}
OTHERS: Mapping[str, bytes] = {
    "redirect": response("307 Moved", Location="http://127.0.0.1:80/a?b#c"),
    "login": response(
        "401 Unauthorized",
        WWW_Authenticate='Digest realm="x", qop="auth", nonce="y", algorithm=MD5, Basic realm="z"',
    ),
    "later": response(
        "503 Service Unavailable", Retry_After="Fri, 31 Dec 1999 23:59:59 GMT", Content_Length="0"
    ),
    "error": response("400 Bad", b"syntax", Content_Type="text/plain", Content_Length="6"),
}
RESPONSES = {**WHOLE, **OTHERS}


def answer(client: RemoteClient, name: str) -> object:
    """The answer, or None for an error of the tree; anything else that is raised is a fault."""
    try:
        if name.startswith("graph"):
            return client.graph("CONSTRUCT {} {}").lines
        return [row["n"].ntriples for row in client.select("SELECT ?n {}").rows if "n" in row]
    except SchlaglichtError as error:
        str(error).encode()
        return None


@pytest.mark.parametrize("name", RESPONSES)
def test_damage_ends_in_an_answer_or_an_error_of_the_tree(name: str) -> None:
    chance = Random(name)
    damaged = [chance.choice(DAMAGES)(RESPONSES[name], chance) for _ in range(ROUNDS)]
    with rude_service(*map(sends, damaged)) as service:
        credentials = Credentials("ada", "secret")
        for _ in range(ROUNDS):
            endpoint = Endpoint(service.url, credentials=credentials, limits=LIMITS)
            answer(RemoteClient(endpoint), name)
    assert len(service.requests) >= ROUNDS


@pytest.mark.parametrize("name", WHOLE)
def test_no_cut_of_a_response_is_an_answer(name: str) -> None:
    whole = WHOLE[name]
    end = len(whole) - (len(b"\r\n\r\n") if "chunks" in name else 0)
    cuts = [whole[:length] for length in range(1, end, 7)]
    with rude_service(sends(whole), *map(sends, cuts)) as service:
        client = RemoteClient(Endpoint(service.url, limits=LIMITS))
        assert answer(client, name)
        for cut in cuts:
            assert answer(RemoteClient(client.endpoint), name) is None, cut
