"""The language that a reader is spoken to in."""

from __future__ import annotations

import os

import click

language_option = click.option(
    "--lang",
    "language",
    type=click.Choice(("de", "en")),
    help="The language of the messages; by default that of the environment, else English.",
)
"""`--lang`, which gives `language`: None when the reader leaves it to the environment."""


def reader_language() -> str:
    """The language that the environment asks for, as POSIX ranks its variables."""
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    locale = next((value for name in names if (value := os.environ.get(name))), "")
    return "de" if locale.lower().startswith("de") else "en"
