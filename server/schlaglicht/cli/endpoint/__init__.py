"""`schlaglicht endpoint`: the commands that take a SPARQL endpoint in place of data."""

from __future__ import annotations

import click

from schlaglicht.cli.help import FoldedCommand, LazyGroup
from schlaglicht.cli.options import usage_error
from schlaglicht.i18n import msg

_TEXTS = {
    "serve": "Serve an endpoint with pages, limits and questions.",
    "validate": "Check the graph of an endpoint by your shapes.",
}


def _find(name: str) -> click.Command:
    """`serve` or `validate`, whose help page has the options of endpoints."""
    from schlaglicht.cli import serve, validate
    from schlaglicht.cli.endpoint.options import SERVING_NAMES

    known = {"serve": serve.command, "validate": validate.command}[name]
    return _AtEndpoint(
        name,
        params=known.params,
        callback=known.callback,
        help=_TEXTS[name],
        options_metavar="URL [OPTIONS]",
        shown={*SERVING_NAMES, "sample"} - {"endpoint"},
    )


class _AtEndpoint(FoldedCommand):
    """A command whose first argument is the URL of an endpoint; else as with --endpoint."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Reads the arguments; raises UsageError without a URL."""
        if args and not args[0].startswith("-"):
            args = ["--endpoint", *args]
        left = super().parse_args(ctx, args)
        if not ctx.params["endpoint"] and not ctx.resilient_parsing:
            raise usage_error(msg("the URL of an endpoint comes first"))
        return left


@click.group(cls=LazyGroup, find=_find, texts=_TEXTS, invoke_without_command=True)
@click.pass_context
def command(context: click.Context) -> int:
    """Use a SPARQL endpoint in place of data: shapes, questions and settings are those of PATH."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())
        return 2
    return 0
