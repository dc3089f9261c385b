"""`schlaglicht selftest`: the abilities of any SPARQL endpoint, and the traps in its answers."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import click

from schlaglicht.cli.endpoint.options import endpoint_of, endpoint_options
from schlaglicht.cli.options import colour_option, language_option, reader_language, wants_colour
from schlaglicht.cli.output import encoded, write_bytes
from schlaglicht.cli.progress import shown_progress

if TYPE_CHECKING:
    from collections.abc import Sequence

_WIDEST = 110


@click.command("selftest")
@click.argument("url")
@click.option(
    "--format",
    "format_name",
    type=click.Choice(("text", "json")),
    default="text",
    show_default=True,
    help="The format of the report.",
)
@click.option(
    "--gentle",
    is_flag=True,
    help="Leave out the checks that cost the endpoint more than a moment: its cap, deep OFFSET, "
    "its time limit.",
)
@click.option(
    "--timeout",
    metavar="SECONDS",
    type=click.FloatRange(min=0, min_open=True),
    default=20.0,
    show_default=True,
    help="Give up a request after this time.",
)
@endpoint_options()
@language_option
@colour_option
def command(
    url: str,
    *,
    format_name: str,
    gentle: bool,
    timeout: float,
    dialect: str | None,
    default_graphs: Sequence[str],
    headers: dict[str, str],
    language: str | None,
    colour: bool | None,
) -> int:
    """Test a SPARQL endpoint: its abilities, the W3C's protocol, traps.

    URL is any endpoint, of whatever make. Nothing is written there. Credentials are
    SCHLAGLICHT_ENDPOINT_USER and SCHLAGLICHT_ENDPOINT_PASSWORD (Basic or Digest), or
    SCHLAGLICHT_ENDPOINT_TOKEN, in the environment. Exits 0 when there is no fault, 1 when there is
    one, 2 when the endpoint does not answer.

    \b
      schlaglicht selftest https://query.wikidata.org/sparql --gentle
      schlaglicht selftest http://localhost:8890/sparql --format json
    """  # noqa: D301 - click takes the character \b as the mark of lines to keep
    from schlaglicht.remote.selftest import json_of, selftest, text_of

    endpoint = endpoint_of(
        url, seconds=timeout, dialect=dialect, default_graphs=default_graphs, headers=headers
    )
    spoken = language or reader_language()
    with shown_progress() as progress:
        report = selftest(
            endpoint, gentle=gentle, on_check=lambda check: progress.stage(check.title)
        )
    if format_name == "json":
        write_bytes(encoded(json_of(report)))
    else:
        width = min(shutil.get_terminal_size().columns, _WIDEST)
        coloured = wants_colour(colour)
        click.echo(
            text_of(report, language=spoken, colour=coloured, width=width), nl=False, color=coloured
        )
    return 0 if report.passes else 1
