"""Help pages in German: what click would write in English is translated as it is laid out."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator

import click

from schlaglicht.cli.reader_language import translated
from schlaglicht.i18n import Message, msg

_PARAGRAPHS = re.compile(r"\n\s*\n")
_AS_IT_IS = "\b"
"""The first line of a paragraph whose lines click keeps: examples, the same in every language."""

_EXTRA = re.compile(r"(?:^|  )\[(?P<facts>[^\[\]]*)\]$")
"""What click adds to the text of an option: its default, its range, that it is required."""

_CLICKS = {
    "Usage": msg("Usage"),
    "Options": msg("Options"),
    "Commands": msg("Commands"),
    "Show this message and exit.": msg("Show this message and exit."),
    "Show the version and exit.": msg("Show the version and exit."),
    "default": msg("default"),
    "required": msg("required"),
}
"""Click's own words."""


class TranslatedHelp(click.HelpFormatter):
    """A help page whose texts are in the reader's language."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Writes how a command is called."""
        super().write_usage(prog, args, prefix or f"{_spoken('Usage')}: ")

    def write_heading(self, heading: str) -> None:
        """Writes the heading of a part of the page."""
        super().write_heading(_spoken(heading))

    def write_text(self, text: str) -> None:
        """Writes the text of a command; examples stay as they are."""
        paragraphs = _PARAGRAPHS.split(text)
        super().write_text("\n\n".join(p if _is_example(p) else _spoken(p) for p in paragraphs))

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        """Writes options or commands and their texts."""
        spoken = [(name, _with_facts(text)) for name, text in rows]
        super().write_dl(spoken, col_max, col_spacing)


def help_texts(command: click.Command) -> Iterator[str]:
    """The texts on the help pages of a command and those below it, as they are translated."""
    for paragraph in _PARAGRAPHS.split(inspect.cleandoc(command.help or "")):
        if paragraph and not _is_example(paragraph):
            yield _in_a_line(paragraph)
    for parameter in command.params:
        if isinstance(parameter, click.Option) and parameter.help:
            yield _in_a_line(parameter.help)
        if isinstance(parameter, click.Option) and isinstance(parameter.show_default, str):
            yield parameter.show_default
    yield from getattr(command, "texts", ())
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            yield from help_texts(below)


def _with_facts(text: str) -> str:
    found = _EXTRA.search(text)
    if found is None:
        return _spoken(text)
    facts = "; ".join(map(_fact, found["facts"].split("; ")))
    return f"{_spoken(text[: found.start()])}  [{facts}]"


def _fact(text: str) -> str:
    name, colon, value = text.partition(": ")
    if value.startswith("("):  # a default in words
        value = f"({_spoken(value[1:-1])})"
    return f"{_spoken(name)}{colon}{value}"


def _spoken(text: str) -> str:
    text = _in_a_line(text)
    return translated(_CLICKS.get(text, Message(text))) if text else text


def _in_a_line(text: str) -> str:
    return " ".join(text.split())


def _is_example(paragraph: str) -> bool:
    return paragraph.lstrip(" ").startswith(_AS_IT_IS)
