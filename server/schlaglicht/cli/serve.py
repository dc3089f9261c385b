"""`schlaglicht serve`: the endpoint and its pages."""

from __future__ import annotations

import os
from pathlib import Path

import click


@click.command()
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--port",
    metavar="NUMBER",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="Port to listen on; 0 picks a free one.",
)
@click.option(
    "--host",
    metavar="ADDRESS",
    default="127.0.0.1",
    show_default=True,
    help="Address to listen on; 0.0.0.0 for every network.",
)
@click.option(
    "--timeout",
    metavar="SECONDS",
    type=click.FloatRange(min=0, min_open=True),
    default=10.0,
    show_default=True,
    help="Stop a query after this time.",
)
@click.option(
    "--engines",
    metavar="NUMBER",
    type=click.IntRange(min=1),
    default=lambda: max(2, os.cpu_count() or 2),
    show_default="one per CPU, at least 2",
    help="Processes that answer queries, one query at a time each.",
)
@click.option(
    "--cache",
    metavar="BYTES",
    type=click.IntRange(min=0),
    default=64 * 2**20,
    show_default="64 MiB",
    help="Keep answers up to this many bytes in memory; 0 keeps none.",
)
@click.option(
    "--max-age",
    metavar="SECONDS",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="Let clients and proxies use an answer this long without asking whether it still holds.",
)
def command(
    paths: tuple[Path, ...],
    port: int,
    host: str,
    timeout: float,
    engines: int,
    cache: int,
    max_age: int,
) -> None:
    """Serve a graph: SPARQL at /sparql and pages for people at /.

    Runs until Ctrl-C or SIGTERM.

    \b
      schlaglicht serve
      schlaglicht serve my-graph.ttl --port 0
    """  # noqa: D301 - click takes the character \b as the mark of lines to keep
    from schlaglicht.engine import Limits
    from schlaglicht.project import open_project
    from schlaglicht.web.cache import CacheSettings
    from schlaglicht.web.serve import Service, serve

    service = Service(
        open_project(paths),
        engines=engines,
        limits=Limits(seconds=timeout),
        caching=CacheSettings(capacity=cache, max_age=max_age),
    )
    serve(service, host=host, port=port, announce=click.echo)
