"""`schlaglicht evidence`: what a graph rests on, and who has read it."""

from __future__ import annotations

import click

from schlaglicht.cli.help import LazyGroup


def _find(name: str) -> click.Command:
    from schlaglicht.cli.evidence import commands, review

    return {**commands.COMMANDS, **review.COMMANDS}[name]


@click.group(
    "evidence",
    cls=LazyGroup,
    find=_find,
    texts={
        "locate": "Find quoted words in documents: position, digest, text block.",
        "add": "Add a statement with its evidence to data and evidence.",
        "check": "Check the evidence alone.",
        "propose": "Propose a statement for somebody else to read.",
        "review": "Show proposals, their words, and what is found with them.",
        "accept": "Say that you have read a proposal or an entry against its words.",
        "reject": "Reject a proposal for a reason.",
        "list": "List what a passage supports, or what no statement rests on.",
        "digest": "Fill in missing SHA-256 digests.",
    },
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.pass_context
def command(context: click.Context) -> int:
    """Add, find and check the passages that a graph rests on.

    Evidence stands in files evidence/*.yaml of a project, one for each document.
    """
    from schlaglicht.rdf.rdflib_logging import quiet_rdflib

    context.with_resource(quiet_rdflib())
    if context.invoked_subcommand is None:
        click.echo(context.get_help())
        return 2
    return 0
