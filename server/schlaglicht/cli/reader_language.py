"""Language of the messages: the option, and the environment's."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from schlaglicht.i18n import Message

language_option = click.option(
    "--lang",
    "language",
    type=click.Choice(("de", "en")),
    help="The language of the messages; by default that of the environment, else English.",
)
"""`--lang`, which sets `language`; None if it is left to the environment."""


def translated(message: Message) -> str:
    """A message in the language of the environment; for errors that no option can be read for."""
    return message[reader_language()]


def usage_error(message: Message) -> click.UsageError:
    """An error of usage with a message in the language of the environment."""
    return click.UsageError(translated(message))


def reader_language() -> str:
    """`de` or `en`, from the environment's variables as POSIX ranks them."""
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    locale = next((value for name in names if (value := os.environ.get(name))), "")
    return "de" if locale.lower().startswith("de") else "en"
