"""Remote SPARQL endpoints on the command line: their options, serving and checking their graphs."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from schlaglicht.cli.options import translated, usage_error
from schlaglicht.cli.progress import shown_progress
from schlaglicht.ground.atomic_file import temporary_folder
from schlaglicht.i18n import msg, plural

if TYPE_CHECKING:
    from schlaglicht.project import Project
    from schlaglicht.remote import Endpoint
    from schlaglicht.remote.copy import Copied
    from schlaglicht.web.server.reload.endpoint_copier import RemoteGraph

DIALECT_NAMES = (
    "generic",
    "virtuoso",
    "oxigraph",
    "comunica",
    "qlever",
    "fuseki",
    "graphdb",
    "neptune",
    "schlaglicht",
)
"""The names of `remote.DIALECTS`, which is not imported for a help page."""


Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def _headers(_: click.Context, __: click.Parameter, values: Sequence[str]) -> dict[str, str]:
    """The header fields that the values of --header name; raises BadParameter."""
    fields = {}
    for value in values:
        name, colon, text = value.partition(":")
        is_token = name.isascii() and name.replace("-", "").replace("_", "").isalnum()
        if not colon or not is_token or not text.isprintable() or not text.isascii():
            raise click.BadParameter(
                translated(msg("{value} is not NAME: VALUE", value=repr(value)))
            )
        if name.lower() in ("authorization", "cookie", "proxy-authorization"):
            advice = msg(
                "credentials come from the environment, where no list of processes has them"
            )
            raise click.BadParameter(translated(advice))
        fields[name.strip()] = text.strip()
    return fields


_OPTIONS = (
    click.option(
        "--dialect",
        type=click.Choice(DIALECT_NAMES),
        help="Its product; by default recognised by the field Server.",
    ),
    click.option(
        "--default-graph",
        "default_graphs",
        metavar="IRI",
        multiple=True,
        help="A part of the default graph; may be repeated.",
    ),
    click.option(
        "--header",
        "headers",
        metavar="NAME:VALUE",
        multiple=True,
        callback=_headers,
        help="A field of each request; may be repeated.",
    ),
)


def endpoint_options(*own: Decorator) -> Decorator:
    """Adds options of a command, and after them those that `endpoint_of` reads."""

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        for option in reversed((*own, *_OPTIONS)):
            command = option(command)
        return command

    return decorate


def endpoint_of(
    url: str,
    *,
    seconds: float,
    dialect: str | None,
    default_graphs: Sequence[str],
    headers: dict[str, str],
) -> Endpoint:
    """The endpoint that the options name, with the credentials of the environment."""
    from schlaglicht.remote import (
        DIALECTS,
        Endpoint,
        RemoteLimits,
        credentials_of,
        endpoint_at,
    )
    from schlaglicht.remote.endpoint import UNKNOWN

    return Endpoint(
        endpoint_at(url),
        DIALECTS[dialect] if dialect else UNKNOWN,
        credentials_of(os.environ),
        tuple(default_graphs),
        headers=headers,
        limits=RemoteLimits(seconds=seconds),
    )


serving_options = endpoint_options(
    click.option(
        "--endpoint",
        metavar="URL",
        help="Serve this SPARQL endpoint, which answers the queries.",
    ),
    click.option(
        "--refresh",
        metavar="SECONDS",
        type=click.FloatRange(min=0),
        default=3600,
        show_default=True,
        help="Between two copies for pages; 0 copies once.",
    ),
    click.option(
        "--copy",
        metavar="DIR",
        type=click.Path(path_type=Path, file_okay=False),
        help="Keep the copy in a folder, and continue there.",
    ),
    click.option(
        "--queries-only",
        is_flag=True,
        help="Copy nothing and make no pages.",
    ),
    click.option(
        "--named-graph",
        "named_graphs",
        metavar="IRI",
        multiple=True,
        help="With --default-graph: a graph for GRAPH; may be repeated.",
    ),
)
"""Adds the options that `remote_to_serve` reads."""

SERVING_NAMES = (
    "endpoint",
    "refresh",
    "copy",
    "queries_only",
    "named_graphs",
    "dialect",
    "default_graphs",
    "headers",
)


def remote_to_serve(
    context: click.Context, values: dict[str, Any], *, seconds: float
) -> RemoteGraph | None:
    """The remote graph of these options, which leave `values`; None without --endpoint.

    `seconds` is the time limit of a query. Raises UsageError for options without --endpoint.
    """
    from schlaglicht.web.server.reload.endpoint_copier import RemoteGraph

    own = {name: values.pop(name) for name in SERVING_NAMES}
    if own["endpoint"] is None:
        given = [
            n
            for n in SERVING_NAMES
            if context.get_parameter_source(n) is ParameterSource.COMMANDLINE
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


_SECONDS = 60.0
"""Seconds for one query: a page of a large graph, sorted by its keys."""

validation_options = endpoint_options(
    click.option(
        "--endpoint",
        metavar="URL",
        help="Check this SPARQL endpoint instead of the data of PATH.",
    ),
    click.option(
        "--sample",
        metavar="NUMBER",
        type=click.IntRange(min=1),
        help="Check only so many subjects, the same ones each time.",
    ),
    click.option(
        "--copy",
        metavar="DIR",
        type=click.Path(path_type=Path, file_okay=False),
        help="Keep what is fetched in a folder, and continue there.",
    ),
)
"""Adds the options that `remote_to_check` reads."""


@dataclass(frozen=True)
class Remote:
    """The remote graph that is to be validated."""

    endpoint: str
    sample: int | None
    copy: Path | None
    dialect: str | None
    default_graphs: Sequence[str]
    headers: dict[str, str]


def remote_to_check(values: dict[str, Any], *, others: Sequence[object]) -> Remote | None:
    """The remote graph of these options; None without --endpoint.

    Raises UsageError for options without it, and for `others`, which do not go with it.
    """
    if values["endpoint"] is None:
        if any(values.values()):
            wanted = msg(
                "--sample, --copy, --dialect, --default-graph and --header need --endpoint"
            )
            raise usage_error(wanted)
        return None
    if any(others):
        wrong = msg("--endpoint goes with none of --watch, --sources, baselines and --since")
        raise usage_error(wrong)
    return Remote(**values)


@contextmanager
def copied(remote: Remote, *, verbose: bool) -> Iterator[Copied]:
    """The copy of the graph, which is kept if it has a folder of its own."""
    from schlaglicht.remote import recognised_client
    from schlaglicht.remote.copy import copy_graph, held

    endpoint = endpoint_of(
        remote.endpoint,
        seconds=_SECONDS,
        dialect=remote.dialect,
        default_graphs=remote.default_graphs,
        headers=remote.headers,
    )
    client = recognised_client(endpoint)
    with held(remote.copy) if remote.copy else temporary_folder() as target:
        with shown_progress(verbose=verbose) as progress:
            progress.stage(msg("fetching the remote graph"))
            found = copy_graph(client, target, sample=remote.sample, on_progress=progress.count)
        _say(found)
        yield replace(found, data=found.data.resolve())


def with_remote_data(project: Project, data: Path) -> Project:
    """The project with a copy instead of its data; its questions and evidence are left out.

    Where it has no folder of shapes, its data are the shapes: a file that was named as PATH.
    """
    settings = replace(project.settings, evidence=False)
    own = replace(project, queries=(), evidence=(), settings=settings, whole=False)
    return replace(own, data=(data,), shapes=project.shapes or project.data)


def _say(found: Copied) -> None:
    """Says on standard error what was fetched, and what could not be."""
    triples = plural("one triple", "{number} triples", found.state.triples)
    subjects = plural(
        "one subject with an IRI", "{number} subjects with an IRI", found.state.subjects
    )
    counts = msg("fetched {triples} of {subjects}", triples=triples, subjects=subjects)
    click.echo(translated(counts), err=True)
    if found.state.sample is not None:
        click.echo(translated(msg("a sample: the rest of the graph is not checked")), err=True)
    for subject in found.state.left_out:
        heavy = msg(
            "not checked: {subject}, whose triples the endpoint does not give", subject=subject
        )
        click.echo(translated(heavy), err=True)
    if found.missing is None:
        unknown = msg("not checked: whether all was fetched, which the endpoint cannot count")
        click.echo(translated(unknown), err=True)
    elif found.missing:
        missing = plural(
            "not checked: one triple of a blank node that no IRI leads to, or of what has changed "
            "meanwhile",
            "not checked: {number} triples of blank nodes that no IRI leads to, or of what has "
            "changed meanwhile",
            found.missing,
        )
        click.echo(translated(missing), err=True)
