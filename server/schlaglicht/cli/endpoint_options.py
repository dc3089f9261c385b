"""Options that name a remote SPARQL endpoint."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import click

from schlaglicht.cli.reader_language import translated
from schlaglicht.i18n import msg

if TYPE_CHECKING:
    from schlaglicht.remote import Endpoint

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
        if not colon or not _is_token(name) or not text.isprintable() or not text.isascii():
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


def _is_token(name: str) -> bool:
    return name.isascii() and name.replace("-", "").replace("_", "").isalnum()


_OPTIONS = (
    click.option(
        "--dialect",
        type=click.Choice(DIALECT_NAMES),
        help="The product behind the endpoint; by default recognised by its header field Server.",
    ),
    click.option(
        "--default-graph",
        "default_graphs",
        metavar="IRI",
        multiple=True,
        help="A graph of the endpoint that is part of the default graph; may be repeated.",
    ),
    click.option(
        "--header",
        "headers",
        metavar="NAME:VALUE",
        multiple=True,
        callback=_headers,
        help="A header field of each request; may be repeated.",
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
    from schlaglicht.remote.dialects import UNKNOWN

    return Endpoint(
        endpoint_at(url),
        DIALECTS[dialect] if dialect else UNKNOWN,
        credentials_of(os.environ),
        tuple(default_graphs),
        headers=headers,
        limits=RemoteLimits(seconds=seconds),
    )
