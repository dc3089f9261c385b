"""`schlaglicht endpoint`: the commands that take a SPARQL endpoint in place of data."""

from __future__ import annotations

import click

from schlaglicht.cli import serve, validate
from schlaglicht.cli.groups import FoldedCommand, LazyGroup
from schlaglicht.cli.options import usage_error
from schlaglicht.cli.remote import SERVING_NAMES
from schlaglicht.i18n import msg

COMMANDS = {
    "serve": "Serve an endpoint with pages, limits and questions.",
    "validate": "Check the graph of an endpoint by your shapes.",
}


class _AtEndpoint(FoldedCommand):
    """A command whose first argument is the URL of an endpoint; else as with --endpoint."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Reads the arguments; raises MissingParameter without a URL."""
        if args and not args[0].startswith("-"):
            args = ["--endpoint", *args]
        left = super().parse_args(ctx, args)
        if not ctx.params["endpoint"] and not ctx.resilient_parsing:
            raise usage_error(msg("the URL of an endpoint comes first"))
        return left


def _find(name: str) -> click.Command:
    known = {"serve": serve.command, "validate": validate.command}[name]
    return _AtEndpoint(
        name,
        params=known.params,
        callback=known.callback,
        help=COMMANDS[name],
        options_metavar="URL [OPTIONS]",
        shown={*SERVING_NAMES, "sample"} - {"endpoint"},
    )


@click.group(cls=LazyGroup, find=_find, texts=COMMANDS)
def command() -> None:
    """Use a SPARQL endpoint in place of data: shapes, questions and settings are those of PATH."""
