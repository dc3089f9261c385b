"""The command line: one file per command, and the one place where errors become exit codes.

Exit codes: 0 fine, 1 findings, 2 usage or unreadable input, 3 a fault of Schlaglicht itself.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence
from typing import NoReturn, cast

import click

from schlaglicht import __version__
from schlaglicht.cli.help import LazyGroup
from schlaglicht.cli.output import ReaderGone, drop_output, prepare_output
from schlaglicht.cli.process import LIMITED_COMMANDS, end, heed_signals, limit_memory
from schlaglicht.errors import EngineLost, EngineNotStarted, SchlaglichtError
from schlaglicht.ground.text import end_line_of_interrupt

_READING_GRAPHS = ("diff", "endpoint", "export", "format", "mcp", "publish", "query", "serve")
"""Commands whose graphs rdflib has words on; validations silence it where they begin."""

COMMANDS = {
    "init": "Write a small project to begin with.",
    "serve": "Serve a graph: SPARQL endpoint and pages.",
    "validate": "Check a graph: syntax, shapes, questions, evidence.",
    "evidence": "Add, find and check the passages that a graph rests on.",
    "rule": "Explain a rule of validate, with an example.",
    "query": "Ask a graph a SPARQL query.",
    "mcp": "Let language models ask a graph: Model Context Protocol.",
    "publish": "Publish a version for many servers to read.",
    "export": "Write a graph in another format.",
    "diff": "Say what changed between two versions of a graph.",
    "format": "Bring Turtle files into their canonical form.",
    "cache": "Show or remove what is kept for the next run.",
    "endpoint": "Serve or check a SPARQL endpoint.",
    "selftest": "Test any SPARQL endpoint: abilities, protocol, traps.",
}
"""Commands in the order of the help page; each is a module of this package."""

UNLISTED = ("endpoint", "selftest")
"""Commands for other people's graphs, which the help page leaves out."""


def _command(name: str) -> click.Command:
    """The command of a name, whose module is imported only now."""
    return cast(click.Command, importlib.import_module(f"{__name__}.{name}").command)


@click.group(
    cls=LazyGroup,
    find=_command,
    texts=COMMANDS,
    unlisted=UNLISTED,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option("--debug", is_flag=True, expose_value=False, help="Print tracebacks of errors.")
@click.version_option(__version__, message="%(prog)s %(version)s")
@click.pass_context
def schlaglicht(context: click.Context) -> int:
    """Publishes a folder of RDF as a knowledge graph: checked, queried, read.

    PATH is a folder or an RDF file. Without one, commands work on the project in the current
    folder, else, but for validate, on the graph that Schlaglicht ships with.
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help())
        return 2
    if context.invoked_subcommand in _READING_GRAPHS:
        from schlaglicht.rdf.rdflib_logging import quiet_rdflib

        context.with_resource(quiet_rdflib())
    return 0


def main() -> NoReturn:
    """Runs the command line of this process, and ends it with the exit code."""
    prepare_output()
    heed_signals()
    if not set(LIMITED_COMMANDS).isdisjoint(sys.argv[1:3]):  # the first may be --debug
        limit_memory()
    end(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Runs a command line; returns its exit code. Messages go to standard error.

    `--debug`, or SCHLAGLICHT_DEBUG in the environment, adds tracebacks to them.
    """
    debug = "--debug" in arguments[:1] or bool(os.environ.get("SCHLAGLICHT_DEBUG"))
    try:
        status = schlaglicht.main(list(arguments), "schlaglicht", standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        from schlaglicht.cli.help import usage_text

        click.echo(usage_text(error), err=True)
        return 2
    except (click.Abort, KeyboardInterrupt):
        end_line_of_interrupt()
        return 130
    except ReaderGone:
        drop_output()
        return 0
    except Exception as error:
        end = _end_behind(error)
        if isinstance(end, KeyboardInterrupt):
            end_line_of_interrupt()
            return 130
        if end is not None:
            raise end from None
        try:
            return _failed(error, debug, arguments)
        except (ImportError, OSError, MemoryError) as refused:  # no module that words it loads
            click.echo(f"schlaglicht: {str(refused) or 'no memory'}", err=True)
            return 2
    return status if isinstance(status, int) else 0


def _end_behind(error: BaseException) -> KeyboardInterrupt | SystemExit | None:
    """The signal's exception that Python wrapped into another one, as it does in `__set_name__`."""
    cause = error.__cause__
    while cause is not None and not isinstance(cause, KeyboardInterrupt | SystemExit):
        cause = cause.__cause__
    return cause


def _failed(error: Exception, debug: bool, arguments: Sequence[str]) -> int:
    # Imported here, since most runs, and each help page, have no error to word.
    from schlaglicht.cli.options import language_in, translated
    from schlaglicht.ground.system_errors import is_of_the_system
    from schlaglicht.ground.text import visible
    from schlaglicht.i18n import msg

    if debug:
        import traceback

        traceback.print_exception(error)
    if isinstance(error, SchlaglichtError):
        message = error.messages.get(language_in(arguments)) or error
        click.echo(visible(f"schlaglicht: {message}"), err=True)
        is_ours = isinstance(error, EngineLost) and not isinstance(error, EngineNotStarted)
        return 3 if is_ours else 2
    if isinstance(error, MemoryError):
        scarce = msg("the memory that one process may take is not enough for these files")
        click.echo(f"schlaglicht: {translated(scarce)}", err=True)
        return 2
    if is_of_the_system(error):
        first_line, _, _ = str(error).partition("\n")
        refused = msg("the system has no room, or a disk that is broken: {error}", error=first_line)
        click.echo(visible(f"schlaglicht: {translated(refused)}"), err=True)
        return 2
    click.echo(visible(f"schlaglicht: {type(error).__name__}: {error}"), err=True)
    ours = msg("This is a fault of Schlaglicht; please report it with what --debug prints.")
    click.echo(translated(ours), err=True)
    return 3
