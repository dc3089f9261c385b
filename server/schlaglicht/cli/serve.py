"""`schlaglicht serve`: the endpoint and its pages."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from schlaglicht.cli.output import ReaderGone
from schlaglicht.config import SettingsTable
from schlaglicht.errors import OutputError
from schlaglicht.web.server.settings import (
    ServerSettings,
    Setting,
    server_settings,
    settings_in,
)


def _with_settings(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds an option for every setting of a server."""
    for setting in reversed(server_settings()):
        command = _option(setting)(command)
    return command


def _option(setting: Setting) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    shared: dict[str, Any] = {
        "envvar": setting.environment,
        "default": setting.default,
        "help": setting.help,
    }
    if setting.kind is bool:
        return click.option(setting.option, is_flag=True, **shared)
    return click.option(
        setting.option,
        metavar=(setting.unit or "number").upper() if not setting.choices else None,
        type=_type(setting),
        show_default=setting.default_text or bool(str(setting.default)),
        **shared,
    )


def _type(setting: Setting) -> click.ParamType[Any]:
    if setting.choices:
        return click.Choice(setting.choices)
    if setting.kind is int:
        return click.IntRange(_whole(setting.minimum), _whole(setting.maximum))
    if setting.kind is float:
        return click.FloatRange(setting.minimum, setting.maximum)
    return click.STRING


def _whole(bound: float | None) -> int | None:
    return None if bound is None else int(bound)


def _with_file(context: click.Context, values: dict[str, Any], table: SettingsTable) -> Any:
    """`values`, with the file's for those set by neither command line nor environment."""
    in_file = settings_in(table)
    defaults = [n for n in values if context.get_parameter_source(n) is ParameterSource.DEFAULT]
    return {**values, **{name: in_file[name] for name in defaults if name in in_file}}


@click.command()
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path))
@_with_settings
@click.pass_context
def command(context: click.Context, /, paths: tuple[Path, ...], **values: Any) -> None:
    """Serve a graph: SPARQL at /sparql and pages for people at /.

    Runs until Ctrl-C or SIGTERM; SIGHUP reloads the files. Every option can be set in the
    environment, --log-format as SCHLAGLICHT_LOG_FORMAT, and in the table [serve] of
    schlaglicht.toml, there as log-format.

    \b
      schlaglicht serve
      schlaglicht serve my-graph.ttl --port 0
    """  # noqa: D301 - click takes the character \b as the mark of lines to keep
    from schlaglicht.project import open_project
    from schlaglicht.web.server.serve import Service, serve

    project = open_project(paths)
    settings = ServerSettings(**_with_file(context, values, project.settings.serve))
    service = Service(project, settings, paths)
    serve(service, announce=_announce)


def _announce(greeting: str) -> None:
    """Prints the server's URL, unless standard output cannot be written."""
    with suppress(OutputError, ReaderGone):
        click.echo(greeting)
