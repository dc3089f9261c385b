"""`schlaglicht mcp` as a client starts it: messages in, answers out, a line each."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from schlaglicht.web.views.mcp.protocol import VERSION

META = {
    "io.modelcontextprotocol/protocolVersion": VERSION,
    "io.modelcontextprotocol/clientCapabilities": {},
}


def answers_of(folder: Path, *lines: bytes) -> list[dict[str, Any]]:
    """The answers that a client gets, which sends lines and closes its end."""
    command = [sys.executable, "-m", "schlaglicht", "mcp", str(folder)]
    done = subprocess.run(
        command, input=b"\n".join(lines) + b"\n", capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
    return [json.loads(line) for line in done.stdout.splitlines()]


def request(number: int, method: str, **params: Any) -> bytes:
    message = {"jsonrpc": "2.0", "id": number, "method": method, "params": params}
    return json.dumps(message).encode()


def test_both_eras_of_clients_are_answered_in_order(concert: Path) -> None:
    query = {"name": "query", "arguments": {"query": "ASK { ?s a schema:Event }"}}
    answers = answers_of(
        concert,
        request(1, "initialize", protocolVersion="2025-11-25"),
        b'{"jsonrpc": "2.0", "method": "notifications/initialized"}',
        request(2, "tools/call", **query),
        b"",
        request(3, "server/discover", _meta=META),
        request(4, "tools/call", _meta=META, **query),
        request(5, "tools/call", _meta=META, name="Größe"),
        b"no JSON",
    )
    assert [answer.get("id") for answer in answers] == [1, 2, 3, 4, 5, None]
    for answer in (answers[1], answers[3]):
        assert "true" in answer["result"]["content"][0]["text"]
    assert [answers[4]["error"]["code"], answers[5]["error"]["code"]] == [-32602, -32700]


def test_line_that_is_too_long_has_one_answer(concert: Path) -> None:
    lines = [request(1, "ping", x="y" * size) for size in (10, 2**20, 5 * 2**20)]
    answers = answers_of(concert, *lines, request(4, "p" * 9_000), request(5, "ping"))
    assert [answer.get("id") for answer in answers] == [1, None, None, 4, 5]
    assert len(answers[3]["error"]["message"]) < 200


def test_passages_are_quoted_from_the_sources(concert: Path) -> None:
    command = [sys.executable, "-m", "schlaglicht", "mcp", ".", "--sources", "sources"]
    call = request(1, "tools/call", name="describe", arguments={"iri": "id:concert"})
    done = subprocess.run(command, input=call, capture_output=True, check=True, cwd=concert)
    texts = [each["text"] for each in json.loads(done.stdout)["result"]["content"]]
    assert "“" in texts[-1]


def test_model_proposes_only_where_it_may(concert: Path) -> None:
    said = {"words": "Nordwind"}
    call = request(1, "tools/call", name="locate", arguments=said)
    assert answers_of(concert, call)[0]["error"]["code"] == -32602
    command = [sys.executable, "-m", "schlaglicht", "mcp", ".", "--review"]
    refused = subprocess.run(command, input=call, capture_output=True, check=False, cwd=concert)
    assert (refused.returncode, b"--sources" in refused.stderr) == (2, True)
    command += ["--sources", "sources"]
    done = subprocess.run(command, input=call, capture_output=True, check=True, cwd=concert)
    assert json.loads(done.stdout)["result"]["isError"] is False
