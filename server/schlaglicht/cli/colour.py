"""Whether output is coloured."""

from __future__ import annotations

import os
import sys

import click

colour_option = click.option(
    "--color/--no-color",
    "colour",
    default=None,
    help="Colours; by default on a terminal or with FORCE_COLOR, unless NO_COLOR is set.",
)
"""`--color` and `--no-color`, which give `colour`: None when the reader leaves it open."""


def wants_colour(colour: bool | None) -> bool:
    """What the reader says, else whether a person reads, or a log that shows colours.

    https://no-color.org/, https://force-color.org/
    """
    if colour is not None:
        return colour
    wanted = sys.stdout.isatty() or bool(os.environ.get("FORCE_COLOR"))
    return wanted and not os.environ.get("NO_COLOR")
