"""The official SDK of the Model Context Protocol as a client, over HTTP and a pipe.

It is imported within the tests, as each of their processes reads this file.
"""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from patience import wait_until

from schlaglicht.web.views.mcp.protocol import EARLIER, VERSION
from schlaglicht.web.views.mcp.tools import TOOLS

if TYPE_CHECKING:
    from mcp import Client

CONCERT = Path(__file__).parents[1] / "projects" / "concert"

CALLS: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("describe_dataset", {}, "schema:Event"),
    ("search", {"words": "Nordwind"}, "- id:nordwind Nordwind"),
    ("describe", {"iri": "id:nordwind"}, "schema:name"),
    ("query", {"query": "ASK { ?event a schema:Event }"}, "true"),
    ("shapes", {"class": "schema:Event"}, "schema:name"),
    ("validate", {"turtle": "id:a"}, "patch.ttl:1:"),
    ("questions", {}, "- when"),
)


@pytest.fixture(scope="module")
def site(served: Callable[[Path], str]) -> str:
    """The URL of a server of a small project, without a final slash."""
    return served(CONCERT)


@pytest.fixture
def ready(site: str) -> str:
    """The URL of the server once it has pages too, which the tools read."""
    wait_until(lambda: has_pages(site))
    return site


def has_pages(site: str) -> bool:
    try:
        with urlopen(f"{site}/llms.txt") as answer:
            return bool(answer.status == 200)
    except HTTPError as error:
        error.close()
        return False


def answers(target: Any, mode: str, ask: Callable[[Client], Awaitable[None]]) -> None:
    """Runs `ask` with a client of `target`, a URL or a transport."""
    import anyio
    from mcp import Client

    async def connected() -> None:
        async with Client(target, mode=mode) as client:
            await ask(client)

    anyio.run(connected)


async def call_all(client: Client) -> None:
    """Calls every tool, and wrongly too."""
    from mcp import MCPError

    listed = await client.list_tools()
    assert [tool.name for tool in listed.tools] == [tool.name for tool in TOOLS]
    assert {name for name, _, _ in CALLS} == {tool.name for tool in TOOLS}
    for name, arguments, said in CALLS:
        result = await client.call_tool(name, arguments)
        assert not result.is_error, name
        assert said in "".join(each.text for each in result.content if each.type == "text"), name
    refused = await client.call_tool("query", {"query": "SELECT * { ?s ?p }"})
    assert refused.is_error
    assert "line 1, column 18" in str(refused.content)
    with pytest.raises(MCPError, match="no tool of that name"):
        await client.call_tool("nothing", {})


@pytest.mark.parametrize("mode", [VERSION, "auto", "legacy"])
def test_sdk_calls_every_tool_over_http(ready: str, mode: str) -> None:
    answers(f"{ready}/mcp", mode, call_all)


@pytest.mark.parametrize("mode", [VERSION, "legacy"])
def test_sdk_calls_every_tool_over_a_pipe(mode: str) -> None:
    from mcp import StdioServerParameters, stdio_client

    command = ["-m", "schlaglicht", "mcp", str(CONCERT)]
    answers(
        stdio_client(StdioServerParameters(command=sys.executable, args=command)), mode, call_all
    )


@pytest.mark.parametrize(("mode", "version"), [("auto", VERSION), ("legacy", EARLIER[0])])
def test_sdk_and_server_agree_on_a_version(site: str, mode: str, version: str) -> None:
    async def look(client: Client) -> None:
        assert client.protocol_version == version

    answers(f"{site}/mcp", mode, look)
