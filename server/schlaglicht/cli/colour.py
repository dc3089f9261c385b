"""Colours of the output: the option, and the decision."""

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
"""`--color` and `--no-color`, which set `colour`; None if neither is given."""


def wants_colour(colour: bool | None) -> bool:
    """The option if given; else True for a terminal or FORCE_COLOR, unless NO_COLOR is set.

    https://no-color.org/, https://force-color.org/
    """
    if colour is not None:
        return colour
    wanted = sys.stdout.isatty() or bool(os.environ.get("FORCE_COLOR"))
    return wanted and not os.environ.get("NO_COLOR")
