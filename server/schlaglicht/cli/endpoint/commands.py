"""`serve` and `validate` with the URL of an endpoint as their first argument."""

from __future__ import annotations

import click

from schlaglicht.cli import serve, validate
from schlaglicht.cli.endpoint.options import SERVING_NAMES
from schlaglicht.cli.groups import FoldedCommand
from schlaglicht.cli.options import usage_error
from schlaglicht.i18n import msg


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


def at_endpoint(name: str, *, help_text: str) -> click.Command:
    """The command of this name, whose help page has the options of endpoints."""
    known = {"serve": serve.command, "validate": validate.command}[name]
    return _AtEndpoint(
        name,
        params=known.params,
        callback=known.callback,
        help=help_text,
        options_metavar="URL [OPTIONS]",
        shown={*SERVING_NAMES, "sample"} - {"endpoint"},
    )
