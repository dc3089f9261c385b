"""Options that many commands share: language and colour; completion of values in shells."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from schlaglicht.i18n import LANGUAGES

if TYPE_CHECKING:
    from schlaglicht.i18n import Message, Texts

language_option = click.option(
    "--lang",
    "language",
    type=click.Choice(("de", "en")),
    help="The language of the messages.",
)
"""`--lang`, which sets `language`; None if it is left to the environment."""


def translated(message: Texts) -> str:
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


def language_in(arguments: Sequence[str]) -> str:
    """The language that `--lang` names among the arguments of a command, else the reader's."""
    named = [each.removeprefix("--lang=") for each in arguments if each.startswith("--lang=")]
    named += [after for each, after in pairwise(arguments) if each == "--lang"]
    return next((tag for tag in named if tag in LANGUAGES), None) or reader_language()


colour_option = click.option(
    "--color/--no-color",
    "colour",
    default=None,
    help="Colours; by default on a terminal.",
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


def rule_codes(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The codes of rules, with their titles."""
    from schlaglicht.validation.rules import RULES

    titles = {code: rule.titles[reader_language()] for code, rule in RULES.items()}
    return [CompletionItem(c, help=t) for c, t in titles.items() if c.startswith(incomplete)]


def listed_rule_codes(
    context: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """The codes of rules as the last of several, separated by commas; none of them twice."""
    before, comma, last = incomplete.rpartition(",")
    known = before.split(",")
    return [
        CompletionItem(f"{before}{comma}{item.value}", help=item.help)
        for item in rule_codes(context, parameter, last)
        if item.value not in known
    ]


def files(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Whatever files the shell finds: for arguments that may be something else, too."""
    return [CompletionItem(incomplete, type="file")]
