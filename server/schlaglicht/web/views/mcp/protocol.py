"""The Model Context Protocol for language models: the tools of `tools` at `/mcp`, by POST.

Every request stands for itself, as in version 2026-07-28. Clients of earlier versions, which begin
with `initialize`, get the same answers without a session. What models read is in English.

https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http
"""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from ipaddress import ip_address
from typing import Any, NoReturn
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, current_app, g, request
from werkzeug.exceptions import MethodNotAllowed

from schlaglicht import __version__
from schlaglicht.errors import UnsupportedMediaType
from schlaglicht.formats import PLAIN_JSON
from schlaglicht.ground.text import truncated
from schlaglicht.i18n import msg
from schlaglicht.web.published_site import current_site
from schlaglicht.web.views.mcp.tools import TOOLS, Tool, ToolAnswer, repaired, structured
from schlaglicht.web.views.review.access import find_desk

blueprint = Blueprint("mcp", __name__)

ENDPOINT = "mcp.answer"
"""The endpoint whose errors are answered by `failure`."""

VERSION = "2026-07-28"
"""The version whose requests say themselves which they have."""

EARLIER = ("2025-11-25", "2025-06-18", "2025-03-26")
"""The versions that begin with `initialize`, the newest first."""

_META = "io.modelcontextprotocol/"

VERSION_KEY = f"{_META}protocolVersion"
"""The member of `_meta` in which a request says its version."""

_PARSE_ERROR, _INVALID_REQUEST = -32700, -32600
_METHOD_NOT_FOUND, _INVALID_PARAMS = -32601, -32602
_HEADER_MISMATCH, _UNSUPPORTED_VERSION = -32020, -32022

_FRESH = {"ttlMs": 60_000, "cacheScope": "public"}
"""For how long, in milliseconds, a client may use lists without asking."""

_ALLOWED = ("OPTIONS", "POST")
_LONGEST = 2000
"""Characters of a message of an error, which may quote what was sent."""

HOSTS = "MCP_HOSTS"
"""The key, in the configuration of the application, of the names by which its own pages come."""

_CLOSED = {"openWorldHint": False, "destructiveHint": False}

_INSTRUCTIONS = (
    "A knowledge graph in RDF. {access} Begin with describe_dataset, whose card may be "
    "longer (tokens), see whether questions has a ready query, find things with search, which "
    "describes the nearest, read others with describe, and ask query for the rest. Cite the IRIs "
    "that you use, and the evidence that describe gives for statements."
)


@blueprint.route("/mcp", methods=["GET", "DELETE", "PATCH", "PUT"], provide_automatic_options=False)
def no_stream() -> NoReturn:
    """Status 405: there is no session, and nothing to listen to."""
    raise MethodNotAllowed(_ALLOWED)


@blueprint.route("/mcp", methods=["OPTIONS"])
def options() -> Response:
    """The methods that are not refused."""
    return Response(headers={"Allow": ", ".join(_ALLOWED)})


@blueprint.route("/mcp", methods=["POST"], provide_automatic_options=False)
def answer() -> Response:
    """The answer to one message."""
    _check_origin()
    message = _message()
    if "id" not in message:
        return Response(status=202)
    g.mcp_id = message["id"]
    params = message.get("params", {})
    if not isinstance(params, dict):
        _refuse(_INVALID_PARAMS, "params is not an object")
    g.mcp_is_modern = _is_modern(message["method"], params)
    method = _METHODS.get(message["method"])
    if method is None:
        _refuse(_METHOD_NOT_FOUND, f"no method {truncated(message['method'], 100)!r}", 404)
    return _result(method(params))


def failure(
    said: str, advice: str | None, status: int, repairs: Sequence[Mapping[str, Any]] = ()
) -> Response:
    """The answer for an error: of a tool its result, for models to read; else one of JSON-RPC.

    Without advice of its own, an error of a tool says what that takes.
    """
    tool: Tool | None = g.get("mcp_tool")
    if tool is None:
        return _error(_INVALID_REQUEST, "\n\n".join(filter(None, (said, advice))), status)
    texts = (f"{tool.name}: {said}\n\n{advice or tool.usage}", *repaired(repairs))
    found = {"structuredContent": structured(repairs)} if repairs else {}
    return _result({"content": list(map(_text, texts)), "isError": True, **found})


def _check_origin() -> None:
    """Scripts of other sites are refused, since a name may lead them to a machine inside.

    Host and Origin are then the same name, which the attacker has made: only an address, a name of
    this machine itself, or one that the operator has given is the site's own.
    """
    origin = request.headers.get("Origin")
    if origin is None:
        return
    if origin != request.host_url.rstrip("/") or not _is_own(origin):
        said = f"the origin {origin!r} may not use this; --allowed-hosts names hosts that may"
        _refuse(_INVALID_REQUEST, said, 403)


def _is_own(origin: str) -> bool:
    host = None
    with suppress(ValueError):  # first of a host that is none, then of one that is no address
        host = urlsplit(origin).hostname or ""
        return bool(ip_address(host))
    return host == "localhost" or host in current_app.config[HOSTS]


def _message() -> dict[str, Any]:
    if request.mimetype != PLAIN_JSON.media_type:
        raise UnsupportedMediaType(msg("a message comes as application/json"))
    try:
        message = json.loads(request.get_data())
        json.dumps(message, ensure_ascii=False).encode()  # not with half of a surrogate pair
    except (ValueError, RecursionError):
        _refuse(_PARSE_ERROR, "the content is not JSON")
    if not isinstance(message, dict) or not isinstance(message.get("method"), str):
        _refuse(_INVALID_REQUEST, "the content is not one message of JSON-RPC with a method")
    if not isinstance(message.get("id", 0), str | int) or isinstance(message.get("id"), bool):
        _refuse(_INVALID_REQUEST, "the id is neither a string nor an integer")
    return message


def _is_modern(method: str, params: Mapping[str, Any]) -> bool:
    """True for a request of the version that says so, whose header fields it checks."""
    meta = params.get("_meta", {})
    inside = meta.get(VERSION_KEY) if isinstance(meta, dict) else None
    header = request.headers.get("MCP-Protocol-Version")
    if inside is None and (header is None or header in EARLIER or method == "initialize"):
        return False
    g.mcp_is_modern = True
    version = header if inside is None else inside
    if inside is not None and header != inside:
        _refuse(_HEADER_MISMATCH, "MCP-Protocol-Version is not the version in _meta")
    if version != VERSION:
        known = {"supported": [VERSION, *EARLIER], "requested": truncated(str(version), _LONGEST)}
        _refuse(_UNSUPPORTED_VERSION, "Unsupported protocol version", data=known)
    if inside is None or not isinstance(meta.get(f"{_META}clientCapabilities"), dict):
        _refuse(_INVALID_PARAMS, "_meta lacks protocolVersion or clientCapabilities")
    if request.headers.get("Mcp-Method") != method:
        _refuse(_HEADER_MISMATCH, "Mcp-Method is not the method of the message")
    if method == "tools/call" and _named_in_header() != params.get("name"):
        _refuse(_HEADER_MISMATCH, "Mcp-Name is not the name of the tool")
    return True


def _named_in_header() -> str | None:
    """The field Mcp-Name, whose value may be encoded."""
    value = request.headers.get("Mcp-Name")
    if value and value.startswith("=?base64?") and value.endswith("?="):
        try:
            return b64decode(value[9:-2], validate=True).decode("utf-8")
        except ValueError:
            return None
    return value


def _discover(_: Mapping[str, Any]) -> dict[str, Any]:
    return {"supportedVersions": [VERSION, *EARLIER], **_introduction(), **_FRESH}


def _initialize(params: Mapping[str, Any]) -> dict[str, Any]:
    wanted = params.get("protocolVersion")
    version = wanted if wanted in EARLIER else EARLIER[0]
    return {"protocolVersion": version, "serverInfo": _server(), **_introduction()}


def _introduction() -> dict[str, Any]:
    access = "You may propose statements; a person decides." if _has_desk() else "It is read-only."
    said = _INSTRUCTIONS.format(access=access)
    return {"capabilities": {"tools": {}}, "instructions": said}


def _has_desk() -> bool:
    """True if statements can be proposed."""
    desk = find_desk()
    return desk is not None and desk.reviews


def _server() -> dict[str, str]:
    site = current_site()
    title, _ = site.title(site.languages)
    return {"name": "schlaglicht", "title": title, "version": __version__}


def _ping(_: Mapping[str, Any]) -> dict[str, Any]:
    return {}


def _list_tools(_: Mapping[str, Any]) -> dict[str, Any]:
    tools = [
        {
            "name": tool.name,
            "title": tool.title,
            "description": tool.description,
            "inputSchema": tool.schema,
            "annotations": {"readOnlyHint": not tool.writes, **_CLOSED},
        }
        for tool in _tools()
    ]
    return {"tools": tools, **_FRESH}


def _tools() -> tuple[Tool, ...]:
    """The tools that this server has: those of the desk only where there is one."""
    if not _has_desk():
        return TOOLS
    from schlaglicht.web.views.mcp.desk_tools import DESK_TOOLS

    return (*TOOLS, *DESK_TOOLS)


def _call_tool(params: Mapping[str, Any]) -> dict[str, Any]:
    tool = next((each for each in _tools() if each.name == params.get("name")), None)
    arguments = params.get("arguments", {})
    if tool is None or not isinstance(arguments, dict):
        _refuse(_INVALID_PARAMS, "no tool of that name, or arguments that are not an object")
    g.mcp_tool = tool
    return _content(tool.answer(current_site(), arguments))


def _content(answered: ToolAnswer) -> dict[str, Any]:
    content = {"content": [_text(text) for text in answered.texts], "isError": False}
    return content if answered.value is None else {**content, "structuredContent": answered.value}


_METHODS: Mapping[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    "initialize": _initialize,
    "ping": _ping,
    "server/discover": _discover,
    "tools/list": _list_tools,
    "tools/call": _call_tool,
}


def _text(text: str) -> dict[str, str]:
    return {"type": "text", "text": text}


def _result(result: Mapping[str, Any]) -> Response:
    """A result; earlier versions know no type of it, and strict clients of theirs refuse one."""
    if not g.get("mcp_is_modern"):
        return _reply({"result": result}, 200)
    meta = {f"{_META}serverInfo": _server()}
    return _reply({"result": {"resultType": "complete", "_meta": meta, **result}}, 200)


def _refuse(code: int, said: str, status: int = 400, *, data: object = None) -> NoReturn:
    abort(_error(code, said, status, data=data))


def _error(code: int, said: str, status: int, *, data: object = None) -> Response:
    """The status is 200 for clients of earlier versions, which expect it of answered requests."""
    error: dict[str, Any] = {"code": code, "message": truncated(said, _LONGEST)}
    if data is not None:
        error["data"] = data
    is_earlier = "mcp_id" in g and not g.get("mcp_is_modern", False)
    return _reply({"error": error}, 200 if is_earlier and status in (400, 404) else status)


def _reply(content: Mapping[str, Any], status: int) -> Response:
    named = {"id": g.mcp_id} if "mcp_id" in g else {}
    body = json.dumps({"jsonrpc": "2.0", **named, **content}, ensure_ascii=False) + "\n"
    response = Response(body, status, content_type=PLAIN_JSON.content_type)
    response.headers["Cache-Control"] = "no-store"
    return response
