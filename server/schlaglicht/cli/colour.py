"""Whether output is coloured."""

from __future__ import annotations

import os
import sys

import click

colour_option = click.option(
    "--color/--no-color",
    "colour",
    default=None,
    help="Colours; by default on a terminal, unless NO_COLOR is set.",
)
"""`--color` and `--no-color`, which give `colour`: None when the reader leaves it open."""


def wants_colour(colour: bool | None) -> bool:
    """What the reader says, else whether a person reads: https://no-color.org/."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") if colour is None else colour
