"""`schlaglicht endpoint`: the commands that take a SPARQL endpoint in place of data."""

from __future__ import annotations

import click

from schlaglicht.cli.groups import LazyGroup

_TEXTS = {
    "serve": "Serve an endpoint with pages, limits and questions.",
    "validate": "Check the graph of an endpoint by your shapes.",
}


def _find(name: str) -> click.Command:
    from schlaglicht.cli.endpoint.commands import at_endpoint

    return at_endpoint(name, help_text=_TEXTS[name])


@click.group(cls=LazyGroup, find=_find, texts=_TEXTS, invoke_without_command=True)
@click.pass_context
def command(context: click.Context) -> int:
    """Use a SPARQL endpoint in place of data: shapes, questions and settings are those of PATH."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())
        return 2
    return 0
