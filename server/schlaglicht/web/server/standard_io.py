"""The Model Context Protocol over standard input and output: a message per line, as at `/mcp`.

https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/stdio
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from schlaglicht.dataset.index import build_index
from schlaglicht.dataset.snapshot import take_snapshot
from schlaglicht.engine import EnginePool, Limits
from schlaglicht.ground.atomic_file import temporary_folder
from schlaglicht.ground.progress import SILENT, Progress
from schlaglicht.project import Project
from schlaglicht.questions import read_questions
from schlaglicht.web.app import create_app
from schlaglicht.web.published_site import Site
from schlaglicht.web.views.mcp.protocol import VERSION_KEY
from schlaglicht.web.views.review.access import Desk


@contextmanager
def answering(
    project: Project,
    *,
    sources: Path | None = None,
    review: bool = False,
    progress: Progress = SILENT,
) -> Iterator[Callable[[bytes], bytes]]:
    """The function that answers messages about a project, with the limits of a server.

    `sources` is the folder of the documents that evidence points into; with `review`, statements on
    their words can be proposed. A notification has an empty
    answer. Raises ProjectError if the project cannot be read.
    """
    with temporary_folder() as private:
        snapshot = take_snapshot(project, private, progress)
        build_index(snapshot)
        with EnginePool(snapshot, engines=1, limits=Limits()) as pool:
            site = Site(project, snapshot, read_questions(project), pool, sources=sources)
            client = create_app(site, desk=Desk() if review else None).test_client()
            yield (
                lambda message: (
                    client.post(
                        "/mcp",
                        data=message,
                        headers=_fields(message),
                        environ_base={"REMOTE_ADDR": ""},
                    ).data
                )
            )


def _fields(message: bytes) -> dict[str, str]:
    """The header fields of a message, which say over HTTP what it says itself."""
    fields = {"Content-Type": "application/json"}
    try:
        read = json.loads(message)
    except (ValueError, RecursionError):
        return fields
    params = read.get("params") if isinstance(read, dict) else None
    if not isinstance(params, dict):
        return fields
    meta = params.get("_meta")
    named = {
        "MCP-Protocol-Version": meta.get(VERSION_KEY) if isinstance(meta, dict) else None,
        "Mcp-Method": read.get("method"),
        "Mcp-Name": params.get("name"),
    }
    return fields | {name: _encoded(text) for name, text in named.items() if isinstance(text, str)}


def _encoded(text: str) -> str:
    """A text as a value of a header field, encoded where it has more than plain characters."""
    if text.isascii() and text.isprintable() and text == text.strip():
        return text
    return f"=?base64?{b64encode(text.encode('utf-8', 'replace')).decode()}?="
