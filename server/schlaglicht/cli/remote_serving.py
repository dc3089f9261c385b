"""`schlaglicht serve --endpoint`: pages from a copy of a remote graph, queries asked there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from schlaglicht.cli.endpoint_options import endpoint_of, endpoint_options
from schlaglicht.cli.reader_language import usage_error
from schlaglicht.i18n import msg

if TYPE_CHECKING:
    from schlaglicht.web.server.reload.endpoint_copier import RemoteGraph

remote_options = endpoint_options(
    click.option(
        "--endpoint",
        metavar="URL",
        help="Serve the default graph of this SPARQL endpoint, which answers the queries.",
    ),
    click.option(
        "--refresh",
        metavar="SECONDS",
        type=click.FloatRange(min=0),
        default=3600,
        show_default=True,
        help="With --endpoint: time between two copies of its graph for pages; 0 copies once.",
    ),
    click.option(
        "--copy",
        metavar="DIR",
        type=click.Path(path_type=Path, file_okay=False),
        help="With --endpoint: a folder for the copy; an interrupted one continues there.",
    ),
    click.option(
        "--queries-only",
        is_flag=True,
        help="With --endpoint: copy nothing and make no pages, as for graphs too large to copy.",
    ),
    click.option(
        "--named-graph",
        "named_graphs",
        metavar="IRI",
        multiple=True,
        help="With --default-graph: a graph that queries ask by GRAPH; may be repeated.",
    ),
)
"""Adds the options that `remote_of` reads."""

_NAMES = (
    "endpoint",
    "refresh",
    "copy",
    "queries_only",
    "named_graphs",
    "dialect",
    "default_graphs",
    "headers",
)


def remote_of(
    context: click.Context, values: dict[str, Any], *, seconds: float
) -> RemoteGraph | None:
    """The remote graph of these options, which leave `values`; None without --endpoint.

    `seconds` is the time limit of a query. Raises UsageError for options without --endpoint.
    """
    from schlaglicht.web.server.reload.endpoint_copier import RemoteGraph

    own = {name: values.pop(name) for name in _NAMES}
    if own["endpoint"] is None:
        given = [
            n for n in _NAMES if context.get_parameter_source(n) is ParameterSource.COMMANDLINE
        ]
        if given:
            wanted = msg(
                "--refresh, --copy, --queries-only, --named-graph, --dialect, --default-graph and "
                "--header need --endpoint"
            )
            raise usage_error(wanted)
        return None
    if own["named_graphs"] and not own["default_graphs"]:
        raise usage_error(msg("--named-graph needs --default-graph"))
    endpoint = endpoint_of(
        own["endpoint"],
        seconds=seconds,
        dialect=own["dialect"],
        default_graphs=own["default_graphs"],
        headers=own["headers"],
    )
    endpoint = replace(endpoint, named_graphs=tuple(own["named_graphs"]))
    return RemoteGraph(endpoint, own["refresh"], own["copy"], queries_only=own["queries_only"])
