"""`schlaglicht serve`: the endpoint and its pages."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from schlaglicht.cli.endpoint.options import remote_to_serve, serving_options
from schlaglicht.cli.help import FoldedCommand
from schlaglicht.cli.inputs import strict_option
from schlaglicht.cli.options import translated, usage_error
from schlaglicht.cli.output import ReaderGone
from schlaglicht.cli.progress import shown_progress, verbose_option
from schlaglicht.errors import OutputError, PortInUse, ProjectError
from schlaglicht.i18n import Message, Texts, msg
from schlaglicht.settings.toml_tables import SettingsTable
from schlaglicht.web import NO_SCRIPTS, has_scripts
from schlaglicht.web.server.server_settings import (
    SIZES,
    ServerSettings,
    Setting,
    server_settings,
    settings_in,
)

if TYPE_CHECKING:
    from schlaglicht.web.server.reload.endpoint_copier import RemoteGraph
    from schlaglicht.web.server.serve import Service


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
    names = [name for name in (setting.option, setting.short) if name]
    if setting.kind is bool:
        return click.option(*names, is_flag=True, **shared)
    return click.option(
        *names,
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


def _settings(
    context: click.Context, values: dict[str, Any], table: SettingsTable | None = None
) -> ServerSettings:
    """`values`; those of the file, or of the size, for what nobody has set otherwise."""
    unset = {n for n in values if context.get_parameter_source(n) is ParameterSource.DEFAULT}
    in_file = {n: value for n, value in settings_in(table).items() if n in unset} if table else {}
    size = SIZES[{**values, **in_file}["size"]]
    of_size = {name: value for name, value in size.items() if name in unset}
    return ServerSettings(**{**values, **of_size, **in_file})


_SHOWN = ("port", "host", "size", "timeout", "watch", "sources", "public_url", "in_browser")


@click.command(cls=FoldedCommand, shown=(*_SHOWN, "strict", "verbose"))
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path))
@_with_settings
@click.option("--open", "in_browser", is_flag=True, help="Open the site in a browser once ready.")
@serving_options
@strict_option
@verbose_option
@click.pass_context
def command(
    context: click.Context,
    /,
    paths: tuple[Path, ...],
    *,
    in_browser: bool,
    strict: bool,
    verbose: bool,
    **values: Any,
) -> None:
    """Serve a graph: SPARQL at /sparql and pages for people at /.

    Runs until Ctrl-C or SIGTERM; SIGHUP reloads the files. The environment can set every option
    (SCHLAGLICHT_PORT), and so can [serve] in schlaglicht.toml.

    \b
      schlaglicht serve my-graph.ttl --open
      schlaglicht serve --publication https://example.org/stones/
      schlaglicht endpoint serve http://localhost:8890/sparql
    """  # noqa: D301 - click takes the character \b as the mark of lines to keep
    from schlaglicht.web.server.serve import serve

    service = replace(_service(context, paths, values), strict=strict)
    if service.settings.review or service.settings.edit:
        service = _with_desk(service)
    if not has_scripts():
        click.echo(f"schlaglicht: {translated(NO_SCRIPTS)}", err=True)
    try:
        announce = _announce_and_open if in_browser else _announce
        serve(service, announce=announce, progress=shown_progress(verbose=verbose))
    except PortInUse as error:
        raise ProjectError(
            _in_use(error).filled(command=_with_port(context, paths, error.free))
        ) from error


def _service(context: click.Context, paths: tuple[Path, ...], values: dict[str, Any]) -> Service:
    """A project to serve, a publication or a remote graph; raises UsageError for several."""
    from schlaglicht.project import open_project
    from schlaglicht.web.server.serve import Service

    _check_services(values["services"])
    remote = remote_to_serve(context, values, seconds=values["timeout"])
    if remote is not None:
        return _service_of_remote(context, paths, values, remote)
    if values["publication"]:
        if paths:
            raise usage_error(msg("--publication takes the place of PATH"))
        return Service(None, _settings(context, values))
    project = open_project(paths)
    settings = _settings(context, values, project.settings.serve)
    return Service(None if settings.publication else project, settings, paths)


def _with_desk(service: Service) -> Service:
    """The service with its desk, which follows its own changes; raises UsageError without one."""
    from schlaglicht.web.views.review.access import is_loopback

    settings = service.settings
    option = "--review" if settings.review else "--edit"
    if (
        service.project is None
        or service.remote
        or [*map(Path.is_dir, service.paths)] not in ([], [True])
    ):
        raise usage_error(msg("{option} needs the folder of one project", option=option))
    if settings.review and not settings.sources:
        raise usage_error(msg("--review needs --sources: the folder of the documents"))
    if not is_loopback(settings.host) or settings.public_url or settings.proxies:
        raise usage_error(
            msg(
                "{option} is for this machine alone: it goes with no other --host, and with "
                "neither --public-url nor --proxies",
                option=option,
            )
        )
    return replace(service, settings=replace(settings, watch=True))


def _check_services(urls: str) -> None:
    """Raises ProjectError for anything but URLs of endpoints."""
    from schlaglicht.remote import endpoint_at

    for url in urls.split():
        endpoint_at(url)


def _service_of_remote(
    context: click.Context, paths: tuple[Path, ...], values: dict[str, Any], remote: RemoteGraph
) -> Service:
    """The remote graph to serve, with the shapes, questions and settings of a project."""
    from schlaglicht.project import open_project
    from schlaglicht.web.server.serve import Service

    if values["publication"] or values["watch"]:
        raise usage_error(msg("--endpoint goes neither with --publication nor --watch"))
    if not paths:
        return Service(None, _settings(context, values), remote=remote)
    project = open_project(paths, needs_graph=False)
    settings = _settings(context, values, project.settings.serve)
    return Service(project, replace(settings, publication="", watch=False), remote=remote)


def _announce(greeting: Texts, _url: str) -> None:
    """Prints the server's URL, unless standard output cannot be written."""
    with suppress(OutputError, ReaderGone):
        click.echo(translated(greeting))


def _announce_and_open(greeting: Texts, url: str) -> None:
    _announce(greeting, url)
    if not _may_open():
        no_browser = msg("no browser is opened: this is not a terminal with a display")
        click.echo(f"schlaglicht: {translated(no_browser)}", err=True)
        return
    import webbrowser

    webbrowser.open(url)


def _may_open() -> bool:
    """True on a terminal with a display, and never in CI."""
    has_display = sys.platform in ("darwin", "win32") or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")
    )
    return has_display and sys.stdout.isatty() and not os.environ.get("CI")


def _in_use(error: PortInUse) -> Message:
    if error.holder:
        taken = msg("port {port} on {host} is in use by {holder}; the next free one: {command}")
        return taken.filled(port=error.port, host=error.host, holder=error.holder)
    taken = msg("port {port} on {host} is in use; the next free one: {command}")
    return taken.filled(port=error.port, host=error.host)


def _with_port(context: click.Context, paths: Sequence[Path], port: int) -> str:
    """The same command with another port, for a shell."""
    words = ["schlaglicht", "serve", *map(str, paths)]
    for option in context.command.params:
        source = context.get_parameter_source(str(option.name))
        if isinstance(option, click.Option) and source is ParameterSource.COMMANDLINE:
            words += _as_given(option, context.params[str(option.name)])
    return shlex.join([*words, "--port", str(port)])


def _as_given(option: click.Option, value: Any) -> Iterator[str]:
    """The words of an option on the command line, without those of --port."""
    if option.name == "port":
        return
    name = max(option.opts, key=len)
    if isinstance(value, dict):
        value = [f"{field}: {text}" for field, text in value.items()]
    for each in value if option.multiple else [value]:
        yield from [name] if option.is_flag else [name, str(each)]
